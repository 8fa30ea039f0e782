//! Rejections about transactions.

use minoots_kernel::internal::{Undone, UndoneKind};
use minoots_wire::error::{Details, Reason, StatusBuilder, status};
use std::time::Duration;
use tonic::{Code, Status};

use super::version::{CurrentVersion as _, Older};

/// Why an operation did not happen: the reason that the single call gives, or its outcome.
pub(crate) fn cause(undone: &Undone) -> &'static str {
    match undone.kind() {
        UndoneKind::Unspecified => "",
        UndoneKind::TimerNotFound => "TIMER",
        UndoneKind::CheckpointNotFound => "CHECKPOINT",
        UndoneKind::EventNotFound => "EVENT",
        UndoneKind::BudgetNotFound => "BUDGET",
        UndoneKind::WebhookNotFound => "WEBHOOK",
        UndoneKind::TimerExists => "TIMER_EXISTS",
        UndoneKind::TooLate => "TOO_LATE",
        UndoneKind::Superseded => "SUPERSEDED",
        UndoneKind::Cancelled => "CANCELLED",
        UndoneKind::VersionRequired => "VERSION_REQUIRED",
        UndoneKind::VersionConflict => "VERSION_CONFLICT",
        UndoneKind::Partition => "CHECKPOINT_PARTITION",
        UndoneKind::NotDue => "NOT_DUE",
        UndoneKind::StaleFence | UndoneKind::LeaseStale => "STALE_FENCE",
        UndoneKind::AlreadySettled => "ALREADY_SETTLED",
        UndoneKind::AlreadyFailed => "ALREADY_FAILED",
        UndoneKind::BudgetSpent => "BUDGET_SPENT",
        UndoneKind::BudgetAmount => "AMOUNT_RANGE",
        UndoneKind::Quota => "QUOTA",
        UndoneKind::Horizon => "HORIZON_EXCEEDED",
        UndoneKind::IsWatchdog => "IS_A_WATCHDOG",
        UndoneKind::LeaseOver => "LEASE_EXPIRED",
    }
}

/// A transaction that a guard or an operation failed. `because` is the rejection of the equivalent single call, whose
/// message, facts and quotas are passed on.
pub(super) fn guard_failed(is_guard: bool, index: usize, undone: &Undone, because: Option<Status>) -> StatusBuilder {
    let what = if is_guard { "guard" } else { "operation" };
    let refusal = because.as_ref().map(Details::of).unwrap_or_default();
    let cause = match refusal.reason_text.as_str() {
        "" => cause(undone),
        reason => reason,
    };
    let words = because
        .as_ref()
        .map_or(String::new(), |refused| format!(": {}", refused.message()));
    let message =
        format!("{what} {index} did not come about: {cause}{words}; nothing was done, look again before you repeat it");
    let mut builder = status(Code::Aborted, Reason::GuardFailed, message);
    // `index` is the position in a batch, and a transaction has `operation` for that.
    for (key, value) in refusal.metadata.iter().filter(|(key, _)| *key != "index") {
        builder = builder.metadata(key, value);
    }
    for quota in &refusal.quotas {
        builder = builder.quota(&quota.subject, &quota.description);
    }
    if let Some(refused) = &because {
        builder = builder.metadata("because", refused.message());
    }
    let mut builder = builder.metadata(what, index.to_string()).metadata("cause", cause);
    if undone.version != 0 {
        builder = builder.current_version_and(Older::StateVersion, undone.version);
    }
    match (undone.retry_delay, refusal.retry_delay) {
        (0, None) => builder,
        (0, Some(delay)) => builder.retry_after(delay),
        (delay, _) => builder.retry_after(Duration::from_nanos(delay)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_is_a_reason_or_an_outcome() {
        for number in 1..=64 {
            let Ok(kind) = UndoneKind::try_from(number) else {
                continue;
            };
            let undone = Undone {
                kind: kind.into(),
                ..Undone::default()
            };
            let cause = cause(&undone);
            let outcomes = ["TOO_LATE", "SUPERSEDED", "CANCELLED", "ALREADY_FAILED"];
            let is_reason = Reason::from_str_name(&format!("REASON_{cause}")).is_some();
            assert!(is_reason || outcomes.contains(&cause), "{kind:?}: {cause}");
        }
    }
}
