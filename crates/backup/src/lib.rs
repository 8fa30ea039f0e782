//! Where backups are kept, and in what form: the state of a shard as one stream of bytes, cut into objects, and a manifest.
//!
//! ```text
//! chunk-000000     consecutive bytes of the stream, 8 MiB each, the last one less
//! chunk-000001     …
//! manifest.json    what the state is of, and the SHA-256 of every chunk and of the whole; written last
//! ```
//! A place is a directory, or a bucket with a prefix in a store that speaks S3. This crate knows nothing of what the bytes mean.
//!
//! Invariants:
//! - A backup without its manifest is not one: an interrupted backup can be told, and cannot be restored.
//! - Nothing is ever overwritten: every object is put on the condition that there is none of its name.
//! - Nothing that does not match its checksum is handed out as verified: [`fetch`] fails at the first difference.

mod error;
mod fetch;
mod manifest;
mod place;
mod write;

pub use error::Error;
pub use fetch::{fetch, manifest_at};
pub use manifest::{About, Chunk, FORMAT, Manifest};
pub use place::{Place, PlaceError, S3Options};
pub use write::Writer;

/// SHA-256 of bytes as they come, in hexadecimal.
#[derive(Clone, Default)]
pub(crate) struct Digest(sha2::Sha256);

impl Digest {
    pub(crate) fn of(bytes: &[u8]) -> String {
        let mut digest = Self::default();
        digest.update(bytes);
        digest.finish()
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(&mut self.0, bytes);
    }

    pub(crate) fn finish(self) -> String {
        hex::encode(sha2::Digest::finalize(self.0))
    }
}
