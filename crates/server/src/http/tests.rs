#![allow(clippy::unwrap_used, clippy::expect_used)]

use axum::body::Body;
use http::{Method, Request};
use http_body_util::BodyExt;
use opentelemetry::metrics::MeterProvider as _;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use tower::ServiceExt;

use super::*;

mod refusals;
mod service;

/// A router like a node's, with a registry that has one metric.
fn node(ready: Result<(), String>, jwks: Result<&'static str, String>) -> Router {
    let registry = Registry::new();
    let exporter = opentelemetry_prometheus::exporter()
        .with_registry(registry.clone())
        .build()
        .unwrap();
    let meters = SdkMeterProvider::builder().with_reader(exporter).build();
    meters.meter("test").u64_counter("things").build().add(3, &[]);
    let sources = HttpSources {
        ready: Arc::new(move || {
            // Keeps the meters alive, and the metrics with them.
            let _alive = &meters;
            ready.clone().map(|()| None)
        }),
        jwks: Arc::new(move || {
            let jwks = jwks.clone();
            Box::pin(async move { jwks.map(Bytes::from) })
        }),
        registry,
    };
    finish(service::routes().merge(routes(sources)))
}

async fn ask(router: Router, method: Method, path: &str) -> (StatusCode, HeaderMap, String) {
    let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status, head.headers, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_node_that_is_not_ready_says_why_and_is_alive() {
    let router = node(Err("no leader heard".to_owned()), Ok("{}"));
    let (status, _, body) = ask(router.clone(), Method::GET, "/readyz").await;
    assert_eq!(
        (status, body.as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "no leader heard")
    );
    let (status, ..) = ask(router, Method::GET, "/healthz").await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_ready_node_says_so() {
    let (status, ..) = ask(node(Ok(()), Ok("{}")), Method::GET, "/readyz").await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn metrics_are_prometheus_text() {
    let (status, headers, body) = ask(node(Ok(()), Ok("{}")), Method::GET, "/metrics").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        headers[CONTENT_TYPE]
            .to_str()
            .unwrap()
            .starts_with("text/plain; version=0.0.4")
    );
    assert!(
        body.lines()
            .any(|line| line.starts_with("things_total{") && line.ends_with(" 3")),
        "{body}"
    );
}

#[tokio::test]
async fn keys_may_be_cached_for_five_minutes() {
    let (status, headers, body) = ask(
        node(Ok(()), Ok(r#"{"keys":[]}"#)),
        Method::GET,
        "/.well-known/jwks.json",
    )
    .await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, r#"{"keys":[]}"#));
    assert_eq!(headers[CACHE_CONTROL], "max-age=300");
    assert_eq!(headers[CONTENT_TYPE], "application/jwk-set+json");
}

#[tokio::test]
async fn keys_that_cannot_be_had_are_not_cached() {
    let router = node(Ok(()), Err("not leader".to_owned()));
    let (status, headers, body) = ask(router, Method::GET, "/.well-known/jwks.json").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(headers[CONTENT_TYPE], "application/problem+json");
    assert!(!headers.contains_key(CACHE_CONTROL));
    assert!(body.contains("not leader"));
}

#[tokio::test]
async fn an_unknown_path_is_a_problem_and_a_wrong_method_another() {
    let router = node(Ok(()), Ok("{}"));
    let (status, headers, body) = ask(router.clone(), Method::GET, "/v1/nothing").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(headers[CONTENT_TYPE], "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((&problem["status"], &problem["reason"]), (&404.into(), &"PATH".into()));
    let (status, headers, _) = ask(router, Method::POST, "/healthz").await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(headers[http::header::ALLOW], "GET,HEAD");
    assert_eq!(headers[CONTENT_TYPE], "application/problem+json");
}

#[tokio::test]
async fn no_answer_may_be_sniffed() {
    for ready in [Ok(()), Err("why".to_owned())] {
        let router = node(ready.clone(), ready.map(|()| "{}"));
        for path in ["/healthz", "/readyz", "/metrics", "/.well-known/jwks.json", "/nothing"] {
            let (_, headers, _) = ask(router.clone(), Method::GET, path).await;
            assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        }
    }
}
