//! Rejections.

use crate::internal::Undone;
use alloc::{boxed::Box, string::String};

/// The reason why a command was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reject {
    /// The command needs a later level than the cluster has.
    FeatureNotActive {
        /// The level that it needs.
        needed: u32,
        /// The level of the cluster.
        level: u32,
    },
    /// A timer with another body has the id.
    TimerExists {
        /// The position of the timer in its batch.
        index: usize,
    },
    /// The request id was used with another body.
    IdempotencyMismatch {
        /// The position of the timer in its batch.
        index: usize,
    },
    /// The batch names an id twice.
    BatchDuplicate {
        /// The position of the second one.
        index: usize,
    },
    /// The timer does not exist.
    TimerNotFound,
    /// The queue does not exist.
    QueueNotFound,
    /// The queue was created with other options.
    QueueExists,
    /// The queue has another version than the one named by the change.
    QueueVersion {
        /// The present version.
        version: u64,
    },
    /// The event does not exist, or cannot be acknowledged.
    EventNotFound,
    /// Log time has not reached due.
    NotDue {
        /// The due instant.
        due: i64,
    },
    /// A newer delivery is in flight, or this one has ended.
    StaleFence,
    /// A redrive is open already.
    AlreadyRedriven,
    /// The event was settled.
    AlreadySettled,
    /// A limit of the tenant is reached.
    Quota {
        /// The limit's name.
        name: &'static str,
        /// Its value.
        limit: u64,
    },
    /// The tenant's quota is exhausted.
    Exceeded {
        /// The quota's name.
        name: &'static str,
        /// Its limit.
        limit: u64,
        /// The delay in nanoseconds after which a repeat may help; `None` if it never does.
        retry_delay: Option<i64>,
    },
    /// An epoch must exceed every earlier one.
    EpochTooSmall {
        /// The present epoch.
        epoch: u64,
    },
    /// The cluster has been bootstrapped.
    AlreadyBootstrapped {
        /// Its id.
        cluster_id: String,
    },
    /// Another key has the key id.
    KeyExists,
    /// No node has a signing key with this id.
    KeyNotFound,
    /// The credential id is in use.
    CredentialExists,
    /// The tenant has no such credential.
    CredentialNotFound,
    /// The endpoint does not exist.
    WebhookNotFound {
        /// The position in its batch of the timer that names the endpoint; 0 for a command about the endpoint itself.
        index: usize,
        /// The endpoint's id.
        webhook: String,
    },
    /// An endpoint from another request has the id.
    WebhookExists,
    /// Another version of the endpoint is current.
    WebhookVersion {
        /// The current version.
        version: u64,
    },
    /// The node's join token is unknown, expired, or was spent on another node.
    JoinToken,
    /// Another version of the policy is current.
    PolicyVersion {
        /// The current version; 0 if there is none.
        version: u64,
    },
    /// The command was judged by a policy version that is not current. It must be judged again.
    PolicyChanged,
    /// Another version of the tenant's payload keys is current, or the key number was used before.
    PayloadKeysVersion {
        /// The current version; 0 if there are none.
        version: u64,
    },
    /// The command carries a payload that was sealed with payload keys that are not current. It must be sealed again.
    PayloadKeysChanged,
    /// Another version of the trust rules is current.
    TrustVersion {
        /// The current version; 0 if there are none.
        version: u64,
    },
    /// A token was judged by a version of the trust rules that is not current. It must be judged again.
    TrustChanged,
    /// The token was used before.
    TokenReplayed,
    /// The token has expired, and it is no longer known whether it was used before.
    TokenOver,
    /// The tenant has used so many tokens that no more can be remembered at present.
    TokensFull,
    /// The schedule does not exist.
    ScheduleNotFound,
    /// A schedule from another request has the id.
    ScheduleExists,
    /// Another version of the schedule is current.
    ScheduleVersion {
        /// The current version.
        version: u64,
    },
    /// The schedule has moved since its proposer read it, or must be run first. The proposer must read it again.
    ScheduleMoved,
    /// The schedule is paused, and makes no timers.
    SchedulePaused,
    /// Another backfill of the schedule is running.
    BackfillRuns,
    /// It is no longer known whether an instant of the window had a timer.
    BackfillForgotten {
        /// The first such instant.
        instant: i64,
    },
    /// The checkpoint, or this version of it, does not exist.
    CheckpointNotFound,
    /// The checkpoint exists, and the command expected no version.
    VersionRequired {
        /// The current version.
        version: u64,
    },
    /// Another version of the checkpoint is current.
    VersionConflict {
        /// The current version; 0 if there is none.
        version: u64,
    },
    /// The checkpoint has another partition key.
    CheckpointPartition,
    /// The timer does not exist.
    CheckpointTimer {
        /// Its position among the timers of the put.
        index: usize,
    },
    /// Another holder has the lease.
    LeaseHeld {
        /// The holder.
        holder: String,
        /// The time in nanoseconds until the lease ends without a renewal.
        retry_delay: i64,
    },
    /// The lease has no holder.
    LeaseOver,
    /// A newer grant of the lease exists.
    LeaseStale,
    /// The budget does not exist.
    BudgetNotFound,
    /// The amount exceeds the budget's limit.
    BudgetAmount {
        /// The limit.
        limit: u64,
    },
    /// The budget has not enough left at present.
    BudgetSpent {
        /// The remaining amount.
        remaining: u64,
        /// The time in nanoseconds after which it has enough, if no other caller spends.
        retry_delay: i64,
    },
    /// A guard of a transaction does not hold, or an operation did not succeed.
    GuardFailed {
        /// Whether a guard failed; otherwise an operation.
        is_guard: bool,
        /// Its position in the list.
        index: usize,
        /// The reason.
        undone: Undone,
        /// The operation's own rejection; `None` for guards and for outcomes that are not rejections.
        because: Option<Box<Reject>>,
    },
    /// Only touches move a watchdog.
    IsWatchdog,
    /// The command has no content that this version knows.
    Empty,
}
