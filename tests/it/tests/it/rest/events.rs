//! The tail as server-sent events: in sequence, resumable, verifiable, and ended with a reason.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::sse::{Event, Events};
use serde_json::Value;

use super::{HOUR, done};
use crate::support::Node;

const TAIL: &str = "/v1/events:tail";

async fn open(node: &Node, path: &str, last_id: Option<&str>) -> Events {
    Events::open(node.server.address(), path, last_id)
        .await
        .unwrap()
        .unwrap()
}

/// Reads up to the event of this kind about a timer.
async fn until(events: &mut Events, kind: &str, subject: &str) -> Vec<Event> {
    let mut seen = Vec::new();
    loop {
        let event = events.next().await.unwrap().expect("the stream has ended");
        let found = event.kind == kind && event.data["envelope"]["subject"] == format!("timers/{subject}");
        seen.push(event);
        if found {
            return seen;
        }
    }
}

fn sequences(events: &[Event]) -> Vec<u64> {
    let number = |event: &Event| event.data["sequence"].as_str().unwrap().parse().unwrap();
    events.iter().map(number).collect()
}

#[tokio::test]
async fn events_are_whole_in_sequence_and_signed() {
    let node = Node::start().await;
    let verifier = node.client.verifier().await.unwrap();
    for at in 0..20 {
        node.client
            .create(timer(&format!("t{at}")).fire_after(HOUR))
            .await
            .unwrap();
    }
    let mut events = open(&node, &format!("{TAIL}?start=true"), None).await;
    let seen = until(&mut events, "timer.scheduled", "t19").await;
    let numbers = sequences(&seen);
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    assert_eq!(events.last_id, seen.last().unwrap().data["cursor"]);
    for event in &seen {
        let payload = STANDARD
            .decode(event.data["envelope"]["payload"].as_str().unwrap())
            .unwrap();
        verifier
            .verify(&payload, event.data["envelope"]["signature"].as_str().unwrap())
            .unwrap();
        let signed: Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(signed["type"], event.kind.as_str());
    }
    let api = super::api(&node).await;
    for event in &seen {
        api.validate("minoots.event.v1.LogEvent", &event.data).unwrap();
    }
    let mut some = open(
        &node,
        &format!("{TAIL}?start=true&types=timer.cancelled&unsigned=true"),
        None,
    )
    .await;
    done(api.send("POST", "/v1/timers/t3:cancel", &[], "").await);
    let event = some.next().await.unwrap().unwrap();
    assert_eq!(
        (event.kind.as_str(), &event.data["envelope"]["signature"]),
        ("timer.cancelled", &Value::Null)
    );
}

#[tokio::test]
async fn a_reader_that_comes_back_after_a_kill_misses_nothing_and_sees_nothing_twice() {
    let node = Node::start().await;
    node.client.create(timer("before").fire_after(HOUR)).await.unwrap();
    let mut events = open(&node, TAIL, None).await;
    events.begin().await.unwrap();
    // It has not got an event yet when the node dies, and still resumes at its position.
    let began = events.last_id.clone();
    assert!(!began.is_empty(), "where it begins is told before the first event");
    node.client.create(timer("t0").fire_after(HOUR)).await.unwrap();

    let node = node.kill_and_restart().await;
    while events.next().await.unwrap().is_some() {}
    node.client.create(timer("t1").fire_after(HOUR)).await.unwrap();
    let mut events = open(&node, TAIL, Some(&began)).await;
    let mut seen = until(&mut events, "timer.scheduled", "t1").await;
    assert_eq!(seen[0].data["envelope"]["subject"], "timers/t0");

    for at in 2..6 {
        let last = events.last_id.clone();
        let node_at = node.server.address().to_owned();
        node.client
            .create(timer(&format!("t{at}")).fire_after(HOUR))
            .await
            .unwrap();
        // The header takes precedence over the query, which is that of the first request.
        let path = format!("{TAIL}?start=true");
        events = Events::open(&node_at, &path, Some(&last)).await.unwrap().unwrap();
        seen.extend(until(&mut events, "timer.scheduled", &format!("t{at}")).await);
    }
    let numbers = sequences(&seen);
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
    let cursor = events.last_id.clone();
    let mut by_query = open(&node, &format!("{TAIL}?cursor={cursor}"), None).await;
    node.client.cancel("t1").await.unwrap();
    assert_eq!(by_query.next().await.unwrap().unwrap().kind, "timer.cancelled");
}

#[tokio::test]
async fn a_node_that_stops_ends_its_streams_with_a_reason() {
    let node = Node::start().await;
    let mut events = open(&node, TAIL, None).await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    until(&mut events, "timer.scheduled", "tea").await;
    let (stopped, last) = tokio::join!(node.server.stop(), async {
        let mut last = None;
        while let Some(event) = events.next().await.unwrap() {
            last = Some(event);
        }
        last
    });
    assert!(stopped.unwrap().success());
    let last = last.expect("a last event");
    assert_eq!(last.kind, "end");
    assert_eq!(last.data["status"], 503, "{last:?}");
    let reason = last.data["reason"].as_str().unwrap();
    assert!(["SHUTTING_DOWN", "NOT_LEADER"].contains(&reason), "{reason}");
}

#[tokio::test]
async fn a_stream_on_which_nothing_happens_is_kept_alive() {
    let node = Node::start().await;
    let mut events = open(&node, &format!("{TAIL}?types=timer.failed"), None).await;
    events.comment().await.unwrap();
    events.comment().await.unwrap();
}

#[tokio::test]
async fn a_tail_that_cannot_begin_is_refused_and_not_begun() {
    let node = Node::start().await;
    let refused = Events::open(node.server.address(), TAIL, Some("nothing"))
        .await
        .unwrap();
    let (status, head) = refused.unwrap_err();
    assert_eq!(status, 400);
    assert!(head.contains("CURSOR_INVALID"), "{head}");
    let refused = Events::open(node.server.address(), &format!("{TAIL}?start=true&cursor=x"), None)
        .await
        .unwrap();
    assert_eq!(refused.unwrap_err().0, 400, "two places to begin");
}
