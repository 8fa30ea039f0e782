//! The clocks, read only here within this crate. The wall clock decides lateness and the horizon of wakes; the
//! monotonic clock measures calls.

use std::time::{Instant, SystemTime};

/// Now.
pub fn now() -> SystemTime {
    #[allow(
        clippy::disallowed_methods,
        reason = "lateness and horizons are told to people by the clock on the wall"
    )]
    SystemTime::now()
}

/// Now by the monotonic clock, for durations.
#[allow(clippy::disallowed_methods, reason = "the duration of a call, for metrics")]
pub fn monotonic() -> Instant {
    Instant::now()
}
