//! The retry budget: a token bucket shared by all calls of a client.
//!
//! Each call adds a fraction of a token, and each retry takes a whole one. So a fleet of clients cannot multiply the
//! load of failing servers. An empty bucket also refills with time, within [`REFILL`]. The refill serves clients with
//! few calls, because their earned tokens would not last for an election.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::clock;

/// The bucket counts thousandths of tokens.
const TOKEN: u64 = 1_000;
/// The time in which an empty bucket refills by itself.
const REFILL: Duration = Duration::from_secs(10);

/// The retry budget. See the module's documentation.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    thousandths: AtomicU64,
    per_call: u64,
    most: u64,
    /// The time up to which the refill is counted.
    filled: Mutex<Instant>,
}

impl RetryBudget {
    /// Allows `percent` retries in a hundred calls, and `burst` at once.
    pub fn new(percent: u32, burst: u32) -> Self {
        let most = u64::from(burst) * TOKEN;
        Self {
            thousandths: AtomicU64::new(most),
            per_call: u64::from(percent) * TOKEN / 100,
            most,
            filled: Mutex::new(clock::now()),
        }
    }

    /// Adds a call's share.
    pub fn earn(&self) {
        self.add(self.per_call);
    }

    /// Takes a token for a retry. Returns whether one was left.
    pub fn spend(&self) -> bool {
        self.spend_at(clock::now())
    }

    fn spend_at(&self, now: Instant) -> bool {
        self.fill(now);
        let spent = |tokens: u64| tokens.checked_sub(TOKEN);
        self.thousandths
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, spent)
            .is_ok()
    }

    /// Adds the refill since the last time.
    fn fill(&self, now: Instant) {
        let mut filled = self.filled.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = now.saturating_duration_since(*filled).min(REFILL);
        let back = u128::from(self.most) * waited.as_millis() / REFILL.as_millis();
        if back > 0 {
            *filled = now;
            self.add(u64::try_from(back).unwrap_or(self.most));
        }
    }

    fn add(&self, thousandths: u64) {
        let earned = |now: u64| Some((now + thousandths).min(self.most));
        // The closure always returns a value, so the update cannot fail.
        let _ = self
            .thousandths
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, earned);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// The number of retries allowed at one instant.
    fn spend_all(budget: &RetryBudget, now: Instant) -> u32 {
        (0..1_000).map(|_| u32::from(budget.spend_at(now))).sum()
    }

    /// A budget with a stopped clock, and its instant.
    fn budget(percent: u32, burst: u32) -> (RetryBudget, Instant) {
        let budget = RetryBudget::new(percent, burst);
        let now = *budget.filled.lock().unwrap();
        (budget, now)
    }

    #[test]
    fn a_burst_is_allowed_at_once_and_no_more() {
        let (budget, now) = budget(10, 10);
        assert_eq!(spend_all(&budget, now), 10);
    }

    #[test]
    fn ten_calls_earn_one_retry() {
        let (budget, now) = budget(10, 10);
        spend_all(&budget, now);
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.spend_at(now));
        budget.earn();
        assert!(budget.spend_at(now));
        (0..50).for_each(|_| budget.earn());
        assert_eq!(spend_all(&budget, now), 5);
    }

    #[test]
    fn quiet_times_save_up_no_more_than_a_burst() {
        let (budget, now) = budget(10, 10);
        (0..10_000).for_each(|_| budget.earn());
        assert_eq!(spend_all(&budget, now + 100 * REFILL), 10);
    }

    #[test]
    fn spent_retries_refill_over_time() {
        let (budget, now) = budget(0, 10);
        spend_all(&budget, now);
        assert!(!budget.spend_at(now + REFILL / 20));
        assert_eq!(spend_all(&budget, now + REFILL / 10), 1);
        assert_eq!(spend_all(&budget, now + REFILL / 2), 4);
        assert_eq!(spend_all(&budget, now + 3 * REFILL), 10);
    }

    #[test]
    fn fractional_refills_are_not_lost() {
        let (budget, now) = budget(0, 1);
        spend_all(&budget, now);
        let step = Duration::from_millis(1);
        let allowed: u32 = (1..=10_000)
            .map(|number| u32::from(budget.spend_at(now + number * step)))
            .sum();
        assert_eq!(allowed, 1);
    }

    #[test]
    fn no_budget_means_no_retry() {
        let (budget, now) = budget(0, 0);
        budget.earn();
        assert!(!budget.spend_at(now + REFILL));
    }
}
