//! Moves a waiting timer to another instant, under a new version. The old version is never delivered.

use super::{
    rejected,
    withdraw::{Met, meet},
};
use crate::{
    apply::Context,
    defects::{Defect, planted},
    effect::Effect,
    failure::Failure,
    internal::{Caller, EventKind, EventRow, RequestRow, RescheduleTimer, TimerRow, WithdrawOutcome},
    limits::{REQUEST_RETENTION, REQUESTS_MAX},
    reply::{Reject, Reply, Withdrawn},
    tables::{self, deadline::Job},
    transitions,
};
use alloc::string::ToString;

pub(super) fn run(context: &mut Context<'_>, command: &RescheduleTimer) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    if let Some(reply) = replay(context, &caller, command)? {
        return Ok(reply);
    }
    let answer = match meet(
        context,
        &caller.tenant,
        &command.id,
        &command.partition_key,
        command.version,
    )? {
        Met::Waiting(row) => reschedule(context, &caller, command, *row)?,
        Met::Answer(answer) => answer,
        Met::Absent(reject) => return rejected(reject),
    };
    remember(context, &caller, command, &answer)?;
    Ok(Reply::Withdrawn(answer))
}

/// The first answer to this request id, if there was one.
fn replay(context: &mut Context<'_>, caller: &Caller, command: &RescheduleTimer) -> Result<Option<Reply>, Failure> {
    if caller.request_id.is_empty() {
        return Ok(None);
    }
    let Some(first) = tables::request::get(context.tables, &caller.tenant, &caller.request_id)? else {
        let full = context.tenant(&caller.tenant)?.request_ids >= REQUESTS_MAX;
        let quota = Reject::Quota {
            name: "request_ids",
            limit: REQUESTS_MAX,
        };
        return Ok(full.then_some(Reply::Rejected(quota)));
    };
    if first.digest != command.digest {
        return Ok(Some(Reply::Rejected(Reject::IdempotencyMismatch { index: 0 })));
    }
    Ok(Some(Reply::Withdrawn(Withdrawn {
        outcome: first.outcome(),
        version: first.version,
        fire_time: first.fire_time,
        original_index: first.commit_index,
    })))
}

fn remember(
    context: &mut Context<'_>,
    caller: &Caller,
    command: &RescheduleTimer,
    answer: &Withdrawn,
) -> Result<(), Failure> {
    if caller.request_id.is_empty() || planted(Defect::RequestIdForgotten) {
        return Ok(());
    }
    let mut row = RequestRow {
        digest: command.digest.clone(),
        commit_index: context.index,
        version: answer.version,
        fire_time: answer.fire_time,
        ..RequestRow::default()
    };
    row.set_outcome(answer.outcome);
    tables::request::put(context.tables, &caller.tenant, &caller.request_id, &row);
    context.tenant(&caller.tenant)?.request_ids += 1;
    let (tenant, request_id) = (caller.tenant.clone(), caller.request_id.clone());
    let at = context.time().saturating_add(REQUEST_RETENTION);
    context.add_job(at, &Job::Request { tenant, request_id });
    Ok(())
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
