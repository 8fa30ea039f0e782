//! The workers' side of the tree: waits for flushes and compactions, and records their results.

use std::sync::atomic::Ordering;
use std::time::Duration;

use lsm_tree::AbstractTree;

use super::{Flush, RUNS_SLOW, RUNS_STOP, Tree, WAIT_CHECK_DELAY};
use crate::tables::generation::lock;

impl Tree {
    /// Waits for sealed buffers; `None` after the engine has ended.
    pub(in crate::tables::lsm) fn next_flush(&self) -> Option<Flush> {
        let mut progress = lock(&self.progress);
        while progress.sealed.is_empty() {
            if self.has_ended() {
                return None;
            }
            progress = self.wait(progress, WAIT_CHECK_DELAY);
            if self.retains.load(Ordering::Relaxed) || self.keeps_replaced() {
                drop(progress);
                self.forget_unreadable();
                progress = lock(&self.progress);
            }
        }
        let mark = progress.sealed.back().and_then(|sealed| sealed.mark);
        let bytes = progress.sealed.iter().map(|sealed| sealed.bytes).sum();
        (!self.has_ended()).then_some(Flush {
            count: progress.sealed.len(),
            mark,
            bytes,
        })
    }

    pub(in crate::tables::lsm) fn flushed(&self, flush: &Flush) {
        self.forget_unreadable();
        let runs = self.tree.l0_run_count();
        let mut progress = lock(&self.progress);
        progress.sealed.drain(..flush.count);
        progress.flushed_total += flush.count as u64;
        progress.durable_mark = flush.mark;
        if 2 * progress.sealed_bytes() <= self.options.sealed_bytes_max {
            self.flusher.relax();
        }
        progress.runs = runs;
        progress.compaction_wanted = true;
        self.changed.notify_all();
    }

    /// Waits until there may be something to compact; false after the engine has ended.
    pub(in crate::tables::lsm) fn next_compaction(&self) -> bool {
        let mut progress = lock(&self.progress);
        while !progress.compaction_wanted {
            if self.has_ended() {
                return false;
            }
            progress = self.wait(progress, WAIT_CHECK_DELAY);
        }
        progress.compaction_wanted = false;
        !self.has_ended()
    }

    pub(in crate::tables::lsm) fn compacted(&self) {
        self.forget_unreadable();
        let runs = self.tree.l0_run_count();
        if runs < RUNS_SLOW {
            self.compactor.relax();
        }
        lock(&self.progress).runs = runs;
        self.changed.notify_all();
    }

    /// Waits for `delay`, or less if the engine is dropped meanwhile.
    pub(in crate::tables::lsm) fn pause(&self, delay: Duration) {
        let progress = lock(&self.progress);
        if !self.has_ended() {
            drop(self.wait(progress, delay));
        }
    }

    /// Leaves the start undisturbed for `delay`, or until a buffer is sealed. Does not wait if batches already wait for
    /// a compaction.
    pub(in crate::tables::lsm) fn rest(&self, delay: Duration) {
        let progress = lock(&self.progress);
        if !self.has_ended() && progress.runs < RUNS_STOP {
            drop(self.wait(progress, delay));
        }
    }

    pub(in crate::tables::lsm) fn has_ended(&self) -> bool {
        self.is_stopped() || self.health.check().is_err()
    }

    /// Releases old versions that no reader can reach, with the flushed buffers and merged files that they hold.
    ///
    /// A new version becomes visible with the next batch. An idle engine gets no batch, so this function moves the
    /// visible state.
    fn forget_unreadable(&self) {
        if let Ok(writing) = self.writing.try_lock() {
            self.publish(&writing);
        }
        self.drop_unreadable();
        self.let_go();
    }

    /// Tells the crate to forget states below the lowest readable one. A state that is being read also keeps the states
    /// before it, so later batches repeat this call. Until then flushed buffers would stay in memory beside the new
    /// ones.
    pub(super) fn drop_unreadable(&self) {
        let watermark = self.watermark();
        let path = &self.tree.tree_config().path;
        let mut states = self.tree.get_version_history_lock();
        if let Err(error) = states.maintenance(path, watermark) {
            tracing::warn!(%error, "an old manifest stays until the next start");
        }
        self.retains.store(states.free_list_len() > 0, Ordering::Relaxed);
    }
}
