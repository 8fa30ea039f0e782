//! The retry budget: a token bucket shared by every call of a client.
//!
//! Each call puts a fraction of a token in, each retry takes a whole one out, so that a fleet of clients cannot multiply
//! the load of servers that are already failing.

use std::sync::atomic::{AtomicU64, Ordering};

/// Tokens are counted in thousandths.
const TOKEN: u64 = 1_000;

/// See the module's words.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    thousandths: AtomicU64,
    per_call: u64,
    most: u64,
}

impl RetryBudget {
    /// Allows `percent` retries in a hundred calls, and `burst` at once.
    pub fn new(percent: u32, burst: u32) -> Self {
        let most = u64::from(burst) * TOKEN;
        Self {
            thousandths: AtomicU64::new(most),
            per_call: u64::from(percent) * TOKEN / 100,
            most,
        }
    }

    /// A call begins.
    pub fn earn(&self) {
        let earned = |now: u64| Some((now + self.per_call).min(self.most));
        // The closure always answers, so the update cannot fail.
        let _ = self
            .thousandths
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, earned);
    }

    /// Whether a retry is allowed; takes its token.
    pub fn spend(&self) -> bool {
        let spent = |now: u64| now.checked_sub(TOKEN);
        self.thousandths
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, spent)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spend_all(budget: &RetryBudget) -> u32 {
        (0..1_000).map(|_| u32::from(budget.spend())).sum()
    }

    #[test]
    fn a_burst_is_allowed_at_once_and_no_more() {
        assert_eq!(spend_all(&RetryBudget::new(10, 10)), 10);
    }

    #[test]
    fn ten_calls_earn_one_retry() {
        let budget = RetryBudget::new(10, 10);
        spend_all(&budget);
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.spend());
        budget.earn();
        assert!(budget.spend());
        (0..50).for_each(|_| budget.earn());
        assert_eq!(spend_all(&budget), 5);
    }

    #[test]
    fn quiet_times_save_up_no_more_than_a_burst() {
        let budget = RetryBudget::new(10, 10);
        (0..10_000).for_each(|_| budget.earn());
        assert_eq!(spend_all(&budget), 10);
    }

    #[test]
    fn no_budget_means_no_retry() {
        let budget = RetryBudget::new(0, 0);
        budget.earn();
        assert!(!budget.spend());
    }
}
