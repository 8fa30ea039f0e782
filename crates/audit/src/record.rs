//! The readable form of a chain's row.

use minoots_delivery::data;
use minoots_kernel::{
    Failure,
    internal::{self, AuditChain, DenialRow, EventRow},
};
use minoots_wire::time::instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// The type of a denial among the types of events.
const DENIED: &str = "request.denied";

/// A change, or a denied attempt at one. Fields that do not apply are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Record {
    /// Its sequence in the chain, from 1, without gaps.
    pub sequence: u64,
    /// RFC 3339.
    pub time: String,
    /// The event's type in the event log; `request.denied` for a denial.
    #[serde(rename = "type")]
    pub kind: String,
    /// The object: `timers/<id>` and the like.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// The actor.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub actor: String,
    /// The id of the caller's key.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub credential: String,
    /// The caller's address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The caller's id of its request.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request_id: String,
    /// SHA-256 of the request, hexadecimal, if it was computed for idempotency.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
    /// The reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// For a denial: the denied method, `package.Service/Method`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub method: String,
    /// The number of equal events, if the record stands for several.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub count: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Record {
    /// Reads a stored row.
    ///
    /// # Errors
    /// If the bytes are no row of this chain.
    pub fn read(chain: AuditChain, sequence: u64, row: &[u8]) -> Result<Record, Failure> {
        match chain {
            AuditChain::Denials => Ok(Record::of_denial(sequence, &internal::decode("denial row", row)?)),
            _ => Ok(Record::of_event(sequence, &internal::decode("event row", row)?)),
        }
    }

    /// The fields in which this record differs from the one it should be.
    pub(crate) fn differences(&self, should: &Record) -> String {
        let fields = |record: &Record| serde_json::to_value(record).unwrap_or_default();
        let (told, is) = (fields(self), fields(should));
        let names = [told.as_object(), is.as_object()];
        let names: BTreeSet<&String> = names.into_iter().flatten().flat_map(|fields| fields.keys()).collect();
        let differing = names.into_iter().filter(|name| told.get(name) != is.get(name));
        let shown = |fields: &Value, name: &str| fields.get(name).map_or_else(|| "absent".to_owned(), Value::to_string);
        let differing = differing.map(|name| format!("{name} is {}, not {}", shown(&told, name), shown(&is, name)));
        differing.collect::<Vec<_>>().join("; ")
    }

    /// The record of an event.
    pub fn of_event(sequence: u64, row: &EventRow) -> Record {
        Record {
            sequence,
            time: instant::format(row.time),
            kind: data::type_of(row).to_owned(),
            subject: data::subject(row),
            actor: row.actor.clone(),
            credential: row.credential.clone(),
            source: row.source.clone(),
            request_id: row.request_id.clone(),
            digest: hex::encode(&row.digest),
            reason: row.reason.clone(),
            method: String::new(),
            count: row.count,
        }
    }

    /// The record of a denial.
    pub fn of_denial(sequence: u64, row: &DenialRow) -> Record {
        Record {
            sequence,
            time: instant::format(row.time),
            kind: DENIED.to_owned(),
            subject: row.object.clone(),
            actor: row.actor.clone(),
            credential: row.credential.clone(),
            source: row.source.clone(),
            reason: row.reason.clone(),
            method: row.method.clone(),
            count: row.count,
            ..Record::default()
        }
    }
}
