//! What a command is answered. A refusal is an answer like any other: deterministic, and it changed nothing.

use crate::internal::{
    BudgetRow, CancelledRow, CheckpointAnswer, LeaseRow, QueueOptions, QueueRow, ScheduleRow, SpendRow, TimerRow,
    TransactedRow, Undone, WebhookRow, WithdrawOutcome,
};
use alloc::{boxed::Box, string::String, vec::Vec};

mod touch;

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

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reject {
    /// The id is taken by a timer with another body.
    TimerExists {
        /// Which of the batch.
        index: usize,
    },
    /// The request id was used with another body.
    IdempotencyMismatch {
        /// Which of the batch.
        index: usize,
    },
    /// The batch names an id twice.
    BatchDuplicate {
        /// The second of the two.
        index: usize,
    },
    /// No such timer.
    TimerNotFound,
    /// No such queue.
    QueueNotFound,
    /// The queue was created with other options.
    QueueExists,
    /// The queue has another version than the change was made for.
    QueueVersion {
        /// The present one.
        version: u64,
    },
    /// No such event, or none that can be acknowledged.
    EventNotFound,
    /// Log time has not reached due.
    NotDue {
        /// The due instant.
        due: i64,
    },
    /// A newer delivery is out, or this one has ended.
    StaleFence,
    /// A redrive is out already.
    AlreadyRedriven,
    /// It was settled.
    AlreadySettled,
    /// A limit of the tenant is reached.
    Quota {
        /// The limit's name.
        name: &'static str,
        /// Its value.
        limit: u64,
    },
    /// The tenant's quota is used up.
    Exceeded {
        /// What of it.
        name: &'static str,
        /// How much there is.
        limit: u64,
        /// After how long, in nanoseconds, repeating may help; `None` if it never does.
        retry_delay: Option<i64>,
    },
    /// An epoch must exceed every earlier one.
    EpochTooSmall {
        /// The present one.
        epoch: u64,
    },
    /// The cluster has been bootstrapped.
    AlreadyBootstrapped {
        /// Its id.
        cluster_id: String,
    },
    /// The key id is taken by another key.
    KeyExists,
    /// No node has a signing key of this id.
    KeyNotFound,
    /// The credential id is taken.
    CredentialExists,
    /// The tenant has no such credential.
    CredentialNotFound,
    /// No such endpoint.
    WebhookNotFound {
        /// Which of a batch of timers names it.
        index: usize,
    },
    /// The id is taken by an endpoint that another request made.
    WebhookExists,
    /// Another version of the endpoint is current.
    WebhookVersion {
        /// That one.
        version: u64,
    },
    /// The token that a node would join with is not known, is over, or was spent on another node.
    JoinToken,
    /// Another version of the policy is current.
    PolicyVersion {
        /// That one; 0 if there is none.
        version: u64,
    },
    /// It was judged by another version of the policy than is current: it is to be judged again.
    PolicyChanged,
    /// Another version of the trust rules is current.
    TrustVersion {
        /// That one; 0 if there are none.
        version: u64,
    },
    /// A token was judged by another version of the trust rules than is current: it is to be judged again.
    TrustChanged,
    /// The token was used before.
    TokenReplayed,
    /// It cannot be told any more whether the token was used before, nor would it be accepted.
    TokenOver,
    /// The tenant has used so many tokens that no more can be remembered for now.
    TokensFull,
    /// No such schedule.
    ScheduleNotFound,
    /// The id is taken by a schedule that another request made.
    ScheduleExists,
    /// Another version of the schedule is current.
    ScheduleVersion {
        /// That one.
        version: u64,
    },
    /// The schedule has gone on since its proposer looked, or must be run first: it is to be looked at again.
    ScheduleMoved,
    /// The schedule is paused, and makes no timers.
    SchedulePaused,
    /// Another backfill of the schedule runs.
    BackfillRuns,
    /// Whether an instant of the window had a timer is not known any more.
    BackfillForgotten {
        /// The first of them.
        instant: i64,
    },
    /// No such checkpoint, or not this version of it.
    CheckpointNotFound,
    /// The checkpoint is there, and no version was expected.
    VersionRequired {
        /// The current one.
        version: u64,
    },
    /// Another version of the checkpoint is current.
    VersionConflict {
        /// That one; 0 if there is none.
        version: u64,
    },
    /// The checkpoint has another partition key.
    CheckpointPartition,
    /// No such timer.
    CheckpointTimer {
        /// Which of those that the put names.
        index: usize,
    },
    /// Another holds the lease.
    LeaseHeld {
        /// Who.
        holder: String,
        /// After how long, in nanoseconds, that ends if it is not renewed.
        retry_delay: i64,
    },
    /// Nobody holds the lease.
    LeaseOver,
    /// Another grant of the lease is the newest.
    LeaseStale,
    /// No such budget.
    BudgetNotFound,
    /// More is asked for than the budget ever has.
    BudgetAmount {
        /// Its limit.
        limit: u64,
    },
    /// The budget has not enough by now.
    BudgetSpent {
        /// What it has.
        remaining: u64,
        /// After how long, in nanoseconds, it has enough if nobody else spends.
        retry_delay: i64,
    },
    /// A guard, or an operation, of a transaction did not come about.
    GuardFailed {
        /// Of the guards; else of the operations.
        is_guard: bool,
        /// Which of them.
        index: usize,
        /// Why.
        undone: Undone,
    },
    /// A watchdog is moved by touches only.
    IsWatchdog,
    /// The command says nothing this version knows.
    Empty,
}
