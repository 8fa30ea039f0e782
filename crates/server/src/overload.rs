//! Admission control: rejects creates that would wait too long, before their requests are read.
//!
//! A create holds a permit (a *place*) from the headers of its request until its response. An adaptive concurrency
//! limit, the `limit`, bounds the permits; it is derived from the latency of creates. Without a free permit, a call is
//! rejected with a retry delay, before its body is read or its message decoded. The response is encoded at the start of
//! the node. An emitted event counts as a create. A transaction counts as many creates as it contains, and is rejected
//! only after it is read. Creates of `Submit` streams are not rejected: the node stops reading their stream until a
//! permit is free. Reads, cancels, reschedules, acknowledgements and streams as such need no permit, and neither does a
//! request that a node forwards to its leader.
//!
//! Invariants:
//! - Admission and rejection take no lock; only the end of a create takes one, to update the limit.
//! - Each permit is returned, also on drop.
//! - At least `FLOOR` creates of streams run without waiting. At least as many calls are never rejected, or as many as
//!   the limit if that is less.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use minoots_sequencer::{Callers, clock};
use tokio::sync::Notify;
use tonic::Status;

use crate::telemetry::Metrics;
use limit::{Ended, Limit, Outcome};
use pressure::Pressure;
use tunables::{BURST, CALM, FLOOR, REFUSING};

mod answers;
mod door;
mod limit;
mod place;
mod pressure;
mod tunables;

#[cfg(test)]
mod tests;

pub(crate) use door::{Door, Entry};
pub(crate) use place::{Place, Taken, Ticket};

use answers::Answers;

/// The admission control of this node's creates. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Overload(Arc<Places>);

/// The origin of a create.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A call.
    Call,
    /// A message of a stream.
    Streamed,
}

#[derive(Debug)]
struct Places {
    beginning: Instant,
    /// The limit in units: a create is one unit, a batch may be more.
    limit: AtomicUsize,
    under_way: AtomicUsize,
    calls: AtomicUsize,
    streamed: AtomicUsize,
    /// Permits of both kinds that a handler has taken.
    taken: AtomicUsize,
    admitted: AtomicU64,
    refused: AtomicU64,
    /// The last time at which a create met the limit, in nanoseconds since the beginning.
    pressed_at: AtomicU64,
    /// The last time at which a call asked for a permit, in nanoseconds since the beginning.
    called_at: AtomicU64,
    /// The minimum level of the retry delay.
    level: AtomicUsize,
    learnt: Mutex<Learnt>,
    /// Streams that wait for a permit.
    waiting: AtomicUsize,
    room: Notify,
    answers: Answers,
    metrics: Metrics,
}

#[derive(Debug, Default)]
struct Learnt {
    limit: Limit,
    pressure: Pressure,
}

impl Overload {
    pub fn new(metrics: Metrics) -> Overload {
        Overload(Arc::new(Places {
            beginning: clock::instant(),
            limit: AtomicUsize::new(BURST),
            under_way: AtomicUsize::new(0),
            calls: AtomicUsize::new(0),
            streamed: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            admitted: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            pressed_at: AtomicU64::new(0),
            called_at: AtomicU64::new(0),
            level: AtomicUsize::new(0),
            learnt: Mutex::default(),
            waiting: AtomicUsize::new(0),
            room: Notify::new(),
            answers: Answers::new(),
            metrics,
        }))
    }

    /// The current limit, for a metric.
    pub fn limit(&self) -> usize {
        self.0.limit.load(Ordering::Relaxed)
    }

    /// Counts the creates whose handlers run or whose responses are in the making, a batch as one. Also returns whether
    /// calls are rejected at present.
    pub fn callers(&self) -> Callers {
        let now = self.0.elapsed();
        let is_recent = |at: &AtomicU64| is_within(at, now, REFUSING);
        Callers {
            count: self.0.taken.load(Ordering::Relaxed),
            refusing: is_recent(&self.0.pressed_at) && is_recent(&self.0.called_at),
        }
    }

    /// The current number of units in flight, for a metric.
    pub fn under_way(&self) -> usize {
        self.0.under_way.load(Ordering::Relaxed)
    }

    /// Returns the permit of a call: the one that admission attached to its request, or a new one.
    pub fn of_call(&self, extensions: &mut http::Extensions) -> Result<Taken, Status> {
        let arrived = extensions.remove::<Ticket>();
        if let Some(taken) = arrived.and_then(Ticket::take) {
            return Ok(taken);
        }
        let place = self.0.enter(Kind::Call);
        place
            .map(Taken::at_once)
            .ok_or_else(|| self.0.answers.status(self.0.next_answer()))
    }

    /// Waits for a permit for a create of a stream.
    pub async fn of_stream(&self) -> Place {
        let places = &self.0;
        if let Some(place) = places.enter(Kind::Streamed) {
            return place;
        }
        let _waiting = Waiting::new(&places.waiting);
        loop {
            // Registers before the attempt, so that a permit freed after it wakes this task.
            let room = places.room.notified();
            if let Some(place) = places.enter(Kind::Streamed) {
                // More than one permit may be free, so wakes the next stream.
                places.room.notify_one();
                return place;
            }
            room.await;
        }
    }
}

impl Places {
    fn elapsed(&self) -> Duration {
        clock::instant().saturating_duration_since(self.beginning)
    }

    fn of_kind(&self, kind: Kind) -> &AtomicUsize {
        match kind {
            Kind::Call => &self.calls,
            Kind::Streamed => &self.streamed,
        }
    }

    /// Returns a permit, if one is free.
    fn enter(self: &Arc<Self>, kind: Kind) -> Option<Place> {
        let now = self.elapsed();
        if kind == Kind::Call {
            self.called_at.store(nanoseconds(now), Ordering::Relaxed);
        }
        let limit = self.limit.load(Ordering::Relaxed);
        let place = self.enter_under(limit, kind, now);
        if place.is_some() {
            return place;
        }
        self.run_into(now);
        let raised = self.limit.load(Ordering::Relaxed);
        (raised > limit).then(|| self.enter_under(raised, kind, now)).flatten()
    }

    fn enter_under(self: &Arc<Self>, limit: usize, kind: Kind, now: Duration) -> Option<Place> {
        let of_kind = self.of_kind(kind).fetch_add(1, Ordering::SeqCst) + 1;
        let under_way = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        let guaranteed = match kind {
            Kind::Call => FLOOR.min(limit),
            Kind::Streamed => FLOOR,
        };
        let is_guaranteed = of_kind <= guaranteed;
        if !is_guaranteed && under_way > limit {
            // No permit was freed, so no waiter is woken.
            self.uncount(kind, 1);
            return None;
        }
        self.admitted.fetch_add(1, Ordering::Relaxed);
        Some(Place::new(Arc::clone(self), kind, now, under_way, is_guaranteed))
    }

    /// Records that a create met the limit. The limit resets if none did so for [`CALM`].
    fn run_into(&self, now: Duration) {
        let is_news = || {
            let before = Duration::from_nanos(self.pressed_at.load(Ordering::Acquire));
            now.saturating_sub(before) > CALM
        };
        if is_news() {
            let mut learnt = self.learnt();
            if is_news() {
                learnt.limit.relent(now);
                learnt.pressure = Pressure::begin(
                    now,
                    self.admitted.load(Ordering::Relaxed),
                    self.refused.load(Ordering::Relaxed),
                );
                self.limit.store(learnt.limit.now(), Ordering::Relaxed);
                self.level.store(0, Ordering::Relaxed);
            }
        }
        self.pressed_at.store(nanoseconds(now), Ordering::Release);
    }

    /// Updates the limit with a create that has ended. `under_way` is the number in flight at its beginning.
    fn ended(&self, started: Duration, under_way: usize, outcome: Outcome) {
        let (admitted, refused) = (
            self.admitted.load(Ordering::Relaxed),
            self.refused.load(Ordering::Relaxed),
        );
        let ended = self.elapsed();
        let mut learnt = self.learnt();
        let level = learnt.pressure.level(ended, admitted, refused);
        let create = Ended {
            started,
            ended,
            under_way: under_way.max(self.under_way.load(Ordering::Relaxed)),
            outcome,
            beside_calls: is_within(&self.called_at, ended, CALM),
            beside_refusals: learnt.pressure.refuses_most(),
        };
        let before = learnt.limit.now();
        learnt.limit.ended(&create);
        // Stores only on change: every thread reads these values, and they seldom change.
        if learnt.limit.now() != before {
            self.limit.store(learnt.limit.now(), Ordering::Relaxed);
        }
        if self.level.load(Ordering::Relaxed) != level {
            self.level.store(level, Ordering::Relaxed);
        }
    }

    fn uncount(&self, kind: Kind, units: usize) {
        self.of_kind(kind).fetch_sub(1, Ordering::SeqCst);
        self.under_way.fetch_sub(units, Ordering::SeqCst);
    }

    fn give_back(&self, kind: Kind, units: usize) {
        self.uncount(kind, units);
        if self.waiting.load(Ordering::SeqCst) > 0 {
            self.room.notify_one();
        }
    }

    /// The index of the prepared response for the next rejection.
    fn next_answer(&self) -> usize {
        let number = self.refused.fetch_add(1, Ordering::Relaxed);
        pressure::jittered(self.level.load(Ordering::Relaxed), number)
    }

    fn learnt(&self) -> MutexGuard<'_, Learnt> {
        // A panic may leave any state, and the limit in it is still between floor and ceiling.
        self.learnt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn nanoseconds(since: Duration) -> u64 {
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

/// Whether something happened within the last `time`.
fn is_within(at: &AtomicU64, now: Duration, time: Duration) -> bool {
    let at = Duration::from_nanos(at.load(Ordering::Relaxed));
    !at.is_zero() && now.saturating_sub(at) < time
}

/// Counts a waiting stream until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Waiting<'_> {
    fn new(waiting: &AtomicUsize) -> Waiting<'_> {
        waiting.fetch_add(1, Ordering::SeqCst);
        Waiting(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
