//! Delivery's decisions, without clock, threads or sockets: inputs come in with the time, [`Action`]s come out.
//!
//! A queue's ready rows are in memory, in the order in which they may be offered
//! ([`Window`](minoots_sequencer::window::Window)). Deliveries in flight are kept by arm index until the log reports
//! their outcome. Only queues with consumers are held.
//!
//! Invariants: nothing is sent before its due instant on this node's clock (G3), nor twice at once. Every delivery
//! carries a fence above all earlier ones of its event (G6). The outstanding deliveries of a stream are bounded in
//! count and bytes. No tenant's deliveries wait for more than a portion of each other tenant (`rounds`).

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

/// The id of a consumer's stream on this node.
pub type StreamId = u64;

/// The destination of a stream's deliveries.
pub trait Outlet: Send {
    /// Hands one delivery over; false when the stream is closed.
    fn send(&self, delivered: Delivered) -> bool;
    /// Whether it accepts another delivery now. When it accepts again after a refusal, it reports that through the
    /// handle.
    fn has_room(&self) -> bool;
}

/// The source of an event.
#[derive(Clone, Debug)]
pub enum Source {
    /// The timer's row, from the log's effect.
    Row(Arc<TimerRow>),
    /// The tables.
    Tables {
        /// The timer.
        id: String,
        /// Its version.
        version: u64,
    },
}

/// An action that the core requests. A burst has thousands at once, so they are small.
pub enum Action {
    /// Put a command into the log. Without `answer` no caller waits.
    Propose {
        /// The command.
        command: Box<Command>,
        /// The receiver of the outcome.
        answer: Option<oneshot::Sender<Answer>>,
    },
    /// Build and sign an event, then call [`Core::prepared`].
    Prepare {
        /// Its queue.
        queue: QueueKey,
        /// Its position in the queue.
        place: ReadyPlace,
        /// The source of the event.
        source: Source,
    },
    /// Scan a queue's ready rows, then call [`Core::refilled`].
    Refill {
        /// The queue.
        queue: QueueKey,
        /// The life of the queue in memory that requests the scan; the result repeats it.
        life: u64,
        /// The lane.
        lane: Lane,
        /// The start and the limit of the scan.
        refill: Refill<ReadyPlace>,
    },
}

/// A delivery in flight, or one whose end is on its way to the log.
pub(crate) struct InFlight {
    queue: QueueKey,
    place: ReadyPlace,
    event: Arc<Facts>,
    grant: Grant,
    stream: Option<StreamId>,
    /// Whether a record of the grant is in the log or on its way there.
    recorded: bool,
    /// Whether its consumer has acknowledged it, and the log has not reported that yet.
    acknowledged: bool,
    /// The event to send once the log accepts its claim.
    claiming: Option<Arc<Prepared>>,
    /// The end that is on its way to the log.
    ending: Option<OutcomeKind>,
    /// Its entry in `Core::checks`.
    check_at: i64,
    /// The log index as of which the row was taken; earlier entries about it are outdated.
    index: u64,
}

/// Deliveries in flight by arm index. The log numbers arms, so no caller can choose colliding keys.
type InFlights = HashMap<u64, Box<InFlight>, foldhash::fast::RandomState>;

/// The leadership under which this node delivers.
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
    /// By arm index. Boxed, because a growing map moves all its values.
    in_flight: InFlights,
    /// The instant to check each delivery in flight: its deadline, or the time by which its end should be confirmed.
    checks: BTreeSet<(i64, u64)>,
    /// The grants to record, by time.
    to_record: BTreeSet<(i64, u64)>,
    /// The deliveries to claim, by the time at which they were to be sent.
    to_claim: BTreeSet<(i64, u64)>,
    /// The deliveries whose claims the log has accepted, by due instant.
    to_send: BTreeSet<(i64, u64)>,
    /// The last of the records on their way to the log, and the time at which the core stops waiting for it.
    recording: Option<(u64, i64)>,
    numbers: fences::Numbers,
    /// A counter of queues' lives in memory.
    lives: u64,
    /// The time of the last poll.
    now: i64,
    /// The log time of the last applied entry.
    log_time: i64,
    /// The instant at which each queue needs work.
    agenda: BTreeSet<(i64, QueueKey)>,
    dirty: BTreeSet<QueueKey>,
    /// The tenants' turns, and whether more is due than was sent.
    rounds: rounds::Rounds,
    held_bytes: usize,
    options: Options,
    actions: Vec<Action>,
    releases: Vec<i64>,
}

/// Limits, and the source of randomness.
pub struct Options {
    /// The maximum number of rows of a queue in memory.
    pub queue_rows_max: usize,
    /// Uniform random numbers, for the spread of retries.
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

/// The time in nanoseconds after which a delivery in flight is recorded in the log.
const RECORD_AFTER: i64 = 100_000_000;
/// The delay in nanoseconds before a retry of a command that the sequencer refused.
const RETRY_AFTER: i64 = 50_000_000;
/// The time in nanoseconds after which the unconfirmed end of a delivery is proposed again. It was lost, or refused
/// because log time has fallen behind due.
const END_AGAIN_AFTER: i64 = 2_000_000_000;
/// The maximum number of deliveries recorded by one command.
const RECORDS_MAX: usize = 500;
/// The maximum number of rows of a queue in memory.
const QUEUE_ROWS_MAX: usize = 131_072;
/// The maximum bytes of rows and events held ahead of their time.
const HELD_BYTES_MAX: usize = 64 << 20;

impl Default for Core {
    fn default() -> Self {
        Core::new(Options::default())
    }
}

impl Core {
    /// Creates a core that does not lead.
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

    /// Begins or ends this node's leadership. The core forgets all deliveries; the connected consumers stay.
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

    /// Sets the log time, in nanoseconds UTC. It is ahead of this node's clock after the clock was set back.
    pub fn set_log_time(&mut self, time: i64) {
        self.log_time = time;
    }

    /// Does the due work and returns the actions to execute.
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

    /// Takes the pending actions without releasing anything. The time is unknown then, so outcomes carry no end time.
    pub fn take_actions(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.actions)
    }

    /// Takes the lateness of first deliveries released since the last call, in nanoseconds.
    pub fn take_releases(&mut self) -> Vec<i64> {
        std::mem::take(&mut self.releases)
    }

    /// The instant at which to call [`Core::poll`] again if nothing arrives.
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

    /// The number of deliveries in flight.
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// Reschedules a command about a delivery that was refused.
    pub fn refused(&mut self, command: &Command, now: i64) {
        let again = now.saturating_add(RETRY_AFTER);
        match command {
            Command::Outcome(outcome) => {
                let fence = outcome.grant.and_then(|grant| grant.fence);
                let Some(out) = fence.and_then(|fence| out_under(&mut self.in_flight, &fence)) else {
                    return;
                };
                match outcome.kind() {
                    // Its consumer got the refusal, and the delivery is still in flight.
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
            // The delivery did not fail: another consumer may have it at once.
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

/// The delivery in flight with exactly this fence.
fn out_under<'o>(in_flight: &'o mut InFlights, fence: &Fence) -> Option<&'o mut InFlight> {
    in_flight
        .get_mut(&fence.arm)
        .map(Box::as_mut)
        .filter(|out| out.grant.fence.as_ref() == Some(fence))
}

/// Changes the time at which a delivery is checked.
fn reschedule(checks: &mut BTreeSet<(i64, u64)>, out: &mut InFlight, at: i64) {
    let arm = out.place.arm;
    checks.remove(&(out.check_at, arm));
    checks.insert((at, arm));
    out.check_at = at;
}

#[cfg(test)]
mod tests;
