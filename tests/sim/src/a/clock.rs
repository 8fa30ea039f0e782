//! A node's clocks.

use minoots_sequencer::clock::{Boottime, TimeSource, instant};
use std::{
    sync::{
        OnceLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

/// The instant of a virtual time. The origin is arbitrary, because only differences are observable.
pub fn instant_at(now: i64) -> Instant {
    static ORIGIN: OnceLock<Instant> = OnceLock::new();
    *ORIGIN.get_or_init(instant) + Duration::from_nanos(u64::try_from(now).unwrap_or(0))
}

/// A node's clocks, with their readings at the last update.
#[derive(Default)]
pub struct SimClock {
    wall: AtomicI64,
    now: AtomicI64,
}

impl SimClock {
    /// Sets true time to `now` and the wall clock to `wall`.
    pub fn set(&self, now: i64, wall: i64) {
        self.now.store(now, Ordering::Relaxed);
        self.wall.store(wall, Ordering::Relaxed);
    }
}

impl TimeSource for SimClock {
    fn wall(&self) -> i64 {
        self.wall.load(Ordering::Relaxed)
    }

    fn elapsed(&self) -> Boottime {
        let now = u64::try_from(self.now.load(Ordering::Relaxed)).unwrap_or(0);
        Boottime::default().plus(Duration::from_nanos(now))
    }

    fn monotonic(&self) -> Instant {
        instant_at(self.now.load(Ordering::Relaxed))
    }
}

/// The error of a wall clock: its error was `offset` at `since`, and it gains `drift` millionths from then on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deviation {
    pub offset: i64,
    pub drift: i64,
    pub since: i64,
}

impl Deviation {
    /// The wall clock's reading.
    pub fn wall(&self, now: i64) -> i64 {
        now + self.offset + (now - self.since) * self.drift / 1_000_000
    }

    /// Continues from the current reading, with a step and a new drift.
    pub fn change(&mut self, now: i64, step: i64, drift: i64) {
        let offset = self.wall(now) - now + step;
        *self = Deviation {
            offset,
            drift,
            since: now,
        };
    }
}
