//! The thread that makes the tree durable.
//!
//! sled's own flush does not. On Linux it starts the writing of a range of its file and waits for that. It includes
//! neither the file's size nor the disk's cache, and never syncs files of large rows. This thread therefore follows
//! each flush with syncs, and then raises the floor mark.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::thread::{self, JoinHandle};

use super::floor::Floor;
use super::tree::{Drained, Tree};
use super::{BLOBS_DIRECTORY, DB_FILE};
use crate::tables::directory::sync_directory;
use crate::tables::generation::lock;

/// Starts the thread. It ends when the tree is stopped or has failed.
pub(super) fn start(tree: &Arc<Tree>, floor: Floor) -> io::Result<JoinHandle<()>> {
    let tree = Arc::clone(tree);
    thread::Builder::new().name("tables-flush".to_owned()).spawn(move || {
        if let Err(error) = tree.syncer.step_back() {
            tracing::warn!(%error, "the priority of a thread cannot be lowered");
        }
        let mut syncs = Syncs {
            floor,
            blobs: BTreeSet::new(),
        };
        while let Some(drained) = tree.next_sync() {
            let synced = tree.health.guard("sync", || syncs.sync(&tree, &drained));
            if synced.is_err() {
                return;
            }
            tree.synced(drained);
        }
    })
}

/// Syncs everything in a directory that sled's flush has written.
pub(super) fn sync_files(path: &Path) -> io::Result<()> {
    sync_with_blobs(path, &mut BTreeSet::new())
}

struct Syncs {
    floor: Floor,
    /// The files of large rows that were synced; they never change.
    blobs: BTreeSet<OsString>,
}

impl Syncs {
    fn sync(&mut self, tree: &Tree, drained: &Drained) -> ::sled::Result<()> {
        tree.db.flush()?;
        sync_with_blobs(&tree.path, &mut self.blobs)?;
        if let Some(mark) = drained.mark {
            self.floor.raise(mark)?;
        }
        Ok(())
    }
}

fn sync_with_blobs(path: &Path, synced: &mut BTreeSet<OsString>) -> io::Result<()> {
    let directory = path.join(BLOBS_DIRECTORY);
    let mut present = BTreeSet::new();
    for entry in fs::read_dir(&directory)? {
        let name = entry?.file_name();
        if !synced.contains(&name) {
            match File::open(directory.join(&name)) {
                // The file was replaced meanwhile by another one, which `db` names.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                blob => blob?.sync_all()?,
            }
        }
        present.insert(name);
    }
    *synced = present;
    sync_directory(&directory)?;
    File::open(path.join(DB_FILE))?.sync_all()?;
    sync_directory(path)
}

impl Tree {
    /// Waits for a sync request; `None` when the tree is stopped or has failed.
    fn next_sync(&self) -> Option<Drained> {
        let mut progress = lock(&self.progress);
        loop {
            if progress.is_stopped || self.health.check().is_err() {
                return None;
            }
            if progress.wanted_times > progress.synced.times {
                break;
            }
            progress = self.changed.wait(progress).unwrap_or_else(PoisonError::into_inner);
        }
        drop(progress);
        Some(self.drained())
    }

    fn synced(&self, drained: Drained) {
        self.syncer.relax();
        lock(&self.progress).synced = drained;
        self.changed.notify_all();
    }

    pub(super) fn stop(&self) {
        lock(&self.progress).is_stopped = true;
        self.changed.notify_all();
    }
}
