//! The only access to the machine's clocks for stamping and releasing.

mod boottime;
#[cfg(feature = "fault-hooks")]
mod fault;
mod gate;
mod step;

pub use boottime::Boottime;
pub(crate) use gate::Judged;
pub use gate::{Gate, GateStats};

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The clock offset above which a clock counts as wrong, in nanoseconds (epsilon, 250 ms).
pub const OFFSET_MAX: i64 = 250_000_000;

/// A source of time.
pub trait TimeSource: Send + Sync + 'static {
    /// The wall clock, nanoseconds UTC since 1970. May step either way.
    fn wall(&self) -> i64;

    /// The elapsed time since some origin, independent of changes to the wall clock.
    fn elapsed(&self) -> Boottime {
        Boottime::now()
    }

    /// The time elapsed while the machine was awake.
    fn monotonic(&self) -> Instant {
        instant()
    }
}

/// The machine's wall clock.
struct SystemTimeSource;

impl TimeSource for SystemTimeSource {
    #[allow(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the wall clock"
    )]
    fn wall(&self) -> i64 {
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos),
        }
    }
}

/// A node's clock.
#[derive(Clone)]
pub struct Clock(Arc<dyn TimeSource>);

impl Default for Clock {
    fn default() -> Self {
        #[cfg(feature = "fault-hooks")]
        if let Some(source) = fault::from_environment() {
            return Clock(source);
        }
        Clock(Arc::new(SystemTimeSource))
    }
}

impl Clock {
    /// Creates a clock from another source of time.
    pub fn new(source: Arc<dyn TimeSource>) -> Clock {
        Clock(source)
    }

    /// The wall clock, nanoseconds UTC.
    pub fn now(&self) -> i64 {
        self.0.wall()
    }

    /// The elapsed time since some origin, independent of changes to the wall clock. It includes the machine's sleep.
    pub fn elapsed(&self) -> Boottime {
        self.0.elapsed()
    }

    /// The time elapsed while the machine was awake, for durations.
    pub fn monotonic(&self) -> Instant {
        self.0.monotonic()
    }

    /// Reads the wall clock and the elapsed time together.
    pub(crate) fn look(&self) -> ClockReading {
        ClockReading {
            wall: self.0.wall(),
            elapsed: self.0.elapsed().nanos(),
        }
    }
}

/// The wall clock and elapsed time, read together; nanoseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClockReading {
    pub(crate) wall: i64,
    pub(crate) elapsed: i64,
}

/// The elapsed time, for durations and for nothing that is stored. It is tokio's, so that a simulation can move it.
#[allow(clippy::disallowed_methods, reason = "measures how long things take")]
pub fn instant() -> Instant {
    tokio::time::Instant::now().into_std()
}

/// Converts nanoseconds to a duration to wait; zero when negative.
pub fn wait(nanos: i64) -> Duration {
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(0))
}
