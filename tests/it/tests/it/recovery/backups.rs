//! A backup taken under load, and the contents of its restore.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::consumer::{Consumer, Received};
use minoots_it::deliveries::Deliveries;
use minoots_it::http1;
use minoots_wire::envelope::Verifier;
use minoots_wire::event::v1::consume_result::Result as Answer;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Shelf, backup, cli, restored, succeeded};
use crate::load::learn_key;
use crate::support::{Node, event_id};

/// Creates timers until the end of the test. Returns each with its version, in the order of the acknowledgements.
fn create(client: Client, stop: watch::Receiver<bool>) -> (JoinHandle<()>, watch::Receiver<Vec<(String, u64)>>) {
    let (told, acknowledged) = watch::channel(Vec::new());
    let creating = tokio::spawn(async move {
        for number in 0.. {
            if *stop.borrow() {
                return;
            }
            let id = format!("b{number:05}");
            // A third is due soon, a third during the backup or the restore, a third later.
            let delay = Duration::from_millis([50, 1_500, 20_000][number % 3]);
            let request = timer(&id).fire_after(delay).with_payload("text/plain", id.clone());
            let created = client.create(request).await.unwrap();
            let version = created.timer.unwrap().state_version;
            told.send_modify(|all| all.push((id, version)));
        }
    });
    (creating, acknowledged)
}

/// A receiver's records: the dedupe keys of its effects for each timer, and every delivery.
#[derive(Default)]
struct Receiver {
    deliveries: Deliveries,
    effects: BTreeMap<String, Vec<String>>,
}

impl Receiver {
    /// Handles new events, and acknowledges four of five deliveries.
    async fn handle(
        &mut self,
        received: &Received,
        verifier: &mut Verifier,
        client: &Client,
        consumer: &mut Consumer,
        all: bool,
    ) {
        learn_key(verifier, client, received).await.unwrap();
        if self.deliveries.take(received, verifier).unwrap() {
            let (timer, _version) = received.id().rsplit_once(':').unwrap();
            self.effects
                .entry(timer.to_owned())
                .or_default()
                .push(received.id().to_owned());
        }
        let withheld = !all && self.deliveries.len().is_multiple_of(5);
        if !withheld {
            let answer = consumer.ack(received).await.unwrap();
            assert!(matches!(answer, Answer::Ack(_)), "{answer:?}");
        }
    }
}

/// Consumes for a while; some events stay unacknowledged at the end.
async fn consume_some(client: &Client, receiver: &mut Receiver, mut stop: watch::Receiver<bool>) {
    let mut verifier = client.verifier().await.unwrap();
    let mut consumer = Consumer::open(client, "default", 100).await.unwrap();
    loop {
        let received = tokio::select! {
            received = consumer.delivery() => received.unwrap(),
            () = async { drop(stop.wait_for(|stop| *stop).await) } => return,
        };
        receiver
            .handle(&received, &mut verifier, client, &mut consumer, false)
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_has_every_timer_acknowledged_before_it_and_no_effect_happens_twice_g8_g21() {
    let (shelf, node) = (Shelf::new(), Node::start().await);
    let place = shelf.place("under-load");
    let (stop, stopped) = watch::channel(false);
    let (creating, acknowledged) = create(node.client.clone(), stopped.clone());
    let (client, consuming_client) = (node.client.clone(), node.connect().await);
    let consuming = tokio::spawn(async move {
        let mut receiver = Receiver::default();
        consume_some(&consuming_client, &mut receiver, stopped).await;
        receiver
    });
    tokio::time::sleep(Duration::from_millis(800)).await;
    let before = acknowledged.borrow().clone();
    let told = backup(&node, &place).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    stop.send_replace(true);
    creating.await.unwrap();
    let mut receiver = consuming.await.unwrap();
    let all = acknowledged.borrow().clone();
    assert!(
        before.len() > 20 && all.len() > before.len() + 20,
        "{} and {}",
        before.len(),
        all.len()
    );
    assert!(receiver.effects.len() > 5, "the first life did something");
    drop(client);
    node.server.kill().unwrap();

    let (node, restore) = restored(&place, 1_000_000).await;
    assert!(restore["appliedIndex"].as_u64() > told["appliedIndex"].as_u64());
    let held = restore["held"].as_u64().unwrap();
    let status = node.client.status().await.unwrap();
    assert_eq!((status.epoch, status.held_until.is_some()), (1_000_000, true));
    let ready = http1::get(node.server.address(), "/readyz").await.unwrap();
    assert_eq!(ready.status, 200);
    assert!(ready.body.contains("HOLD"), "{}", ready.body);
    for (id, version) in &before {
        assert_eq!(node.client.get(id).await.unwrap().state_version, *version, "{id}");
    }
    let release = cli(&node)
        .run(&["cluster", "release", "--overdue", "fire", "-o", "json"])
        .await;
    assert_eq!(succeeded(release.unwrap())["released"].as_u64(), Some(held));
    finish(&node.client, &mut receiver, &before).await;
    // Each timer had its effect once, under one key in both lives. `take` has checked that fences grew and payloads are
    // equal.
    let known: BTreeSet<String> = all.iter().map(|(id, version)| event_id(id, *version)).collect();
    for (timer, events) in &receiver.effects {
        assert!(events.len() == 1 && known.contains(&events[0]), "{timer}: {events:?}");
    }
    assert!(
        receiver.deliveries.redeliveries() > 0,
        "nothing was delivered in both lives"
    );
    let status = node.client.status().await.unwrap();
    assert!(status.held_until.is_none());
}

/// Consumes until every event of these timers was delivered in one life or the other.
async fn finish(client: &Client, receiver: &mut Receiver, timers: &[(String, u64)]) {
    let (deadline, mut verifier) = (Deadline::after(PATIENCE), client.verifier().await.unwrap());
    let mut consumer = Consumer::open(client, "default", 100).await.unwrap();
    let missing = |receiver: &Receiver| {
        let open = timers
            .iter()
            .find(|(id, version)| receiver.deliveries.get(&event_id(id, *version)).is_none());
        open.cloned()
    };
    while let Some(open) = missing(receiver) {
        assert!(!deadline.has_passed(), "{open:?} was never delivered");
        if let Some(received) = consumer.delivery_within(Duration::from_secs(1)).await.unwrap() {
            receiver
                .handle(&received, &mut verifier, client, &mut consumer, true)
                .await;
        }
    }
}
