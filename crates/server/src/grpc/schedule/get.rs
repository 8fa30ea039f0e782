//! Reads one schedule.

use super::shown;
use crate::{access::Principal, app::App, policies, refusal};
use minoots_kernel::Reject;
use minoots_policy::facts::Verb;
use minoots_wire::schedule::v1::{GetScheduleRequest, GetScheduleResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: GetScheduleRequest,
) -> Result<GetScheduleResponse, Status> {
    let tenant = who.tenant().to_owned();
    let (state, read) = app.reader.read(request.read.as_ref()).await?;
    let row = state.schedule(&tenant, &request.id)?;
    let row = row.ok_or_else(|| refusal::rejected(&Reject::ScheduleNotFound))?;
    app.judge.allow_each(who, || policies::of_schedule(Verb::Read, &row))?;
    Ok(GetScheduleResponse {
        schedule: Some(shown::schedule(
            &tenant,
            &request.id,
            &app.opener.opened_schedule(&tenant, row)?,
        )),
        read: Some(read),
    })
}
