//! The log's only access to the file system.
//!
//! Every operation that a guarantee of the log depends on goes through [`Io`] and [`IoFile`]. A test or a simulator can
//! therefore delay it, fail it, or cut the power after it. [`RealIo`] is the operating system; [`MemoryIo`] is an
//! in-memory disk that loses unsynced data.
//!
//! Requirements for an implementation:
//! - Every later read sees the written bytes, but they survive a power cut only after [`IoFile::sync_data`] returned
//!   `Ok`. After a failed sync a caller may assume nothing about the bytes written since the last good one.
//! - A created, renamed or removed name survives a power cut only after [`Io::sync_directory`] returned `Ok`.
//! - Renames are atomic.

mod memory;
mod reading;
mod real;

use std::io::Result;
use std::path::Path;
use std::sync::Arc;

pub use memory::{Cut, Fault, MemoryIo, Operation};
pub use reading::ReadOnlyIo;
pub use real::RealIo;

/// A file system, reduced to what the log needs.
pub trait Io: Send + Sync + 'static {
    /// Creates a file of `length_bytes` zeros with allocated blocks, so that later writes inside it need no space and
    /// no metadata.
    ///
    /// # Errors
    /// `AlreadyExists` if the name exists, `StorageFull` if the disk is full (the partial file may remain).
    fn create(&self, path: &Path, length_bytes: u64) -> Result<Arc<dyn IoFile>>;

    /// Opens an existing file for reading and writing.
    ///
    /// # Errors
    /// `NotFound` if there is none.
    fn open(&self, path: &Path) -> Result<Arc<dyn IoFile>>;

    /// Renames a file atomically, replacing `to` if it exists.
    ///
    /// # Errors
    /// `NotFound` if `from` does not exist.
    fn rename(&self, from: &Path, to: &Path) -> Result<()>;

    /// Removes a file. Handles already open stay usable.
    ///
    /// # Errors
    /// `NotFound` if there is none.
    fn remove(&self, path: &Path) -> Result<()>;

    /// Creates a directory and its parents; succeeds if it exists.
    ///
    /// # Errors
    /// Any error of the file system.
    fn create_directory(&self, path: &Path) -> Result<()>;

    /// Makes all names created, renamed or removed in `path` so far durable.
    ///
    /// # Errors
    /// Any error of the file system.
    fn sync_directory(&self, path: &Path) -> Result<()>;

    /// The names (not paths) of the files in a directory, sorted.
    ///
    /// # Errors
    /// `NotFound` if there is no such directory.
    fn list(&self, path: &Path) -> Result<Vec<String>>;
}

/// An open file, read and written by position.
pub trait IoFile: Send + Sync {
    /// Fills `buffer` from `offset_bytes`; the count returned is short only at the end of the file.
    ///
    /// # Errors
    /// Any error of the device.
    fn read_at(&self, buffer: &mut [u8], offset_bytes: u64) -> Result<usize>;

    /// Writes all of `bytes` at `offset_bytes`, extending the file if needed.
    ///
    /// # Errors
    /// Any error of the device; any part may then have been written.
    fn write_all_at(&self, bytes: &[u8], offset_bytes: u64) -> Result<()>;

    /// Makes everything written so far durable, with the file's length.
    ///
    /// # Errors
    /// Any error of the device. A caller must not retry, because the kernel may have marked the lost pages clean.
    fn sync_data(&self) -> Result<()>;

    /// The file's length.
    ///
    /// # Errors
    /// Any error of the file system.
    fn length_bytes(&self) -> Result<u64>;

    /// Extends the file with allocated zeros to at least `length_bytes`; never shortens it.
    ///
    /// # Errors
    /// `StorageFull` if the disk is full.
    fn extend(&self, length_bytes: u64) -> Result<()>;
}
