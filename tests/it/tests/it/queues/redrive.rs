use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use minoots_it::cli::{Cli, Outcome};
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::cluster::Cluster;
use minoots_it::consumer::Consumer;
use minoots_it::tail::{self, Tail};
use minoots_wire::timer::v1::TimerStatus;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::Queues;
use crate::support::{Node, event_id};

const LETTERS: usize = 10_000;

/// Creates timers that no consumer takes in time: they become dead letters of this queue.
async fn dead_letters(client: &Client, queues: &Queues, queue: &str, count: usize) {
    queues.run(&["create", queue, "--max-age", "10s"]).await;
    for batch in 0..count.div_ceil(1_000) {
        let timers = (0..1_000.min(count - 1_000 * batch)).map(|at| {
            timer(&format!("{queue}{batch}-{at}"))
                .fire_after(Duration::ZERO)
                .into_queue(queue)
        });
        client.create_batch(timers.collect()).await.unwrap();
    }
    while queues.counts(queue).await[3] != count as u64 {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    queues.run(&["update", queue, "--max-age", "1d"]).await;
}

/// Returns how often each event was redriven, from the log.
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

/// Requires that all of them arrive, under their own keys.
async fn all_arrive(client: &Client) {
    let mut consumer = Consumer::open(client, "work", 1_000).await.unwrap();
    let mut keys = BTreeSet::new();
    while keys.len() < LETTERS {
        let received = timeout(minoots_it::PATIENCE, consumer.delivery()).await;
        let received = received.unwrap_or_else(|_| panic!("{} came", keys.len())).unwrap();
        consumer.send_ack(&received).unwrap();
        keys.insert(received.id().to_owned());
    }
}

const REDRIVE: [&str; 6] = ["event", "redrive", "--queue", "work", "-o", "json"];

/// Starts a redrive, and returns when it is between its first portion and its last.
async fn begun(queues: &Queues) -> JoinHandle<Outcome> {
    let cli = queues.cli.clone();
    let slowly = tokio::spawn(async move {
        let slow = REDRIVE.into_iter().chain(["--rate", "4000"]);
        cli.run(&slow.collect::<Vec<_>>()).await.unwrap()
    });
    while queues.counts("work").await[3] == LETTERS as u64 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    slowly
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_killed_in_the_middle_of_a_redrive_of_10_000_loses_none_and_redrives_none_twice() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let client = cluster.client(leader % 3 + 1).await.unwrap();
    let queues = Queues::at(&cluster, leader % 3 + 1);
    dead_letters(&client, &queues, "work", LETTERS).await;
    let slowly = begun(&queues).await;
    let left = queues.counts("work").await[3];
    assert!((1..LETTERS as u64).contains(&left), "{left} are left");
    cluster.kill(leader).unwrap();
    // It may find the next leader by itself, or give up.
    slowly.await.unwrap();
    let deadline = Deadline::after(minoots_it::PATIENCE);
    loop {
        let rest = queues.cli.run(&REDRIVE).await.unwrap();
        if rest.code == Some(0) {
            break;
        }
        assert!(!deadline.has_passed(), "{rest:?}");
    }
    assert_eq!(queues.counts("work").await[3], 0);
    let redriven = redriven(&client).await;
    assert_eq!(redriven.len(), LETTERS);
    assert!(redriven.values().all(|times| *times == 1));
    all_arrive(&client).await;
}

#[tokio::test]
async fn kill_9_in_the_middle_of_a_redrive_of_10_000_loses_none_and_redrives_none_twice() {
    let node = Node::start().await;
    dead_letters(&node.client, &Queues::of(&node), "work", LETTERS).await;
    let slowly = begun(&Queues::of(&node)).await;
    let node = node.kill_and_restart().await;
    assert_ne!(slowly.await.unwrap().code, Some(0), "it was not in the middle");
    let left = Queues::of(&node).counts("work").await[3];
    assert!((1..LETTERS as u64).contains(&left), "{left} are left");

    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let answer = cli.run(&REDRIVE).await.unwrap();
    assert_eq!(answer.json().unwrap()["redriven"], left, "{answer:?}");
    let redriven = redriven(&node.client).await;
    assert_eq!(redriven.len(), LETTERS);
    assert!(redriven.values().all(|times| *times == 1));

    all_arrive(&node.client).await;
    let again = cli.run(&REDRIVE).await.unwrap();
    assert_eq!(again.json().unwrap()["redriven"], 0, "{again:?}");
}

#[tokio::test]
async fn one_event_or_those_that_fit_are_redriven() {
    let node = Node::start().await;
    dead_letters(&node.client, &Queues::of(&node), "work", 3).await;
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
