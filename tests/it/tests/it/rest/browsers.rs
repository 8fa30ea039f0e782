//! Pages in a browser: none may call, unless the operator names it.

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::http1::{Answer, exchange_raw, request, send};
use minoots_it::server::{Home, Server};
use minoots_wire::FILE_DESCRIPTOR_SET;
use prost::Message as _;
use prost_types::FileDescriptorSet;

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

/// Returns every method of every service, by its path.
pub(crate) fn methods() -> Vec<String> {
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
    let mut paths = vec![
        "/grpc.health.v1.Health/Check".to_owned(),
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo".to_owned(),
    ];
    for file in set.file {
        for service in &file.service {
            let methods = service.method.iter();
            paths.extend(methods.map(|method| format!("/{}.{}/{}", file.package(), service.name(), method.name())));
        }
    }
    paths
}

#[tokio::test]
async fn no_page_reaches_a_method_whatever_it_sends_and_whichever_name_it_has() {
    let node = Node::start().await;
    let address = node.server.address();
    let methods = methods();
    assert!(methods.len() > 100, "{}", methods.len());
    // A create, as a page could send it: an empty message would suffice for most.
    let message = timer("planted").fire_after(HOUR).encode_to_vec();
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    let body = [&[0], &length[..], &message].concat();
    for path in methods
        .iter()
        .map(String::as_str)
        .chain(["/healthz", "/readyz", "/metrics", "/.well-known/jwks.json"])
    {
        let is_method = methods.iter().any(|method| method == path);
        let verb = if is_method { "POST" } else { "GET" };
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/grpc",
            "application/grpc-web",
        ] {
            let headers = [("content-type", kind), ("origin", PAGE)];
            let answer = send(address, verb, path, &headers, &body).await.unwrap();
            // A gRPC call is refused in gRPC's own way.
            let is_refused = answer.status == 403 || answer.header("grpc-status") == Some("7");
            assert!(is_refused, "{path} {kind}: {answer:?}");
            // Its host name resolves to this machine, so its requests are same-origin (DNS rebinding).
            let rebound = request("evil.example:7411", verb, path, &[("content-type", kind)], &body);
            let answer = exchange_raw(address, &rebound).await.unwrap();
            let is_refused = answer.status == 403 || answer.header("grpc-status") == Some("7");
            assert!(is_refused, "{path} {kind} by another name: {answer:?}");
            // A browser sends a preflight request before this one.
            if is_method && kind != "application/grpc-web" {
                let answer = send(address, verb, path, &[("content-type", kind)], &body)
                    .await
                    .unwrap();
                let expected = if kind == "application/grpc" { 505 } else { 415 };
                assert_eq!(answer.status, expected, "{path} {kind}: {answer:?}");
            }
        }
    }
    assert!(node.client.get("planted").await.is_err(), "a page created a timer");
    // Other paths are served as before.
    for path in ["/healthz", "/metrics", "/.well-known/jwks.json"] {
        assert_eq!(
            send(address, "GET", path, &[], b"").await.unwrap().status,
            200,
            "{path}"
        );
    }
}

/// A page of a name that leads to the node (DNS rebinding) reads nothing on a node beyond loopback either. Programs may
/// use any name.
#[tokio::test]
async fn pages_of_other_names_read_nothing_on_insecure_nodes() {
    let home = Home::new().unwrap();
    let data = home.data().to_string_lossy().into_owned();
    let arguments = ["server", "--node", "1", "--insecure", "--data", &data];
    let addresses = ["--listen", "0.0.0.0:0", "--peer-listen", "127.0.0.1:0"];
    let advertised = ["--advertise", "node-1.example:7411"];
    let arguments = [&arguments[..], &addresses, &advertised].concat();
    let server = Server::launch(&home, &arguments).unwrap().ready().await.unwrap();
    let address = server.address().replace("0.0.0.0", "127.0.0.1");
    let browser = (
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    );
    let curl = ("user-agent", "curl/8.5.0");
    for (host, sign, expected) in [
        ("evil.example:7411", browser, 403),
        ("evil.example:7411", ("accept-language", "*"), 403),
        ("evil.example:7411", ("origin", "http://evil.example:7411"), 403),
        ("evil.example:7411", curl, 200),
        ("node-1.example:7411", browser, 200),
        (&*address, browser, 200),
    ] {
        for path in ["/v1/timers", "/metrics", "/ui"] {
            let asked = request(host, "GET", path, &[sign], b"");
            let answer = exchange_raw(&address, &asked).await.unwrap();
            let is_moved = path == "/ui" && expected == 200 && answer.status < 400;
            assert!(
                answer.status == expected || is_moved,
                "{path} of {host} {sign:?}: {answer:?}"
            );
            assert!(expected == 200 || answer.body.contains("\"ORIGIN\""), "{answer:?}");
        }
    }
    // The node's own page sends its origin with each POST.
    let cancel = |host: &str| {
        let origin = format!("http://{host}");
        request(
            host,
            "POST",
            "/v1/timers/none:cancel",
            &[browser, ("origin", &origin)],
            b"",
        )
    };
    for (host, expected) in [("node-1.example:7411", 404), ("evil.example:7411", 403)] {
        let answer = exchange_raw(&address, &cancel(host)).await.unwrap();
        assert_eq!(answer.status, expected, "{host}: {answer:?}");
    }
    assert!(server.stop().await.unwrap().success());
}
