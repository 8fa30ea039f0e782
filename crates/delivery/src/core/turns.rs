//! Concurrency keys of a lane take turns: one row each, in the order of their names, and again from the first. A key with nothing that is
//! due and made ready is passed over; its first row is made ready for its next turn.

use super::lane::Lane;
use minoots_kernel::{ReadyPlace, internal::Lane as Priority};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    sync::Arc,
};

/// Keys whose first rows are wanted ready for their turns.
const HEADS: usize = 64;

/// Rows that have arrived at their instants, by key.
#[derive(Default)]
pub(crate) struct Turns {
    arrived: BTreeMap<Arc<str>, BTreeSet<ReadyPlace>>,
    /// Rows up to this place were looked at.
    until: Option<ReadyPlace>,
    /// Whose turn it was last; none before the first key's.
    last: Option<Arc<str>>,
    /// After the last of the keys it is the turn of what has none.
    wrapped: bool,
}

impl Turns {
    /// A row stands here now.
    pub fn add(&mut self, place: ReadyPlace, key: Option<&Arc<str>>) {
        // What stands further on is met as its instant comes.
        if let Some(key) = key.filter(|_| self.until.is_some_and(|until| place <= until)) {
            self.arrived.entry(key.clone()).or_default().insert(place);
        }
    }

    /// It stands here no longer.
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

    /// Whether all keys behind the last one were passed to come to this one.
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
            // All of them come in the first half.
            None => Bound::Excluded(Arc::from("")),
        };
        let later = self.arrived.range((after, Bound::Unbounded));
        let again = self.arrived.range((Bound::Unbounded, upto));
        later.chain(again).filter_map(|(key, rows)| Some((key, *rows.first()?)))
    }
}

impl Lane {
    /// Meets the rows whose instants have come.
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

    /// The row whose turn it is, and when it may be released: that of the first key in turn with one that is due. One whose event is not
    /// ready yet has its turn when nobody else's is. Else what the lane waits for.
    pub fn next_turn(&mut self, now: i64, log_time: i64) -> Option<(ReadyPlace, i64)> {
        self.meet(now, log_time);
        // If log time is ahead of this node's clock, those that have come may be due by neither.
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

    /// Whether the last look for whose turn it is passed the last of the keys.
    pub fn begins_again(&self) -> bool {
        self.turns.wrapped
    }

    /// This key had its turn; or what has none had, and the first key is next.
    pub fn had_turn(&mut self, key: Option<&str>) {
        self.turns.last = key.map(Arc::from);
    }

    /// First rows of the keys whose turns come next, if nobody was asked for their events.
    pub fn cold_heads(&self) -> Vec<ReadyPlace> {
        let heads = self.turns.round().take(HEADS).map(|(_, place)| place);
        heads.filter(|place| self.cold.contains(place)).collect()
    }
}
