//! The only module of this crate that reads clocks. The wall clock gives the age of a request and the lateness of a
//! message. The monotonic clock measures waits.

use std::time::SystemTime;

use tokio::time::Instant;

/// Now by the wall clock, nanoseconds since the Unix epoch.
pub fn now_ns() -> i64 {
    #[allow(
        clippy::disallowed_methods,
        reason = "Slack's requests and response URLs age by the clock on the wall"
    )]
    let now = SystemTime::now();
    since_epoch_ns(now)
}

/// Now by the monotonic clock.
pub fn monotonic() -> Instant {
    #[allow(clippy::disallowed_methods, reason = "how long Slack is left alone")]
    let now = Instant::now();
    now
}

/// Converts an instant to nanoseconds since the Unix epoch. An earlier instant becomes 0.
pub fn since_epoch_ns(instant: SystemTime) -> i64 {
    let since = instant.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}
