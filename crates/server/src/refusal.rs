//! Rejections as callers see them: code, reason and remedy.

use minoots_kernel::Reject;
use minoots_policy::Denial;
use minoots_sequencer::{Refused, consensus::ReadIndexError};
use minoots_wire::error::{Reason, status};
use std::time::Duration;
use tonic::{Code, Status};

mod checkpoints;
mod cluster;
mod deliveries;
mod hold;
mod leases;
mod levels;
mod payloads;
mod queues;
mod quota;
mod schedules;
mod timers;
mod transactions;
mod trust;
mod version;
mod watchdogs;
mod webhooks;

pub(crate) use checkpoints::condition_failed;
pub(crate) use cluster::unchanged;
pub(crate) use hold::held_ahead;
pub(crate) use leases::not_found as lease_not_found;
pub(crate) use levels::not_active;
pub(crate) use payloads::{
    damaged, no_payload_key, no_secrets_key, secrets_key, secrets_too_many, shredded, unlike_secrets, unopened,
    unrecognised, unsealed, unwrapped,
};
pub(crate) use transactions::cause;
pub(crate) use watchdogs::is_none as not_a_watchdog;

/// The sequencer did not accept a command.
pub(crate) fn refused(refused: Refused) -> Status {
    match refused {
        Refused::Overloaded { retry_delay_ms } => overloaded(Duration::from_millis(retry_delay_ms)),
        Refused::ShuttingDown => shutting_down(),
    }
}

/// Too many writes wait.
pub(crate) fn overloaded(retry_delay: Duration) -> Status {
    let message = "too many writes are waiting; try again a little later";
    status(Code::ResourceExhausted, Reason::Overloaded, message)
        .retry_after(retry_delay)
        .build()
}

/// The node stops.
pub(crate) fn shutting_down() -> Status {
    status(
        Code::Unavailable,
        Reason::ShuttingDown,
        "this node is stopping; nothing was changed",
    )
    .retry_after(Duration::from_secs(1))
    .build()
}

/// The kernel's reply does not belong to the command: a defect of MINOOTS, not of the caller.
pub(crate) fn unexpected_reply() -> Status {
    let message = "the kernel's reply does not belong to this call: this is a defect; report it with the node's log";
    status(Code::Internal, Reason::Internal, message).build()
}

/// The command was never handed to Raft.
pub(crate) fn not_leader(leader: Option<u64>) -> Status {
    let hint = leader.map(|leader| leader.to_string()).unwrap_or_default();
    status(
        Code::Unavailable,
        Reason::NotLeader,
        "this node does not lead at the moment; nothing was changed",
    )
    .metadata("leader", hint)
    .retry_after(Duration::from_millis(200))
    .build()
}

/// A plain-text request on a port that speaks TLS.
pub(crate) fn tls_required() -> Status {
    let message = "this port speaks TLS, and the request came without: call the same address with https://";
    status(Code::FailedPrecondition, Reason::TlsRequired, message).build()
}

/// The node has taken itself out of service.
pub(crate) fn quarantined(why: &str) -> Status {
    status(Code::Unavailable, Reason::ReplicaDiverged, why).build()
}

/// An operation that runs once at a time is already running.
pub(crate) fn busy(what: &str) -> Status {
    status(Code::ResourceExhausted, Reason::Overloaded, what)
        .retry_after(Duration::from_secs(10))
        .build()
}

/// No leader is known.
pub(crate) fn no_leader() -> Status {
    status(
        Code::Unavailable,
        Reason::NoQuorum,
        "the cluster has no leader at the moment; nothing was changed",
    )
    .retry_after(Duration::from_millis(200))
    .build()
}

/// A read that cannot be linearizable now.
pub(crate) fn unreadable(error: ReadIndexError) -> Status {
    match error {
        ReadIndexError::NoLeader => no_leader(),
        ReadIndexError::NoQuorum => status(
            Code::Unavailable,
            Reason::NoQuorum,
            "no majority of the cluster confirms the leader; ask for a LOCAL read if an older state will do",
        )
        .retry_after(Duration::from_millis(200))
        .build(),
    }
}

/// The command was handed to Raft, and no answer came.
pub(crate) fn outcome_unknown() -> Status {
    let message = "the write may or may not have happened: repeat it with the same id or request_id, which is safe, or read the object first if the call takes neither";
    status(Code::Unavailable, Reason::OutcomeUnknown, message)
        .retry_after(Duration::from_millis(200))
        .build()
}

/// A read that was forwarded to a leader which no longer answers.
pub(crate) fn unanswered_read() -> Status {
    let message = "the leader stopped answering before this read was complete; nothing was changed: repeat it";
    status(Code::Unavailable, Reason::NoQuorum, message)
        .retry_after(Duration::from_millis(200))
        .build()
}

/// The node that forwards a stream has lost contact with the leader.
pub(crate) fn passed_on_in_vain() -> Status {
    let message = "the node that passes this stream on is cut off from the leader: open it again, through another node";
    status(Code::Unavailable, Reason::NotLeader, message)
        .retry_after(Duration::from_millis(200))
        .build()
}

/// The tenant has no such API key.
pub(crate) fn key_not_found() -> Status {
    let message = "there is no key with this id";
    status(Code::NotFound, Reason::Credential, message).build()
}

/// An invalid join token. The bytes are the same whether it is unknown, expired, or used by another node.
pub(crate) fn join_token() -> Status {
    let message = "this join token is not known here, has expired, or was used by another node; make a new one";
    status(Code::Unauthenticated, Reason::JoinToken, message).build()
}

/// There is no timer with this id. The bytes are the same whether it is absent or another tenant's.
pub(crate) fn timer_not_found() -> Status {
    timers::not_found().build()
}

/// There is no queue with this id.
pub(crate) fn queue_not_found() -> Status {
    queues::not_found().build()
}

/// There is no endpoint with this id. The bytes are the same whether it is absent or another tenant's.
pub(crate) fn webhook_not_found(webhook: &str) -> Status {
    webhooks::not_found(0, webhook).build()
}

/// The tenant's own policy denies the request.
pub(crate) fn denied(denial: &Denial) -> Status {
    status(Code::PermissionDenied, Reason::PolicyDenied, denial.to_string())
        .metadata("version", denial.version.to_string())
        .metadata("rule", denial.rule.clone())
        .build()
}

/// A request is denied if its policy cannot be evaluated.
pub(crate) fn unjudged(version: u64, why: &str) -> Status {
    let message = format!("the tenant's policy, version {version}, cannot be evaluated for this request: {why}");
    status(Code::PermissionDenied, Reason::PolicyDenied, message)
        .metadata("version", version.to_string())
        .build()
}

/// This node cannot compute a schedule's instants.
pub(crate) fn unplanned(why: &str) -> Status {
    let message =
        format!("this node cannot run the schedule: {why}; nothing was done, repeat it when a newer node leads");
    status(Code::Unavailable, Reason::ZoneDataOlder, message)
        .retry_after(Duration::from_secs(60))
        .build()
}

/// The kernel rejected the command.
pub(crate) fn rejected(reject: &Reject) -> Status {
    let builder = match reject {
        Reject::FeatureNotActive { needed, level } => {
            levels::not_active(*needed, *level, "the upgrade is not finalized")
        }
        Reject::TimerExists { index } => timers::exists(*index),
        Reject::IdempotencyMismatch { index } => timers::mismatch(*index),
        Reject::BatchDuplicate { index } => timers::duplicate(*index),
        Reject::TimerNotFound => timers::not_found(),
        Reject::IsWatchdog => watchdogs::is_one(),
        Reject::QueueNotFound => queues::not_found(),
        Reject::QueueExists => queues::exists(),
        Reject::QueueVersion { version } => queues::conflict(*version),
        Reject::EventNotFound => deliveries::not_found(),
        Reject::NotDue { due } => deliveries::not_due(*due),
        Reject::StaleFence => deliveries::stale(),
        Reject::AlreadyRedriven => deliveries::redriven(),
        Reject::AlreadySettled => deliveries::settled(),
        Reject::WebhookNotFound { index, webhook } => webhooks::not_found(*index, webhook),
        Reject::WebhookExists => webhooks::exists(),
        Reject::WebhookVersion { version } => webhooks::conflict(*version),
        Reject::Quota { name, limit } => quota::reached(name, *limit),
        Reject::Exceeded {
            name,
            limit,
            retry_delay,
        } => return quota::exceeded(name, *limit, *retry_delay),
        Reject::CredentialNotFound => return key_not_found(),
        Reject::JoinToken => return join_token(),
        Reject::KeyNotFound => {
            let message = "no node has a signing key of this id";
            status(Code::NotFound, Reason::SigningKey, message)
        }
        Reject::PolicyVersion { version } => trust::policy_conflict(*version),
        Reject::PolicyChanged => trust::policy_changed(),
        Reject::TrustVersion { version } => trust::rules_conflict(*version),
        Reject::TrustChanged => trust::rules_changed(),
        Reject::TokenReplayed => trust::token_replayed(),
        Reject::TokenOver => trust::token_over(),
        Reject::TokensFull => trust::tokens_full(),
        Reject::PayloadKeysVersion { version } => payloads::keys_conflict(*version),
        Reject::PayloadKeysChanged => payloads::keys_changed(),
        Reject::CheckpointNotFound => checkpoints::not_found(),
        Reject::VersionRequired { version } => checkpoints::version_required(*version),
        Reject::VersionConflict { version } => checkpoints::conflict(*version),
        Reject::CheckpointPartition => checkpoints::other_partition(),
        Reject::CheckpointTimer { index } => checkpoints::no_timer(*index),
        Reject::ScheduleNotFound => schedules::not_found(),
        Reject::ScheduleExists => schedules::exists(),
        Reject::ScheduleVersion { version } => schedules::conflict(*version),
        Reject::ScheduleMoved => schedules::moved(),
        Reject::SchedulePaused => schedules::paused(),
        Reject::BackfillRuns => schedules::backfill_runs(),
        Reject::BackfillForgotten { instant } => schedules::forgotten(*instant),
        Reject::LeaseHeld { holder, retry_delay } => leases::held(holder, *retry_delay),
        Reject::LeaseOver => leases::over(),
        Reject::LeaseStale => leases::stale(),
        Reject::BudgetNotFound => leases::budget_not_found(),
        Reject::BudgetAmount { limit } => leases::beyond_limit(*limit),
        Reject::BudgetSpent { remaining, retry_delay } => leases::spent(*remaining, *retry_delay),
        Reject::GuardFailed {
            is_guard,
            index,
            undone,
            because,
        } => transactions::guard_failed(*is_guard, *index, undone, because.as_deref().map(rejected)),
        Reject::EpochTooSmall { .. }
        | Reject::AlreadyBootstrapped { .. }
        | Reject::KeyExists
        | Reject::CredentialExists
        | Reject::Empty => {
            let message = "the fabric refused a command of its own";
            status(Code::Internal, Reason::Internal, message)
        }
    };
    builder.build()
}
