//! Requests of clients.

use serde::{Deserialize, Serialize};

/// A request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Call {
    /// Creates one timer.
    Create(Create),
    /// Creates several timers, all or none.
    BatchCreate(Vec<Create>),
    /// Cancels a timer.
    Cancel(Withdraw),
    /// Reschedules a timer.
    Reschedule(Reschedule),
    /// Reads a timer.
    Get(Get),
    /// Reads a page of timers.
    List(List),
    /// Acknowledges an event.
    Ack(DeliveryRef),
    /// Returns a delivery as failed.
    Nack(Nack),
    /// Extends a delivery's lease.
    Extend(DeliveryRef),
}

/// A timer to create.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Create {
    /// The tenant.
    pub tenant: String,
    /// The caller's id; absent if the server draws or derives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The request id, which makes a create without an id idempotent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The requested instant. Exactly one of this and `delay` is present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fire_time: Option<i64>,
    /// The delay after arrival, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<i64>,
    /// The queue; absent for target `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// A digest of all fields except `request_id`, in any text form: equal exactly if two requests are equal.
    pub digest: String,
}

/// A cancel, and the part that a reschedule shares with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// The tenant.
    pub tenant: String,
    /// The timer.
    pub id: String,
    /// The version to change; 0 for the current one.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub version: u64,
}

/// A reschedule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reschedule {
    /// The tenant.
    pub tenant: String,
    /// The timer.
    pub id: String,
    /// The version to change; 0 for the current one.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub version: u64,
    /// The request id. A repeat with this id and an equal digest gets the first response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The new instant. Exactly one of this and `delay` is present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fire_time: Option<i64>,
    /// The delay after arrival, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<i64>,
    /// A digest of the whole request except `request_id`, including id and version, in any text form.
    pub digest: String,
}

/// A read of one timer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Get {
    /// The tenant.
    pub tenant: String,
    /// The timer.
    pub id: String,
    /// Whether the read has `consistency = LOCAL`, so that it need not be fresh.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub local: bool,
    /// The response must reflect at least this index.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub min_index: u64,
}

/// A read of one page of timers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The tenant.
    pub tenant: String,
    /// The statuses to include; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<Status>,
    /// The inclusive lower bound of `fire_time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_from: Option<i64>,
    /// The exclusive upper bound of `fire_time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_until: Option<i64>,
    /// Whether this is the first page.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub first_page: bool,
    /// Whether the read has `consistency = LOCAL`, so that it need not be fresh.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub local: bool,
    /// The response must reflect at least this index.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub min_index: u64,
}

/// A reference to a delivery.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveryRef {
    /// The event, which is its dedupe key.
    pub event_id: String,
    /// The delivery's fence.
    pub fence: String,
}

/// Returns a delivery as failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nack {
    /// The event, which is its dedupe key.
    pub event_id: String,
    /// The delivery's fence.
    pub fence: String,
}

/// The status of a timer, in the API's terms.
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
    /// Whether the status is final.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Settled | Self::Cancelled | Self::Failed)
    }
}
