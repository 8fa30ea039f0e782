//! Claims: deliveries that are recorded in the log before they are sent, because their queue limits the deliveries in
//! flight of one concurrency key. The log accepts a claim if the limit allows it. An unaccepted claim is not sent, so
//! the next leader knows every delivery in flight.

use super::{Action, Core, END_AGAIN_AFTER, InFlight, QueueKey, RECORDS_MAX, StreamId, reschedule};
use crate::event::{Delivered, Prepared};
use minoots_kernel::{
    ReadyPlace,
    internal::{Claims, Fence, Grant, OutcomeKind, TimerGrant, command::Command},
};
use std::sync::Arc;

impl InFlight {
    /// Whether the delivery waits for the log to accept its claim.
    pub(super) fn is_unclaimed(&self) -> bool {
        self.claiming.is_some() && !self.recorded
    }
}

impl Core {
    /// Claims a delivery. From now on it uses its consumer's credit.
    #[allow(clippy::too_many_arguments, reason = "everything one delivery consists of")]
    pub(super) fn claim_first(
        &mut self,
        key: &QueueKey,
        place: ReadyPlace,
        event: Arc<Prepared>,
        fence: Fence,
        stream: StreamId,
        index: u64,
        now: i64,
    ) {
        if let Some(stream) = self.streams.get_mut(&stream) {
            stream.outstanding += 1;
        }
        let grant = Grant {
            fence: Some(fence),
            deadline: now.saturating_add_unsigned(event.ack_deadline),
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
            claiming: Some(event),
            ending: None,
            check_at: now.saturating_add(END_AGAIN_AFTER),
            index,
        };
        self.put_in_flight(out);
        self.to_claim.insert((now, place.arm));
    }

    /// Proposes the due claims.
    pub(super) fn claim(&mut self, now: i64) {
        while self.to_claim.first().is_some_and(|(at, _)| *at <= now) {
            let mut grants = Vec::new();
            while grants.len() < RECORDS_MAX
                && self.to_claim.first().is_some_and(|(at, _)| *at <= now)
                && let Some((_, arm)) = self.to_claim.pop_first()
            {
                if let Some(out) = self.in_flight.get(&arm)
                    && out.is_unclaimed()
                {
                    grants.push(TimerGrant {
                        timer: Some(out.event.key()),
                        grant: Some(out.grant),
                    });
                }
            }
            if !grants.is_empty() {
                self.actions.push(Action::Propose {
                    command: Box::new(Command::Claims(Claims { grants })),
                    answer: None,
                });
            }
        }
    }

    /// Repeats a claim that the log did not confirm in time, with a new deadline.
    pub(super) fn claim_again(&mut self, arm: u64, now: i64) -> bool {
        let Some(out) = self.in_flight.get_mut(&arm).filter(|out| out.is_unclaimed()) else {
            return false;
        };
        out.grant.deadline = now.saturating_add_unsigned(out.event.ack_deadline);
        reschedule(&mut self.checks, out, now.saturating_add(END_AGAIN_AFTER));
        self.to_claim.insert((now, arm));
        true
    }

    /// Sends the deliveries whose claims the log accepted. Gives back a delivery that no consumer can take any more.
    pub(super) fn send_claimed(&mut self, now: i64) {
        // A clock that was ahead at the claim may have been set back.
        while self.to_send.first().is_some_and(|(due, _)| *due <= now)
            && let Some((_, arm)) = self.to_send.pop_first()
        {
            let Some(out) = self.in_flight.get_mut(&arm) else {
                continue;
            };
            let Some(event) = out.claiming.take() else { continue };
            let (key, grant, chosen) = (out.queue.clone(), out.grant, out.stream);
            let stream = match chosen {
                Some(stream) => Some(stream),
                None => self.pick_stream(&key).inspect(|stream| {
                    if let Some(stream) = self.streams.get_mut(stream) {
                        stream.outstanding += 1;
                    }
                }),
            };
            if let Some(out) = self.in_flight.get_mut(&arm) {
                out.stream = stream;
            }
            let paused = self.queues.get(&key).is_none_or(|queue| queue.rules.paused);
            let (is_first, due) = (event.grant.is_none(), event.due);
            let delivered = grant.fence.filter(|_| !paused).map(|fence| Delivered {
                event,
                fence,
                released: now,
                deadline: grant.deadline,
            });
            let to = stream.and_then(|stream| self.streams.get(&stream));
            let sent = delivered
                .zip(to)
                .is_some_and(|(event, stream)| stream.outlet.send(event));
            if !sent {
                self.end(arm, OutcomeKind::GivenBack);
            } else if is_first {
                self.releases.push(now.saturating_sub(due));
            }
        }
    }
}
