//! Changes the fields that the mask names, for later occurrences. It reads the present schedule from a fresh view, as
//! Get does. The version that was read guards the change.

use super::{never, pause::changed};
use crate::{
    access::Principal,
    app::App,
    policies,
    schedules::{self, Zones, change, plan},
    validate,
};
use minoots_kernel::{
    id,
    internal::{PutSchedule, ScheduleRow, ScheduleSpec, command::Command},
};
use minoots_policy::facts::{Facts, Verb};
use minoots_wire::rules::Unjudged;
use minoots_wire::schedule::v1::{UpdateScheduleRequest, UpdateScheduleResponse};
use tonic::Status;

/// The names for a mask.
const CALENDAR: &str = "calendar";
const TIMER: &str = "timer";
const MISSED_RUN_POLICY: &str = "missed_run_policy";
const OVERLAP_POLICY: &str = "overlap_policy";

/// The requested values, and the names of those that change.
#[derive(Clone)]
struct ScheduleEdit {
    mask: Vec<&'static str>,
    spec: ScheduleSpec,
}

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<UpdateScheduleRequest>,
) -> Result<UpdateScheduleResponse, Status> {
    let (request, violations) = request.judge();
    let (caller, version, id) = (who.caller(""), request.state_version, request.id.clone());
    let tenant = caller.tenant.clone();
    let asked = schedules::aside(move || asked(&tenant, (request, violations))).await??;
    app.writer.check_growth()?;
    let (of, named) = (app.clone(), id.clone());
    let command = move |row: &ScheduleRow| {
        let spec = over(row, &asked);
        // Instants within a pause are decided when it ends.
        let now = of.clock.now();
        let planned =
            |from| plan::changed(row, &spec, from, Zones::bundled()).map_err(|error| change::unplanned(&error));
        let is_paused = row.pause.is_some();
        let (plan, period) = planned(if is_paused { row.decided } else { now })?;
        if asked.mask.contains(&CALENDAR) && (plan.next == 0 || is_paused && planned(now)?.0.next == 0) {
            return Err(never::refused(&spec, now));
        }
        Ok(Command::PutSchedule(Box::new(PutSchedule {
            caller: Some(caller.clone()),
            id: named.clone(),
            spec: Some(spec),
            version: row.version,
            plan: Some(plan),
            period,
        })))
    };
    let (schedule, commit_index) = changed(app, who, (&id, version), made, command).await?;
    Ok(UpdateScheduleResponse {
        schedule: Some(schedule),
        shard: id::SHARD,
        commit_index,
    })
}

/// The facts of a change. Any change counts as making the schedule's future timers, whichever field it changes.
fn made(row: &ScheduleRow, command: &Command) -> Vec<Facts> {
    let made = policies::of_creates(command, |_| false);
    match made.is_empty() {
        true => policies::of_schedule(Verb::Create, row),
        false => made,
    }
}

fn over(row: &ScheduleRow, asked: &ScheduleEdit) -> ScheduleSpec {
    let (mut spec, asked, mask) = (row.spec.clone().unwrap_or_default(), asked.spec.clone(), &asked.mask);
    for name in mask {
        match *name {
            CALENDAR => spec.calendar.clone_from(&asked.calendar),
            TIMER => spec.timer.clone_from(&asked.timer),
            MISSED_RUN_POLICY => (spec.missed_runs, spec.missed_runs_max) = (asked.missed_runs, asked.missed_runs_max),
            _ => spec.overlap = asked.overlap,
        }
    }
    spec
}

fn asked(
    tenant: &str,
    (request, mut violations): (UpdateScheduleRequest, validate::Violations),
) -> Result<ScheduleEdit, Status> {
    let mask = mask(&mut violations, &request);
    let (missed_runs, overlap) = (request.missed_run_policy(), request.overlap_policy());
    let mut spec = ScheduleSpec::default();
    if mask.contains(&CALENDAR) {
        let calendar = validate::schedule::calendar(&mut violations, CALENDAR, request.calendar.as_ref());
        spec.calendar = Some(calendar);
    }
    if mask.contains(&TIMER) {
        spec.timer = Some(validate::schedule::timer(
            &mut violations,
            tenant,
            &request.id,
            request.timer,
        ));
    }
    validate::schedule::missed_runs(&mut violations, &mut spec, missed_runs, request.missed_runs_max);
    validate::schedule::overlap(&mut spec, overlap);
    violations.finish()?;
    Ok(ScheduleEdit { mask, spec })
}

/// The fields that change.
fn mask(violations: &mut validate::Violations, request: &UpdateScheduleRequest) -> Vec<&'static str> {
    let set = [
        (CALENDAR, request.calendar.is_some()),
        (TIMER, request.timer.is_some()),
        (
            MISSED_RUN_POLICY,
            request.missed_run_policy != 0 || request.missed_runs_max != 0,
        ),
        (OVERLAP_POLICY, request.overlap_policy != 0),
    ];
    validate::update_mask(violations, request.update_mask.as_ref(), &set, "a field")
}
