//! One queue's ready rows in memory: which are known by name only, which are being made ready, and which are ready.

use super::{Source, StreamId};
use crate::event::Prepared;
use minoots_kernel::{ReadyPlace, internal::TimerRow};
use minoots_sequencer::window::{Refill, Refilled, Window};
use std::{collections::BTreeSet, sync::Arc};

/// A ready row.
#[derive(Clone)]
pub struct Item {
    id: String,
    version: u64,
    pub(super) state: State,
    /// As of this index it stood where it stands.
    pub(super) index: u64,
}

/// How far a row's event is.
#[derive(Clone)]
pub(super) enum State {
    Cold(Option<Arc<TimerRow>>),
    Warming,
    Ready(Arc<Prepared>),
}

impl Item {
    /// A row known by name only.
    pub fn cold(id: &str, version: u64) -> Item {
        Item {
            id: id.to_owned(),
            version,
            state: State::Cold(None),
            index: 0,
        }
    }

    /// The row as of this index.
    pub(super) fn at(self, index: u64) -> Item {
        Item { index, ..self }
    }

    /// A row that came with the timer.
    pub fn from_row(row: Arc<TimerRow>) -> Item {
        Item {
            state: State::Cold(Some(row.clone())),
            ..Item::cold(row.id(), row.version)
        }
    }

    fn bytes(&self) -> usize {
        if let State::Ready(event) = &self.state {
            event.bytes()
        } else {
            0
        }
    }

    fn is_warm(&self) -> bool {
        !matches!(self.state, State::Cold(_))
    }
}

pub(crate) struct Queue {
    pub window: Window<ReadyPlace, Item>,
    /// Rows whose events nobody was asked for.
    pub cold: BTreeSet<ReadyPlace>,
    /// Rows whose events are ready or being made.
    pub warm: usize,
    pub streams: Vec<StreamId>,
    pub next_stream: usize,
    /// Its entry in the agenda.
    pub at: Option<i64>,
    /// Tells what is in memory now from what was before it was forgotten.
    pub life: u64,
    rows_max: usize,
}

impl Queue {
    pub fn new(life: u64, rows_max: usize) -> Queue {
        Queue {
            life,
            rows_max,
            window: Window::new(rows_max),
            cold: BTreeSet::new(),
            warm: 0,
            streams: Vec::new(),
            next_stream: 0,
            at: None,
        }
    }

    /// Everything is read anew.
    pub fn forget(&mut self, life: u64) {
        self.life = life;
        self.window = Window::new(self.rows_max);
        self.cold.clear();
        (self.warm, self.at) = (0, None);
    }

    /// Answers how many prepared bytes had to make room.
    pub fn insert(&mut self, index: u64, place: ReadyPlace, item: Item) -> usize {
        // A scan may have seen the row before the effect that wrote it is heard of.
        if self.window.get_mut(&place).is_some() {
            return 0;
        }
        let evicted = self.window.insert(index, place, item);
        if self.window.get_mut(&place).is_some_and(|item| !item.is_warm()) {
            self.cold.insert(place);
        }
        self.evict(evicted)
    }

    fn evict(&mut self, evicted: Vec<(ReadyPlace, Item)>) -> usize {
        let mut bytes = 0;
        for (place, item) in evicted {
            self.cold.remove(&place);
            self.warm -= usize::from(item.is_warm());
            bytes += item.bytes();
        }
        bytes
    }

    /// Bytes of all events held ready.
    pub fn prepared_bytes(&self) -> usize {
        self.window.iter().map(|(_, item)| item.bytes()).sum()
    }

    /// Removes a row; answers how many prepared bytes went with it.
    pub fn remove(&mut self, index: u64, place: ReadyPlace) -> usize {
        let removed = self.window.remove(index, &place);
        self.dropped(place, removed)
    }

    /// Takes a row that is not wanted here; answers how many prepared bytes went with it.
    pub fn drop_row(&mut self, place: ReadyPlace) -> usize {
        let taken = self.window.take(&place);
        self.dropped(place, taken)
    }

    fn dropped(&mut self, place: ReadyPlace, item: Option<Item>) -> usize {
        self.cold.remove(&place);
        self.warm -= usize::from(item.as_ref().is_some_and(Item::is_warm));
        item.as_ref().map_or(0, Item::bytes)
    }

    /// Answers how many prepared bytes came with it.
    pub fn prepared(&mut self, place: ReadyPlace, event: Option<Arc<Prepared>>) -> usize {
        let Some(event) = event else {
            // The row went away before its event was made; the log's effect removes it here.
            if let Some(item) = self
                .window
                .get_mut(&place)
                .filter(|item| matches!(item.state, State::Warming))
            {
                item.state = State::Cold(None);
                self.warm -= 1;
            }
            return 0;
        };
        let matching = |item: &&mut Item| {
            matches!(item.state, State::Warming)
                && (item.id.as_str(), item.version) == (event.occurrence.id.as_str(), event.occurrence.version)
        };
        match self.window.get_mut(&place).filter(matching) {
            Some(item) => {
                let bytes = event.bytes();
                item.state = State::Ready(event);
                bytes
            }
            None => 0,
        }
    }

    /// Answers how many prepared bytes had to make room. What is out is taken already.
    pub fn refilled(&mut self, found: Option<Refilled<ReadyPlace, Item>>, is_out: impl Fn(u64) -> bool) -> usize {
        let Some(mut found) = found else {
            self.window.refill_failed();
            return 0;
        };
        let mut out = Vec::new();
        for (place, item) in &mut found.rows {
            item.index = found.view_index;
            if is_out(place.arm) {
                out.push(*place);
            }
        }
        let evicted = self.window.refilled(found);
        let bytes = self.evict(evicted);
        for place in out {
            self.window.take(&place);
        }
        let cold = self
            .window
            .iter()
            .filter(|(_, item)| !item.is_warm())
            .map(|(place, _)| *place);
        self.cold = cold.collect();
        bytes
    }

    /// Gives back a row whose delivery nobody saw; answers how many prepared bytes came with it.
    pub fn put_back(&mut self, place: ReadyPlace, event: Arc<Prepared>, index: u64) -> usize {
        let bytes = event.bytes();
        let (id, version) = (event.occurrence.id.clone(), event.occurrence.version);
        self.window.put_back(
            place,
            Item {
                id,
                version,
                state: State::Ready(event),
                index,
            },
        );
        if self.window.get_mut(&place).is_some() {
            self.warm += 1;
            bytes
        } else {
            0
        }
    }

    /// What to make the event of a row from; it is being made from now on.
    pub fn take_cold(&mut self, place: ReadyPlace) -> Option<Source> {
        self.cold.remove(&place);
        let item = self.window.get_mut(&place).filter(|item| !item.is_warm())?;
        let State::Cold(row) = std::mem::replace(&mut item.state, State::Warming) else {
            return None;
        };
        self.warm += 1;
        Some(row.map_or_else(
            || Source::Tables {
                id: item.id.clone(),
                version: item.version,
            },
            Source::Row,
        ))
    }

    pub fn wants_refill(&mut self) -> Option<Refill<ReadyPlace>> {
        self.window.wants_refill()
    }
}
