//! Reads of the event log.

use serde::{Deserialize, Serialize};

use super::Occurrence;

/// `seek`: a reader starts, or starts again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seek {
    /// The reader. Each number stands for one cursor.
    pub reader: u64,
    /// True time.
    pub t: i64,
    /// Tenant and shard; any text.
    pub partition: String,
    /// The start position.
    pub start: Start,
    /// Whether the reader asked for some types only, and so sees gaps.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub filtered: bool,
}

/// The start position of a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Start {
    /// After the event with this sequence.
    After(u64),
    /// At the earliest existing event.
    Earliest,
    /// After all existing events.
    End,
}

/// `evt`: a reader gets an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The reader.
    pub reader: u64,
    /// True time.
    pub t: i64,
    /// Tenant and shard.
    pub partition: String,
    /// The sequence number in the log.
    pub sequence: u64,
    /// The event id.
    pub event_id: String,
    /// The type, such as `timer.fired`.
    pub kind: String,
    /// For an event about a timer: the occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurrence: Option<Occurrence>,
    /// For a `timer.fired`: the payload's `time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
    /// A hash of the exact payload bytes; any text.
    pub hash: String,
    /// As in [`super::Delivery::sig_ok`]; absent for an unsigned read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sig_ok: Option<bool>,
}

/// `compacted`: a reader got `CURSOR_COMPACTED`. It continues with another `seek`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compacted {
    /// The reader.
    pub reader: u64,
    /// True time.
    pub t: i64,
    /// Tenant and shard.
    pub partition: String,
    /// The earliest existing event.
    pub earliest: u64,
}
