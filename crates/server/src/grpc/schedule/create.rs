//! Creates a schedule. Its occurrences begin after its arrival.

use super::{never, shown};
use crate::{
    access::Principal,
    app::{App, Freshness, StateReader},
    policies, refusal,
    schedules::{self, Zones, change, plan},
    state::State,
    validate,
};
use minoots_kernel::{
    Reply, id,
    internal::{PutSchedule, ScheduleSpec, command::Command},
};
use minoots_sequencer::Priority;
use minoots_wire::rules::Unjudged;
use minoots_wire::schedule::v1::{CreateScheduleRequest, CreateScheduleResponse};
use prost::Message as _;
use sha2::{Digest, Sha256};
use tonic::Status;
use uuid::Uuid;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<CreateScheduleRequest>,
) -> Result<CreateScheduleResponse, Status> {
    let caller = who.caller("");
    let (mut request, violations) = request.judge();
    // Maps are encoded in the order of their keys.
    let digest = Sha256::digest(request.encode_to_vec()).to_vec();
    if request.id.is_empty() {
        request.id = Uuid::now_v7().to_string();
    }
    let (tenant, id, now) = (caller.tenant.clone(), request.id.clone(), app.clock.now());
    let of = tenant.clone();
    let planned = move || {
        let spec = spec(&of, (request, violations), digest)?;
        let calendar = plan::calendar_of(&spec, Zones::bundled()).map_err(|error| change::unplanned(&error))?;
        let plan = plan::from(&calendar, 0, now, Zones::bundled());
        Ok::<_, Status>((spec, plan, plan::period(&calendar)))
    };
    let (spec, plan, period) = schedules::aside(planned).await??;
    let is_repeat = is_there(&app.reader, &tenant, &id)?;
    if plan.next == 0 && !is_repeat {
        return Err(never::refused(&spec, now));
    }
    app.writer.check_growth()?;
    let command = Command::PutSchedule(Box::new(PutSchedule {
        caller: Some(caller),
        id: id.clone(),
        spec: Some(spec),
        version: 0,
        plan: Some(plan),
        period,
    }));
    if !is_repeat {
        app.judge
            .allow_each(who, || policies::of_creates(&command, |_| false))?;
        change::check_endpoints(&app.reader.state()?, &tenant, &command)?;
    }
    let asked = |command: &Command, _: &State| Ok(policies::of_creates(command, |_| false));
    let command = (command, Priority::Normal);
    let proposed = app
        .judge
        .propose_allowed(who, command, Freshness::Anything, asked)
        .await;
    let (at, reply) = proposed.map_err(|refused| app.opener.schedule_in_the_way(&tenant, &id, refused))?;
    let Reply::Schedule { row, existing } = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(CreateScheduleResponse {
        schedule: Some(shown::schedule(
            &tenant,
            &id,
            &app.opener.opened_schedule(&tenant, *row)?,
        )),
        existing,
        shard: id::SHARD,
        commit_index: at.index,
    })
}

/// Whether the schedule exists here. A repeated create gets the first answer, even if all instants of its rule have
/// passed since.
fn is_there(reader: &StateReader, tenant: &str, id: &str) -> Result<bool, Status> {
    let state = reader.state()?;
    let found = state.schedule(tenant, id)?;
    Ok(found.is_some())
}

fn spec(
    tenant: &str,
    (request, mut violations): (CreateScheduleRequest, validate::Violations),
    digest: Vec<u8>,
) -> Result<ScheduleSpec, Status> {
    let (missed_runs, overlap) = (request.missed_run_policy(), request.overlap_policy());
    let mut spec = ScheduleSpec {
        calendar: Some(validate::schedule::calendar(
            &mut violations,
            "calendar",
            request.calendar.as_ref(),
        )),
        timer: Some(validate::schedule::timer(
            &mut violations,
            tenant,
            &request.id,
            request.timer,
        )),
        digest,
        ..ScheduleSpec::default()
    };
    validate::schedule::missed_runs(&mut violations, &mut spec, missed_runs, request.missed_runs_max);
    validate::schedule::overlap(&mut spec, overlap);
    violations.finish()?;
    Ok(spec)
}
