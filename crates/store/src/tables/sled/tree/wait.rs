//! Waits until the disk keeps up.

use std::sync::PoisonError;
use std::time::Duration;

use minoots_kernel::Failure;

use super::{Drained, Progress, Tree};
use crate::tables::generation::lock;

/// The interval at which waiting threads check for a failure, in case they missed a notification.
const WAIT_CHECK_DELAY: Duration = Duration::from_millis(100);

impl Tree {
    /// Requests a sync of everything up to `times` drains.
    pub(in super::super) fn request_sync(&self, times: u64) {
        let mut progress = lock(&self.progress);
        progress.wanted_times = progress.wanted_times.max(times);
        self.changed.notify_all();
    }

    pub(in super::super) fn wait_synced(&self, times: u64) -> Result<(), Failure> {
        self.request_sync(times);
        self.wait_until(|progress| progress.synced.times >= times)
    }

    /// Waits while too much of the tree is not on disk.
    pub(super) fn wait_for_disk(&self) -> Result<(), Failure> {
        let drained = self.drained();
        if self.unsynced_bytes(&drained) <= self.options.sealed_bytes_max {
            return Ok(());
        }
        self.syncer.hurry();
        self.request_sync(drained.times);
        let enough_bytes = drained.bytes.saturating_sub(self.options.sealed_bytes_max);
        self.wait_until(|progress| progress.synced.bytes >= enough_bytes)
    }

    pub(super) fn unsynced_bytes(&self, drained: &Drained) -> u64 {
        // Another thread may have drained and synced more since.
        drained.bytes.saturating_sub(lock(&self.progress).synced.bytes)
    }

    fn wait_until(&self, reached: impl Fn(&Progress) -> bool) -> Result<(), Failure> {
        let mut progress = lock(&self.progress);
        while !reached(&progress) {
            self.health.check()?;
            progress = self
                .changed
                .wait_timeout(progress, WAIT_CHECK_DELAY)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        Ok(())
    }
}
