//! Applying entries, and the loop of the apply thread.

use std::fmt;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use minoots_kernel::{Effect, Failure};
use minoots_sequencer::consensus::{EffectSink, Moment, Position};
use minoots_store::tables::{ApplyBatch, TableStore};
use openraft::entry::RaftEntry;
use openraft::storage::ApplyResponder;

use super::{Item, Progress, Request, TermStart};
use crate::clock;
use crate::directory::DataDirectory;
use crate::equality::{Equality, INTERVAL_ENTRIES, StateHash};
use crate::format::{AppliedState, decode_applied, encode_applied};
use crate::hooks::Hooks;
use crate::inline::Usual;
use crate::snapshot::{SnapshotData, Spool};
use crate::types::{Answer, LogEntry, Types, term_of};

/// After this long without a request, the thread releases memory that only serves speed.
const REST_AFTER: Duration = Duration::from_secs(10);

/// The state of the apply thread.
pub(super) struct Worker {
    pub(super) tables: TableStore,
    pub(super) directory: Arc<DataDirectory>,
    pub(super) spool: Spool,
    pub(super) equality: Equality,
    pub(super) sink: Arc<dyn EffectSink>,
    pub(super) hooks: Hooks,
    pub(super) progress: Progress,
    pub(super) term_start: TermStart,
    /// As of the last committed batch.
    pub(super) state: AppliedState,
    /// The kernel's result for the last entry with kernel content.
    pub(super) moment: Moment,
    /// The usual time to apply a request.
    pub(super) usual: Usual,
    /// Receives the duration of each applied chunk.
    pub(super) applied: Option<Arc<dyn Fn(Duration) + Send + Sync>>,
    /// Set when a request was served, on any thread, since the last idle check.
    pub(super) busy: bool,
    /// Whether the caches have been released since the last request.
    pub(super) rested: bool,
}

/// Serves a request on the caller's thread. Drops it if applying has ended. A break means the end.
pub(super) fn take_turn(worker: &Mutex<Option<Worker>>, request: Request) -> ControlFlow<()> {
    let mut worker = lock(worker);
    // A panic leaves the slot empty.
    let Some(mut serving) = worker.take() else {
        return ControlFlow::Break(());
    };
    let served = serving.serve(request);
    if served.is_continue() {
        *worker = Some(serving);
    }
    served
}

/// Whether entries of this size apply quickly, judged by recent work, without waiting for the tables.
pub(super) fn is_quick(worker: &Mutex<Option<Worker>>, bytes: usize) -> bool {
    let worker = lock(worker);
    worker
        .as_ref()
        .is_some_and(|worker| worker.usual.is_inline(bytes) && !worker.tables.is_behind())
}

/// Serves requests until a stop request, until all senders are dropped, or until a request fails. After a failure
/// nothing is applied any more. The loop wakes at an interval to check for idleness, because inline work does not wake
/// it.
pub(super) fn run(worker: &Mutex<Option<Worker>>, requests: &Receiver<Request>) {
    loop {
        match requests.recv_timeout(REST_AFTER) {
            Ok(request) => {
                if take_turn(worker, request).is_break() {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Some(resting) = &mut *lock(worker) {
                    resting.rest();
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    *lock(worker) = None;
}

fn lock(worker: &Mutex<Option<Worker>>) -> MutexGuard<'_, Option<Worker>> {
    worker.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The remaining work for an entry once its batch is in the tables.
struct Pending {
    at: Position,
    moment: Moment,
    effects: Vec<Effect>,
    answer: Answer,
    responder: Option<ApplyResponder<Types>>,
}

impl Worker {
    /// Releases memory that only serves speed, once, if no request came since the last check.
    fn rest(&mut self) {
        self.rested = match std::mem::take(&mut self.busy) {
            true => false,
            false => self.rested || self.tables.rest(),
        };
    }

    /// Serves one request. A break means the end.
    fn serve(&mut self, request: Request) -> ControlFlow<()> {
        self.busy = true;
        let (result, done) = match request {
            Request::Apply { items, done } => {
                let began = clock::now();
                let applied = self.guarded(|worker| worker.apply(items));
                let took = self.usual.done(began);
                if let Some(observe) = &self.applied {
                    observe(took);
                }
                (applied, done)
            }
            Request::Install { index, data, done } => (self.guarded(|worker| worker.install(index, data)), done),
            Request::Settle { done } => (Ok(()), done),
            Request::Stop => return ControlFlow::Break(()),
        };
        let failed = result.is_err();
        // openraft may have dropped the receiver.
        let _ = done.send(result);
        match failed {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    fn guarded(&mut self, work: impl FnOnce(&mut Self) -> Result<(), Failure>) -> Result<(), Failure> {
        let result = catch_unwind(AssertUnwindSafe(|| work(self)))
            .unwrap_or_else(|_| Err(Failure::Corrupt("a panic while entries were applied".to_owned())));
        result.inspect_err(|failure| {
            let next = self.state.at.map_or(0, |at| at.index() + 1);
            self.hooks
                .fatal(&format!("entries from index {next} on cannot be applied: {failure}"));
        })
    }

    /// Applies entries. An entry whose state is to be captured ends a batch.
    fn apply(&mut self, mut items: Vec<Item>) -> Result<(), Failure> {
        let wanted = self.equality.wanted();
        let captured = items
            .iter()
            .position(|(entry, _)| wanted != 0 && entry.log_id().index() == wanted);
        let Some(captured) = captured else {
            return self.apply_batch(items);
        };
        let behind = items.split_off(captured + 1);
        self.apply_batch(items)?;
        self.equality.capture(wanted, self.tables.view()?);
        self.apply_batch(behind)
    }

    /// Applies entries as one batch of the tables. Then, in log order, calls the sink and replies to the proposers.
    fn apply_batch(&mut self, items: Vec<Item>) -> Result<(), Failure> {
        let Some((last, _)) = items.last() else { return Ok(()) };
        let last = last.log_id();
        let mut batch = self.tables.begin()?;
        let (mut pending, mut reached) = (Vec::with_capacity(items.len()), Vec::new());
        for (entry, responder) in items {
            let applied = self.apply_entry(&mut batch, entry, responder)?;
            let index = applied.at.index;
            pending.push(applied);
            if let Some(state) = batch.hash().filter(|_| index.is_multiple_of(INTERVAL_ENTRIES)) {
                reached.push(StateHash { index, state });
            }
        }
        batch.commit(last.index(), encode_applied(&self.state))?;
        for done in pending {
            self.tell(done);
        }
        reached.into_iter().for_each(|state| self.equality.reached(state));
        self.progress.publish_burned(&self.state.burned);
        self.progress.publish(last.index(), self.term_start);
        Ok(())
    }

    fn apply_entry(
        &mut self,
        batch: &mut ApplyBatch,
        entry: LogEntry,
        responder: Option<ApplyResponder<Types>>,
    ) -> Result<Pending, Failure> {
        let id = entry.log_id();
        let at = Position {
            index: id.index(),
            term: term_of(&id),
        };
        self.enter(at);
        let applied = super::apply_entry(batch, &mut self.state, entry)?;
        let (effects, replies) = match applied {
            None => (Vec::new(), Vec::new()),
            Some(applied) => {
                self.moment = Moment {
                    time: applied.time,
                    unfinished: applied.unfinished,
                    next_deadline: applied.next_deadline,
                };
                (applied.effects, applied.replies)
            }
        };
        Ok(Pending {
            at,
            moment: self.moment,
            effects,
            answer: Answer(replies),
            responder,
        })
    }

    fn enter(&mut self, at: Position) {
        if at.term > self.term_start.term {
            self.term_start = TermStart {
                term: at.term,
                index: at.index,
            };
        }
    }

    fn tell(&self, done: Pending) {
        self.sink.applied(done.at, done.moment, &done.effects);
        if let Some(responder) = done.responder {
            responder.send(done.answer);
        }
    }

    /// Replaces the tables. The sink receives nothing: a later leader starts from the tables.
    fn install(&mut self, index: u64, data: SnapshotData) -> Result<(), Failure> {
        let failed = |error: &dyn fmt::Display| Failure::Tables(format!("a snapshot was not installed: {error}"));
        let file = data.into_file(&self.spool).map_err(|error| failed(&error))?;
        let stream = file.open().map_err(|error| failed(&error))?;
        self.directory
            .note_installation(index)
            .map_err(|error| failed(&error))?;
        let applied = self
            .tables
            .replace(&mut BufReader::new(stream))
            .map_err(|error| failed(&error))?;
        let applied = applied.filter(|applied| applied.index == index);
        let applied = applied.ok_or_else(|| failed(&"it is of another index than announced"))?;
        self.equality.replaced();
        self.state = decode_applied(&applied.meta)?;
        self.moment = super::moment(&self.tables)?;
        if let Some(at) = self.state.at {
            self.enter(Position {
                index: at.index(),
                term: term_of(&at),
            });
        }
        self.progress.publish_burned(&self.state.burned);
        self.progress.publish(applied.index, self.term_start);
        Ok(())
    }
}
