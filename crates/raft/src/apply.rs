//! Applying committed entries: on a thread of its own, or, for short work on a sole node, inline.
//!
//! The tables have one writer. The same thread applies an entry, passes its effects on and replies to its proposer. No
//! task wakes up between the commit of a batch and the replies.
//!
//! Invariants:
//! - Entries are applied, reported to the [`EffectSink`] and answered in log order. Blank and membership entries count
//!   as applied too; the sink receives them without effects.
//! - Each chunk commits one batch of the tables, then calls the sink and the proposers, then moves the applied index.
//!   So a reader that sees index `n` applied finds `n` in the tables, and the sink has received it. A view may be ahead
//!   of the sink.
//! - A failure is never skipped. The first one ends all applying and goes to [`Hooks::on_fatal`]; its batch is
//!   discarded.

mod thread;

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use minoots_kernel::tables::shard;
use minoots_kernel::{Failure, levels};
use minoots_sequencer::consensus::{EffectSink, Moment};
use minoots_store::tables::{ApplyBatch, TableStore};
use openraft::EntryPayload;
use openraft::entry::RaftEntry;
use openraft::storage::ApplyResponder;
use tokio::sync::{oneshot, watch};

use crate::directory::DataDirectory;
use crate::equality::Equality;
use crate::format::{AppliedState, decode_applied};
use crate::hooks::Hooks;
use crate::inline::{Alone, Usual};
use crate::platform::{Pace, Work, Workers};
use crate::snapshot::{SnapshotData, Spool};
use crate::types::{LogEntry, StoredMembership, Types, term_of};

/// The name of the thread, as given to [`Hooks::thread_start`].
pub const APPLY_THREAD: &str = "raft-apply";

/// A committed entry, and the responder of its proposer if that is this node.
pub(crate) type Item = (LogEntry, Option<ApplyResponder<Types>>);

/// The most entries that are applied inline. More go to the thread: an entry of few bytes may sweep a thousand rows.
const ENTRIES_INLINE_MAX: usize = 8;

type Done = oneshot::Sender<Result<(), Failure>>;

enum Request {
    Apply { items: Vec<Item>, done: Done },
    Install { index: u64, data: SnapshotData, done: Done },
    Settle { done: Done },
    Stop,
}

/// The first entry applied of the newest term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TermStart {
    pub(crate) term: u64,
    pub(crate) index: u64,
}

/// The progress of applying. Cheap to clone; clones share state.
#[derive(Clone)]
pub(crate) struct Progress {
    applied: Arc<watch::Sender<u64>>,
    term_start: Arc<watch::Sender<TermStart>>,
    burned: Arc<watch::Sender<BTreeSet<u64>>>,
}

impl Progress {
    fn new(start: TermStart, burned: BTreeSet<u64>) -> Self {
        Self {
            burned: Arc::new(watch::Sender::new(burned)),
            applied: Arc::new(watch::Sender::new(start.index)),
            term_start: Arc::new(watch::Sender::new(start)),
        }
    }

    /// The last applied index; 0 before the first entry.
    pub(crate) fn applied(&self) -> watch::Receiver<u64> {
        self.applied.subscribe()
    }

    pub(crate) fn term_start(&self) -> watch::Receiver<TermStart> {
        self.term_start.subscribe()
    }

    /// Whether a node of this id was a member and was removed, as of the last applied entry.
    pub(crate) fn is_burned(&self, node: u64) -> bool {
        self.burned.borrow().contains(&node)
    }

    fn publish_burned(&self, burned: &BTreeSet<u64>) {
        self.burned.send_if_modified(|current| {
            let changed = current != burned;
            current.clone_from(burned);
            changed
        });
    }

    /// The term follows the index: a reader that sees a new term finds its first entry applied.
    fn publish(&self, applied: u64, term_start: TermStart) {
        self.applied.send_replace(applied);
        self.term_start
            .send_if_modified(|current| std::mem::replace(current, term_start) != term_start);
    }
}

/// The handle of the apply thread.
#[derive(Clone)]
pub(crate) struct Applier {
    place: Place,
    /// `None` after the end.
    worker: Arc<Mutex<Option<thread::Worker>>>,
    /// Whether this node is alone. If so, no other node waits while the calling task applies entries.
    alone: Alone,
    workers: Workers,
    progress: Progress,
}

/// The place where entries are applied.
#[derive(Clone)]
enum Place {
    /// On a thread; short work inline.
    Thread {
        requests: mpsc::Sender<Request>,
        thread: Arc<Mutex<Option<JoinHandle<()>>>>,
    },
    /// In the calling task, at a pace.
    Here(Arc<dyn Pace>),
}

impl Applier {
    /// Starts the thread on the tables as they are.
    pub(crate) fn start(
        tables: TableStore,
        directory: Arc<DataDirectory>,
        spool: Spool,
        equality: Equality,
        sink: Arc<dyn EffectSink>,
        hooks: Hooks,
    ) -> Result<Self, Failure> {
        let state = applied_state(&tables)?;
        let term_start = state
            .at
            .map(|at| TermStart {
                term: term_of(&at),
                index: at.index(),
            })
            .unwrap_or_default();
        let progress = Progress::new(term_start, state.burned.clone());
        let moment = moment(&tables)?;
        let workers = spool.workers().clone();
        let worker = thread::Worker {
            tables,
            directory,
            spool,
            equality,
            sink,
            hooks: hooks.clone(),
            progress: progress.clone(),
            term_start,
            state,
            moment,
            usual: Usual::default(),
            applied: None,
            busy: false,
            rested: false,
        };
        let worker = Arc::new(Mutex::new(Some(worker)));
        let place = match workers.pace() {
            Some(pace) => Place::Here(Arc::clone(pace)),
            None => Place::thread(Arc::clone(&worker), hooks)?,
        };
        Ok(Self {
            place,
            worker,
            alone: Alone::default(),
            workers,
            progress,
        })
    }

    /// The pool that runs this node's blocking work.
    pub(crate) fn workers(&self) -> &Workers {
        &self.workers
    }

    /// Whether this node is alone; the leadership watcher sets it.
    pub(crate) fn alone(&self) -> &Alone {
        &self.alone
    }

    /// Passes the duration of each applied chunk to `applied`.
    pub(crate) fn observe(&self, applied: Option<Arc<dyn Fn(Duration) + Send + Sync>>) {
        let mut worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(worker) = worker.as_mut() {
            worker.applied = applied;
        }
    }

    pub(crate) fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Applies consecutive entries with `bytes` bytes in total. Returns after their effects and replies were passed on.
    pub(crate) async fn apply(&self, items: Vec<Item>, bytes: usize) -> io::Result<()> {
        let inline = self.is_inline(items.len(), bytes);
        self.request(inline, |done| Request::Apply { items, done }).await
    }

    /// Whether to apply entries inline: no other node waits, and recent work of this kind was short.
    fn is_inline(&self, entries: usize, bytes: usize) -> bool {
        self.alone.is() && entries <= ENTRIES_INLINE_MAX && thread::is_quick(&self.worker, bytes)
    }

    /// Replaces the tables by a snapshot of the state after `index`.
    pub(crate) async fn install(&self, index: u64, data: SnapshotData) -> io::Result<()> {
        self.request(false, |done| Request::Install { index, data, done }).await
    }

    /// Returns once every earlier request has completed.
    pub(crate) async fn settle(&self) -> io::Result<()> {
        self.request(false, |done| Request::Settle { done }).await
    }

    async fn request(&self, inline: bool, make: impl FnOnce(Done) -> Request) -> io::Result<()> {
        let (done, result) = oneshot::channel();
        let gone = || io::Error::other("the apply thread has ended");
        match &self.place {
            // The thread has completed every earlier request, because each caller waits for its own.
            Place::Thread { .. } if inline => self.take_turn(make(done)),
            Place::Thread { requests, .. } => requests.send(make(done)).map_err(|_| gone())?,
            Place::Here(pace) => {
                pace.pause(Work::Apply).await;
                self.take_turn(make(done));
            }
        }
        result.await.map_err(|_| gone())?.map_err(io::Error::other)
    }

    fn take_turn(&self, request: Request) {
        let _ = thread::take_turn(&self.worker, request);
    }

    /// Lets the thread finish its queue, and joins it. Blocks.
    pub(crate) fn stop(&self) {
        let Place::Thread { requests, thread } = &self.place else {
            return self.take_turn(Request::Stop);
        };
        // Fails if the thread has ended already.
        let _ = requests.send(Request::Stop);
        let thread = thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Err(_)) = thread.map(JoinHandle::join) {
            tracing::error!("the apply thread panicked");
        }
    }
}

impl Place {
    fn thread(worker: Arc<Mutex<Option<thread::Worker>>>, hooks: Hooks) -> Result<Self, Failure> {
        let (requests, receiver) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name(APPLY_THREAD.to_owned())
            .spawn(move || {
                hooks.started(APPLY_THREAD);
                thread::run(&worker, &receiver);
            });
        let thread = thread.map_err(|error| Failure::Tables(format!("the apply thread did not start: {error}")))?;
        Ok(Self::Thread {
            requests,
            thread: Arc::new(Mutex::new(Some(thread))),
        })
    }
}

/// Applies one entry within a batch, and folds its writes into the rolling hash. Returns the kernel's result if the
/// entry has kernel content.
pub(crate) fn apply_entry(
    batch: &mut ApplyBatch,
    state: &mut AppliedState,
    entry: LogEntry,
) -> Result<Option<minoots_kernel::Applied>, Failure> {
    let id = entry.log_id();
    let applied = match entry.payload {
        EntryPayload::Blank => None,
        EntryPayload::Membership(membership) => {
            state.set_membership(StoredMembership::new(Some(id), membership));
            None
        }
        EntryPayload::Normal(command) => Some(minoots_kernel::apply(batch, id.index(), &*command.entry()?)?),
    };
    batch.end_entry()?;
    state.at = Some(id);
    Ok(applied)
}

/// The last applied entry, and the membership as of that entry.
pub(crate) fn applied_state(tables: &TableStore) -> Result<AppliedState, Failure> {
    match tables.applied() {
        Some(applied) => decode_applied(&applied.meta),
        None => Ok(AppliedState::default()),
    }
}

/// The log time of the tables, if this program knows their level. Whether sweeps are unfinished is not stored: a new
/// leader proposes an entry anyway.
fn moment(tables: &TableStore) -> Result<Moment, Failure> {
    let row = shard::get(&tables.view()?)?;
    levels::check(row.level)?;
    let next_deadline = Some(row.next_deadline).filter(|at| *at != 0);
    Ok(Moment {
        time: row.time,
        unfinished: false,
        next_deadline,
    })
}
