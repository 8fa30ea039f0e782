//! Due rows of watchdogs that the window passed, in the order in which they are to be checked.
//!
//! The number of held rows is bounded. Further rows stay in the tables, and the window is read again once half of the
//! space is free.

use super::{DueKey, Name};
use std::collections::{BTreeMap, BTreeSet};

/// The maximum number of held rows, of some 300 bytes each.
const HELD_MAX: usize = 1 << 17;

/// A due row that the window passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub version: u64,
    /// The instant before which it is not armed.
    pub hold: i64,
    /// The instant from which on waiting touches do not prevent arming.
    pub last: i64,
}

/// See the module.
pub(super) struct Rows {
    max: usize,
    /// Each row with the instant at which it is checked.
    held: BTreeMap<DueKey, (i64, Row)>,
    order: BTreeSet<(i64, DueKey)>,
    by_name: BTreeMap<Name, DueKey>,
    left_out: bool,
}

impl Default for Rows {
    fn default() -> Rows {
        Rows::new(HELD_MAX)
    }
}

impl Rows {
    pub fn new(max: usize) -> Rows {
        Rows {
            max,
            held: BTreeMap::new(),
            order: BTreeSet::new(),
            by_name: BTreeMap::new(),
            left_out: false,
        }
    }

    /// Removes all rows; the window will pass them again.
    pub fn clear(&mut self) {
        *self = Rows::new(self.max);
    }

    /// Adds a row that is to be checked when its hold ends. An already held row stays unchanged.
    pub fn take(&mut self, key: DueKey, row: Row) {
        if self.held.contains_key(&key) {
            return;
        }
        if self.held.len() >= self.max {
            self.left_out = true;
            return;
        }
        self.put(key, row, row.hold);
    }

    /// Whether rows were left out and there is space for them. Returns true once.
    pub fn wants_more(&mut self) -> bool {
        let wants = self.left_out && self.held.len() * 2 <= self.max;
        self.left_out &= !wants;
        wants
    }

    pub fn remove(&mut self, key: &DueKey) {
        if let Some((at, _)) = self.held.remove(key) {
            let place = (at, key.clone());
            self.order.remove(&place);
            let (_, DueKey { tenant, id, .. }) = place;
            let name = (tenant, id);
            if self.by_name.get(&name) == Some(key) {
                self.by_name.remove(&name);
            }
        }
    }

    /// Defers the next check of a row, unless something happens to it before.
    pub fn put_off(&mut self, key: DueKey, row: Row, until: i64) {
        self.remove(&key);
        self.put(key, row, until);
    }

    fn put(&mut self, key: DueKey, row: Row, at: i64) {
        self.order.insert((at, key.clone()));
        self.by_name.insert((key.tenant.clone(), key.id.clone()), key.clone());
        self.held.insert(key, (at, row));
    }

    /// Checks a watchdog's row again, because the obstacle to arming may be over.
    pub fn look_again(&mut self, name: &Name) {
        let Some(key) = self.by_name.get(name).cloned() else {
            return;
        };
        if let Some((_, row)) = self.held.get(&key).copied() {
            self.put_off(key, row, row.hold);
        }
    }

    /// The first row to check by now.
    pub fn first(&self, now: i64) -> Option<(DueKey, Row)> {
        let (_, key) = self.order.first().filter(|(at, _)| *at <= now)?;
        let (_, row) = self.held.get(key)?;
        Some((key.clone(), *row))
    }

    /// The instant of the next check.
    pub fn next(&self) -> Option<i64> {
        self.order.first().map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn key(due: i64, id: &str) -> DueKey {
        DueKey {
            due,
            tenant: "acme".to_owned(),
            id: id.to_owned(),
        }
    }

    fn row(hold: i64) -> Row {
        Row {
            version: 1,
            hold,
            last: hold + 50,
        }
    }

    #[test]
    fn rows_beyond_capacity_are_read_again_once_half_is_free() {
        let mut rows = Rows::new(4);
        for due in 0..5 {
            rows.take(key(due, &due.to_string()), row(due));
        }
        assert_eq!(rows.held.len(), 4);
        rows.remove(&key(0, "0"));
        assert!(!rows.wants_more());
        rows.remove(&key(1, "1"));
        assert!(rows.wants_more());
        assert!(!rows.wants_more(), "it is being read");
        rows.take(key(4, "4"), row(4));
        assert_eq!((rows.held.len(), rows.order.len(), rows.by_name.len()), (3, 3, 3));
    }

    #[test]
    fn postponed_rows_are_skipped_until_they_change() {
        let mut rows = Rows::default();
        rows.take(key(10, "dog"), row(10));
        rows.take(key(11, "cat"), row(11));
        let (first, held) = rows.first(20).unwrap();
        rows.put_off(first.clone(), held, 60);
        // The window passes it again: the known state stays.
        rows.take(first.clone(), row(10));
        assert_eq!(rows.first(20).unwrap().0.id, "cat");
        rows.remove(&key(11, "cat"));
        assert_eq!((rows.first(59), rows.next()), (None, Some(60)));
        rows.look_again(&("acme".to_owned(), "dog".to_owned()));
        assert_eq!(rows.first(20).unwrap().0, first);
        rows.remove(&first);
        assert_eq!(rows.next(), None);
    }
}
