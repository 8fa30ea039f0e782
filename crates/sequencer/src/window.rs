//! The near end of a table, in memory.
//!
//! A window holds every row of an ordered table up to some key. Later rows stay on disk until the window runs low. Rows
//! come from two sources: the effects of applied entries, and scans of a slightly older view. During a scan the window
//! keeps a journal of effects, and applies it to the scanned rows when they arrive.
//!
//! Invariant: a row that the received entries have written and not removed is in the window, or taken by its owner, or
//! beyond the edge. A scan may show effects of later entries. Until those entries arrive, the window may also hold a
//! removed row, and may return a row that its owner took.

use minoots_kernel::defects::{Defect, planted};
use rows::Rows;
use std::ops::Bound;

mod rows;
#[cfg(test)]
mod tests;

/// The maximum number of rows of one scan, so that none takes long.
const SCAN_ROWS_MAX: usize = 4_096;

/// A window with no more than one part in this many of its rows runs low. If all of them are wanted at once, there is
/// time to read on.
const LOW_SHARE: usize = 4;

/// The first read of a window is one part in this many of its rows.
const FIRST_SHARE: usize = 16;

/// The extent of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Edge<K> {
    /// Nothing was loaded yet.
    Start,
    /// All rows up to this key.
    UpTo(K),
    /// All rows.
    End,
}

/// A scan for the owner to run: rows with keys after `after`, or from the start, at most `limit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refill<K> {
    /// The last key the window knows.
    pub after: Option<K>,
    /// The maximum number of rows.
    pub limit: usize,
}

/// The result of a scan.
#[derive(Clone, Debug)]
pub struct Refilled<K, V> {
    /// The view contains the effects of entries up to this index.
    pub view_index: u64,
    /// In key order.
    pub rows: Vec<(K, V)>,
    /// Whether there were no rows after them.
    pub exhausted: bool,
}

/// The changes that a scan made.
#[derive(Clone, Debug)]
pub struct Merged<K, V> {
    /// Rows after this key are new to the window; `None` if all rows are.
    pub after: Option<K>,
    /// The far rows that were evicted, some of them new.
    pub evicted: Vec<(K, V)>,
}

enum Change<V> {
    Insert(V),
    Remove,
}

/// The near end of a table.
pub struct Window<K, V> {
    rows: Rows<K, V>,
    edge: Edge<K>,
    journal: Option<Vec<(u64, K, Change<V>)>>,
    rows_max: usize,
}

impl<K: Ord + Clone, V: Clone> Window<K, V> {
    /// Creates an empty window that has loaded nothing.
    pub fn new(rows_max: usize) -> Window<K, V> {
        Window {
            rows: Rows::new(),
            edge: Edge::Start,
            journal: None,
            rows_max: rows_max.max(2),
        }
    }

    /// The number of held rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row is held.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The nearest row.
    pub fn first(&self) -> Option<(&K, &V)> {
        self.rows.first_key_value()
    }

    /// Whether more than `n` of the nearest rows are `within`.
    pub fn more_than(&mut self, n: usize, within: impl Fn(&K) -> bool) -> bool {
        self.rows.more_than(n, within)
    }

    /// Takes the nearest row, which then belongs to the owner.
    pub fn pop_first(&mut self) -> Option<(K, V)> {
        self.rows.pop_first()
    }

    /// Takes a row, which then belongs to the owner.
    pub fn take(&mut self, key: &K) -> Option<V> {
        self.rows.remove(key)
    }

    /// Rows in order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.rows.iter()
    }

    /// Rows in order after this key, or all.
    pub fn iter_after(&self, after: Option<&K>) -> impl Iterator<Item = (&K, &V)> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.rows.range((from, Bound::Unbounded))
    }

    /// A held row.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.rows.get(key)
    }

    /// Mutable access to a held row.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.rows.get_mut(key)
    }

    /// Records that the entry at `index` wrote a row. Returns the far rows that were evicted.
    pub fn insert(&mut self, index: u64, key: K, value: V) -> Vec<(K, V)> {
        if self.holds(&key) {
            self.rows.insert(key, value);
            return self.shrink();
        }
        if let Some(journal) = &mut self.journal {
            journal.push((index, key, Change::Insert(value)));
        }
        Vec::new()
    }

    /// Puts back a row that was taken.
    pub fn put_back(&mut self, key: K, value: V) {
        if self.holds(&key) {
            self.rows.insert(key, value);
        }
    }

    /// Records that the entry at `index` removed a row.
    pub fn remove(&mut self, index: u64, key: &K) -> Option<V> {
        if !self.holds(key)
            && let Some(journal) = &mut self.journal
        {
            journal.push((index, key.clone(), Change::Remove));
        }
        self.rows.remove(key)
    }

    /// Whether any row was loaded yet.
    pub fn has_begun(&self) -> bool {
        self.edge != Edge::Start
    }

    /// Whether the window knows every row up to this key.
    pub fn holds(&self, key: &K) -> bool {
        match &self.edge {
            Edge::Start => false,
            Edge::UpTo(last) => key <= last,
            Edge::End => true,
        }
    }

    /// The scan to run now, if the window runs low. There is one at a time; its result goes to [`Window::refilled`].
    pub fn wants_refill(&mut self) -> Option<Refill<K>> {
        if self.journal.is_some() || self.edge == Edge::End || self.rows.len() > self.rows_max / LOW_SHARE {
            return None;
        }
        self.journal = Some(Vec::new());
        let after = self.last_known();
        let limit = match after {
            Some(_) => self.rows_max / 2,
            // The owner waits for the first rows, and does not need the later ones yet.
            None => (self.rows_max / FIRST_SHARE).max(2),
        };
        Some(Refill {
            after,
            limit: limit.min(SCAN_ROWS_MAX),
        })
    }

    /// The last key up to which all rows are known, if there are more rows after it.
    pub fn edge(&self) -> Option<&K> {
        match &self.edge {
            Edge::UpTo(last) => Some(last),
            Edge::Start | Edge::End => None,
        }
    }

    fn last_known(&self) -> Option<K> {
        self.edge().cloned()
    }

    /// Records that the scan failed; the window will request it again.
    pub fn refill_failed(&mut self) {
        self.journal = None;
    }

    /// Merges the scanned rows with the effects received meanwhile; `None` if no scan was requested.
    pub fn refilled(&mut self, found: Refilled<K, V>) -> Option<Merged<K, V>> {
        let journal = self.journal.take()?;
        let after = self.last_known();
        if found.exhausted {
            self.edge = Edge::End;
        } else if let Some((last, _)) = found.rows.last() {
            self.edge = Edge::UpTo(last.clone());
        }
        self.rows.extend(found.rows);
        for (index, key, change) in journal {
            if index > found.view_index && self.holds(&key) && !planted(Defect::WindowJournalDropped) {
                match change {
                    Change::Insert(value) => drop(self.rows.insert(key, value)),
                    Change::Remove => drop(self.rows.remove(&key)),
                }
            }
        }
        let evicted = self.shrink();
        Some(Merged { after, evicted })
    }

    /// Evicts the far half when the window holds too many rows. Not during a scan, which continues from the present
    /// edge.
    fn shrink(&mut self) -> Vec<(K, V)> {
        let mut evicted = Vec::new();
        if self.rows.len() <= self.rows_max || self.journal.is_some() {
            return evicted;
        }
        while self.rows.len() > self.rows_max / 2 {
            evicted.extend(self.rows.pop_last());
        }
        if let Some((last, _)) = self.rows.last_key_value() {
            self.edge = Edge::UpTo(last.clone());
        }
        evicted
    }
}
