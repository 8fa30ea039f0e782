//! The only module of this crate that reads a clock. The remaining time of deadlines is computed from it while an
//! execution is paused.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Now, milliseconds since 1970.
#[allow(
    clippy::disallowed_methods,
    reason = "the composition's clock; see the module's words"
)]
pub(crate) fn now_ms() -> i64 {
    millis(SystemTime::now())
}

/// Now by the monotonic clock, for durations.
#[allow(clippy::disallowed_methods, reason = "the duration of an order, for metrics")]
pub(crate) fn monotonic() -> Instant {
    Instant::now()
}

/// The time since an instant; zero if it is ahead.
#[allow(clippy::disallowed_methods, reason = "the lag of an order, for metrics")]
pub(crate) fn since(instant: SystemTime) -> Duration {
    SystemTime::now().duration_since(instant).unwrap_or_default()
}

/// Converts an instant to milliseconds since 1970.
pub(crate) fn millis(instant: SystemTime) -> i64 {
    let since = instant.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
