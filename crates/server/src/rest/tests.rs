#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use minoots_wire::{
    FILE_DESCRIPTOR_SET,
    error::Details,
    method::{self as rpc, audit_service, cluster_service, event_service, timer_service},
    timer::v1::ListTimersRequest,
};
use prost::Message;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Methods without a route, and why.
const WITHOUT: [(&rpc::Method, &str); 14] = [
    (&timer_service::TOUCH_STREAM, "touches over one stream"),
    (&timer_service::SUBMIT, "writes over one stream"),
    (&event_service::CONSUME, "answers over one stream"),
    (&cluster_service::ADD_NODE, "an operator's"),
    (&cluster_service::REMOVE_NODE, "an operator's"),
    (&cluster_service::TRANSFER_LEADERSHIP, "an operator's"),
    (&cluster_service::BACKUP, "an operator's"),
    (&cluster_service::RELEASE_OVERDUE, "an operator's"),
    (&cluster_service::ROTATE_SIGNING_KEY, "an operator's"),
    (&cluster_service::CREATE_JOIN_TOKEN, "an operator's"),
    (&cluster_service::READ_LOG, "an operator's"),
    (&cluster_service::REVOKE_SIGNING_KEY, "an operator's"),
    (&cluster_service::FINALIZE_UPGRADE, "an operator's"),
    (
        &audit_service::EXPORT_AUDIT,
        "a file in parts; the command line writes it",
    ),
];

fn document() -> Value {
    serde_json::from_slice(&openapi::document()).unwrap()
}

fn fields() -> Fields {
    Fields::of(FILE_DESCRIPTOR_SET)
}

fn route(method: &Method, path: &str) -> &'static Route {
    let found = ROUTES
        .iter()
        .find(|route| route.method == *method && route.path == path);
    found.unwrap()
}

#[test]
fn every_method_of_the_api_has_a_route_or_a_reason_not_to() {
    let methods: BTreeSet<_> = rpc::METHODS.iter().map(|method| method.path).collect();
    let routed = ROUTES.iter().map(|route| route.rpc.path);
    let without = WITHOUT.iter().map(|(rpc, _)| rpc.path);
    assert_eq!(methods, routed.chain(without).collect());
}

#[test]
fn the_document_names_every_route_and_nothing_else() {
    let document = document();
    let mut told = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            told.insert((method.to_uppercase(), path.clone()));
        }
    }
    let routes = ROUTES
        .iter()
        .map(|route| (route.method.to_string(), route.path.to_owned()));
    assert_eq!(told, routes.collect());
}

#[test]
fn everything_that_the_document_refers_to_is_in_it_and_operations_have_names_of_their_own() {
    fn walk(value: &Value, document: &Value) {
        if let Some(to) = value.get("$ref").and_then(Value::as_str) {
            assert!(document.pointer(&to[1..]).is_some(), "{to}");
        }
        match value {
            Value::Object(members) => members.values().for_each(|inner| walk(inner, document)),
            Value::Array(items) => items.iter().for_each(|inner| walk(inner, document)),
            _ => {}
        }
    }
    let document = document();
    walk(&document, &document);
    let operations = document["paths"].as_object().unwrap().values();
    let names: Vec<&str> = operations
        .flat_map(|operations| operations.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), ROUTES.len(), "{names:?}");
}

#[test]
fn fields_in_the_document_have_the_words_of_the_proto() {
    let document = document();
    let field = &document["components"]["schemas"]["minoots.timer.v1.CreateTimerRequest"]["properties"]["fireTime"];
    let words = field["description"].as_str().unwrap();
    assert!(words.starts_with("The instant to fire"), "{words}");
    let operation = &document["paths"]["/v1/timers"]["post"];
    assert!(
        operation["description"]
            .as_str()
            .unwrap()
            .starts_with("Creates one timer."),
        "{operation}"
    );
}

#[test]
fn a_path_is_of_one_route_or_none() {
    for (path, expected) in [
        ("/v1/timers", Some(("/v1/timers", ""))),
        ("/v1/timers/a", Some(("/v1/timers/{id}", "a"))),
        ("/v1/timers/a:cancel", Some(("/v1/timers/{id}:cancel", "a"))),
        ("/v1/timers/a:b:cancel", Some(("/v1/timers/{id}:cancel", "a:b"))),
        (
            "/v1/events/timer:dev:x:2:ack",
            Some(("/v1/events/{eventId}:ack", "timer:dev:x:2")),
        ),
        ("/v1/timers:cancel", Some(("/v1/timers:cancel", ""))),
        ("/v1/timers/", None),
        ("/v1/timers/:cancel", None),
        ("/v1/timers/a/b", None),
        ("/v1/timers/a:nothing", None),
        ("/v1/timers/a/:cancel", None),
        ("/v1/timer", None),
        ("/v1/", None),
    ] {
        let found: BTreeSet<(&str, &str)> = ROUTES
            .iter()
            .filter_map(|route| Some((route.path, route.matches(path)?)))
            .collect();
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            Vec::from_iter(expected),
            "{path}"
        );
    }
}

#[test]
fn examples_are_requests() {
    for route in &ROUTES {
        if route.method == Method::POST {
            let example: Value = serde_json::from_str(route.example).unwrap();
            let encoded = (route.codec.encode)(example);
            let says_nothing = route.example == "{}";
            assert!(
                encoded.is_ok_and(|bytes| bytes.is_empty() == says_nothing),
                "{}",
                route.path
            );
        } else {
            assert_eq!(route.example, "", "{}", route.path);
        }
    }
}

async fn called(method: Method, path: &str, uri: &str, headers: &[(&str, &str)], body: &str) -> Result<Bytes, Status> {
    use http_body_util::BodyExt as _;
    let route = route(&method, path);
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if !body.is_empty() {
        request = request.header("content-type", "application/json");
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let text = route.matches(request.uri().path()).unwrap().to_owned();
    let call = request::call((&fields(), &Bodies::default()), route, &text, request).await?;
    assert_eq!(call.uri().path(), route.rpc.path);
    Ok(call.into_body().collect().await.unwrap().to_bytes().slice(5..))
}

#[tokio::test]
async fn a_query_has_every_field_of_its_request() {
    let uri = "/v1/timers?pageSize=10&page_token=a%20b&statuses=TIMER_STATUS_ARMED&statuses=TIMER_STATUS_FIRED\
               &dueFrom=2030-01-02T03:04:05%2B02:00&read.consistency=CONSISTENCY_LOCAL&read.minIndex=7\
               &labels.team=core+ops&labels[a.b]=c";
    let bytes = called(Method::GET, "/v1/timers", uri, &[], "").await.unwrap();
    let request = ListTimersRequest::decode(bytes).unwrap();
    assert_eq!((request.page_size, request.page_token.as_str()), (10, "a b"));
    assert_eq!(request.statuses, [2, 3]);
    assert_eq!(request.due_from.unwrap().seconds, 1_893_546_245);
    let read = request.read.unwrap();
    assert_eq!((read.consistency, read.min_index), (2, 7));
    let labels: Vec<(&str, &str)> = request.labels.iter().map(|(key, value)| (&**key, &**value)).collect();
    assert_eq!(labels, [("a.b", "c"), ("team", "core ops")]);
}

#[tokio::test]
async fn a_query_that_is_none_is_refused_by_name() {
    for (query, field, problem) in [
        ("nothing=1", "nothing", "there is no such parameter; there are pageSize"),
        ("pageSize=1&pageSize=2", "pageSize", "is given twice"),
        ("pageSize=1&page_size=2", "page_size", "is given twice"),
        ("read=1", "read", "needs a field of its own"),
        ("labels=1", "labels", "needs a key"),
        ("queue.a=1", "queue.a", "has no fields of its own"),
        ("labels.a=1&labels.a=2", "labels.a", "is given twice"),
        ("read.nothing=1", "read.nothing", "there is no such parameter"),
        ("pageSize=ten", "pageSize", "must be a whole number from"),
        ("statuses=ARMED", "statuses[0]", "must be one of TIMER_STATUS_SCHEDULED"),
    ] {
        let refused = called(Method::GET, "/v1/timers", &format!("/v1/timers?{query}"), &[], "").await;
        let details = Details::of(&refused.unwrap_err());
        assert_eq!(details.reason(), Some(Reason::Malformed), "{query}");
        assert_eq!(details.fields[0].path, field, "{query}: {details:?}");
        assert!(details.fields[0].description.contains(problem), "{query}: {details:?}");
    }
    for query in ["pageSize=%zz", "pageSize=%f", "name%ff=1", "queue=%c3%28"] {
        let refused = called(Method::GET, "/v1/timers", &format!("/v1/timers?{query}"), &[], "").await;
        assert_eq!(Reason::of(&refused.unwrap_err()), Some(Reason::Malformed), "{query}");
    }
}

#[tokio::test]
async fn a_null_is_a_field_that_is_not_set_but_not_an_entry_that_is_nothing() {
    let body = r#"{"name":"tea","delay":"5s","id":null,"payload":{"contentType":null},"labels":null,"target":null}"#;
    let with = called(Method::POST, "/v1/timers", "/v1/timers", &[], body)
        .await
        .unwrap();
    let body = r#"{"name":"tea","delay":"5s","payload":{}}"#;
    let without = called(Method::POST, "/v1/timers", "/v1/timers", &[], body)
        .await
        .unwrap();
    assert_eq!(with, without);
    for body in [r#"{"labels":{"a":null}}"#, r#"{"nothing":null}"#] {
        assert!(
            called(Method::POST, "/v1/timers", "/v1/timers", &[], body)
                .await
                .is_err(),
            "{body}"
        );
    }
}

#[tokio::test]
async fn mistyped_fields_are_named_and_values_not_echoed() {
    let secret = "s3cret".repeat(100);
    for (body, reason, field) in [
        (json!({ "payload": secret }), Reason::Malformed, "payload"),
        (
            json!({ "payload": { "data": format!("!{secret}") } }),
            Reason::Malformed,
            "payload.data",
        ),
        (json!({ "name": 5 }), Reason::Malformed, "name"),
        (json!({ "name": { "a": secret } }), Reason::Malformed, "name"),
        (json!({ "labels": [secret] }), Reason::Malformed, "labels"),
        (json!({ "labels": { "a": 1 } }), Reason::Malformed, "labels.a"),
        (json!({ "nothing": secret }), Reason::Malformed, "nothing"),
        (
            json!({ "retryPolicy": { "maxAttempts": -1 } }),
            Reason::Malformed,
            "retryPolicy.maxAttempts",
        ),
        (
            json!({ "target": { "nothing": "a" } }),
            Reason::Malformed,
            "target.nothing",
        ),
        (json!({ "delay": true }), Reason::Malformed, "delay"),
        (json!({ "delay": "315576000001s" }), Reason::DelayRange, "delay"),
        (json!({ "delay": u64::MAX }), Reason::DelayRange, "delay"),
        (json!({ "delay": "5 minutes" }), Reason::DelayRange, "delay"),
        (
            json!({ "fireTime": "0000-01-01T00:00:00Z" }),
            Reason::TimestampRange,
            "fireTime",
        ),
        (json!({ "fireTime": "tomorrow" }), Reason::TimestampRange, "fireTime"),
    ] {
        let refused = called(Method::POST, "/v1/timers", "/v1/timers", &[], &body.to_string()).await;
        let problem = Problem::of(&refused.unwrap_err()).document();
        let told: Value = serde_json::from_str(&problem).unwrap();
        assert_eq!(told["reason"], reason.text(), "{body}: {told}");
        assert_eq!(told["violations"][0]["field"], field, "{body}: {told}");
        assert!(!problem.contains(&secret), "{told}");
        assert!(problem.len() < 2_000, "{told}");
    }
}

#[tokio::test]
async fn path_and_header_values_must_match_the_body() {
    let path = "/v1/timers/{id}:cancel";
    let uri = "/v1/timers/a%2Db:cancel";
    let key = [("idempotency-key", "\"key-1\"")];
    let bytes = called(Method::POST, path, uri, &key, "").await.unwrap();
    let request = minoots_wire::timer::v1::CancelTimerRequest::decode(bytes).unwrap();
    assert_eq!((request.id.as_str(), request.request_id.as_str()), ("a-b", "key-1"));
    let same = r#"{"id":"a-b","request_id":"key-1"}"#;
    assert!(called(Method::POST, path, uri, &key, same).await.is_ok());
    for (body, field) in [
        (r#"{"id":"c"}"#, "id"),
        (r#"{"requestId":"key-2"}"#, "requestId"),
        (r#"{"request_id":"key-2"}"#, "requestId"),
    ] {
        let refused = called(Method::POST, path, uri, &key, body).await.unwrap_err();
        assert_eq!(Details::of(&refused).fields[0].path, field);
    }
    let refused = called(
        Method::POST,
        "/v1/timers:batchCreate",
        "/v1/timers:batchCreate",
        &key,
        r#"{"requests":[]}"#,
    );
    assert_eq!(
        Details::of(&refused.await.unwrap_err()).fields[0].path,
        "Idempotency-Key"
    );
    for keys in [
        vec![("idempotency-key", "")],
        vec![key[0], ("idempotency-key", "other")],
    ] {
        let refused = called(Method::POST, path, uri, &keys, "").await.unwrap_err();
        assert_eq!(Details::of(&refused).fields[0].path, "Idempotency-Key");
    }
}
