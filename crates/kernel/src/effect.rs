//! The effects of an entry. The kernel returns them; the leader of the entry's term executes them.

use crate::internal::{Fence, Lane, TimerRow};
use alloc::{string::String, sync::Arc};

/// The position of a row in the order of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReadyPlace {
    /// The instant from which on it may be delivered.
    pub available: i64,
    /// Breaks ties.
    pub arm: u64,
    /// The lane, which determines the priority. Each lane has its own order.
    pub lane: Lane,
}

/// The lanes of a queue, by priority: for each, the lane without concurrency keys and the lane with them, which share
/// turns.
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
    /// The timer's present row.
    pub row: Arc<TimerRow>,
    /// The due instant of the event.
    pub due: i64,
    /// The position in its queue.
    pub place: ReadyPlace,
    /// Whether the row is not at that position yet, because it waits behind others of its concurrency key.
    pub waits: bool,
}

/// The log's state of a watchdog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// The tenant.
    pub tenant: String,
    /// The watchdog.
    pub id: String,
    /// The partition key, which determines its shard.
    pub partition_key: String,
    /// Its version.
    pub version: u64,
    /// The former instant of its due row; `None` for a new watchdog.
    pub from: Option<i64>,
    /// The instant of its next stage, or its own due instant.
    pub due: i64,
    /// The index of the entry that wrote the mark.
    pub index: u64,
    /// The instant of the last touch, or of its creation.
    pub mark: i64,
    /// Its time to live without a touch.
    pub ttl: u64,
    /// The epoch of the newest instance.
    pub epoch: u64,
    /// The largest sequence number of its touches.
    pub sequence: u64,
    /// The number of stages of its ladder that were reached since the mark.
    pub stage: u32,
}

/// An effect that the leader executes or records.
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
    /// A timer no longer waits, and will not fire.
    Withdrawn {
        /// The due instant for which it waited.
        due: i64,
        /// The tenant.
        tenant: String,
        /// The timer.
        id: String,
    },
    /// Deliver this event at its due instant.
    Armed(Armed),
    /// A ready row has a new position.
    Moved {
        /// The tenant.
        tenant: String,
        /// The queue.
        queue: String,
        /// The former position.
        from: ReadyPlace,
        /// The new position.
        to: ReadyPlace,
        /// Whether no delivery is in flight, and the row waits to be offered again. Otherwise it waits for the deadline
        /// of the delivery in flight.
        ended: bool,
        /// The fence of the delivery in flight.
        fence: Option<Fence>,
        /// The timer.
        id: String,
        /// Its version.
        version: u64,
        /// Its concurrency key, if it has one.
        key: String,
    },
    /// A ready row was removed: settled or failed.
    Closed {
        /// The tenant.
        tenant: String,
        /// The queue.
        queue: String,
        /// The former position.
        place: ReadyPlace,
        /// The timer.
        id: String,
        /// Its version.
        version: u64,
    },
    /// A ready row was removed for now: it waits behind others of its concurrency key, and has no delivery in flight.
    Parked {
        /// The tenant.
        tenant: String,
        /// The queue.
        queue: String,
        /// The former position.
        place: ReadyPlace,
    },
    /// The rules of a queue have changed.
    Queue {
        /// The tenant.
        tenant: String,
        /// The queue.
        queue: String,
        /// Whether nothing of it may be offered.
        paused: bool,
        /// Whether the number of deliveries of one concurrency key is limited.
        limited: bool,
    },
    /// The tenant's event log has grown.
    Events {
        /// The tenant.
        tenant: String,
        /// The sequence of its newest event.
        head: u64,
    },
    /// A credential was revoked: connections that used it must end.
    Revoked,
    /// A signing key was revoked: its signatures must not be handed out any more.
    SigningKeyRevoked {
        /// Its id.
        kid: String,
    },
    /// An endpoint was created, changed, disabled or removed.
    Webhook {
        /// The tenant.
        tenant: String,
        /// The endpoint.
        id: String,
    },
    /// A tenant's policy has changed.
    Policy {
        /// The tenant.
        tenant: String,
        /// The version of the text; 0 if there is none.
        version: u64,
    },
    /// A tenant's payload keys have changed.
    PayloadKeys {
        /// The tenant.
        tenant: String,
        /// The version of the keys.
        version: u64,
    },
    /// A schedule was created, changed, run or removed.
    Schedules,
    /// Instants of a schedule made no timer.
    Missed {
        /// The number of instants.
        count: u64,
        /// The reason.
        reason: &'static str,
    },
}
