//! Reads one timer.

use crate::{access::Principal, app::App, convert, policies, queries::timers::armed_since, refusal, state::State};
use minoots_kernel::internal::TimerRow;
use minoots_policy::facts::Verb;
use minoots_wire::timer::v1::{GetTimerRequest, GetTimerResponse};
use tonic::Status;

pub(super) async fn run(app: &App, who: &Principal, request: GetTimerRequest) -> Result<GetTimerResponse, Status> {
    let (state, read) = app.reader.read(request.read.as_ref()).await?;
    let tenant = who.tenant();
    let row = found(&state, tenant, (&request.id, &request.partition_key))?;
    app.judge
        .allow_each(who, || policies::of_timer(Verb::Read, &row, None))?;
    let armed = state.look(|view| armed_since(view, tenant, &row))?;
    Ok(GetTimerResponse {
        timer: Some(convert::timer(tenant, app.opener.opened(tenant, row)?, armed)),
        read: Some(read),
    })
}

/// Finds a timer by its id, and by its partition key if one is given.
pub(super) fn found(state: &State, tenant: &str, (id, partition_key): (&str, &str)) -> Result<TimerRow, Status> {
    let row = state.timer(tenant, id)?;
    let elsewhere = |row: &TimerRow| !partition_key.is_empty() && row.partition_key() != partition_key;
    row.filter(|row| !elsewhere(row)).ok_or_else(refusal::timer_not_found)
}
