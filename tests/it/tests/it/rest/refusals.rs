//! Refusals over HTTP: each class of error once, and errors that only HTTP allows. Never a 5xx, and nothing is changed.

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::http1::{self, send};
use minoots_it::rest::Rest;
use serde_json::{Value, json};

use super::{HOUR, api};
use crate::support::Node;

const JSON: (&str, &str) = ("content-type", "application/json");

/// Returns a refusal: status, reason, and the first wrong field.
async fn refused(api: &Rest, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String, String) {
    let told = api.send(method, path, headers, body).await.unwrap();
    let field = told.json["violations"][0]["field"].as_str().unwrap_or_default();
    (told.status, told.reason().to_owned(), field.to_owned())
}

#[tokio::test]
async fn each_class_of_error_has_its_status_its_reason_and_its_field() {
    let node = Node::start().await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let api = api(&node).await;
    let timers = "/v1/timers";
    let many: Value = (0..33)
        .map(|at| (format!("k{at}"), json!("v")))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let large = "A".repeat(349_532);
    let spread = "1h30m";
    for (path, body, expected) in [
        (timers, json!({ "delay": "5s" }), (400, "NAME_EMPTY", "name")),
        (timers, json!({ "name": "a" }), (400, "TIME_SPEC_CHOICE", "fireTime")),
        (
            timers,
            json!({ "name": "a", "delay": 1, "fireTime": 2 }),
            (400, "TIME_SPEC_CHOICE", "fireTime"),
        ),
        (
            timers,
            json!({ "name": "a", "delay": -1 }),
            (400, "DELAY_NEGATIVE", "delay"),
        ),
        (
            timers,
            json!({ "name": "a", "delay": i64::MAX }),
            (400, "DELAY_RANGE", "delay"),
        ),
        (
            timers,
            json!({ "name": "a", "delay": "36526d" }),
            (400, "HORIZON_EXCEEDED", "delay"),
        ),
        (
            timers,
            json!({ "name": "a", "fireTime": 1_893_553_445 }),
            (400, "FIRE_TIME_TOO_OLD", "fireTime"),
        ),
        (
            timers,
            json!({ "name": "a", "fireTime": "0000-01-01T00:00:00Z" }),
            (400, "TIMESTAMP_RANGE", "fireTime"),
        ),
        (
            timers,
            json!({ "name": "a", "delay": spread, "labels": many }),
            (400, "LABEL_COUNT", "labels"),
        ),
        (
            timers,
            json!({ "name": "a", "delay": spread, "payload": { "data": large } }),
            (400, "PAYLOAD_TOO_LARGE", "payload.data"),
        ),
        (
            timers,
            json!({ "name": "a", "delay": spread, "retryPolicy": { "maxAttempts": 101 } }),
            (400, "RETRY_POLICY", "retryPolicy.maxAttempts"),
        ),
        (
            timers,
            json!({ "name": "a", "delay": spread, "nothing": 1 }),
            (400, "MALFORMED", "nothing"),
        ),
        (
            timers,
            json!({ "id": "tea", "name": "other", "delay": spread }),
            (409, "TIMER_EXISTS", ""),
        ),
        (
            "/v1/timers:batchCreate",
            json!({ "requests": [{ "name": "a", "delay": 1 }, { "name": "", "delay": 1 }] }),
            (400, "NAME_EMPTY", "requests[1].name"),
        ),
        ("/v1/timers/none:cancel", json!({}), (404, "TIMER", "")),
        ("/v1/timers/-a:cancel", json!({}), (400, "ID_CHARSET", "id")),
        ("/v1/timers/a%2F..%2Fb:cancel", json!({}), (400, "ID_CHARSET", "id")),
        (
            "/v1/timers/tea:cancel",
            json!({ "id": "other" }),
            (400, "MALFORMED", "id"),
        ),
        ("/v1/timers:cancel", json!({}), (400, "FILTER_EMPTY", "")),
        (
            "/v1/events/timer:dev:none:1:ack",
            json!({ "fence": "x" }),
            (400, "FENCE_INVALID", "fence"),
        ),
        ("/v1/timers/tea/x", json!({}), (404, "PATH", "")),
        ("/v1/timers/tea:nothing", json!({}), (404, "PATH", "")),
        ("/v1/timers/tea", json!({}), (405, "METHOD", "")),
    ] {
        let (status, reason, field) = refused(&api, "POST", path, &[JSON], &body.to_string()).await;
        let shown: String = body.to_string().chars().take(100).collect();
        assert_eq!(
            (status, reason.as_str()),
            (expected.0, expected.1),
            "{path} {shown}: {field}"
        );
        assert!(expected.2.is_empty() || field == expected.2, "{path} {shown}: {field}");
    }
    for (path, expected) in [
        ("/v1/timers/none", (404, "TIMER", "")),
        ("/v1/timers?pageSize=1001", (400, "PAGE_SIZE", "pageSize")),
        ("/v1/timers?pageToken=x", (400, "PAGE_TOKEN", "pageToken")),
        ("/v1/timers?status=1", (400, "MALFORMED", "status")),
        ("/v1/events:tail?cursor=x", (400, "CURSOR_INVALID", "cursor")),
        ("/v1/events:tail?unsigned=maybe", (400, "MALFORMED", "unsigned")),
        ("/v1/events:tail?types=nothing", (400, "EVENT_TYPE", "types[0]")),
        ("/v1/events:tail?subject=a%0Ab", (400, "EVENT_SUBJECT", "subject")),
        (
            "/v1/events:tail?types=timer.fired,timer.failed",
            (400, "EVENT_TYPE", "types[0]"),
        ),
        ("/v1/timers/%ff", (400, "MALFORMED", "")),
    ] {
        let (status, reason, field) = refused(&api, "GET", path, &[], "").await;
        assert_eq!((status, reason.as_str()), (expected.0, expected.1), "{path}");
        assert!(expected.2.is_empty() || field == expected.2, "{path}: {field}");
    }
    let listed = api.get("/v1/timers").await.unwrap().json;
    assert_eq!(
        listed["timers"].as_array().unwrap().len(),
        1,
        "a refusal changed nothing"
    );
}

#[tokio::test]
async fn a_body_that_is_not_plain_json_is_refused_for_what_it_is() {
    let node = Node::start().await;
    let api = api(&node).await;
    let body = r#"{"name":"tea","delay":"1h"}"#;
    for (headers, expected) in [
        (vec![], 415),
        (vec![("content-type", "text/plain")], 415),
        (vec![("content-type", "application/x-www-form-urlencoded")], 415),
        (vec![("content-type", "application/json; charset=utf-16")], 415),
        (vec![("content-type", "application/json; version=2")], 415),
        (vec![("content-type", "application/json;")], 200),
        (vec![JSON, ("content-type", "text/plain")], 415),
        (vec![JSON, JSON], 415),
        (vec![JSON, ("content-encoding", "gzip")], 415),
        (vec![("content-type", "Application/JSON; charset=\"UTF-8\"")], 200),
        (vec![JSON, ("content-encoding", "identity")], 200),
    ] {
        let told = api.send("POST", "/v1/timers", &headers, body).await.unwrap();
        assert_eq!(told.status, expected, "{headers:?}: {told:?}");
        let reason = if expected == 415 { "MEDIA_TYPE" } else { "" };
        assert_eq!(told.reason(), reason, "{headers:?}: {told:?}");
    }
    let told = api
        .send("POST", "/v1/timers/none:cancel", &[("content-type", "text/plain")], "")
        .await
        .unwrap();
    assert_eq!(told.status, 415, "an empty body of another kind: {told:?}");
    let told = api.send("GET", "/v1/timers", &[JSON], body).await.unwrap();
    assert_eq!((told.status, told.reason()), (400, "MALFORMED"), "a GET with a body");
    let told = api.send("POST", "/v1/timers?name=tea", &[JSON], body).await.unwrap();
    assert_eq!((told.status, told.reason()), (400, "MALFORMED"), "a POST with a query");
    let told = api.send("PUT", "/v1/timers", &[JSON], body).await.unwrap();
    assert_eq!((told.status, told.reason()), (405, "METHOD"));
    assert_eq!(told.answer.header("allow"), Some("get, head, options, post"));
}

#[tokio::test]
async fn hostile_json_is_the_callers_fault_and_the_node_goes_on() {
    let mut node = Node::start().await;
    let address = node.server.address().to_owned();
    let deep = format!(r#"{{"payload":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let deep_objects = format!("{}1{}", r#"{"a":"#.repeat(50_000), "}".repeat(50_000));
    let wide = format!(
        "{{{}}}",
        (0..100_000)
            .map(|at| format!("\"{at}\":0"))
            .collect::<Vec<_>>()
            .join(",")
    );
    let bodies: Vec<Vec<u8>> = vec![
        b"{".to_vec(),
        b"[]".to_vec(),
        b"null".to_vec(),
        b"\"text\"".to_vec(),
        b"{} {}".to_vec(),
        deep.into_bytes(),
        deep_objects.into_bytes(),
        wide.into_bytes(),
        br#"{"name":"a","name":"b","delay":1}"#.to_vec(),
        br#"{"name":"a","delay":1,"labels":{"k":"1","k":"2"}}"#.to_vec(),
        br#"{"name":"a","delay":1,"labels":{"k":"1","\u006b":"2"}}"#.to_vec(),
        br#"{"name":"a","delay":1e400}"#.to_vec(),
        br#"{"name":"a","delay":NaN}"#.to_vec(),
        br#"{"name":"a","delay":1.5}"#.to_vec(),
        br#"{"name":"a","delay":123456789012345678901234567890}"#.to_vec(),
        br#"{"name":"a","delay":"9223372036854775808s"}"#.to_vec(),
        br#"{"name":"a","delay":"-9223372036854775808s"}"#.to_vec(),
        br#"{"name":"a","delay":["1s"]}"#.to_vec(),
        br#"{"name":["a"],"delay":1}"#.to_vec(),
        br#"{"name":"\ud800","delay":1}"#.to_vec(),
        br#"{"name":"a","delay":1,"payload":{"data":"*"}}"#.to_vec(),
        br#"{"name":"a","delay":1,"target":{"queue":"q","none":{}}}"#.to_vec(),
        br#"{"name":"a","delay":1,"retryPolicy":{"maxAttempts":99999999999999999999}}"#.to_vec(),
        [b"{\"name\":\"".as_slice(), &[0xff, 0xfe], b"\",\"delay\":1}"].concat(),
        [b"\xef\xbb\xbf".as_slice(), br#"{"name":"a","delay":1}"#].concat(),
    ];
    for body in bodies {
        let told = send(&address, "POST", "/v1/timers", &[JSON], &body).await.unwrap();
        let shown: String = String::from_utf8_lossy(&body).chars().take(80).collect();
        assert_eq!(told.status, 400, "{shown}: {told:?}");
        assert!(told.body.len() < 4_096, "{shown}: {} bytes", told.body.len());
        serde_json::from_str::<Value>(&told.body).unwrap();
    }
    let large = vec![b' '; (1 << 20) + 1];
    let told = send(&address, "POST", "/v1/timers", &[JSON], &large).await.unwrap();
    assert_eq!(told.status, 413, "{told:?}");
    assert!(
        told.body.contains("MESSAGE_TOO_LARGE") && told.body.contains("1048576"),
        "{}",
        told.body
    );
    let told = http1::get(&address, "/v1/timers").await.unwrap();
    assert_eq!((told.status, told.body.as_str()), (200, told.body.as_str()));
    assert!(
        !told.body.contains("\"timers\""),
        "a refusal changed nothing: {}",
        told.body
    );
    node.server.check_sound().unwrap();
}

#[tokio::test]
async fn a_refusal_that_time_may_change_says_when_to_come_back() {
    let node = Node::start().await;
    let api = api(&node).await;
    let told = api.get("/v1/version?nothing=1").await.unwrap();
    assert_eq!(told.answer.header("retry-after"), None);
    assert_eq!(
        told.json["type"],
        "https://github.com/minoots/minoots/blob/main/docs/errors.md#malformed"
    );
    let ahead = api.get("/v1/timers?read.minIndex=999999999").await.unwrap();
    assert_eq!((ahead.status, ahead.reason()), (503, "INDEX_NOT_REACHED"));
    assert_eq!(ahead.answer.header("retry-after"), Some("1"));
    assert_eq!(ahead.json["retryAfter"], "1s");
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_told_by_its_field_and_what_it_must_be() {
    let node = Node::start().await;
    let api = api(&node).await;
    let of = |rest: &str| format!(r#"{{"name":"a","delay":"1h",{rest}}}"#);
    let attempts = "must be a whole number from 0 to 4294967295";
    for (path, body, field, says) in [
        (
            "/v1/timers",
            of(r#""retryPolicy":{"maxAttempts":-1}"#),
            "retryPolicy.maxAttempts",
            attempts,
        ),
        (
            "/v1/timers",
            of(r#""retryPolicy":{"maxAttempts":"x"}"#),
            "retryPolicy.maxAttempts",
            attempts,
        ),
        (
            "/v1/timers",
            of(r#""retryPolicy":{"multiplier":"x"}"#),
            "retryPolicy.multiplier",
            "must be a number",
        ),
        (
            "/v1/timers",
            of(r#""retryPolicy":5"#),
            "retryPolicy",
            "must be an object with maxAttempts, initialBackoff",
        ),
        (
            "/v1/timers",
            of(r#""payload":{"data":"!!!"}"#),
            "payload.data",
            "must be a text of bytes in base64",
        ),
        (
            "/v1/timers",
            of(r#""payload":"text""#),
            "payload",
            "must be an object with contentType, data",
        ),
        (
            "/v1/timers",
            of(r#""payload":{"nope":1}"#),
            "payload.nope",
            "there is no such field; there are contentType, data",
        ),
        ("/v1/timers", of(r#""labels":{"a":5}"#), "labels.a", "must be a text"),
        (
            "/v1/timers",
            of(r#""labels":[]"#),
            "labels",
            "must be an object of texts by key",
        ),
        (
            "/v1/timers",
            of(r#""target":{"queue":"q","webhook":"w"}"#),
            "target",
            "must have only one of queue, none, webhook",
        ),
        (
            "/v1/timers",
            r#"{"name":"a","name":"b"}"#.to_owned(),
            "name",
            "is given twice, at line 1 column 18",
        ),
        (
            "/v1/timers:batchCreate",
            r#"{"requests":{}}"#.to_owned(),
            "requests",
            "must be a list, each item of it an object with ",
        ),
    ] {
        let told = api.send("POST", path, &[JSON], &body).await.unwrap();
        assert_eq!((told.status, told.reason()), (400, "MALFORMED"), "{body}: {told:?}");
        let violation = &told.json["violations"][0];
        assert_eq!(violation["field"], field, "{body}: {told:?}");
        let description = violation["description"].as_str().unwrap();
        assert!(description.starts_with(says), "{body}: {description}");
    }
    for (path, field, says) in [
        (
            "/v1/timers?pageSize=abc",
            "pageSize",
            "must be a whole number from -2147483648",
        ),
        (
            "/v1/timers?statuses=foo",
            "statuses[0]",
            "must be one of TIMER_STATUS_SCHEDULED, TIMER_STATUS_ARMED",
        ),
    ] {
        let told = api.get(path).await.unwrap();
        let violation = &told.json["violations"][0];
        assert_eq!((told.status, &violation["field"]), (400, &json!(field)), "{told:?}");
        let description = violation["description"].as_str().unwrap();
        assert!(description.starts_with(says), "{path}: {description}");
    }
}
