//! The in-memory cache of the newest entries.
//!
//! Invariant: the cache holds every accepted entry above `evictable_upto`. Entries up to it have a slot in the entry
//! index; the cache may drop them, oldest first, to stay within its memory bound.

use std::collections::VecDeque;
use std::ops::Range;

use super::LogEntry;

/// The memory that an entry costs besides its body.
const OVERHEAD_BYTES: usize = size_of::<LogEntry>();

#[derive(Debug)]
pub(super) struct TailCache {
    entries: VecDeque<LogEntry>,
    bytes: usize,
    bytes_max: usize,
    evictable_upto: Option<u64>,
}

impl TailCache {
    /// Creates an empty cache. `last_durable` is the last entry that can be read from disk.
    pub fn new(bytes_max: usize, last_durable: Option<u64>) -> Self {
        Self {
            entries: VecDeque::new(),
            bytes: 0,
            bytes_max,
            evictable_upto: last_durable,
        }
    }

    pub fn push(&mut self, entry: LogEntry) {
        self.bytes += cost(&entry);
        self.entries.push_back(entry);
    }

    /// Drops entries from `first_removed` on before the truncation is durable. Until it is, nothing above it may be
    /// evicted.
    pub fn truncate(&mut self, first_removed: u64) {
        while self.entries.back().is_some_and(|entry| entry.index >= first_removed) {
            self.bytes -= self.entries.pop_back().as_ref().map_or(0, cost);
        }
        let kept = first_removed.checked_sub(1);
        self.evictable_upto = self.evictable_upto.min(kept);
    }

    pub fn purge(&mut self, upto_index: u64) {
        while self.entries.front().is_some_and(|entry| entry.index <= upto_index) {
            self.pop_front();
        }
    }

    /// Allows eviction of entries up to `index`, which can now be read from disk.
    pub fn allow_eviction(&mut self, index: Option<u64>) {
        self.evictable_upto = index;
        self.evict();
    }

    /// The first cached index; all later entries are cached too.
    pub fn first_index(&self) -> Option<u64> {
        self.entries.front().map(|entry| entry.index)
    }

    pub fn term(&self, index: u64) -> Option<u64> {
        let position = index.checked_sub(self.first_index()?)?;
        self.entries.get(position as usize).map(|entry| entry.term)
    }

    /// Returns entries of the range: always the first, then as many as fit into `bytes_max`.
    pub fn read(&self, range: Range<u64>, bytes_max: usize) -> Vec<LogEntry> {
        let Some(skipped) = self.first_index().and_then(|first| range.start.checked_sub(first)) else {
            return Vec::new();
        };
        let mut bytes = 0_usize;
        let wanted = self
            .entries
            .iter()
            .skip(skipped as usize)
            .take_while(|entry| entry.index < range.end);
        let fitting = wanted.enumerate().take_while(|(count, entry)| {
            bytes += entry.body.len();
            *count == 0 || bytes <= bytes_max
        });
        fitting.map(|(_, entry)| entry.clone()).collect()
    }

    fn evict(&mut self) {
        while self.bytes > self.bytes_max && self.first_index() <= self.evictable_upto && !self.entries.is_empty() {
            self.pop_front();
        }
    }

    fn pop_front(&mut self) {
        self.bytes -= self.entries.pop_front().as_ref().map_or(0, cost);
    }
}

fn cost(entry: &LogEntry) -> usize {
    OVERHEAD_BYTES + entry.body.len()
}
