//! Delivery's decisions, without clock, threads or sockets: inputs come in with the time, [`Action`]s come out.
//!
//! A queue's ready rows stand in memory in the order in which they may be offered ([`Window`](minoots_sequencer::window::Window));
//! rows that are out are kept by arm index until the log says what became of them. Only queues with consumers are held.
//!
//! Invariants: nothing is sent before its due instant on this node's clock (G3), nor twice at once; every delivery carries a fence
//! above all earlier ones of its event (G6); what a stream may have outstanding is bounded in count and bytes.

use crate::event::{Delivered, Prepared};
use minoots_kernel::{
    Armed, Effect, ReadyPlace,
    internal::{Grant, Outcome, OutcomeKind, TimerKey, TimerRow, command::Command},
};
use minoots_sequencer::{
    Answer,
    window::{Refill, Refilled},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    sync::Arc,
};
use tokio::sync::oneshot;

mod leases;
mod queue;
mod replies;
mod streams;

pub use queue::Item;
pub(crate) use queue::Queue;
pub use replies::{Report, Word};
pub(crate) use streams::Stream;

/// A queue's name within the shard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueKey {
    /// The tenant.
    pub tenant: String,
    /// The queue.
    pub queue: String,
}

/// Names a consumer's stream on this node.
pub type StreamId = u64;

/// Where a stream's deliveries go.
pub trait Outlet: Send {
    /// Hands one over; false when the stream is gone.
    fn send(&self, delivered: Delivered) -> bool;
    /// Whether it takes another now. When it does again after it did not, it says so through the handle.
    fn has_room(&self) -> bool;
}

/// What to make an event from.
#[derive(Clone, Debug)]
pub enum Source {
    /// The timer's row, as the log's effect brought it.
    Row(Arc<TimerRow>),
    /// The tables.
    Tables {
        /// The timer.
        id: String,
        /// Its version.
        version: u64,
    },
}

/// What the core wants done.
pub enum Action {
    /// Put this into the log. Without `answer` nobody waits.
    Propose {
        /// The command.
        command: Command,
        /// Who is to be told.
        answer: Option<oneshot::Sender<Answer>>,
    },
    /// Build and sign an event, then tell [`Core::prepared`].
    Prepare {
        /// Its queue.
        queue: QueueKey,
        /// Its place there.
        place: ReadyPlace,
        /// What to make it from.
        source: Source,
    },
    /// Scan a queue's ready rows, then tell [`Core::refilled`].
    Refill {
        /// The queue.
        queue: QueueKey,
        /// From where, and how many.
        refill: Refill<ReadyPlace>,
    },
}

/// A delivery that is out, or whose end is on its way to the log.
pub(crate) struct InFlight {
    queue: QueueKey,
    place: ReadyPlace,
    event: Arc<Prepared>,
    grant: Grant,
    stream: Option<StreamId>,
    /// A record of the grant is in the log or on its way there.
    recorded: bool,
    /// Its end is on its way to the log.
    ending: bool,
}

/// The leadership under which deliveries are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reign {
    /// The leader's term.
    pub term: u64,
    /// The restore epoch.
    pub epoch: u64,
}

/// See the module.
pub struct Core {
    reign: Option<Reign>,
    queues: BTreeMap<QueueKey, Queue>,
    streams: HashMap<StreamId, Stream>,
    in_flight: HashMap<u64, InFlight>,
    /// By deadline: leases to end.
    deadlines: BTreeSet<(i64, u64)>,
    /// By when: grants to record.
    to_record: VecDeque<(i64, u64)>,
    /// When each queue wants to be looked at.
    agenda: BTreeSet<(i64, QueueKey)>,
    dirty: BTreeSet<QueueKey>,
    prepared_bytes: usize,
    actions: Vec<Action>,
    releases: Vec<i64>,
}

/// A delivery is recorded in the log if it is still out after this, nanoseconds.
const RECORD_AFTER: i64 = 100_000_000;
/// What the sequencer refused is tried again after this, nanoseconds.
const RETRY_AFTER: i64 = 50_000_000;
/// Deliveries recorded by one command.
const RECORDS_MAX: usize = 500;
/// Signed bytes held ahead of their time.
const PREPARED_BYTES_MAX: usize = 64 << 20;

impl Default for Core {
    fn default() -> Self {
        Core::new()
    }
}

impl Core {
    /// A core that does not lead.
    pub fn new() -> Core {
        Core {
            reign: None,
            queues: BTreeMap::new(),
            streams: HashMap::new(),
            in_flight: HashMap::new(),
            deadlines: BTreeSet::new(),
            to_record: VecDeque::new(),
            agenda: BTreeSet::new(),
            dirty: BTreeSet::new(),
            prepared_bytes: 0,
            actions: Vec::new(),
            releases: Vec::new(),
        }
    }

    /// This node leads now, or no longer: all memory of deliveries goes, what consumers are there stays.
    pub fn reign(&mut self, reign: Option<Reign>) {
        self.reign = reign;
        self.in_flight.clear();
        self.deadlines.clear();
        self.to_record.clear();
        self.agenda.clear();
        self.prepared_bytes = 0;
        for stream in self.streams.values_mut() {
            stream.outstanding = 0;
        }
        for (key, queue) in &mut self.queues {
            queue.forget();
            self.dirty.insert(key.clone());
        }
    }

    /// What an applied entry means for deliveries.
    pub fn applied(&mut self, index: u64, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Armed(armed) => self.armed(index, armed),
                Effect::Moved {
                    tenant,
                    queue,
                    from,
                    to,
                    ended,
                    id,
                    version,
                } => {
                    let key = QueueKey {
                        tenant: tenant.clone(),
                        queue: queue.clone(),
                    };
                    self.moved(index, &key, (*from, *to), *ended, Item::cold(id, *version));
                }
                Effect::Closed {
                    tenant, queue, place, ..
                } => {
                    let key = QueueKey {
                        tenant: tenant.clone(),
                        queue: queue.clone(),
                    };
                    self.closed(index, &key, *place);
                }
                Effect::Scheduled { .. } | Effect::Withdrawn { .. } | Effect::Events { .. } => {}
            }
        }
    }

    fn armed(&mut self, index: u64, armed: &Armed) {
        let key = QueueKey {
            tenant: armed.tenant.clone(),
            queue: armed.row.queue().to_owned(),
        };
        if self.in_flight.contains_key(&armed.place.arm) {
            return;
        }
        if let Some(queue) = self.queues.get_mut(&key) {
            let freed = queue.insert(index, armed.place, Item::from_row(armed.row.clone()));
            self.prepared_bytes = self.prepared_bytes.saturating_sub(freed);
            self.dirty.insert(key);
        }
    }

    fn moved(&mut self, index: u64, key: &QueueKey, (from, to): (ReadyPlace, ReadyPlace), ended: bool, item: Item) {
        self.remove(index, key, from);
        match self.in_flight.get_mut(&to.arm) {
            Some(out) if !ended => {
                // Recorded or extended: it stays out, until the deadline the log knows.
                self.deadlines.remove(&(out.grant.deadline, to.arm));
                (out.place, out.grant.deadline, out.recorded, out.ending) = (to, to.available, true, false);
                self.deadlines.insert((to.available, to.arm));
                return;
            }
            _ => drop(self.take_in_flight(to.arm)),
        }
        if let Some(queue) = self.queues.get_mut(key) {
            let freed = queue.insert(index, to, item);
            self.prepared_bytes = self.prepared_bytes.saturating_sub(freed);
        }
    }

    fn closed(&mut self, index: u64, key: &QueueKey, place: ReadyPlace) {
        self.take_in_flight(place.arm);
        self.remove(index, key, place);
    }

    fn remove(&mut self, index: u64, key: &QueueKey, place: ReadyPlace) {
        if let Some(queue) = self.queues.get_mut(key) {
            let freed = queue.remove(index, place);
            self.prepared_bytes = self.prepared_bytes.saturating_sub(freed);
            self.dirty.insert(key.clone());
        }
    }

    /// Ends the memory of a delivery and frees its credit.
    fn take_in_flight(&mut self, arm: u64) -> Option<InFlight> {
        let out = self.in_flight.remove(&arm)?;
        self.deadlines.remove(&(out.grant.deadline, arm));
        if let Some(stream) = out.stream.and_then(|id| self.streams.get_mut(&id)) {
            stream.outstanding = stream.outstanding.saturating_sub(1);
        }
        self.dirty.insert(out.queue.clone());
        Some(out)
    }

    /// An event is ready, or (`None`) there is nothing to deliver any more.
    pub fn prepared(&mut self, key: &QueueKey, place: ReadyPlace, event: Option<Arc<Prepared>>) {
        if let Some(queue) = self.queues.get_mut(key) {
            self.prepared_bytes += queue.prepared(place, event);
            self.dirty.insert(key.clone());
        }
    }

    /// A scan came back; `None` when it failed.
    pub fn refilled(&mut self, key: &QueueKey, found: Option<Refilled<ReadyPlace, Item>>) {
        let Some(queue) = self.queues.get_mut(key) else { return };
        let found = found.map(|mut found| {
            found.rows.retain(|(place, _)| !self.in_flight.contains_key(&place.arm));
            found
        });
        let freed = queue.refilled(found);
        self.prepared_bytes = self.prepared_bytes.saturating_sub(freed);
        self.dirty.insert(key.clone());
    }

    /// Does what is due and answers what is to be done.
    pub fn poll(&mut self, now: i64) -> Vec<Action> {
        if let Some(reign) = self.reign {
            self.end_leases(now);
            while let Some((at, key)) = self.agenda.first().cloned().filter(|(at, _)| *at <= now) {
                self.agenda.remove(&(at, key.clone()));
                self.dirty.insert(key);
            }
            for key in std::mem::take(&mut self.dirty) {
                self.work(reign, &key, now);
            }
            self.record_grants(now);
        }
        std::mem::take(&mut self.actions)
    }

    /// Lateness of first deliveries released since the last call, nanoseconds.
    pub fn take_releases(&mut self) -> Vec<i64> {
        std::mem::take(&mut self.releases)
    }

    /// When to call [`Core::poll`] again if nothing arrives.
    pub fn next_wake(&self) -> Option<i64> {
        self.reign?;
        let agenda = self.agenda.first().map(|(at, _)| *at);
        let deadline = self.deadlines.first().map(|(at, _)| *at);
        let record = self.to_record.front().map(|(at, _)| *at);
        [agenda, deadline, record].into_iter().flatten().min()
    }

    /// Deliveries that are out.
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// A command about this delivery was refused; it is tried again soon.
    pub fn refused(&mut self, command: &Command, now: i64) {
        let again = now.saturating_add(RETRY_AFTER);
        let fences: Vec<u64> = match command {
            Command::Outcome(outcome) => outcome
                .grant
                .and_then(|grant| grant.fence)
                .map(|fence| fence.arm)
                .into_iter()
                .collect(),
            Command::Grants(grants) => grants
                .grants
                .iter()
                .filter_map(|grant| grant.grant?.fence)
                .map(|fence| fence.arm)
                .collect(),
            _ => Vec::new(),
        };
        for arm in fences {
            let Some(out) = self.in_flight.get_mut(&arm) else {
                continue;
            };
            if out.ending {
                out.ending = false;
                self.deadlines.insert((again.max(out.grant.deadline), arm));
            } else {
                out.recorded = false;
                self.to_record.push_back((again, arm));
            }
        }
    }

    fn outcome(&self, event: &Prepared, grant: Grant, kind: OutcomeKind, logged_only: bool) -> Outcome {
        let retry_delay =
            crate::backoff::delay(&event.retry, event.attempts.saturating_add(1), crate::backoff::random());
        let timer: TimerKey = event.key();
        let mut outcome = Outcome {
            timer: Some(timer),
            grant: Some(grant),
            retry_delay,
            logged_only,
            ..Outcome::default()
        };
        outcome.set_kind(kind);
        outcome
    }
}
