//! One queue's ready rows in memory, and the release of what is due.

use super::{
    Action, Core, END_AGAIN_AFTER, InFlight, PREPARED_BYTES_MAX, QueueKey, RECORD_AFTER, Reign, Source, StreamId,
};
use crate::event::{Delivered, Prepared};
use minoots_kernel::{
    ReadyPlace,
    internal::{Fence, Grant, OutcomeKind, TimerRow, command::Command},
};
use minoots_sequencer::window::{Refill, Refilled, Window};
use std::{collections::BTreeSet, sync::Arc};

/// Rows a queue holds in memory.
const ROWS_MAX: usize = 16_384;
/// Events are made ready this long before they may be released, nanoseconds.
const PREPARE_AHEAD: i64 = 600_000_000;
/// Fewest and most events held ready.
const WARM: (usize, usize) = (64, 8_192);

/// A ready row.
#[derive(Clone)]
pub struct Item {
    id: String,
    version: u64,
    state: State,
    /// The fence of a delivery that never left this node, so that no number is used twice.
    last_fence: Option<Fence>,
    /// As of this index it stood where it stands.
    index: u64,
}

#[derive(Clone)]
enum State {
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
            last_fence: None,
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
    window: Window<ReadyPlace, Item>,
    cold: BTreeSet<ReadyPlace>,
    warm: usize,
    pub streams: Vec<StreamId>,
    pub next_stream: usize,
    /// Its entry in the agenda.
    at: Option<i64>,
    /// Tells what is in memory now from what was before it was forgotten.
    pub life: u64,
}

impl Queue {
    pub fn new(life: u64) -> Queue {
        Queue {
            life,
            window: Window::new(ROWS_MAX),
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
        self.window = Window::new(ROWS_MAX);
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
    fn drop_row(&mut self, place: ReadyPlace) -> usize {
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
    pub fn refilled(
        &mut self,
        found: Option<Refilled<ReadyPlace, Item>>,
        is_out: impl Fn(u64) -> bool,
    ) -> usize {
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

    fn put_back(&mut self, place: ReadyPlace, event: Arc<Prepared>, fence: Fence, index: u64) -> usize {
        let bytes = event.bytes();
        let (id, version) = (event.occurrence.id.clone(), event.occurrence.version);
        self.window.put_back(
            place,
            Item {
                id,
                version,
                state: State::Ready(event),
                last_fence: Some(fence),
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

    fn take_cold(&mut self, place: ReadyPlace) -> Option<Source> {
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

    fn wants_refill(&mut self) -> Option<Refill<ReadyPlace>> {
        self.window.wants_refill()
    }
}

impl Core {
    /// Brings one queue up to now: fills, prepares, releases, and notes when to look again.
    pub(super) fn work(&mut self, reign: Reign, key: &QueueKey, now: i64) {
        let Some(queue) = self.queues.get_mut(key) else { return };
        if let Some(at) = queue.at.take() {
            self.agenda.remove(&(at, key.clone()));
        }
        if queue.streams.is_empty() {
            return;
        }
        if let Some(refill) = queue.wants_refill() {
            self.actions.push(Action::Refill {
                queue: key.clone(),
                life: queue.life,
                refill,
            });
        }
        let head = self.release(reign, key, now);
        let cold = self.prepare(key, now);
        if let Some(at) = [head, cold].into_iter().flatten().min()
            && let Some(queue) = self.queues.get_mut(key)
        {
            queue.at = Some(at);
            self.agenda.insert((at, key.clone()));
        }
    }

    /// Asks for events that will be wanted soon. Answers when the next one will be.
    fn prepare(&mut self, key: &QueueKey, now: i64) -> Option<i64> {
        let credits: usize = {
            let queue = self.queues.get(key)?;
            queue
                .streams
                .iter()
                .filter_map(|id| self.streams.get(id))
                .map(|stream| stream.credits as usize)
                .sum()
        };
        let queue = self.queues.get_mut(key)?;
        let warm_max = (2 * credits).clamp(WARM.0, WARM.1);
        while let Some(place) = queue.cold.first().copied() {
            let at = place.available.saturating_sub(PREPARE_AHEAD);
            if at > now {
                return Some(at);
            }
            // The head is always wanted; the rest within bounds, and woken by what frees them.
            let is_head = queue.window.first().is_some_and(|(first, _)| *first == place);
            if !is_head && (queue.warm >= warm_max || self.prepared_bytes >= PREPARED_BYTES_MAX) {
                return None;
            }
            if let Some(source) = queue.take_cold(place) {
                self.actions.push(Action::Prepare {
                    queue: key.clone(),
                    place,
                    source,
                });
            }
        }
        None
    }

    /// Sends what is due while a stream takes it. Answers when the head is due, if that alone is what it waits for.
    fn release(&mut self, reign: Reign, key: &QueueKey, now: i64) -> Option<i64> {
        loop {
            let queue = self.queues.get_mut(key)?;
            let (place, item) = queue.window.first()?;
            // A scan saw where it will stand; the entries that took it there will be heard of, and put it where it belongs.
            if self.in_flight.contains_key(&place.arm) {
                let place = *place;
                let freed = queue.drop_row(place);
                self.prepared_bytes = self.prepared_bytes.saturating_sub(freed);
                continue;
            }
            let (place, State::Ready(event)) = (*place, &item.state) else {
                return None;
            };
            // Arming may have been early, and a ready row is never due before its event is (G3).
            let at = place.available.max(event.due);
            if at > now {
                return Some(at);
            }
            let (event, last_fence, index) = (event.clone(), item.last_fence, item.index);
            let lapsed = event.grant.filter(|_| !event.ended);
            let stream = if lapsed.is_some() {
                None
            } else {
                Some(self.pick_stream(key)?)
            };
            let queue = self.queues.get_mut(key)?;
            queue.window.pop_first();
            queue.warm -= 1;
            self.prepared_bytes = self.prepared_bytes.saturating_sub(event.bytes());
            match (lapsed, stream) {
                (Some(grant), _) => self.lapse(key, place, event, grant, index),
                (None, Some(stream)) => {
                    let fence = next_fence(
                        reign,
                        place.arm,
                        event.grant.and_then(|grant| grant.fence).max(last_fence),
                        self.numbers.floor,
                    );
                    self.numbers.max = self.numbers.max.max(fence.number);
                    self.send(key, place, event, fence, stream, index, now);
                }
                (None, None) => return None,
            }
        }
    }

    /// A delivery of an earlier leader was never answered, and its time is up.
    fn lapse(&mut self, key: &QueueKey, place: ReadyPlace, event: Arc<Prepared>, grant: Grant, index: u64) {
        let outcome = self.outcome(&event, grant, OutcomeKind::LeaseExpired, true);
        self.actions.push(Action::Propose {
            command: Command::Outcome(outcome),
            answer: None,
        });
        let out = InFlight {
            queue: key.clone(),
            place,
            event,
            grant,
            stream: None,
            recorded: true,
            ending: Some(OutcomeKind::LeaseExpired),
            check_at: self.now.saturating_add(END_AGAIN_AFTER),
            index,
        };
        self.checks.insert((out.check_at, place.arm));
        self.in_flight.insert(place.arm, out);
    }

    #[allow(clippy::too_many_arguments, reason = "everything one delivery consists of")]
    fn send(
        &mut self,
        key: &QueueKey,
        place: ReadyPlace,
        event: Arc<Prepared>,
        fence: Fence,
        stream: StreamId,
        index: u64,
        now: i64,
    ) {
        let deadline = now.saturating_add_unsigned(event.ack_deadline);
        let delivered = Delivered {
            event: event.clone(),
            fence,
            released: now,
            deadline,
        };
        let sent = self
            .streams
            .get(&stream)
            .is_some_and(|stream| stream.outlet.send(delivered));
        if !sent {
            // Nobody saw it. The stream's end is on its way; until then it takes nothing more.
            if let Some(stream) = self.streams.get_mut(&stream) {
                stream.credits = 0;
            }
            if let Some(queue) = self.queues.get_mut(key) {
                self.prepared_bytes += queue.put_back(place, event, fence, index);
            }
            return;
        }
        if let Some(stream) = self.streams.get_mut(&stream) {
            stream.outstanding += 1;
        }
        if event.grant.is_none() {
            self.releases.push(now.saturating_sub(event.due));
        }
        let grant = Grant {
            fence: Some(fence),
            deadline,
            released: now,
        };
        let out = InFlight {
            queue: key.clone(),
            place,
            event,
            grant,
            stream: Some(stream),
            recorded: false,
            ending: None,
            check_at: deadline,
            index,
        };
        self.in_flight.insert(place.arm, out);
        self.checks.insert((deadline, place.arm));
        self.to_record.insert((now.saturating_add(RECORD_AFTER), place.arm));
    }

    /// What a stream that ended had not sent yet goes back to its place.
    pub(super) fn put_back_unsent(&mut self, arm: u64, fence: &Fence) -> bool {
        let unsent = |out: &InFlight| out.grant.fence.as_ref() == Some(fence) && !out.recorded && out.ending.is_none();
        if !self.in_flight.get(&arm).is_some_and(unsent) {
            return false;
        }
        let Some(out) = self.take_in_flight(arm) else {
            return false;
        };
        if let Some(queue) = self.queues.get_mut(&out.queue) {
            self.prepared_bytes += queue.put_back(out.place, out.event, *fence, out.index);
        }
        true
    }
}

/// Above every fence of this arm there was: numbers count within a term, and terms only grow. `floor` is the largest number that may
/// have been used without anything here to show for it.
fn next_fence(reign: Reign, arm: u64, last: Option<Fence>, floor: u64) -> Fence {
    let Reign { term, epoch } = reign;
    let number = match last {
        Some(last) if (last.epoch, last.arm, last.term) == (epoch, arm, term) => last.number + 1,
        _ => 1,
    };
    Fence {
        epoch,
        arm,
        term,
        number: number.max(floor + 1),
    }
}
