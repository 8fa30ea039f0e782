//! The event log for readers: dense, resumable, never ahead of time, signed.

use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{MS, now_ns};
use minoots_it::tail::{Tail, cloud_event, id, kind, subject};
use minoots_wire::event::v1::tail_request::Position;
use minoots_wire::event::v1::{EmitRequest, TailRequest};
use minoots_wire::timer::v1::Payload;

use crate::support::{Node, event_id};

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn a_cursor_goes_on_exactly_after_its_event_across_a_kill() {
    let node = Node::start().await;
    for at in 0..20 {
        node.client
            .create(timer(&format!("t{at}")).fire_after(HOUR))
            .await
            .unwrap();
    }
    node.client.cancel("t19").await.unwrap();
    let last = |event: &minoots_wire::event::v1::LogEvent| kind(event) == "timer.cancelled";
    let whole = Tail::from_start(&node.client).await.unwrap().until(last).await.unwrap();
    assert_eq!(
        whole.iter().filter(|event| kind(event) == "timer.scheduled").count(),
        20
    );

    let node = node.kill_and_restart().await;
    for at in [0, whole.len() / 2, whole.len() - 2] {
        let mut tail = Tail::after(&node.client, &whole[at].cursor).await.unwrap();
        let rest = tail.until(last).await.unwrap();
        assert_eq!(rest, whole[at + 1..], "the same events, byte for byte");
    }
    let mut tail = Tail::after(&node.client, &whole.last().unwrap().cursor).await.unwrap();
    node.client.cancel("t0").await.unwrap();
    let next = tail.until(|event| subject(event) == "timers/t0").await.unwrap();
    assert_eq!(next[0].sequence, whole.last().unwrap().sequence + 1);
}

#[tokio::test]
async fn without_a_position_a_tail_begins_at_the_present_end() {
    let node = Node::start().await;
    node.client.create(timer("before").fire_after(HOUR)).await.unwrap();
    let mut tail = Tail::open(&node.client, TailRequest::default()).await.unwrap();
    node.client.create(timer("after").fire_after(HOUR)).await.unwrap();
    assert_eq!(subject(&tail.next().await.unwrap()), "timers/after");
}

#[tokio::test]
async fn a_tail_of_some_types_shows_those_in_sequence_and_nothing_early() {
    let node = Node::start().await;
    let request = TailRequest {
        position: Some(Position::Start(true)),
        types: vec!["timer.fired".to_owned(), "timer.cancelled".to_owned()],
        ..TailRequest::default()
    };
    let mut tail = Tail::open(&node.client, request).await.unwrap();
    let start_ns = now_ns();
    for at in 0..5 {
        let request = timer(&format!("t{at}"))
            .fire_at(start_ns + (800 + at * 100) * MS)
            .to_nobody();
        node.client.create(request).await.unwrap();
    }
    node.client.create(timer("gone").fire_after(HOUR)).await.unwrap();
    node.client.cancel("gone").await.unwrap();
    let events = tail.until(|event| subject(event) == "timers/t4").await.unwrap();
    let shown: Vec<(&str, &str)> = events.iter().map(|event| (kind(event), subject(event))).collect();
    let fired = (0..5).map(|at| format!("timers/t{at}")).collect::<Vec<_>>();
    let mut expected = vec![("timer.cancelled", "timers/gone")];
    expected.extend(fired.iter().map(|subject| ("timer.fired", subject.as_str())));
    assert_eq!(shown, expected);
    assert!(events.windows(2).all(|pair| pair[0].sequence < pair[1].sequence));
}

/// Builds a caller's own event, with its own attribute.
fn packed(kind: &str, subject: &str, data: &str) -> EmitRequest {
    EmitRequest {
        r#type: kind.to_owned(),
        subject: subject.to_owned(),
        payload: Some(Payload {
            content_type: "application/json".to_owned(),
            data: data.to_owned().into(),
        }),
        attributes: [("shelf".to_owned(), "b7".to_owned())].into(),
        ..EmitRequest::default()
    }
}

#[tokio::test]
async fn events_of_ones_own_are_told_by_their_types_as_the_cloud_events_that_were_emitted() {
    let node = Node::start().await;
    let mut events = node.client.events.clone();
    let mut ids = Vec::new();
    for (kind, subject, data) in [
        ("order.packed", "orders/1", r#"{"boxes":2}"#),
        ("order.sent", "orders/1", "{}"),
        ("order.packed", "orders/2", r#"{"boxes":3}"#),
    ] {
        let emitted = events.emit(packed(kind, subject, data)).await.unwrap();
        ids.push(emitted.into_inner().event_id);
    }
    node.client.create(timer("other").fire_after(HOUR)).await.unwrap();
    let request = TailRequest {
        position: Some(Position::Start(true)),
        types: vec!["order.packed".to_owned()],
        ..TailRequest::default()
    };
    let mut tail = Tail::open(&node.client, request).await.unwrap();
    let told = tail.until(|event| subject(event) == "orders/2").await.unwrap();
    assert_eq!(told.iter().map(id).collect::<Vec<_>>(), [&ids[0], &ids[2]]);
    let verifier = node.client.verifier().await.unwrap();
    for (event, boxes) in told.iter().zip([2, 3]) {
        let envelope = event.envelope.as_ref().unwrap();
        verifier.verify(&envelope.payload, &envelope.signature).unwrap();
        let event = cloud_event(event).unwrap();
        assert_eq!(event["specversion"], "1.0");
        assert_eq!(event["type"], "order.packed");
        assert_eq!(event["datacontenttype"], "application/json");
        assert_eq!(event["data"]["boxes"], boxes);
        assert_eq!(event["shelf"], "b7");
    }

    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let arguments = "event tail --from start --type order.sent --timeout 1s -o json";
    let shown = cli.run(&arguments.split(' ').collect::<Vec<_>>()).await.unwrap();
    let lines = shown.lines().unwrap();
    assert_eq!(lines.len(), 1, "{shown:?}");
    assert!(shown.stdout.contains(&ids[1]), "{shown:?}");
}

#[tokio::test]
async fn a_tail_of_a_subject_shows_nothing_else_and_goes_on() {
    let node = Node::start().await;
    for name in ["tea", "tea-2", "coffee"] {
        node.client.create(timer(name).fire_after(HOUR)).await.unwrap();
    }
    let request = TailRequest {
        position: Some(Position::Start(true)),
        subject: "timers/tea".to_owned(),
        ..TailRequest::default()
    };
    let mut tail = Tail::open(&node.client, request).await.unwrap();
    node.client.cancel("coffee").await.unwrap();
    node.client.cancel("tea").await.unwrap();
    let told = tail.until(|event| kind(event) == "timer.cancelled").await.unwrap();
    let shown: Vec<(&str, &str)> = told.iter().map(|event| (kind(event), subject(event))).collect();
    let of_it = |kind| (kind, "timers/tea");
    assert_eq!(shown, [of_it("timer.scheduled"), of_it("timer.cancelled")]);

    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let arguments = "event tail --from start --subject timers/tea --type timer.scheduled --timeout 1s -o json";
    let shown = cli.run(&arguments.split(' ').collect::<Vec<_>>()).await.unwrap();
    assert_eq!(shown.lines().unwrap().len(), 1, "{shown:?}");
}

#[tokio::test]
async fn events_of_the_log_are_signed_and_name_themselves() {
    let node = Node::start().await;
    let verifier = node.client.verifier().await.unwrap();
    let created = node
        .client
        .create(timer("tea").fire_after(Duration::ZERO))
        .await
        .unwrap()
        .timer
        .unwrap();
    let request = TailRequest {
        position: Some(Position::Start(true)),
        ..TailRequest::default()
    };
    let mut tail = Tail::open(&node.client, request).await.unwrap();
    let events = tail.until(|event| kind(event) == "timer.fired").await.unwrap();
    let mut ids: Vec<&str> = events.iter().map(id).collect();
    for event in &events {
        let envelope = event.envelope.as_ref().unwrap();
        verifier.verify(&envelope.payload, &envelope.signature).unwrap();
        let signed = cloud_event(event).unwrap();
        assert_eq!(signed["id"], id(event));
        assert_eq!(signed["type"], kind(event));
        assert_eq!(signed["subject"], subject(event));
        assert_eq!(signed["specversion"], "1.0");
    }
    assert_eq!(id(events.last().unwrap()), event_id("tea", created.state_version));
    assert!(events.last().unwrap().fire_time.is_some());
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), events.len(), "no two events share an id");
}

#[tokio::test]
async fn the_bytes_of_an_event_are_the_same_for_tail_and_consumer() {
    let node = Node::start().await;
    node.client
        .create(
            timer("tea")
                .fire_after(Duration::ZERO)
                .with_payload("text/plain", "hello"),
        )
        .await
        .unwrap();
    let mut consumer = minoots_it::consumer::Consumer::open(&node.client, "default", 1)
        .await
        .unwrap();
    let received = consumer.delivery().await.unwrap();
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let events = tail.until(|event| kind(event) == "timer.fired").await.unwrap();
    let shown = events.last().unwrap().envelope.as_ref().unwrap();
    assert_eq!(shown.payload, received.envelope().unwrap().payload);
    assert!(shown.signature.is_empty(), "asked for without signatures");
}
