//! Fills a queue, prepares its events, and sends due events.

use super::{Action, Core, END_AGAIN_AFTER, HELD_BYTES_MAX, InFlight, QueueKey, RECORD_AFTER, Reign, StreamId};
use crate::event::{Delivered, Prepared};
use minoots_kernel::{
    LANES, ReadyPlace,
    defects::{Defect, planted},
    internal::{Fence, Grant, Lane, OutcomeKind, command::Command},
};
use std::sync::Arc;

/// The time in nanoseconds by which events are prepared before they may be released.
const PREPARE_AHEAD: i64 = 600_000_000;
/// The minimum and maximum number of prepared events of a queue.
const WARM: (usize, usize) = (64, 65_536);

impl Core {
    /// Brings one queue up to date: releases up to `left` deliveries, prepares events, schedules the next check, and
    /// fills the window.
    pub(super) fn work(&mut self, reign: Reign, key: &QueueKey, now: i64, left: &mut usize) {
        let Some(queue) = self.queues.get_mut(key) else { return };
        if let Some(at) = queue.at.take() {
            self.agenda.remove(&(at, key.clone()));
        }
        if queue.streams.is_empty() {
            return;
        }
        let head = self.release(reign, key, now, left);
        let cold = self.prepare(key, now);
        if let Some(at) = [head, cold].into_iter().flatten().min()
            && let Some(queue) = self.queues.get_mut(key)
        {
            queue.at = Some(at);
            self.agenda.insert((at, key.clone()));
        }
        // This comes last, because no later step considers the rows that were just sent.
        if let Some(queue) = self.queues.get_mut(key) {
            let life = queue.life;
            for (lane, refill) in queue.wants_refills() {
                self.actions.push(Action::Refill {
                    queue: key.clone(),
                    life,
                    lane,
                    refill,
                });
            }
        }
    }

    /// Requests the events that will soon be needed. Returns when the next one will be.
    fn prepare(&mut self, key: &QueueKey, now: i64) -> Option<i64> {
        let wanted = LANES.map(|lane| self.prepare_lane(key, lane, now));
        wanted.into_iter().flatten().min()
    }

    fn prepare_lane(&mut self, key: &QueueKey, lane: Lane, now: i64) -> Option<i64> {
        self.queues.get(key)?.lane(lane)?;
        let credits: usize = {
            let queue = self.queues.get(key)?;
            queue
                .streams
                .iter()
                .filter_map(|id| self.streams.get(id))
                .map(|stream| stream.credits as usize)
                .sum()
        };
        let queue = self.queues.get_mut(key)?.lane_mut(lane)?;
        for place in queue.cold_heads() {
            if let Some(source) = queue.take_cold(&mut self.held_bytes, place) {
                self.actions.push(Action::Prepare {
                    queue: key.clone(),
                    place,
                    source,
                });
            }
        }
        let warm_max = (2 * credits).clamp(WARM.0, WARM.1);
        while let Some(place) = queue.cold.first().copied() {
            let at = place.available.saturating_sub(PREPARE_AHEAD);
            // A clock that was ahead may have armed the rows up to log time: only the event contains the due instant.
            if at > now.max(self.log_time) {
                return Some(at);
            }
            // The head is always prepared. Other rows are prepared within bounds, and a release of capacity triggers
            // the next check.
            let is_head = queue.window.first().is_some_and(|(first, _)| *first == place);
            if !is_head && (queue.warm >= warm_max || self.held_bytes >= HELD_BYTES_MAX) {
                return None;
            }
            if let Some(source) = queue.take_cold(&mut self.held_bytes, place) {
                self.actions.push(Action::Prepare {
                    queue: key.clone(),
                    place,
                    source,
                });
            }
        }
        None
    }

    /// Sends due deliveries, up to `left`, while a stream accepts them. Returns when the head is due, if only that is
    /// missing.
    fn release(&mut self, reign: Reign, key: &QueueKey, now: i64, left: &mut usize) -> Option<i64> {
        while *left > 0 {
            let queue = self.queues.get_mut(key)?;
            let (place, at) = queue.next(now, self.log_time)?;
            let paused = queue.rules.paused;
            let lane = queue.lane_mut(place.lane)?;
            // A scan saw the row's later position. The entries that moved it will arrive, and put it there.
            if self.in_flight.contains_key(&place.arm) {
                lane.drop_row(&mut self.held_bytes, place);
                continue;
            }
            let (event, index) = lane.ready(place)?;
            let granted = !planted(Defect::GrantIgnoredByNewLeader);
            let at = if granted { at } else { event.due };
            let at = at - if planted(Defect::ReleaseEarly) { 1_000_000 } else { 0 };
            if at > now {
                return Some(at);
            }
            let lapsed = event.grant.filter(|_| !event.ended && granted);
            // An expired lease ends even while the queue is paused.
            let stream = match lapsed {
                Some(_) => None,
                None if paused => return None,
                None => Some(self.pick_stream(key)?),
            };
            let queue = self.queues.get_mut(key)?;
            let claims =
                queue.rules.limited && !event.concurrency_key.is_empty() && !planted(Defect::KeyLimitForgotten);
            queue.had_turn(
                place,
                Some(event.concurrency_key.as_str()).filter(|key| !key.is_empty()),
            );
            queue.lane_mut(place.lane)?.take_ready(&mut self.held_bytes, place);
            *left -= 1;
            match (lapsed, stream) {
                (Some(grant), _) => self.lapse(key, place, event, grant, index),
                (None, Some(stream)) => {
                    let logged = event.grant.and_then(|grant| grant.fence);
                    let fence = self.numbers.draw(reign, place.arm, logged);
                    match claims {
                        true => self.claim_first(key, place, event, fence, stream, index, now),
                        false => self.send(key, place, event, fence, stream, index, now),
                    }
                }
                (None, None) => return None,
            }
        }
        None
    }

    /// Ends a delivery of an earlier leader that was never answered, and whose deadline has passed.
    fn lapse(&mut self, key: &QueueKey, place: ReadyPlace, event: Arc<Prepared>, grant: Grant, index: u64) {
        let outcome = self.outcome(&event, grant, OutcomeKind::LeaseExpired, true);
        self.actions.push(Action::Propose {
            command: Box::new(Command::Outcome(outcome)),
            answer: None,
        });
        let out = InFlight {
            queue: key.clone(),
            place,
            event: event.facts.clone(),
            grant,
            stream: None,
            recorded: true,
            acknowledged: false,
            claiming: None,
            ending: Some(OutcomeKind::LeaseExpired),
            check_at: self.now.saturating_add(END_AGAIN_AFTER),
            index,
        };
        self.put_in_flight(out);
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
            // The delivery reached no consumer. The stream's end is on its way; until then it takes no more.
            if let Some(stream) = self.streams.get_mut(&stream) {
                stream.credits = 0;
            }
            if let Some(queue) = self.queues.get_mut(key) {
                queue.lane_or_new(place.lane).put_back(place, &event, index);
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
            event: event.facts.clone(),
            grant,
            stream: Some(stream),
            recorded: false,
            acknowledged: false,
            claiming: None,
            ending: None,
            check_at: deadline,
            index,
        };
        self.put_in_flight(out);
        self.to_record.insert((now.saturating_add(RECORD_AFTER), place.arm));
    }

    /// Puts a delivery that a closed stream had not sent yet back to its position.
    pub(super) fn put_back_unsent(&mut self, arm: u64, fence: &Fence) -> bool {
        let is_unsent = self
            .in_flight
            .get(&arm)
            .is_some_and(|out| out.grant.fence.as_ref() == Some(fence) && !out.recorded && out.ending.is_none());
        if !is_unsent {
            return false;
        }
        let Some(out) = self.take_in_flight(arm) else {
            return false;
        };
        if let Some(queue) = self.queues.get_mut(&out.queue) {
            queue
                .lane_or_new(out.place.lane)
                .put_back(out.place, &out.event, out.index);
        }
        true
    }
}
