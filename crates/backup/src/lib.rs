//! Format and storage of backups: the state of a shard as one stream of bytes, taken apart into chunks, with a
//! manifest.
//!
//! ```text
//! chunks/ab/SHA256     a part of a stream, named by its SHA-256; backups share equal parts
//! backups/ID.json      source of a state, its parts in order, and the SHA-256 of the stream; written last
//! log/…                committed entries after the backups; see [`log`]
//! locks/…              held while a backup or a prune runs
//! ```
//! A place is a directory, or a bucket and a prefix in an S3-compatible store. It holds the backups of one cluster.
//! This crate does not interpret the rows. Earlier releases wrote one backup to a place, in `manifest.json` and
//! `chunk-N`; these are still read.
//!
//! Invariants:
//! - A backup is complete only with its manifest. An interrupted backup is recognisable and cannot be restored.
//! - A chunk is removed only while no backup is being written, and only if no manifest names it.
//! - Bytes that do not match their checksum never count as verified: [`fetch`] fails at the first difference.

mod clock;
mod error;
mod fetch;
mod find;
mod lock;
pub mod log;
mod manifest;
mod object;
mod place;
mod prune;
mod retention;
#[cfg(test)]
mod tests;
mod verify;
mod write;

pub use error::Error;
pub use fetch::fetch;
pub use find::{manifest_at, manifests, sound_manifests};
pub use manifest::{About, Chunk, FORMAT, Manifest};
pub use place::{Place, PlaceError, S3Options};
pub use prune::{Pruned, prune};
pub use retention::Keep;
pub use verify::{Verified, VerifiedBackup, verify};
pub use write::{Instants, Writer, Written};

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
