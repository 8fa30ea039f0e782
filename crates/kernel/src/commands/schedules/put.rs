//! Creates a schedule, or changes one if its proposer read the current version. An existing id is the record of its
//! creation: an equal request gets the existing schedule as its answer. A change applies to later instants; decided
//! ones stay.

use super::{
    super::{quota, rejected},
    answer, event, fits, follow, is_behind, store,
};
use crate::{
    context::Context,
    failure::Failure,
    internal::{Caller, EventKind, EventRow, PutSchedule, SchedulePlan, ScheduleRow, ScheduleSpec},
    limits::{LEAD_MAX, SCHEDULES_MAX},
    reply::{Reject, Reply},
    tables::schedule,
};

pub(in super::super) fn put(context: &mut Context<'_>, command: &PutSchedule) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let (Some(spec), Some(plan), false) = (&command.spec, &command.plan, command.id.is_empty()) else {
        return rejected(Reject::Empty);
    };
    match schedule::get(context.tables, &caller.tenant, &command.id)? {
        None if command.version != 0 => rejected(Reject::ScheduleNotFound),
        None => match quota::refuse_period(context, &caller.tenant, command.period)? {
            Some(reject) => rejected(reject),
            None => make(context, &caller, &command.id, spec, plan),
        },
        Some(row) if command.version == 0 => match &row.spec {
            Some(standing) if standing.digest == spec.digest => Ok(answer(row, true)),
            _ => rejected(Reject::ScheduleExists),
        },
        Some(row) if command.version != row.version => rejected(Reject::ScheduleVersion { version: row.version }),
        Some(row) if is_behind(context, &row) || !fits(context, &row, plan) => rejected(Reject::ScheduleMoved),
        Some(row) => {
            // An unchanged calendar is not checked against the quota again.
            let is_kept = row.spec.as_ref().map(|spec| &spec.calendar) == Some(&spec.calendar);
            let period = if is_kept { 0 } else { command.period };
            match quota::refuse_period(context, &caller.tenant, period)? {
                Some(reject) => rejected(reject),
                None => change(context, &caller, command, spec, plan, row),
            }
        }
    }
}

fn make(
    context: &mut Context<'_>,
    caller: &Caller,
    id: &str,
    spec: &ScheduleSpec,
    plan: &SchedulePlan,
) -> Result<Reply, Failure> {
    let is_ahead = plan.decided > context.time().saturating_add(LEAD_MAX);
    if is_ahead || (plan.next != 0 && plan.next <= plan.decided) {
        return rejected(Reject::ScheduleMoved);
    }
    if context.tenant(&caller.tenant)?.schedules >= SCHEDULES_MAX {
        return rejected(Reject::Quota {
            name: "schedules",
            limit: SCHEDULES_MAX,
        });
    }
    context.tenant(&caller.tenant)?.schedules += 1;
    let mut row = ScheduleRow {
        spec: Some(spec.clone()),
        version: context.next_version(),
        created_by: caller.actor.clone(),
        create_time: context.time(),
        update_time: context.time(),
        ..ScheduleRow::default()
    };
    follow(&mut row, plan);
    store(context, &caller.tenant, id, None, &row);
    tell(context, caller, EventKind::ScheduleCreated, id, spec)?;
    Ok(answer(row, false))
}

fn change(
    context: &mut Context<'_>,
    caller: &Caller,
    command: &PutSchedule,
    spec: &ScheduleSpec,
    plan: &SchedulePlan,
    before: ScheduleRow,
) -> Result<Reply, Failure> {
    let made_by = before.spec.as_ref().map(|spec| spec.digest.clone());
    let mut row = before.clone();
    row.spec = Some(ScheduleSpec {
        digest: made_by.unwrap_or_default(),
        ..spec.clone()
    });
    row.version = context.next_version();
    row.update_time = context.time();
    follow(&mut row, plan);
    store(context, &caller.tenant, &command.id, Some(&before), &row);
    tell(context, caller, EventKind::ScheduleUpdated, &command.id, spec)?;
    Ok(answer(row, false))
}

fn tell(
    context: &mut Context<'_>,
    caller: &Caller,
    kind: EventKind,
    id: &str,
    spec: &ScheduleSpec,
) -> Result<(), Failure> {
    let digest = spec.digest.clone();
    let event = event(kind, id, caller);
    context.emit(&caller.tenant, EventRow { digest, ..event })
}
