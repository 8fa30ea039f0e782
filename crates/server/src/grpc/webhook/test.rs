//! Posts a test event once.

use super::shown;
use crate::{access::Principal, app::App, refusal, webhooks};
use minoots_kernel::tables;
use minoots_wire::webhook::v1::{TestWebhookRequest, TestWebhookResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: TestWebhookRequest,
) -> Result<TestWebhookResponse, Status> {
    let tenant = who.tenant().to_owned();
    let (view, _) = app.read(None).await?;
    let fail = |failure| app.fail(failure);
    let row = tables::webhook::get(view.as_ref(), &tenant, &request.id).map_err(fail)?;
    let row = row.ok_or_else(|| refusal::webhook_not_found(&request.id))?;
    let cluster_id = tables::shard::get(view.as_ref()).map_err(fail)?.cluster_id;
    drop(view);
    let (delivered, attempt) = webhooks::test(app, &tenant, &request.id, &row, &cluster_id).await?;
    Ok(TestWebhookResponse {
        delivered,
        attempt: Some(shown::attempt(attempt, &app.webhooks.reach)),
    })
}
