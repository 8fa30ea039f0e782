//! No body is read before the credential is checked: a request is refused by its headers, although its body never
//! arrives.

use minoots_it::frames::{END_HEADERS, Frames, HEADERS, RST_STREAM, call_block, frame};
use minoots_it::http1::{exchange_raw, get, request};
use serde_json::Value;

use super::Guarded;
use crate::rest::browsers::methods;

/// These methods require no credential.
const OPEN: [&str; 2] = [
    "/minoots.event.v1.EventService/ListVerificationKeys",
    "/minoots.admin.v1.KeyService/ExchangeToken",
];

#[tokio::test]
async fn every_post_is_refused_by_its_headers() {
    let node = Guarded::start().await;
    let address = node.server.address();
    let document: Value = serde_json::from_str(&get(address, "/openapi.json").await.unwrap().body).unwrap();
    let mut refused = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        if operations["post"]["security"] == Value::Array(Vec::new()) {
            continue;
        }
        if !operations["post"].is_object() {
            continue;
        }
        let path = path.replace(['{', '}'], "");
        // A declared body of a million bytes, without any byte sent.
        let headers = [("content-type", "application/json"), ("content-length", "1000000")];
        let answer = exchange_raw(address, &request(address, "POST", &path, &headers, b""))
            .await
            .unwrap();
        if answer.status != 401 {
            assert!(path.contains("xchange"), "{path}: {answer:?}");
            continue;
        }
        assert!(answer.body.contains("CREDENTIALS_MISSING"), "{path}: {answer:?}");
        refused += 1;
    }
    assert!(refused > 40, "{refused}");
}

#[tokio::test]
async fn every_call_is_refused_by_its_headers() {
    let node = Guarded::start().await;
    let mut frames = Frames::connect(node.server.address()).await.unwrap();
    let mut stream = 1;
    for path in methods().iter().filter(|path| path.starts_with("/minoots.")) {
        if OPEN.contains(&path.as_str()) {
            continue;
        }
        // Neither a message nor an end arrives.
        assert!(
            frames
                .send(&frame(HEADERS, END_HEADERS, stream, &call_block(path)))
                .await
        );
        loop {
            let next = frames.next().await.unwrap().expect("the connection goes on");
            if next.stream == stream && next.kind == HEADERS {
                break;
            }
        }
        assert!(frames.send(&frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes())).await);
        stream += 2;
    }
}
