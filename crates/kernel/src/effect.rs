//! What should happen because of an entry. The kernel says it; the leader of the entry's term does it.

use crate::internal::{Fence, Lane, TimerRow};
use alloc::{string::String, sync::Arc};

/// A row's place in the order of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReadyPlace {
    /// When it may be delivered.
    pub available: i64,
    /// Breaks ties.
    pub arm: u64,
    /// Which of what is due goes first; an order of its own in each.
    pub lane: Lane,
}

/// The lanes of a queue, by priority: of each, the one without concurrency keys and the one with them, which share turns.
pub const LANES: [Lane; 6] = [
    Lane::Now,
    Lane::KeyedNow,
    Lane::Unspecified,
    Lane::Keyed,
    Lane::Future,
    Lane::KeyedFuture,
];

/// A firing that is now irrevocable.
#[derive(Clone, Debug, PartialEq)]
pub struct Armed {
    /// The tenant.
    pub tenant: String,
    /// The timer as its row stands.
    pub row: Arc<TimerRow>,
    /// When the event's time comes.
    pub due: i64,
    /// Where it stands in its queue.
    pub place: ReadyPlace,
    /// It does not stand there yet: it waits behind others of its concurrency key.
    pub waits: bool,
}

/// A watchdog as the log knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// The tenant.
    pub tenant: String,
    /// The watchdog.
    pub id: String,
    /// What decides its shard.
    pub partition_key: String,
    /// Its version.
    pub version: u64,
    /// Where its due row stood before; `None` for a new one.
    pub from: Option<i64>,
    /// When its next stage is reached, or its own time.
    pub due: i64,
    /// The entry that wrote the mark.
    pub index: u64,
    /// The last touch, or its creation.
    pub mark: i64,
    /// How long it lives without a touch.
    pub ttl: u64,
    /// Of the newest instance.
    pub epoch: u64,
    /// The largest number of its touches.
    pub sequence: u64,
    /// Stages of its ladder that were reached since the mark.
    pub stage: u32,
}

/// One thing the leader has to do, or to take note of.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A timer waits for its due instant.
    Scheduled {
        /// The due instant.
        due: i64,
        /// The tenant.
        tenant: String,
        /// The timer.
        id: String,
        /// Its version.
        version: u64,
    },
    /// A watchdog waits for its due instant, and for touches.
    Watched(Watched),
    /// A timer waits no longer, and will not fire.
    Withdrawn {
        /// The due instant it waited for.
        due: i64,
        /// The tenant.
        tenant: String,
        /// The timer.
        id: String,
    },
    /// Deliver this at its due instant.
    Armed(Armed),
    /// A ready row has a new place.
    Moved {
        /// The tenant.
        tenant: String,
        /// The queue.
        queue: String,
        /// Where it stood.
        from: ReadyPlace,
        /// Where it stands.
        to: ReadyPlace,
        /// No delivery is out: it waits to be offered again. Otherwise it waits for the deadline of the delivery that is.
        ended: bool,
        /// The fence of the delivery that is out.
        fence: Option<Fence>,
        /// The timer.
        id: String,
        /// Its version.
        version: u64,
        /// Its concurrency key, if it has one.
        key: String,
    },
    /// A ready row is gone: settled or failed.
    Closed {
        /// The tenant.
        tenant: String,
        /// The queue.
        queue: String,
        /// Where it stood.
        place: ReadyPlace,
        /// The timer.
        id: String,
        /// Its version.
        version: u64,
    },
    /// A ready row is gone for now: it waits behind others of its concurrency key, and nothing of it is out.
    Parked {
        /// The tenant.
        tenant: String,
        /// The queue.
        queue: String,
        /// Where it stood.
        place: ReadyPlace,
    },
    /// How a queue is to be offered has changed.
    Queue {
        /// The tenant.
        tenant: String,
        /// The queue.
        queue: String,
        /// Nothing of it is to be offered.
        paused: bool,
        /// Deliveries of one concurrency key are limited in number.
        limited: bool,
    },
    /// The tenant's event log has grown.
    Events {
        /// The tenant.
        tenant: String,
        /// The sequence of its newest event.
        head: u64,
    },
    /// A credential was revoked: what it opened must not go on.
    Revoked,
    /// A signing key was revoked: nothing that it signed is to be handed out any more.
    SigningKeyRevoked {
        /// Its id.
        kid: String,
    },
    /// An endpoint was made, changed, disabled or removed.
    Webhook {
        /// The tenant.
        tenant: String,
        /// The endpoint.
        id: String,
    },
    /// A tenant's policy has another text.
    Policy {
        /// The tenant.
        tenant: String,
        /// The version of the text; 0 if there is none any more.
        version: u64,
    },
    /// A tenant's payloads are sealed by other keys.
    PayloadKeys {
        /// The tenant.
        tenant: String,
        /// The version of the keys.
        version: u64,
    },
    /// A schedule was made, changed, run or removed.
    Schedules,
    /// Instants of a schedule made no timer.
    Missed {
        /// How many.
        count: u64,
        /// Why.
        reason: &'static str,
    },
}
