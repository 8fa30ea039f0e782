//! SIGKILL with many pending timers, at least a tenth of which come due while the node is down; on each table engine.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{MS, SECOND, now_ns, sleep_until};
use minoots_it::consumer::{Consumer, Message};
use minoots_it::deliveries::Deliveries;
use minoots_it::random::Random;
use minoots_it::server::Home;
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::timer::v1::{CreateTimerRequest, TimerStatus};
use tokio::time::timeout;

use crate::support::{Node, event_id};

const BATCH: usize = 1_000;

/// The number of timers.
struct Scale {
    pending: usize,
    due_while_down: usize,
    /// The due instant of the others, relative to the creation of the first.
    later_ns: i64,
}

fn request(id: &str, due_ns: i64) -> CreateTimerRequest {
    timer(id)
        .fire_at(due_ns)
        .ack_within(Duration::from_secs(1))
        .with_payload("text/plain", format!("about {id}"))
}

/// Creates timers. Returns the due instant of each event.
async fn create(client: &Client, timers: &[(String, i64)]) -> BTreeMap<String, i64> {
    let mut dues = BTreeMap::new();
    for batch in timers.chunks(BATCH) {
        let requests = batch.iter().map(|(id, due_ns)| request(id, *due_ns)).collect();
        let made = client.create_batch(requests).await.unwrap();
        for (made, (id, due_ns)) in made.results.iter().zip(batch) {
            dues.insert(event_id(id, made.state_version), *due_ns);
        }
    }
    dues
}

/// Consumes until every event is acknowledged. Ignores one delivery in ten, and returns one in ten.
async fn consume(client: &Client, random: &mut Random, expected: usize) -> Deliveries {
    let verifier = client.verifier().await.unwrap();
    let mut consumer = Consumer::open(client, "default", 1_000).await.unwrap();
    let (mut deliveries, mut settled) = (Deliveries::default(), BTreeSet::new());
    while settled.len() < expected {
        let message = timeout(minoots_it::PATIENCE, consumer.message()).await;
        let message = message.unwrap_or_else(|_| panic!("{} of {expected} settled", settled.len()));
        match message.unwrap().unwrap() {
            Message::Delivery(received) => {
                let is_first = deliveries.take(&received, &verifier).unwrap();
                match random.below(10) {
                    0 if is_first => {}
                    1 if is_first => consumer.send_nack(&received, Duration::ZERO).unwrap(),
                    _ => consumer.send_ack(&received).unwrap(),
                }
            }
            Message::Result(result) => match result.result {
                Some(Answer::Ack(_)) => {
                    settled.insert(result.event_id);
                }
                Some(Answer::Nack(_)) => {}
                // Its lease had ended before the nack.
                Some(Answer::Error(error)) if error.reason == "STALE_FENCE" => {}
                other => panic!("{}: {other:?}", result.event_id),
            },
        }
    }
    deliveries
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn timers_due_while_down_are_delivered_until_acknowledged_and_none_is_early_or_lost() {
    let scale = Scale {
        pending: 10_000,
        due_while_down: 1_000,
        later_ns: 15 * SECOND,
    };
    down_while_due(Home::new().unwrap(), scale).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sled_what_came_due_while_the_node_was_down_is_delivered_and_nothing_is_early_or_lost() {
    let scale = Scale {
        pending: 1_000,
        due_while_down: 200,
        later_ns: 5 * SECOND,
    };
    down_while_due(Home::new().unwrap().with_variable("MINOOTS_ENGINE", "sled"), scale).await;
}

async fn down_while_due(home: Home, scale: Scale) {
    let mut random = Random::from_environment("kill", 1_120);
    let node = Node::start_in(home).await;
    let later_ns = now_ns() + scale.later_ns;
    let later: Vec<(String, i64)> = (0..scale.pending - scale.due_while_down)
        .map(|at| (format!("later{at:05}"), later_ns + random.between(0, 5 * SECOND)))
        .collect();
    let mut dues = create(&node.client, &later).await;
    let down_ns = now_ns() + 2 * SECOND;
    let down: Vec<(String, i64)> = (0..scale.due_while_down)
        .map(|at| (format!("down{at:05}"), down_ns + random.between(0, SECOND)))
        .collect();
    dues.extend(create(&node.client, &down).await);
    let home = node.home;
    node.server.kill().unwrap();
    assert!(
        now_ns() < down_ns,
        "the machine is too slow for this test: nothing may come due before the kill"
    );
    assert_eq!(dues.len(), scale.pending);
    sleep_until(down_ns + SECOND + 100 * MS).await;

    let node = Node::start_in(home).await;
    let deliveries = consume(&node.client, &mut random, scale.pending).await;
    assert!(
        deliveries.ids().eq(dues.keys().map(String::as_str)),
        "each event was delivered, and no other"
    );
    for (id, due_ns) in &dues {
        assert_eq!(deliveries.get(id).unwrap().due_ns, *due_ns, "{id} kept its time");
    }
    eprintln!("{} redeliveries", deliveries.redeliveries());
    assert!(
        deliveries.redeliveries() > scale.pending / 10,
        "what was not acknowledged came again"
    );
    assert_eq!(
        node.client.list_of(TimerStatus::Settled).await.unwrap().len(),
        scale.pending
    );
    for status in [
        TimerStatus::Scheduled,
        TimerStatus::Armed,
        TimerStatus::Fired,
        TimerStatus::Failed,
    ] {
        assert!(node.client.list_of(status).await.unwrap().is_empty(), "{status:?}");
    }
}
