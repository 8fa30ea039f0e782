//! HTTP/1.1 as in request smuggling, and endless bodies.

use std::time::Duration;

use minoots_it::PATIENCE;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::Attacked;

/// Returns all data until the node closes the connection.
async fn answered(address: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // It may close before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answer))
        .await
        .expect("still open");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_within_a_request_is_never_answered() {
    let node = Attacked::start(&[("HEADER_TIMEOUT_MS", "500"), ("FIRST_REQUEST_TIMEOUT_MS", "2000")]).await;
    let inner = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let post = "POST /v1/timers HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    let shapes = [
        (
            "two lengths",
            format!("{post}content-length: 2\r\ncontent-length: 50\r\n\r\n{{}}{inner}"),
        ),
        (
            "two lengths in one",
            format!("{post}content-length: 2, 50\r\n\r\n{{}}{inner}"),
        ),
        (
            "a length with a sign",
            format!("{post}content-length: +2\r\n\r\n{{}}{inner}"),
        ),
        (
            "a length in hexadecimal",
            format!("{post}content-length: 0x2\r\n\r\n{{}}{inner}"),
        ),
        (
            "a length and chunks",
            format!("{post}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{inner}"),
        ),
        (
            "chunks and a length",
            format!("{post}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n{inner}"),
        ),
        (
            "chunks that are not last",
            format!("{post}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n{inner}"),
        ),
        (
            "chunks of another spelling",
            format!("{post}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n{inner}"),
        ),
        (
            "chunks twice",
            format!("{post}transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n{inner}"),
        ),
        (
            "chunks to HTTP/1.0",
            format!("POST /v1/timers HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{inner}"),
        ),
        (
            "a chunk of a size that is none",
            format!("{post}transfer-encoding: chunked\r\n\r\n-1\r\n{inner}"),
        ),
        (
            "a chunk larger than numbers",
            format!("{post}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n{inner}"),
        ),
        (
            "a name with a space",
            format!("{post}content-length : 2\r\n\r\n{{}}{inner}"),
        ),
        (
            "a folded line",
            format!("{post}x: a\r\n content-length: 2\r\n\r\n{inner}"),
        ),
        ("a NUL in a value", format!("{post}x: a\0b\r\n\r\n{inner}")),
    ];
    for (what, bytes) in shapes {
        let answer = answered(node.address(), bytes.as_bytes()).await;
        let answers = answer.matches("HTTP/1.").count();
        assert!(
            !answer.contains("\r\n\r\nok"),
            "{what}: the inner request was answered: {answer}"
        );
        assert!(answers <= 1, "{what}: {answer}");
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.0 4"),
            "{what}: {answer}"
        );
    }
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn absurd_headers_are_refused() {
    let node = Attacked::start(&[]).await;
    let many: String = (0..5_000).map(|at| format!("x{at}: y\r\n")).collect();
    let shapes = [
        format!("GET /healthz HTTP/1.1\r\nhost: localhost\r\n{many}\r\n"),
        format!(
            "GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n",
            "a".repeat(64 << 10)
        ),
        format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "a".repeat(64 << 10)),
    ];
    for bytes in shapes {
        let answer = answered(node.address(), bytes.as_bytes()).await;
        // A response may be lost where the node closes a connection with unread bytes.
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    node.until_metric("minoots_connections_closed_total{cause=\"malformed\"}", 3.0)
        .await;
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_is_hung_up_on() {
    let mut node = Attacked::start(&[("FIRST_REQUEST_TIMEOUT_MS", "500")]).await;
    let all: Vec<u8> = (0..=255).collect();
    for bytes in [
        &all.repeat(400)[..],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\0\0\0\0",
        b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
    ] {
        let answer = answered(node.address(), bytes).await;
        assert!(!answer.contains(" 200 "), "{answer}");
    }
    node.honest_goes_on().await;
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_does_not_end_is_refused_in_time() {
    let mut node = Attacked::start(&[("MESSAGE_TIMEOUT_MS", "400")]).await;
    let head = "POST /v1/timers HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    let mut attacks = Vec::new();
    for (framing, piece) in [
        ("content-length: 100000\r\n\r\n", " "),
        ("transfer-encoding: chunked\r\n\r\n", "1\r\n \r\n"),
    ] {
        for _ in 0..20 {
            let (address, head) = (node.address().to_owned(), format!("{head}{framing}"));
            attacks.push(tokio::spawn(async move {
                let mut stream = TcpStream::connect(&address).await.unwrap();
                stream.write_all(head.as_bytes()).await.unwrap();
                let (mut reading, mut writing) = stream.split();
                let dripping = async {
                    while writing.write_all(piece.as_bytes()).await.is_ok() {
                        sleep(Duration::from_millis(20)).await;
                    }
                    std::future::pending::<()>().await;
                };
                let mut answer = Vec::new();
                let read = timeout(PATIENCE, async {
                    while !answer.ends_with(b"}") {
                        match reading.read_u8().await {
                            Ok(byte) => answer.push(byte),
                            Err(_) => break,
                        }
                    }
                });
                tokio::select! {
                    read = read => read.expect("never refused"),
                    () = dripping => unreachable!(),
                }
                String::from_utf8(answer).unwrap()
            }));
        }
    }
    node.honest_goes_on().await;
    for attack in attacks {
        let answer = attack.await.unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 400") && answer.contains("MESSAGE_TOO_SLOW"),
            "{answer}"
        );
    }
    node.until_metric("minoots_transfers_cut_total{cause=\"slow_request\"}", 40.0)
        .await;
    node.expect_as_before().await;
}
