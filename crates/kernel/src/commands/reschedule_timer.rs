//! Moves a waiting timer to another instant, under a new version. The old version is never delivered.

use super::{
    quota, rejected,
    requests::{self, RequestLookup},
    withdraw::{Met, meet},
};
use crate::{
    context::Context,
    defects::{Defect, planted},
    effect::Effect,
    failure::Failure,
    internal::{Caller, EventKind, EventRow, RescheduleTimer, TimerRow, WithdrawOutcome},
    reply::{Reject, Reply, Withdrawn},
    tables, transitions,
};
use alloc::string::ToString;

pub(super) fn run(context: &mut Context<'_>, command: &RescheduleTimer) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    match requests::look(context, &caller, &command.digest)? {
        RequestLookup::New => {}
        RequestLookup::Before(first) => return Ok(Reply::Withdrawn(requests::withdrawn(&first))),
        RequestLookup::Refused(reject) => return rejected(reject),
    }
    let answer = match meet(
        context,
        &caller.tenant,
        &command.id,
        &command.partition_key,
        command.version,
    )? {
        Met::Waiting(row) if row.watchdog.is_some() => return rejected(Reject::IsWatchdog),
        Met::Waiting(row) => {
            if let Some(reject) = quota::refuse_horizon(context, &caller.tenant, command)? {
                return rejected(reject);
            }
            reschedule(context, &caller, command, *row)?
        }
        Met::Answer(answer) => answer,
        Met::Absent(reject) => return rejected(reject),
    };
    requests::remember_withdrawn(context, &caller, &command.digest, answer)?;
    Ok(Reply::Withdrawn(answer))
}

fn reschedule(
    context: &mut Context<'_>,
    caller: &Caller,
    command: &RescheduleTimer,
    mut row: TimerRow,
) -> Result<Withdrawn, Failure> {
    let due = row.due();
    tables::due::delete(context.tables, due, &caller.tenant, row.id());
    let id = row.id().to_string();
    context.effects.push(Effect::Withdrawn {
        due,
        tenant: caller.tenant.clone(),
        id,
    });
    if !planted(Defect::RescheduleKeepsVersion) {
        row.version = context.next_version();
    }
    row.scheduled_time = command.create_time.min(context.time());
    if let Some(spec) = row.spec.as_mut() {
        spec.fire_time = command.fire_time;
        spec.delay_plus_one = command.delay_plus_one;
    }
    let event = transitions::timer_event(EventKind::TimerRescheduled, &row, &caller.actor);
    let (request_id, digest) = (caller.request_id.clone(), command.digest.clone());
    context.emit(
        &caller.tenant,
        EventRow {
            request_id,
            digest,
            ..event
        },
    )?;
    let version = row.version;
    transitions::schedule(context, &caller.tenant, row)?;
    Ok(Withdrawn {
        outcome: WithdrawOutcome::Done,
        version,
        fire_time: command.fire_time,
        original_index: 0,
    })
}
