//! Pauses or resumes a schedule. The instants of the pause are decided when it ends, and the event of its end names
//! their window.

use super::{super::rejected, answer, backfill, event, find, fits, follow, is_behind, run, store};
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{EventKind, EventRow, MissedInstants, PauseRow, PauseSchedule, ResumeSchedule, ScheduleRow},
    reply::{Reject, Reply},
};

pub(in super::super) fn pause(context: &mut Context<'_>, command: &PauseSchedule) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let before = match find(context, &caller.tenant, &command.id, command.version)? {
        Ok(row) => row,
        Err(reject) => return rejected(reject),
    };
    // The first pause stays the recorded one.
    if before.pause.is_some() {
        return Ok(answer(before, true));
    }
    if is_behind(context, &before) {
        return rejected(Reject::ScheduleMoved);
    }
    let mut row = before.clone();
    row.version = context.next_version();
    row.update_time = context.time();
    row.pause = Some(PauseRow {
        by: caller.actor.clone(),
        reason: command.reason.clone(),
        time: context.time(),
    });
    let event = EventRow {
        reason: command.reason.clone(),
        ..event(EventKind::SchedulePaused, &command.id, &caller)
    };
    context.emit(&caller.tenant, event)?;
    miss_waiting(context, (&caller.tenant, &command.id), &mut row, "PAUSED")?;
    backfill::end(context, (&caller.tenant, &command.id), &mut row, "PAUSED")?;
    store(context, &caller.tenant, &command.id, Some(&before), &row);
    Ok(answer(row, false))
}

pub(in super::super) fn resume(context: &mut Context<'_>, command: &ResumeSchedule) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let before = match find(context, &caller.tenant, &command.id, command.version)? {
        Ok(row) => row,
        Err(reject) => return rejected(reject),
    };
    if before.pause.is_none() {
        return Ok(answer(before, true));
    }
    let Some(plan) = command.plan.as_ref().filter(|plan| fits(context, &before, plan)) else {
        return rejected(Reject::ScheduleMoved);
    };
    let mut row = before.clone();
    row.version = context.next_version();
    row.update_time = context.time();
    row.pause = None;
    follow(&mut row, plan);
    store(context, &caller.tenant, &command.id, Some(&before), &row);
    let event = EventRow {
        reason: command.reason.clone(),
        fire_time: match planted(Defect::PauseWindowForgotten) {
            true => row.decided,
            false => before.decided,
        },
        until: row.decided,
        ..event(EventKind::ScheduleResumed, &command.id, &caller)
    };
    context.emit(&caller.tenant, event)?;
    Ok(answer(row, false))
}

/// Misses the waiting instants.
pub(super) fn miss_waiting(
    context: &mut Context<'_>,
    name: (&str, &str),
    row: &mut ScheduleRow,
    reason: &'static str,
) -> Result<(), Failure> {
    let mut waiting = core::mem::take(&mut row.waiting);
    if !row.coming.is_empty() {
        waiting.append(&mut row.coming);
        waiting.sort_by_key(|instant| instant.instant);
    }
    let (Some(first), Some(last)) = (waiting.first(), waiting.last()) else {
        return Ok(());
    };
    if planted(Defect::WaitingForgotten) {
        return Ok(());
    }
    let missed = MissedInstants {
        first: first.instant,
        last: last.instant,
        count: waiting.len() as u64,
    };
    run::miss(context, name, row, &missed, reason)
}
