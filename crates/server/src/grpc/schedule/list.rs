//! Lists schedules by id, page by page.

use super::shown;
use crate::{access::Principal, app::App, page::Page, policies};
use minoots_wire::schedule::v1::{ListSchedulesRequest, ListSchedulesResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: ListSchedulesRequest,
) -> Result<ListSchedulesResponse, Status> {
    app.judge.allow(who, || policies::of_list(""))?;
    let tenant = who.tenant();
    let binding = format!("schedules {tenant:?} {:?}", request.id_prefix);
    let page = Page::asked(binding, request.page_size, &request.page_token)?;
    let (state, read) = app.reader.read_many(tenant, request.read.as_ref()).await?;
    let (rows, last) = state.schedules((tenant, &request.id_prefix), &page.portion)?;
    let shown = |(_, id, row): (_, String, _)| {
        let row = app.opener.opened_schedule(tenant, row)?;
        Ok(shown::schedule(tenant, &id, &row))
    };
    Ok(ListSchedulesResponse {
        schedules: rows.into_iter().map(shown).collect::<Result<_, Status>>()?,
        next_page_token: page.next(last),
        read: Some(read),
    })
}
