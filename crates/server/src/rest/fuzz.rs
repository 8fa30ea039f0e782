//! Fuzzes requests over HTTP: each becomes a call that the services can read, or is rejected as the caller's fault.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::bodies::Bodies;
use super::{Fields, request, routes::ROUTES};
use crate::http::Problem;
use axum::{body::Body, response::IntoResponse};
use http::{Request, header::CONTENT_TYPE};
use http_body_util::BodyExt as _;
use minoots_fuzz::Campaign;
use minoots_wire::FILE_DESCRIPTOR_SET;

/// An example input: a line with method and path, a line with a key or nothing, and the body.
fn examples() -> Vec<String> {
    let posts = ROUTES.iter().map(|route| {
        let path = route
            .path
            .replace("{id}", "tea")
            .replace("{eventId}", "timer:dev:tea:1");
        format!("{} {path}\n\n{}", route.method, route.example)
    });
    let queries = [
        "GET /v1/timers?statuses=TIMER_STATUS_ARMED&labels.team=core&read.minIndex=7&pageSize=5\n\n",
        "GET /v1/events:tail?cursor=abc&unsigned=true&types=timer.fired\ncursor\n",
        "POST /v1/timers\nkey-1\n{\"name\":\"tea\",\"delay\":1500,\"retryPolicy\":{\"maxAttempts\":3,\"initialBackoff\":\"1m\",\"jitter\":0.5}}",
        "POST /v1/timers/%74ea:reschedule\n\"key\"\n{\"fireTime\":1893553445000,\"stateVersion\":\"3\"}",
    ];
    posts.chain(queries.map(str::to_owned)).collect()
}

#[test]
fn a_request_is_refused_as_the_callers_fault_or_becomes_a_call() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let (fields, bodies) = (Fields::of(FILE_DESCRIPTOR_SET), Bodies::default());
    let words = [
        "null",
        "1e400",
        "-0",
        "1e3",
        "\"\":",
        "[[[[",
        "{\"a\":",
        "\\ud800",
        "%00",
        "%ff",
        "&",
        "labels[",
        "requests",
        "NaN",
        "\"id\":\"x\"",
        "P1Y",
        "9223372036854775808",
        "\u{202e}",
        ":cancel",
        "requestId",
    ];
    Campaign::new("rest request")
        .examples(examples())
        .words(words)
        .run(|input| {
            let mut lines = input.splitn(3, |byte| *byte == b'\n');
            let (line, key, body) = (lines.next(), lines.next(), lines.next());
            let Some((method, uri)) = line.and_then(|line| std::str::from_utf8(line).ok()?.split_once(' ')) else {
                return "no request".to_owned();
            };
            let mut request = Request::builder()
                .method(method)
                .uri(uri)
                .header(CONTENT_TYPE, "application/json");
            if let Some(key) = key.filter(|key| !key.is_empty()) {
                request = request.header("idempotency-key", key).header("last-event-id", key);
            }
            let Ok(request) = request.body(Body::from(body.unwrap_or_default().to_vec())) else {
                return "no request".to_owned();
            };
            let path = request.uri().path().to_owned();
            let found = ROUTES
                .iter()
                .filter(|route| route.method == *request.method())
                .find_map(|route| Some((route, route.matches(&path)?)));
            let Some((route, text)) = found else {
                return "no route".to_owned();
            };
            match runtime.block_on(request::call((&fields, &bodies), route, text, request)) {
                Ok(call) => {
                    let bytes = runtime.block_on(call.into_body().collect()).unwrap().to_bytes();
                    assert_eq!(super::answer::length(&bytes[..5]), Some(bytes.len() - 5));
                    format!("a call of {}", route.rpc.name())
                }
                Err(refused) => {
                    let problem = Problem::of(&refused);
                    assert!(problem.document().len() < 16_384, "{}", problem.document());
                    let status = problem.into_response().status();
                    assert!(status.is_client_error(), "{refused:?}");
                    refused.message().to_owned()
                }
            }
        });
}
