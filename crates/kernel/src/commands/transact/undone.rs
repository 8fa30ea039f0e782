//! The outcome of an operation: its result if it is plainly successful, or the reason why it is not.

use crate::{
    commands::quota::LATER,
    defects::{Defect, planted},
    internal::{OperationRow, Undone, UndoneKind},
    reply::{AckOutcome, Reject, Reply, Withdrawn},
};

/// The result of a plain success. Otherwise the reason why it is none; no reason if the command is invalid.
pub(super) fn outcome(time: i64, reply: Reply) -> Result<OperationRow, Option<Undone>> {
    let row = OperationRow::default();
    match reply {
        Reply::Created(created) => match created.first() {
            Some(created) if !created.existing => Ok(OperationRow {
                version: created.row.version,
                ..row
            }),
            Some(created) => Err(Some(at(UndoneKind::TimerExists, created.row.version))),
            None => Err(None),
        },
        Reply::Withdrawn(withdrawn) => match withdrawal(&withdrawn) {
            None => Ok(OperationRow {
                version: withdrawn.version,
                fire_time: withdrawn.fire_time,
                ..row
            }),
            Some(kind) => Err(Some(at(kind, withdrawn.version))),
        },
        Reply::Checkpoint { answer, .. } => Ok(OperationRow {
            checkpoint: Some(answer),
            ..row
        }),
        Reply::Acked(AckOutcome::Settled) => Ok(row),
        Reply::Acked(AckOutcome::AlreadySettled) if planted(Defect::SettledTwice) => Ok(row),
        Reply::Acked(AckOutcome::AlreadySettled) => Err(Some(because(UndoneKind::AlreadySettled))),
        Reply::Acked(AckOutcome::AlreadyFailed) => Err(Some(because(UndoneKind::AlreadyFailed))),
        Reply::Spent { spend, .. } => Ok(OperationRow {
            spend: Some(spend),
            ..row
        }),
        Reply::Emitted { epoch, sequence, .. } => Ok(OperationRow {
            version: epoch,
            sequence,
            ..row
        }),
        Reply::Rejected(reject) => Err(refused(time, &reject)),
        Reply::Done
        | Reply::Cancelled(_)
        | Reply::Ended { .. }
        | Reply::Extended { .. }
        | Reply::Released { .. }
        | Reply::Queue { .. }
        | Reply::Purged(_)
        | Reply::Redriven(_)
        | Reply::Webhook { .. }
        | Reply::PayloadKeys { .. }
        | Reply::Policy { .. }
        | Reply::Trust { .. }
        | Reply::Schedule { .. }
        | Reply::Triggered { .. }
        | Reply::Lease { .. }
        | Reply::Budget { .. }
        | Reply::Transacted { .. }
        | Reply::Touched(_) => Err(None),
    }
}

fn withdrawal(withdrawn: &Withdrawn) -> Option<UndoneKind> {
    use crate::internal::WithdrawOutcome as Outcome;
    match withdrawn.outcome {
        Outcome::Done => None,
        Outcome::TooLate => Some(UndoneKind::TooLate),
        Outcome::Superseded => Some(UndoneKind::Superseded),
        Outcome::Cancelled => Some(UndoneKind::Cancelled),
        Outcome::Unspecified => Some(UndoneKind::Unspecified),
    }
}

/// A rejection that may differ at another time; `None` if the command itself is invalid.
fn refused(time: i64, reject: &Reject) -> Option<Undone> {
    Some(match reject {
        Reject::TimerNotFound | Reject::CheckpointTimer { .. } => because(UndoneKind::TimerNotFound),
        Reject::CheckpointNotFound => because(UndoneKind::CheckpointNotFound),
        Reject::EventNotFound => because(UndoneKind::EventNotFound),
        Reject::BudgetNotFound => because(UndoneKind::BudgetNotFound),
        Reject::WebhookNotFound { .. } => because(UndoneKind::WebhookNotFound),
        Reject::TimerExists { .. } | Reject::IdempotencyMismatch { .. } => because(UndoneKind::TimerExists),
        Reject::VersionRequired { version } => at(UndoneKind::VersionRequired, *version),
        Reject::VersionConflict { version } => at(UndoneKind::VersionConflict, *version),
        Reject::CheckpointPartition => because(UndoneKind::Partition),
        Reject::NotDue { due } => later(UndoneKind::NotDue, due.saturating_sub(time)),
        Reject::IsWatchdog => because(UndoneKind::IsWatchdog),
        Reject::StaleFence => because(UndoneKind::StaleFence),
        Reject::BudgetAmount { .. } => because(UndoneKind::BudgetAmount),
        Reject::BudgetSpent { retry_delay, .. } => later(UndoneKind::BudgetSpent, *retry_delay),
        Reject::Exceeded { retry_delay: None, .. } => because(UndoneKind::Horizon),
        Reject::Exceeded {
            retry_delay: Some(delay),
            ..
        } => later(UndoneKind::Quota, *delay),
        Reject::Quota { .. } => later(UndoneKind::Quota, LATER),
        Reject::LeaseOver => because(UndoneKind::LeaseOver),
        Reject::LeaseStale => because(UndoneKind::LeaseStale),
        Reject::AlreadySettled => because(UndoneKind::AlreadySettled),
        // No operation is rejected with these: each concerns a command that cannot be a part, or the whole transaction.
        Reject::FeatureNotActive { .. }
        | Reject::BatchDuplicate { .. }
        | Reject::QueueNotFound
        | Reject::QueueExists
        | Reject::QueueVersion { .. }
        | Reject::AlreadyRedriven
        | Reject::EpochTooSmall { .. }
        | Reject::AlreadyBootstrapped { .. }
        | Reject::KeyExists
        | Reject::KeyNotFound
        | Reject::CredentialExists
        | Reject::CredentialNotFound
        | Reject::WebhookExists
        | Reject::WebhookVersion { .. }
        | Reject::JoinToken
        | Reject::PayloadKeysVersion { .. }
        | Reject::PayloadKeysChanged
        | Reject::PolicyVersion { .. }
        | Reject::PolicyChanged
        | Reject::TrustVersion { .. }
        | Reject::TrustChanged
        | Reject::TokenReplayed
        | Reject::TokenOver
        | Reject::TokensFull
        | Reject::ScheduleNotFound
        | Reject::ScheduleExists
        | Reject::ScheduleVersion { .. }
        | Reject::ScheduleMoved
        | Reject::SchedulePaused
        | Reject::BackfillRuns
        | Reject::BackfillForgotten { .. }
        | Reject::LeaseHeld { .. }
        | Reject::GuardFailed { .. }
        | Reject::Empty => return None,
    })
}

pub(super) fn because(kind: UndoneKind) -> Undone {
    at(kind, 0)
}

pub(super) fn at(kind: UndoneKind, version: u64) -> Undone {
    let mut undone = Undone {
        version,
        ..Undone::default()
    };
    undone.set_kind(kind);
    undone
}

pub(super) fn later(kind: UndoneKind, delay: i64) -> Undone {
    Undone {
        retry_delay: delay.unsigned_abs(),
        ..because(kind)
    }
}
