//! Webhooks of the real program, posted to real receivers on loopback.

use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_wire::timer::v1::{CreateTimerRequest, Target, Timer, TimerStatus, target};
use minoots_wire::webhook::v1::webhook_service_client::WebhookServiceClient;
use minoots_wire::webhook::v1::{
    CreateWebhookRequest, CreateWebhookResponse, GetWebhookRequest, ListWebhookAttemptsRequest, UpdateWebhookRequest,
    Webhook, WebhookAttempt,
};
use minoots_wire::well_known::FieldMask;
use tonic::transport::Channel;

use crate::support::Node;

mod cluster;
mod commands;
mod deliveries;
mod event_letters;
mod letters;
mod operators;
mod private;
mod receivers;
mod refusals;
mod rotations;
mod secrets;
mod told;

type Webhooks = WebhookServiceClient<Channel>;

async fn webhooks(endpoint: &str) -> Webhooks {
    Webhooks::connect(endpoint.to_owned()).await.unwrap()
}

async fn of(node: &Node) -> Webhooks {
    webhooks(node.server.endpoint()).await
}

/// Builds the create of an endpoint that may be on this machine.
fn endpoint(id: &str, url: &str) -> CreateWebhookRequest {
    CreateWebhookRequest {
        id: id.to_owned(),
        url: url.to_owned(),
        allow_private: true,
        ..CreateWebhookRequest::default()
    }
}

async fn make(webhooks: &Webhooks, request: CreateWebhookRequest) -> CreateWebhookResponse {
    let made = webhooks.clone().create_webhook(request).await;
    made.unwrap().into_inner()
}

async fn get(webhooks: &Webhooks, id: &str) -> Webhook {
    let request = GetWebhookRequest {
        id: id.to_owned(),
        read: None,
    };
    let got = webhooks.clone().get_webhook(request).await;
    got.unwrap().into_inner().webhook.unwrap()
}

/// Builds an update of these fields, without values.
fn update(id: &str, paths: &[&str]) -> UpdateWebhookRequest {
    UpdateWebhookRequest {
        id: id.to_owned(),
        update_mask: Some(FieldMask {
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
        }),
        ..UpdateWebhookRequest::default()
    }
}

/// Returns the attempt log, oldest first, once it has this number.
async fn attempts(webhooks: &Webhooks, id: &str, count: usize) -> Vec<WebhookAttempt> {
    let deadline = Deadline::after(minoots_it::PATIENCE);
    loop {
        let request = ListWebhookAttemptsRequest {
            id: id.to_owned(),
            read: None,
        };
        let listed = webhooks.clone().list_webhook_attempts(request).await;
        let mut attempts = listed.unwrap().into_inner().attempts;
        if attempts.len() >= count {
            attempts.reverse();
            return attempts;
        }
        assert!(!deadline.has_passed(), "{} of {count} attempts", attempts.len());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Builds a timer for an endpoint, due soon.
fn posted(id: &str, webhook: &str) -> CreateTimerRequest {
    let target = target::Target::Webhook(webhook.to_owned());
    CreateTimerRequest {
        target: Some(Target { target: Some(target) }),
        ..timer(id).fire_after(Duration::from_millis(100))
    }
}

async fn settled(client: &Client, id: &str) -> Timer {
    client.wait_for(id, TimerStatus::Settled).await.unwrap()
}

async fn failed(client: &Client, id: &str) -> Timer {
    client.wait_for(id, TimerStatus::Failed).await.unwrap()
}
