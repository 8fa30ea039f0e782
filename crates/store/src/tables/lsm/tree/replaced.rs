//! What a flush or a compaction replaced, and who lets go of it.
//!
//! The crate forgets old states under the lock that every read takes. If it held the last of what is in them, it would free a flushed
//! buffer row by row there, 16 MB in 10 to 16 ms, and remove merged files, while batches wait. So whoever replaces a state keeps it until the crate
//! has forgotten it, and lets go of it under no lock.

use std::sync::MutexGuard;

use lsm_tree::AbstractTree;

use super::Tree;
use crate::tables::generation::lock;

/// States that were replaced, each with the first version of the tree that has nothing of it. Their types have no public names.
pub(super) type Replaced = Vec<(u64, Box<dyn Send>)>;

impl Tree {
    /// Flushes; keeps the buffers. Tells whether the tree has another version since.
    pub(in crate::tables::lsm) fn replacing_buffers<T>(&self, flush: impl FnOnce() -> T) -> (T, bool) {
        let state = self.tree.get_version_history_lock().latest_version();
        self.replacing(Box::new(state), flush)
    }

    /// Compacts; keeps the files. Tells whether the tree has another version since.
    pub(in crate::tables::lsm) fn replacing_files<T>(&self, compact: impl FnOnce() -> T) -> (T, bool) {
        let version = self.tree.current_version();
        self.replacing(Box::new(version), compact)
    }

    fn replacing<T>(&self, state: Box<dyn Send>, replace: impl FnOnce() -> T) -> (T, bool) {
        let before = self.tree.current_version().id();
        let result = replace();
        let after = self.tree.current_version().id();
        // What failed, as it does again and again on a full disk, or found nothing to do, has replaced nothing.
        let changed = after > before;
        if changed {
            self.replaced().push((after, state));
        }
        (result, changed)
    }

    /// Lets go of what no state has any more that the crate knows. For the workers: it takes its time.
    pub(super) fn let_go(&self) {
        // The newest is asked for first: those that come meanwhile are taken for known ones, and nothing is let go of too early.
        let newest = self.tree.current_version().id();
        let known = self.tree.get_version_history_lock().len() as u64;
        // Each version has the number after that of the one before.
        let oldest = (newest + 1).saturating_sub(known);
        let gone: Replaced = self
            .replaced()
            .extract_if(.., |(version, _)| *version <= oldest)
            .collect();
        drop(gone);
    }

    pub(super) fn keeps_replaced(&self) -> bool {
        !self.replaced().is_empty()
    }

    fn replaced(&self) -> MutexGuard<'_, Replaced> {
        lock(&self.replaced)
    }
}
