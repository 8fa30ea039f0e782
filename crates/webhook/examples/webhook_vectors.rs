//! Prints requests as they are sent, for verification by third-party libraries: `cargo run -p minoots-webhook --example
//! webhook_vectors`.
//!
//! Each case has headers, a body, the receiver's secrets, and whether it is genuine. Secrets and timestamps are new in
//! each run, because libraries reject timestamps older than five minutes. `tests/webhook/verify.sh` passes the output
//! to the libraries.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use minoots_webhook::attempt::{Parts, Post};
use minoots_webhook::body::Body;
use minoots_webhook::headers::EndpointHeaders;
use minoots_webhook::secret::{Secret, SecretSet};
use minoots_webhook::url::EndpointUrl;
use serde_json::{Map, Value, json};

const PAYLOADS: [(&str, &str); 3] = [
    (
        "text",
        r#"{"specversion":"1.0","id":"timer:dev:t1:1","source":"/clusters/c1/tenants/dev","type":"timer.fired","subject":"timers/t1","time":"2026-01-02T03:04:05.678Z","datacontenttype":"text/plain","tenant":"dev","data":"hello"}"#,
    ),
    (
        "odd spacing and letters",
        r#"{"specversion":"1.0","id":"timer:dev:job.2026.11:1","source":"/clusters/c1/tenants/dev","type":"timer.fired","datacontenttype":"application/json","data": { "b" : 1.0,  "ä😀":"é\u00e9" }}"#,
    ),
    (
        "no data",
        r#"{"specversion":"1.0","id":"dev:0:0:17","source":"/clusters/c1/tenants/dev","type":"timer.failed"}"#,
    ),
];

fn main() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let (hmac, ed25519) = (Secret::generate_hmac().unwrap(), Secret::generate_ed25519().unwrap());
    let (next_hmac, next_ed25519) = (Secret::generate_hmac().unwrap(), Secret::generate_ed25519().unwrap());
    let (other_hmac, other_ed25519) = (Secret::generate_hmac().unwrap(), Secret::generate_ed25519().unwrap());
    let old = [hmac.clone(), ed25519.clone()];
    let both = [next_hmac.clone(), hmac.clone(), next_ed25519.clone(), ed25519.clone()];
    let new = [next_hmac.clone(), next_ed25519.clone()];
    let (knows_old, knows_new) = ([&hmac, &ed25519], [&next_hmac, &next_ed25519]);
    let knows_other = [&other_hmac, &other_ed25519];

    let mut cases = Vec::new();
    let mut add = |name: String, request: &Request, keys: [&Secret; 2], is_genuine: bool| {
        cases.push(json!({
            "name": name,
            "headers": request.headers,
            "body": request.body,
            "secret": *keys[0].expose(),
            "publicKey": keys[1].public().unwrap(),
            "genuine": is_genuine,
        }));
    };
    for (name, payload) in PAYLOADS {
        let before = Request::of(&old, payload, now);
        add(format!("{name}, before a rotation"), &before, knows_old, true);
        add(
            format!("{name}, before a rotation, new secret"),
            &before,
            knows_new,
            false,
        );
        let during = Request::of(&both, payload, now);
        add(
            format!("{name}, during a rotation, old secret"),
            &during,
            knows_old,
            true,
        );
        add(
            format!("{name}, during a rotation, new secret"),
            &during,
            knows_new,
            true,
        );
        let after = Request::of(&new, payload, now);
        add(format!("{name}, after a rotation"), &after, knows_new, true);
        add(
            format!("{name}, after a rotation, old secret"),
            &after,
            knows_old,
            false,
        );
        add(format!("{name}, other key"), &before, knows_other, false);
        let old_time = Request::of(&old, payload, now - 400);
        add(format!("{name}, old timestamp"), &old_time, knows_old, false);
        let early = Request::of(&old, payload, now + 400);
        add(format!("{name}, timestamp ahead"), &early, knows_old, false);
        for (what, changed) in before.changed(&Request::of(&old, PAYLOADS[0].1, now - 1)) {
            add(format!("{name}, {what}"), &changed, knows_old, false);
        }
    }
    println!("{}", Value::from(cases));
}

#[derive(Clone)]
struct Request {
    headers: Map<String, Value>,
    body: String,
}

impl Request {
    fn of(secrets: &[Secret], payload: &'static str, timestamp_s: u64) -> Self {
        let post = Post::new(Parts {
            url: &EndpointUrl::parse("https://receiver.example/hook", false).unwrap(),
            headers: &EndpointHeaders::default(),
            secrets: &SecretSet::new(secrets.iter().cloned()).unwrap(),
            body: &Body::new(Bytes::from_static(payload.as_bytes())).unwrap(),
            jws: "eyJhbGciOiJFZERTQSJ9..c2ln",
            attempt: 1,
            fence: None,
            timestamp_s,
            traceparent: None,
        })
        .unwrap();
        let text = |value: &http::HeaderValue| Value::from(value.to_str().unwrap());
        let headers = post
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)));
        Self {
            headers: headers.collect(),
            body: String::from_utf8(post.body().to_vec()).unwrap(),
        }
    }

    /// Variants of the request with one change each. None of them is genuine.
    fn changed(&self, other: &Self) -> Vec<(&'static str, Self)> {
        let with = |name: &str, value: Value| {
            let mut request = self.clone();
            request.headers.insert(name.to_owned(), value);
            request
        };
        let mut flipped = self.clone();
        // Changes "1.0" to "1.1": still JSON, of the same length.
        flipped.body = self.body.replacen("1.0", "1.1", 1);
        let mut spaced = self.clone();
        spaced.body.insert(1, ' ');
        let signature = self.headers["webhook-signature"].as_str().unwrap();
        let swapped = signature
            .replace("v1,", "v1x,")
            .replace("v1a,", "v1,")
            .replace("v1x,", "v1a,");
        vec![
            ("a flipped bit in the body", flipped),
            ("a space in the body", spaced),
            (
                "a timestamp of another request",
                with("webhook-timestamp", other.headers["webhook-timestamp"].clone()),
            ),
            (
                "a signature of another request",
                with("webhook-signature", other.headers["webhook-signature"].clone()),
            ),
            ("another id", with("webhook-id", "timer:dev:t2:1".into())),
            (
                "signatures of the two kinds swapped",
                with("webhook-signature", swapped.into()),
            ),
            ("no signature", with("webhook-signature", "".into())),
            (
                "each signature altered",
                with("webhook-signature", flip_each(signature).into()),
            ),
        ]
    }
}

/// Replaces the first character of each signature by another base64 character.
fn flip_each(header: &str) -> String {
    let flip = |signature: &str| {
        let (version, encoded) = signature.split_once(',').unwrap();
        let first = if encoded.starts_with('A') { 'B' } else { 'A' };
        format!("{version},{first}{}", &encoded[1..])
    };
    header.split(' ').map(flip).collect::<Vec<_>>().join(" ")
}
