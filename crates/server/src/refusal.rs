//! Refusals as callers see them: code, reason, what to do.

use minoots_kernel::Reject;
use minoots_policy::Denial;
use minoots_sequencer::{Refused, consensus::ReadIndexError};
use minoots_wire::error::{Reason, status};
use std::time::Duration;
use tonic::{Code, Status};

mod checkpoints;
mod cluster;
mod hold;
mod leases;
mod payloads;
mod quota;
mod schedules;
mod transactions;
mod version;
mod watchdogs;

pub(crate) use checkpoints::condition_failed;
pub(crate) use cluster::unchanged;
pub(crate) use hold::held_ahead;
pub(crate) use leases::not_found as lease_not_found;
pub(crate) use payloads::{
    damaged, no_payload_key, no_secrets_key, secrets_key, secrets_too_many, shredded, unlike_secrets, unopened,
    unrecognised, unsealed, unwrapped,
};
pub(crate) use transactions::cause;
use version::{CurrentVersion as _, Older};
pub(crate) use watchdogs::is_none as not_a_watchdog;

/// Before a tenant that has as many of something as it may looks again whether there are fewer.
const QUOTA_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// A command was not taken.
pub(crate) fn refused(refused: Refused) -> Status {
    match refused {
        Refused::Overloaded { retry_delay_ms } => overloaded(Duration::from_millis(retry_delay_ms)),
        Refused::ShuttingDown => shutting_down(),
    }
}

/// There is more to do than can be done soon.
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

/// Never handed to Raft.
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

/// A request in plain text on a port that speaks TLS.
pub(crate) fn tls_required() -> Status {
    let message = "this port speaks TLS, and the request came without: call the same address with https://";
    status(Code::FailedPrecondition, Reason::TlsRequired, message).build()
}

/// The node has taken itself out of service.
pub(crate) fn quarantined(why: &str) -> Status {
    status(Code::Unavailable, Reason::ReplicaDiverged, why).build()
}

/// Something of which there is one at a time is under way.
pub(crate) fn busy(what: &str) -> Status {
    status(Code::ResourceExhausted, Reason::Overloaded, what)
        .retry_after(Duration::from_secs(10))
        .build()
}

/// Nobody is known to lead.
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

/// Handed to Raft, and no answer came.
pub(crate) fn outcome_unknown() -> Status {
    let message = "the write may or may not have happened: repeat it with the same id or request_id, which is safe";
    status(Code::Unavailable, Reason::OutcomeUnknown, message)
        .retry_after(Duration::from_millis(200))
        .build()
}

/// Nothing is heard any more from the node that passes a stream on.
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

/// A token that nobody may join with. The same bytes whether it is unknown, over, or spent on another node.
pub(crate) fn join_token() -> Status {
    let message = "this join token is not known here, has expired, or was used by another node; make a new one";
    status(Code::Unauthenticated, Reason::JoinToken, message).build()
}

/// Nothing under this id. The same bytes whether it is absent or someone else's.
pub(crate) fn timer_not_found() -> Status {
    status(Code::NotFound, Reason::Timer, "there is no such timer").build()
}

/// No queue under this id.
pub(crate) fn queue_not_found() -> Status {
    let message = "there is no such queue; it begins with the first timer that names it, or with its create";
    status(Code::NotFound, Reason::Queue, message).build()
}

/// No endpoint under this id. The same bytes whether it is absent or someone else's.
pub(crate) fn webhook_not_found() -> Status {
    rejected(&Reject::WebhookNotFound { index: 0 })
}

/// The tenant's own policy is against it.
pub(crate) fn denied(denial: &Denial) -> Status {
    status(Code::PermissionDenied, Reason::PolicyDenied, denial.to_string())
        .metadata("version", denial.version.to_string())
        .metadata("rule", denial.rule.clone())
        .build()
}

/// What cannot be judged is not let through.
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

/// The kernel said no.
pub(crate) fn rejected(reject: &Reject) -> Status {
    let of = |code, reason, message: &str| status(code, reason, message);
    let builder = match reject {
        Reject::TimerExists { index } => {
            let message = "a timer with this id exists and another request made it; choose another id";
            of(Code::AlreadyExists, Reason::TimerExists, message).metadata("index", index.to_string())
        }
        Reject::IdempotencyMismatch { index } => {
            let message = "this request_id was used for another request in the last 24 h; use a new one";
            of(Code::FailedPrecondition, Reason::IdempotencyMismatch, message).metadata("index", index.to_string())
        }
        Reject::BatchDuplicate { index } => of(
            Code::InvalidArgument,
            Reason::BatchDuplicate,
            "the batch names an id twice; ids in a batch must differ",
        )
        .field(
            format!("requests[{index}].id"),
            "is the id of an earlier request of the batch",
        ),
        Reject::TimerNotFound => return timer_not_found(),
        Reject::QueueNotFound => return queue_not_found(),
        Reject::QueueExists => of(
            Code::AlreadyExists,
            Reason::QueueExists,
            "this queue was created with other options; update it, or choose another id",
        ),
        Reject::QueueVersion { version } => {
            let message = "the queue has changed since that version; look at it again and repeat with its present one";
            of(Code::Aborted, Reason::StateVersion, message).current_version_and(Older::StateVersion, *version)
        }
        Reject::EventNotFound => of(Code::NotFound, Reason::Event, "there is no such event, or not any more"),
        Reject::NotDue { due } => {
            let due = minoots_wire::time::instant::format(*due);
            of(
                Code::FailedPrecondition,
                Reason::NotDue,
                "the event is not due yet; it cannot be acknowledged before",
            )
            .metadata("due", due)
        }
        Reject::StaleFence => {
            let message = "a newer delivery of this event is out, or this one has ended; use the newest fence";
            of(Code::FailedPrecondition, Reason::StaleFence, message)
        }
        Reject::AlreadyRedriven => of(
            Code::FailedPrecondition,
            Reason::AlreadyRedriven,
            "a redrive of this event is out already",
        ),
        Reject::AlreadySettled => of(
            Code::FailedPrecondition,
            Reason::AlreadySettled,
            "this event was settled",
        ),
        Reject::Quota { name, limit } => of(
            Code::ResourceExhausted,
            Reason::Quota,
            &format!("the tenant's limit of {limit} {name} is reached"),
        )
        .metadata("quota", *name)
        .quota(*name, format!("limit {limit}"))
        .retry_after(QUOTA_AGAIN_AFTER),
        Reject::WebhookNotFound { index } => {
            let message = "there is no such webhook; make it first with webhook create";
            of(Code::NotFound, Reason::Webhook, message).metadata("index", index.to_string())
        }
        Reject::WebhookExists => {
            let message = "a webhook with this id exists and another request made it; choose another id, or update it";
            of(Code::AlreadyExists, Reason::WebhookExists, message)
        }
        Reject::WebhookVersion { version } => {
            let message =
                format!("another version of this webhook is current: {version}; read it, then change that one");
            of(Code::Aborted, Reason::WebhookVersion, &message).current_version_and(Older::Webhook, *version)
        }
        Reject::Exceeded {
            name,
            limit,
            retry_delay,
        } => return quota::exceeded(name, *limit, *retry_delay),
        Reject::CredentialNotFound => return key_not_found(),
        Reject::JoinToken => return join_token(),
        Reject::KeyNotFound => of(
            Code::NotFound,
            Reason::SigningKey,
            "no node has a signing key of this id",
        ),
        Reject::PolicyVersion { version } => {
            let message = "the policy has changed since that version; look at it again and repeat with its present one";
            of(Code::Aborted, Reason::PolicyVersion, message).current_version(*version)
        }
        Reject::PolicyChanged => {
            let message = "the tenant's policy changed while this was under way; nothing was done, repeat it";
            of(Code::Unavailable, Reason::PolicyChanged, message).retry_after(Duration::from_millis(100))
        }
        Reject::PayloadKeysVersion { .. } | Reject::PayloadKeysChanged => return payloads::rejected(reject),
        Reject::TrustVersion { version } => {
            let message =
                "the trust rules have changed since that version; look at them again and repeat with their present one";
            of(Code::Aborted, Reason::TrustVersion, message).current_version(*version)
        }
        Reject::TrustChanged => {
            let message = "the tenant's trust rules changed while this was under way; nothing was done, repeat it";
            of(Code::Unavailable, Reason::TrustChanged, message).retry_after(Duration::from_millis(100))
        }
        Reject::TokenReplayed => {
            let message = "token was used before; get a new one for each exchange";
            of(Code::Unauthenticated, Reason::TokenReplayed, message)
        }
        Reject::TokenOver => of(
            Code::Unauthenticated,
            Reason::TokenExpired,
            "token expired; get a new one",
        ),
        Reject::TokensFull => {
            let message =
                "the tenant has exchanged so many tokens that no more can be told from used ones; try again later";
            of(Code::ResourceExhausted, Reason::TokenReplayFull, message).retry_after(Duration::from_secs(60))
        }
        Reject::CheckpointNotFound => {
            let message = "there is no such checkpoint, or this version of it is not kept";
            of(Code::NotFound, Reason::Checkpoint, message)
        }
        Reject::VersionRequired { version } => {
            let message = format!("the checkpoint is there: give its current version, {version}, as expected_version");
            of(Code::FailedPrecondition, Reason::VersionRequired, &message).current_version(*version)
        }
        Reject::VersionConflict { version } => checkpoints::conflict(*version),
        Reject::CheckpointPartition => {
            let message = "the checkpoint has another partition_key; leave it out, or give the one it was made with";
            of(Code::FailedPrecondition, Reason::CheckpointPartition, message)
        }
        Reject::CheckpointTimer { index } => of(Code::NotFound, Reason::Timer, "there is no such timer")
            .metadata("index", index.to_string())
            .field(
                format!("timer_ids[{index}]"),
                "is no timer; make it first, or leave it out",
            ),
        Reject::ScheduleNotFound => {
            let message = "there is no such schedule; make it first with schedule create";
            of(Code::NotFound, Reason::Schedule, message)
        }
        Reject::ScheduleExists => {
            let message = "a schedule with this id exists and another request made it; choose another id, or update it";
            of(Code::AlreadyExists, Reason::ScheduleExists, message)
        }
        Reject::ScheduleVersion { version } => {
            let message =
                "the schedule has changed since that version; look at it again and repeat with its present one";
            of(Code::Aborted, Reason::StateVersion, message).current_version_and(Older::StateVersion, *version)
        }
        Reject::ScheduleMoved => {
            let message = "the schedule went on while this was under way, or an instant that has come is not decided yet; nothing was done, repeat it";
            of(Code::Unavailable, Reason::ScheduleMoved, message).retry_after(Duration::from_secs(1))
        }
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
        } => transactions::guard_failed(*is_guard, *index, undone),
        Reject::IsWatchdog => watchdogs::is_one(),
        Reject::EpochTooSmall { .. }
        | Reject::AlreadyBootstrapped { .. }
        | Reject::KeyExists
        | Reject::CredentialExists
        | Reject::Empty => of(
            Code::Internal,
            Reason::Internal,
            "the fabric refused a command of its own",
        ),
    };
    builder.build()
}
