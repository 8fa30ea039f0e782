//! Deliveries in the form of histories.

use anyhow::{Context as _, Result};
use minoots_check::record::{Delivery, Occurrence};
use minoots_it::consumer::Received;
use minoots_wire::envelope::Verifier;
use serde_json::Value;

use crate::wire::{self, TENANT};

/// Records a delivery on this stream at this instant. The facts come from the signed payload.
///
/// # Errors
/// The delivery lacks a fact that every delivery has.
pub fn recorded(received: &Received, receiver: u64, t: i64, verifier: &Verifier) -> Result<Delivery> {
    let envelope = received.envelope()?;
    let signed = verifier.verify(&envelope.payload, &envelope.signature).is_ok();
    let payload: Value = serde_json::from_slice(&envelope.payload).context("a payload that is not JSON")?;
    let says = |name: &str| payload[name].as_str().unwrap_or_default();
    let names_itself = says("id") == envelope.id && says("type") == envelope.r#type && says("tenant") == TENANT;
    let delivery = &received.delivery;
    Ok(Delivery {
        receiver,
        t,
        occurrence: occurrence(says("id")).context("a delivery of no timer")?,
        event_id: says("id").to_owned(),
        fire_time: wire::nanoseconds(delivery.fire_time.as_ref()),
        due: received.due_ns()?,
        release_time: wire::nanoseconds(delivery.release_time.as_ref()).context("no release time")?,
        fence: delivery.fence.clone(),
        attempt: delivery.attempt,
        deadline: wire::nanoseconds(delivery.ack_deadline_time.as_ref()),
        node: None,
        payload_hash: wire::hash(&envelope.payload),
        sig_ok: signed && names_itself,
    })
}

/// Returns the occurrence that the id of a `timer.fired` names.
pub fn occurrence(event_id: &str) -> Option<Occurrence> {
    let mut parts = event_id.strip_prefix("timer:")?.split(':');
    let (tenant, timer, version) = (parts.next()?, parts.next()?, parts.next()?.parse().ok()?);
    Some(Occurrence {
        tenant: tenant.to_owned(),
        timer: timer.to_owned(),
        version,
    })
}

/// Returns the timer and version of an event of the log, from its id or its data.
pub fn of_event(event_id: &str, subject: &str, payload: &[u8]) -> Option<Occurrence> {
    let of_data = || {
        let payload: Value = serde_json::from_slice(payload).ok()?;
        let data = payload.get("data").filter(|_| subject.starts_with("timers/"))?;
        Some(Occurrence {
            tenant: TENANT.to_owned(),
            timer: data["id"].as_str()?.to_owned(),
            version: data["stateVersion"].as_str()?.parse().ok()?,
        })
    };
    occurrence(event_id).or_else(of_data)
}
