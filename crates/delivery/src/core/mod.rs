//! Delivery's decisions, without clock, threads or sockets: inputs come in with the time, [`Action`]s come out.
//!
//! A queue's ready rows stand in memory in the order in which they may be offered ([`Window`](minoots_sequencer::window::Window));
//! rows that are out are kept by arm index until the log says what became of them. Only queues with consumers are held.
//!
//! Invariants: nothing is sent before its due instant on this node's clock (G3), nor twice at once; every delivery carries a fence
//! above all earlier ones of its event (G6); what a stream may have outstanding is bounded in count and bytes; no tenant's deliveries wait for
//! more than a portion of each other's (`rounds`).

use crate::event::{Delivered, Facts, Prepared};
use minoots_kernel::{
    ReadyPlace,
    internal::{Fence, Grant, Lane, Outcome, OutcomeKind, TimerKey, TimerRow, command::Command},
};
use minoots_sequencer::{Answer, window::Refill};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use tokio::sync::oneshot;

mod claims;
mod effects;
mod fences;
mod key;
mod lane;
mod leases;
mod made;
mod queue;
mod release;
mod replies;
mod rounds;
mod streams;
mod turns;

pub use key::QueueKey;
pub use lane::Item;
pub use made::Done;
pub(crate) use queue::{OTHERS, Queue};
pub use queue::{Rules, Told};
pub use replies::{Report, Word};
pub(crate) use streams::Stream;

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

/// What the core wants done. Of a crowd there are thousands at once, so that they are small.
pub enum Action {
    /// Put this into the log. Without `answer` nobody waits.
    Propose {
        /// The command.
        command: Box<Command>,
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
        /// Which of the queue's lives in memory asks; the answer says so again.
        life: u64,
        /// Which of its lanes.
        lane: Lane,
        /// From where, and how many.
        refill: Refill<ReadyPlace>,
    },
}

/// A delivery that is out, or whose end is on its way to the log.
pub(crate) struct InFlight {
    queue: QueueKey,
    place: ReadyPlace,
    event: Arc<Facts>,
    grant: Grant,
    stream: Option<StreamId>,
    /// A record of the grant is in the log or on its way there.
    recorded: bool,
    /// Its consumer has acknowledged it, and the log has not told of that yet.
    acknowledged: bool,
    /// It goes out once the log has taken its claim.
    claiming: Option<Arc<Prepared>>,
    /// This end is on its way to the log.
    ending: Option<OutcomeKind>,
    /// Its entry in `Core::checks`.
    check_at: i64,
    /// The row was taken as of this index; what an earlier entry says of it is no news.
    index: u64,
}

/// What is out, by arm index. The log numbers arms: nobody chooses such keys.
type InFlights = HashMap<u64, Box<InFlight>, foldhash::fast::RandomState>;

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
    /// By arm index. Boxed: a map that grows moves all it has.
    in_flight: InFlights,
    /// When to look at each delivery that is out: its deadline, or when the word of its end should have come back.
    checks: BTreeSet<(i64, u64)>,
    /// By when: grants to record.
    to_record: BTreeSet<(i64, u64)>,
    /// Deliveries to claim, by when they were to go out.
    to_claim: BTreeSet<(i64, u64)>,
    /// Deliveries whose claims the log has taken, by when they are due.
    to_send: BTreeSet<(i64, u64)>,
    /// The last of the records that are on their way to the log, and when they are no longer waited for.
    recording: Option<(u64, i64)>,
    numbers: fences::Numbers,
    /// Lives of queues in memory, counted.
    lives: u64,
    /// Of the last poll.
    now: i64,
    /// As of the last entry that was applied.
    log_time: i64,
    /// When each queue wants to be looked at.
    agenda: BTreeSet<(i64, QueueKey)>,
    dirty: BTreeSet<QueueKey>,
    /// Whose turn it was last, where tenants share, and whether more is due than was sent.
    rounds: rounds::Rounds,
    held_bytes: usize,
    options: Options,
    actions: Vec<Action>,
    releases: Vec<i64>,
}

/// Bounds, and where chance comes from.
pub struct Options {
    /// Rows a queue holds in memory.
    pub queue_rows_max: usize,
    /// Uniform numbers, for the spread of retries.
    pub random: Box<dyn FnMut() -> u64 + Send>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            queue_rows_max: QUEUE_ROWS_MAX,
            random: Box::new(crate::backoff::random),
        }
    }
}

/// A delivery is recorded in the log if it is still out after this, nanoseconds.
const RECORD_AFTER: i64 = 100_000_000;
/// What the sequencer refused is tried again after this, nanoseconds.
const RETRY_AFTER: i64 = 50_000_000;
/// The end of a delivery is proposed again if the log has not told of it after this, nanoseconds: it was lost, or refused because
/// log time has fallen behind due.
const END_AGAIN_AFTER: i64 = 2_000_000_000;
/// Deliveries recorded by one command.
const RECORDS_MAX: usize = 500;
/// Rows a queue holds in memory.
const QUEUE_ROWS_MAX: usize = 131_072;
/// Bytes of rows and events held ahead of their time.
const HELD_BYTES_MAX: usize = 64 << 20;

impl Default for Core {
    fn default() -> Self {
        Core::new(Options::default())
    }
}

impl Core {
    /// A core that does not lead.
    pub fn new(options: Options) -> Core {
        Core {
            reign: None,
            queues: BTreeMap::new(),
            streams: HashMap::new(),
            in_flight: InFlights::default(),
            checks: BTreeSet::new(),
            to_record: BTreeSet::new(),
            to_claim: BTreeSet::new(),
            to_send: BTreeSet::new(),
            recording: None,
            numbers: fences::Numbers::default(),
            lives: 0,
            now: 0,
            log_time: 0,
            agenda: BTreeSet::new(),
            dirty: BTreeSet::new(),
            rounds: rounds::Rounds::default(),
            held_bytes: 0,
            options,
            actions: Vec::new(),
            releases: Vec::new(),
        }
    }

    /// This node leads now, or no longer: all memory of deliveries goes, what consumers are there stays.
    pub fn reign(&mut self, reign: Option<Reign>) {
        self.reign = reign;
        if let Some(reign) = reign {
            self.numbers.begin(reign);
        }
        self.in_flight.clear();
        self.checks.clear();
        self.to_record.clear();
        self.to_claim.clear();
        self.to_send.clear();
        self.recording = None;
        self.agenda.clear();
        self.held_bytes = 0;
        for stream in self.streams.values_mut() {
            stream.outstanding = 0;
        }
        for (key, queue) in &mut self.queues {
            self.lives += 1;
            queue.forget(self.lives);
            self.dirty.insert(key.clone());
        }
    }

    /// Log time, nanoseconds UTC. It is ahead of this node's clock after that was set back.
    pub fn set_log_time(&mut self, time: i64) {
        self.log_time = time;
    }

    /// Does what is due and answers what is to be done.
    pub fn poll(&mut self, now: i64) -> Vec<Action> {
        if std::mem::replace(&mut self.now, now) > now {
            self.put_off_no_longer(now);
        }
        if let Some(reign) = self.reign {
            self.check_leases(now);
            while self.agenda.first().is_some_and(|(at, _)| *at <= now)
                && let Some((_, key)) = self.agenda.pop_first()
            {
                self.dirty.insert(key);
            }
            self.send_claimed(now);
            self.work_in_turn(reign, now);
            self.record_grants(now);
            self.claim(now);
        }
        let mut actions = std::mem::take(&mut self.actions);
        leases::note_ends(&mut actions, now);
        actions
    }

    /// Whether this node delivers.
    pub fn leads(&self) -> bool {
        self.reign.is_some()
    }

    /// What is to be done already, without releasing anything. When it is cannot be told; what ended says nothing of it.
    pub fn take_actions(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.actions)
    }

    /// Lateness of first deliveries released since the last call, nanoseconds.
    pub fn take_releases(&mut self) -> Vec<i64> {
        std::mem::take(&mut self.releases)
    }

    /// When to call [`Core::poll`] again if nothing arrives.
    pub fn next_wake(&self) -> Option<i64> {
        self.reign?;
        if self.rounds.unfinished {
            return Some(self.now);
        }
        let agenda = self.agenda.first().map(|(at, _)| *at);
        let check = self.checks.first().map(|(at, _)| *at);
        let claim = self.to_claim.first().map(|(at, _)| *at);
        let send = self.to_send.first().map(|(due, _)| *due);
        [agenda, check, self.records_at(), claim, send]
            .into_iter()
            .flatten()
            .min()
    }

    /// Deliveries that are out.
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// A command about this delivery was refused; it is tried again soon.
    pub fn refused(&mut self, command: &Command, now: i64) {
        let again = now.saturating_add(RETRY_AFTER);
        match command {
            Command::Outcome(outcome) => {
                let fence = outcome.grant.and_then(|grant| grant.fence);
                let Some(out) = fence.and_then(|fence| out_under(&mut self.in_flight, &fence)) else {
                    return;
                };
                match outcome.kind() {
                    // Its consumer was told, and it is still out.
                    OutcomeKind::Nack | OutcomeKind::Refused => {
                        out.ending = None;
                        let deadline = out.grant.deadline;
                        reschedule(&mut self.checks, out, deadline);
                    }
                    _ => reschedule(&mut self.checks, out, again),
                }
            }
            Command::Claims(claims) => {
                for fence in claims.grants.iter().filter_map(|grant| grant.grant?.fence) {
                    if out_under(&mut self.in_flight, &fence).is_some() {
                        self.to_claim.insert((again, fence.arm));
                    }
                }
            }
            Command::Grants(grants) => {
                self.recording = None;
                for fence in grants.grants.iter().filter_map(|grant| grant.grant?.fence) {
                    if let Some(out) = out_under(&mut self.in_flight, &fence) {
                        out.recorded = false;
                        self.to_record.insert((again, fence.arm));
                    }
                }
            }
            _ => {}
        }
    }

    fn outcome(&mut self, event: &Facts, grant: Grant, kind: OutcomeKind, logged_only: bool) -> Outcome {
        let retry_delay = match kind {
            // Nothing went wrong with it: another consumer may have it at once.
            OutcomeKind::GivenBack | OutcomeKind::Unreached => 0,
            _ => crate::backoff::delay(&event.retry, event.attempts.saturating_add(1), (self.options.random)()),
        };
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

/// The delivery that is out under exactly this fence.
fn out_under<'o>(in_flight: &'o mut InFlights, fence: &Fence) -> Option<&'o mut InFlight> {
    in_flight
        .get_mut(&fence.arm)
        .map(Box::as_mut)
        .filter(|out| out.grant.fence.as_ref() == Some(fence))
}

/// Looks at a delivery at another time.
fn reschedule(checks: &mut BTreeSet<(i64, u64)>, out: &mut InFlight, at: i64) {
    let arm = out.place.arm;
    checks.remove(&(out.check_at, arm));
    checks.insert((at, arm));
    out.check_at = at;
}

#[cfg(test)]
mod tests;
