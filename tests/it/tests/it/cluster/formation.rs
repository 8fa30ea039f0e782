//! A cluster without faults: every node answers every call, and reads reflect earlier responses.

use std::collections::BTreeSet;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::cli::Cli;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{Deadline, MS, now_ns};
use minoots_it::cluster::Cluster;
use minoots_wire::timer::v1::TimerStatus;
use serde_json::{Value, json};

use super::{PAUSE, consume, patiently};
use crate::support::event_id;

/// Returns a node's status: the leader, and the role of each node.
async fn told(cluster: &Cluster, node: u64) -> (u64, Value) {
    let cli = Cli::new(cluster.home(node).unwrap().path(), &cluster.endpoint(node).unwrap());
    let told = cli.run(&["cluster", "status", "-o", "json"]).await.unwrap();
    assert_eq!(told.code, Some(0), "{told:?}");
    let told = told.json().unwrap();
    let shown = told["nodes"].as_array().unwrap().iter();
    let shown = shown.map(|shown| json!([shown["node"], shown["role"], shown["advertise"]]));
    (told["leader"].as_u64().unwrap(), shown.collect())
}

fn expected(cluster: &Cluster, leader: u64) -> Value {
    let nodes = (1..=3).map(|node| {
        let role = if node == leader { "leader" } else { "follower" };
        let endpoint = cluster.endpoint(node).unwrap();
        json!([node, role, endpoint.trim_start_matches("http://")])
    });
    nodes.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_become_one_cluster_and_each_of_them_tells_so() {
    let cluster = Cluster::start().await.unwrap();
    let deadline = Deadline::after(PATIENCE);
    loop {
        let told = [
            told(&cluster, 1).await,
            told(&cluster, 2).await,
            told(&cluster, 3).await,
        ];
        // On a busy machine leadership may move between two calls.
        let leader = told[0].0;
        if told == std::array::from_fn(|_| (leader, expected(&cluster, leader))) {
            return;
        }
        assert!(!deadline.has_passed(), "{told:?}");
        tokio::time::sleep(PAUSE).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn timers_created_through_every_node_are_delivered_signed_to_a_consumer_at_a_follower() {
    let cluster = Cluster::start().await.unwrap();
    let follower = cluster.leader().await.unwrap() % 3 + 1;
    let client = cluster.client(follower).await.unwrap();
    let consuming = tokio::spawn(async move { consume(&client, 30).await });
    let due_ns = now_ns() + 500 * MS;
    let mut expected = BTreeSet::new();
    for number in 0..30 {
        let id = format!("c{number:02}");
        let at = cluster.client(number % 3 + 1).await.unwrap();
        let made = patiently(|| at.create(timer(&id).fire_at(due_ns))).await;
        expected.insert(event_id(&id, made.timer.unwrap().state_version));
    }
    let deliveries = consuming.await.unwrap();
    assert!(deliveries.ids().eq(expected.iter().map(String::as_str)));
    for node in 1..=3 {
        let at = cluster.client(node).await.unwrap();
        let settled = patiently(|| at.list_of(TimerStatus::Settled)).await;
        assert_eq!(settled.len(), expected.len(), "as node {node} lists");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answered_writes_are_visible_on_every_node_at_once() {
    let cluster = Cluster::start().await.unwrap();
    let mut clients = Vec::new();
    for node in 1..=3 {
        clients.push(cluster.client(node).await.unwrap());
    }
    for number in 0..50 {
        let id = format!("l{number:02}");
        let (writer, reader) = (&clients[number % 3], &clients[(number / 3 + 1) % 3]);
        patiently(|| writer.create(timer(&id).fire_after(Duration::from_secs(3_600)))).await;
        let read = patiently(|| reader.get(&id)).await;
        assert_eq!(read.status(), TimerStatus::Scheduled);
        patiently(|| writer.cancel(&id)).await;
        let listed = patiently(|| reader.list_of(TimerStatus::Cancelled)).await;
        assert_eq!(listed.len(), number + 1, "{id} is listed as cancelled at once");
    }
}
