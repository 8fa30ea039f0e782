//! Events, and what acknowledging them answers.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use minoots_wire::event::v1::{self as proto, AckRequest, AckResponse, Envelope, NackRequest, NackResponse};

use crate::call::Kind;
use crate::client::Client;
use crate::error::Error;
use crate::time;

/// An event. Only `payload` is signed; the other fields are copies of what it says, for routing without parsing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same on every delivery of the event: its dedupe key.
    pub id: String,
    /// Such as `timer.fired`.
    pub kind: String,
    /// Such as `timers/tea`.
    pub subject: String,
    /// Of `timer.fired`: its due instant.
    pub time: Option<SystemTime>,
    /// CloudEvents 1.0 JSON, exactly as signed.
    pub payload: Bytes,
    /// Detached JWS; empty if the reader asked for unsigned events.
    pub signature: String,
}

/// The attribute that an event has in place of its data, if the payload key was shredded.
#[derive(Debug, serde::Deserialize)]
struct Shredding {
    payloadshredded: String,
}

impl Event {
    /// Whether the key of its payload was shredded: it has no data then, and nobody can read it any more. What is read is the signed
    /// bytes.
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

/// What an acknowledgement came to. All of them end the event's deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AckOutcome {
    /// This acknowledgement, or an earlier attempt of it, settled the event.
    Settled,
    /// Another one was first.
    AlreadySettled,
    /// It had failed (attempts spent, or expired) before.
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

/// A delivery was given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nacked {
    /// Recorded failures of the event, this one included.
    pub attempts: u32,
    /// When it is offered again; `None` when it failed for good.
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
    /// Settles an event by a fence it was delivered with, from anywhere.
    ///
    /// # Errors
    /// `NotFound` when there is no such event; `Conflict` when the fence is not of its current arm.
    pub async fn ack(&self, event_id: impl Into<String>, fence: impl Into<String>) -> Result<AckOutcome, Error> {
        let request = AckRequest {
            event_id: event_id.into(),
            fence: fence.into(),
            partition_key: String::new(),
        };
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.events().ack(request).await }
        });
        AckOutcome::read(&answer.await?)
    }

    /// Gives a delivery back as failed, by its newest fence. `delay` replaces the retry policy's backoff.
    ///
    /// # Errors
    /// `Conflict` (`STALE_FENCE`) when another delivery is newer or this one has ended. `Unknown` with the same reason
    /// when that may be the echo of an attempt whose answer was lost.
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
        let answer = self.call(Kind::Nack, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.events().nack(request).await }
        });
        Ok(Nacked::from(&answer.await?))
    }
}
