//! What a command is answered. A refusal is an answer like any other: deterministic, and it changed nothing.

use crate::internal::{
    BudgetRow, CancelledRow, CheckpointAnswer, LeaseRow, QueueOptions, QueueRow, ScheduleRow, SpendRow, TimerRow,
    TransactedRow, WebhookRow, WithdrawOutcome,
};
use alloc::{boxed::Box, vec::Vec};

mod reject;
mod touch;

pub use reject::Reject;
pub use touch::{TouchOutcome, Touched};

/// The answer to one command.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// It happened; there is nothing more to say.
    Done,
    /// The timers of a create, in its order.
    Created(Vec<CreatedTimer>),
    /// What became of a cancel or a reschedule.
    Withdrawn(Withdrawn),
    /// What became of the timers of a bulk cancel.
    Cancelled(Cancelled),
    /// What an acknowledgement did.
    Acked(AckOutcome),
    /// A delivery ended.
    Ended {
        /// Failures recorded so far.
        attempts: u32,
        /// When it is offered again; `None` when it failed for good.
        retry_at: Option<i64>,
    },
    /// A delivery's deadline moved.
    Extended {
        /// To this instant.
        deadline: i64,
    },
    /// Held timers were decided about.
    Released {
        /// So many of them.
        released: u64,
        /// Nothing is held any more; else the command is to be repeated.
        finished: bool,
    },
    /// A queue as it stands now.
    Queue {
        /// Its row.
        row: Box<QueueRow>,
        /// It stood like that before.
        existing: bool,
    },
    /// What a queue owed was ended.
    Purged(Purged),
    /// Dead letters are offered again.
    Redriven(Redriven),
    /// An endpoint as it stands now.
    Webhook {
        /// Its row.
        row: Box<WebhookRow>,
        /// It stood there before, and was not changed.
        existing: bool,
    },
    /// A tenant's payloads are sealed by the keys that were asked for.
    PayloadKeys {
        /// Their version.
        version: u64,
    },
    /// A policy stands as it was asked for.
    Policy {
        /// Its version; 0 if there is none any more.
        version: u64,
    },
    /// Trust rules stand as they were asked for.
    Trust {
        /// Their version; 0 if there are none any more.
        version: u64,
    },
    /// A schedule as it stands now.
    Schedule {
        /// Its row.
        row: Box<ScheduleRow>,
        /// It stood there like that before.
        existing: bool,
    },
    /// A schedule has a timer made now.
    Triggered {
        /// The timer's version.
        version: u64,
        /// It was made before.
        existing: bool,
    },
    /// What a write of a checkpoint did.
    Checkpoint {
        /// The version that was written, or that was the last one.
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
    /// Of a budget was spent.
    Spent {
        /// When, and what is left.
        spend: SpendRow,
        /// The index of the first answer, when this one repeats it.
        original_index: u64,
    },
    /// A budget as it stands now.
    Budget {
        /// Its row.
        row: Box<BudgetRow>,
        /// It stood there like that before.
        existing: bool,
    },
    /// All operations of a transaction took place, but for optional ones.
    Transacted {
        /// What of each.
        row: TransactedRow,
        /// The index of the first answer, when this one repeats it.
        original_index: u64,
    },
    /// An event of the caller's own was written.
    Emitted {
        /// The epoch it was written in.
        epoch: u64,
        /// Its place in the tenant's event log.
        sequence: u64,
        /// The index of the first answer, when this one repeats it.
        original_index: u64,
    },
    /// What became of touches, in their order.
    Touched(Vec<Touched>),
    /// Nothing happened, for this reason.
    Rejected(Reject),
}

/// One timer of a create.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatedTimer {
    /// The version it has now.
    pub version: u64,
    /// When its create arrived, nanoseconds UTC: not what the clock of whoever took the call read, if that was ahead of log time.
    pub create_time: i64,
    /// It stood there before: as it is now, and whether it is armed.
    pub existing: Option<Box<(TimerRow, bool)>>,
    /// It was armed as it was created.
    pub armed: bool,
    /// It was due, so it fired as it was created.
    pub fired: bool,
    /// What its queue gave it, if its queue has options.
    pub options: Option<Box<QueueOptions>>,
}

/// What one portion of a redrive did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redriven {
    /// Dead letters that are offered again.
    pub redriven: u32,
    /// Where the next portion begins; empty when nothing is left.
    pub next: Vec<u8>,
    /// What the next portion is told as well: the last arm index when the redrive began, plus one.
    pub arm_max_plus_one: u64,
}

/// What one portion of a purge did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purged {
    /// Timers that failed.
    pub purged: u64,
    /// Dead letters that were forgotten.
    pub dead_letters: u64,
    /// Where the next portion begins; empty when nothing is left.
    pub next: Vec<u8>,
}

/// The outcome of a cancel or a reschedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// What happened.
    pub outcome: WithdrawOutcome,
    /// The version that is current now.
    pub version: u64,
    /// The fire time that is current now.
    pub fire_time: i64,
    /// The index of the first answer, when this one repeats it.
    pub original_index: u64,
}

/// The outcomes of a bulk cancel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// How many timers met which outcome, and where the next one goes on.
    pub outcomes: CancelledRow,
    /// The index of the first answer, when this one repeats it.
    pub original_index: u64,
}

/// What an acknowledgement found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AckOutcome {
    /// It settled the event.
    Settled,
    /// Another acknowledgement had.
    AlreadySettled,
    /// It had failed before.
    AlreadyFailed,
}
