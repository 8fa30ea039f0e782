//! The machine's clocks. No other module of these tests reads them.
#![allow(clippy::disallowed_methods)]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A millisecond in nanoseconds.
pub const MS: i64 = 1_000_000;
/// A second in nanoseconds.
pub const SECOND: i64 = 1_000 * MS;

/// Returns the wall clock, which server and tests share, in nanoseconds since 1970 UTC.
#[must_use]
pub fn now_ns() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// Sleeps until the wall clock reads at least `instant_ns`.
pub async fn sleep_until(instant_ns: i64) {
    loop {
        let left_ns = instant_ns.saturating_sub(now_ns());
        let Ok(left_ns @ 1..) = u64::try_from(left_ns) else {
            return;
        };
        tokio::time::sleep(Duration::from_nanos(left_ns)).await;
    }
}

/// A timeout on the monotonic clock.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    /// Returns a deadline this long from now.
    #[must_use]
    pub fn after(patience: Duration) -> Self {
        Self(Instant::now() + patience)
    }

    /// Whether it has passed.
    #[must_use]
    pub fn has_passed(self) -> bool {
        Instant::now() >= self.0
    }

    /// Returns the remaining time; zero after the deadline.
    #[must_use]
    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}
