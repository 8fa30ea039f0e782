//! The consumers' streams, and their credits.

use super::{Core, Outlet, Queue, QueueKey, StreamId, key::mark, out_under};
use minoots_kernel::internal::{Fence, OutcomeKind};

/// A consumer.
pub(crate) struct Stream {
    pub queue: QueueKey,
    pub credits: u32,
    pub outstanding: u32,
    pub outlet: Box<dyn Outlet>,
}

impl Core {
    /// Adds a consumer.
    pub fn open(&mut self, id: StreamId, queue: QueueKey, credits: u32, outlet: Box<dyn Outlet>) {
        let (lives, rows_max) = (&mut self.lives, self.options.queue_rows_max);
        let born = || {
            *lives += 1;
            Queue::new(*lives, rows_max)
        };
        self.queues.entry(queue.clone()).or_insert_with(born).streams.push(id);
        self.dirty.insert(queue.clone());
        self.streams.insert(
            id,
            Stream {
                queue,
                credits,
                outstanding: 0,
                outlet,
            },
        );
    }

    /// Changes the number of outstanding deliveries that a consumer accepts.
    pub fn set_credits(&mut self, id: StreamId, credits: u32) {
        if let Some(stream) = self.streams.get_mut(&id) {
            stream.credits = credits;
            mark(&mut self.dirty, &stream.queue);
        }
    }

    /// Records that a consumer's stream accepts deliveries again.
    pub fn has_room(&mut self, id: StreamId) {
        if let Some(stream) = self.streams.get(&id) {
            mark(&mut self.dirty, &stream.queue);
        }
    }

    /// Removes a consumer. Deliveries that never reached it (`unsent`) go back at once and count as no attempt. Of the
    /// rest, a consumer with a goodbye gives back those that it did not settle. A consumer that vanished keeps them
    /// until their deadline: it may be working, and can acknowledge on another stream.
    pub fn close(&mut self, id: StreamId, unsent: &[Fence], goodbye: bool) {
        let Some(stream) = self.streams.remove(&id) else { return };
        for fence in unsent {
            // The delivery may have ended meanwhile, and be in flight to another consumer.
            if !self.put_back_unsent(fence.arm, fence) && out_under(&mut self.in_flight, fence).is_some() {
                self.end(fence.arm, OutcomeKind::Unreached);
            }
        }
        let mut left: Vec<u64> = self
            .in_flight
            .iter()
            .filter(|(_, out)| out.stream == Some(id))
            .map(|(arm, _)| *arm)
            .collect();
        left.sort_unstable();
        for arm in left {
            // A delivery that is only claimed goes to another consumer.
            let claimed = self.in_flight.get(&arm).is_some_and(|out| out.claiming.is_some());
            if goodbye && !claimed {
                self.give_back(arm);
            }
            if let Some(out) = self.in_flight.get_mut(&arm) {
                out.stream = None;
            }
        }
        self.forget_stream(id, &stream.queue);
    }

    /// Frees the credit of a delivery that its consumer has completed or lost.
    pub(super) fn free_credit(&mut self, stream: Option<StreamId>) {
        if let Some(stream) = stream.and_then(|id| self.streams.get_mut(&id)) {
            stream.outstanding = stream.outstanding.saturating_sub(1);
            mark(&mut self.dirty, &stream.queue);
        }
    }

    fn give_back(&mut self, arm: u64) {
        self.end(arm, OutcomeKind::GivenBack);
    }

    /// Removes a stream from its queue. A queue without consumers is not held.
    fn forget_stream(&mut self, id: StreamId, key: &QueueKey) {
        let Some(queue) = self.queues.get_mut(key) else { return };
        queue.streams.retain(|other| *other != id);
        if queue.streams.is_empty() {
            self.drop_idle_queue(key);
        } else {
            mark(&mut self.dirty, key);
        }
    }

    /// Drops a queue without consumers, to be read again for the next consumer. Its deliveries in flight stay known by
    /// arm.
    fn drop_idle_queue(&mut self, key: &QueueKey) {
        if let Some(queue) = self.queues.remove(key) {
            self.held_bytes = self.held_bytes.saturating_sub(queue.bytes());
            self.agenda.retain(|(_, other)| other != key);
        }
    }

    /// The next stream in turn that accepts a delivery.
    pub(super) fn pick_stream(&mut self, key: &QueueKey) -> Option<StreamId> {
        let queue = self.queues.get_mut(key)?;
        for step in 0..queue.streams.len() {
            let at = (queue.next_stream + step) % queue.streams.len();
            let id = queue.streams[at];
            let takes = |stream: &super::Stream| stream.outstanding < stream.credits && stream.outlet.has_room();
            if self.streams.get(&id).is_some_and(takes) {
                queue.next_stream = at + 1;
                return Some(id);
            }
        }
        None
    }
}
