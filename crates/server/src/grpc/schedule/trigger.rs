//! Makes a timer of a schedule now.

use crate::{
    access::Principal,
    app::App,
    policies::{self, Look},
    refusal, validate,
};
use minoots_kernel::{
    Reject, Reply, id,
    internal::{TriggerSchedule, command::Command},
    tables,
};
use minoots_sequencer::{Priority, consensus::View};
use minoots_wire::schedule::v1::{TriggerScheduleRequest, TriggerScheduleResponse};
use tonic::Status;
use uuid::Uuid;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: TriggerScheduleRequest,
) -> Result<TriggerScheduleResponse, Status> {
    validate::required_id("id", &request.id)?;
    let mut violations = validate::Violations::default();
    validate::request_id(&mut violations, "request_id", &request.request_id);
    violations.finish()?;
    app.check_growth()?;
    let caller = who.caller(&request.request_id);
    let (tenant, schedule) = (caller.tenant.clone(), request.id.clone());
    let timer_id = match request.request_id.as_str() {
        "" => Uuid::now_v7().to_string(),
        asked => id::derived(&["minoots.trigger", &tenant, &schedule], asked.as_bytes()),
    };
    let command = Command::TriggerSchedule(TriggerSchedule {
        caller: Some(caller),
        id: request.id,
        timer_id: timer_id.clone(),
        create_time: app.clock.now(),
    });
    let asked = |_: &Command, view: &dyn View| {
        let row = tables::schedule::get(view, &tenant, &schedule).map_err(|failure| app.fail(failure))?;
        let row = row.ok_or_else(|| refusal::rejected(&Reject::ScheduleNotFound))?;
        let timer = row.spec.unwrap_or_default().timer.unwrap_or_default();
        Ok(vec![policies::of_new_timer(&timer, false)])
    };
    let command = (command, Priority::Normal);
    let (at, reply) = app.propose_allowed(who, command, Look::Everything, asked).await?;
    let Reply::Triggered { version, existing } = reply else {
        return Err(app.unexpected());
    };
    Ok(TriggerScheduleResponse {
        timer_id,
        timer_state_version: version,
        existing,
        shard: id::SHARD,
        commit_index: at.index,
    })
}
