//! Makes a timer of a schedule at once.

use crate::{access::Principal, app::App, policies, refusal, schedules::change};
use minoots_kernel::{
    Reply, id,
    internal::{NewTimer, ScheduleRow, TriggerSchedule, command::Command},
};
use minoots_wire::schedule::v1::{TriggerScheduleRequest, TriggerScheduleResponse};
use tonic::Status;
use uuid::Uuid;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: TriggerScheduleRequest,
) -> Result<TriggerScheduleResponse, Status> {
    app.writer.check_growth()?;
    let caller = who.caller(&request.request_id);
    let timer_id = match request.request_id.as_str() {
        "" => Uuid::now_v7().to_string(),
        asked => id::derived(&["minoots.trigger", &caller.tenant, &request.id], asked.as_bytes()),
    };
    let (of, id, named) = (app.clone(), request.id.clone(), timer_id.clone());
    let command = move |row: &ScheduleRow| {
        Ok(Command::TriggerSchedule(TriggerSchedule {
            caller: Some(caller.clone()),
            id: id.clone(),
            timer_id: named.clone(),
            create_time: of.clock.now(),
            // Uses exactly the version for which the policy was evaluated.
            version: row.version,
            keeps_earlier: true,
        }))
    };
    let asked = |row: &ScheduleRow, _: &Command| {
        let timer = row.spec.as_ref().and_then(|spec| spec.timer.as_ref());
        policies::of_new_timer(timer.unwrap_or(&NewTimer::default()), false)
    };
    let (at, reply) = change::propose(app, who, (&request.id, 0), asked, command).await?;
    let Reply::Triggered { version, existing } = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(TriggerScheduleResponse {
        timer_id,
        timer_state_version: version,
        existing,
        shard: id::SHARD,
        commit_index: at.index,
    })
}
