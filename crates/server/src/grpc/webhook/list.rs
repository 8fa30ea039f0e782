//! Lists endpoints by id, page by page.

use super::shown;
use crate::{access::Principal, app::App, page::Page};
use minoots_wire::webhook::v1::{ListWebhooksRequest, ListWebhooksResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: ListWebhooksRequest,
) -> Result<ListWebhooksResponse, Status> {
    let tenant = who.tenant();
    let page = Page::asked(format!("webhooks {tenant}"), request.page_size, &request.page_token)?;
    let (state, read) = app.reader.read_many(tenant, request.read.as_ref()).await?;
    let (rows, last) = state.webhooks(tenant, &page.portion)?;
    let now = app.clock.now();
    let shown = |(_, id, row): (_, String, _)| shown::webhook(tenant, &id, &row, now);
    Ok(ListWebhooksResponse {
        webhooks: rows.into_iter().map(shown).collect(),
        next_page_token: page.next(last),
        read: Some(read),
    })
}
