//! The log of an endpoint's attempts.

use super::shown;
use crate::{access::Principal, app::App, refusal};
use minoots_wire::webhook::v1::{ListWebhookAttemptsRequest, ListWebhookAttemptsResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: ListWebhookAttemptsRequest,
) -> Result<ListWebhookAttemptsResponse, Status> {
    let tenant = who.tenant().to_owned();
    let (state, read) = app.reader.read(request.read.as_ref()).await?;
    let row = state.webhook(&tenant, &request.id)?;
    row.ok_or_else(|| refusal::webhook_not_found(&request.id))?;
    let attempts = state.attempts(&tenant, &request.id)?;
    let shown = |row| shown::attempt(row, &app.webhooks.reach);
    Ok(ListWebhookAttemptsResponse {
        attempts: attempts.into_iter().rev().map(shown).collect(),
        read: Some(read),
    })
}
