//! The only module of this crate that reads a clock. The remaining time of deadlines is computed from it while an
//! execution is paused.

use std::time::{SystemTime, UNIX_EPOCH};

/// Now, milliseconds since 1970.
#[allow(
    clippy::disallowed_methods,
    reason = "the composition's clock; see the module's words"
)]
pub(crate) fn now_ms() -> i64 {
    millis(SystemTime::now())
}

/// Converts an instant to milliseconds since 1970.
pub(crate) fn millis(instant: SystemTime) -> i64 {
    let since = instant.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
