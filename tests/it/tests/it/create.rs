//! Creating timers: idempotency, both ways to give the time, targets, batches.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{MS, SECOND, now_ns};
use minoots_it::consumer::Consumer;
use minoots_it::tail::{Tail, id, kind};
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::time::{duration, instant};
use minoots_wire::timer::v1::{BatchCreateTimersResult, CreateTimerRequest, TimerStatus};
use serde_json::{Value, json};
use tonic::Code;

use crate::support::{Node, event_id, reason};

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn the_same_create_again_answers_with_the_timer_that_stands_there_even_after_a_kill() {
    let node = Node::start().await;
    let request = timer("tea").fire_after(HOUR).with_payload("text/plain", "hello");
    let first = node.client.create(request.clone()).await.unwrap();
    assert!(!first.existing);
    let again = node.client.create(request.clone()).await.unwrap();
    assert!(again.existing);
    assert_eq!(again.timer, first.timer);
    assert!(again.commit_index > first.commit_index);

    let node = node.kill_and_restart().await;
    let after = node.client.create(request.clone()).await.unwrap();
    assert!(after.existing);
    assert_eq!(after.timer, first.timer);

    let other = request.with_payload("text/plain", "another");
    let refused = node.client.create(other).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::AlreadyExists, "TIMER_EXISTS")
    );
    assert_eq!(Some(node.client.get("tea").await.unwrap()), first.timer);
}

#[tokio::test]
async fn a_request_id_without_an_id_makes_one_timer_however_often_it_is_repeated() {
    let node = Node::start().await;
    let request = CreateTimerRequest {
        request_id: "order-17".to_owned(),
        ..timer("").fire_after(HOUR)
    };
    let first = node.client.create(request.clone()).await.unwrap();
    let id = first.timer.clone().unwrap().id;
    assert!(!id.is_empty());
    let node = node.kill_and_restart().await;
    let again = node.client.create(request.clone()).await.unwrap();
    assert!(again.existing);
    assert_eq!(again.timer, first.timer);
    assert_eq!(node.client.list_of(TimerStatus::Scheduled).await.unwrap().len(), 1);

    let other = CreateTimerRequest {
        name: "another name".to_owned(),
        ..request
    };
    let refused = node.client.create(other).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "IDEMPOTENCY_MISMATCH")
    );
}

#[tokio::test]
async fn without_any_id_the_server_chooses_a_new_one_each_time() {
    let node = Node::start().await;
    let request = timer("").fire_after(HOUR);
    let first = node.client.create(request.clone()).await.unwrap().timer.unwrap();
    let second = node.client.create(request).await.unwrap().timer.unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!(node.client.get(&first.id).await.unwrap(), first);
}

#[tokio::test]
async fn a_timer_set_by_delay_and_one_set_by_instant_fire_when_asked() {
    let node = Node::start().await;
    let mut consumer = Consumer::open(&node.client, "kitchen", 10).await.unwrap();
    let before_ns = now_ns();
    let by_delay = timer("by-delay")
        .fire_after(Duration::from_millis(400))
        .into_queue("kitchen");
    let by_delay = node.client.create(by_delay).await.unwrap().timer.unwrap();
    let at_ns = now_ns() + 900 * MS;
    let by_instant = timer("by-instant").fire_at(at_ns).into_queue("kitchen");
    let by_instant = node.client.create(by_instant).await.unwrap().timer.unwrap();

    assert_eq!(by_delay.delay, Some(duration::to_proto(400 * MS)));
    let fire_ns = instant::from_proto(&by_delay.fire_time.unwrap()).unwrap();
    let create_ns = instant::from_proto(&by_delay.create_time.unwrap()).unwrap();
    assert!(create_ns >= before_ns);
    assert_eq!(fire_ns, create_ns + 400 * MS);
    assert_eq!(by_instant.delay, None);
    assert_eq!(by_instant.fire_time, Some(instant::to_proto(at_ns)));

    for expected in [&by_delay, &by_instant] {
        let received = consumer.delivery().await.unwrap();
        assert_eq!(received.id(), event_id(&expected.id, expected.state_version));
        assert_eq!(received.delivery.fire_time, expected.fire_time);
        assert_eq!(received.envelope().unwrap().time, expected.fire_time);
        assert_eq!(received.delivery.attempt, 1);
        assert!(matches!(consumer.ack(&received).await.unwrap(), Answer::Ack(_)));
        let settled = node.client.wait_for(&expected.id, TimerStatus::Settled).await.unwrap();
        assert_eq!(settled.release_time, received.delivery.release_time);
        assert_eq!(settled.lateness, received.delivery.lateness);
        assert!(settled.arm_time.is_some() && settled.settle_time.is_some());
    }
}

#[tokio::test]
async fn a_timer_set_for_the_recent_past_fires_at_once() {
    let node = Node::start().await;
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let asked_ns = now_ns() - 3_600 * SECOND;
    let before_ns = now_ns();
    let created = node
        .client
        .create(timer("late").fire_at(asked_ns))
        .await
        .unwrap()
        .timer
        .unwrap();
    assert_eq!(created.fire_time, Some(instant::to_proto(asked_ns)));
    let received = consumer.delivery().await.unwrap();
    assert_eq!(received.id(), event_id("late", created.state_version));
    assert_eq!(received.delivery.fire_time, created.fire_time);
    assert!(
        received.due_ns().unwrap() >= before_ns,
        "due is when it was created, not when it was asked for"
    );
    let zero = node
        .client
        .create(timer("now").fire_after(Duration::ZERO))
        .await
        .unwrap()
        .timer
        .unwrap();
    assert_eq!(
        consumer.delivery().await.unwrap().id(),
        event_id("now", zero.state_version)
    );
}

#[tokio::test]
async fn a_timer_for_nobody_settles_as_it_fires() {
    let node = Node::start().await;
    let request = timer("log-only").fire_after(Duration::from_millis(200)).to_nobody();
    let created = node.client.create(request).await.unwrap().timer.unwrap();
    let settled = node.client.wait_for("log-only", TimerStatus::Settled).await.unwrap();
    assert_eq!(settled.state_version, created.state_version);
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let events = tail.until(|event| kind(event) == "timer.settled").await.unwrap();
    let kinds: Vec<&str> = events
        .iter()
        .map(kind)
        .filter(|kind| kind.starts_with("timer."))
        .collect();
    assert_eq!(kinds, ["timer.scheduled", "timer.fired", "timer.settled"]);
    assert_eq!(
        id(&events[events.len() - 2]),
        event_id("log-only", created.state_version)
    );
}

#[tokio::test]
async fn a_batch_is_made_whole_or_not_at_all() {
    let node = Node::start().await;
    node.client.create(timer("taken").fire_after(HOUR)).await.unwrap();
    let batch = |name: &str| vec![timer("a").fire_after(HOUR), timer(name).fire_after(2 * HOUR)];
    let refused = node.client.create_batch(batch("taken")).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::AlreadyExists, "TIMER_EXISTS")
    );
    assert_eq!(node.client.get("a").await.unwrap_err().code(), Code::NotFound);

    let made = node.client.create_batch(batch("b")).await.unwrap();
    let ids: Vec<&str> = made.results.iter().map(|result| result.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert!(made.results.iter().all(|result| !result.existing));
    let again = node.client.create_batch(batch("b")).await.unwrap();
    assert!(again.results.iter().all(|result| result.existing));
    let versions = |results: &[BatchCreateTimersResult]| -> Vec<u64> {
        results.iter().map(|result| result.state_version).collect()
    };
    assert_eq!(versions(&again.results), versions(&made.results));
}

#[tokio::test]
async fn payloads_travel_unchanged_inside_the_signed_cloud_event() {
    let node = Node::start().await;
    let verifier = node.client.verifier().await.unwrap();
    let cases: [(&str, &[u8], Value); 4] = [
        ("text/plain", "grüezi".as_bytes(), json!({"data": "grüezi"})),
        (
            "application/json",
            br#"{"b":1.50,"a":[]}"#,
            json!({"data": {"b": 1.5, "a": []}}),
        ),
        ("application/octet-stream", b"\x00\xff", json!({"data_base64": "AP8="})),
        ("text/plain", b"\xff\xfe", json!({"data_base64": "//4="})),
    ];
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    for (content_type, data, expected) in cases {
        let request = timer("").fire_after(Duration::ZERO).with_payload(content_type, data);
        let created = node.client.create(request).await.unwrap().timer.unwrap();
        let received = consumer.delivery().await.unwrap();
        let envelope = received.envelope().unwrap();
        verifier.verify(&envelope.payload, &envelope.signature).unwrap();
        let event: Value = serde_json::from_slice(&envelope.payload).unwrap();
        assert_eq!(event["specversion"], "1.0");
        assert_eq!(event["type"], "timer.fired");
        assert_eq!(event["id"], event_id(&created.id, created.state_version));
        assert_eq!(event["subject"], format!("timers/{}", created.id));
        assert_eq!(event["datacontenttype"], content_type);
        let (member, value) = expected.as_object().unwrap().iter().next().unwrap();
        assert_eq!(&event[member], value);
        if content_type == "application/json" {
            let text = String::from_utf8(envelope.payload.to_vec()).unwrap();
            assert!(
                text.contains(r#"{"b":1.50,"a":[]}"#),
                "JSON is handed on as it was written: {text}"
            );
        }
    }
}
