//! Pauses and resumes a schedule.

use super::shown;
use crate::{
    access::Principal,
    app::App,
    policies, refusal,
    schedules::{Zones, change, plan},
};
use minoots_kernel::{
    Reply, id,
    internal::{PauseSchedule, ResumeSchedule, ScheduleRow, command::Command},
};
use minoots_policy::facts::{Facts, Verb};
use minoots_wire::schedule::v1::{
    PauseScheduleRequest, PauseScheduleResponse, ResumeScheduleRequest, ResumeScheduleResponse, Schedule,
};
use tonic::Status;

pub(super) async fn pause(
    app: &App,
    who: &Principal,
    request: PauseScheduleRequest,
) -> Result<PauseScheduleResponse, Status> {
    let (caller, version) = (who.caller(""), request.state_version);
    let (id, reason) = (request.id.clone(), request.reason.clone());
    let command = move |row: &ScheduleRow| {
        Ok(Command::PauseSchedule(PauseSchedule {
            caller: Some(caller.clone()),
            id: id.clone(),
            version: row.version,
            reason: reason.clone(),
        }))
    };
    let (schedule, commit_index) = changed(app, who, (&request.id, version), moved, command).await?;
    Ok(PauseScheduleResponse {
        schedule: Some(schedule),
        shard: id::SHARD,
        commit_index,
    })
}

pub(super) async fn resume(
    app: &App,
    who: &Principal,
    request: ResumeScheduleRequest,
) -> Result<ResumeScheduleResponse, Status> {
    let (caller, version) = (who.caller(""), request.state_version);
    let (of, id, reason) = (app.clone(), request.id.clone(), request.reason.clone());
    let command = move |row: &ScheduleRow| {
        let spec = row.spec.clone().unwrap_or_default();
        let plan =
            plan::onward(row, &spec, of.clock.now(), Zones::bundled()).map_err(|error| change::unplanned(&error))?;
        Ok(Command::ResumeSchedule(ResumeSchedule {
            caller: Some(caller.clone()),
            id: id.clone(),
            version: row.version,
            reason: reason.clone(),
            plan: Some(plan),
        }))
    };
    let (schedule, commit_index) = changed(app, who, (&request.id, version), moved, command).await?;
    Ok(ResumeScheduleResponse {
        schedule: Some(schedule),
        shard: id::SHARD,
        commit_index,
    })
}

/// The facts of a pause or a resume, which count as rescheduling the schedule's timers.
fn moved(row: &ScheduleRow, _: &Command) -> Vec<Facts> {
    policies::of_schedule(Verb::Reschedule, row)
}

/// Proposes a change; returns the changed schedule and the change's position in the log.
pub(super) async fn changed(
    app: &App,
    who: &Principal,
    (id, version): (&str, u64),
    asked: impl Fn(&ScheduleRow, &Command) -> Vec<Facts> + Send + Sync,
    command: impl Fn(&ScheduleRow) -> Result<Command, Status> + Clone + Send + 'static,
) -> Result<(Schedule, u64), Status> {
    let (at, reply) = change::propose(app, who, (id, version), asked, command).await?;
    match reply {
        Reply::Schedule { row, .. } => {
            let row = app.opener.opened_schedule(who.tenant(), *row)?;
            Ok((shown::schedule(who.tenant(), id, &row), at.index))
        }
        _ => Err(refusal::unexpected_reply()),
    }
}
