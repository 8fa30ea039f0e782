//! What the preparing thread has made: events, and scans of queues.

use super::{Core, Item, QueueKey, Told, key::mark};
use crate::event::Prepared;
use minoots_kernel::{ReadyPlace, internal::Lane};
use minoots_sequencer::window::Refilled;
use std::sync::Arc;

/// The result of one piece of work of the preparing thread; [`Core::done`] takes it.
pub enum Done {
    /// An event is ready, or there is nothing to deliver any more.
    Prepared {
        /// Its queue.
        queue: QueueKey,
        /// Its place there.
        place: ReadyPlace,
        /// The event.
        event: Option<Arc<Prepared>>,
    },
    /// A scan came back.
    Refilled {
        /// The queue.
        queue: QueueKey,
        /// Which of its lives asked.
        life: u64,
        /// Which of its lanes.
        lane: Lane,
        /// The rows.
        found: Refilled<ReadyPlace, Item>,
        /// With the first rows: what there is to know of the queue.
        told: Option<Told>,
    },
}

impl Core {
    /// An event is ready, or (`None`) there is nothing to deliver any more.
    pub fn prepared(&mut self, key: &QueueKey, place: ReadyPlace, event: Option<Arc<Prepared>>) {
        if let Some(queue) = self.queues.get_mut(key)
            && let Some(lane) = queue.lane_mut(place.lane)
        {
            lane.prepared(&mut self.held_bytes, place, event);
            mark(&mut self.dirty, key);
        }
    }

    /// A scan came back; `None` when it failed. `life` is that of the [`Action::Refill`](super::Action::Refill): what an earlier life of the queue asked
    /// for begins elsewhere, and was read before this one listened.
    pub fn refilled(&mut self, key: &QueueKey, life: u64, lane: Lane, found: Option<Refilled<ReadyPlace, Item>>) {
        let Some(queue) = self.queues.get_mut(key).filter(|queue| queue.life == life) else {
            return;
        };
        let in_flight = &self.in_flight;
        if let Some(lane) = queue.lane_mut(lane) {
            lane.refilled(&mut self.held_bytes, found, |arm| in_flight.contains_key(&arm));
        }
        mark(&mut self.dirty, key);
    }

    /// The preparing thread has done a piece of work.
    pub fn done(&mut self, done: Done) {
        match done {
            Done::Prepared { queue, place, event } => self.prepared(&queue, place, event),
            Done::Refilled {
                queue,
                life,
                lane,
                found,
                told,
            } => {
                if let Some(told) = told
                    && let Some(queue) = self.queues.get_mut(&queue).filter(|queue| queue.life == life)
                {
                    queue.told(found.view_index, told);
                }
                self.refilled(&queue, life, lane, Some(found));
            }
        }
    }
}
