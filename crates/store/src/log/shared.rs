//! The state shared by callers and the log's threads: the queue, the accepted state, and the data that readers need.
//!
//! Invariants: one critical section checks an operation against the accepted state, changes that state and queues the
//! operation, so the queue is always valid. A failed log stays failed.

use std::collections::VecDeque;
use std::mem;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::bell::Bell;
use super::cache::TailCache;
use super::error::{Error, IoFailure, Refused};
use super::format::VOTE_BYTES_MAX;
use super::index::{Change, EntryIndex};
use super::ledger::{Ledger, LogId};
use super::segment::Segment;
use super::stats::{Counters, LogStats};
use super::{Completion, LogEntry};

/// The hook that is called once when the log fails.
pub(super) type FatalHook = Box<dyn Fn(&Error) + Send + Sync>;

/// The queue cost of an operation besides its bytes.
const OPERATION_OVERHEAD_BYTES: u64 = 64;

pub(super) struct Shared {
    pub directory: PathBuf,
    pub counters: Arc<Counters>,
    pub entry_bytes_max: usize,
    pub queue_bytes_max: u64,
    /// The hook. It is removed once it was called, and once the log is closed.
    pub on_fatal: Mutex<Option<FatalHook>>,
    pub inner: Mutex<Inner>,
    pub work: Bell,
}

pub(super) struct Inner {
    pub phase: Phase,
    pub queue: VecDeque<Operation>,
    pub queued_bytes: u64,
    /// The state once everything queued is durable.
    pub accepted: Ledger,
    pub cache: TailCache,
    /// Durable entries.
    pub index: EntryIndex,
    pub segments: VecDeque<LiveSegment>,
    pub truncations_pending: u64,
}

/// A segment that may hold live entries.
pub(super) struct LiveSegment {
    pub segment: Arc<Segment>,
    /// The last entry before this segment: once it is purged, the earlier segments are not needed.
    pub floor: Option<LogId>,
}

#[derive(Clone)]
pub(super) enum Phase {
    Open,
    Closing,
    Closed,
    Failed(Arc<IoFailure>),
}

pub(super) struct Operation {
    pub action: Action,
    /// The commit mark at the time of queueing. It refers to entries queued before it, whatever a later truncation
    /// removes.
    pub committed: Option<u64>,
    pub bytes: u64,
    pub done: Completion,
}

pub(super) enum Action {
    Append(Vec<LogEntry>),
    Vote(Bytes),
    Truncate(Option<LogId>),
    Purge(LogId),
}

/// The changes of a durable group.
#[derive(Default)]
pub(super) struct Committed {
    pub changes: Vec<Change>,
    pub bytes: u64,
    pub truncations: u64,
}

/// The work that the log's writer finds.
pub(super) enum Work {
    Operations(VecDeque<Operation>),
    Close,
    Failed,
}

impl Shared {
    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues an append; see [`Log::append`](super::Log::append).
    pub fn append(&self, entries: Vec<LogEntry>, done: Completion) {
        if self.queue_append(entries, done) {
            self.work.ring();
        }
    }

    /// Queues an append without notifying the writer. Returns whether the caller must notify it.
    pub fn queue_append(&self, entries: Vec<LogEntry>, done: Completion) -> bool {
        let bytes = entries
            .iter()
            .map(|entry| entry.body.len() as u64 + OPERATION_OVERHEAD_BYTES)
            .sum();
        self.queue(bytes, done, |inner| {
            let mut accepted = inner.accepted.clone();
            for entry in &entries {
                self.check_size(entry)?;
                accepted.check_next(entry.id())?;
                accepted.append(entry.id());
            }
            inner.accepted = accepted;
            entries.iter().for_each(|entry| inner.cache.push(entry.clone()));
            Ok(Action::Append(entries))
        })
    }

    pub fn save_vote(&self, vote: Bytes, done: Completion) {
        self.submit(vote.len() as u64, done, |inner| {
            if vote.len() > VOTE_BYTES_MAX {
                return Err(Refused::VoteTooLarge {
                    bytes: vote.len(),
                    bytes_max: VOTE_BYTES_MAX,
                });
            }
            inner.accepted.vote = Some(vote.clone());
            Ok(Action::Vote(vote))
        });
    }

    pub fn truncate_after(&self, after: Option<u64>, done: Completion) {
        self.submit(0, done, |inner| {
            let last = inner.check_truncate(after)?;
            inner.accepted.truncate(last);
            inner.cache.truncate(first_removed(last));
            inner.truncations_pending += 1;
            Ok(Action::Truncate(last))
        });
    }

    pub fn purge(&self, upto: LogId, done: Completion) {
        self.submit(0, done, |inner| {
            inner.check_purge(upto)?;
            if inner.accepted.purged_index() < Some(upto.index) {
                inner.accepted.purge(upto);
                inner.cache.purge(upto.index);
            }
            Ok(Action::Purge(upto))
        });
    }

    fn submit(&self, bytes: u64, done: Completion, accept: impl FnOnce(&mut Inner) -> Result<Action, Refused>) {
        if self.queue(bytes, done, accept) {
            self.work.ring();
        }
    }

    /// Queues an operation, and returns whether it was accepted.
    fn queue(&self, bytes: u64, done: Completion, accept: impl FnOnce(&mut Inner) -> Result<Action, Refused>) -> bool {
        let bytes = bytes + OPERATION_OVERHEAD_BYTES;
        let mut inner = self.lock();
        let accepted = inner
            .check_open()
            .and_then(|()| inner.check_room(self.queue_bytes_max))
            .and_then(|()| Ok(accept(&mut inner)?));
        match accepted {
            Ok(action) => {
                inner.queued_bytes += bytes;
                let committed = inner.accepted.committed;
                inner.queue.push_back(Operation {
                    action,
                    committed,
                    bytes,
                    done,
                });
                true
            }
            Err(error) => {
                drop(inner);
                done(Err(error));
                false
            }
        }
    }

    fn check_size(&self, entry: &LogEntry) -> Result<(), Refused> {
        let (bytes, bytes_max) = (entry.body.len(), self.entry_bytes_max);
        if bytes > bytes_max {
            Err(Refused::EntryTooLarge { bytes, bytes_max })
        } else {
            Ok(())
        }
    }

    /// Waits for work.
    pub fn wait_for_work(&self) {
        let mut inner = self.lock();
        while !inner.has_work()
            && let Bell::Thread(bell) = &self.work
        {
            inner = bell.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes the present work. It takes everything queued at once, which forms a group.
    pub fn present_work(&self) -> Option<Work> {
        self.lock().take_work()
    }

    /// Publishes a durable group, and returns the segments that are no longer needed.
    pub fn commit(&self, committed: &mut Committed) -> Result<Vec<Arc<Segment>>, Error> {
        let mut inner = self.lock();
        if let Phase::Failed(failure) = &inner.phase {
            return Err(Error::Failed(Arc::clone(failure)));
        }
        let mut purged = None;
        for change in committed.changes.drain(..) {
            inner.index.apply(change);
            if let Change::Purge { upto_index } = change {
                purged = purged.max(Some(upto_index));
            }
        }
        inner.queued_bytes -= mem::take(&mut committed.bytes);
        inner.truncations_pending -= mem::take(&mut committed.truncations);
        if inner.truncations_pending == 0 {
            let last = inner.index.last_index();
            inner.cache.allow_eviction(last);
        }
        Ok(purged.map_or_else(Vec::new, |upto| inner.take_purged_segments(upto)))
    }

    /// Adds the segment that the log's writer now writes to.
    pub fn add_segment(&self, segment: Arc<Segment>, floor: Option<LogId>) {
        self.lock().segments.push_back(LiveSegment { segment, floor });
    }

    /// Makes the log fail, once. The log thread completes the waiting operations.
    pub fn fail(&self, failure: IoFailure) {
        let failure = Arc::new(failure);
        {
            let mut inner = self.lock();
            if matches!(inner.phase, Phase::Failed(_)) {
                return;
            }
            inner.phase = Phase::Failed(Arc::clone(&failure));
        }
        tracing::error!(%failure, "the log has failed");
        if let Some(on_fatal) = self.take_fatal_hook() {
            on_fatal(&Error::Failed(failure));
        }
        self.work.ring();
    }

    pub fn take_fatal_hook(&self) -> Option<FatalHook> {
        self.on_fatal.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Completes everything queued after a failure.
    pub fn refuse_queued(&self) {
        let (queue, error) = {
            let mut inner = self.lock();
            (mem::take(&mut inner.queue), inner.check_open())
        };
        let error = error.err().unwrap_or(Error::Closed);
        queue
            .into_iter()
            .for_each(|operation| (operation.done)(Err(error.clone())));
    }

    /// Tells the log's writer to finish the queued operations and end.
    pub fn begin_close(&self) {
        let mut inner = self.lock();
        if matches!(inner.phase, Phase::Open) {
            inner.phase = Phase::Closing;
        }
        drop(inner);
        self.work.ring();
    }

    /// Marks the log as closed when its writer ends.
    pub fn end_close(&self) {
        let mut inner = self.lock();
        if matches!(inner.phase, Phase::Closing) {
            inner.phase = Phase::Closed;
        }
    }

    pub fn is_open(&self) -> bool {
        matches!(self.lock().phase, Phase::Open)
    }

    pub fn stats(&self) -> LogStats {
        let inner = self.lock();
        LogStats {
            queued_bytes: inner.queued_bytes,
            indexed_entries: inner.index.len() as u64,
            segments: inner.segments.len() as u64,
            ..self.counters.snapshot()
        }
    }
}

impl Inner {
    fn has_work(&self) -> bool {
        !matches!(self.phase, Phase::Open) || !self.queue.is_empty()
    }

    fn take_work(&mut self) -> Option<Work> {
        match self.phase {
            Phase::Failed(_) => Some(Work::Failed),
            _ if !self.queue.is_empty() => Some(Work::Operations(mem::take(&mut self.queue))),
            Phase::Closing | Phase::Closed => Some(Work::Close),
            Phase::Open => None,
        }
    }

    /// The term of an accepted entry that is not purged, or of the purge point.
    pub(super) fn term(&self, index: u64) -> Option<u64> {
        let accepted = &self.accepted;
        match accepted.purged {
            Some(purged) if purged.index == index => return Some(purged.term),
            Some(purged) if purged.index > index => return None,
            _ if accepted.last_index() < Some(index) => return None,
            _ => {}
        }
        self.cache.term(index).or_else(|| self.index.term(index))
    }

    fn take_purged_segments(&mut self, upto_index: u64) -> Vec<Arc<Segment>> {
        let mut taken = Vec::new();
        while self
            .segments
            .get(1)
            .is_some_and(|next| next.floor.map(|floor| floor.index) <= Some(upto_index))
        {
            taken.extend(self.segments.pop_front().map(|live| live.segment));
        }
        taken
    }
}

/// The index of the first entry that a truncation keeping `last` removes.
pub(super) fn first_removed(last: Option<LogId>) -> u64 {
    last.map_or(0, |last| last.index + 1)
}
