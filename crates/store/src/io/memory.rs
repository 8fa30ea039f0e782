//! An in-memory disk that simulates the worst behaviour of a real disk.
//!
//! - A power cut loses unsynced bytes in any subset, down to parts of a sector.
//! - A power cut loses unsynced names (created, renamed, removed) in any consistent subset.
//! - A failed sync drops the unsynced bytes and forgets that they were unsynced, as some kernels do. They stay readable
//!   until the power cut, and a later successful sync does not save them.
//! - A file opened before a cut fails permanently after it, as a file of a dead process would. So does a
//!   [`MemoryIo::mount`].
//!
//! The seed of [`Cut::Power`] determines every random choice.

mod disk;

use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use self::disk::Disk;
use super::{Io, IoFile};

/// A kind of operation that a [`Fault`] can strike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// [`Io::create`] and [`IoFile::extend`].
    Allocate,
    /// [`Io::open`], [`Io::list`] and [`IoFile::length_bytes`].
    Lookup,
    /// [`IoFile::read_at`].
    Read,
    /// [`IoFile::write_all_at`].
    Write,
    /// [`IoFile::sync_data`].
    SyncData,
    /// [`Io::rename`].
    Rename,
    /// [`Io::remove`].
    Remove,
    /// [`Io::sync_directory`] and [`Io::create_directory`].
    SyncDirectory,
}

/// An error to inject.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// The kind of operation that fails.
    pub operation: Operation,
    /// The number of such operations that succeed first.
    pub after_count: u64,
    /// The number of operations that fail after that; `u64::MAX` for all.
    pub fail_count: u64,
    /// The error that the operations return.
    pub error: ErrorKind,
}

/// The way in which one life of the disk ends.
#[derive(Debug, Clone, Copy)]
pub enum Cut {
    /// The process dies. All written bytes stay readable, synced or not.
    Process,
    /// The power fails. Of the unsynced bytes, a part drawn from the seed survives.
    Power {
        /// Determines which unsynced bytes survive.
        seed: u64,
    },
}

/// An [`Io`] in memory; clones share one disk.
#[derive(Clone, Default)]
pub struct MemoryIo {
    shared: Arc<Shared>,
    /// The life to which this handle is bound, if any.
    generation: Option<u64>,
}

#[derive(Default)]
struct Shared {
    disk: Mutex<Disk>,
    released: Condvar,
}

struct MemoryFile {
    shared: Arc<Shared>,
    node: usize,
    generation: u64,
}

impl MemoryIo {
    /// Creates an empty disk.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a handle on the same disk that is bound to the current life: it fails after the next [`MemoryIo::cut`].
    /// Threads left over from a simulated dead process therefore change nothing.
    #[must_use]
    pub fn mount(&self) -> Self {
        let generation = self.disk().generation;
        Self {
            shared: Arc::clone(&self.shared),
            generation: Some(generation),
        }
    }

    /// Injects an error. Faults of one kind apply in the order of injection.
    pub fn inject(&self, fault: Fault) {
        self.disk().faults.push(fault);
    }

    /// Removes all injected errors, including those that already struck.
    pub fn clear_faults(&self) {
        self.disk().faults.clear();
    }

    /// The number of operations tried so far.
    #[must_use]
    pub fn operation_count(&self) -> u64 {
        self.disk().operation_count
    }

    /// Makes the operation with this number (as counted by [`MemoryIo::operation_count`]) and all later ones fail,
    /// until the next [`MemoryIo::cut`]. The first failing write is half done.
    pub fn halt_at(&self, operation_number: u64) {
        self.disk().halt_at = Some(operation_number);
    }

    /// Makes [`IoFile::sync_data`] block until [`MemoryIo::release_syncs`].
    pub fn hold_syncs(&self) {
        self.disk().syncs_held = true;
    }

    /// Unblocks the held syncs.
    pub fn release_syncs(&self) {
        self.disk().syncs_held = false;
        self.shared.released.notify_all();
    }

    /// Ends this life. Handles that are open now fail from here on. Names and bytes survive as `cut` says. Faults and
    /// the halt are cleared.
    pub fn cut(&self, cut: Cut) {
        self.disk().cut(cut);
        self.shared.released.notify_all();
    }

    /// Returns an independent copy of the disk with its unsynced state.
    #[must_use]
    pub fn fork(&self) -> Self {
        let copy = self.disk().clone();
        let disk = Mutex::new(copy);
        Self {
            shared: Arc::new(Shared {
                disk,
                released: Condvar::new(),
            }),
            generation: None,
        }
    }

    /// The bytes of a file as a reader sees them; `None` if it does not exist.
    #[must_use]
    pub fn contents(&self, path: &Path) -> Option<Vec<u8>> {
        self.disk().contents(path)
    }

    /// Replaces the bytes of a file durably, and creates the file if needed. Simulates rot or an operator's change, or
    /// prepares a fixture.
    pub fn overwrite(&self, path: &Path, bytes: Vec<u8>) {
        self.disk().overwrite(path, bytes);
    }

    /// All files, sorted.
    #[must_use]
    pub fn paths(&self) -> Vec<PathBuf> {
        self.disk().paths()
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.shared.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn live_disk(&self) -> Result<MutexGuard<'_, Disk>> {
        let disk = self.disk();
        match self.generation {
            Some(generation) if generation != disk.generation => Err(ErrorKind::BrokenPipe.into()),
            _ => Ok(disk),
        }
    }

    fn file(&self, disk: &Disk, node: usize) -> Arc<dyn IoFile> {
        Arc::new(MemoryFile {
            shared: Arc::clone(&self.shared),
            node,
            generation: disk.generation,
        })
    }
}

impl Io for MemoryIo {
    fn create(&self, path: &Path, length_bytes: u64) -> Result<Arc<dyn IoFile>> {
        let mut disk = self.live_disk()?;
        disk.begin(Operation::Allocate)?;
        let node = disk.create(path)?;
        disk.extend(node, length_bytes);
        Ok(self.file(&disk, node))
    }

    fn open(&self, path: &Path) -> Result<Arc<dyn IoFile>> {
        let mut disk = self.live_disk()?;
        disk.begin(Operation::Lookup)?;
        let node = disk.find(path)?;
        Ok(self.file(&disk, node))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        let mut disk = self.live_disk()?;
        disk.begin(Operation::Rename)?;
        disk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> Result<()> {
        let mut disk = self.live_disk()?;
        disk.begin(Operation::Remove)?;
        disk.remove(path)
    }

    fn create_directory(&self, _path: &Path) -> Result<()> {
        self.live_disk()?.begin(Operation::SyncDirectory)
    }

    fn sync_directory(&self, path: &Path) -> Result<()> {
        let mut disk = self.live_disk()?;
        disk.begin(Operation::SyncDirectory)?;
        disk.sync_names(path);
        Ok(())
    }

    fn list(&self, path: &Path) -> Result<Vec<String>> {
        let mut disk = self.live_disk()?;
        disk.begin(Operation::Lookup)?;
        Ok(disk.list(path))
    }
}

impl MemoryFile {
    fn disk(&self) -> Result<MutexGuard<'_, Disk>> {
        self.check(self.shared.disk.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn check<'a>(&self, disk: MutexGuard<'a, Disk>) -> Result<MutexGuard<'a, Disk>> {
        if disk.generation == self.generation {
            Ok(disk)
        } else {
            Err(ErrorKind::BrokenPipe.into())
        }
    }
}

impl IoFile for MemoryFile {
    fn read_at(&self, buffer: &mut [u8], offset_bytes: u64) -> Result<usize> {
        let mut disk = self.disk()?;
        disk.begin(Operation::Read)?;
        Ok(disk.read(self.node, buffer, offset_bytes))
    }

    fn write_all_at(&self, bytes: &[u8], offset_bytes: u64) -> Result<()> {
        let mut disk = self.disk()?;
        match disk.begin(Operation::Write) {
            Ok(()) => disk.write(self.node, bytes, offset_bytes),
            Err(error) => {
                disk.write(self.node, &bytes[..bytes.len() / 2], offset_bytes);
                return Err(error);
            }
        }
        Ok(())
    }

    fn sync_data(&self) -> Result<()> {
        let mut disk = self.disk()?;
        while disk.syncs_held {
            disk = self.check(self.shared.released.wait(disk).unwrap_or_else(PoisonError::into_inner))?;
        }
        match disk.begin(Operation::SyncData) {
            Ok(()) => disk.sync(self.node),
            Err(error) => {
                disk.forget_unsynced(self.node);
                return Err(error);
            }
        }
        Ok(())
    }

    fn length_bytes(&self) -> Result<u64> {
        let mut disk = self.disk()?;
        disk.begin(Operation::Lookup)?;
        Ok(disk.length(self.node))
    }

    fn extend(&self, length_bytes: u64) -> Result<()> {
        let mut disk = self.disk()?;
        disk.begin(Operation::Allocate)?;
        disk.extend(self.node, length_bytes);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
