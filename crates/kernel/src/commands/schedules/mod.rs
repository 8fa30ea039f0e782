//! Schedules. The kernel knows no zone and computes no instant. Entries carry the instants that their proposers
//! computed, and this module ensures that each instant is decided once. Invariants:
//! - `decided` only grows, and `next` is after it. A command that moves them names the values it found, and is void if
//!   they have changed.
//! - A schedule is not changed, paused or removed while an instant that has come is undecided.
//! - While a restore holds timers due by an instant, no occurrence up to that instant is made. Those are missed, so
//!   that later ones run.
//! - While instants wait, a timer of the schedule is unfinished. When the last of those ends, the same entry continues
//!   with the waiting instants.
//! - A backfill makes timers of decided instants. It changes neither `decided` nor the schedule's last timer.
//! - A timer's id comes from its schedule's id and its instant, so a repeated proposal makes it once.

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

/// A schedule that its caller may change: it exists, at the named version, if one was named.
fn find(context: &Context<'_>, tenant: &str, id: &str, version: u64) -> Result<Result<ScheduleRow, Reject>, Failure> {
    Ok(match schedule::get(context.tables, tenant, id)? {
        None => Err(Reject::ScheduleNotFound),
        Some(row) if version != 0 && version != row.version => Err(Reject::ScheduleVersion { version: row.version }),
        Some(row) => Ok(row),
    })
}

/// Whether an instant has come that is undecided. Uses the clock by which instants are decided; log time may be ahead
/// of it.
fn is_behind(context: &Context<'_>, row: &ScheduleRow) -> bool {
    row.pause.is_none() && row.next != 0 && row.next <= context.clock
}

/// Whether a plan continues from the schedule's state, and no further than time allows.
fn fits(context: &Context<'_>, row: &ScheduleRow, plan: &SchedulePlan) -> bool {
    let goes_on = plan.base == row.decided && plan.decided >= row.decided;
    let is_ahead = plan.decided > context.time().saturating_add(LEAD_MAX);
    let is_older = plan.zone_data < row.zone_data && !planted(Defect::OlderZonesDecide);
    goes_on && !is_ahead && !is_older && (plan.next == 0 || plan.next > plan.decided)
}

/// Whether an instant may have had its timer before a restore, in a future that the backup does not know. Then it gets
/// none now.
fn is_held(context: &Context<'_>, instant: i64) -> bool {
    context.shard.held_until != 0 && instant <= context.shard.held_until
}

/// Applies a plan to the row.
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

/// Writes a schedule, and notifies the leader's runner.
fn store(context: &mut Context<'_>, tenant: &str, id: &str, before: Option<&ScheduleRow>, row: &ScheduleRow) {
    schedule::put(context.tables, tenant, id, before, row);
    context.effects.push(Effect::Schedules);
}

/// Creates an event about a schedule.
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
        // The template was sealed for its schedule, and names that place.
        ..template.unwrap_or_default()
    }
}

/// The timers that a schedule remembers when it makes a timer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Memory {
    /// The timers that it remembered before.
    None,
    /// Only the new timer, as in entries of earlier releases.
    Last,
    /// The new timer, and the others that are not finished.
    All,
}

impl Memory {
    /// The memory that an entry requests.
    fn of(all: bool) -> Memory {
        if all { Memory::All } else { Memory::Last }
    }
}

/// Makes the timer of an instant, without a caller. Returns whether it was made, or the reason for the rejection. Its
/// event gives `reason` if the rule is not the cause.
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
    if created.existing {
        return Ok(Ok(false));
    }
    if memory == Memory::All {
        overlap::remember(context, tenant, row)?;
    }
    if memory != Memory::None {
        row.last = Some(TimerRef {
            id: timer_id.clone(),
            version: created.row.version,
            ..TimerRef::default()
        });
    }
    row.runs += 1;
    let told = EventRow {
        object: timer_id,
        version: created.row.version,
        fire_time: origin.instant,
        until: fire_time,
        reason: reason.to_string(),
        ..event(EventKind::ScheduleOccurrence, &origin.id, caller)
    };
    context.emit(tenant, told)?;
    Ok(Ok(true))
}

/// The id of an occurrence's timer: the same on every node, and never chosen by a caller.
fn occurrence_id(tenant: &str, schedule: &str, instant: i64) -> alloc::string::String {
    id::derived(&["minoots.schedule", tenant, schedule], &instant.to_be_bytes())
}
