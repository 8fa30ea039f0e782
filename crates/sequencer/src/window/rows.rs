//! An ordered map that remembers the position of its nth key. Repeated lookups of the same position do not walk the map
//! each time.
//!
//! Invariant: the map remembers the number of keys up to one key, or up to its former position.

use std::collections::BTreeMap;
use std::ops::{Bound, Deref};

/// The distance from the remembered position beyond which a lookup starts at the beginning.
const NEAR: usize = 256;

/// The number of keys that are checked one by one.
const FEW: usize = 8;

pub(super) struct Rows<K, V> {
    map: BTreeMap<K, V>,
    place: Option<Place<K>>,
}

struct Place<K> {
    key: K,
    /// The number of keys up to and including it.
    up_to: usize,
}

impl<K, V> Deref for Rows<K, V> {
    type Target = BTreeMap<K, V>;

    fn deref(&self) -> &Self::Target {
        &self.map
    }
}

impl<K: Ord + Clone, V> Rows<K, V> {
    pub fn new() -> Self {
        Self {
            map: BTreeMap::new(),
            place: None,
        }
    }

    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let place = self.place.as_mut().filter(|place| key <= place.key);
        let before = self.map.insert(key, value);
        if let (Some(place), None) = (place, &before) {
            place.up_to += 1;
        }
        before
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        let removed = self.map.remove(key);
        if removed.is_some() {
            self.removed(key);
        }
        removed
    }

    pub fn pop_first(&mut self) -> Option<(K, V)> {
        let popped = self.map.pop_first();
        if let Some((key, _)) = &popped {
            self.removed(key);
        }
        popped
    }

    pub fn pop_last(&mut self) -> Option<(K, V)> {
        let popped = self.map.pop_last();
        if let Some((key, _)) = &popped {
            self.removed(key);
        }
        popped
    }

    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.map.get_mut(key)
    }

    pub fn extend(&mut self, rows: Vec<(K, V)>) {
        for (key, value) in rows {
            self.insert(key, value);
        }
    }

    fn removed(&mut self, key: &K) {
        if let Some(place) = self.place.as_mut().filter(|place| *key <= place.key) {
            place.up_to -= 1;
        }
    }

    /// Whether the nearest rows that are `within` number more than `n`.
    pub fn more_than(&mut self, n: usize, within: impl Fn(&K) -> bool) -> bool {
        // Usually there are few.
        self.map.keys().take(FEW.min(n) + 1).all(&within) && self.nth_key(n).is_some_and(within)
    }

    /// The key with `n` nearer keys.
    fn nth_key(&mut self, n: usize) -> Option<&K> {
        if self.map.len() <= n {
            return None;
        }
        let wanted = n + 1;
        let near = self.place.take().filter(|place| place.up_to.abs_diff(wanted) <= NEAR);
        let key = match near {
            Some(Place { key, up_to }) => match up_to.checked_sub(wanted) {
                Some(back) => self.map.range(..=key).rev().nth(back),
                None => {
                    let behind = (Bound::Excluded(key), Bound::Unbounded);
                    self.map.range(behind).nth(wanted - up_to - 1)
                }
            },
            None => self.map.iter().nth(n),
        };
        let (key, _) = key?;
        self.place = Some(Place {
            key: key.clone(),
            up_to: wanted,
        });
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Step {
        Insert(u16),
        Remove(u16),
        PopFirst,
        PopLast,
        Extend(Vec<u16>),
        Ask(usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        let key = 0..1_000u16;
        prop_oneof![
            4 => key.clone().prop_map(Step::Insert),
            3 => key.clone().prop_map(Step::Remove),
            2 => Just(Step::PopFirst),
            1 => Just(Step::PopLast),
            1 => prop::collection::vec(key, 0..400).prop_map(Step::Extend),
            6 => prop_oneof![Just(3), Just(40), 0..800usize].prop_map(Step::Ask),
        ]
    }

    proptest! {
        #[test]
        fn the_nth_key_is_that_of_a_walk(steps in prop::collection::vec(step(), 0..200)) {
            let mut rows = Rows::new();
            let mut model = BTreeMap::new();
            for step in steps {
                match step {
                    Step::Insert(key) => prop_assert_eq!(rows.insert(key, key), model.insert(key, key)),
                    Step::Remove(key) => prop_assert_eq!(rows.remove(&key), model.remove(&key)),
                    Step::PopFirst => prop_assert_eq!(rows.pop_first(), model.pop_first()),
                    Step::PopLast => prop_assert_eq!(rows.pop_last(), model.pop_last()),
                    Step::Extend(keys) => {
                        let keys: Vec<_> = keys.into_iter().map(|key| (key, key)).collect();
                        rows.extend(keys.clone());
                        model.extend(keys);
                    }
                    Step::Ask(n) => {
                        prop_assert_eq!(rows.nth_key(n), model.keys().nth(n));
                        for end in [0, 5, 100, 500, 1_000] {
                            let count = model.range(..end).count();
                            prop_assert_eq!(rows.more_than(n, |key| *key < end), count > n);
                        }
                    }
                }
                prop_assert_eq!(&*rows, &model);
            }
        }
    }
}
