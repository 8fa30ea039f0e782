//! The intervals in which every clock was within ε of true time. Only then does G3 include real time.

use std::collections::{BTreeMap, BTreeSet};

use super::At;
use crate::record::{Clock, Fault, Phase};

/// Intervals in which a clock was, or may have been, wrong.
#[derive(Clone, Debug, Default)]
pub struct Soundness {
    /// The instants from which all clocks are sound or not, in order of time.
    changes: Vec<(i64, bool)>,
}

impl Soundness {
    /// Derives the intervals from readings, and from faults whose names begin with `clock`.
    pub fn new(clocks: &[At<'_, Clock>], faults: &[At<'_, Fault>], epsilon: i64) -> Self {
        let mut reasons: Vec<(i64, Reason)> = Vec::new();
        for Clock { node, t, reads } in clocks.iter().map(|at| at.record) {
            let wrong = reads.abs_diff(*t) > epsilon.unsigned_abs();
            reasons.push((*t, Reason::Node(*node, wrong)));
        }
        for fault in faults
            .iter()
            .map(|at| at.record)
            .filter(|fault| fault.name.starts_with("clock"))
        {
            // A step at one instant does not say how long it lasts; the readings do.
            if fault.phase != Phase::Once {
                let key = (fault.name.clone(), fault.target.clone());
                reasons.push((fault.t, Reason::Fault(key, fault.phase == Phase::On)));
            }
        }
        reasons.sort_by_key(|(t, _)| *t);
        let (mut nodes, mut active) = (BTreeMap::new(), BTreeSet::new());
        let mut changes = Vec::with_capacity(reasons.len());
        for (t, reason) in reasons {
            match reason {
                Reason::Node(node, wrong) => drop(nodes.insert(node, wrong)),
                Reason::Fault(key, true) => drop(active.insert(key)),
                Reason::Fault(key, false) => drop(active.remove(&key)),
            }
            changes.push((t, active.is_empty() && !nodes.values().any(|wrong| *wrong)));
        }
        Self { changes }
    }

    /// Whether all clocks were sound at this instant. At the instant of a change they are not.
    pub fn at(&self, t: i64) -> bool {
        let before = self.changes.partition_point(|(from, _)| *from < t);
        let same = self.changes[before..].iter().take_while(|(from, _)| *from == t);
        let earlier = before.checked_sub(1).is_none_or(|last| self.changes[last].1);
        earlier && same.fold(true, |sound, (_, now)| sound && *now)
    }
}

enum Reason {
    Node(u64, bool),
    Fault((String, String), bool),
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn clocks_are_sound_but_for_the_time_in_which_one_is_not() {
        let clocks =
            [(1, 0, 0), (2, 0, 5), (1, 100, 111), (1, 200, 201)].map(|(node, t, reads)| Clock { node, t, reads });
        let fault = |t, phase| Fault {
            name: "clock_drift".into(),
            target: "3".into(),
            t,
            phase,
        };
        let faults = [fault(300, Phase::On), fault(400, Phase::Off)];
        let clocks = clocks.each_ref().map(|record| At { line: 1, record });
        let faults = faults.each_ref().map(|record| At { line: 1, record });
        let soundness = Soundness::new(&clocks, &faults, 10);
        let at = [0, 99, 100, 150, 200, 201, 300, 399, 400, 401].map(|t| soundness.at(t));
        assert_eq!(at, [true, true, false, false, false, true, false, false, false, true]);
    }
}
