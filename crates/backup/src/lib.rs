//! Format and storage of backups: the state of a shard as one stream of bytes, cut into objects, with a manifest.
//!
//! ```text
//! chunk-000000     consecutive bytes of the stream, 8 MiB each, the last one less
//! chunk-000001     …
//! manifest.json    source of the state, and the SHA-256 of every chunk and of the stream; written last
//! ```
//! A backup is in a directory, or in a bucket under a prefix in an S3-compatible store. This crate does not interpret
//! the bytes.
//!
//! Invariants:
//! - A backup is complete only with its manifest. An interrupted backup is recognisable and cannot be restored.
//! - Nothing is ever overwritten. Every write requires that no object of its name exists.
//! - Bytes that do not match their checksum never count as verified: [`fetch`] fails at the first difference.

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

/// An incremental SHA-256, in hexadecimal.
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
