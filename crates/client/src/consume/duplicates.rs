//! The dedupe keys acknowledged last, in a bounded set.

use std::collections::{HashSet, VecDeque};

/// A bounded set of dedupe keys.
#[derive(Debug)]
pub(super) struct Duplicates {
    most: usize,
    order: VecDeque<String>,
    keys: HashSet<String>,
}

impl Duplicates {
    /// Remembers at most this many keys; 0 remembers none.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            order: VecDeque::new(),
            keys: HashSet::new(),
        }
    }

    /// Adds the key of a completed event.
    pub fn remember(&mut self, key: &str) {
        if self.most == 0 || !self.keys.insert(key.to_owned()) {
            return;
        }
        self.order.push_back(key.to_owned());
        if self.order.len() > self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.keys.remove(&oldest);
        }
    }

    /// Whether this event is completed.
    pub fn contains(&self, key: &str) -> bool {
        self.keys.contains(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_keys_are_remembered() {
        let mut duplicates = Duplicates::new(2);
        ["a", "b", "b", "c"]
            .into_iter()
            .for_each(|key| duplicates.remember(key));
        assert!(!duplicates.contains("a"));
        assert!(duplicates.contains("b") && duplicates.contains("c"));
        assert_eq!(duplicates.keys.len(), 2);
    }

    #[test]
    fn zero_capacity_remembers_no_duplicates() {
        let mut duplicates = Duplicates::new(0);
        duplicates.remember("a");
        assert!(!duplicates.contains("a"));
    }
}
