//! Verification keys: kept, and fetched again when one is missing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use minoots_client::{Error, Event, VerifyError};
use minoots_wire::event::v1::VerificationKey;

use super::scripted::Scripted;
use super::{client, within};

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn published(seed: u8) -> VerificationKey {
    VerificationKey {
        kid: format!("key-{seed}"),
        public_key: key(seed).verifying_key().to_bytes().to_vec().into(),
        ..VerificationKey::default()
    }
}

/// An event signed by the key with this seed.
fn event(seed: u8) -> Event {
    let payload = r#"{"specversion":"1.0","id":"e","source":"/s","type":"timer.fired","subject":"timers/t"}"#;
    let header = format!(r#"{{"alg":"EdDSA","kid":"key-{seed}","typ":"minoots-event+jws"}}"#);
    let header = URL_SAFE_NO_PAD.encode(header);
    let signature = key(seed).sign(format!("{header}.{}", URL_SAFE_NO_PAD.encode(payload)).as_bytes());
    Event {
        id: "e".to_owned(),
        kind: "timer.fired".to_owned(),
        subject: "timers/t".to_owned(),
        time: None,
        payload: payload.into(),
        signature: format!("{header}..{}", URL_SAFE_NO_PAD.encode(signature.to_bytes())),
    }
}

#[tokio::test]
async fn keys_are_fetched_once_and_again_only_when_one_is_missing() {
    let server = Scripted::start([]).await;
    server.script().keys = vec![published(1)];
    let client = client(&[&server.endpoint()]);
    for _ in 0..10 {
        within(client.verify(&event(1))).await.unwrap();
    }
    assert_eq!(server.script().key_fetches, 1);
    server.script().keys.push(published(2));
    within(client.verify(&event(2))).await.unwrap();
    within(client.verify(&event(1))).await.unwrap();
    assert_eq!(server.script().key_fetches, 2);
}

#[tokio::test]
async fn an_event_of_a_key_that_nobody_has_does_not_verify() {
    let server = Scripted::start([]).await;
    server.script().keys = vec![published(1)];
    let client = client(&[&server.endpoint()]);
    let error = within(client.verify(&event(2))).await.unwrap_err();
    let unknown = VerifyError::KeyUnknown("key-2".to_owned());
    assert!(matches!(error, Error::Unverified { source, .. } if source == unknown));
    assert_eq!(server.script().key_fetches, 2);
}

#[tokio::test]
async fn a_changed_payload_does_not_verify() {
    let server = Scripted::start([]).await;
    server.script().keys = vec![published(1)];
    let mut changed = event(1);
    changed.payload = String::from_utf8(changed.payload.to_vec())
        .unwrap()
        .replace("/s", "/t")
        .into();
    let error = within(client(&[&server.endpoint()]).verify(&changed))
        .await
        .unwrap_err();
    assert_eq!(error.reason(), "SIGNATURE_INVALID");
}
