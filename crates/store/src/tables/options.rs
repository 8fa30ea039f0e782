//! Sizes and limits of the tables. They bound all memory that the tables use.

use super::gate::FlushGate;

const MIB: u64 = 1 << 20;

/// The maximum length of a key; the engine stores the length in two bytes.
pub const KEY_BYTES_MAX: usize = 65_535;

/// The maximum length of a value. A row must fit into a frame of a snapshot stream.
pub const VALUE_BYTES_MAX: usize = 8 << 20;

/// The maximum size of the consensus adapter's data beside the applied index.
pub const META_BYTES_MAX: usize = 1 << 20;

/// Settings of one table store.
#[derive(Clone, Debug)]
pub struct TableOptions {
    /// The size from which on the write buffer is sealed, and flushed in the background. At twice this size writes wait
    /// for [`TableOptions::flush_gate`].
    pub memtable_bytes: u64,
    /// The limit of buffers waiting to be flushed. Writes block while the buffers would exceed it.
    pub sealed_bytes_max: u64,
    /// The memory for cached blocks of table files.
    pub cache_bytes: u64,
    /// The memory for rows that batches recently read, until [`TableStore::rest`](super::TableStore::rest).
    pub recent_bytes: usize,
    /// The maximum number of open table files.
    pub descriptors_max: usize,
    /// The size at which compaction starts the next file.
    pub table_target_bytes: u64,
    /// The condition for writing applied batches to disk.
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
