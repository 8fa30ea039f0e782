//! Refuses creates that would wait too long, at the first sight of their request.
//!
//! A create has a *place* from the headers of its request until its answer is made, and there are only so many: the `limit` is learnt from
//! how long creates take. Who finds none is refused with a delay, before a body is read or a message decoded, by an answer made ready at
//! the start. An event of a caller's own is a create, and a transaction is as many as it has of both; it is refused once it is read. Creates of
//! `Submit` streams are not refused: their stream is not read further until there is a place. Reads, cancels,
//! reschedules, acknowledgements and streams as such need no place, and neither does what a node passes on to its leader.
//!
//! Invariants:
//! - Letting in and refusing take no lock; only what has ended is learnt from under one.
//! - Whoever has a place gives it back, also by being dropped.
//! - `FLOOR` creates of streams are never held up, and as many calls never refused, or as many as the limit is if that is less.

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

/// The places of this node's creates. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Overload(Arc<Places>);

/// Whose place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A call's.
    Call,
    /// A message's of a stream.
    Streamed,
}

#[derive(Debug)]
struct Places {
    beginning: Instant,
    /// In units: a create is one, a batch may be more.
    limit: AtomicUsize,
    under_way: AtomicUsize,
    calls: AtomicUsize,
    streamed: AtomicUsize,
    /// Of both, those whose handlers have taken them.
    taken: AtomicUsize,
    admitted: AtomicU64,
    refused: AtomicU64,
    /// When somebody last ran into the limit, nanoseconds since the beginning.
    pressed_at: AtomicU64,
    /// When a call last wanted a place, likewise.
    called_at: AtomicU64,
    /// Which delay to name at least.
    level: AtomicUsize,
    learnt: Mutex<Learnt>,
    /// Streams that wait for a place.
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
    /// All places are free.
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

    /// The limit now, for a metric.
    pub fn limit(&self) -> usize {
        self.0.limit.load(Ordering::Relaxed)
    }

    /// Creates whose handlers are at work, or whose answers are being made, a batch counting as one; and whether calls are refused.
    pub fn callers(&self) -> Callers {
        let now = self.0.elapsed();
        let is_recent = |at: &AtomicU64| is_within(at, now, REFUSING);
        Callers {
            count: self.0.taken.load(Ordering::Relaxed),
            refusing: is_recent(&self.0.pressed_at) && is_recent(&self.0.called_at),
        }
    }

    /// What is under way now, for a metric.
    pub fn under_way(&self) -> usize {
        self.0.under_way.load(Ordering::Relaxed)
    }

    /// The place of a call: the one that its request was given at the door, or a new one.
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

    /// A place for a create of a stream, as soon as there is one.
    pub async fn of_stream(&self) -> Place {
        let places = &self.0;
        if let Some(place) = places.enter(Kind::Streamed) {
            return place;
        }
        let _waiting = Waiting::new(&places.waiting);
        loop {
            // Before the look, so that a place that comes free after it is told of.
            let room = places.room.notified();
            if let Some(place) = places.enter(Kind::Streamed) {
                // There may be more than one.
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

    /// A place, if there is one.
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
            // Nothing has come free, so nobody is told.
            self.uncount(kind, 1);
            return None;
        }
        self.admitted.fetch_add(1, Ordering::Relaxed);
        Some(Place::new(Arc::clone(self), kind, now, under_way, is_guaranteed))
    }

    /// Nobody having done so for a while, the limit is forgotten.
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

    /// A create has ended, so many having been under way beside it when it began.
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
        // Everybody reads these, and they seldom change.
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

    /// Which of the answers made ready to give next.
    fn next_answer(&self) -> usize {
        let number = self.refused.fetch_add(1, Ordering::Relaxed);
        pressure::jittered(self.level.load(Ordering::Relaxed), number)
    }

    fn learnt(&self) -> MutexGuard<'_, Learnt> {
        // Whatever a panic left behind is a limit between floor and ceiling.
        self.learnt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn nanoseconds(since: Duration) -> u64 {
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

/// Whether something happened, and not longer ago than that.
fn is_within(at: &AtomicU64, now: Duration, time: Duration) -> bool {
    let at = Duration::from_nanos(at.load(Ordering::Relaxed));
    !at.is_zero() && now.saturating_sub(at) < time
}

/// Counts a stream that waits.
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
