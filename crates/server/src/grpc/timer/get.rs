//! Reads one timer.

use crate::{access::Principal, app::App, convert, policies, refusal};
use minoots_kernel::{
    Failure,
    internal::{TimerRow, TimerState},
    tables::{self, Read},
};
use minoots_policy::facts::Verb;
use minoots_sequencer::consensus::View;
use minoots_wire::timer::v1::{GetTimerRequest, GetTimerResponse};
use tonic::Status;

pub(super) async fn run(app: &App, who: &Principal, request: GetTimerRequest) -> Result<GetTimerResponse, Status> {
    let (view, read) = app.read(request.read.as_ref()).await?;
    let tenant = who.tenant();
    let row = found(app, view.as_ref(), tenant, (&request.id, &request.partition_key))?;
    app.allow_each(who, || policies::of_timer(Verb::Read, &row, None))?;
    let armed = armed_since(view.as_ref(), tenant, &row).map_err(|failure| app.fail(failure))?;
    Ok(GetTimerResponse {
        timer: Some(convert::timer(tenant, app.opened(tenant, row)?, armed)),
        read: Some(read),
    })
}

/// Finds a timer by its id, and by its partition key if one is given.
pub(super) fn found(
    app: &App,
    view: &dyn View,
    tenant: &str,
    (id, partition_key): (&str, &str),
) -> Result<TimerRow, Status> {
    let row = tables::timer::get(view, tenant, id).map_err(|failure| app.fail(failure))?;
    let elsewhere = |row: &TimerRow| !partition_key.is_empty() && row.partition_key() != partition_key;
    row.filter(|row| !elsewhere(row)).ok_or_else(refusal::timer_not_found)
}

/// The arming time of a pending timer, if it is armed.
pub(super) fn armed_since(view: &(impl Read + ?Sized), tenant: &str, row: &TimerRow) -> Result<Option<i64>, Failure> {
    if row.state() != TimerState::Pending {
        return Ok(None);
    }
    let due = tables::due::get(view, row.due(), tenant, row.id())?;
    Ok(due.filter(|due| due.arm != 0).map(|due| due.arm_time))
}
