//! The log of an endpoint's attempts.

use super::shown;
use crate::{access::Principal, app::App, refusal};
use minoots_kernel::tables;
use minoots_wire::webhook::v1::{ListWebhookAttemptsRequest, ListWebhookAttemptsResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: ListWebhookAttemptsRequest,
) -> Result<ListWebhookAttemptsResponse, Status> {
    let tenant = who.tenant().to_owned();
    let (view, read) = app.read(request.read.as_ref()).await?;
    let fail = |failure| app.fail(failure);
    let row = tables::webhook::get(view.as_ref(), &tenant, &request.id).map_err(fail)?;
    row.ok_or_else(|| refusal::webhook_not_found(&request.id))?;
    let attempts = tables::attempt::list(view.as_ref(), &tenant, &request.id).map_err(fail)?;
    let shown = |(_, row)| shown::attempt(row, &app.webhooks.reach);
    Ok(ListWebhookAttemptsResponse {
        attempts: attempts.into_iter().rev().map(shown).collect(),
        read: Some(read),
    })
}
