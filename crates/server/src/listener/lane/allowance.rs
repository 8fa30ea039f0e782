//! How long a worker of the lane goes before everything else.
//!
//! Whoever delivers a timer must not wait until somebody else has used up his slice of the processor, which is milliseconds: it is to be real-time.
//! But a crowd of timers, or of acknowledgements, keeps it busy for long, and what it waits for itself would wait for it. So each worker is
//! real-time as long as little is taken, and favoured until that has been made up for.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use minoots_sequencer::clock::Boottime;
use pin_project_lite::pin_project;

use crate::priority;

/// What may be taken at once: a hundred deliveries and more. Whoever else is real-time waits no longer than this.
const AT_ONCE: Duration = Duration::from_millis(4);
/// And in the long run: one part in so many of the worker's time.
const SHARE: u32 = 4;

/// What is left, and since when.
struct Allowance {
    is_real_time: bool,
    left: Duration,
    counted: Boottime,
}

/// What is to become of the worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    RealTime,
    TimeShared,
}

impl Allowance {
    const fn new(now: Boottime) -> Self {
        Self {
            is_real_time: false,
            left: AT_ONCE,
            counted: now,
        }
    }

    /// Counts what has passed since it was counted last, in which the worker has worked or slept.
    fn count(&mut self, has_worked: bool, now: Boottime) {
        let passed = self.counted.until(now);
        self.counted = now;
        let earned = passed / SHARE;
        self.left = if has_worked && self.is_real_time {
            self.left.saturating_sub(passed - earned)
        } else {
            (self.left + earned).min(AT_ONCE)
        };
    }

    /// The worker has work after it slept.
    fn woken(&mut self, now: Boottime) -> Option<Change> {
        self.count(false, now);
        (!self.is_real_time && self.left == AT_ONCE).then_some(Change::RealTime)
    }

    /// The worker goes on working.
    fn working(&mut self, now: Boottime) -> Option<Change> {
        self.count(true, now);
        (self.is_real_time && self.left.is_zero()).then_some(Change::TimeShared)
    }
}

thread_local! {
    /// That of this thread, if it is a worker of the lane.
    static ALLOWANCE: RefCell<Option<Allowance>> = const { RefCell::new(None) };
}

fn with(event: impl FnOnce(&mut Allowance, Boottime) -> Option<Change>) {
    ALLOWANCE.with_borrow_mut(|allowance| {
        let Some(allowance) = allowance else { return };
        match event(allowance, Boottime::now()) {
            None => {}
            Some(Change::RealTime) => allowance.is_real_time = priority::real_time(),
            Some(Change::TimeShared) => {
                priority::time_shared();
                allowance.is_real_time = false;
            }
        }
    });
}

/// This thread is a worker of the lane.
pub(super) fn begun() {
    priority::favoured();
    ALLOWANCE.set(Some(Allowance::new(Boottime::now())));
    woken();
}

/// It has work after it slept.
pub(super) fn woken() {
    with(Allowance::woken);
}

/// It has worked, and goes to sleep or takes up the next task.
pub(super) fn worked() {
    with(Allowance::working);
}

pin_project! {
    /// A task of the lane: whoever works at it is ranked by what it took before.
    pub(in crate::listener) struct Ranked<F> {
        #[pin]
        task: F,
    }
}

impl<F> Ranked<F> {
    pub(in crate::listener) fn new(task: F) -> Self {
        Self { task }
    }
}

impl<F: Future> Future for Ranked<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        worked();
        self.project().task.poll(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn real_time(now: Boottime) -> Allowance {
        let mut allowance = Allowance::new(now);
        assert_eq!(allowance.woken(now), Some(Change::RealTime));
        allowance.is_real_time = true;
        allowance
    }

    #[test]
    fn who_works_little_stays_real_time() {
        let mut now = Boottime::default();
        let mut allowance = real_time(now);
        for _ in 0..1_000 {
            now = now.plus(MS);
            assert_eq!(allowance.working(now), None);
            now = now.plus(4 * MS);
            assert_eq!(allowance.woken(now), None);
        }
        assert!(allowance.is_real_time);
    }

    #[test]
    fn who_works_on_is_not_and_is_again_once_it_is_made_up_for() {
        let mut now = Boottime::default();
        let mut allowance = real_time(now);
        now = now.plus(5 * MS);
        // A quarter of it was given back.
        assert_eq!(allowance.working(now), None);
        now = now.plus(MS);
        assert_eq!(allowance.working(now), Some(Change::TimeShared));
        allowance.is_real_time = false;
        // Whatever it does until then.
        now = now.plus(8 * MS);
        assert_eq!(allowance.working(now), None);
        now = now.plus(7 * MS);
        assert_eq!(allowance.woken(now), None);
        now = now.plus(MS);
        assert_eq!(allowance.woken(now), Some(Change::RealTime));
    }

    #[test]
    fn a_thread_that_is_no_worker_of_the_lane_stays_what_it_is() {
        let before = priority::niceness();
        woken();
        worked();
        assert_eq!(priority::niceness(), before);
        assert!(ALLOWANCE.with_borrow(Option::is_none));
    }
}
