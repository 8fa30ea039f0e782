//! The elapsed time, independent of corrections of the wall clock and of the machine's sleep.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// A point in time that advances while the machine sleeps (`CLOCK_BOOTTIME`). Leases and steps of the wall clock are
/// measured with it. The default is before every other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Boottime(Duration);

impl Boottime {
    /// The present time.
    pub fn now() -> Self {
        let time = clock_gettime(ClockId::Boottime);
        let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
        Self(Duration::from_secs(seconds) + Duration::from_nanos(u64::try_from(time.tv_nsec).unwrap_or(0)))
    }

    /// The duration from this time to `later`; zero if `later` is earlier.
    pub fn until(self, later: Self) -> Duration {
        later.0.saturating_sub(self.0)
    }

    /// This time plus a duration.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }

    /// Nanoseconds since the machine booted.
    pub fn nanos(self) -> i64 {
        i64::try_from(self.0.as_nanos()).unwrap_or(i64::MAX)
    }
}
