//! Invalid credentials instead of a valid key: rows 61 to 63, over gRPC and over JSON.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::crc32;
use minoots_it::raw::{Raw, frame};
use minoots_it::rest::Rest;
use minoots_wire::timer::v1::{GetTimerRequest, TimerStatus};
use prost::Message as _;
use serde_json::json;
use tonic::Code;

use super::{Guarded, id_of, secret};
use crate::support::reason;

const GET: &str = "minoots.timer.v1.TimerService/GetTimer";
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const HOUR: Duration = Duration::from_secs(3_600);

/// Builds a key with a correct checksum.
fn whole(id: &str, secret: &str) -> String {
    let body = format!("mnt_{id}_{secret}");
    let mut check = crc32::of(body.as_bytes());
    let mut digits = [0; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[check as usize % DIGITS.len()];
        check /= 62;
    }
    format!("{body}_{}", std::str::from_utf8(&digits).unwrap())
}

/// The response to a caller with this credential: code, message and details over gRPC, status and body over JSON.
#[derive(Debug, PartialEq)]
struct Refused {
    code: Code,
    reason: String,
    message: String,
    details: Vec<u8>,
    status: u16,
    body: serde_json::Value,
}

async fn shown(node: &Guarded, authorization: &[&str]) -> Refused {
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let get = GetTimerRequest {
        id: "tea".to_owned(),
        ..GetTimerRequest::default()
    };
    let body = frame(false, &get.encode_to_vec());
    let status = raw.showing(authorization).call(GET, None, body).await.unwrap().status;
    let rest = Rest::at(node.server.address()).await.unwrap();
    let headers: Vec<(&str, &str)> = authorization.iter().map(|value| ("authorization", *value)).collect();
    let told = rest.send("POST", "/v1/timers/tea:cancel", &headers, "").await.unwrap();
    Refused {
        code: status.code(),
        reason: reason(&status),
        message: status.message().to_owned(),
        details: status.details().to_vec(),
        status: told.status,
        body: told.json,
    }
}

#[tokio::test]
async fn row_62_a_key_that_is_unknown_revoked_expired_or_mistyped_is_refused_in_one_text() {
    let node = Guarded::start().await;
    let good = node.key("acme", &["admin"]).await;
    let client = node.client(&good).await;
    client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let parts: Vec<&str> = good.split('_').collect();
    assert_eq!(whole(parts[1], parts[2]), good, "a whole key is one by its check");

    let revoked = node.key("acme", &["admin"]).await;
    let ended = node
        .cli(&node.root)
        .run(&["key", "revoke", id_of(&revoked), "--tenant", "acme"])
        .await
        .unwrap();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let made = node
        .cli(&node.root)
        .run(&[
            "key", "create", "--role", "admin", "--name", "short", "--tenant", "acme", "--ttl", "1s", "-o", "json",
        ])
        .await
        .unwrap();
    let expired = secret(&made.json().unwrap());
    let other = if good.ends_with('x') { 'y' } else { 'x' };
    let mistyped = format!("{}{other}", &good[..good.len() - 1]);
    let unknown = whole("000000000000", parts[2]);
    let guessed = whole(parts[1], &"0".repeat(43));
    let of_another = whole(parts[1], revoked.split('_').nth(2).unwrap());

    let first = shown(&node, &[&format!("Bearer {mistyped}")]).await;
    assert_eq!(
        (first.code, first.reason.as_str(), first.status),
        (Code::Unauthenticated, "CREDENTIALS_INVALID", 401)
    );
    assert_eq!(first.body["reason"], "CREDENTIALS_INVALID");
    for key in [&unknown, &guessed, &of_another, &revoked] {
        assert_eq!(shown(&node, &[&format!("Bearer {key}")]).await, first, "{key}");
    }
    let patience = Deadline::after(PATIENCE);
    loop {
        let refused = shown(&node, &[&format!("Bearer {expired}")]).await;
        if refused == first {
            break;
        }
        // Its cancel may have been in time.
        assert!(!patience.has_passed(), "it never expired: {refused:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // None of the invalid keys had any effect.
    client.create(timer("cup").fire_after(HOUR)).await.unwrap();
    assert_eq!(client.get("cup").await.unwrap().status(), TimerStatus::Scheduled);
}

#[tokio::test]
async fn rows_61_and_63_no_credential_and_two_are_told_apart_and_change_nothing() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let client = node.client(&key).await;
    client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let bearer = format!("Bearer {key}");
    for (authorization, expected) in [
        (&[][..], "CREDENTIALS_MISSING"),
        // Even if both are equal and valid.
        (&[bearer.as_str(), bearer.as_str()][..], "CREDENTIALS_AMBIGUOUS"),
        (&[bearer.as_str(), "Bearer mnt_x"][..], "CREDENTIALS_AMBIGUOUS"),
    ] {
        let refused = shown(&node, authorization).await;
        assert_eq!(
            (refused.code, refused.reason.as_str(), refused.status),
            (Code::Unauthenticated, expected, 401),
            "{refused:?}"
        );
        assert_eq!(refused.body["reason"], json!(expected));
    }
    assert_eq!(client.get("tea").await.unwrap().status(), TimerStatus::Scheduled);
}

#[tokio::test]
async fn a_key_is_shown_when_it_is_made_and_never_again() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let admin = node.cli(&key);
    for arguments in [
        &["key", "list", "-o", "json"][..],
        &["key", "get", id_of(&key), "-o", "json"],
        &["key", "whoami", "-o", "json"],
        &["event", "tail", "--from", "start", "--timeout", "1s", "-o", "json"],
    ] {
        let ended = admin.run(arguments).await.unwrap();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(ended.stdout.contains(id_of(&key)), "{ended:?}");
        assert!(!ended.stdout.contains(&key[17..60]), "{arguments:?}");
    }
    // 256 bits, in the format that scanners for leaked keys recognise.
    let parts: Vec<usize> = key.split('_').map(str::len).collect();
    assert_eq!((parts.as_slice(), &key[..4]), (&[3, 12, 43, 6][..], "mnt_"));
}
