//! One lane's ready rows in memory: rows known by name only, rows whose events are being prepared, and rows with
//! prepared events.

use super::{Source, turns::Turns};
use crate::event::{Facts, Prepared, kept_bytes};
use minoots_kernel::{ReadyPlace, internal::TimerRow};
use minoots_sequencer::window::{Merged, Refilled, Window};
use std::{collections::BTreeSet, sync::Arc};

/// A ready row.
#[derive(Clone)]
pub struct Item {
    id: String,
    version: u64,
    /// Its concurrency key, if it has one.
    pub(super) key: Option<Arc<str>>,
    pub(super) state: State,
    /// The log index as of which the row has this position.
    pub(super) index: u64,
}

/// The state of a row's event.
#[derive(Clone)]
pub(super) enum State {
    Cold(Option<Arc<TimerRow>>),
    /// With the approximate number of bytes that it will take.
    Warming(usize),
    Ready(Arc<Prepared>),
}

/// The approximate memory of a row besides its payload.
const ROW_BYTES: usize = 512;
/// The approximate memory of an event besides its payload, and of an event of unknown size.
const EVENT_BYTES: usize = 1_024;

impl Item {
    /// Creates a row known by name only.
    pub fn cold(id: &str, version: u64) -> Item {
        Item {
            id: id.to_owned(),
            version,
            key: None,
            state: State::Cold(None),
            index: 0,
        }
    }

    /// Sets the concurrency key of the timer; an empty one is no key.
    pub fn keyed(self, key: &str) -> Item {
        let key = (!key.is_empty()).then(|| Arc::from(key));
        Item { key, ..self }
    }

    /// Sets the row's log index.
    pub(super) fn at(self, index: u64) -> Item {
        Item { index, ..self }
    }

    /// Creates a row that came with the timer.
    pub fn from_row(row: Arc<TimerRow>) -> Item {
        Item {
            state: State::Cold(Some(row.clone())),
            ..Item::cold(row.id(), row.version).keyed(row.concurrency_key())
        }
    }

    /// The approximate memory of the row besides its name.
    fn bytes(&self) -> usize {
        match &self.state {
            State::Cold(None) => 0,
            State::Cold(Some(row)) => ROW_BYTES + payload_bytes(row),
            State::Warming(bytes) => *bytes,
            State::Ready(event) => event.bytes(),
        }
    }

    /// The instant at which the row may be released, if its event is prepared. The position of an undelivered row is at
    /// the earliest the reading of the clock that armed it. If that clock was set back since, the row may be due
    /// earlier. No row is released before it is due (G3).
    pub(super) fn release_at(&self, place: &ReadyPlace) -> Option<i64> {
        match &self.state {
            State::Ready(event) if event.grant.is_none() => Some(event.due),
            State::Ready(event) => Some(place.available.max(event.due)),
            State::Cold(_) | State::Warming(_) => None,
        }
    }

    fn is_warm(&self) -> bool {
        !matches!(self.state, State::Cold(_))
    }
}

fn payload_bytes(row: &TimerRow) -> usize {
    row.spec.as_ref().map_or(0, |spec| kept_bytes(spec.payload.len()))
}

/// The approximate size of a row's event.
fn event_bytes(row: &TimerRow) -> usize {
    EVENT_BYTES + payload_bytes(row) / 3 * 4
}

/// The rows of one priority.
pub(crate) struct Lane {
    pub window: Window<ReadyPlace, Item>,
    /// Rows whose events nobody has requested.
    pub cold: BTreeSet<ReadyPlace>,
    /// The number of rows whose events are prepared or being prepared.
    pub warm: usize,
    /// The turns of concurrency keys.
    pub(super) turns: Turns,
}

impl Lane {
    pub fn new(rows_max: usize) -> Lane {
        Lane {
            window: Window::new(rows_max),
            cold: BTreeSet::new(),
            warm: 0,
            turns: Turns::default(),
        }
    }

    /// Adds a ready row. `held` counts the bytes of all queues.
    pub fn insert(&mut self, held: &mut usize, index: u64, place: ReadyPlace, item: Item) {
        // A scan may have seen the row before its effect arrives.
        if self.window.get(&place).is_some() {
            return;
        }
        if self.window.holds(&place) {
            *held += item.bytes();
            if !item.is_warm() {
                self.cold.insert(place);
            }
            self.turns.add(place, item.key.as_ref());
        }
        // The new row may be among the evicted ones.
        for (far, item) in self.window.insert(index, place, item) {
            self.dropped(held, far, Some(item));
        }
    }

    /// The bytes of all rows.
    pub fn bytes(&self) -> usize {
        self.window.iter().map(|(_, item)| item.bytes()).sum()
    }

    /// Removes a row.
    pub fn remove(&mut self, held: &mut usize, index: u64, place: ReadyPlace) {
        let removed = self.window.remove(index, &place);
        self.dropped(held, place, removed);
    }

    /// Removes a row that does not belong here.
    pub fn drop_row(&mut self, held: &mut usize, place: ReadyPlace) {
        let taken = self.window.take(&place);
        self.dropped(held, place, taken);
    }

    /// Takes a row whose event is prepared.
    pub fn take_ready(&mut self, held: &mut usize, place: ReadyPlace) {
        let taken = self.window.take(&place);
        self.dropped(held, place, taken);
    }

    fn dropped(&mut self, held: &mut usize, place: ReadyPlace, item: Option<Item>) {
        let Some(item) = item else { return };
        match item.is_warm() {
            true => self.warm -= 1,
            false => drop(self.cold.remove(&place)),
        }
        self.turns.drop(place, item.key.as_ref());
        *held = held.saturating_sub(item.bytes());
    }

    /// Stores a prepared event, or records that there is none any more.
    pub fn prepared(&mut self, held: &mut usize, place: ReadyPlace, event: Option<Arc<Prepared>>) {
        let Some(item) = self.window.get_mut(&place) else {
            return;
        };
        let State::Warming(expected) = item.state else { return };
        match event {
            // The row was removed before its event was made; the log's effect removes it here.
            None => {
                item.state = State::Cold(None);
                self.warm -= 1;
                *held = held.saturating_sub(expected);
            }
            Some(event) => {
                let occurrence = &event.occurrence;
                if (item.id.as_str(), item.version) == (occurrence.id.as_str(), occurrence.version) {
                    *held = held.saturating_sub(expected) + event.bytes();
                    item.state = State::Ready(event);
                }
            }
        }
    }

    /// Takes the result of a scan. Rows in flight are already taken.
    pub fn refilled(
        &mut self,
        held: &mut usize,
        found: Option<Refilled<ReadyPlace, Item>>,
        is_out: impl Fn(u64) -> bool,
    ) {
        let Some(mut found) = found else {
            return self.window.refill_failed();
        };
        let mut out = Vec::new();
        for (place, item) in &mut found.rows {
            item.index = found.view_index;
            if is_out(place.arm) {
                out.push(*place);
            }
        }
        let merged = self.window.refilled(found);
        for place in out {
            self.window.take(&place);
        }
        let Some(Merged { after, evicted }) = merged else {
            return;
        };
        for (place, item) in &evicted {
            self.turns.drop(*place, item.key.as_ref());
        }
        for (place, item) in evicted.into_iter().filter(|(place, _)| Some(*place) <= after) {
            self.cold.remove(&place);
            self.warm -= usize::from(item.is_warm());
            *held = held.saturating_sub(item.bytes());
        }
        // No new row has a prepared event yet.
        for (place, item) in self.window.iter_after(after.as_ref()) {
            *held += item.bytes();
            self.cold.insert(*place);
            self.turns.add(*place, item.key.as_ref());
        }
    }

    /// Puts back a row whose delivery reached no consumer. Its event is made again.
    pub fn put_back(&mut self, place: ReadyPlace, event: &Facts, index: u64) {
        let item = Item::cold(&event.occurrence.id, event.occurrence.version);
        self.window
            .put_back(place, item.keyed(&event.concurrency_key).at(index));
        if let Some(item) = self.window.get(&place) {
            self.cold.insert(place);
            self.turns.add(place, item.key.as_ref());
        }
    }

    /// The row to check next, and the instant at which it may be released. A row without a prepared event counts as
    /// soon as it reaches its position. Usually that is the first row. If log time is ahead of this node's clock, a
    /// wrong clock may have armed other rows, and the one that is due first counts.
    pub fn next(&self, now: i64, log_time: i64) -> Option<(ReadyPlace, i64)> {
        let (place, item) = self.window.first()?;
        // An unprepared row can be due before its position only if a clock was ahead; log time is ahead then too.
        let unready = if log_time <= now { place.available.max(now) } else { now };
        let at = item.release_at(place).unwrap_or(unready);
        if at <= now || log_time <= now {
            return Some((*place, at));
        }
        let reached = self.window.iter().take_while(|(place, _)| place.available <= log_time);
        let waiting = reached.filter_map(|(place, item)| Some((*place, item.release_at(place)?)));
        let earliest = waiting.min_by_key(|(_, at)| *at);
        Some(earliest.unwrap_or((*place, at)))
    }

    /// The prepared event of a row, and the row's log index.
    pub fn ready(&self, place: ReadyPlace) -> Option<(Arc<Prepared>, u64)> {
        let item = self.window.get(&place)?;
        match &item.state {
            State::Ready(event) => Some((event.clone(), item.index)),
            State::Cold(_) | State::Warming(_) => None,
        }
    }

    /// The source for a row's event; marks it as being prepared.
    pub fn take_cold(&mut self, held: &mut usize, place: ReadyPlace) -> Option<Source> {
        self.cold.remove(&place);
        let item = self.window.get_mut(&place).filter(|item| !item.is_warm())?;
        let (before, id, version) = (item.bytes(), item.id.clone(), item.version);
        let expected = match &item.state {
            State::Cold(Some(row)) => event_bytes(row),
            _ => EVENT_BYTES,
        };
        let State::Cold(row) = std::mem::replace(&mut item.state, State::Warming(expected)) else {
            return None;
        };
        *held = held.saturating_sub(before) + expected;
        self.warm += 1;
        Some(row.map_or(Source::Tables { id, version }, Source::Row))
    }
}
