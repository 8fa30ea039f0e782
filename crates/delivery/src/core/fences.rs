//! Numbers of fences.
//!
//! A fence counts deliveries of an arm within the leader's term. What was sent may be nowhere but with its consumer: not yet in the
//! log, and forgotten here with the row, its queue or the reign, which can end and begin again within one term. So the numbers used
//! are kept apart from all that, until the arm is closed.

use super::Reign;
use minoots_kernel::{
    defects::{Defect, planted},
    internal::Fence,
};
use std::collections::HashMap;

/// Arms whose last number is known one by one.
const ARMS_MAX: usize = 1 << 18;

/// The numbers used in a term.
#[derive(Default)]
pub(super) struct Numbers {
    reign: Option<Reign>,
    used: HashMap<u64, u64, foldhash::fast::RandomState>,
    /// The largest number used.
    max: u64,
    /// The largest one used by an arm that is not known any more.
    floor: u64,
}

impl Numbers {
    /// Numbers start anew with a term, and only then.
    pub fn begin(&mut self, reign: Reign) {
        if self.reign != Some(reign) {
            *self = Numbers {
                reign: Some(reign),
                ..Numbers::default()
            };
        }
    }

    /// A fence above every one of this arm there was. `logged` is the newest the log knows of.
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

    /// The arm is settled or has failed: nothing of it will be sent again.
    pub fn close(&mut self, arm: u64) {
        self.used.remove(&arm);
    }
}
