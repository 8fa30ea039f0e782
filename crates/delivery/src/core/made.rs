//! The results of the preparing thread: events, and scans of queues.

use super::{Core, Item, QueueKey, Told, key::mark};
use crate::event::Prepared;
use minoots_kernel::{ReadyPlace, internal::Lane};
use minoots_sequencer::window::Refilled;
use std::sync::Arc;

/// The result of one piece of work of the preparing thread; [`Core::done`] takes it.
pub enum Done {
    /// An event is prepared, or there is nothing to deliver any more.
    Prepared {
        /// Its queue.
        queue: QueueKey,
        /// Its position in the queue.
        place: ReadyPlace,
        /// The event.
        event: Option<Arc<Prepared>>,
    },
    /// A scan is complete.
    Refilled {
        /// The queue.
        queue: QueueKey,
        /// The life of the queue that requested the scan.
        life: u64,
        /// The lane.
        lane: Lane,
        /// The rows.
        found: Refilled<ReadyPlace, Item>,
        /// With the first rows: the properties of the queue.
        told: Option<Told>,
    },
}

impl Core {
    /// Stores a prepared event; `None` if there is nothing to deliver any more.
    pub fn prepared(&mut self, key: &QueueKey, place: ReadyPlace, event: Option<Arc<Prepared>>) {
        if let Some(queue) = self.queues.get_mut(key)
            && let Some(lane) = queue.lane_mut(place.lane)
        {
            lane.prepared(&mut self.held_bytes, place, event);
            mark(&mut self.dirty, key);
        }
    }

    /// Takes the result of a scan; `None` when it failed. `life` is that of the
    /// [`Action::Refill`](super::Action::Refill). The scan of an earlier life of the queue began at another position,
    /// and read before this life received effects.
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

    /// Takes one result of the preparing thread.
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
