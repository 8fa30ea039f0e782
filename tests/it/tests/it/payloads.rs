//! Payloads that are encrypted before they are stored, as `docs/payloads.md` specifies.

mod cluster;
mod keys;
mod places;
mod records;
mod repeats;
mod shredded;

use minoots_it::cli::Cli;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::consumer::{Consumer, Received};
use minoots_it::files;
use minoots_it::server::Home;
use minoots_wire::admin::v1::{PayloadKey, RotatePayloadKeyRequest, ShredPayloadKeysRequest};
use minoots_wire::timer::v1::CreateTimerRequest;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use tonic::Status;

use crate::support::Node;

/// Rotates to a new key.
async fn rotate(client: &Client) -> Vec<PayloadKey> {
    let request = RotatePayloadKeyRequest::default();
    let answer = client.tenants.clone().rotate_payload_key(request).await;
    answer.unwrap().into_inner().keys
}

async fn try_shred(client: &Client, numbers: &[u64]) -> Result<Vec<PayloadKey>, Status> {
    let request = ShredPayloadKeysRequest {
        numbers: numbers.to_vec(),
        ..ShredPayloadKeysRequest::default()
    };
    let answer = client.tenants.clone().shred_payload_keys(request).await?;
    Ok(answer.into_inner().keys)
}

async fn shred(client: &Client, numbers: &[u64]) -> Vec<PayloadKey> {
    try_shred(client, numbers).await.unwrap()
}

fn numbers(keys: &[PayloadKey]) -> Vec<u64> {
    keys.iter().map(|key| key.number).collect()
}

/// Builds the create of a timer with a text, due in a while.
fn carrying(id: &str, text: &str) -> CreateTimerRequest {
    timer(id)
        .fire_after(Duration::from_secs(3_600))
        .with_payload("text/plain", text)
}

/// Builds the create of a timer with a text, due now.
fn due(id: &str, text: &str) -> CreateTimerRequest {
    timer(id).fire_after(Duration::ZERO).with_payload("text/plain", text)
}

/// Returns a timer's payload, and whether it is shredded.
async fn shown(client: &Client, id: &str) -> (String, bool) {
    let timer = client.get(id).await.unwrap();
    let data = timer.payload.unwrap_or_default().data;
    (String::from_utf8(data.to_vec()).unwrap(), timer.payload_shredded)
}

/// Returns the event of a delivery.
fn event(received: &Received) -> Value {
    serde_json::from_slice(&received.envelope().unwrap().payload).unwrap()
}

/// Takes and acknowledges the next event of a queue, and verifies its signature over its contents.
async fn delivered(client: &Client, consumer: &mut Consumer) -> Value {
    let received = consumer.delivery().await.unwrap();
    let verifier = client.verifier().await.unwrap();
    let envelope = received.envelope().unwrap();
    verifier.verify(&envelope.payload, &envelope.signature).unwrap();
    consumer.ack(&received).await.unwrap();
    event(&received)
}

/// Builds commands against a node.
fn cli(node: &Node) -> Cli {
    Cli::new(node.home.path(), node.server.endpoint())
}

/// Whether a text occurs anywhere below a directory.
fn stands(directory: &Path, text: &str) -> bool {
    !files::holding(directory, &[text]).unwrap().is_empty()
}

/// Makes a home whose node takes its secrets key from this file.
fn with_secrets(file: &str) -> Home {
    Home::new().unwrap().with_variable("MINOOTS_SECRETS_KEY", file)
}
