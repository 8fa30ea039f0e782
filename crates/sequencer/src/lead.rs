//! The lead: how long before its due instant a timer is armed. It is long enough for the entry to commit, and no
//! longer, because an armed timer cannot be cancelled.

use minoots_kernel::{
    defects::{Defect, planted},
    limits::LEAD_MAX,
};

/// Follows the commit latency: it rises at once, and falls by the share of [`MEMORY`] that has passed.
pub(crate) struct Lead {
    slow_commit: i64,
    observed: i64,
    min: i64,
}

/// The approximate time in nanoseconds for which a slow commit counts. A busy disk stalls about once a second, for tens
/// of milliseconds. A timer that is due during a stall must have been armed before it.
const MEMORY: i64 = 2_000_000_000;

impl Lead {
    pub fn new(min: i64) -> Lead {
        Lead {
            slow_commit: 0,
            observed: i64::MIN,
            min,
        }
    }

    /// Records an entry that took `commit` from proposal to apply, which was now.
    pub fn observe(&mut self, commit: i64, now: i64) {
        // A clock that was set back forgets nothing.
        let passed = now.saturating_sub(self.observed).clamp(0, MEMORY);
        self.observed = now;
        let fallen = i128::from(self.slow_commit.saturating_sub(commit)) * i128::from(passed) / i128::from(MEMORY);
        let fallen = i64::try_from(fallen).unwrap_or(0);
        self.slow_commit = self.slow_commit.saturating_sub(fallen).max(commit);
    }

    /// Twice the slow commit plus the minimum, within the kernel's bound.
    pub fn get(&self) -> i64 {
        if planted(Defect::LeadUnbounded) || planted(Defect::ArmedTooFarAhead) {
            return 4 * FAR;
        }
        self.slow_commit.saturating_mul(2).saturating_add(self.min).min(FAR)
    }
}

/// The maximum lead: the kernel's bound minus the possible lag of a stamp.
pub(crate) const FAR: i64 = LEAD_MAX - 20_000_000;
