use std::collections::BTreeMap;
use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::consumer::Consumer;
use minoots_it::tail::{self, Tail};
use minoots_wire::timer::v1::TimerStatus;
use tokio::time::timeout;

use super::Queues;
use crate::support::{Node, event_id};

const LETTERS: usize = 10_000;

/// Timers that nobody takes in time: they are dead letters of this queue.
async fn dead_letters(node: &Node, queue: &str, count: usize) {
    let queues = Queues::of(node);
    queues.run(&["create", queue, "--max-age", "10s"]).await;
    for batch in 0..count.div_ceil(1_000) {
        let timers = (0..1_000.min(count - 1_000 * batch)).map(|at| {
            timer(&format!("{queue}{batch}-{at}"))
                .fire_after(Duration::ZERO)
                .into_queue(queue)
        });
        node.client.create_batch(timers.collect()).await.unwrap();
    }
    while queues.counts(queue).await[3] != count as u64 {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    queues.run(&["update", queue, "--max-age", "1d"]).await;
}

/// How often each event was redriven, as the log tells.
async fn redriven(client: &Client) -> BTreeMap<String, usize> {
    let mut tail = Tail::from_start(client).await.unwrap();
    let mut redriven = BTreeMap::new();
    while let Some(event) = tail.next_within(Duration::from_secs(2)).await.unwrap() {
        if tail::kind(&event) == "timer.redriven" {
            *redriven.entry(tail::subject(&event).to_owned()).or_default() += 1;
        }
    }
    redriven
}

#[tokio::test]
async fn kill_9_in_the_middle_of_a_redrive_of_10_000_loses_none_and_redrives_none_twice() {
    let node = Node::start().await;
    dead_letters(&node, "work", LETTERS).await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let redrive = ["event", "redrive", "--queue", "work", "-o", "json"];
    let slowly = tokio::spawn(async move {
        let slow = redrive.into_iter().chain(["--rate", "4000"]);
        cli.run(&slow.collect::<Vec<_>>()).await.unwrap()
    });
    // Somewhere between the first portion and the last.
    while Queues::of(&node).counts("work").await[3] == LETTERS as u64 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let node = node.kill_and_restart().await;
    assert_ne!(slowly.await.unwrap().code, Some(0), "it was not in the middle");
    let left = Queues::of(&node).counts("work").await[3];
    assert!((1..LETTERS as u64).contains(&left), "{left} are left");

    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let answer = cli.run(&redrive).await.unwrap();
    assert_eq!(answer.json().unwrap()["redriven"], left, "{answer:?}");
    let redriven = redriven(&node.client).await;
    assert_eq!(redriven.len(), LETTERS);
    assert!(redriven.values().all(|times| *times == 1));

    // All of them arrive, under the keys they had.
    let mut consumer = Consumer::open(&node.client, "work", 1_000).await.unwrap();
    let mut keys = std::collections::BTreeSet::new();
    while keys.len() < LETTERS {
        let received = timeout(minoots_it::PATIENCE, consumer.delivery()).await;
        let received = received.unwrap_or_else(|_| panic!("{} came", keys.len())).unwrap();
        consumer.send_ack(&received).unwrap();
        keys.insert(received.id().to_owned());
    }
    let again = cli.run(&redrive).await.unwrap();
    assert_eq!(again.json().unwrap()["redriven"], 0, "{again:?}");
}

#[tokio::test]
async fn one_event_or_those_that_fit_are_redriven() {
    let node = Node::start().await;
    dead_letters(&node, "work", 3).await;
    let state_version = node.client.get("work0-0").await.unwrap().state_version;
    let key = event_id("work0-0", state_version);
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let run = async |arguments: &[&str]| {
        cli.run(&[&["event", "redrive", "-o", "json"], arguments].concat())
            .await
            .unwrap()
    };
    let spent = ["--all", "--reason", "attempts-spent"];
    assert_eq!(run(&spent).await.json().unwrap()["redriven"], 0);
    assert_eq!(
        run(&["--all", "--since", "2040-01-02T03:04:05Z"]).await.json().unwrap()["redriven"],
        0
    );
    assert_eq!(run(&["--key", &key]).await.json().unwrap()["redriven"], 1);
    let twice = run(&["--key", &key]).await;
    assert!(twice.stderr.contains("ALREADY_REDRIVEN"), "{twice:?}");
    let absent = run(&["--key", "timer:dev:absent:1"]).await;
    assert_eq!(absent.code, Some(3), "{absent:?}");
    let neither = run(&[]).await;
    assert_eq!(neither.code, Some(2), "{neither:?}");
    assert_eq!(
        run(&["--all", "--reason", "expired"]).await.json().unwrap()["redriven"],
        2
    );

    let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
    for _ in 0..3 {
        let received = consumer.delivery().await.unwrap();
        consumer.ack(&received).await.unwrap();
    }
    assert_eq!(node.client.get("work0-0").await.unwrap().status(), TimerStatus::Failed);
    let settled = run(&["--key", &key]).await;
    assert!(settled.stderr.contains("ALREADY_SETTLED"), "{settled:?}");
}
