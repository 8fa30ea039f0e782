//! Lists endpoints by id, page by page.

use super::shown;
use crate::{access::Principal, app::App, token, validate};
use minoots_kernel::tables;
use minoots_wire::webhook::v1::{ListWebhooksRequest, ListWebhooksResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: ListWebhooksRequest,
) -> Result<ListWebhooksResponse, Status> {
    let size = validate::page_size(request.page_size);
    let tenant = who.tenant().to_owned();
    let binding = [b"webhooks ", tenant.as_bytes()].concat();
    let after = token::page(&binding, &request.page_token)?;
    let (view, read) = app.read_many(&tenant, request.read.as_ref()).await?;
    let (first, until) = tables::webhook::range(&tenant);
    let from = after.map_or(first, |last| [&last[..], &[0]].concat());
    let fail = |failure| app.fail(failure);
    // One row more than a page shows whether there are more.
    let mut rows = view.scan(&from, &until, size + 1).map_err(fail)?;
    let next_page_token = token::cut(&mut rows, size, &binding);
    let now = app.clock.now();
    let mut webhooks = Vec::with_capacity(rows.len());
    for row in &rows {
        let (_, id, row) = tables::webhook::read(row).map_err(fail)?;
        webhooks.push(shown::webhook(&tenant, &id, &row, now));
    }
    Ok(ListWebhooksResponse {
        webhooks,
        next_page_token,
        read: Some(read),
    })
}
