//! Seals the write buffer, always after a batch that the log has on disk.

use std::convert::Infallible;
use std::sync::MutexGuard;
use std::sync::atomic::Ordering;
use std::time::Duration;

use lsm_tree::AbstractTree;
use minoots_kernel::Failure;

use super::{RUNS_SLOW, Sealed, Tree, Writing};
use crate::tables::gate::Admission;
use crate::tables::generation::lock;

/// The interval between calls of the gate.
const GATE_CHECK_DELAY: Duration = Duration::from_millis(1);

impl Tree {
    /// Seals the write buffer. Returns the number of buffers that must be flushed for all batches so far to be on disk.
    /// Waits until the gate admits it, or until another thread has sealed them.
    pub(in super::super) fn seal(&self) -> Result<u64, Failure> {
        let wanted = lock(&self.writing).mark;
        loop {
            let mut writing = lock(&self.writing);
            match self.admits(&writing) {
                Admission::Now => return self.seal_between_batches(&mut writing),
                Admission::Later => {
                    let progress = lock(&self.progress);
                    if progress.sealed_mark >= wanted {
                        return Ok(progress.sealed_total);
                    }
                }
                Admission::Never => return Err(Failure::Tables("the log that they wait for has failed".to_owned())),
            }
            drop(writing);
            self.health.check()?;
            std::thread::sleep(GATE_CHECK_DELAY);
        }
    }

    /// Seals the write buffer, if the gate admits it now.
    pub(in super::super) fn try_seal(&self) -> Result<(), Failure> {
        let mut writing = lock(&self.writing);
        match self.admits(&writing) {
            Admission::Now => self.seal_between_batches(&mut writing).map(|_| ()),
            Admission::Later | Admission::Never => Ok(()),
        }
    }

    /// Whether the next batch may have to wait: for a flush, for a compaction, or until the gate admits the buffer.
    pub(in super::super) fn is_behind(&self) -> bool {
        let progress = lock(&self.progress);
        let buffer_bytes = self.buffer_bytes.load(Ordering::Relaxed);
        progress.runs >= RUNS_SLOW
            || 2 * progress.sealed_bytes() > self.options.sealed_bytes_max
            || 2 * buffer_bytes > 3 * self.options.memtable_bytes
    }

    pub(super) fn admits(&self, writing: &MutexGuard<'_, Writing>) -> Admission {
        self.options.flush_gate.admits(writing.mark)
    }

    pub(super) fn seal_between_batches(&self, writing: &mut MutexGuard<'_, Writing>) -> Result<u64, Failure> {
        let sealed = self.health.guard("seal the write buffer", || {
            Ok::<_, Infallible>(self.tree.rotate_memtable())
        })?;
        let slack_bytes = std::mem::take(&mut writing.slack_bytes);
        self.buffer_bytes.store(0, Ordering::Relaxed);
        let mut progress = lock(&self.progress);
        progress.sealed_mark = writing.mark;
        if let Some(buffer) = sealed {
            progress.sealed.push_back(Sealed {
                mark: writing.mark,
                bytes: buffer.size() + slack_bytes,
            });
            progress.sealed_total += 1;
            self.changed.notify_all();
        }
        Ok(progress.sealed_total)
    }
}
