//! gRPC-Web: calls as a browser's page sends them, over HTTP/1.1.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minoots_it::PATIENCE;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::Plan;
use minoots_it::http1::{Answer, request, send};
use minoots_it::raw::frame;
use minoots_it::server::Home;
use minoots_wire::event::v1::{TailRequest, TailResponse, tail_request::Position};
use minoots_wire::timer::v1::{CreateTimerResponse, GetTimerRequest, GetTimerResponse};
use prost::Message;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::access::Guarded;
use crate::support::Node;

const CREATE: &str = "/minoots.timer.v1.TimerService/CreateTimer";
const GET: &str = "/minoots.timer.v1.TimerService/GetTimer";
const TAIL: &str = "/minoots.event.v1.EventService/Tail";
const PAGE: &str = "https://app.example.com";
const HOUR: Duration = Duration::from_secs(3_600);
/// The flag of a frame with trailers.
const TRAILERS: u8 = 0x80;

/// The response to a call.
#[derive(Debug)]
struct Answered {
    messages: Vec<Vec<u8>>,
    status: String,
    http: Answer,
}

/// Makes a call in the text form of gRPC-Web.
async fn call(address: &str, path: &str, message: &impl Message, more: &[(&str, &str)]) -> Answered {
    let body = BASE64_STANDARD.encode(frame(false, &message.encode_to_vec()));
    sent(address, path, body.as_bytes(), more).await
}

/// Sends a body as the text form of gRPC-Web.
async fn sent(address: &str, path: &str, body: &[u8], more: &[(&str, &str)]) -> Answered {
    let kind = "application/grpc-web-text";
    let headers = [&[("content-type", kind), ("accept", kind), ("x-grpc-web", "1")], more].concat();
    let http = send(address, "POST", path, &headers, body).await.unwrap();
    let is_web = http
        .header("content-type")
        .is_some_and(|answered| answered.starts_with(kind));
    assert!(http.status == 200 && is_web, "{http:?}");
    // Each part of the body is encoded separately.
    let parts = http.body.as_bytes().chunks(4);
    let bytes: Vec<u8> = parts.flat_map(|part| BASE64_STANDARD.decode(part).unwrap()).collect();
    let (mut rest, mut messages, mut trailers) = (bytes.as_slice(), Vec::new(), String::new());
    while let [flag, a, b, c, d, more @ ..] = rest {
        let (content, after) = more.split_at(u32::from_be_bytes([*a, *b, *c, *d]) as usize);
        match *flag {
            TRAILERS => trailers = String::from_utf8(content.to_vec()).unwrap(),
            _ => messages.push(content.to_vec()),
        }
        rest = after;
    }
    let in_trailers = trailers.lines().find_map(|line| line.strip_prefix("grpc-status:"));
    // A refusal without a message has the status in its headers.
    let status = in_trailers
        .or(http.header("grpc-status"))
        .unwrap_or("none")
        .trim()
        .to_owned();
    Answered { messages, status, http }
}

/// Returns the first messages of a response stream, which continues until its caller leaves.
async fn streamed(address: &str, path: &str, message: &impl Message, count: usize) -> Vec<Vec<u8>> {
    let body = frame(false, &message.encode_to_vec());
    let request = request(
        address,
        "POST",
        path,
        &[("content-type", "application/grpc-web")],
        &body,
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(&request).await.unwrap();
    let mut read = Vec::new();
    timeout(PATIENCE, async {
        loop {
            assert_ne!(stream.read_buf(&mut read).await.unwrap(), 0, "it has ended");
            let messages = chunked_messages(&read);
            if messages.len() >= count {
                return messages;
            }
        }
    })
    .await
    .unwrap()
}

/// Returns the whole messages in a chunked response. No message here is split between chunks.
fn chunked_messages(read: &[u8]) -> Vec<Vec<u8>> {
    let end = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).position(|found| found == mark);
    let Some(head) = end(read, b"\r\n\r\n") else {
        return Vec::new();
    };
    let (mut rest, mut body) = (&read[head + 4..], Vec::new());
    while let Some(line) = end(rest, b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        let Some(chunk) = rest.get(line + 2..line + 2 + size) else {
            break;
        };
        body.extend_from_slice(chunk);
        rest = rest.get(line + 4 + size..).unwrap_or_default();
    }
    let (mut rest, mut messages) = (body.as_slice(), Vec::new());
    while let [0, a, b, c, d, more @ ..] = rest {
        let Some((message, after)) = more.split_at_checked(u32::from_be_bytes([*a, *b, *c, *d]) as usize) else {
            break;
        };
        messages.push(message.to_vec());
        rest = after;
    }
    messages
}

fn only<M: Message + Default>(answered: &Answered) -> M {
    assert_eq!(
        (answered.messages.len(), answered.status.as_str()),
        (1, "0"),
        "{answered:?}"
    );
    M::decode(answered.messages[0].as_slice()).unwrap()
}

fn get(id: &str) -> GetTimerRequest {
    GetTimerRequest {
        id: id.to_owned(),
        ..GetTimerRequest::default()
    }
}

#[tokio::test]
async fn calls_streams_and_refusals_come_back_in_the_form_of_the_web() {
    let node = Node::start().await;
    let address = node.server.address();
    let tea = timer("tea").fire_after(Duration::ZERO).into_queue("work");
    let made: CreateTimerResponse = only(&call(address, CREATE, &tea, &[]).await);
    assert_eq!(made.timer.unwrap().id, "tea");
    let found: GetTimerResponse = only(&call(address, GET, &get("tea"), &[]).await);
    assert_eq!(found.timer.unwrap().id, "tea");

    let absent = call(address, GET, &get("none"), &[]).await;
    assert_eq!((absent.messages.len(), absent.status.as_str()), (0, "5"), "{absent:?}");
    let unknown = call(address, "/minoots.timer.v1.TimerService/Nothing", &get("tea"), &[]).await;
    assert_eq!(unknown.status, "12", "{unknown:?}");

    let tail = TailRequest {
        position: Some(Position::Start(true)),
        ..TailRequest::default()
    };
    let events = streamed(address, TAIL, &tail, 3).await;
    let events = events
        .iter()
        .map(|message| TailResponse::decode(message.as_slice()).unwrap());
    let kinds: Vec<String> = events
        .map(|told| told.event.unwrap().envelope.unwrap().r#type)
        .collect();
    assert_eq!(kinds, ["queue.created", "timer.scheduled", "timer.fired"]);
}

#[tokio::test]
async fn a_body_that_is_no_base64_is_the_callers_fault() {
    let node = Node::start().await;
    for body in ["!!!!", "AAAAAAA", "AAAA*AAA", "AA==AAAA"] {
        let refused = sent(node.server.address(), GET, body.as_bytes(), &[]).await;
        assert_eq!(refused.status, "3", "{body}: {refused:?}");
    }
}

#[tokio::test]
async fn a_web_call_is_passed_on_by_a_follower_and_judged_like_any_other() {
    let cluster = Plan::of(3).start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = cluster.running().into_iter().find(|node| *node != leader).unwrap();
    let endpoint = cluster.endpoint(follower).unwrap();
    let address = endpoint.trim_start_matches("http://");
    let tea = timer("tea").fire_after(HOUR);
    let made: CreateTimerResponse = only(&call(address, CREATE, &tea, &[]).await);
    assert_eq!(made.timer.unwrap().id, "tea");

    let guarded = Guarded::start_with(&[]).await;
    let address = guarded.server.address();
    let missing = call(address, CREATE, &tea, &[]).await;
    assert_eq!(
        (missing.messages.len(), missing.status.as_str()),
        (0, "16"),
        "{missing:?}"
    );
    let bearer = |key: String| format!("Bearer {key}");
    let viewer = bearer(guarded.key("acme", &["viewer"]).await);
    let refused = call(address, CREATE, &tea, &[("authorization", &viewer)]).await;
    assert_eq!(refused.status, "7", "{refused:?}");
    let writer = bearer(guarded.key("acme", &["writer"]).await);
    let made: CreateTimerResponse = only(&call(address, CREATE, &tea, &[("authorization", &writer)]).await);
    assert_eq!(made.timer.unwrap().id, "tea");
}

#[tokio::test]
async fn only_pages_that_are_named_are_told_that_they_may_call() {
    let asks = [
        ("access-control-request-method", "POST"),
        (
            "access-control-request-headers",
            "content-type,x-grpc-web,authorization,grpc-timeout",
        ),
        ("origin", PAGE),
    ];
    let strange = Node::start().await;
    let refused = send(strange.server.address(), "OPTIONS", CREATE, &asks, b"")
        .await
        .unwrap();
    assert_eq!(
        (refused.status, refused.header("access-control-allow-origin")),
        (403, None),
        "{refused:?}"
    );

    let home = Home::new().unwrap().with_variable("MINOOTS_CORS_ORIGINS", PAGE);
    let node = Node::start_in(home).await;
    let address = node.server.address();
    let permitted = send(address, "OPTIONS", CREATE, &asks, b"").await.unwrap();
    assert_eq!(permitted.status, 204, "{permitted:?}");
    assert_eq!(permitted.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(permitted.header("access-control-allow-methods"), Some("options, post"));
    let allowed = permitted.header("access-control-allow-headers").unwrap();
    for header in ["content-type", "x-grpc-web", "authorization", "grpc-timeout"] {
        assert!(allowed.contains(header), "{allowed}");
    }
    let made = call(address, CREATE, &timer("tea").fire_after(HOUR), &[("origin", PAGE)]).await;
    assert_eq!(
        (made.status.as_str(), made.http.header("access-control-allow-origin")),
        ("0", Some(PAGE))
    );
    assert!(
        made.http
            .header("access-control-expose-headers")
            .unwrap()
            .contains("grpc-status")
    );
    let foreign = [
        ("origin", "https://evil.example"),
        ("content-type", "application/grpc-web"),
    ];
    let refused = send(address, "POST", CREATE, &foreign, b"").await.unwrap();
    assert_eq!(refused.header("grpc-status"), Some("7"), "{refused:?}");
    let read = [("content-type", "application/grpc-web")];
    let read = send(address, "GET", CREATE, &read, b"").await.unwrap();
    assert_eq!(read.status, 405, "{read:?}");
}
