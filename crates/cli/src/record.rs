//! One event as one line, printed by `event consume` and `event tail` and read by `verify`.
//!
//! The decoded fields come from the signed payload, so scripts read signed data. The fields beside the payload (fence,
//! attempt, cursor, …) are not signed. Every field is always present; a field that does not apply is null.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minoots_terminal::clock::floor_us;
use minoots_wire::event::v1::{Delivery, Envelope, LogEvent};
use minoots_wire::time::{duration, instant};
use minoots_wire::well_known::Timestamp;
use serde::{Deserialize, Serialize};

/// An event as printed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub subject: Option<String>,
    /// The event's time. For `timer.fired` it is the due instant.
    pub time: Option<String>,
    pub fire_time: Option<String>,
    /// The arrival at this process minus `time`, in microseconds rounded down, both by wall clocks.
    pub lateness_us: Option<i64>,
    /// The lateness that the releasing node measured.
    pub server_lateness_us: Option<i64>,
    pub attempt: Option<u32>,
    pub fence: Option<String>,
    /// The event's id, the same on every delivery.
    pub dedupe_key: String,
    /// The number in the event log. Null on a delivery from a queue.
    pub sequence: Option<u64>,
    pub cursor: Option<String>,
    /// The signed bytes in standard base64.
    pub payload: String,
    /// True if the key of the timer's payload was shredded. The event then has no data.
    pub payload_shredded: bool,
    /// A detached JWS; empty if the reader requested unsigned events.
    pub signature: String,
}

impl Record {
    /// Converts a delivery that arrived at `received_ns` (wall clock, nanoseconds since 1970 UTC).
    pub fn of_delivery(delivery: &Delivery, received_ns: i64) -> Self {
        let envelope = delivery.envelope.clone().unwrap_or_default();
        Self {
            fire_time: delivery.fire_time.as_ref().and_then(text_of),
            server_lateness_us: delivery
                .lateness
                .as_ref()
                .and_then(|span| duration::from_proto(span).ok())
                .map(floor_us),
            attempt: Some(delivery.attempt),
            fence: Some(delivery.fence.clone()),
            ..Self::of_envelope(&envelope, received_ns)
        }
    }

    /// Converts an event of the log that arrived at `received_ns` (wall clock, nanoseconds since 1970 UTC).
    pub fn of_log(event: &LogEvent, received_ns: i64) -> Self {
        let envelope = event.envelope.clone().unwrap_or_default();
        Self {
            fire_time: event.fire_time.as_ref().and_then(text_of),
            sequence: Some(event.sequence),
            cursor: Some(event.cursor.clone()),
            ..Self::of_envelope(&envelope, received_ns)
        }
    }

    fn of_envelope(envelope: &Envelope, received_ns: i64) -> Self {
        let attributes = Attributes::of(envelope);
        let due_ns = attributes.time.as_ref().and_then(|time| instant::parse(time).ok());
        let payload_shredded = attributes.is_shredded();
        Self {
            dedupe_key: attributes.id.clone(),
            id: attributes.id,
            kind: attributes.kind,
            subject: attributes.subject,
            time: attributes.time,
            lateness_us: due_ns.map(|due_ns| floor_us(received_ns.saturating_sub(due_ns))),
            payload_shredded,
            payload: STANDARD.encode(&envelope.payload),
            signature: envelope.signature.clone(),
            fire_time: None,
            server_lateness_us: None,
            attempt: None,
            fence: None,
            sequence: None,
            cursor: None,
        }
    }

    /// Describes the event in a few words.
    pub fn summary(&self) -> String {
        let mut words = vec![self.time.clone().unwrap_or_default(), self.kind.clone()];
        words.extend(self.subject.clone());
        // In a tail the lateness would be the event's age.
        if self.attempt.is_some() {
            words.extend(self.lateness_us.map(|us| format!("{} late", milliseconds(us))));
        }
        words.extend(
            self.attempt
                .filter(|attempt| *attempt > 1)
                .map(|attempt| format!("attempt {attempt}")),
        );
        words.extend(self.payload_shredded.then(|| "payload shredded".to_owned()));
        words.extend(self.sequence.map(|sequence| format!("#{sequence}")));
        words.join("  ")
    }
}

/// Formats microseconds as milliseconds with a fraction.
pub fn milliseconds(us: i64) -> String {
    let sign = if us < 0 { "-" } else { "" };
    format!(
        "{sign}{}.{:03} ms",
        us.unsigned_abs() / 1_000,
        us.unsigned_abs() % 1_000
    )
}

/// The CloudEvents attributes inside a payload that a line repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Attributes {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub subject: Option<String>,
    pub time: Option<String>,
    #[serde(rename = "payloadshredded")]
    pub shredded: Option<String>,
}

impl Attributes {
    /// Returns true if the key of the timer's payload was shredded.
    pub fn is_shredded(&self) -> bool {
        self.shredded.as_deref() == Some("true")
    }

    /// Decodes the payload. If that fails, uses the unsigned copies of the envelope.
    fn of(envelope: &Envelope) -> Self {
        serde_json::from_slice(&envelope.payload).unwrap_or_else(|_| Self {
            id: envelope.id.clone(),
            kind: envelope.r#type.clone(),
            subject: Some(envelope.subject.clone()).filter(|subject| !subject.is_empty()),
            time: envelope.time.as_ref().and_then(text_of),
            shredded: None,
        })
    }
}

/// Formats an instant as RFC 3339; `None` for a timestamp out of range.
pub fn text_of(timestamp: &Timestamp) -> Option<String> {
    instant::from_proto(timestamp).ok().map(instant::format)
}

#[cfg(test)]
mod tests;
