//! Events on their way to consumers.

use bytes::Bytes;
use minoots_kernel::{
    fence, id,
    internal::{Fence, Grant, Retry, TimerKey},
};
use std::{ops::Deref, sync::Arc};

/// A `timer.fired` event made ready ahead of its time: payload bytes and signature. Attempts share it.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What is known of it, apart from what only its consumer needs.
    pub facts: Arc<Facts>,
    /// CloudEvents JSON; what the signature covers.
    pub payload: Bytes,
    /// Detached JWS.
    pub signature: Arc<str>,
}

/// What is kept of an event while it is out: it costs little, whatever the event carries.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Tenant, timer and version: what is delivered.
    pub occurrence: id::Occurrence,
    /// The event's id and dedupe key.
    pub event_id: String,
    /// When its time comes, nanoseconds UTC.
    pub due: i64,
    /// The timer's fire time as asked, nanoseconds UTC.
    pub fire_time: i64,
    /// Time to acknowledge, nanoseconds.
    pub ack_deadline: u64,
    /// Failures recorded before.
    pub attempts: u32,
    /// How failures are spaced.
    pub retry: Retry,
    /// The newest delivery the log knows of.
    pub grant: Option<Grant>,
    /// That delivery has ended.
    pub ended: bool,
    /// Whose turns it takes; empty for nobody's.
    pub concurrency_key: String,
}

impl Facts {
    /// How commands name it.
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
    /// Memory it holds, about.
    pub fn bytes(&self) -> usize {
        kept_bytes(self.payload.len()) + self.signature.len() + 256
    }
}

/// What so many bytes in one piece take in memory, about: the allocator keeps four sizes for each doubling, so a large piece takes an eighth more on
/// average. Small ones differ by less than what is counted beside them.
pub(crate) fn kept_bytes(bytes: usize) -> usize {
    if bytes < 16 << 10 { bytes } else { bytes + bytes / 8 }
}

/// One handing-over of an event.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// The event.
    pub event: Arc<Prepared>,
    /// Larger than every earlier one of this event.
    pub fence: Fence,
    /// When it was released, on this node's clock, nanoseconds UTC.
    pub released: i64,
    /// Acknowledge before this, nanoseconds UTC.
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
