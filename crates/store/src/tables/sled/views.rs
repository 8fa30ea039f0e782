//! The states that are being read.

use std::collections::BTreeMap;

/// States, named by their last batch, with their reader counts.
#[derive(Clone, Default)]
pub(super) struct Views(BTreeMap<u64, usize>);

impl Views {
    pub(super) fn register(&mut self, at: u64) {
        *self.0.entry(at).or_default() += 1;
    }

    pub(super) fn release(&mut self, at: u64) {
        if let Some(readers) = self.0.get_mut(&at) {
            *readers -= 1;
            if *readers == 0 {
                self.0.remove(&at);
            }
        }
    }

    /// Whether a state can be read. A dropped state cannot.
    pub(super) fn has(&self, at: u64) -> bool {
        self.0.contains_key(&at)
    }

    /// Whether a reader has a state in the range `from..until` of batches.
    pub(super) fn any_in(&self, from: u64, until: u64) -> bool {
        from < until && self.0.range(from..until).next().is_some()
    }

    pub(super) fn oldest(&self) -> Option<u64> {
        self.0.first_key_value().map(|(at, _)| *at)
    }

    /// Drops a state, even if readers still have it.
    pub(super) fn give_up(&mut self, at: u64) {
        self.0.remove(&at);
    }
}
