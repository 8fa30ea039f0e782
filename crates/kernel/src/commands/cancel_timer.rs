//! Withdraws a timer for good. Its own idempotency record: cancelling twice answers CANCELLED twice.

use super::{
    rejected,
    withdraw::{Met, meet},
};
use crate::{
    apply::Context,
    defects::{Defect, planted},
    effect::Effect,
    failure::Failure,
    internal::{CancelRow, CancelTimer, EventKind, EventRow, TimerRow, TimerState, WithdrawOutcome},
    reply::{Reply, Withdrawn},
    tables, transitions,
};

pub(super) fn run(context: &mut Context<'_>, command: &CancelTimer) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let mut row = match meet(
        context,
        &caller.tenant,
        &command.id,
        &command.partition_key,
        command.version,
    )? {
        Met::Waiting(row) => *row,
        Met::Answer(answer) => return Ok(Reply::Withdrawn(answer)),
        Met::Absent(reject) => return rejected(reject),
    };
    let due = row.due();
    if planted(Defect::CancelNotStored) {
        return Ok(Reply::Withdrawn(done(&row)));
    }
    tables::due::delete(context.tables, due, &caller.tenant, row.id());
    row.set_state(TimerState::Cancelled);
    row.end_time = context.time();
    row.cancel = Some(CancelRow {
        by: caller.actor.clone(),
        reason: command.reason.clone(),
        commit_index: context.index,
    });
    tables::timer::put(context.tables, &caller.tenant, row.id(), &row);
    context.tenant(&caller.tenant)?.open_timers -= 1;
    let event = transitions::timer_event(EventKind::TimerCancelled, &row, &caller.actor);
    let (request_id, reason) = (caller.request_id, command.reason.clone());
    context.emit(
        &caller.tenant,
        EventRow {
            request_id,
            reason,
            ..event
        },
    )?;
    context.effects.push(Effect::Withdrawn {
        due,
        tenant: caller.tenant,
        id: command.id.clone(),
    });
    Ok(Reply::Withdrawn(done(&row)))
}

fn done(row: &TimerRow) -> Withdrawn {
    Withdrawn {
        outcome: WithdrawOutcome::Done,
        version: row.version,
        fire_time: row.spec.as_ref().map_or(0, |spec| spec.fire_time),
        original_index: 0,
    }
}
