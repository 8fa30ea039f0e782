//! The time for which a worker of the lane runs at real-time priority.
//!
//! A worker that delivers a timer must not wait milliseconds for another thread to end its time slice, so it needs
//! real-time priority. But a burst of timers or acknowledgements occupies it for long, and the threads that it depends
//! on would then wait for it. So each worker is real-time within a processor time allowance. Once that is used up, it
//! only has a raised priority until the allowance has refilled.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use minoots_sequencer::clock::Boottime;
use pin_project_lite::pin_project;

use crate::priority;

/// The allowance at once: enough for more than a hundred deliveries. Other real-time threads wait no longer than this.
const AT_ONCE: Duration = Duration::from_millis(4);
/// The divisor of the long-run allowance: one part in so many of the worker's time.
const SHARE: u32 = 4;

/// The remaining allowance, and when it was last counted.
struct Allowance {
    is_real_time: bool,
    left: Duration,
    counted: Boottime,
}

/// A change of the worker's priority.
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

    /// Counts the time since the last count, in which the worker has worked or slept.
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

    /// Counts a wake-up of the worker.
    fn woken(&mut self, now: Boottime) -> Option<Change> {
        self.count(false, now);
        (!self.is_real_time && self.left == AT_ONCE).then_some(Change::RealTime)
    }

    /// Counts work of the worker.
    fn working(&mut self, now: Boottime) -> Option<Change> {
        self.count(true, now);
        (self.is_real_time && self.left.is_zero()).then_some(Change::TimeShared)
    }
}

thread_local! {
    /// The allowance of this thread, if it is a worker of the lane.
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

/// Sets up this thread as a worker of the lane.
pub(super) fn begun() {
    priority::favoured();
    ALLOWANCE.set(Some(Allowance::new(Boottime::now())));
    woken();
}

/// Records that the worker wakes up with work.
pub(super) fn woken() {
    with(Allowance::woken);
}

/// Records that the worker has worked, and goes to sleep or takes the next task.
pub(super) fn worked() {
    with(Allowance::working);
}

pin_project! {
    /// A task of the lane. Its worker's priority depends on the time it used before.
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
    fn lightly_loaded_workers_stay_real_time() {
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
    fn workers_over_their_cpu_budget_lose_real_time_until_it_refills() {
        let mut now = Boottime::default();
        let mut allowance = real_time(now);
        now = now.plus(5 * MS);
        // A quarter of it was refilled.
        assert_eq!(allowance.working(now), None);
        now = now.plus(MS);
        assert_eq!(allowance.working(now), Some(Change::TimeShared));
        allowance.is_real_time = false;
        // Independent of its work until then.
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
