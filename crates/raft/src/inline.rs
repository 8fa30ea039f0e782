//! The choice between work on the calling thread and work on a thread of its own.
//!
//! A hand-over to a thread and the notice of its end cost some tens of microseconds of processor time when all
//! processors are busy. Writing and applying a small entry on a sole node hardly take longer. Long work goes to its
//! thread, because the caller has heartbeats to send and votes to answer.
//!
//! Invariant: the choice affects only time. Either way the work runs in the order of the calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::clock;

/// Work on more bytes than this goes to the thread.
const BYTES_MAX: usize = 16 << 10;
/// Work goes to the thread if such work has lately taken longer than this.
const USUALLY_AT_MOST: Duration = Duration::from_millis(1);

/// The usual duration of a kind of work. Cheap to clone; clones share state.
#[derive(Clone, Default)]
pub(crate) struct Usual(Arc<AtomicU64>);

impl Usual {
    /// Whether to run work on this number of bytes inline.
    pub(crate) fn is_inline(&self, bytes: usize) -> bool {
        bytes <= BYTES_MAX && u128::from(self.0.load(Ordering::Relaxed)) <= USUALLY_AT_MOST.as_nanos()
    }

    /// Records the duration of work that began at `began`, on any thread, and returns it.
    pub(crate) fn done(&self, began: Instant) -> Duration {
        let duration = clock::now().saturating_duration_since(began);
        let took = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        // A moving average over about eight. Two updates at once may count as one.
        let usual = self.0.load(Ordering::Relaxed);
        self.0.store(usual - usual / 8 + took / 8, Ordering::Relaxed);
        duration
    }
}

/// Whether this node leads and is the only member of its cluster. Cheap to clone; clones share state.
#[derive(Clone, Default)]
pub(crate) struct Alone(Arc<AtomicBool>);

impl Alone {
    pub(crate) fn set(&self, alone: bool) {
        self.0.store(alone, Ordering::Relaxed);
    }

    pub(crate) fn is(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn ago(time: Duration) -> Instant {
        clock::now().checked_sub(time).unwrap()
    }

    #[test]
    fn work_that_has_taken_long_of_late_is_handed_over_until_it_takes_less_again() {
        let usual = Usual::default();
        assert!(usual.is_inline(BYTES_MAX));
        assert!(!usual.is_inline(BYTES_MAX + 1));
        usual.done(ago(Duration::from_secs(1)));
        assert!(!usual.is_inline(0), "a disk that stalled");
        let quick = (0..1_000).take_while(|_| {
            usual.done(clock::now());
            !usual.is_inline(0)
        });
        assert!((20..100).contains(&quick.count()));
    }

    #[test]
    fn only_short_work_stays_inline() {
        let usual = Usual::default();
        for _ in 0..100 {
            usual.done(ago(USUALLY_AT_MOST / 2));
            assert!(usual.is_inline(0));
        }
        for _ in 0..100 {
            usual.done(ago(USUALLY_AT_MOST * 2));
        }
        assert!(!usual.is_inline(0));
    }
}
