//! Sizes and limits of the tables. All memory they use is bounded here.

use super::gate::FlushGate;

const MIB: u64 = 1 << 20;

/// Keys are at most this long; the engine stores the length in two bytes.
pub const KEY_BYTES_MAX: usize = 65_535;

/// Values are at most this long, so that a row fits a frame of a snapshot stream.
pub const VALUE_BYTES_MAX: usize = 8 << 20;

/// What the consensus adapter may keep beside the applied index.
pub const META_BYTES_MAX: usize = 1 << 20;

/// Settings of one table store.
#[derive(Clone, Debug)]
pub struct TableOptions {
    /// The write buffer is sealed, and flushed in the background, from this size on; at twice this size writes wait for
    /// [`TableOptions::flush_gate`].
    pub memtable_bytes: u64,
    /// Writes block while buffers waiting to be flushed would exceed this size.
    pub sealed_bytes_max: u64,
    /// Blocks of table files kept in memory.
    pub cache_bytes: u64,
    /// Rows kept in memory that batches looked at of late, until [`TableStore::rest`](super::TableStore::rest).
    pub recent_bytes: usize,
    /// Table files kept open.
    pub descriptors_max: usize,
    /// Size at which compaction starts the next file.
    pub table_target_bytes: u64,
    /// What is waited for before applied batches are written to disk.
    pub flush_gate: FlushGate,
}

impl Default for TableOptions {
    fn default() -> Self {
        Self {
            memtable_bytes: 16 * MIB,
            sealed_bytes_max: 96 * MIB,
            cache_bytes: 8 * MIB,
            recent_bytes: 64 << 20,
            descriptors_max: 128,
            table_target_bytes: 64 * MIB,
            flush_gate: FlushGate::default(),
        }
    }
}
