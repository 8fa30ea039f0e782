//! Verification keys: cached, and fetched again when one is missing.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use minoots_client::{Error, Event, VerifyError};
use minoots_wire::event::v1::VerificationKey;
use serde_json::Value;

use super::scripted::Scripted;
use super::{client, within};

/// The same event, signed with either of two keys.
const VECTORS: &str = include_str!("../../../../tests/vectors/envelope.json");

fn vectors() -> Value {
    serde_json::from_str(VECTORS).unwrap()
}

fn published(kid: &str) -> VerificationKey {
    let vectors = vectors();
    let keys = vectors["jwks"]["keys"].as_array().unwrap();
    let key = keys.iter().find(|key| key["kid"] == kid).unwrap();
    VerificationKey {
        kid: kid.to_owned(),
        public_key: URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap().into(),
        ..VerificationKey::default()
    }
}

fn event(vector: &str) -> Event {
    let vectors = vectors();
    let cases = vectors["valid"].as_array().unwrap();
    let case = cases.iter().find(|case| case["name"] == vector).unwrap();
    Event {
        id: "timer:dev:t1:1".to_owned(),
        kind: "timer.fired".to_owned(),
        subject: "timers/t1".to_owned(),
        time: None,
        payload: STANDARD
            .decode(case["payload_base64"].as_str().unwrap())
            .unwrap()
            .into(),
        signature: case["signature"].as_str().unwrap().to_owned(),
    }
}

#[tokio::test]
async fn keys_are_fetched_once_and_again_only_when_one_is_missing() {
    let server = Scripted::start([]).await;
    server.script().keys = vec![published("test-1")];
    let client = client(&[&server.endpoint()]);
    for _ in 0..10 {
        within(client.verify(&event("event"))).await.unwrap();
    }
    assert_eq!(server.script().key_fetches, 1);
    server.script().keys.push(published("test-2"));
    within(client.verify(&event("second key"))).await.unwrap();
    within(client.verify(&event("event"))).await.unwrap();
    assert_eq!(server.script().key_fetches, 2);
}

#[tokio::test]
async fn an_event_of_a_key_that_nobody_has_does_not_verify() {
    let server = Scripted::start([]).await;
    server.script().keys = vec![published("test-1")];
    let client = client(&[&server.endpoint()]);
    let error = within(client.verify(&event("second key"))).await.unwrap_err();
    let unknown = VerifyError::KeyUnknown("test-2".to_owned());
    assert!(matches!(error, Error::Unverified { source, .. } if source == unknown));
    assert_eq!(server.script().key_fetches, 2);
}

#[tokio::test]
async fn a_changed_payload_does_not_verify() {
    let server = Scripted::start([]).await;
    server.script().keys = vec![published("test-1")];
    let mut changed = event("event");
    changed.payload = String::from_utf8(changed.payload.to_vec())
        .unwrap()
        .replace("hello", "jello")
        .into();
    let error = within(client(&[&server.endpoint()]).verify(&changed))
        .await
        .unwrap_err();
    assert_eq!(error.reason(), "SIGNATURE_INVALID");
}
