//! The machine's clocks. No other module of this crate reads them.
//!
//! Lateness is a difference of wall clocks; durations of work are differences of the monotonic clock.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The wall clock, in nanoseconds since 1970 UTC; negative before. Saturates in the year 2262.
pub fn wall_ns() -> i64 {
    #[allow(
        clippy::disallowed_methods,
        reason = "a consumer measures lateness by its own wall clock"
    )]
    let now = SystemTime::now();
    match now.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |ns| -ns),
    }
}

/// The monotonic clock, for durations of work.
pub fn monotonic() -> Instant {
    #[allow(clippy::disallowed_methods, reason = "a client measures how long its calls take")]
    Instant::now()
}

/// Whole microseconds, rounded down, so that even one nanosecond early is negative.
pub fn floor_us(ns: i64) -> i64 {
    ns.div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_nanosecond_early_is_a_negative_lateness() {
        assert_eq!((floor_us(-1), floor_us(0), floor_us(1_999)), (-1, 0, 1));
    }
}
