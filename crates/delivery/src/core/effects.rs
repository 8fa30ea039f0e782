//! Applies the effects of log entries to deliveries.

use super::{
    Core, HELD_BYTES_MAX, InFlight, Item, Rules,
    key::{Named, mark},
    reschedule,
};
use minoots_kernel::internal::Fence;
use minoots_kernel::{Armed, Effect, ReadyPlace, internal::OutcomeKind};

/// The state of a delivery whose row moved, according to the log.
#[derive(Clone, Copy)]
enum Out {
    /// No delivery is in flight.
    Ended,
    /// A delivery is in flight, under this fence.
    Under(Option<Fence>),
}

impl Out {
    fn of(ended: bool, fence: Option<Fence>) -> Out {
        if ended { Out::Ended } else { Out::Under(fence) }
    }

    /// Whether the log's delivery is this one. A claimed event may already be in flight under an earlier leader's
    /// claim, which this node must not send.
    fn may_be(self, out: &InFlight) -> bool {
        match self {
            Out::Ended => false,
            Out::Under(fence) => out.claiming.is_none() || out.grant.fence == fence,
        }
    }
}

impl Core {
    /// Applies the effects of a log entry.
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
                    let name = (tenant.as_str(), queue.as_str());
                    self.moved(
                        index,
                        name,
                        (*from, *to),
                        Out::of(*ended, *fence),
                        Item::cold(id, *version).keyed(concurrency_key),
                    );
                }
                Effect::Closed {
                    tenant, queue, place, ..
                } => {
                    let name = (tenant.as_str(), queue.as_str());
                    self.closed(index, name, *place);
                }
                Effect::Parked { tenant, queue, place } => {
                    let name = (tenant.as_str(), queue.as_str());
                    self.parked(index, name, *place);
                }
                Effect::Queue {
                    tenant,
                    queue,
                    paused,
                    limited,
                } => {
                    let name = (tenant.as_str(), queue.as_str());
                    if let Some(queue) = self.queues.get_mut(&name as &dyn Named) {
                        let (paused, limited) = (*paused, *limited);
                        queue.set_rules(index, Rules { paused, limited });
                        self.touch(&name);
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
        if armed.waits || self.in_flight.contains_key(&armed.place.arm) {
            return;
        }
        let name: &dyn Named = &(armed.tenant.as_str(), armed.row.queue());
        if let Some(queue) = self.queues.get_mut(name) {
            // If memory is full, the row is known by name only, and read on demand.
            let item = if self.held_bytes < HELD_BYTES_MAX {
                Item::from_row(armed.row.clone())
            } else {
                Item::cold(armed.row.id(), armed.row.version)
            };
            let lane = queue.lane_or_new(armed.place.lane);
            lane.insert(&mut self.held_bytes, index, armed.place, item.at(index));
            self.touch(name);
        }
    }

    fn moved(&mut self, index: u64, name: (&str, &str), (from, to): (ReadyPlace, ReadyPlace), log: Out, item: Item) {
        self.recorded(to.arm);
        self.remove(index, name, from);
        // A scan had already shown the row's position after later entries.
        if self.in_flight.get(&to.arm).is_some_and(|out| out.index >= index) {
            return;
        }
        match self.in_flight.get_mut(&to.arm) {
            Some(out) if log.may_be(out) => {
                // The delivery was recorded or extended: it stays in flight until the deadline in the log. That cancels
                // an expiry in progress, and no other end.
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
        if let Some(queue) = self.queues.get_mut(&name as &dyn Named) {
            let lane = queue.lane_or_new(to.lane);
            lane.insert(&mut self.held_bytes, index, to, item.at(index));
        }
    }

    /// Parks a row until its key's turn: its earlier delivery is over.
    fn parked(&mut self, index: u64, name: (&str, &str), place: ReadyPlace) {
        self.recorded(place.arm);
        if self.in_flight.get(&place.arm).is_some_and(|out| out.index < index) {
            self.take_in_flight(place.arm);
        }
        self.remove(index, name, place);
    }

    fn closed(&mut self, index: u64, name: (&str, &str), place: ReadyPlace) {
        self.numbers.close(place.arm);
        self.recorded(place.arm);
        self.take_in_flight(place.arm);
        self.remove(index, name, place);
    }

    fn remove(&mut self, index: u64, name: (&str, &str), place: ReadyPlace) {
        if let Some(queue) = self.queues.get_mut(&name as &dyn Named) {
            if let Some(lane) = queue.lane_mut(place.lane) {
                lane.remove(&mut self.held_bytes, index, place);
            }
            self.touch(&name);
        }
    }

    /// Adds a delivery in flight, and schedules its check.
    pub(super) fn put_in_flight(&mut self, out: InFlight) {
        let arm = out.place.arm;
        self.checks.insert((out.check_at, arm));
        self.in_flight.insert(arm, Box::new(out));
    }

    /// Removes a delivery in flight and frees its credit.
    pub(super) fn take_in_flight(&mut self, arm: u64) -> Option<InFlight> {
        let out = *self.in_flight.remove(&arm)?;
        self.checks.remove(&(out.check_at, arm));
        self.to_send.remove(&(out.event.due, arm));
        self.free_credit(out.stream);
        mark(&mut self.dirty, &out.queue);
        Some(out)
    }
}
