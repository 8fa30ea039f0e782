//! Makes timers of past instants, a few at a time. The proposer computes the instants of a window, and the schedule's
//! row stores them. Neither a change of the rule nor newer zone data therefore changes a running backfill.
//!
//! An instant whose timer exists gets no other. A timer is forgotten some time after its end, so a window is accepted
//! only if no timer that it may have had can be forgotten.

use super::{super::rejected, Memory, answer, event, find, is_behind, make_timer, occurrence_id, run, store, timer_of};
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{
        BackfillRow, BackfillSchedule, BackfillStep, Caller, EventKind, EventRow, ScheduleInstant, ScheduleRow,
    },
    limits::{BACKFILL_INSTANTS_MAX, BACKFILL_RATE_MAX, LEAD_MAX, SCHEDULE_INSTANTS_MAX, TIMER_RETENTION},
    reply::{Reject, Reply},
    tables::schedule,
};
use alloc::{string::ToString, vec::Vec};

const SECOND: u64 = 1_000_000_000;
/// The steps per second of a fast backfill.
const STEPS: u32 = 10;
/// The reason in events of its occurrences.
const BACKFILL: &str = "BACKFILL";

/// The number of timers of one step of a backfill, and the pause to the next in nanoseconds: no second has more than
/// `rate` timers.
#[must_use]
pub fn pace(rate: u32) -> (u32, i64) {
    let rate = rate.clamp(1, BACKFILL_RATE_MAX);
    let timers = (rate / STEPS).max(1);
    let pause = SECOND.div_ceil(u64::from(rate / timers));
    (timers, pause.cast_signed())
}

pub(in super::super) fn backfill(context: &mut Context<'_>, command: &BackfillSchedule) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    if !is_sound(command) {
        return rejected(Reject::Empty);
    }
    let before = match find(context, &caller.tenant, &command.id, command.version)? {
        Ok(row) => row,
        Err(reject) => return rejected(reject),
    };
    if before.pause.is_some() {
        return rejected(Reject::SchedulePaused);
    }
    if let Some(running) = schedule::backfill(&before) {
        let is_same = (running.from, running.until, running.rate) == (command.from, command.until, command.rate);
        return match is_same {
            true => Ok(answer(before, true)),
            false => rejected(Reject::BackfillRuns),
        };
    }
    // All instants of the rule up to there are decided; otherwise they would be decided twice.
    if is_behind(context, &before) || command.until > context.time().saturating_add(LEAD_MAX) {
        return rejected(Reject::ScheduleMoved);
    }
    if let Some(instant) = forgotten(context, &before, command) {
        return rejected(Reject::BackfillForgotten { instant });
    }
    begin(context, &caller, command, before)
}

/// Whether the instants are in order, within the window, and few enough. Requests are validated before they are
/// proposed.
fn is_sound(command: &BackfillSchedule) -> bool {
    let instants = &command.instants;
    let within = instants.iter().all(|at| (command.from..command.until).contains(at));
    let in_order = instants.windows(2).all(|pair| pair[0] < pair[1]);
    let few = instants.len() <= BACKFILL_INSTANTS_MAX && (1..=BACKFILL_RATE_MAX).contains(&command.rate);
    !command.id.is_empty() && within && in_order && few
}

/// The first instant whose timer may have been forgotten: a timer of the schedule itself, or of an earlier backfill.
fn forgotten(context: &Context<'_>, row: &ScheduleRow, command: &BackfillSchedule) -> Option<i64> {
    let horizon = context.time().saturating_sub(TIMER_RETENTION);
    let made = row.create_time.saturating_sub(LEAD_MAX)..=horizon;
    let backfilled = row.backfilled_from..row.backfilled_until;
    let is_old = row.backfilled_since != 0 && row.backfilled_since <= horizon;
    let mut instants = command.instants.iter().copied();
    instants.find(|at| made.contains(at) || (is_old && backfilled.contains(at)))
}

fn begin(
    context: &mut Context<'_>,
    caller: &Caller,
    command: &BackfillSchedule,
    before: ScheduleRow,
) -> Result<Reply, Failure> {
    let mut row = before.clone();
    row.version = context.next_version();
    row.update_time = context.time();
    if row.backfilled_since == 0 {
        (row.backfilled_from, row.backfilled_until) = (command.from, command.until);
        row.backfilled_since = context.time();
    }
    row.backfilled_from = row.backfilled_from.min(command.from);
    row.backfilled_until = row.backfilled_until.max(command.until);
    row.backfill = Some(BackfillRow {
        by: caller.actor.clone(),
        time: context.time(),
        from: command.from,
        until: command.until,
        rate: command.rate,
        instants: u32::try_from(command.instants.len()).unwrap_or(u32::MAX),
        left: command.instants.clone(),
        due: context.clock,
        ..BackfillRow::default()
    });
    let told = EventRow {
        fire_time: command.from,
        until: command.until,
        count: command.instants.len() as u64,
        ..event(EventKind::ScheduleBackfillStarted, &command.id, caller)
    };
    context.emit(&caller.tenant, told)?;
    if command.instants.is_empty() {
        end(context, (&caller.tenant, &command.id), &mut row, "")?;
    }
    store(context, &caller.tenant, &command.id, Some(&before), &row);
    Ok(answer(row, false))
}

/// Makes the next timers. A step that was proposed twice, or before its time, finds another next instant, and changes
/// nothing.
pub(super) fn go_on(
    context: &mut Context<'_>,
    name: (&str, &str),
    before: &ScheduleRow,
    step: BackfillStep,
) -> Result<(), Failure> {
    let Some(mut running) = schedule::backfill(before).cloned() else {
        return Ok(());
    };
    if running.left.first() != Some(&step.first) || running.due > context.clock {
        return Ok(());
    }
    let mut row = before.clone();
    // The backfill's timers may have been made in a future that the backup does not know.
    if context.shard.held_until != 0 && running.time <= context.shard.held_until {
        end(context, name, &mut row, "RESTORE")?;
        store(context, name.0, name.1, Some(before), &row);
        return Ok(());
    }
    let (timers, pause) = pace(running.rate);
    let count = step.count.min(timers) as usize;
    let count = count.min(SCHEDULE_INSTANTS_MAX).min(running.left.len());
    if count == 0 {
        return Ok(());
    }
    let mut instants: Vec<i64> = running.left.drain(..count).collect();
    if planted(Defect::BackfillStopsShort) && running.left.is_empty() {
        instants.pop();
    }
    for instant in instants {
        make(context, name, &mut row, &mut running, instant)?;
    }
    running.due = context.clock.saturating_add(pause);
    let is_over = running.left.is_empty();
    row.backfill = Some(running);
    if is_over {
        end(context, name, &mut row, "")?;
    }
    store(context, name.0, name.1, Some(before), &row);
    Ok(())
}

/// Makes the timer of one instant, due at once, unless it has or had one. The schedule's last timer stays the same, so
/// overlaps are judged as if there were no backfill.
fn make(
    context: &mut Context<'_>,
    (tenant, id): (&str, &str),
    row: &mut ScheduleRow,
    running: &mut BackfillRow,
    instant: i64,
) -> Result<(), Failure> {
    // A waiting instant will get its timer, or is missed independently of the backfill.
    let mut decided = row.waiting.iter().chain(&row.coming);
    if decided.any(|waits| waits.instant == instant) {
        running.existing += 1;
        return Ok(());
    }
    let named = if planted(Defect::BackfillRepeats) {
        instant + 1
    } else {
        instant
    };
    let timer_id = occurrence_id(tenant, id, named);
    let timer = timer_of(row, id, &timer_id, (instant, context.clock), context.clock);
    let caller = Caller {
        actor: running.by.clone(),
        ..Caller::default()
    };
    let made = make_timer(context, tenant, row, timer, &caller, (BACKFILL, Memory::None))?;
    match made {
        Ok(true) => running.made += 1,
        Ok(false) | Err(Reject::TimerExists { .. }) => running.existing += 1,
        Err(reject) => {
            running.missed += 1;
            let missed = run::one(&ScheduleInstant {
                instant,
                fire_time: instant,
            });
            run::miss(context, (tenant, id), row, &missed, run::why(&reject))?;
        }
    }
    Ok(())
}

/// Ends a running backfill. An empty reason means that it is complete.
pub(super) fn end(
    context: &mut Context<'_>,
    (tenant, id): (&str, &str),
    row: &mut ScheduleRow,
    reason: &str,
) -> Result<(), Failure> {
    let Some(mut running) = schedule::backfill(row).cloned() else {
        return Ok(());
    };
    running.left.clear();
    running.end_time = context.time();
    running.end_reason = reason.to_string();
    let told = EventRow {
        fire_time: running.from,
        until: running.until,
        count: u64::from(running.made),
        reason: reason.to_string(),
        ..event(EventKind::ScheduleBackfillEnded, id, &Caller::default())
    };
    row.backfill = Some(running);
    context.emit(tenant, told)
}
