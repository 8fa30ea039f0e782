//! A delivery of an event, and the consumer's answers to it.

use std::time::{Duration, SystemTime};

use minoots_wire::event::v1 as proto;
use minoots_wire::event::v1::consume_request::Request;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::answering::{Answering, SettleOutcome};
use super::driver::Command;
use super::load::Generation;
use crate::client::Client;
use crate::error::Error;
use crate::events::{AckOutcome, Event, Nacked};
use crate::time;

/// A delivered event. Acknowledge it, return it, or extend its lease; otherwise it is redelivered after
/// `ack_deadline_time`.
#[derive(Debug)]
pub struct Delivery {
    /// The event.
    pub event: Event,
    /// The fence: larger than every earlier fence of this event, in text order.
    pub fence: String,
    /// 1 + the failures recorded before this delivery.
    pub attempt: u32,
    /// The requested fire time of the timer.
    pub fire_time: Option<SystemTime>,
    /// The time of this release, on the releasing node's clock.
    pub release_time: Option<SystemTime>,
    /// Release minus due.
    pub lateness: Option<Duration>,
    /// The end of the lease: acknowledge or extend before it.
    pub ack_deadline_time: Option<SystemTime>,
    /// The trace context of this delivery, a W3C `traceparent`: the parent of a span over the work. `None` unless the
    /// node records the trace of this timer. `event.traceparent` names the span to link to, that of the create.
    pub traceparent: Option<String>,
    hold: Hold,
}

impl Delivery {
    pub(super) fn new(delivery: proto::Delivery, hold: Hold) -> Self {
        let instant = |timestamp: &Option<_>| timestamp.as_ref().and_then(time::instant);
        Self {
            fire_time: instant(&delivery.fire_time),
            release_time: instant(&delivery.release_time),
            lateness: delivery.lateness.as_ref().and_then(time::duration),
            ack_deadline_time: instant(&delivery.ack_deadline_time),
            traceparent: Some(delivery.traceparent).filter(|context| !context.is_empty()),
            event: Event::from(delivery.envelope.unwrap_or_default()),
            fence: delivery.fence,
            attempt: delivery.attempt,
            hold,
        }
    }

    /// Acknowledges the event, on the consumer's stream, or by a call of its own if the consumer is closed.
    ///
    /// # Errors
    /// `Unknown` when no answer came in time. Acknowledging again, also after a redelivery, is safe.
    pub async fn ack(&self) -> Result<AckOutcome, Error> {
        let request = Request::Ack(proto::ConsumeAck {
            event_id: self.event.id.clone(),
            fence: self.fence.clone(),
        });
        match self.hold.ask(request).await {
            Some(answer) => match answer? {
                SettleOutcome::Ack(outcome) => Ok(outcome),
                _ => Err(other_kind()),
            },
            None => self.hold.client.ack(&self.event.id, &self.fence).await,
        }
    }

    /// Returns the delivery as failed. `delay` replaces the retry policy's backoff; `reason` is stored, at most 255
    /// bytes.
    ///
    /// # Errors
    /// As [`Client::nack`].
    pub async fn nack(&self, reason: impl Into<String>, delay: Option<Duration>) -> Result<Nacked, Error> {
        let reason = reason.into();
        let request = Request::Nack(proto::ConsumeNack {
            event_id: self.event.id.clone(),
            fence: self.fence.clone(),
            reason: reason.clone(),
            delay: delay.map(time::to_duration),
        });
        match self.hold.ask(request).await {
            Some(answer) => match answer? {
                SettleOutcome::Nack(nacked) => Ok(nacked),
                _ => Err(other_kind()),
            },
            None => self.hold.client.nack(&self.event.id, &self.fence, reason, delay).await,
        }
    }

    /// Extends the lease to this long from now, 1 s to 12 h; returns the new deadline.
    ///
    /// # Errors
    /// `Conflict` (`STALE_FENCE`) when a newer delivery exists. `Unavailable` once the consumer is closed.
    pub async fn extend(&self, time_left: Duration) -> Result<Option<SystemTime>, Error> {
        let request = Request::Extend(proto::ConsumeExtend {
            event_id: self.event.id.clone(),
            fence: self.fence.clone(),
            ack_deadline: Some(time::to_duration(time_left)),
        });
        match self.hold.ask(request).await {
            Some(answer) => match answer? {
                SettleOutcome::Extend(deadline) => Ok(deadline),
                _ => Err(other_kind()),
            },
            None => Err(Error::unavailable(
                "",
                "a deadline is extended by its consumer, which is gone",
            )),
        }
    }
}

fn other_kind() -> Error {
    Error::internal("an answer of another kind than was asked for")
}

/// A delivery's channel to its consumer. Dropping it releases the delivery.
#[derive(Debug)]
pub(super) struct Hold {
    pub client: Client,
    pub commands: mpsc::UnboundedSender<Command>,
    pub generation: Generation,
}

impl Hold {
    /// `None` when the consumer is closed.
    async fn ask(&self, request: Request) -> Option<Result<SettleOutcome, Error>> {
        self.client.retries().earn();
        let (reply, answer) = oneshot::channel();
        let answering = Answering::new(request, reply);
        self.commands.send(Command::Answer(Box::new(answering))).ok()?;
        match timeout(self.client.deadline(), answer).await {
            Ok(answer) => answer.ok(),
            Err(_) => Some(Err(Error::Unknown {
                reason: String::new(),
                message: "no answer came within the deadline".to_owned(),
            })),
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        // A closed consumer no longer counts deliveries.
        let _ = self.commands.send(Command::Release(self.generation));
    }
}
