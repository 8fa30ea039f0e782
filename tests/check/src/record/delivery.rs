//! Deliveries, at the releasing node and at the receiving consumer.

use serde::{Deserialize, Serialize};

use super::Occurrence;

/// `rel`: a node puts an event on a stream. Only a simulator knows it. The event may not arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The releasing node.
    pub node: u64,
    /// The term in which the node believes to lead.
    pub term: u64,
    /// True time.
    pub t: i64,
    /// The reading of the node's own clock.
    pub clock: i64,
    /// The released occurrence.
    pub occurrence: Occurrence,
    /// The event id.
    pub event_id: String,
    /// The due instant.
    pub due: i64,
    /// The delivery's fence: a fixed-width text whose order is fence order.
    pub fence: String,
    /// 1 plus the recorded failures.
    pub attempt: u32,
    /// A hash of the exact payload bytes; any text.
    pub payload_hash: String,
    /// The term of the newest entry that this node had applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_term: Option<u64>,
}

/// `dlv`: a consumer gets an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The stream, numbered by the producer: each opened stream has its own number.
    pub receiver: u64,
    /// True time, after the arrival. Where every clock is the machine's own, it is not before the release.
    pub t: i64,
    /// The occurrence in the payload.
    pub occurrence: Occurrence,
    /// The event id in the payload.
    pub event_id: String,
    /// The requested fire time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fire_time: Option<i64>,
    /// The payload's `time`.
    pub due: i64,
    /// The reading of the releasing node's clock, as stated in the delivery.
    pub release_time: i64,
    /// The delivery's fence: a fixed-width text whose order is fence order.
    pub fence: String,
    /// The attempt, as stated in the delivery: 1 plus the recorded failures.
    pub attempt: u32,
    /// `ack_deadline_time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<i64>,
    /// The releasing node: the owner of the signature's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<u64>,
    /// A hash of the exact payload bytes; any text.
    pub payload_hash: String,
    /// Whether an independent verifier accepted the signature over these bytes, and their contents match the delivery.
    pub sig_ok: bool,
}

/// `consumer`: from now on a consumer of this queue takes its offers, has credit, and acknowledges; or it stops.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consumer {
    /// The stream.
    pub receiver: u64,
    /// True time.
    pub t: i64,
    /// The tenant of the queue.
    pub tenant: String,
    /// The queue.
    pub queue: String,
    /// Whether it takes deliveries from now on.
    pub open: bool,
}
