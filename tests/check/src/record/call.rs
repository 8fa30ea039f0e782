//! What clients ask for.

use serde::{Deserialize, Serialize};

/// A request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Call {
    /// One timer.
    Create(Create),
    /// Several timers, all or none.
    BatchCreate(Vec<Create>),
    /// Withdraws a timer.
    Cancel(Withdraw),
    /// Moves a timer.
    Reschedule(Reschedule),
    /// Reads a timer.
    Get(Get),
    /// Reads a page of timers.
    List(List),
    /// Settles an event.
    Ack(DeliveryRef),
    /// Gives a delivery back.
    Nack(Nack),
    /// Asks for more time.
    Extend(DeliveryRef),
}

/// A timer that is asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Create {
    /// Whose.
    pub tenant: String,
    /// The caller's id; absent if the server is to choose or derive one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Makes a create without an id idempotent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The instant asked for. Exactly one of this and `delay`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fire_time: Option<i64>,
    /// Nanoseconds after arrival.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<i64>,
    /// The queue it goes to; absent for target `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// Stands for everything the caller gave except `request_id`: equal exactly if two requests are equal. Any text.
    pub digest: String,
}

/// A cancel, and what a reschedule has in common with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// Whose.
    pub tenant: String,
    /// The timer.
    pub id: String,
    /// Only this version; 0 for whichever is current.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub version: u64,
}

/// A reschedule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reschedule {
    /// Whose.
    pub tenant: String,
    /// The timer.
    pub id: String,
    /// Only this version; 0 for whichever is current.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub version: u64,
    /// A repeat with this id and an equal digest gets the first answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The new instant. Exactly one of this and `delay`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fire_time: Option<i64>,
    /// Nanoseconds after arrival.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<i64>,
    /// Stands for the whole request except `request_id`, the id and version included. Any text.
    pub digest: String,
}

/// A read of one timer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Get {
    /// Whose.
    pub tenant: String,
    /// The timer.
    pub id: String,
    /// With `consistency = LOCAL`: need not be fresh.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub local: bool,
    /// The answer must reflect at least this index.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub min_index: u64,
}

/// A read of one page of timers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Whose.
    pub tenant: String,
    /// Any of these; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<Status>,
    /// `fire_time` at or after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_from: Option<i64>,
    /// `fire_time` before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_until: Option<i64>,
    /// Whether this is the first page, so that nothing lies before it.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub first_page: bool,
    /// With `consistency = LOCAL`: need not be fresh.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub local: bool,
    /// The answer must reflect at least this index.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub min_index: u64,
}

/// Names a delivery.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveryRef {
    /// The event, which is its dedupe key.
    pub event_id: String,
    /// The delivery's fence.
    pub fence: String,
}

/// Gives a delivery back as failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nack {
    /// The event, which is its dedupe key.
    pub event_id: String,
    /// The delivery's fence.
    pub fence: String,
}

/// Where a timer is in its life, as the API says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // Named as in `timer.proto`.
pub enum Status {
    Scheduled,
    Armed,
    Fired,
    Settled,
    Cancelled,
    Failed,
}

impl Status {
    /// Whether it never changes again.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Settled | Self::Cancelled | Self::Failed)
    }
}
