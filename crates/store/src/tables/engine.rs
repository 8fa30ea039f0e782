//! What the tables need from a storage engine.
//!
//! An engine is an ordered map of byte strings with atomic batches, snapshots and a flush. It knows nothing of entries,
//! hashes or tables: the wrapper above it does, so that every engine passes the same tests.
//!
//! - The latest state is read, and written, by the thread that applies entries; every other thread reads a snapshot.
//! - A batch is visible whole or not at all, also after a crash.
//! - What a crash leaves is the state after some batch, at or after the one named by [`Engine::durable_mark`].

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
    /// Visits the rows with `from <= key < until`. Starts at `from`: removed keys before it cost nothing.
    fn scan(&self, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), Failure>;
}

/// What an engine holds at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Bytes of table files in use.
    pub disk_bytes: u64,
    /// Bytes of write buffers, block cache, and pinned indexes and filters.
    pub memory_bytes: u64,
    /// Sorted runs that each read has to look into before the levels.
    pub unsorted_runs: usize,
}

/// An open engine. Dropping it stops its threads and writes nothing.
pub trait Engine: EngineRead + Sync {
    /// Applies a batch atomically, in order of keys. Slows down or blocks while the disk cannot follow.
    ///
    /// `mark` is a number that grows with each batch; see [`Engine::durable_mark`].
    fn write(&self, batch: Vec<Write>, mark: u64) -> Result<(), Failure>;
    /// The state after the last completed batch, unchanged until dropped.
    fn snapshot(&self) -> Result<Box<dyn EngineRead>, Failure>;
    /// The highest mark certainly on disk, of those written since the engine was opened.
    fn durable_mark(&self) -> Option<u64>;
    /// Starts writing to disk what has been applied so far, if [`TableOptions::flush_gate`] admits it; a write that exceeds its buffer
    /// does so, too.
    fn request_flush(&self) -> Result<(), Failure>;
    /// Blocks until what has been applied so far is on disk, and before that until the gate admits it.
    fn flush(&self) -> Result<(), Failure>;
    /// Whether the next [`Engine::write`] may have to wait until the disk has followed.
    fn is_behind(&self) -> bool;
    /// What the engine holds at the moment.
    fn usage(&self) -> Usage;
    /// Stops its threads and waits for them, for good: from then on it only reads. Repeating it does nothing. Threads that an engine's
    /// crate does not let it stop end when it is dropped; they change no row.
    fn stop(&self);
}

/// Rows in ascending key order; `None` is the end.
pub type RowSource<'a> = dyn FnMut() -> Result<Option<Row>, InstallError> + 'a;

/// A kind of engine: how its directories are made and opened.
pub trait EngineKind: Send + Sync {
    /// The name and file format recorded beside the data. Never changes its meaning.
    fn name(&self) -> &'static str;
    /// Makes a new directory that holds exactly these rows, all of it synced before it returns.
    fn build(&self, path: &Path, options: &TableOptions, rows: &mut RowSource<'_>) -> Result<(), InstallError>;
    /// Opens a directory that [`EngineKind::build`] completed.
    fn open(&self, path: &Path, options: &TableOptions, health: Arc<Health>) -> Result<Box<dyn Engine>, OpenError>;
    /// The first file of a directory of which a byte is not what was written, and what is wrong with it. Reads all of every file.
    fn first_altered(&self, path: &Path) -> Result<Option<(PathBuf, String)>, OpenError>;
    /// Opens a directory to read it, changing nothing in it; what must be written goes to `scratch`, an empty directory.
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
