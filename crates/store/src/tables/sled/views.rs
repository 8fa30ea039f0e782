//! Which states are being read.

use std::collections::BTreeMap;

/// States, named by their last batch, with their number of readers.
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

    /// Whether a state can be read. One that was given up no longer can.
    pub(super) fn has(&self, at: u64) -> bool {
        self.0.contains_key(&at)
    }

    /// Whether a state from one batch on and before another is read.
    pub(super) fn any_in(&self, from: u64, until: u64) -> bool {
        from < until && self.0.range(from..until).next().is_some()
    }

    pub(super) fn oldest(&self) -> Option<u64> {
        self.0.first_key_value().map(|(at, _)| *at)
    }

    /// Gives a state up, whoever reads it.
    pub(super) fn give_up(&mut self, at: u64) {
        self.0.remove(&at);
    }
}
