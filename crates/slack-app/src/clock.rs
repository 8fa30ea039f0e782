//! The clocks, read here and nowhere else in this crate: that on the wall for how old a request is, and how late a message; the monotonic one
//! for how long something is still to wait.

use std::time::SystemTime;

use tokio::time::Instant;

/// Now, nanoseconds since the Unix epoch.
pub fn now_ns() -> i64 {
    #[allow(
        clippy::disallowed_methods,
        reason = "Slack's requests and response URLs age by the clock on the wall"
    )]
    let now = SystemTime::now();
    since_epoch_ns(now)
}

/// Now, on the clock that is never set.
pub fn monotonic() -> Instant {
    #[allow(clippy::disallowed_methods, reason = "how long Slack is left alone")]
    let now = Instant::now();
    now
}

/// An instant as nanoseconds since the Unix epoch; one before it is 0.
pub fn since_epoch_ns(instant: SystemTime) -> i64 {
    let since = instant.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}
