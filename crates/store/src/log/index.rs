//! The positions of durable entries: 16 bytes an entry, and one run for each term.

use std::collections::VecDeque;

/// The position of one entry's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    /// The segment's number.
    pub sequence: u64,
    /// Offset of the record in the segment.
    pub offset: u32,
    /// Length of the body.
    pub body_length: u32,
}

/// Slots of consecutive entries. Invariant: `terms` covers exactly the indexes of `slots`, in runs.
#[derive(Debug, Default)]
pub(super) struct EntryIndex {
    base: u64,
    slots: VecDeque<Slot>,
    terms: VecDeque<(u64, u64)>,
}

/// A change to the index. It is collected while a group is written, and applied when the group is durable.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    /// Adds the next entry.
    Append { index: u64, term: u64, slot: Slot },
    /// Removes entries from `first_removed` on.
    Truncate { first_removed: u64 },
    /// Removes entries up to the index.
    Purge { upto_index: u64 },
}

impl EntryIndex {
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Append { index, term, slot } => self.append(index, term, slot),
            Change::Truncate { first_removed } => self.truncate(first_removed),
            Change::Purge { upto_index } => self.purge(upto_index),
        }
    }

    pub fn get(&self, index: u64) -> Option<Slot> {
        let position = usize::try_from(index.checked_sub(self.base)?).ok()?;
        self.slots.get(position).copied()
    }

    pub fn term(&self, index: u64) -> Option<u64> {
        self.get(index)?;
        let after = self.terms.partition_point(|&(start, _)| start <= index);
        Some(self.terms.get(after.checked_sub(1)?)?.1)
    }

    pub fn last_index(&self) -> Option<u64> {
        (!self.slots.is_empty()).then(|| self.end() - 1)
    }

    pub fn len(&self) -> usize {
        self.slots.len()
    }

    fn end(&self) -> u64 {
        self.base + self.slots.len() as u64
    }

    fn append(&mut self, index: u64, term: u64, slot: Slot) {
        if self.slots.is_empty() {
            self.base = index;
        }
        debug_assert_eq!(index, self.end());
        if self.terms.back().is_none_or(|&(_, last)| last != term) {
            self.terms.push_back((index, term));
        }
        self.slots.push_back(slot);
    }

    fn truncate(&mut self, first_removed: u64) {
        let kept = first_removed.saturating_sub(self.base).min(self.slots.len() as u64);
        self.slots.truncate(kept as usize);
        while self.terms.back().is_some_and(|&(start, _)| start >= first_removed) {
            self.terms.pop_back();
        }
    }

    fn purge(&mut self, upto_index: u64) {
        let removed = (upto_index + 1).saturating_sub(self.base).min(self.slots.len() as u64);
        self.slots.drain(..removed as usize);
        self.base += removed;
        while self.terms.get(1).is_some_and(|&(start, _)| start <= self.base) {
            self.terms.pop_front();
        }
        if self.slots.is_empty() {
            self.terms.clear();
            self.slots.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests;
