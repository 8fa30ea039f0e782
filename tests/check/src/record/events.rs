//! Reading the event log.

use serde::{Deserialize, Serialize};

use super::Occurrence;

/// `seek`: a reader begins, or begins anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seek {
    /// Who reads. One number stands for one cursor.
    pub reader: u64,
    /// True time.
    pub t: i64,
    /// Tenant and shard; any text.
    pub partition: String,
    /// Where it begins.
    pub start: Start,
    /// It asked for some types only, so it sees gaps.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub filtered: bool,
}

/// Where a reader begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Start {
    /// Behind the event with this sequence.
    After(u64),
    /// At the earliest event there is.
    Earliest,
    /// Behind everything that is there now.
    End,
}

/// `evt`: a reader gets an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Who reads.
    pub reader: u64,
    /// True time.
    pub t: i64,
    /// Tenant and shard.
    pub partition: String,
    /// Its place in the log.
    pub sequence: u64,
    /// Its id.
    pub event_id: String,
    /// Its type: `timer.fired`.
    pub kind: String,
    /// Of events about timers: which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurrence: Option<Occurrence>,
    /// Of `timer.fired`: the payload's `time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
    /// A hash of the exact payload bytes; any text.
    pub hash: String,
    /// As in [`super::Delivery::sig_ok`]; absent if it was read unsigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sig_ok: Option<bool>,
}

/// `compacted`: a reader was told `CURSOR_COMPACTED`. It goes on with another `seek`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compacted {
    /// Who reads.
    pub reader: u64,
    /// True time.
    pub t: i64,
    /// Tenant and shard.
    pub partition: String,
    /// The earliest event there is.
    pub earliest: u64,
}
