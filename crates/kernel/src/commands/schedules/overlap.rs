//! Overlap: an instant whose schedule has unfinished timers, and the instants that wait for their end. The waiting
//! instants continue in the entry in which the last of those timers ends.
//!
//! Invariants, except for entries of earlier releases, which check only the last timer, at the decision:
//! - An instant is judged at its fire time, by all unfinished timers of its schedule.
//! - An interruption makes no overlap. The instants during it, and for a while those after it, wait for the end of the
//!   delayed timers, and run one after another.

use super::{Memory, is_held, run, store};
use crate::{
    context::Context,
    failure::Failure,
    internal::{Caller, FailureKind, OverlapPolicy, ScheduleInstant, ScheduleRow, TimerRef, TimerRow, TimerState},
    limits::{
        LEAD_MAX, SCHEDULE_CATCH_UP, SCHEDULE_COMING_MAX, SCHEDULE_LEAD, SCHEDULE_OPEN_MAX, SCHEDULE_WAITING_MAX,
    },
    tables::{self, schedule},
    transitions,
};
use alloc::{string::ToString, vec::Vec};

/// The reason for which an overlapping occurrence is ended or missed.
const OVERLAP: &str = "OVERLAP";

/// The decision about an instant that has come.
enum Comes {
    Now,
    Waits,
    Missed(&'static str),
}

/// Whether an instant is judged later, at its fire time.
pub(super) fn is_early(context: &Context<'_>, row: &ScheduleRow, instant: &ScheduleInstant) -> bool {
    let is_judged = policy(row) != OverlapPolicy::Allow;
    let has_time = instant.fire_time > context.clock.saturating_add(SCHEDULE_LEAD);
    is_judged && has_time && instant.fire_time > instant.instant && row.coming.len() < SCHEDULE_COMING_MAX
}

/// Judges the instants whose fire times have come.
pub(super) fn judge_coming(
    context: &mut Context<'_>,
    (tenant, id): (&str, &str),
    before: &ScheduleRow,
    until: i64,
) -> Result<(), Failure> {
    let until = until.min(context.time().saturating_add(LEAD_MAX));
    let mut row = before.clone();
    let coming = core::mem::take(&mut row.coming);
    let (come, coming): (Vec<_>, Vec<_>) = coming.into_iter().partition(|instant| instant.fire_time <= until);
    row.coming = coming;
    for instant in &come {
        match is_held(context, instant.instant) {
            true => run::miss(context, (tenant, id), &mut row, &run::one(instant), "RESTORE")?,
            false => judge(context, (tenant, id), &mut row, instant, true)?,
        }
    }
    if !come.is_empty() {
        store(context, tenant, id, Some(before), &row);
    }
    Ok(())
}

/// Decides whether the timer of an instant is made now, waits, or is missed.
pub(super) fn judge(
    context: &mut Context<'_>,
    (tenant, id): (&str, &str),
    row: &mut ScheduleRow,
    instant: &ScheduleInstant,
    by_fire_time: bool,
) -> Result<(), Failure> {
    if by_fire_time && instant.fire_time.saturating_add(LEAD_MAX) < context.clock {
        row.catch_up_until = context.clock.saturating_add(SCHEDULE_CATCH_UP);
    }
    let missed = match comes(context, tenant, row, instant, by_fire_time)? {
        Comes::Now => run::make(context, (tenant, id), row, instant, Memory::of(by_fire_time))?,
        Comes::Missed(reason) => Some(reason),
        Comes::Waits => {
            row.waiting.push(*instant);
            None
        }
    };
    match missed {
        Some(reason) => run::miss(context, (tenant, id), row, &run::one(instant), reason),
        None => Ok(()),
    }
}

fn policy(row: &ScheduleRow) -> OverlapPolicy {
    row.spec
        .as_ref()
        .map_or(OverlapPolicy::Unspecified, |spec| spec.overlap())
}

/// The decision according to the schedule's policy.
fn comes(
    context: &mut Context<'_>,
    tenant: &str,
    row: &ScheduleRow,
    instant: &ScheduleInstant,
    by_fire_time: bool,
) -> Result<Comes, Failure> {
    let policy = policy(row);
    if policy == OverlapPolicy::Allow {
        return Ok(Comes::Now);
    }
    let open = open(context, tenant, row)?;
    if open.is_empty() {
        return Ok(Comes::Now);
    }
    let room = match policy {
        OverlapPolicy::CancelOther => {
            for timer in open {
                end(context, tenant, timer)?;
            }
            return Ok(Comes::Now);
        }
        _ if by_fire_time && catches_up(row, instant, &open) => SCHEDULE_WAITING_MAX,
        OverlapPolicy::BufferOne => 1,
        OverlapPolicy::BufferAll => SCHEDULE_WAITING_MAX,
        OverlapPolicy::Unspecified | OverlapPolicy::Allow => 0,
    };
    Ok(match row.waiting.len() < room {
        true => Comes::Waits,
        false => Comes::Missed(OVERLAP),
    })
}

/// Whether an instant overlaps only because of an interruption. Then each open timer was created after the instant's
/// fire time or after the interruption. A timer created shortly before the interruption's end also counts, if no
/// delivery of it to a consumer is recorded.
fn catches_up(row: &ScheduleRow, instant: &ScheduleInstant, open: &[TimerRow]) -> bool {
    let end = row.catch_up_until.saturating_sub(SCHEDULE_CATCH_UP);
    let by_interruption = |timer: &TimerRow| {
        let spec = timer.spec.as_ref();
        let since = spec.map_or(0, |spec| spec.fire_time.max(spec.create_time));
        let is_received = timer.delivery.as_ref().is_some_and(|delivery| delivery.grant.is_some());
        let is_recent = since >= end.saturating_sub(SCHEDULE_CATCH_UP);
        since > instant.fire_time || since >= end || (is_recent && !is_received)
    };
    instant.fire_time <= row.catch_up_until && open.iter().all(by_interruption)
}

/// The unfinished timers of the schedule.
fn open(context: &Context<'_>, tenant: &str, row: &ScheduleRow) -> Result<Vec<TimerRow>, Failure> {
    let mut open = Vec::new();
    for made in row.earlier.iter().chain(&row.last) {
        open.extend(find_open(context, tenant, made)?);
    }
    Ok(open)
}

/// Whether any timer of the schedule is unfinished.
fn is_open(context: &Context<'_>, tenant: &str, row: &ScheduleRow) -> Result<bool, Failure> {
    for made in row.earlier.iter().chain(&row.last).rev() {
        if find_open(context, tenant, made)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn find_open(context: &Context<'_>, tenant: &str, made: &TimerRef) -> Result<Option<TimerRow>, Failure> {
    let timer = tables::timer::get(context.tables, tenant, &made.id)?;
    Ok(timer.filter(|timer| timer.version == made.version && !timer.is_terminal()))
}

/// Remembers the schedule's last timer if it is unfinished, because another one is made. Forgets each of the first two
/// earlier timers if it is finished, so that at most twice the open ones are kept.
pub(super) fn remember(context: &Context<'_>, tenant: &str, row: &mut ScheduleRow) -> Result<(), Failure> {
    for _ in 0..2 {
        if let Some(first) = row.earlier.first()
            && find_open(context, tenant, first)?.is_none()
        {
            row.earlier.remove(0);
        }
    }
    let Some(last) = row.last.take() else { return Ok(()) };
    if find_open(context, tenant, &last)?.is_some() {
        if row.earlier.len() >= SCHEDULE_OPEN_MAX {
            row.earlier.remove(0);
        }
        row.earlier.push(last);
    }
    Ok(())
}

/// Ends a timer in favour of the next: a waiting one is cancelled, a fired one fails without a dead letter. An armed
/// timer that is not due stays, because its firing is decided.
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

/// Continues the schedules whose timers have ended. The first waiting instant runs, and the next ones as long as none
/// of them makes an unfinished timer.
pub(crate) fn go_on(context: &mut Context<'_>) -> Result<(), Failure> {
    while let Some((tenant, id)) = context.schedules_to_go_on.pop_first() {
        let found = schedule::get(context.tables, &tenant, &id)?;
        let Some(before) = found.filter(|row| !row.waiting.is_empty()) else {
            continue;
        };
        let mut row = before.clone();
        while !row.waiting.is_empty() && !is_open(context, &tenant, &row)? {
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
        false => run::make(context, name, row, instant, Memory::Last)?,
    };
    match missed {
        Some(reason) => run::miss(context, name, row, &run::one(instant), reason),
        None => Ok(()),
    }
}
