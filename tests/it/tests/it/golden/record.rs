//! All state of a node that can be read, in a deterministic order.

use std::collections::BTreeMap;
use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_it::consumer::Consumer;
use minoots_it::deliveries::Deliveries;
use minoots_it::faults;
use minoots_it::tail::{Tail, cloud_event, id, kind, subject};
use minoots_wire::event::v1::{ListVerificationKeysRequest, LogEvent};
use minoots_wire::timer::v1::{ListTimersRequest, Timer, TimerStatus, target::Target};
use serde_json::{Value, json};

use super::write;
use crate::support::Node;

/// After the end of the stored directory, when all its armed or delivered timers are due again.
const AFTER: i64 = 30 * SECOND;

/// Reads the timers in their state at that instant, then lets timers fire that are due soon after, and reads their
/// deliveries and the whole log.
pub async fn record(node: &Node, ended_ns: i64) -> Value {
    let client = &node.client;
    let mut service = client.events.clone();
    let keys = service.list_verification_keys(ListVerificationKeysRequest {}).await;
    let keys = keys.unwrap().into_inner().keys;
    let before = timers(client).await;
    faults::set_clock(&node.home, ended_ns + AFTER - now_ns()).unwrap();
    for id in write::burst() {
        client.wait_for(&id, TimerStatus::Fired).await.unwrap();
    }
    let deliveries = deliveries(client).await;
    let marker = timer("marker").to_nobody().fire_after(Duration::from_secs(3_600));
    client.create(marker).await.unwrap();
    json!({
        "ended_ns": ended_ns,
        "keys": keys,
        "timers": before,
        "deliveries": deliveries,
        "events": events_after(client, None).await,
    })
}

/// Returns all timers, by id.
async fn timers(client: &Client) -> Vec<Timer> {
    let request = ListTimersRequest {
        page_size: 1_000,
        ..ListTimersRequest::default()
    };
    let mut timers = client.list(request).await.unwrap();
    timers.sort_by(|one, other| one.id.cmp(&other.id));
    timers
}

/// Returns one delivery of every open event, by event id. Acknowledges none.
async fn deliveries(client: &Client) -> Vec<Value> {
    let mut owed: BTreeMap<String, usize> = BTreeMap::new();
    for timer in timers(client).await {
        if let (TimerStatus::Fired, Some(Target::Queue(queue))) =
            (timer.status(), timer.target.and_then(|to| to.target))
        {
            *owed.entry(queue).or_default() += 1;
        }
    }
    let verifier = client.verifier().await.unwrap();
    let mut deliveries = Deliveries::default();
    let mut all = BTreeMap::new();
    for (queue, count) in owed {
        let consumer = Consumer::open(client, &queue, 1_000).await.unwrap();
        // The node's clock is off by the age of the directory.
        let mut consumer = consumer.with_clock_ahead(i64::MAX);
        for _ in 0..count {
            let received = consumer.delivery().await.unwrap();
            assert!(deliveries.take(&received, &verifier).unwrap(), "delivered twice");
            let payload: Value = serde_json::from_slice(&received.envelope().unwrap().payload).unwrap();
            let (id, attempt) = (received.id().to_owned(), received.delivery.attempt);
            all.insert(
                id.clone(),
                json!({ "id": id, "queue": queue, "attempt": attempt, "payload": payload }),
            );
        }
    }
    all.into_values().collect()
}

/// Returns the log after a cursor, or from its start, up to the first event about the marker.
pub async fn events_after(client: &Client, cursor: Option<&str>) -> Vec<Value> {
    let tail = match cursor {
        Some(cursor) => Tail::after(client, cursor).await,
        None => Tail::from_start(client).await,
    };
    let mut tail = tail.unwrap().with_clock_ahead(i64::MAX);
    let mut events = tail.until(|event| subject(event) == "timers/marker").await.unwrap();
    events.pop();
    events.iter().map(shown).collect()
}

fn shown(event: &LogEvent) -> Value {
    json!({
        "sequence": event.sequence,
        "id": id(event),
        "type": kind(event),
        "subject": subject(event),
        "cursor": event.cursor,
        "payload": cloud_event(event).unwrap(),
    })
}
