//! The concurrency keys of a lane take turns: one row each, in the order of their names, then again from the first. A
//! key without a due and prepared row is skipped; its first row is prepared for its next turn.

use super::lane::Lane;
use minoots_kernel::{ReadyPlace, internal::Lane as Priority};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    sync::Arc,
};

/// The number of next keys whose first rows are prepared.
const HEADS: usize = 64;

/// Rows that have reached their instants, by key.
#[derive(Default)]
pub(crate) struct Turns {
    arrived: BTreeMap<Arc<str>, BTreeSet<ReadyPlace>>,
    /// The position up to which rows were added.
    until: Option<ReadyPlace>,
    /// The key that had the last turn; none before the first key's.
    last: Option<Arc<str>>,
    /// Whether the last search passed the last key, so that rows without a key have their turn.
    wrapped: bool,
}

impl Turns {
    /// Adds a row at this position.
    pub fn add(&mut self, place: ReadyPlace, key: Option<&Arc<str>>) {
        // A later row is added when its instant comes.
        if let Some(key) = key.filter(|_| self.until.is_some_and(|until| place <= until)) {
            self.arrived.entry(key.clone()).or_default().insert(place);
        }
    }

    /// Removes a row from this position.
    pub fn drop(&mut self, place: ReadyPlace, key: Option<&Arc<str>>) {
        if let Some(key) = key
            && let Some(rows) = self.arrived.get_mut(key)
        {
            rows.remove(&place);
            if rows.is_empty() {
                self.arrived.remove(key);
            }
        }
    }

    /// Whether the search passed all keys after the last one to reach this key.
    fn is_again(&self, key: &Arc<str>) -> bool {
        self.last.as_ref().is_some_and(|last| key <= last)
    }

    /// Keys in turn, with the first row of each.
    fn round(&self) -> impl Iterator<Item = (&Arc<str>, ReadyPlace)> {
        let after = match &self.last {
            Some(last) => Bound::Excluded(last.clone()),
            None => Bound::Unbounded,
        };
        let upto = match &self.last {
            Some(last) => Bound::Included(last.clone()),
            // The first half contains all of them.
            None => Bound::Excluded(Arc::from("")),
        };
        let later = self.arrived.range((after, Bound::Unbounded));
        let again = self.arrived.range((Bound::Unbounded, upto));
        later.chain(again).filter_map(|(key, rows)| Some((key, *rows.first()?)))
    }
}

impl Lane {
    /// Adds the rows whose instants have come.
    fn meet(&mut self, now: i64, log_time: i64) {
        let reached = ReadyPlace {
            available: now.max(log_time),
            arm: u64::MAX,
            lane: Priority::Keyed,
        };
        let from = self.turns.until;
        if from.is_some_and(|from| from >= reached) {
            return;
        }
        for (place, item) in self.window.iter_after(from.as_ref()) {
            if *place > reached {
                break;
            }
            if let Some(key) = &item.key {
                self.turns.arrived.entry(key.clone()).or_default().insert(*place);
            }
        }
        self.turns.until = Some(reached);
    }

    /// The row whose turn it is, and the instant at which it may be released: the first key in turn with a due row. A
    /// row without a prepared event has its turn only if no other row has. Otherwise the row that the lane waits for.
    pub fn next_turn(&mut self, now: i64, log_time: i64) -> Option<(ReadyPlace, i64)> {
        self.meet(now, log_time);
        // If log time is ahead of this node's clock, rows that have arrived may not be due yet.
        let heads = if log_time <= now { HEADS } else { usize::MAX };
        let (mut unready, mut found) = (None, None);
        for (key, place) in self.turns.round().take(heads) {
            match self.window.get(&place).map(|item| item.release_at(&place)) {
                Some(Some(at)) if at <= now => {
                    found = Some((place, at, self.turns.is_again(key)));
                    break;
                }
                Some(None) if unready.is_none() => unready = Some((place, now, self.turns.is_again(key))),
                _ => {}
            }
        }
        let due = found.or(unready);
        self.turns.wrapped = due.is_some_and(|(_, _, again)| again);
        if let Some((place, at, _)) = due {
            return Some((place, at));
        }
        let (place, item) = self.window.first()?;
        let at = item.release_at(place).unwrap_or(place.available);
        Some((*place, at.max(now.saturating_add(1))))
    }

    /// Whether the last search for a turn passed the last key.
    pub fn begins_again(&self) -> bool {
        self.turns.wrapped
    }

    /// Records that this key had its turn. With `None`, rows without a key had it, and the first key is next.
    pub fn had_turn(&mut self, key: Option<&str>) {
        self.turns.last = key.map(Arc::from);
    }

    /// The first rows of the next keys in turn whose events were not requested.
    pub fn cold_heads(&self) -> Vec<ReadyPlace> {
        let heads = self.turns.round().take(HEADS).map(|(_, place)| place);
        heads.filter(|place| self.cold.contains(place)).collect()
    }
}
