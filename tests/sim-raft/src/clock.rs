//! The clock of a node, which may be wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use minoots_sequencer::clock::{Boottime, TimeSource};

use crate::trace::Trace;

/// The instant at which every run begins, nanoseconds UTC.
pub(crate) const BEGIN: i64 = 1_800_000_000_000_000_000;

/// A node's clock. Cheap to clone; clones are the same.
#[derive(Clone)]
pub(crate) struct NodeClock {
    trace: Trace,
    error: Arc<AtomicI64>,
    drift_ppm: Arc<AtomicI64>,
}

impl NodeClock {
    pub(crate) fn new(trace: Trace) -> Self {
        Self {
            trace,
            error: Arc::default(),
            drift_ppm: Arc::default(),
        }
    }

    /// Puts it wrong by so much, nanoseconds.
    pub(crate) fn set_error(&self, error: i64) {
        self.error.store(error, Ordering::Relaxed);
    }

    /// Makes it run fast, or slow if negative, from the begin of the run.
    pub(crate) fn set_drift(&self, drift_ppm: i64) {
        self.drift_ppm.store(drift_ppm, Ordering::Relaxed);
    }
}

impl TimeSource for NodeClock {
    fn wall(&self) -> i64 {
        let elapsed = nanos(self.trace.elapsed());
        let drift = elapsed / 1_000_000 * self.drift_ppm.load(Ordering::Relaxed);
        BEGIN + elapsed + drift + self.error.load(Ordering::Relaxed)
    }

    fn elapsed(&self) -> Boottime {
        // Not zero at the begin, as it never is.
        Boottime::default().plus(Duration::from_secs(1_000) + self.trace.elapsed())
    }
}

/// The true time, nanoseconds UTC.
pub(crate) fn truth(trace: &Trace) -> i64 {
    BEGIN + nanos(trace.elapsed())
}

pub(crate) fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}
