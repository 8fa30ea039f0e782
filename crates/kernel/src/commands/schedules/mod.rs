//! Schedules. The kernel knows no zone and computes no instant: entries carry what their proposers computed, and what is here makes sure that
//! each instant is decided once. Invariants:
//! - `decided` only grows, and `next` is behind it. What moves them says where it found them, and is void if they are elsewhere by now.
//! - A schedule is not changed, paused or removed while an instant that has come is not decided.
//! - While a restore holds what was due by an instant, no occurrence up to that is made: those are missed, so that what comes after them runs.
//! - While instants wait, a timer that the schedule made is not over: the end of the last of those goes on with them in the same entry.
//! - A backfill makes timers of instants that are decided, and changes nothing about these: neither `decided` nor which timer was made last.
//! - A timer's id comes from its schedule's id and its instant, so what is proposed twice makes it once.

use crate::{
    context::Context,
    defects::{Defect, planted},
    effect::Effect,
    failure::Failure,
    id,
    internal::{Caller, EventKind, EventRow, NewTimer, ScheduleOrigin, SchedulePlan, ScheduleRow, TimerRef},
    limits::LEAD_MAX,
    reply::{Reject, Reply},
    tables::schedule,
};
use alloc::{boxed::Box, string::ToString};

mod backfill;
mod overlap;
mod pause;
mod put;
mod remove;
mod run;
mod trigger;

pub(super) use backfill::backfill;
pub use backfill::pace;
pub(crate) use overlap::go_on;
pub(super) use pause::{pause, resume};
pub(super) use put::put;
pub(super) use remove::remove;
pub(super) use run::run;
pub(super) use trigger::trigger;

/// A schedule that its caller may change: there, at the version that was named, if one was.
fn find(context: &Context<'_>, tenant: &str, id: &str, version: u64) -> Result<Result<ScheduleRow, Reject>, Failure> {
    Ok(match schedule::get(context.tables, tenant, id)? {
        None => Err(Reject::ScheduleNotFound),
        Some(row) if version != 0 && version != row.version => Err(Reject::ScheduleVersion { version: row.version }),
        Some(row) => Ok(row),
    })
}

/// Whether an instant has come that nobody has decided about: by the clock that instants are decided by, which log time may be ahead of.
fn is_behind(context: &Context<'_>, row: &ScheduleRow) -> bool {
    row.pause.is_none() && row.next != 0 && row.next <= context.clock
}

/// Whether a plan goes on from where the schedule stands, and no further than time allows.
fn fits(context: &Context<'_>, row: &ScheduleRow, plan: &SchedulePlan) -> bool {
    let goes_on = plan.base == row.decided && plan.decided >= row.decided;
    let is_ahead = plan.decided > context.time().saturating_add(LEAD_MAX);
    let is_older = plan.zone_data < row.zone_data && !planted(Defect::OlderZonesDecide);
    goes_on && !is_ahead && !is_older && (plan.next == 0 || plan.next > plan.decided)
}

/// Whether an instant may have had its timer before a restore, in a future that the backup does not know: then it has none now.
fn is_held(context: &Context<'_>, instant: i64) -> bool {
    context.shard.held_until != 0 && instant <= context.shard.held_until
}

/// Stands from now on as a plan says.
fn follow(row: &mut ScheduleRow, plan: &SchedulePlan) {
    row.decided = plan.decided;
    row.next = plan.next;
    row.zone_data.clone_from(&plan.zone_data);
    row.ends = plan.ends;
}

fn answer(row: ScheduleRow, existing: bool) -> Reply {
    let row = Box::new(row);
    Reply::Schedule { row, existing }
}

/// Writes a schedule, and lets whoever runs them know.
fn store(context: &mut Context<'_>, tenant: &str, id: &str, before: Option<&ScheduleRow>, row: &ScheduleRow) {
    schedule::put(context.tables, tenant, id, before, row);
    context.effects.push(Effect::Schedules);
}

/// An event about a schedule.
fn event(kind: EventKind, id: &str, caller: &Caller) -> EventRow {
    let mut event = EventRow {
        schedule: id.to_string(),
        actor: caller.actor.clone(),
        request_id: caller.request_id.clone(),
        ..EventRow::default()
    };
    event.set_kind(kind);
    event
}

/// The timer of an instant.
fn timer_of(
    row: &ScheduleRow,
    schedule: &str,
    timer_id: &str,
    (instant, fire_time): (i64, i64),
    clock: i64,
) -> NewTimer {
    let template = row.spec.as_ref().and_then(|spec| spec.timer.clone());
    NewTimer {
        id: timer_id.to_string(),
        create_time: clock,
        fire_time,
        schedule: Some(ScheduleOrigin {
            id: schedule.to_string(),
            instant,
        }),
        // The template was sealed for its schedule, and says so.
        ..template.unwrap_or_default()
    }
}

/// Which timers a schedule remembers when it makes one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Memory {
    /// Those that it did before.
    None,
    /// This one alone, as in entries of earlier releases.
    Last,
    /// This one, and the others that are not over.
    All,
}

impl Memory {
    /// As an entry asks for.
    fn of(all: bool) -> Memory {
        if all { Memory::All } else { Memory::Last }
    }
}

/// Makes the timer of an instant, in the name of nobody; answers whether it was made, or why it may not be. Its event says for what
/// `reason`, if that is not the rule.
fn make_timer(
    context: &mut Context<'_>,
    tenant: &str,
    row: &mut ScheduleRow,
    timer: NewTimer,
    caller: &Caller,
    (reason, memory): (&str, Memory),
) -> Result<Result<bool, Reject>, Failure> {
    let origin = timer.schedule.clone().unwrap_or_default();
    let (timer_id, fire_time) = (timer.id.clone(), timer.fire_time);
    let nobody = Caller {
        tenant: tenant.to_string(),
        ..Caller::default()
    };
    let reply = super::create_timers::create_all(context, &nobody, &row.created_by, &[timer])?;
    let created = match reply {
        Reply::Created(created) => created.into_iter().next(),
        Reply::Rejected(reject) => return Ok(Err(reject)),
        _ => None,
    };
    let Some(created) = created else {
        return Err(Failure::Corrupt("a create has no answer".to_string()));
    };
    if created.existing.is_some() {
        return Ok(Ok(false));
    }
    if memory == Memory::All {
        overlap::remember(context, tenant, row)?;
    }
    if memory != Memory::None {
        row.last = Some(TimerRef {
            id: timer_id.clone(),
            version: created.version,
            ..TimerRef::default()
        });
    }
    row.runs += 1;
    let told = EventRow {
        object: timer_id,
        version: created.version,
        fire_time: origin.instant,
        until: fire_time,
        reason: reason.to_string(),
        ..event(EventKind::ScheduleOccurrence, &origin.id, caller)
    };
    context.emit(tenant, told)?;
    Ok(Ok(true))
}

/// The id of an occurrence's timer: the same on every node, and no caller's own.
fn occurrence_id(tenant: &str, schedule: &str, instant: i64) -> alloc::string::String {
    id::derived(&["minoots.schedule", tenant, schedule], &instant.to_be_bytes())
}
