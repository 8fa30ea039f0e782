//! Replies to commands. A rejection is a reply like any other: it is deterministic, and the command changed nothing.

use crate::internal::{
    BudgetRow, CancelledRow, CheckpointAnswer, LeaseRow, QueueRow, ScheduleRow, SpendRow, TimerRow, TransactedRow,
    WebhookRow, WithdrawOutcome,
};
use alloc::{boxed::Box, sync::Arc, vec::Vec};

mod reject;
mod touch;

pub use reject::Reject;
pub use touch::{TouchOutcome, Touched};

/// The reply to one command.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// The command succeeded, without further data.
    Done,
    /// The timers of a create, in its order.
    Created(Vec<CreatedTimer>),
    /// The result of a cancel or a reschedule.
    Withdrawn(Withdrawn),
    /// The result of a bulk cancel.
    Cancelled(Cancelled),
    /// The result of an acknowledgement.
    Acked(AckOutcome),
    /// A delivery ended.
    Ended {
        /// The number of failures recorded so far.
        attempts: u32,
        /// The instant at which it is offered again; `None` when it failed permanently.
        retry_at: Option<i64>,
    },
    /// A delivery's deadline moved.
    Extended {
        /// The new deadline.
        deadline: i64,
    },
    /// Held timers were decided.
    Released {
        /// The number of decided timers.
        released: u64,
        /// Whether nothing is held any more; otherwise the command must be repeated.
        finished: bool,
    },
    /// The present state of a queue.
    Queue {
        /// Its row.
        row: Box<QueueRow>,
        /// Whether it had that state before.
        existing: bool,
    },
    /// The unsettled events of a queue were failed.
    Purged(Purged),
    /// Dead letters are offered again.
    Redriven(Redriven),
    /// The present state of an endpoint.
    Webhook {
        /// Its row.
        row: Box<WebhookRow>,
        /// Whether it existed before, and was not changed.
        existing: bool,
    },
    /// A tenant's payload keys are as requested.
    PayloadKeys {
        /// Their version.
        version: u64,
    },
    /// A policy is as requested.
    Policy {
        /// Its version; 0 if there is none.
        version: u64,
    },
    /// Trust rules are as requested.
    Trust {
        /// Their version; 0 if there are none.
        version: u64,
    },
    /// The present state of a schedule.
    Schedule {
        /// Its row.
        row: Box<ScheduleRow>,
        /// Whether it had that state before.
        existing: bool,
    },
    /// A schedule has made a timer.
    Triggered {
        /// The timer's version.
        version: u64,
        /// Whether it was made before.
        existing: bool,
    },
    /// The result of a write of a checkpoint.
    Checkpoint {
        /// The version that was written, or the last version of a removed checkpoint.
        answer: Box<CheckpointAnswer>,
        /// The index of the first answer, when this one repeats it.
        original_index: u64,
    },
    /// A lease is held.
    Lease {
        /// Its row.
        row: Box<LeaseRow>,
        /// The index of the first answer, when this one repeats it.
        original_index: u64,
    },
    /// An amount of a budget was spent.
    Spent {
        /// The instant of the spend, and the remaining amount.
        spend: SpendRow,
        /// The index of the first answer, when this one repeats it.
        original_index: u64,
    },
    /// The present state of a budget.
    Budget {
        /// Its row.
        row: Box<BudgetRow>,
        /// Whether it had that state before.
        existing: bool,
    },
    /// All operations of a transaction succeeded, except optional ones.
    Transacted {
        /// The result of each operation.
        row: TransactedRow,
        /// The index of the first answer, when this one repeats it.
        original_index: u64,
    },
    /// An event of the caller was written.
    Emitted {
        /// The epoch in which it was written.
        epoch: u64,
        /// Its sequence number in the tenant's event log.
        sequence: u64,
        /// The index of the first answer, when this one repeats it.
        original_index: u64,
    },
    /// The results of touches, in their order.
    Touched(Vec<Touched>),
    /// The command was rejected, and nothing happened.
    Rejected(Reject),
}

/// One timer of a create.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatedTimer {
    /// Its row after the create.
    pub row: Arc<TimerRow>,
    /// Whether it is pending and armed.
    pub armed: bool,
    /// Whether it existed before.
    pub existing: bool,
}

/// The result of one portion of a redrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redriven {
    /// The number of dead letters that are offered again.
    pub redriven: u32,
    /// The start of the next portion; empty when nothing is left.
    pub next: Vec<u8>,
    /// An input of the next portion: the last arm index when the redrive began.
    pub arm_max: u64,
}

/// The result of one portion of a purge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purged {
    /// The number of timers that failed.
    pub purged: u64,
    /// The number of dead letters that were removed.
    pub dead_letters: u64,
    /// The start of the next portion; empty when nothing is left.
    pub next: Vec<u8>,
}

/// The outcome of a cancel or a reschedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// The outcome.
    pub outcome: WithdrawOutcome,
    /// The present version.
    pub version: u64,
    /// The present fire time.
    pub fire_time: i64,
    /// The index of the first answer, when this one repeats it.
    pub original_index: u64,
}

/// The outcomes of a bulk cancel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// The number of timers for each outcome, and the position at which the next command continues.
    pub outcomes: CancelledRow,
    /// The index of the first answer, when this one repeats it.
    pub original_index: u64,
}

/// The result of an acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AckOutcome {
    /// It settled the event.
    Settled,
    /// The event was settled before.
    AlreadySettled,
    /// The event had failed before.
    AlreadyFailed,
}
