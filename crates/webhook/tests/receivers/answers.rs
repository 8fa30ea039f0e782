//! Receivers that answer with each class of status, and the requests that they get.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use minoots_webhook::attempt::{Failure, Limits, Phase};
use minoots_webhook::retry::{Permanent, Policy, Verdict, judge};
use minoots_webhook::secret::Secret;
use minoots_webhook::sign::{Received, Verifier};
use tokio::io::AsyncWriteExt as _;

use crate::support::{HMAC, NOW, PAYLOAD, Receiver, attempt, post, read_request, sender};

async fn verdict(answer: &str) -> Verdict {
    let record = attempt(&Receiver::answering(answer)).await;
    assert_eq!(record.failure, None, "{answer}");
    judge(&record, 1, &Policy::default(), NOW, 0)
}

fn again(seconds: u64) -> Verdict {
    Verdict::Again(Duration::from_secs(seconds))
}

#[tokio::test]
async fn statuses_have_their_verdicts() {
    for (answer, expected) in [
        ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", Verdict::Delivered),
        ("HTTP/1.1 204 No Content\r\n\r\n", Verdict::Delivered),
        ("HTTP/1.0 200 OK\r\n\r\nuntil the end", Verdict::Delivered),
        (
            "HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            Verdict::Delivered,
        ),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            Verdict::Delivered,
        ),
        ("HTTP/1.1 410 Gone\r\n\r\n", Verdict::Disable),
        ("HTTP/1.1 429 Too Many\r\nretry-after: 7\r\n\r\n", again(7)),
        (
            "HTTP/1.1 429 Too Many\r\nretry-after: Fri, 02 Jan 2026 03:04:35 GMT\r\n\r\n",
            again(30),
        ),
        ("HTTP/1.1 429 Too Many\r\n\r\n", again(0)),
        ("HTTP/1.1 503 Unavailable\r\nRetry-After: 120\r\n\r\n", again(120)),
        (
            "HTTP/1.1 503 Unavailable\r\nretry-after: 9999999\r\n\r\n",
            again(86_400),
        ),
        ("HTTP/1.1 500 Oops\r\n\r\n", again(0)),
        ("HTTP/1.1 502 Bad Gateway\r\nretry-after: 9\r\n\r\n", again(0)),
        ("HTTP/1.1 400 Bad\r\n\r\n", Verdict::Failed(Permanent::Status(400))),
        (
            "HTTP/1.1 404 Not Found\r\n\r\n",
            Verdict::Failed(Permanent::Status(404)),
        ),
    ] {
        assert_eq!(verdict(answer).await, expected, "{answer}");
    }
}

#[tokio::test]
async fn the_request_is_what_the_receivers_documentation_says() {
    let seen = Arc::new(Mutex::new(None));
    let keep = seen.clone();
    let receiver = Receiver::start(move |mut stream| {
        let keep = keep.clone();
        async move {
            let request = read_request(&mut stream).await;
            *keep.lock().unwrap() = Some(request);
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                .await
                .unwrap();
        }
    });
    assert!(attempt(&receiver).await.is_delivered());
    let (head, body) = seen.lock().unwrap().take().unwrap();
    assert_eq!(body, PAYLOAD.as_bytes());
    let (line, headers) = head.split_once("\r\n").unwrap();
    assert_eq!(line, "POST /hook?a=b HTTP/1.1");
    let header = |name: &str| {
        let mut values = headers
            .lines()
            .filter_map(|line| line.strip_prefix(&format!("{name}: ")));
        let value = values.next().unwrap_or_else(|| panic!("{name} is not sent"));
        assert_eq!(values.next(), None, "{name} is sent twice");
        value
    };
    assert_eq!(header("host"), receiver.address.to_string());
    assert_eq!(header("content-type"), "application/cloudevents+json; charset=utf-8");
    assert_eq!(header("authorization"), "Bearer s3cr3t");
    assert_eq!(header("webhook-id"), "timer:dev:t1:1");
    assert_eq!(header("webhook-timestamp"), NOW.to_string());
    assert_eq!(header("minoots-signature"), "eyJhbGciOiJFZERTQSJ9..c2ln");
    assert_eq!(header("minoots-attempt"), "2");
    assert_eq!(header("minoots-fence"), "0000000-0000000000000002-000000000002-000001");
    assert!(header("user-agent").starts_with("minoots-webhook/"));
    let versions: Vec<&str> = header("webhook-signature").split([' ', ',']).step_by(2).collect();
    assert_eq!(versions, ["v1", "v1a"]);
    let received = Received {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
    };
    assert_eq!(Verifier::new([HMAC]).unwrap().verify(received, &body, NOW), Ok(()));
    let other = Secret::generate_hmac().unwrap().expose();
    assert!(
        Verifier::new([other.as_str()])
            .unwrap()
            .verify(received, &body, NOW)
            .is_err()
    );
}

#[tokio::test]
async fn the_beginning_of_the_answer_is_kept_as_harmless_text() {
    let answer = |body: &str| format!("HTTP/1.1 500 Oops\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let record = attempt(&Receiver::answering(answer("line one\nline \u{1b}[31mtwo\u{202e}\0"))).await;
    assert_eq!(record.answer, "line one\nline \u{fffd}[31mtwo\u{fffd}\u{fffd}");
    assert_eq!((record.status, record.failure), (Some(500), None));
    let record = attempt(&Receiver::answering(answer(&"\u{e4}".repeat(1000)))).await;
    assert_eq!(record.answer, "\u{e4}".repeat(512));
    let odd = format!("a{}", "\u{e4}".repeat(1000));
    assert!(attempt(&Receiver::answering(answer(&odd))).await.answer.len() <= 1024);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_delivery() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nha",
    ] {
        let record = attempt(&Receiver::answering(answer)).await;
        assert_eq!(record.status, Some(200));
        assert_eq!(record.failure, Some(Failure::Closed(Phase::Body)), "{answer}");
        assert_eq!(judge(&record, 1, &Policy::default(), NOW, 0), again(0));
        assert!("half".starts_with(&record.answer));
    }
}

#[tokio::test]
async fn a_receiver_that_closes_or_is_not_there_is_tried_again() {
    let record = attempt(&Receiver::answering("")).await;
    assert_eq!(
        (record.status, &record.failure),
        (None, &Some(Failure::Closed(Phase::Answer)))
    );
    assert_eq!(judge(&record, 1, &Policy::default(), NOW, 0), again(0));
    let record = attempt(&Receiver::answering("HTTP/1.1 200")).await;
    assert_eq!(record.failure, Some(Failure::Closed(Phase::Answer)));
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let record = sender(Limits::default())
        .attempt(&post(&format!("http://{free}/")))
        .await;
    assert_eq!(record.failure.as_ref().unwrap().class(), "CONNECT");
    assert_eq!(judge(&record, 1, &Policy::default(), NOW, 0), again(0));
}

#[tokio::test]
async fn an_answer_that_is_no_http_is_tried_again() {
    for answer in [
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "\0\0\0\0\0\0",
        "HTTP/1.1 2000 OK\r\n\r\n",
    ] {
        let record = attempt(&Receiver::answering(answer)).await;
        assert_eq!(
            record.failure.as_ref().unwrap().class(),
            "PROTOCOL",
            "{answer:?}: {record:?}"
        );
        assert_eq!(judge(&record, 1, &Policy::default(), NOW, 0), again(0));
    }
}

#[tokio::test]
async fn secrets_are_in_no_debug() {
    let receiver = Receiver::answering("HTTP/1.1 200 OK\r\n\r\n");
    let post = post(&format!("http://{}/s3cr3t?s3cr3t", receiver.address));
    let sender = sender(Limits::default());
    let record = sender.attempt(&post).await;
    let text = format!("{post:?} {sender:?} {record:?} {:?}", post.headers());
    assert!(!text.contains("s3cr3t") && !text.contains("whsec_M"), "{text}");
}
