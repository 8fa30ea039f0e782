//! States that a flush or a compaction replaced, and their release.
//!
//! The crate forgets old states under the lock that every read takes. If it held the last reference, it would free a
//! flushed buffer there row by row (16 MB in 10 to 16 ms) and remove merged files. Batches would wait meanwhile. The
//! worker that replaces a state therefore keeps a reference until the crate has forgotten the state, and drops it
//! without a lock.

use std::sync::MutexGuard;

use lsm_tree::AbstractTree;

use super::Tree;
use crate::tables::generation::lock;

/// Replaced states, each with the first version of the tree that contains nothing of it. Their types have no public
/// names.
pub(super) type Replaced = Vec<(u64, Box<dyn Send>)>;

impl Tree {
    /// Runs a flush and keeps the replaced buffers. Also returns whether the tree's version changed.
    pub(in crate::tables::lsm) fn replacing_buffers<T>(&self, flush: impl FnOnce() -> T) -> (T, bool) {
        let state = self.tree.get_version_history_lock().latest_version();
        self.replacing(Box::new(state), flush)
    }

    /// Runs a compaction and keeps the replaced files. Also returns whether the tree's version changed.
    pub(in crate::tables::lsm) fn replacing_files<T>(&self, compact: impl FnOnce() -> T) -> (T, bool) {
        let version = self.tree.current_version();
        self.replacing(Box::new(version), compact)
    }

    fn replacing<T>(&self, state: Box<dyn Send>, replace: impl FnOnce() -> T) -> (T, bool) {
        let before = self.tree.current_version().id();
        let result = replace();
        let after = self.tree.current_version().id();
        // A failed call, as on a full disk, or a call that found no work has replaced nothing.
        let changed = after > before;
        if changed {
            self.replaced().push((after, state));
        }
        (result, changed)
    }

    /// Drops replaced states that no state known to the crate contains. Only workers call it, because it takes long.
    pub(super) fn let_go(&self) {
        // Reads the newest version first. Versions added meanwhile count as known ones, so no state is dropped too
        // early.
        let newest = self.tree.current_version().id();
        let known = self.tree.get_version_history_lock().len() as u64;
        // Version numbers are consecutive.
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
