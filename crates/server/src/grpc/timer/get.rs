//! Reads one timer.

use crate::{access::Principal, app::App, convert, refusal, validate};
use minoots_kernel::{
    Failure,
    internal::{TimerRow, TimerState},
    tables::{self, Read},
};
use minoots_wire::timer::v1::{GetTimerRequest, GetTimerResponse};
use tonic::Status;

pub(super) async fn run(app: &App, who: &Principal, request: GetTimerRequest) -> Result<GetTimerResponse, Status> {
    validate::required_id("id", &request.id)?;
    let mut violations = validate::Violations::default();
    validate::partition_key(&mut violations, "partition_key", &request.partition_key);
    violations.finish()?;
    let (view, read) = app.read(request.read.as_ref()).await?;
    let tenant = who.tenant();
    let row = tables::timer::get(view.as_ref(), tenant, &request.id).map_err(|failure| app.fail(failure))?;
    let elsewhere = |row: &TimerRow| !request.partition_key.is_empty() && row.partition_key() != request.partition_key;
    let Some(row) = row.filter(|row| !elsewhere(row)) else {
        return Err(refusal::timer_not_found());
    };
    let armed = armed_since(view.as_ref(), tenant, &row).map_err(|failure| app.fail(failure))?;
    Ok(GetTimerResponse {
        timer: Some(convert::timer(tenant, &row, armed)),
        read: Some(read),
    })
}

/// When a pending timer was armed, if it is.
pub(super) fn armed_since(view: &(impl Read + ?Sized), tenant: &str, row: &TimerRow) -> Result<Option<i64>, Failure> {
    if row.state() != TimerState::Pending {
        return Ok(None);
    }
    let due = tables::due::get(view, row.due(), tenant, row.id())?;
    Ok(due.filter(|due| due.arm != 0).map(|due| due.arm_time))
}
