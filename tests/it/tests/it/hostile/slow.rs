//! Clients that send or read so slowly that they would occupy a permit without progress.

use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::frames::{DATA, END_HEADERS, END_STREAM, Frames, GOAWAY, HEADERS, PING, RST_STREAM, call_block, frame};
use minoots_it::raw::{self, Raw};
use minoots_wire::error::Details;
use minoots_wire::timer::v1::{GetTimerRequest, SubmitRequest, submit_request};
use prost::Message as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tonic::{Code, Status};

use super::{Attacked, HOUR};

const CREATE: &str = "minoots.timer.v1.TimerService/CreateTimer";
const SUBMIT: &str = "minoots.timer.v1.TimerService/Submit";
const GET: &str = "minoots.timer.v1.TimerService/GetTimer";
const SLOW_REQUEST: &str = "minoots_transfers_cut_total{cause=\"slow_request\"}";
const SLOW_READER: &str = "minoots_transfers_cut_total{cause=\"slow_reader\"}";
const MESSAGE: (&str, &str) = ("MESSAGE_TIMEOUT_MS", "400");
const ANSWER: (&str, &str) = ("ANSWER_TIMEOUT_MS", "400");
const PATIENCE: Duration = minoots_it::PATIENCE;

/// Sends the body of a call one byte at a time, until it is refused.
async fn dripped(raw: &Raw, method: &str) -> Status {
    let (answer, mut sending) = raw.begin(method, None).await.unwrap();
    let dripping = async {
        let body = raw::frame(
            false,
            &timer("drip")
                .fire_after(HOUR)
                .with_payload("", vec![0; 100_000])
                .encode_to_vec(),
        );
        for byte in body {
            if sending.send_data(vec![byte].into(), false).is_err() {
                break;
            }
            sleep(Duration::from_millis(20)).await;
        }
        std::future::pending::<()>().await;
    };
    let answer = tokio::select! {
        answer = timeout(PATIENCE, answer) => answer.expect("never refused").unwrap(),
        () = dripping => unreachable!(),
    };
    if let Some(status) = Status::from_header_map(answer.headers()) {
        return status;
    }
    let trailers = timeout(PATIENCE, answer.into_body().trailers())
        .await
        .expect("never refused");
    Status::from_header_map(&trailers.unwrap().unwrap_or_default()).expect("no status")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_drips_in_is_refused_on_calls_and_streams() {
    let mut node = Attacked::start(&[MESSAGE]).await;
    let raw = Raw::connect(node.address()).await.unwrap();
    let mut attacks = Vec::new();
    for at in 0..40 {
        let raw = raw.clone();
        let method = if at % 2 == 0 { CREATE } else { SUBMIT };
        attacks.push(tokio::spawn(async move { dripped(&raw, method).await }));
    }
    node.honest_goes_on().await;
    for attack in attacks {
        let status = attack.await.unwrap();
        let told = (status.code(), Details::of(&status).reason_text);
        assert_eq!(
            told,
            (Code::InvalidArgument, "MESSAGE_TOO_SLOW".to_owned()),
            "{status:?}"
        );
    }
    node.until_metric(SLOW_REQUEST, 40.0).await;
    // The connection is still usable.
    let body = raw::frame(false, &timer("tea").fire_after(HOUR).encode_to_vec());
    assert_eq!(raw.call(CREATE, None, body).await.unwrap().status.code(), Code::Ok);
    drop(raw);
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_may_be_silent_between_its_messages() {
    let node = Attacked::start(&[MESSAGE, ANSWER]).await;
    let raw = Raw::connect(node.address()).await.unwrap();
    let (answer, mut sending) = raw.begin(SUBMIT, None).await.unwrap();
    let (silent, _open) = raw.begin(SUBMIT, None).await.unwrap();
    let (dripping, dripped) = (raw.clone(), raw.clone());
    // Longer than the time limit of a message, by the node's own clock: others are refused for it in the meantime.
    for raw in [dripping, dripped] {
        assert_eq!(
            Details::of(&self::dripped(&raw, CREATE).await).reason_text,
            "MESSAGE_TOO_SLOW"
        );
    }
    let create = timer("late").fire_after(HOUR);
    let request = SubmitRequest {
        sequence: 1,
        write: Some(submit_request::Write::Create(Box::new(create))),
    };
    sending
        .send_data(raw::frame(false, &request.encode_to_vec()), true)
        .unwrap();
    let mut answers = timeout(PATIENCE, answer).await.unwrap().unwrap().into_body();
    let first = timeout(PATIENCE, answers.data()).await.unwrap().unwrap().unwrap();
    assert!(first.len() > 5);
    drop((silent, answers, sending));
    let client = Client::connect(node.server.endpoint()).await.unwrap();
    assert_eq!(client.get("late").await.unwrap().id, "late");
    drop((client, raw, _open));
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_nobody_takes_are_ended_one_by_one() {
    const STREAMS: u32 = 60;
    let mut node = Attacked::start(&[ANSWER]).await;
    let client = Client::connect(node.server.endpoint()).await.unwrap();
    client
        .create(timer("large").fire_after(HOUR).with_payload("", vec![b'x'; 256 << 10]))
        .await
        .unwrap();
    drop(client);
    let request = GetTimerRequest {
        id: "large".to_owned(),
        ..GetTimerRequest::default()
    };
    let mut attacker = Frames::connect_without_window(node.address()).await.unwrap();
    let body = raw::frame(false, &request.encode_to_vec());
    for number in 0..STREAMS {
        let stream = 2 * number + 1;
        attacker
            .send(&frame(HEADERS, END_HEADERS, stream, &call_block(&format!("/{GET}"))))
            .await;
        attacker.send(&frame(DATA, END_STREAM, stream, &body)).await;
    }
    let mut reset = std::collections::BTreeSet::new();
    while reset.len() < STREAMS as usize {
        reset.insert(attacker.next_of(RST_STREAM).await.unwrap().stream);
    }
    node.until_metric(SLOW_READER, f64::from(STREAMS)).await;
    // The connection itself stays open.
    attacker.send(&frame(PING, 0, 0, &[1; 8])).await;
    assert_eq!(attacker.next_of(PING).await.unwrap().payload, [1; 8]);
    drop(attacker);
    node.honest_goes_on().await;
    let growth = node.growth();
    assert!(growth < 96 << 20, "grew by {growth} bytes");
    node.gives_back().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_http_1_reader_that_does_not_read_is_cut_off() {
    let node = Attacked::start(&[ANSWER]).await;
    let client = Client::connect(node.server.endpoint()).await.unwrap();
    client
        .create(timer("large").fire_after(HOUR).with_payload("", vec![b'x'; 256 << 10]))
        .await
        .unwrap();
    drop(client);
    let mut stuck = TcpStream::connect(node.address()).await.unwrap();
    // More responses than sockets can buffer, requested at once.
    let ask = "GET /v1/timers/large HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(200);
    stuck.write_all(ask.as_bytes()).await.unwrap();
    node.until_metric(SLOW_READER, 1.0).await;
    let mut rest = Vec::new();
    // The socket's buffered data arrives, and then the end.
    let _ = timeout(PATIENCE, stuck.read_to_end(&mut rest))
        .await
        .expect("still open");
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_without_a_request_in_time_are_closed() {
    let node = Attacked::start(&[("FIRST_REQUEST_TIMEOUT_MS", "300"), ("HEADER_TIMEOUT_MS", "300")]).await;
    let mut connections = Vec::new();
    for said in [
        "",
        "GET /healthz HTTP/1.1\r\nhost:",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
    ] {
        for _ in 0..20 {
            let mut stream = TcpStream::connect(node.address()).await.unwrap();
            stream.write_all(said.as_bytes()).await.unwrap();
            connections.push(stream);
        }
    }
    for mut stream in connections {
        let mut rest = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut rest))
            .await
            .expect("still open");
    }
    node.until_metric("minoots_connections_closed_total{cause=\"first_request\"}", 20.0)
        .await;
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_without_a_ping_reply_are_closed() {
    let node = Attacked::start(&[("KEEPALIVE_INTERVAL_MS", "200"), ("KEEPALIVE_TIMEOUT_MS", "200")]).await;
    let mut mute = Frames::connect(node.address()).await.unwrap();
    mute.send(&frame(HEADERS, END_HEADERS, 1, &call_block(&format!("/{SUBMIT}"))))
        .await;
    let mut pinged = false;
    while let Some(next) = mute.next_unanswered().await.unwrap() {
        pinged |= next.kind == PING;
    }
    assert!(pinged);
    node.until_metric("minoots_connections_closed_total{cause=\"timeout\"}", 1.0)
        .await;
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_connection_is_told_to_go_and_what_is_under_way_on_it_ends_first() {
    // The honest client's connection has the same age, and gets the notice in time for its next call.
    let node = Attacked::start(&[("CONNECTION_AGE_MAX_MS", "1500"), ("CONNECTION_AGE_GRACE_MS", "60000")]).await;
    let mut old = Frames::connect(node.address()).await.unwrap();
    old.send(&frame(HEADERS, END_HEADERS, 1, &call_block(&format!("/{CREATE}"))))
        .await;
    assert_eq!(old.next_of(GOAWAY).await.unwrap().error(), 0);
    let body = raw::frame(false, &timer("old").fire_after(HOUR).encode_to_vec());
    old.send(&frame(DATA, END_STREAM, 1, &body)).await;
    let answer = old.next_of(HEADERS).await.unwrap();
    assert_eq!((answer.stream, answer.payload[0]), (1, 0x88), "a status of 200");
    assert_eq!(old.until_closed().await.unwrap().unwrap_or(0), 0);
    node.until_metric("minoots_connections_closed_total{cause=\"age\"}", 1.0)
        .await;
    let client = Client::connect(node.server.endpoint()).await.unwrap();
    assert_eq!(client.get("old").await.unwrap().id, "old");
    drop(client);
    node.expect_as_before().await;
}
