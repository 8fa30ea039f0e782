//! The clock of a node, with an error and a drift.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use minoots_sequencer::clock::{Boottime, TimeSource};

use crate::trace::Trace;

/// The start of every run, nanoseconds UTC.
pub(crate) const BEGIN: i64 = 1_800_000_000_000_000_000;

/// A node's clock. Cheap to clone; clones share the same clock.
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

    /// Sets the error of the clock, in nanoseconds.
    pub(crate) fn set_error(&self, error: i64) {
        self.error.store(error, Ordering::Relaxed);
    }

    /// Sets the drift in parts per million since the start of the run; positive is fast.
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
        // Not zero at the start, as on a real machine.
        Boottime::default().plus(Duration::from_secs(1_000) + self.trace.elapsed())
    }
}

/// True time, nanoseconds UTC.
pub(crate) fn truth(trace: &Trace) -> i64 {
    BEGIN + nanos(trace.elapsed())
}

pub(crate) fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}
