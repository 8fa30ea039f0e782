//! Decides instants that have come. Each makes a timer, or is missed, in one entry with the next instant. A leader that
//! repeats another leader's proposal finds the schedule moved, and changes nothing.

use super::{Memory, backfill, event, fits, follow, is_held, make_timer, occurrence_id, overlap, store, timer_of};
use crate::{
    context::Context,
    defects::{Defect, planted},
    effect::Effect,
    failure::Failure,
    internal::{
        Caller, EventKind, EventRow, MissedInstants, RunSchedules, ScheduleInstant, SchedulePlan, ScheduleRow,
        ScheduleRun,
    },
    limits::SCHEDULE_INSTANTS_MAX,
    reply::{Reject, Reply},
    tables::schedule,
};

pub(in super::super) fn run(context: &mut Context<'_>, command: &RunSchedules) -> Result<Reply, Failure> {
    for run in &command.runs {
        let row = schedule::get(context.tables, &run.tenant, &run.id)?;
        let row = row.filter(|row| row.version == run.version && row.pause.is_none());
        if let (Some(row), Some(step)) = (&row, &run.backfill) {
            backfill::go_on(context, (&run.tenant, &run.id), row, *step)?;
        } else if let (Some(row), true) = (&row, run.coming_until != 0) {
            overlap::judge_coming(context, (&run.tenant, &run.id), row, run.coming_until)?;
        } else if let (Some(row), Some(plan)) = (row, &run.plan)
            && fits(context, &row, plan)
            && is_whole(run, plan, &row)
            && is_released(context, run)
        {
            decide(context, run, (plan, command.by_fire_time), row)?;
        }
    }
    Ok(Reply::Done)
}

/// Whether a run omits no known instant, repeats none, and ends where its plan ends.
fn is_whole(run: &ScheduleRun, plan: &SchedulePlan, row: &ScheduleRow) -> bool {
    let jitter = row.spec.as_ref().and_then(|spec| spec.calendar.as_ref());
    let jitter = jitter.map_or(0, |calendar| calendar.jitter);
    let mut last = row.decided;
    let missed = run.missed.iter().map(|missed| (missed.first, missed.last));
    let instants = run.instants.iter().map(|run| (run.instant, run.instant));
    for (from, until) in missed.clone().chain(instants.clone()) {
        if from <= last || until < from {
            return false;
        }
        last = until;
    }
    let is_due = |run: &ScheduleInstant| {
        let delay = run.fire_time.checked_sub(run.instant);
        delay
            .and_then(|delay| u64::try_from(delay).ok())
            .is_some_and(|delay| delay <= jitter)
    };
    // Newer zone data may give other instants than the stored one.
    let first = missed.chain(instants).next();
    let begins = first.is_none_or(|(first, _)| first == row.next || plan.zone_data > row.zone_data);
    let within = run.instants.len() <= SCHEDULE_INSTANTS_MAX && run.instants.iter().all(is_due);
    let counted = run.missed.as_ref().is_none_or(|missed| missed.count != 0);
    begins && within && counted && last == plan.decided
}

/// Whether a run makes no held timer, and reports no range of missed instants that is held only in part.
fn is_released(context: &Context<'_>, run: &ScheduleRun) -> bool {
    let mixed = |missed: &MissedInstants| is_held(context, missed.first) && !is_held(context, missed.last);
    !run.missed.as_ref().is_some_and(mixed) && !run.instants.iter().any(|run| is_held(context, run.instant))
}

fn decide(
    context: &mut Context<'_>,
    run: &ScheduleRun,
    (plan, by_fire_time): (&SchedulePlan, bool),
    before: ScheduleRow,
) -> Result<(), Failure> {
    let mut row = before.clone();
    let name = (run.tenant.as_str(), run.id.as_str());
    if let Some(missed) = &run.missed {
        let held = is_held(context, missed.last);
        miss(context, name, &mut row, missed, if held { "RESTORE" } else { "LATE" })?;
    }
    for instant in &run.instants {
        match by_fire_time && overlap::is_early(context, &row, instant) {
            true => row.coming.push(*instant),
            false => overlap::judge(context, name, &mut row, instant, by_fire_time)?,
        }
    }
    follow(&mut row, plan);
    store(context, &run.tenant, &run.id, Some(&before), &row);
    Ok(())
}

/// Makes the timer of an instant, or returns the reason why there is none.
pub(super) fn make(
    context: &mut Context<'_>,
    (tenant, schedule): (&str, &str),
    row: &mut ScheduleRow,
    instant: &ScheduleInstant,
    memory: Memory,
) -> Result<Option<&'static str>, Failure> {
    let id = occurrence_id(tenant, schedule, instant.instant);
    let times = (instant.instant, instant.fire_time);
    let timer = timer_of(row, schedule, &id, times, context.clock);
    let made = make_timer(context, tenant, row, timer, &Caller::default(), ("", memory))?;
    Ok(made.err().map(|reject| why(&reject)))
}

/// The reason why an instant has no timer.
pub(super) fn why(reject: &Reject) -> &'static str {
    match reject {
        Reject::WebhookNotFound { .. } => "WEBHOOK",
        Reject::TimerExists { .. } => "TIMER_EXISTS",
        _ => "QUOTA",
    }
}

/// A range of one instant.
pub(super) fn one(instant: &ScheduleInstant) -> MissedInstants {
    MissedInstants {
        first: instant.instant,
        last: instant.instant,
        count: 1,
    }
}

/// Counts and reports instants that made no timer.
pub(super) fn miss(
    context: &mut Context<'_>,
    (tenant, schedule): (&str, &str),
    row: &mut ScheduleRow,
    missed: &MissedInstants,
    reason: &'static str,
) -> Result<(), Failure> {
    row.missed = row.missed.saturating_add(missed.count);
    context.effects.push(Effect::Missed {
        count: missed.count,
        reason,
    });
    let event = EventRow {
        reason: reason.into(),
        fire_time: missed.first,
        until: missed.last,
        count: missed.count,
        ..event(EventKind::ScheduleMissed, schedule, &Caller::default())
    };
    if planted(Defect::MissedTwice) {
        context.emit(tenant, event.clone())?;
    }
    context.emit(tenant, event)
}
