//! Refusals.

use crate::internal::Undone;
use alloc::{boxed::Box, string::String};

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
        /// The position in its batch of the timer that names the endpoint; 0 for a command about the endpoint itself.
        index: usize,
        /// The endpoint's id.
        webhook: String,
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
    /// Another version of the tenant's payload keys is current, or that number was used before.
    PayloadKeysVersion {
        /// That one; 0 if there are none.
        version: u64,
    },
    /// It carries what was sealed by another version of the payload keys than is current: it is to be sealed again.
    PayloadKeysChanged,
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
        /// The refusal that the operation met by itself; `None` for guards and for outcomes that are no refusal.
        because: Option<Box<Reject>>,
    },
    /// A watchdog is moved by touches only.
    IsWatchdog,
    /// The command says nothing this version knows.
    Empty,
}
