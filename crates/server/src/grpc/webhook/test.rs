//! Posts a test event once.

use super::shown;
use crate::{access::Principal, app::App, refusal, webhooks};
use minoots_wire::webhook::v1::{TestWebhookRequest, TestWebhookResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: TestWebhookRequest,
) -> Result<TestWebhookResponse, Status> {
    let tenant = who.tenant().to_owned();
    let (state, _) = app.reader.read(None).await?;
    let row = state.webhook(&tenant, &request.id)?;
    let row = row.ok_or_else(|| refusal::webhook_not_found(&request.id))?;
    let cluster_id = state.shard()?.cluster_id;
    drop(state);
    let (delivered, attempt) = webhooks::test(app, &tenant, &request.id, &row, &cluster_id).await?;
    Ok(TestWebhookResponse {
        delivered,
        attempt: Some(shown::attempt(attempt, &app.webhooks.reach)),
    })
}
