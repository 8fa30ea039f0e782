//! Events on their way to consumers.

use bytes::Bytes;
use minoots_kernel::{
    fence, id,
    internal::{Fence, Grant, Retry, TimerKey},
};
use std::{ops::Deref, sync::Arc};

/// A prepared `timer.fired` event: payload bytes and signature. All attempts share it.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The facts about the event that not only its consumer needs.
    pub facts: Arc<Facts>,
    /// CloudEvents JSON, which the signature covers.
    pub payload: Bytes,
    /// Detached JWS.
    pub signature: Arc<str>,
}

/// The part of an event that stays in memory while it is in flight. It is small, whatever the event carries.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The tenant, timer and version of the delivery.
    pub occurrence: id::Occurrence,
    /// The event's id and dedupe key.
    pub event_id: String,
    /// The due instant, in nanoseconds UTC.
    pub due: i64,
    /// The timer's requested fire time, in nanoseconds UTC.
    pub fire_time: i64,
    /// Time to acknowledge, nanoseconds.
    pub ack_deadline: u64,
    /// The number of failures recorded before.
    pub attempts: u32,
    /// The retry policy.
    pub retry: Retry,
    /// The newest delivery in the log.
    pub grant: Option<Grant>,
    /// Whether that delivery has ended.
    pub ended: bool,
    /// The key whose deliveries take turns; empty for none.
    pub concurrency_key: String,
    /// The `traceparent` of the timer's create, if that trace is recorded.
    pub traceparent: Option<Box<str>>,
}

impl Facts {
    /// The key by which commands name the timer.
    pub fn key(&self) -> TimerKey {
        let id::Occurrence { tenant, id, version } = self.occurrence.clone();
        TimerKey { tenant, id, version }
    }
}

impl Deref for Prepared {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl Prepared {
    /// The approximate memory of the event.
    pub fn bytes(&self) -> usize {
        kept_bytes(self.payload.len()) + self.signature.len() + 256
    }
}

/// The approximate memory of one allocation of this size. The allocator has four size classes for each doubling, so a
/// large allocation takes an eighth more on average. For small ones the difference is less than the overhead counted
/// besides.
pub(crate) fn kept_bytes(bytes: usize) -> usize {
    if bytes < 16 << 10 { bytes } else { bytes + bytes / 8 }
}

/// One delivery of an event.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// The event.
    pub event: Arc<Prepared>,
    /// The fence, which is larger than every earlier one of this event.
    pub fence: Fence,
    /// The release time on this node's clock, in nanoseconds UTC.
    pub released: i64,
    /// The ack deadline, in nanoseconds UTC.
    pub deadline: i64,
}

impl Delivered {
    /// The fence as text.
    pub fn fence_text(&self) -> String {
        fence::format(&self.fence)
    }

    /// 1 + the failures recorded before.
    pub fn attempt(&self) -> u32 {
        self.event.attempts.saturating_add(1)
    }
}
