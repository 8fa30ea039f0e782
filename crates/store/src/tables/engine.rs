//! The interface to a storage engine.
//!
//! An engine is an ordered map of byte strings with atomic batches, snapshots and a flush. It knows nothing of entries,
//! hashes or tables; the wrapper above it does, so that every engine passes the same tests.
//!
//! - The thread that applies entries reads and writes the latest state. Every other thread reads a snapshot.
//! - A batch is visible whole or not at all, also after a crash.
//! - After a crash the engine holds the state after some batch, at or after the batch named by
//!   [`Engine::durable_mark`].

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use minoots_kernel::Failure;
use minoots_kernel::tables::Row;

use super::TableOptions;
use super::error::{InstallError, OpenError};
use super::health::Health;

/// One change of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The key, not empty.
    pub key: Vec<u8>,
    /// The new value; `None` removes the key.
    pub value: Option<Vec<u8>>,
}

/// Called with each row of a scan, in key order; a break ends the scan.
pub type Visit<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

/// Reads of one state.
pub trait EngineRead: Send {
    /// The value of a key.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure>;
    /// Visits the rows with `from <= key < until`. The scan starts at `from`: removed keys before it cost nothing.
    fn scan(&self, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), Failure>;
}

/// The present disk and memory usage of an engine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Bytes of table files in use.
    pub disk_bytes: u64,
    /// Bytes of write buffers, block cache, and pinned indexes and filters.
    pub memory_bytes: u64,
    /// Sorted runs that each read searches before the levels.
    pub unsorted_runs: usize,
}

/// An open engine. Dropping it stops its threads and writes nothing.
pub trait Engine: EngineRead + Sync {
    /// Applies a batch atomically, in order of keys. Slows down or blocks while the disk cannot keep up.
    ///
    /// `mark` is a number that grows with each batch; see [`Engine::durable_mark`].
    fn write(&self, batch: Vec<Write>, mark: u64) -> Result<(), Failure>;
    /// A snapshot of the state after the last completed batch, unchanged until dropped.
    fn snapshot(&self) -> Result<Box<dyn EngineRead>, Failure>;
    /// The highest mark that is certainly on disk, among the marks written since the engine was opened.
    fn durable_mark(&self) -> Option<u64>;
    /// Starts writing the batches applied so far to disk, if [`TableOptions::flush_gate`] admits it. A write that
    /// exceeds its buffer does the same.
    fn request_flush(&self) -> Result<(), Failure>;
    /// Waits until the gate admits the batches applied so far, then until they are on disk.
    fn flush(&self) -> Result<(), Failure>;
    /// Whether the next [`Engine::write`] may have to wait for the disk.
    fn is_behind(&self) -> bool;
    /// The present disk and memory usage.
    fn usage(&self) -> Usage;
    /// Stops the engine's threads permanently and waits for them. From then on the engine only reads. A repeated call
    /// does nothing. Threads that an engine's crate cannot stop end when the engine is dropped; they change no row.
    fn stop(&self);
}

/// Rows in ascending key order; `None` is the end.
pub type RowSource<'a> = dyn FnMut() -> Result<Option<Row>, InstallError> + 'a;

/// A kind of engine, which creates and opens directories.
pub trait EngineKind: Send + Sync {
    /// The name and file format recorded beside the data. Its meaning never changes.
    fn name(&self) -> &'static str;
    /// Creates a directory that holds exactly these rows, and syncs all of it before it returns.
    fn build(&self, path: &Path, options: &TableOptions, rows: &mut RowSource<'_>) -> Result<(), InstallError>;
    /// Opens a directory that [`EngineKind::build`] completed.
    fn open(&self, path: &Path, options: &TableOptions, health: Arc<Health>) -> Result<Box<dyn Engine>, OpenError>;
    /// The first altered file of a directory, and its damage. Reads every file completely.
    fn first_altered(&self, path: &Path) -> Result<Option<(PathBuf, String)>, OpenError>;
    /// Opens a directory for reading, and changes nothing in it. The engine writes its files to `scratch`, an empty
    /// directory.
    fn inspect(
        &self,
        path: &Path,
        scratch: &Path,
        options: &TableOptions,
        health: Arc<Health>,
    ) -> Result<Box<dyn Engine>, OpenError>;
    /// Whether a directory holds rows that would be lost with it.
    fn holds_data(&self, path: &Path) -> std::io::Result<bool>;
}
