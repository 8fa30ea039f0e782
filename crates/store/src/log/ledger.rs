//! The state a log is in after a sequence of changes: pure, the same for what was accepted, written and recovered.
//!
//! Invariants: `purged ≤ last`; entries `first..=last` exist, or none do and `first` is `None`; terms never decrease.

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
    /// The rule an entry would break by coming next.
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

    /// The commit mark never goes down.
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
    /// The same mistake, found on disk.
    pub(super) fn rule(self) -> Rule {
        match self {
            Self::TermDecreases { .. } => Rule::TermOrder,
            _ => Rule::IndexSequence,
        }
    }
}
