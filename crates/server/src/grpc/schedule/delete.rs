//! Removes a schedule.

use crate::{access::Principal, app::App, policies, schedules::change};
use minoots_kernel::{
    id,
    internal::{DeleteSchedule, ScheduleRow, command::Command},
};
use minoots_policy::facts::Verb;
use minoots_wire::schedule::v1::{DeleteScheduleRequest, DeleteScheduleResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: DeleteScheduleRequest,
) -> Result<DeleteScheduleResponse, Status> {
    let (caller, version) = (who.caller(""), request.state_version);
    let id = request.id.clone();
    let command = move |row: &ScheduleRow| {
        Ok(Command::DeleteSchedule(DeleteSchedule {
            caller: Some(caller.clone()),
            id: id.clone(),
            // Removes exactly the version for which the policy was evaluated.
            version: row.version,
        }))
    };
    let asked = |row: &ScheduleRow, _: &Command| policies::of_schedule(Verb::Cancel, row);
    let (at, _) = change::propose(app, who, (&request.id, version), asked, command).await?;
    Ok(DeleteScheduleResponse {
        shard: id::SHARD,
        commit_index: at.index,
    })
}
