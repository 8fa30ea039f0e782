//! The timers held since a restore: those of earlier epochs that were waiting at the backup and due by the restore.

use std::collections::BTreeSet;

use super::{At, Due, Index};
use crate::record::{Occurrence, Overdue, OverdueAction, Restore, What};

/// The versions of an epoch start at the epoch shifted left by this number of bits.
const VERSIONS_PER_EPOCH_BITS: u32 = 36;

/// The hold of a life, and the decisions about it.
#[derive(Debug, Default)]
pub struct Holds<'a> {
    restored: Option<At<'a, Restore>>,
    /// Operators' decisions in the order of the log. Those before the restore are about earlier holds.
    decided: Vec<At<'a, Overdue>>,
    /// Occurrences armed by the backup's last entry: not held.
    armed: BTreeSet<&'a Occurrence>,
    /// Occurrences that an operator's decision cancelled; `None` if they are unknown.
    cancelled: Option<BTreeSet<&'a Occurrence>>,
}

impl<'a> Holds<'a> {
    pub(super) fn new(index: &Index<'a>) -> Self {
        let Some(restored) = index.restored else {
            return Self::default();
        };
        let mut decided = index.overdue.clone();
        decided.sort_by_key(|at| at.record.idx);
        let facts = || index.facts.iter().map(|at| at.record);
        let armed = facts().filter(|fact| fact.idx <= restored.record.idx && matches!(fact.what, What::Armed { .. }));
        let mut holds = Self {
            restored: Some(restored),
            decided,
            armed: armed.map(|fact| &fact.occurrence).collect(),
            cancelled: None,
        };
        if index.run.knows.facts {
            let cancelled = facts().filter(|fact| fact.what == What::Cancelled);
            let cancelled = cancelled.filter(|fact| holds.decides(fact.idx, OverdueAction::Cancel));
            holds.cancelled = Some(cancelled.map(|fact| &fact.occurrence).collect());
        }
        holds
    }

    /// Returns the restore that holds this occurrence. Without records of arming, it counts every possible occurrence
    /// as held.
    pub fn of(&self, occurrence: &Occurrence, due: &Due) -> Option<At<'a, Restore>> {
        let restored = self.restored?;
        let until = restored.record.held_until?;
        let overdue = due.at_earliest().is_none_or(|at| at <= until);
        let earlier = occurrence.version <= restored.record.epoch.checked_shl(VERSIONS_PER_EPOCH_BITS)?;
        (overdue && earlier && !self.armed.contains(occurrence)).then_some(restored)
    }

    /// Returns the decisions since the restore to fire, fail or cancel held timers, in the order of the log.
    pub fn decided(&self, action: OverdueAction) -> impl Iterator<Item = At<'a, Overdue>> {
        self.since().filter(move |at| at.record.action == action)
    }

    /// Whether this entry makes such a decision.
    pub fn decides(&self, index: u64, action: OverdueAction) -> bool {
        let decides = |at: &At<'_, Overdue>| at.record.idx == index && at.record.action == action;
        self.decided.iter().any(decides)
    }

    /// Whether an operator may have cancelled this occurrence.
    pub fn cancelled(&self, occurrence: &Occurrence) -> bool {
        match &self.cancelled {
            Some(cancelled) => cancelled.contains(occurrence),
            None => self.decided.iter().any(|at| at.record.action == OverdueAction::Cancel),
        }
    }

    /// Returns the true time since which nothing is held.
    pub fn over_since(&self) -> Option<i64> {
        self.since().find(|at| at.record.finished).map(|at| at.record.t)
    }

    fn since(&self) -> impl Iterator<Item = At<'a, Overdue>> {
        let last = self.restored.map_or(0, |at| at.record.idx);
        self.decided.iter().copied().filter(move |at| at.record.idx > last)
    }
}
