//! The `timer.fired` event of a timer's row: its facts, its payload, and the signed event.

use crate::{
    event::{Facts, Prepared},
    opener::{self, Opened, Opener},
    payload::{self, Data, Event},
    signer::Signer,
};
use bytes::Bytes;
use minoots_kernel::{
    Failure, id,
    internal::{NewTimer, TimerRow},
    limits,
};
use std::sync::Arc;

/// Builds and signs the event of a timer from its present row.
pub(crate) fn first_event(
    opener: &dyn Opener,
    signer: &Signer,
    source: &str,
    tenant: &str,
    row: &TimerRow,
) -> Result<Prepared, Failure> {
    let (facts, payload) = made(opener, source, tenant, row)?;
    let signature = signer.sign_detached(&payload);
    Ok(signed(facts, payload, signature))
}

/// Assembles the event of these facts, this payload and its signature.
pub(crate) fn signed(facts: Facts, payload: Vec<u8>, signature: String) -> Prepared {
    Prepared {
        facts: Arc::new(facts),
        payload: Bytes::from(payload),
        signature: signature.into(),
    }
}

/// Builds the facts of a timer's event, and its payload.
pub(crate) fn made(
    opener: &dyn Opener,
    source: &str,
    tenant: &str,
    row: &TimerRow,
) -> Result<(Facts, Vec<u8>), Failure> {
    let event_id = id::fired_event_id(tenant, row.id(), row.version);
    let payload = payload_of(opener, source, (tenant, &event_id), row)?;
    Ok((facts(tenant, row, event_id), payload))
}

/// The facts of a timer's event.
pub(crate) fn facts(tenant: &str, row: &TimerRow, event_id: String) -> Facts {
    let none = NewTimer::default();
    let spec = row.spec.as_ref().unwrap_or(&none);
    let delivery = row.delivery.unwrap_or_default();
    let ack_deadline = if spec.ack_deadline == 0 {
        limits::ACK_DEADLINE_DEFAULT
    } else {
        spec.ack_deadline
    };
    Facts {
        occurrence: id::Occurrence {
            tenant: tenant.to_owned(),
            id: spec.id.clone(),
            version: row.version,
        },
        event_id,
        due: row.due(),
        fire_time: spec.fire_time,
        ack_deadline,
        attempts: delivery.attempts,
        retry: spec.retry.unwrap_or_default(),
        grant: delivery.grant,
        ended: delivery.ended,
        concurrency_key: spec.concurrency_key.clone(),
        traceparent: is_recorded(&spec.traceparent).then(|| spec.traceparent.as_str().into()),
    }
}

/// Whether the sampled flag of a valid `traceparent` is set: the lowest bit of its 55 characters.
fn is_recorded(traceparent: &str) -> bool {
    let flags = traceparent.as_bytes().get(54).copied().map(char::from);
    flags
        .and_then(|digit| digit.to_digit(16))
        .is_some_and(|flags| flags & 1 == 1)
}

/// The payload of a timer's firing: the same bytes for every attempt, reader and node.
pub(crate) fn fired_payload(
    opener: &dyn Opener,
    source: &str,
    tenant: &str,
    row: &TimerRow,
) -> Result<Vec<u8>, Failure> {
    let id = row.spec.as_ref().map_or("", |spec| &spec.id);
    let event_id = id::fired_event_id(tenant, id, row.version);
    payload_of(opener, source, (tenant, &event_id), row)
}

/// The payload of the firing with this id.
fn payload_of(
    opener: &dyn Opener,
    source: &str,
    (tenant, event_id): (&str, &str),
    row: &TimerRow,
) -> Result<Vec<u8>, Failure> {
    let spec = row
        .spec
        .as_ref()
        .ok_or_else(|| Failure::Corrupt("a timer row has no timer".to_owned()))?;
    let opened = opener::payload_of(opener, tenant, spec)?;
    let (bytes, attributes): (&[u8], &[_]) = match &opened {
        Opened::Bytes(bytes) => (bytes, &[]),
        Opened::Shredded => (&[], &[opener::SHREDDED]),
    };
    let event = Event {
        attributes,
        builder: 1,
        id: event_id,
        source,
        kind: "timer.fired",
        subject: &["timers/", &spec.id].concat(),
        time_ns: row.due(),
        tenant,
        traceparent: Some(spec.traceparent.as_str()).filter(|trace| !trace.is_empty()),
        data: Data {
            content_type: &spec.content_type,
            bytes,
        },
    };
    payload::build(&event).map_err(|error| Failure::Corrupt(error.to_string()))
}
