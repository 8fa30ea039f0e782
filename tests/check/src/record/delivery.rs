//! Deliveries, at the node that releases them and at the consumer that gets them.

use serde::{Deserialize, Serialize};

use super::Occurrence;

/// `rel`: a node puts an event on a stream. Known to a simulator only; whether it arrives is another matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Who releases.
    pub node: u64,
    /// The term in which it believes to lead.
    pub term: u64,
    /// True time.
    pub t: i64,
    /// What its own clock read.
    pub clock: i64,
    /// What is released.
    pub occurrence: Occurrence,
    /// Its event id.
    pub event_id: String,
    /// When its time comes.
    pub due: i64,
    /// The delivery's fence: a fixed-width text whose order is fence order.
    pub fence: String,
    /// 1 + recorded failures.
    pub attempt: u32,
    /// A hash of the exact payload bytes; any text.
    pub payload_hash: String,
    /// The term of the newest entry this node had applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_term: Option<u64>,
}

/// `dlv`: a consumer gets an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The stream it came on, numbered by the producer: one number for each time a stream was opened.
    pub receiver: u64,
    /// True time, after it arrived. Where every clock is the machine's own, not before it was released.
    pub t: i64,
    /// As its payload says.
    pub occurrence: Occurrence,
    /// As its payload says.
    pub event_id: String,
    /// As asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fire_time: Option<i64>,
    /// The payload's `time`.
    pub due: i64,
    /// What the releasing node's clock read, as the delivery says.
    pub release_time: i64,
    /// The delivery's fence: a fixed-width text whose order is fence order.
    pub fence: String,
    /// As the delivery says: 1 + recorded failures.
    pub attempt: u32,
    /// `ack_deadline_time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<i64>,
    /// Who released it: the node the signature's key belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<u64>,
    /// A hash of the exact payload bytes; any text.
    pub payload_hash: String,
    /// Whether an independent verifier accepted the signature over these bytes, and what they name is what the delivery says.
    pub sig_ok: bool,
}

/// `consumer`: from now on a consumer of this queue takes what it is offered, has credit, and acknowledges; or it stops.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consumer {
    /// The stream.
    pub receiver: u64,
    /// True time.
    pub t: i64,
    /// Whose queue.
    pub tenant: String,
    /// The queue.
    pub queue: String,
    /// Whether it takes deliveries from now on.
    pub open: bool,
}
