//! Events, and the outcomes of acknowledging them.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use minoots_wire::event::v1::{self as proto, AckRequest, AckResponse, Envelope, NackRequest, NackResponse};

use crate::client::Client;
use crate::error::Error;
use crate::time;

/// An event. Only `payload` is signed; the other fields are copies of its content, for routing without parsing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The event id, equal on each delivery: its dedupe key.
    pub id: String,
    /// The type, such as `timer.fired`.
    pub kind: String,
    /// The subject, such as `timers/tea`.
    pub subject: String,
    /// The time; for `timer.fired`, its due instant.
    pub time: Option<SystemTime>,
    /// CloudEvents 1.0 JSON, exactly as signed.
    pub payload: Bytes,
    /// A detached JWS; empty if the reader requested unsigned events.
    pub signature: String,
}

/// The attribute that replaces an event's data if the payload key was shredded.
#[derive(Debug, serde::Deserialize)]
struct Shredding {
    payloadshredded: String,
}

impl Event {
    /// Whether the key of its payload was shredded. Such an event has no data, and no party can read it. The signed
    /// bytes decide.
    #[must_use]
    pub fn is_shredded(&self) -> bool {
        serde_json::from_slice::<Shredding>(&self.payload).is_ok_and(|attribute| attribute.payloadshredded == "true")
    }
}

impl From<Envelope> for Event {
    fn from(envelope: Envelope) -> Self {
        Self {
            id: envelope.id,
            kind: envelope.r#type,
            subject: envelope.subject,
            time: envelope.time.as_ref().and_then(time::instant),
            payload: envelope.payload,
            signature: envelope.signature,
        }
    }
}

/// The outcome of an acknowledgement. Each outcome ends the event's deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AckOutcome {
    /// This acknowledgement, or an earlier attempt of it, completed the event.
    Settled,
    /// Another acknowledgement was first.
    AlreadySettled,
    /// The event had failed before: its attempts or its age ran out.
    AlreadyFailed,
}

impl AckOutcome {
    pub(crate) fn read(answer: &AckResponse) -> Result<Self, Error> {
        match answer.outcome() {
            proto::AckOutcome::Settled => Ok(Self::Settled),
            proto::AckOutcome::AlreadySettled => Ok(Self::AlreadySettled),
            proto::AckOutcome::AlreadyFailed => Ok(Self::AlreadyFailed),
            proto::AckOutcome::Unspecified => Err(Error::internal("an acknowledgement without an outcome")),
        }
    }
}

/// The result of returning a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nacked {
    /// Recorded failures of the event, this one included.
    pub attempts: u32,
    /// The time of the next delivery; `None` when the event failed for good.
    pub retry_time: Option<SystemTime>,
}

impl From<&NackResponse> for Nacked {
    fn from(answer: &NackResponse) -> Self {
        Self {
            attempts: answer.attempts,
            retry_time: answer.retry_time.as_ref().and_then(time::instant),
        }
    }
}

impl Client {
    /// Acknowledges an event by any fence it was delivered with, on any connection.
    ///
    /// # Errors
    /// `NotFound` when there is no such event; `Conflict` when the fence belongs to an earlier arm.
    pub async fn ack(&self, event_id: impl Into<String>, fence: impl Into<String>) -> Result<AckOutcome, Error> {
        let request = AckRequest {
            event_id: event_id.into(),
            fence: fence.into(),
            partition_key: String::new(),
        };
        AckOutcome::read(&self.unary(request).await?)
    }

    /// Returns a delivery as failed, by its newest fence. `delay` replaces the retry policy's backoff.
    ///
    /// # Errors
    /// `Conflict` (`STALE_FENCE`) when a newer delivery exists or this one has ended. `Unknown` with the same reason
    /// when an earlier attempt with a lost answer may be the cause.
    pub async fn nack(
        &self,
        event_id: impl Into<String>,
        fence: impl Into<String>,
        reason: impl Into<String>,
        delay: Option<Duration>,
    ) -> Result<Nacked, Error> {
        let request = NackRequest {
            event_id: event_id.into(),
            fence: fence.into(),
            reason: reason.into(),
            delay: delay.map(time::to_duration),
            partition_key: String::new(),
        };
        Ok(Nacked::from(&self.unary(request).await?))
    }
}
