//! Rate and concurrency limits of one endpoint.
//!
//! The rate limit is a token bucket, stored as the one instant at which the bucket is full again. A counter holds the
//! attempts in flight. The clock's value is an argument; any clock that counts nanoseconds works.
//!
//! Invariants:
//! - In any time span, at most the burst plus the span's rate of attempts begin.
//! - The number of attempts in flight never exceeds the limit. A refused attempt consumes no token.

use std::time::Duration;

#[cfg(test)]
mod tests;

/// Maximum rate, in attempts per second.
pub const PER_SECOND_MAX: u32 = 10_000;
/// Maximum burst, in attempts.
pub const BURST_MAX: u32 = 10_000;
/// Maximum number of attempts in flight.
pub const CONCURRENCY_MAX: u32 = 1_000;

const SECOND_NS: u64 = 1_000_000_000;

/// Limits set by an endpoint's owner or the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Sustained rate, in attempts per second.
    pub per_second: u32,
    /// Burst: attempts at once after a pause.
    pub burst: u32,
    /// Attempts in flight.
    pub concurrency: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_second: 100,
            burst: 100,
            concurrency: 10,
        }
    }
}

/// A limit that is out of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} is {value}, not 1 to {max}; choose a value in between")]
pub struct OutOfRange {
    /// Name of the limit.
    pub field: &'static str,
    /// The value.
    pub value: u32,
    /// The maximum.
    pub max: u32,
}

impl Limits {
    /// Checks that each limit is in its range.
    ///
    /// # Errors
    /// The first limit out of range.
    pub fn check(self) -> Result<Self, OutOfRange> {
        let all = [
            ("rate.per_second", self.per_second, PER_SECOND_MAX),
            ("rate.burst", self.burst, BURST_MAX),
            ("rate.concurrency", self.concurrency, CONCURRENCY_MAX),
        ];
        match all.into_iter().find(|(_, value, max)| !(1..=*max).contains(value)) {
            Some((field, value, max)) => Err(OutOfRange { field, value, max }),
            None => Ok(self),
        }
    }

    /// Nanoseconds per token, rounded up so that the rate is never exceeded.
    fn interval_ns(self) -> u64 {
        SECOND_NS.div_ceil(u64::from(self.per_second.max(1)))
    }
}

/// Why an attempt may not begin now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Too many attempts are in flight. Retry after one has ended.
    Concurrency,
    /// The rate is exceeded. Retry after this time.
    Rate(Duration),
}

/// The limits and the current state of one endpoint.
#[derive(Clone, Debug)]
pub struct Limiter {
    limits: Limits,
    /// Clock value at which the bucket is full again.
    full_at_ns: u64,
    /// Clock value of the last call of `begin`.
    asked_ns: u64,
    under_way: u32,
}

impl Limiter {
    /// Creates a limiter with a full bucket and no attempts in flight.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            full_at_ns: 0,
            asked_ns: 0,
            under_way: 0,
        }
    }

    /// Changes the limits. Past attempts still count.
    pub fn set(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Begins an attempt. The caller must [end](Self::end) it.
    ///
    /// # Errors
    /// The attempt may not begin now.
    pub fn begin(&mut self, now_ns: u64) -> Result<(), Refusal> {
        if self.under_way >= self.limits.concurrency {
            return Err(Refusal::Concurrency);
        }
        let interval = self.limits.interval_ns();
        let missing_max = interval.saturating_mul(u64::from(self.limits.burst.max(1)));
        // If the clock went back, treat the bucket as empty at most. Do so even if this call is refused. Otherwise
        // every call would find the bucket as empty as now, until the clock has caught up.
        if now_ns < self.asked_ns {
            self.full_at_ns = self.full_at_ns.min(now_ns.saturating_add(missing_max));
        }
        self.asked_ns = now_ns;
        // After a decrease of the burst, the bucket may miss more tokens than it can hold.
        let missing = self.full_at_ns.saturating_sub(now_ns).min(missing_max);
        let missing_after = missing.saturating_add(interval);
        if missing_after > missing_max {
            return Err(Refusal::Rate(Duration::from_nanos(missing_after - missing_max)));
        }
        self.full_at_ns = now_ns.saturating_add(missing_after);
        self.under_way += 1;
        Ok(())
    }

    /// Ends an attempt.
    pub fn end(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// Number of attempts in flight.
    #[must_use]
    pub fn under_way(&self) -> u32 {
        self.under_way
    }
}
