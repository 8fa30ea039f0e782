//! Numbers of fences.
//!
//! A fence counts deliveries of an arm within the leader's term. A sent delivery may be known only to its consumer. It
//! may not be in the log yet, and this node may have forgotten it with the row, its queue or the reign. A reign can end
//! and resume within one term. The used numbers are therefore kept separately, until the arm is closed.

use super::Reign;
use minoots_kernel::{
    defects::{Defect, planted},
    internal::Fence,
};
use std::collections::HashMap;

/// The maximum number of arms whose last number is known individually.
const ARMS_MAX: usize = 1 << 18;

/// The numbers used in a term.
#[derive(Default)]
pub(super) struct Numbers {
    reign: Option<Reign>,
    used: HashMap<u64, u64, foldhash::fast::RandomState>,
    /// The largest number used.
    max: u64,
    /// The largest number used by an arm that is not known any more.
    floor: u64,
}

impl Numbers {
    /// Begins a reign. Numbers restart with a term, and only then.
    pub fn begin(&mut self, reign: Reign) {
        if self.reign != Some(reign) {
            *self = Numbers {
                reign: Some(reign),
                ..Numbers::default()
            };
        }
    }

    /// Draws a fence above every earlier fence of this arm. `logged` is the newest fence in the log.
    pub fn draw(&mut self, reign: Reign, arm: u64, logged: Option<Fence>) -> Fence {
        let Reign { term, epoch } = reign;
        let logged = logged.filter(|last| (last.epoch, last.arm, last.term) == (epoch, arm, term));
        let logged = logged.map_or(0, |last| last.number);
        let used = self.used.get(&arm).copied().unwrap_or(0);
        let number = match planted(Defect::FenceRepeats) {
            true => logged.max(self.floor) + 1,
            false => logged.max(used).max(self.floor) + 1,
        };
        self.max = self.max.max(number);
        if self.used.len() >= ARMS_MAX {
            self.used.clear();
            self.floor = self.max;
        }
        self.used.insert(arm, number);
        Fence {
            epoch: if planted(Defect::FenceWithoutEpoch) { 0 } else { epoch },
            arm,
            term: if planted(Defect::FenceWithoutTerm) { 1 } else { term },
            number,
        }
    }

    /// Closes an arm that is settled or has failed: nothing of it will be sent again.
    pub fn close(&mut self, arm: u64) {
        self.used.remove(&arm);
    }
}
