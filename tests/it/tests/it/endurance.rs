//! Readers that do not read, and readers with nothing to read: memory is bounded, and no other client is affected.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::consumer::Consumer;
use minoots_it::memory::{forget_peak, peak_bytes, resident_bytes};
use minoots_it::raw::{Raw, frame};
use minoots_it::tail::{Tail, subject};
use minoots_wire::event::v1::consume_request::Request;
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::event::v1::tail_request::Position;
use minoots_wire::event::v1::{ConsumeAck, ConsumeOpen, ConsumeRequest, TailRequest};
use prost::Message as _;

use crate::support::Node;

const NOW: Duration = Duration::ZERO;
const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consumer_and_a_tail_that_never_read_cost_bounded_memory_and_hold_up_nobody() {
    const EVENTS: usize = 1_500;
    const PAYLOAD_BYTES: usize = 256 << 10;
    let node = Node::start().await;
    let pid = node.server.pid();
    let stuck = Raw::connect(node.server.address()).await.unwrap();
    let open = Request::Open(ConsumeOpen {
        queue: "stuck".to_owned(),
        credits: 10_000,
        paused: false,
    });
    let open = ConsumeRequest { request: Some(open) }.encode_to_vec();
    let (consume_answer, mut sending) = stuck
        .begin("minoots.event.v1.EventService/Consume", None)
        .await
        .unwrap();
    sending.send_data(frame(false, &open), false).unwrap();
    let request = TailRequest {
        position: Some(Position::Start(true)),
        ..TailRequest::default()
    };
    let (tail_answer, mut tailing) = stuck.begin("minoots.event.v1.EventService/Tail", None).await.unwrap();
    tailing.send_data(frame(false, &request.encode_to_vec()), true).unwrap();

    let before = resident_bytes(pid).unwrap();
    forget_peak(pid).unwrap();
    for at in 0..EVENTS / 3 {
        let batch = (0..3).map(|part| {
            let request = timer(&format!("t{at}-{part}")).fire_after(NOW).into_queue("stuck");
            request
                .ack_within(Duration::from_secs(2))
                .with_payload("", vec![b'x'; PAYLOAD_BYTES])
        });
        node.client.create_batch(batch.collect()).await.unwrap();
    }
    let mut consumer = Consumer::open(&node.client, "lively", 10).await.unwrap();
    node.client
        .create(timer("lively").fire_after(NOW).into_queue("lively"))
        .await
        .unwrap();
    assert!(consumer.delivery().await.unwrap().id().starts_with("timer:dev:lively:"));
    let mut tail = Tail::open(&node.client, TailRequest::default()).await.unwrap();
    node.client.create(timer("shown").fire_after(HOUR)).await.unwrap();
    tail.until(|event| subject(event) == "timers/shown").await.unwrap();
    let growth = peak_bytes(pid).unwrap().saturating_sub(before);
    eprintln!(
        "grew by {} MiB for {} MiB of events",
        growth >> 20,
        (EVENTS * PAYLOAD_BYTES) >> 20
    );
    assert!(growth < 256 << 20, "grew by {growth} bytes");

    // Deliveries that the stuck consumer never got, or did not acknowledge in time, go to the next one.
    drop((consume_answer, sending, tail_answer, tailing, stuck));
    let elsewhere = node.connect().await;
    let mut rescuer = Consumer::open(&elsewhere, "stuck", 50).await.unwrap();
    let mut settled = 0;
    while settled < EVENTS {
        let received = rescuer.delivery().await.unwrap();
        assert!(matches!(rescuer.ack(&received).await.unwrap(), Answer::Ack(_)));
        settled += 1;
    }
}

/// Such consumers occupy no permits for acknowledgements: the test makes more requests than there are permits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn consumers_that_acknowledge_without_end_and_read_no_answer_hold_up_no_other_g19() {
    const STREAMS: usize = 3;
    const ACKS: usize = 45_000;
    let node = Node::start().await;
    let mut consumer = Consumer::open(&node.client, "lively", 10).await.unwrap();
    let offer = |id: String| node.client.create(timer(&id).fire_after(NOW).into_queue("lively"));
    offer("first".to_owned()).await.unwrap();
    let first = consumer.delivery().await.unwrap();
    assert!(matches!(consumer.ack(&first).await.unwrap(), Answer::Ack(_)));

    let open = Request::Open(ConsumeOpen {
        queue: "stuck".to_owned(),
        credits: 10_000,
        paused: false,
    });
    let again = Request::Ack(ConsumeAck {
        event_id: first.id().to_owned(),
        fence: first.fence().to_owned(),
    });
    let [open, again] = [open, again].map(|request| {
        let request = Some(request);
        frame(false, &ConsumeRequest { request }.encode_to_vec())
    });
    let mut stuck = Vec::new();
    for _ in 0..STREAMS {
        let connection = Raw::connect(node.server.address()).await.unwrap();
        let (answer, mut sending) = connection
            .begin("minoots.event.v1.EventService/Consume", None)
            .await
            .unwrap();
        sending.send_data(open.clone(), false).unwrap();
        sending.send_data(again.repeat(ACKS).into(), false).unwrap();
        stuck.push((connection, answer, sending));
    }
    // From before their requests are read until long after.
    for at in 0..40 {
        offer(format!("t{at}")).await.unwrap();
        let received = consumer.delivery().await.unwrap();
        assert!(matches!(consumer.ack(&received).await.unwrap(), Answer::Ack(_)), "{at}");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_idle_streams_cost_bounded_memory_and_all_still_work() {
    const CONNECTIONS: usize = 12;
    const STREAMS: usize = 1_008;
    let node = Node::start().await;
    let pid = node.server.pid();
    let before = resident_bytes(pid).unwrap();
    let (mut tails, mut consumers) = (Vec::new(), Vec::new());
    for _ in 0..CONNECTIONS {
        let client = node.connect().await;
        for at in 0..STREAMS / CONNECTIONS {
            if at % 2 == 0 {
                let types = vec!["timer.cancelled".to_owned()];
                let request = TailRequest {
                    types,
                    ..TailRequest::default()
                };
                tails.push(Tail::open(&client, request).await.unwrap());
            } else {
                consumers.push(Consumer::open(&client, "crowded", 10).await.unwrap());
            }
        }
    }
    assert_eq!(tails.len() + consumers.len(), STREAMS);
    let growth = resident_bytes(pid).unwrap().saturating_sub(before);
    eprintln!("{STREAMS} streams cost {} KiB each", growth / 1_024 / STREAMS as u64);
    assert!(growth < 128 << 20, "grew by {growth} bytes");

    let count = consumers.len();
    let batch = (0..count).map(|at| timer(&format!("t{at:03}")).fire_after(NOW).into_queue("crowded"));
    node.client.create_batch(batch.collect()).await.unwrap();
    let mut ids: Vec<String> = Vec::new();
    for consumer in &mut consumers {
        // In turn, so that each gets one.
        let received = consumer.delivery().await.unwrap();
        ids.push(received.id().to_owned());
        consumer.send_ack(&received).unwrap();
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "each event went to one consumer");
    node.client.create(timer("marker").fire_after(HOUR)).await.unwrap();
    node.client.cancel("marker").await.unwrap();
    for tail in &mut tails {
        assert_eq!(subject(&tail.next().await.unwrap()), "timers/marker");
    }
}

#[tokio::test]
async fn more_streams_than_a_connection_may_have_wait_their_turn_and_break_nothing() {
    let node = Node::start().await;
    let crowded = node.connect().await;
    let mut tails = Vec::new();
    for _ in 0..100 {
        tails.push(Tail::open(&crowded, TailRequest::default()).await.unwrap());
    }
    let waiting = tokio::spawn(async move { crowded.get("tea").await });
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    assert!(!waiting.is_finished());
    tails.pop();
    assert_eq!(waiting.await.unwrap().unwrap().id, "tea");
    for mut tail in tails {
        tail.until(|event| subject(event) == "timers/tea").await.unwrap();
    }
}

#[tokio::test]
async fn the_largest_payload_comes_back_byte_for_byte() {
    let node = Node::start().await;
    let data: Vec<u8> = (0..262_144_u32).map(|at| (at * 31 % 251) as u8).collect();
    node.client
        .create(timer("large").fire_after(NOW).with_payload("image/png", data.clone()))
        .await
        .unwrap();
    let node = node.kill_and_restart().await;
    let mut consumer = Consumer::open(&node.client, "default", 1).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    let event: serde_json::Value = serde_json::from_slice(&received.envelope().unwrap().payload).unwrap();
    let delivered = base64::Engine::decode(
        &base64::engine::general_purpose::STANDARD,
        event["data_base64"].as_str().unwrap(),
    );
    assert!(delivered.unwrap() == data);
    assert!(node.client.get("large").await.unwrap().payload.unwrap().data == data);
    consumer.ack(&received).await.unwrap();
}
