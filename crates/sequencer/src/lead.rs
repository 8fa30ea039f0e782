//! How long before due a timer is armed: long enough for the entry to commit, and no longer, because an armed timer cannot be
//! cancelled.

use minoots_kernel::{
    defects::{Defect, planted},
    limits::LEAD_MAX,
};

/// Follows the commit latency: rises at once, and falls by the share of [`MEMORY`] that has passed.
pub(crate) struct Lead {
    slow_commit: i64,
    observed: i64,
    min: i64,
}

/// A slow commit is remembered for about so long, nanoseconds. A disk that is busy stands still about once a second, for tens of
/// milliseconds: what is due while it does must have been armed before.
const MEMORY: i64 = 2_000_000_000;

impl Lead {
    pub fn new(min: i64) -> Lead {
        Lead {
            slow_commit: 0,
            observed: i64::MIN,
            min,
        }
    }

    /// An entry took this long from proposal to apply, which was now.
    pub fn observe(&mut self, commit: i64, now: i64) {
        // A clock that was set back forgets nothing.
        let passed = now.saturating_sub(self.observed).clamp(0, MEMORY);
        self.observed = now;
        let fallen = i128::from(self.slow_commit.saturating_sub(commit)) * i128::from(passed) / i128::from(MEMORY);
        let fallen = i64::try_from(fallen).unwrap_or(0);
        self.slow_commit = self.slow_commit.saturating_sub(fallen).max(commit);
    }

    /// Twice the slow commit and the least, within what the kernel accepts.
    pub fn get(&self) -> i64 {
        if planted(Defect::LeadUnbounded) || planted(Defect::ArmedTooFarAhead) {
            return 4 * FAR;
        }
        self.slow_commit.saturating_mul(2).saturating_add(self.min).min(FAR)
    }
}

/// The furthest ahead that is ever armed: the kernel's bound less what a stamp may lag behind.
pub(crate) const FAR: i64 = LEAD_MAX - 20_000_000;
