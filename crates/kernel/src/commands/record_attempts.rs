//! Records the results of attempts, the last hundred of an endpoint. Disables an endpoint that is gone or accepted
//! nothing for too long.
//!
//! An attempt counts for an endpoint's health only under the version that made it: after an owner corrects the URL, the
//! count restarts.

use super::rejected;
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{Attempt, AttemptOutcome, AttemptRow, Caller, DisabledKind, EventKind, RecordAttempts, WebhookRow},
    limits::{WEBHOOK_ATTEMPTS_KEPT, WEBHOOK_RECORDS_MAX},
    reply::{Reject, Reply},
    tables, transitions,
};

pub(super) fn run(context: &mut Context<'_>, command: &RecordAttempts) -> Result<Reply, Failure> {
    if command.attempts.len() > WEBHOOK_RECORDS_MAX {
        return rejected(Reject::Empty);
    }
    for attempt in &command.attempts {
        if let Some(made) = &attempt.row {
            record(context, attempt, made)?;
        }
    }
    Ok(Reply::Done)
}

fn record(context: &mut Context<'_>, attempt: &Attempt, made: &AttemptRow) -> Result<(), Failure> {
    let (tenant, id) = (attempt.tenant.as_str(), attempt.webhook.as_str());
    let Some(mut row) = tables::webhook::get(context.tables, tenant, id)? else {
        return Ok(());
    };
    let number = row.next_attempt;
    row.next_attempt += 1;
    tables::attempt::put(context.tables, tenant, id, number, made);
    if let Some(old) = number.checked_sub(WEBHOOK_ATTEMPTS_KEPT) {
        tables::attempt::delete(context.tables, tenant, id, old);
    }
    if attempt.version == row.version || planted(Defect::OldAttemptCounts) {
        judge(context, attempt, made.outcome(), &mut row)?;
    }
    tables::webhook::put(context.tables, tenant, id, &row);
    Ok(())
}

fn judge(
    context: &mut Context<'_>,
    attempt: &Attempt,
    outcome: AttemptOutcome,
    row: &mut WebhookRow,
) -> Result<(), Failure> {
    let patience = row.spec.as_ref().map_or(0, |spec| spec.disable_after);
    match outcome {
        AttemptOutcome::Delivered if planted(Defect::TakenForgotten) => {}
        AttemptOutcome::Delivered => row.failing_since = 0,
        AttemptOutcome::Gone => disable(context, attempt, row, DisabledKind::Gone)?,
        AttemptOutcome::Retry | AttemptOutcome::Failed if row.failing_since == 0 => row.failing_since = context.time(),
        AttemptOutcome::Retry | AttemptOutcome::Failed => {
            if row.failing_since.saturating_add_unsigned(patience) <= context.time() {
                disable(context, attempt, row, DisabledKind::Failing)?;
            }
        }
        AttemptOutcome::Test | AttemptOutcome::Unspecified => {}
    }
    Ok(())
}

fn disable(
    context: &mut Context<'_>,
    attempt: &Attempt,
    row: &mut WebhookRow,
    kind: DisabledKind,
) -> Result<(), Failure> {
    if row.disabled() != DisabledKind::Unspecified {
        return Ok(());
    }
    row.set_disabled(kind);
    row.disable_time = context.time();
    row.version = context.next_version();
    let fabric = Caller {
        tenant: attempt.tenant.clone(),
        ..Caller::default()
    };
    let reason = match kind {
        DisabledKind::Gone => "GONE",
        DisabledKind::Failing => "FAILING",
        DisabledKind::Unspecified => "",
    };
    transitions::webhook_event(context, EventKind::WebhookDisabled, &fabric, &attempt.webhook, reason)
}
