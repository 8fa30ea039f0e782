//! A test: one event of the type `webhook.test`, posted once.

use super::{
    endpoint::Endpoint,
    post::{Outgoing, post},
};
use crate::{
    app::{App, CommandWriter},
    refusal,
};
use bytes::Bytes;
use minoots_delivery::payload::{self, BUILDER_LATEST, Data, Event};
use minoots_kernel::internal::{Attempt, AttemptOutcome, AttemptRow, RecordAttempts, WebhookRow, command::Command};
use minoots_sequencer::Priority;
use minoots_webhook::retry::Policy;
use tonic::Status;
use uuid::Uuid;

/// Posts a test event. Returns whether it was accepted, and its row of the attempt log.
pub(crate) async fn test(
    app: &App,
    tenant: &str,
    id: &str,
    row: &WebhookRow,
    cluster_id: &str,
) -> Result<(bool, AttemptRow), Status> {
    let webhooks = &app.webhooks;
    let key = webhooks.key.as_ref().ok_or_else(refusal::no_secrets_key)?;
    let endpoint = Endpoint::open(key, tenant, id, row).map_err(|error| refusal::secrets_key(&error))?;
    let Some(runtime) = webhooks.runtime.get() else {
        return Err(refusal::shutting_down());
    };
    let event_id = format!("test:{tenant}:{id}:{}", Uuid::new_v4());
    let data = serde_json::json!({ "id": id }).to_string();
    let event = Event {
        attributes: &[],
        builder: BUILDER_LATEST,
        id: &event_id,
        source: &format!("/clusters/{cluster_id}/tenants/{tenant}"),
        kind: "webhook.test",
        subject: &format!("webhooks/{id}"),
        time_ns: app.clock.now(),
        tenant,
        traceparent: None,
        data: Data {
            content_type: "application/json",
            bytes: data.as_bytes(),
        },
    };
    let payload = payload::build(&event).map_err(|_| refusal::unexpected_reply())?;
    let jws = webhooks.signer.sign_detached(&payload);
    let node = app.clone();
    let posted = runtime.spawn(async move {
        let outgoing = Outgoing {
            trace: "",
            event_id: &event_id,
            payload: Bytes::from(payload),
            jws: &jws,
            attempt: 1,
            fence: None,
            policy: Policy::default(),
            // A test is not an event of a queue, and is never redriven.
            again: "test again",
        };
        let made = post(&node, &endpoint, outgoing).await;
        (made.row, endpoint)
    });
    let (mut made, endpoint) = posted.await.map_err(|_| refusal::shutting_down())?;
    let delivered = made.outcome() == AttemptOutcome::Delivered;
    made.set_outcome(AttemptOutcome::Test);
    let attempt = Attempt {
        tenant: endpoint.tenant,
        webhook: endpoint.id,
        version: endpoint.version,
        row: Some(made.clone()),
    };
    record(&app.writer, attempt).await;
    Ok((delivered, made))
}

/// Records the attempt. The test's response does not depend on that.
async fn record(writer: &CommandWriter, attempt: Attempt) {
    let command = Command::RecordAttempts(RecordAttempts {
        attempts: vec![attempt],
    });
    if let Err(status) = writer.propose(command, Priority::Normal).await {
        tracing::debug!(%status, "a test of a webhook was not recorded");
    }
}
