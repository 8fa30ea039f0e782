//! A whole state as one stream of bytes.
//!
//! ```text
//! frame   = kind u8 ‖ number u64 ‖ length u32 ‖ payload ‖ xxh3-64 of all before in the frame
//! stream  = header frame, block frames, footer frame, end
//! header  = magic ‖ format u32 ‖ applied? u8 ‖ [index u64 ‖ rolling hash u128 ‖ meta]
//! block   = rows, each: key length u32 ‖ value length u32 ‖ key ‖ value; ascending through the stream
//! footer  = rows u64 ‖ xxh3-128 of every byte before the footer frame
//! ```
//! Integers are little-endian; frames are numbered from 0. The frame checksum reveals damage before its bytes are used.
//! The number reveals a missing or moved frame. The footer reveals a stream cut between frames. Equal states give equal
//! streams.
//!
//! The keys alone decide where a block ends. So a changed row changes only its own block, and the other blocks of the
//! next stream are the same bytes: a backup need not store them again ([`StreamParts`]).

mod export;
mod import;
mod parts;

use std::collections::BTreeMap;

pub(crate) use export::export;
pub(crate) use import::Import;
pub use parts::{StreamJoiner, StreamParts};

const MAGIC: [u8; 8] = *b"MINOTBL\0";
const FORMAT: u32 = 1;
const HEADER: u8 = 1;
const BLOCK: u8 = 2;
const FOOTER: u8 = 3;

const FRAME_HEAD_BYTES: usize = 1 + 8 + 4;

/// The size below which a block goes on.
const BLOCK_BYTES_MIN: usize = 64 << 10;

/// The mean distance from there to a row whose key ends the block, in bytes.
const BLOCK_BYTES_SPREAD: u64 = 192 << 10;

/// The size at which a block ends after any row.
const BLOCK_BYTES_MAX: usize = 1 << 20;

/// The largest frame; longer ones are rejected unread. The largest row and the header fit.
const FRAME_BYTES_MAX: usize = 16 << 20;

const _: () = assert!(
    BLOCK_BYTES_MAX + super::KEY_BYTES_MAX + super::VALUE_BYTES_MAX + 8 <= FRAME_BYTES_MAX
        && super::META_BYTES_MAX + 64 <= FRAME_BYTES_MAX
);

/// The content of an exported stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportSummary {
    /// Rows of all tables.
    pub rows: u64,
    /// Rows of each table, by the first byte of their keys.
    pub tables: BTreeMap<u8, u64>,
    /// Length of the stream.
    pub bytes: u64,
    /// The hash of the whole state, with its applied index and rolling hash. Equal on all replicas at an equal index.
    pub hash: u128,
}

#[cfg(test)]
mod fuzz;
