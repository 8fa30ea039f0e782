//! What becomes of an instant while the timer that its schedule made last is not over, and of those that wait for its end: they go on in the
//! entry in which it ends.

use super::{is_held, run, store};
use crate::{
    apply::Context,
    failure::Failure,
    internal::{Caller, FailureKind, OverlapPolicy, ScheduleInstant, ScheduleRow, TimerRow, TimerState},
    limits::SCHEDULE_WAITING_MAX,
    tables::{self, schedule},
    transitions,
};
use alloc::string::ToString;

/// Why what overlaps ends, or is missed.
const OVERLAP: &str = "OVERLAP";

/// What becomes of an instant that has come.
pub(super) enum Comes {
    Now,
    Waits,
    Missed(&'static str),
}

/// As the schedule's policy has it.
pub(super) fn comes(context: &mut Context<'_>, tenant: &str, row: &ScheduleRow) -> Result<Comes, Failure> {
    let Some(last) = open(context, tenant, row)? else {
        return Ok(Comes::Now);
    };
    let room = match row
        .spec
        .as_ref()
        .map_or(OverlapPolicy::Unspecified, |spec| spec.overlap())
    {
        OverlapPolicy::Unspecified => 0,
        OverlapPolicy::BufferOne => 1,
        OverlapPolicy::BufferAll => SCHEDULE_WAITING_MAX,
        OverlapPolicy::Allow => return Ok(Comes::Now),
        OverlapPolicy::CancelOther => {
            end(context, tenant, last)?;
            return Ok(Comes::Now);
        }
    };
    Ok(match row.waiting.len() < room {
        true => Comes::Waits,
        false => Comes::Missed(OVERLAP),
    })
}

/// The timer that the schedule made last, if it is not over.
fn open(context: &Context<'_>, tenant: &str, row: &ScheduleRow) -> Result<Option<TimerRow>, Failure> {
    let Some(last) = &row.last else { return Ok(None) };
    let timer = tables::timer::get(context.tables, tenant, &last.id)?;
    Ok(timer.filter(|timer| timer.version == last.version && !timer.is_terminal()))
}

/// Ends a timer for the sake of the next: cancelled while it waits, failed once it is out, and no dead letter. What is armed and not due
/// stays: it was decided that it fires.
fn end(context: &mut Context<'_>, tenant: &str, row: TimerRow) -> Result<(), Failure> {
    let due_row = match row.state() {
        TimerState::Pending => tables::due::get(context.tables, row.due(), tenant, row.id())?,
        _ => None,
    };
    let row = match due_row {
        Some(due_row) if due_row.arm == 0 => {
            let nobody = Caller {
                tenant: tenant.to_string(),
                ..Caller::default()
            };
            return transitions::cancel(context, &nobody, row, OVERLAP);
        }
        Some(_) if row.due() > context.time() => return Ok(()),
        Some(due_row) => transitions::fire_armed(context, tenant, row, &due_row)?,
        None => row,
    };
    match row.is_terminal() {
        true => Ok(()),
        false => transitions::fail(context, tenant, row, FailureKind::Purged, OVERLAP),
    }
}

/// Goes on with the schedules whose timers have ended: what waits first runs, and so on while nothing comes of it.
pub(crate) fn go_on(context: &mut Context<'_>) -> Result<(), Failure> {
    while let Some((tenant, id)) = context.schedules_to_go_on.pop_first() {
        let Some(before) = schedule::get(context.tables, &tenant, &id)? else {
            continue;
        };
        let mut row = before.clone();
        while !row.waiting.is_empty() && open(context, &tenant, &row)?.is_none() {
            let instant = row.waiting.remove(0);
            go_on_with(context, (&tenant, &id), &mut row, &instant)?;
        }
        if row != before {
            store(context, &tenant, &id, Some(&before), &row);
        }
    }
    Ok(())
}

fn go_on_with(
    context: &mut Context<'_>,
    name: (&str, &str),
    row: &mut ScheduleRow,
    instant: &ScheduleInstant,
) -> Result<(), Failure> {
    let missed = match is_held(context, instant.instant) {
        true => Some("RESTORE"),
        false => run::make(context, name, row, instant)?,
    };
    match missed {
        Some(reason) => run::miss(context, name, row, &run::one(instant), reason),
        None => Ok(()),
    }
}
