//! Pages in a browser: none may call, unless the operator names them.

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::http1::{Answer, send};
use minoots_it::server::Home;

use super::HOUR;
use crate::support::Node;

const PAGE: &str = "https://app.example.com";

async fn from(node: &Node, origin: &str, method: &str, path: &str, more: &[(&str, &str)]) -> Answer {
    let headers = [&[("origin", origin)], more].concat();
    send(node.server.address(), method, path, &headers, b"").await.unwrap()
}

#[tokio::test]
async fn a_page_that_nobody_named_may_neither_read_nor_cancel() {
    let node = Node::start().await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    for (method, path) in [
        ("GET", "/v1/timers"),
        ("POST", "/v1/timers/tea:cancel"),
        ("OPTIONS", "/v1/timers"),
        ("GET", "/v1/events:tail"),
        ("GET", "/openapi.json"),
    ] {
        for origin in [PAGE, "null", "http://127.0.0.1:1"] {
            let answer = from(&node, origin, method, path, &[]).await;
            assert_eq!(answer.status, 403, "{method} {path}: {answer:?}");
            assert!(answer.body.contains("\"ORIGIN\""), "{answer:?}");
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    }
    let answer = send(node.server.address(), "GET", "/v1/timers/tea", &[], b"")
        .await
        .unwrap();
    assert!(answer.body.contains("TIMER_STATUS_SCHEDULED"), "{answer:?}");
}

#[tokio::test]
async fn a_page_that_is_named_may_and_its_browser_is_told_so() {
    let home = Home::new().unwrap().with_variable("MINOOTS_CORS_ORIGINS", PAGE);
    let node = Node::start_in(home).await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let asks = [
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let preflight = from(&node, PAGE, "OPTIONS", "/v1/timers", &asks).await;
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(
        preflight.header("access-control-allow-methods"),
        Some("get, head, options, post")
    );
    assert!(
        preflight
            .header("access-control-allow-headers")
            .unwrap()
            .contains("idempotency-key")
    );
    let read = from(&node, PAGE, "GET", "/v1/timers/tea", &[]).await;
    assert_eq!(
        (read.status, read.header("access-control-allow-origin")),
        (200, Some(PAGE))
    );
    let refused = from(&node, PAGE, "GET", "/v1/timers/none", &[]).await;
    assert_eq!(
        (refused.status, refused.header("access-control-allow-origin")),
        (404, Some(PAGE))
    );
    assert_eq!(
        from(&node, "https://other.example.com", "GET", "/v1/timers", &[])
            .await
            .status,
        403
    );
    let plain = send(node.server.address(), "GET", "/v1/timers/tea", &[], b"")
        .await
        .unwrap();
    assert_eq!((plain.status, plain.header("vary")), (200, Some("origin")));
}
