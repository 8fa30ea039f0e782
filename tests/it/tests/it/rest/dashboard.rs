//! The dashboard at `/ui`: its files, and the requests of its page.

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::http1::{Answer, exchange_raw, get, request, send};

use super::HOUR;
use crate::access::Guarded;
use crate::support::Node;

const JSON: (&str, &str) = ("content-type", "application/json");

/// Cancels the timer `tea` as a page of an origin does, at a host.
async fn cancel_from(address: &str, host: &str, origin: &str, more: &[(&str, &str)]) -> Answer {
    let headers = [&[JSON, ("origin", origin)], more].concat();
    let bytes = request(host, "POST", "/v1/timers/tea:cancel", &headers, b"{}");
    exchange_raw(address, &bytes).await.unwrap()
}

#[tokio::test]
async fn the_page_is_served_at_every_address_inside() {
    let node = Node::start().await;
    let address = node.server.address();
    let page = get(address, "/ui").await.unwrap();
    assert_eq!(page.status, 200);
    for deep in ["/ui/", "/ui/timers/tea", "/ui/queues/a%2Fb?view=all"] {
        assert_eq!(get(address, deep).await.unwrap().body, page.body, "{deep}");
    }
    let script = page.body.split('"').find(|part| part.ends_with(".js")).unwrap();
    let script = get(address, script).await.unwrap();
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(
        script.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(get(address, "/ui/assets/none.js").await.unwrap().status, 404);
    assert_eq!(send(address, "POST", "/ui", &[], b"").await.unwrap().status, 405);
}

#[tokio::test]
async fn the_nodes_own_page_may_act_and_no_other() {
    let node = Node::start().await;
    let address = node.server.address();
    let own = format!("http://{address}");
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let cross_site = [("sec-fetch-site", "cross-site")];
    let (port, named) = (address.rsplit(':').next().unwrap(), "http://evil.example:7411");
    for (host, origin, more) in [
        (address, "http://127.0.0.1:1", &[][..]),
        (address, &format!("http://localhost:{port}"), &[]),
        (address, &own, &cross_site),
        ("evil.example:7411", named, &[]),
    ] {
        let refused = cancel_from(address, host, origin, more).await;
        assert_eq!(refused.status, 403, "{host} {origin}: {refused:?}");
        assert!(refused.body.contains("\"ORIGIN\""), "{refused:?}");
    }
    let done = cancel_from(address, address, &own, &[("sec-fetch-site", "same-origin")]).await;
    assert!(done.status == 200 && done.body.contains("CANCELLED"), "{done:?}");
}

#[tokio::test]
async fn the_page_needs_no_credential_and_its_requests_do() {
    let node = Guarded::start_with(&[]).await;
    let address = node.server.address();
    let key = node.key("acme", &["admin"]).await;
    let client = node.client(&key).await;
    client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    assert_eq!(get(address, "/ui/timers").await.unwrap().status, 200);
    // With credentials a name may lead to the node: another page of that name has none.
    let (host, origin) = ("node.example", "https://node.example");
    let refused = cancel_from(address, host, origin, &[]).await;
    assert_eq!(refused.status, 401, "{refused:?}");
    let bearer = format!("Bearer {key}");
    let other = cancel_from(address, host, "https://evil.example", &[("authorization", &bearer)]).await;
    assert_eq!(other.status, 403, "{other:?}");
    let done = cancel_from(address, host, origin, &[("authorization", &bearer)]).await;
    assert!(done.status == 200 && done.body.contains("CANCELLED"), "{done:?}");
}
