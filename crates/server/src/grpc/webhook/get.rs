//! Reads one endpoint.

use super::shown;
use crate::{access::Principal, app::App, refusal};
use minoots_wire::webhook::v1::{GetWebhookRequest, GetWebhookResponse};
use tonic::Status;

pub(super) async fn run(app: &App, who: &Principal, request: GetWebhookRequest) -> Result<GetWebhookResponse, Status> {
    let tenant = who.tenant().to_owned();
    let (state, read) = app.reader.read(request.read.as_ref()).await?;
    let row = state.webhook(&tenant, &request.id)?;
    let row = row.ok_or_else(|| refusal::webhook_not_found(&request.id))?;
    Ok(GetWebhookResponse {
        webhook: Some(shown::webhook(&tenant, &request.id, &row, app.clock.now())),
        read: Some(read),
    })
}
