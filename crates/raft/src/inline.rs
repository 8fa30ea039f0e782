//! Which work is done inline, where it is asked for, and which a thread of its own does.
//!
//! To hand work to a thread and to hear that it is done costs a processor some tens of microseconds where all are busy. Writing a small
//! entry of a node that is alone, and applying it, take hardly longer. Long work goes to its thread: whoever asks for it has heartbeats
//! to send and votes to answer.
//!
//! Invariant: nothing but time depends on the choice, and either way work is done in the order in which it is asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::clock;

/// Work on more than this is handed over, bytes.
const BYTES_MAX: usize = 16 << 10;
/// Work that takes longer, as it has of late, is handed over.
const USUALLY_AT_MOST: Duration = Duration::from_millis(1);

/// How long a kind of work takes. Cheap to clone; every clone shows the same.
#[derive(Clone, Default)]
pub(crate) struct Usual(Arc<AtomicU64>);

impl Usual {
    /// Whether work on so many bytes is to be done inline.
    pub(crate) fn is_inline(&self, bytes: usize) -> bool {
        bytes <= BYTES_MAX && u128::from(self.0.load(Ordering::Relaxed)) <= USUALLY_AT_MOST.as_nanos()
    }

    /// Work that began then has been done, wherever.
    pub(crate) fn done(&self, began: Instant) {
        let took = clock::now().saturating_duration_since(began);
        let took = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        // A moving average over about eight. Two that end at once may count as one.
        let usual = self.0.load(Ordering::Relaxed);
        self.0.store(usual - usual / 8 + took / 8, Ordering::Relaxed);
    }
}

/// Whether this node leads, and nobody else belongs to its cluster. Cheap to clone; every clone shows the same.
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
    fn what_takes_as_long_as_the_slowest_that_is_done_inline_stays_inline() {
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
