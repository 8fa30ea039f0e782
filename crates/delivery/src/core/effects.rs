//! What applied entries mean for deliveries.

use super::{Core, HELD_BYTES_MAX, InFlight, Item, QueueKey, Rules, reschedule};
use minoots_kernel::internal::Fence;
use minoots_kernel::{Armed, Effect, ReadyPlace, internal::OutcomeKind};

/// What the log says of a delivery whose row moved.
#[derive(Clone, Copy)]
enum Out {
    /// None is out.
    Ended,
    /// One is, under this fence.
    Under(Option<Fence>),
}

impl Out {
    fn of(ended: bool, fence: Option<Fence>) -> Out {
        if ended { Out::Ended } else { Out::Under(fence) }
    }

    /// Whether it is this one. What is claimed may be out already under an earlier leader's claim, which is not ours to send.
    fn may_be(self, out: &InFlight) -> bool {
        match self {
            Out::Ended => false,
            Out::Under(fence) => out.claiming.is_none() || out.grant.fence == fence,
        }
    }
}

impl Core {
    /// What an applied entry means for deliveries.
    pub fn applied(&mut self, index: u64, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Armed(armed) => self.armed(index, armed),
                Effect::Moved {
                    tenant,
                    queue,
                    from,
                    to,
                    ended,
                    fence,
                    id,
                    version,
                    key: concurrency_key,
                } => {
                    let key = QueueKey {
                        tenant: tenant.clone(),
                        queue: queue.clone(),
                    };
                    self.moved(
                        index,
                        &key,
                        (*from, *to),
                        Out::of(*ended, *fence),
                        Item::cold(id, *version).keyed(concurrency_key),
                    );
                }
                Effect::Closed {
                    tenant, queue, place, ..
                } => {
                    let key = QueueKey {
                        tenant: tenant.clone(),
                        queue: queue.clone(),
                    };
                    self.closed(index, &key, *place);
                }
                Effect::Parked { tenant, queue, place } => {
                    let key = QueueKey {
                        tenant: tenant.clone(),
                        queue: queue.clone(),
                    };
                    self.parked(index, &key, *place);
                }
                Effect::Queue {
                    tenant,
                    queue,
                    paused,
                    limited,
                } => {
                    let key = QueueKey {
                        tenant: tenant.clone(),
                        queue: queue.clone(),
                    };
                    if let Some(queue) = self.queues.get_mut(&key) {
                        let (paused, limited) = (*paused, *limited);
                        queue.set_rules(index, Rules { paused, limited });
                        self.dirty.insert(key);
                    }
                }
                Effect::Scheduled { .. }
                | Effect::Watched(_)
                | Effect::Withdrawn { .. }
                | Effect::Webhook { .. }
                | Effect::Policy { .. }
                | Effect::PayloadKeys { .. }
                | Effect::Schedules
                | Effect::Missed { .. }
                | Effect::Events { .. }
                | Effect::Revoked
                | Effect::SigningKeyRevoked { .. } => {}
            }
        }
    }

    fn armed(&mut self, index: u64, armed: &Armed) {
        let key = QueueKey {
            tenant: armed.tenant.clone(),
            queue: armed.row.queue().to_owned(),
        };
        if armed.waits || self.in_flight.contains_key(&armed.place.arm) {
            return;
        }
        if let Some(queue) = self.queues.get_mut(&key) {
            // With enough in memory it is known by name only, and read when it is wanted.
            let item = if self.held_bytes < HELD_BYTES_MAX {
                Item::from_row(armed.row.clone())
            } else {
                Item::cold(armed.row.id(), armed.row.version)
            };
            let lane = queue.lane_or_new(armed.place.lane);
            lane.insert(&mut self.held_bytes, index, armed.place, item.at(index));
            self.dirty.insert(key);
        }
    }

    fn moved(&mut self, index: u64, key: &QueueKey, (from, to): (ReadyPlace, ReadyPlace), log: Out, item: Item) {
        self.recorded(to.arm);
        self.remove(index, key, from);
        // A scan had shown the row where later entries left it.
        if self.in_flight.get(&to.arm).is_some_and(|out| out.index >= index) {
            return;
        }
        match self.in_flight.get_mut(&to.arm) {
            Some(out) if log.may_be(out) => {
                // Recorded or extended: it stays out, until the deadline the log knows. That overtakes an expiry, and nothing else.
                (out.place, out.grant.deadline, out.recorded) = (to, to.available, true);
                if out.claiming.is_some() {
                    self.to_send.insert((out.event.due, to.arm));
                    reschedule(&mut self.checks, out, to.available);
                }
                if matches!(out.ending, None | Some(OutcomeKind::LeaseExpired)) {
                    out.ending = None;
                    reschedule(&mut self.checks, out, to.available);
                }
                return;
            }
            _ => drop(self.take_in_flight(to.arm)),
        }
        if let Some(queue) = self.queues.get_mut(key) {
            let lane = queue.lane_or_new(to.lane);
            lane.insert(&mut self.held_bytes, index, to, item.at(index));
        }
    }

    /// It waits for the turn of its key: whatever was out of it is over.
    fn parked(&mut self, index: u64, key: &QueueKey, place: ReadyPlace) {
        self.recorded(place.arm);
        if self.in_flight.get(&place.arm).is_some_and(|out| out.index < index) {
            self.take_in_flight(place.arm);
        }
        self.remove(index, key, place);
    }

    fn closed(&mut self, index: u64, key: &QueueKey, place: ReadyPlace) {
        self.numbers.close(place.arm);
        self.recorded(place.arm);
        self.take_in_flight(place.arm);
        self.remove(index, key, place);
    }

    fn remove(&mut self, index: u64, key: &QueueKey, place: ReadyPlace) {
        if let Some(queue) = self.queues.get_mut(key) {
            if let Some(lane) = queue.lane_mut(place.lane) {
                lane.remove(&mut self.held_bytes, index, place);
            }
            self.dirty.insert(key.clone());
        }
    }

    /// Begins the memory of a delivery, and says when it is looked at.
    pub(super) fn put_in_flight(&mut self, out: InFlight) {
        let arm = out.place.arm;
        self.checks.insert((out.check_at, arm));
        self.in_flight.insert(arm, Box::new(out));
    }

    /// Ends the memory of a delivery and frees its credit.
    pub(super) fn take_in_flight(&mut self, arm: u64) -> Option<InFlight> {
        let out = *self.in_flight.remove(&arm)?;
        self.checks.remove(&(out.check_at, arm));
        self.to_send.remove(&(out.event.due, arm));
        self.free_credit(out.stream);
        self.dirty.insert(out.queue.clone());
        Some(out)
    }
}
