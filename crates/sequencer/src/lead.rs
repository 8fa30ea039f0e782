//! How long before due a timer is armed: long enough for the entry to commit, and no longer, because an armed timer cannot be
//! cancelled.

use minoots_kernel::{
    defects::{Defect, planted},
    limits::LEAD_MAX,
};

/// Follows the commit latency: rises at once, falls by 1/64 of the difference per entry.
pub(crate) struct Lead {
    slow_commit: i64,
    min: i64,
}

impl Lead {
    pub fn new(min: i64) -> Lead {
        Lead { slow_commit: 0, min }
    }

    /// An entry took this long from proposal to apply.
    pub fn observe(&mut self, commit: i64) {
        self.slow_commit = if commit > self.slow_commit {
            commit
        } else {
            self.slow_commit - (self.slow_commit - commit) / 64
        };
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
