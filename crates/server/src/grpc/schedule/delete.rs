//! Removes a schedule.

use crate::{access::Principal, app::App, schedules::change, validate};
use minoots_kernel::{
    id,
    internal::{DeleteSchedule, command::Command},
};
use minoots_wire::schedule::v1::{DeleteScheduleRequest, DeleteScheduleResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: DeleteScheduleRequest,
) -> Result<DeleteScheduleResponse, Status> {
    validate::required_id("id", &request.id)?;
    let (caller, version) = (who.caller(""), request.state_version);
    let command = |_: &_| {
        Ok(Command::DeleteSchedule(DeleteSchedule {
            caller: Some(caller.clone()),
            id: request.id.clone(),
            version,
        }))
    };
    let (at, _) = change::propose(app, (&caller.tenant, &request.id), version, command).await?;
    Ok(DeleteScheduleResponse {
        shard: id::SHARD,
        commit_index: at.index,
    })
}
