//! What is held since a restore: timers of earlier epochs that waited at the backup and were due by the restore.

use std::collections::BTreeSet;

use super::{At, Due, Index};
use crate::record::{Occurrence, Overdue, OverdueAction, Restore, What};

/// Versions of an epoch start at the epoch times this.
const VERSIONS_PER_EPOCH_BITS: u32 = 36;

/// The hold of a life, and what was decided about it.
#[derive(Debug, Default)]
pub struct Holds<'a> {
    restored: Option<At<'a, Restore>>,
    /// What operators decided, in the order of the log; before the restore, too, about what was held then.
    decided: Vec<At<'a, Overdue>>,
    /// Armed by the backup's last entry: not held.
    armed: BTreeSet<&'a Occurrence>,
    /// Cancelled as an operator decided; `None` if it is not known what was.
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

    /// The restore that holds this occurrence. Who does not know what was armed takes for held what may have been.
    pub fn of(&self, occurrence: &Occurrence, due: &Due) -> Option<At<'a, Restore>> {
        let restored = self.restored?;
        let until = restored.record.held_until?;
        let overdue = due.at_earliest().is_none_or(|at| at <= until);
        let earlier = occurrence.version <= restored.record.epoch.checked_shl(VERSIONS_PER_EPOCH_BITS)?;
        (overdue && earlier && !self.armed.contains(occurrence)).then_some(restored)
    }

    /// Where it was decided since the restore that some of what is held fires, fails or is cancelled, in the order of the log.
    pub fn decided(&self, action: OverdueAction) -> impl Iterator<Item = At<'a, Overdue>> {
        self.since().filter(move |at| at.record.action == action)
    }

    /// Whether this entry decides so.
    pub fn decides(&self, index: u64, action: OverdueAction) -> bool {
        let decides = |at: &At<'_, Overdue>| at.record.idx == index && at.record.action == action;
        self.decided.iter().any(decides)
    }

    /// Whether an operator may have cancelled this one.
    pub fn cancelled(&self, occurrence: &Occurrence) -> bool {
        match &self.cancelled {
            Some(cancelled) => cancelled.contains(occurrence),
            None => self.decided.iter().any(|at| at.record.action == OverdueAction::Cancel),
        }
    }

    /// Since when nothing is held any more, true time.
    pub fn over_since(&self) -> Option<i64> {
        self.since().find(|at| at.record.finished).map(|at| at.record.t)
    }

    fn since(&self) -> impl Iterator<Item = At<'a, Overdue>> {
        let last = self.restored.map_or(0, |at| at.record.idx);
        self.decided.iter().copied().filter(move |at| at.record.idx > last)
    }
}
