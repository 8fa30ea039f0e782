//! Lists schedules by id, page by page.

use super::shown;
use crate::{access::Principal, app::App, policies, token, validate};
use minoots_kernel::tables;
use minoots_wire::schedule::v1::{ListSchedulesRequest, ListSchedulesResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: ListSchedulesRequest,
) -> Result<ListSchedulesResponse, Status> {
    let size = validate::page_size(request.page_size);
    app.allow(who, || policies::of_list(""))?;
    let tenant = who.tenant().to_owned();
    let binding = format!("schedules {tenant:?} {:?}", request.id_prefix).into_bytes();
    let after = token::page(&binding, &request.page_token)?;
    let (view, read) = app.read_many(&tenant, request.read.as_ref()).await?;
    let (first, until) = tables::schedule::range(&tenant, &request.id_prefix);
    let from = after.map_or(first, |last| [&last[..], &[0]].concat());
    let fail = |failure| app.fail(failure);
    // One row more than a page shows whether there are more.
    let mut rows = view.scan(&from, &until, size + 1).map_err(fail)?;
    let next_page_token = token::cut(&mut rows, size, &binding);
    let mut schedules = Vec::with_capacity(rows.len());
    for row in &rows {
        let (_, id, row) = tables::schedule::read(row).map_err(fail)?;
        schedules.push(shown::schedule(&tenant, &id, &app.opened_schedule(&tenant, row)?));
    }
    Ok(ListSchedulesResponse {
        schedules,
        next_page_token,
        read: Some(read),
    })
}
