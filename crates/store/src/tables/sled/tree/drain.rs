//! The path of batches: into the overlay, and after the log has them, into the tree.

use std::time::Duration;

use ::sled::{Batch, IVec};
use minoots_kernel::Failure;

use super::{State, Tree};
use crate::tables::engine::Write;
use crate::tables::gate::Admission;
use crate::tables::generation::lock;
use crate::tables::sled::content::{CONTENT_KEY, Content};
use crate::tables::sled::overlay::Overlay;
use crate::tables::sled::views::Views;

/// The size from which on batches go into the tree together. Readers and writers wait meanwhile.
const DRAIN_BYTES: u64 = 512 << 10;
/// The interval between calls of the gate.
const GATE_CHECK_DELAY: Duration = Duration::from_millis(1);

impl Tree {
    pub(in super::super) fn write(&self, batch: Vec<Write>, mark: u64) -> Result<(), Failure> {
        self.health.check()?;
        self.wait_for_disk()?;
        let mut state = self.lock();
        state.batch += 1;
        state.mark = Some(mark);
        let State {
            batch: number, overlay, ..
        } = &mut *state;
        overlay.write(*number, batch, &lock(&self.views));
        let written_bytes = overlay.written_bytes();
        if written_bytes < self.options.memtable_bytes.min(DRAIN_BYTES) {
            return Ok(());
        }
        // Beyond that size batches wait for the log. Beyond twice the size of a buffer the write waits too.
        if self.options.flush_gate.admits(state.mark) == Admission::Now {
            self.drain(&mut state)?;
        } else if written_bytes >= 2 * self.options.memtable_bytes {
            drop(state);
            self.drain_admitted()?;
        }
        Ok(())
    }

    /// Writes all batches so far into the tree, once the gate admits it. Returns the number of drains to sync.
    pub(in super::super) fn drain_admitted(&self) -> Result<u64, Failure> {
        let wanted = self.lock().mark;
        loop {
            let mut state = self.lock();
            match self.options.flush_gate.admits(state.mark) {
                Admission::Now => {
                    self.drain(&mut state)?;
                    return Ok(state.drained.times);
                }
                Admission::Later if state.drained.mark >= wanted => return Ok(state.drained.times),
                Admission::Later => {}
                Admission::Never => return Err(Failure::Tables("the log that they wait for has failed".to_owned())),
            }
            drop(state);
            self.health.check()?;
            std::thread::sleep(GATE_CHECK_DELAY);
        }
    }

    /// Writes all batches so far into the tree, if the gate admits it now. Returns the number of drains to sync.
    pub(in super::super) fn try_drain(&self) -> Result<u64, Failure> {
        let mut state = self.lock();
        if self.options.flush_gate.admits(state.mark) == Admission::Now {
            self.drain(&mut state)?;
        }
        Ok(state.drained.times)
    }

    /// Writes one batch into the tree: the result of all batches since the last drain, and the sum of all rows. The
    /// overlay keeps the replaced values that views need.
    fn drain(&self, state: &mut State) -> Result<(), Failure> {
        if state.overlay.written_bytes() == 0 {
            return Ok(());
        }
        let mut views = lock(&self.views);
        let State { overlay, content, .. } = state;
        let (mut batch, mut past, mut after) = (Batch::default(), Vec::new(), *content);
        after.mark = state.mark.unwrap_or(0);
        self.health.guard("write a batch", || {
            for (key, value) in overlay.fresh() {
                let before = self.db.get(key)?;
                put(&mut batch, &mut after, key, before.as_ref(), value);
                if overlay.needs_past(key, &views) {
                    past.push((key.clone(), before));
                }
            }
            batch.insert(&CONTENT_KEY, after.encode());
            self.db.apply_batch(batch)
        })?;
        *content = after;
        state.drained.times += 1;
        state.drained.bytes += overlay.written_bytes();
        state.drained.mark = state.mark;
        overlay.drain(state.batch, past, &views);
        if overlay.keeps_past() && views.oldest() != state.pruned_for {
            overlay.prune(&views);
            state.pruned_for = views.oldest();
        }
        self.bound(overlay, state.batch, &mut views);
        drop(views);
        if self.unsynced_bytes(&state.drained) >= self.options.memtable_bytes {
            self.request_sync(state.drained.times);
        }
        Ok(())
    }

    /// Drops the oldest views while the versions kept for them exceed the limit.
    fn bound(&self, overlay: &mut Overlay, now: u64, views: &mut Views) {
        while overlay.bytes() > self.past_bytes_max {
            let Some(oldest) = views.oldest().filter(|oldest| *oldest < now) else {
                return;
            };
            tracing::warn!(
                bytes = overlay.bytes(),
                "a view of the tables was read for too long, and is given up"
            );
            views.give_up(oldest);
            overlay.prune(views);
        }
    }
}

fn put(batch: &mut Batch, content: &mut Content, key: &IVec, before: Option<&IVec>, value: Option<&IVec>) {
    if before == value {
        return;
    }
    if let Some(before) = before {
        content.subtract(key, before);
    }
    match value {
        Some(value) => {
            content.add(key, value);
            batch.insert(key, value);
        }
        None => batch.remove(key),
    }
}
