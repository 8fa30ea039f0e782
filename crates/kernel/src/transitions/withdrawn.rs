//! The ends of a timer that was never armed.

use super::{closed, timer_event, watchdog::leave};
use crate::{
    context::Context,
    effect::Effect,
    failure::Failure,
    internal::{Caller, CancelRow, EventKind, EventRow, FailureKind, FailureRow, TimerRow, TimerState},
    tables,
};
use alloc::string::ToString;

/// The reason in the event of a missed timer.
const MISSED: &str = "MISSED";

/// Cancels a waiting timer, and removes its due row.
pub(crate) fn cancel(
    context: &mut Context<'_>,
    caller: &Caller,
    mut row: TimerRow,
    reason: &str,
) -> Result<(), Failure> {
    unschedule(context, &caller.tenant, &row);
    row.set_state(TimerState::Cancelled);
    row.end_time = context.time();
    row.cancel = Some(CancelRow {
        by: caller.actor.clone(),
        reason: reason.to_string(),
        commit_index: context.index,
    });
    tables::timer::put(context.tables, &caller.tenant, row.id(), &row);
    closed(context, &caller.tenant, &row)?;
    let event = timer_event(EventKind::TimerCancelled, &row, &caller.actor);
    let (request_id, reason) = (caller.request_id.clone(), reason.to_string());
    context.emit(
        &caller.tenant,
        EventRow {
            request_id,
            reason,
            ..event
        },
    )
}

/// Fails a timer that was never armed, because an operator decided that its time is past. It becomes a dead letter,
/// unless it has no destination.
pub(crate) fn miss(context: &mut Context<'_>, caller: &Caller, mut row: TimerRow) -> Result<(), Failure> {
    unschedule(context, &caller.tenant, &row);
    row.set_state(TimerState::Failed);
    row.end_time = context.time();
    let mut failure = FailureRow::default();
    failure.set_kind(FailureKind::Missed);
    row.failure = Some(failure);
    if !row.queue().is_empty() {
        tables::dead::put(
            context.tables,
            &caller.tenant,
            row.queue(),
            row.end_time,
            row.id(),
            row.version,
        );
    }
    tables::timer::put(context.tables, &caller.tenant, row.id(), &row);
    closed(context, &caller.tenant, &row)?;
    let event = timer_event(EventKind::TimerFailed, &row, &caller.actor);
    let (request_id, reason) = (caller.request_id.clone(), MISSED.to_string());
    context.emit(
        &caller.tenant,
        EventRow {
            request_id,
            reason,
            ..event
        },
    )
}

/// Removes a timer from the waiting ones.
fn unschedule(context: &mut Context<'_>, tenant: &str, row: &TimerRow) {
    leave(context, tenant, row);
    context.effects.push(Effect::Withdrawn {
        due: row.due(),
        tenant: tenant.to_string(),
        id: row.id().to_string(),
    });
}
