//! The state of a log after a sequence of changes. It is pure, and the same for accepted, written and recovered
//! changes.
//!
//! Invariants: `purged ≤ last`; entries `first..=last` exist, or there are none and `first` is `None`; terms never
//! decrease.

use bytes::Bytes;

use super::error::{Refused, Rule};

/// The identity of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogId {
    /// Position in the log.
    pub index: u64,
    /// Term of the leader that created it.
    pub term: u64,
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ledger {
    pub first: Option<u64>,
    pub last: Option<LogId>,
    pub purged: Option<LogId>,
    pub vote: Option<Bytes>,
    pub committed: Option<u64>,
}

impl Ledger {
    /// Checks that an entry may come next, and returns the rule that it breaks.
    pub fn check_next(&self, id: LogId) -> Result<(), Refused> {
        let expected = self.last.map_or(id.index, |last| last.index.saturating_add(1));
        if id.index != expected || id.index == u64::MAX {
            return Err(Refused::IndexGap {
                expected,
                found: id.index,
            });
        }
        match self.last {
            Some(LogId { term: previous, .. }) if id.term < previous => Err(Refused::TermDecreases {
                index: id.index,
                previous,
                found: id.term,
            }),
            _ => Ok(()),
        }
    }

    pub fn append(&mut self, id: LogId) {
        self.first.get_or_insert(id.index);
        self.last = Some(id);
    }

    /// Keeps entries up to `last`.
    pub fn truncate(&mut self, last: Option<LogId>) {
        self.last = last;
        if self
            .last
            .is_none_or(|last| self.first.is_some_and(|first| last.index < first))
        {
            self.first = None;
        }
    }

    pub fn purge(&mut self, upto: LogId) {
        self.purged = Some(upto);
        if self.last.is_none_or(|last| last.index <= upto.index) {
            self.last = Some(upto);
            self.first = None;
        } else {
            self.first = Some(upto.index + 1);
        }
    }

    /// Raises the commit mark, which never decreases.
    pub fn commit(&mut self, mark: Option<u64>) {
        self.committed = self.committed.max(mark);
    }

    pub fn last_index(&self) -> Option<u64> {
        self.last.map(|last| last.index)
    }

    pub fn purged_index(&self) -> Option<u64> {
        self.purged.map(|purged| purged.index)
    }
}

impl Refused {
    /// The rule for the same mistake when it is found on disk.
    pub(super) fn rule(self) -> Rule {
        match self {
            Self::TermDecreases { .. } => Rule::TermOrder,
            _ => Rule::IndexSequence,
        }
    }
}
