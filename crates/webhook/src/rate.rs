//! How often and how many at a time one endpoint is sent to.
//!
//! A token bucket, kept as the one instant at which it would be full again, and a count of the attempts under way. The clock's value is
//! an argument: any that counts nanoseconds.
//!
//! Invariants:
//! - In any span of time no more attempts begin than the burst and what the rate adds in that span.
//! - No more attempts are under way than allowed. What was refused took nothing.

use std::time::Duration;

#[cfg(test)]
mod tests;

/// Most attempts a second.
pub const PER_SECOND_MAX: u32 = 10_000;
/// Most attempts at once after a pause.
pub const BURST_MAX: u32 = 10_000;
/// Most attempts under way.
pub const CONCURRENCY_MAX: u32 = 1_000;

const SECOND_NS: u64 = 1_000_000_000;

/// What an endpoint's owner or the operator sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Attempts a second in the long run.
    pub per_second: u32,
    /// Attempts at once after a pause.
    pub burst: u32,
    /// Attempts under way at a time.
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
    /// Which.
    pub field: &'static str,
    /// What it was.
    pub value: u32,
    /// Largest value.
    pub max: u32,
}

impl Limits {
    /// Whether each is in its range.
    ///
    /// # Errors
    /// The first that is not.
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

    /// Nanoseconds in which one token comes; rounded up, so that there are never more than asked for.
    fn interval_ns(self) -> u64 {
        SECOND_NS.div_ceil(u64::from(self.per_second.max(1)))
    }
}

/// Why an attempt does not begin now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Too many are under way; ask again when one has ended.
    Concurrency,
    /// Too many have begun; ask again after this time.
    Rate(Duration),
}

/// One endpoint's limits and where it stands.
#[derive(Clone, Debug)]
pub struct Limiter {
    limits: Limits,
    /// The clock's value at which the bucket is full again.
    full_at_ns: u64,
    /// The clock's value when it was asked last.
    asked_ns: u64,
    under_way: u32,
}

impl Limiter {
    /// Full, and with nothing under way.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            full_at_ns: 0,
            asked_ns: 0,
            under_way: 0,
        }
    }

    /// Changes the limits. What has begun counts on.
    pub fn set(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Begins an attempt. Whoever begins one must say when it has [ended](Self::end).
    ///
    /// # Errors
    /// Not now.
    pub fn begin(&mut self, now_ns: u64) -> Result<(), Refusal> {
        if self.under_way >= self.limits.concurrency {
            return Err(Refusal::Concurrency);
        }
        let interval = self.limits.interval_ns();
        let missing_max = interval.saturating_mul(u64::from(self.limits.burst.max(1)));
        // A clock that went back leaves the bucket empty at most, also if it refuses now: else each of the next calls would find it as empty
        // as this one, until the clock is where it was.
        if now_ns < self.asked_ns {
            self.full_at_ns = self.full_at_ns.min(now_ns.saturating_add(missing_max));
        }
        self.asked_ns = now_ns;
        // After a smaller burst was set it may lack more than it holds.
        let missing = self.full_at_ns.saturating_sub(now_ns).min(missing_max);
        let missing_after = missing.saturating_add(interval);
        if missing_after > missing_max {
            return Err(Refusal::Rate(Duration::from_nanos(missing_after - missing_max)));
        }
        self.full_at_ns = now_ns.saturating_add(missing_after);
        self.under_way += 1;
        Ok(())
    }

    /// An attempt has ended.
    pub fn end(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// Attempts under way.
    #[must_use]
    pub fn under_way(&self) -> u32 {
        self.under_way
    }
}
