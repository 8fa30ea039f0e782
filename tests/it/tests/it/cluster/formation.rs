//! A cluster that nothing happens to: every node answers everything, and reads see what was answered before.

use std::collections::BTreeSet;
use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::Cluster;
use minoots_it::consumer::Consumer;
use minoots_it::deliveries::Deliveries;
use minoots_wire::timer::v1::TimerStatus;

use crate::support::event_id;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_become_one_cluster_and_each_of_them_tells_so() {
    let cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    for node in 1..=3 {
        let cli = Cli::new(cluster.home(node).unwrap().path(), &cluster.endpoint(node).unwrap());
        let told = cli.run(&["cluster", "status", "-o", "json"]).await.unwrap();
        assert_eq!(told.code, Some(0), "{told:?}");
        let told = told.json().unwrap();
        assert_eq!(told["leader"], leader, "{told}");
        let nodes = told["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 3, "{told}");
        for (shown, expected) in nodes.iter().zip(1..) {
            let role = if expected == leader { "leader" } else { "follower" };
            assert_eq!(
                (&shown["node"], &shown["role"]),
                (&expected.into(), &role.into()),
                "{told}"
            );
            assert!(
                cluster
                    .endpoint(expected)
                    .unwrap()
                    .ends_with(shown["advertise"].as_str().unwrap())
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn timers_created_through_every_node_are_delivered_signed_to_a_consumer_at_a_follower() {
    let cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = leader % 3 + 1;
    let client = cluster.client(follower).await.unwrap();
    let mut consumer = Consumer::open(&client, "default", 100).await.unwrap();
    let mut expected = BTreeSet::new();
    for number in 0..30 {
        let id = format!("c{number:02}");
        let at = cluster.client(number % 3 + 1).await.unwrap();
        let made = at
            .create(timer(&id).fire_after(Duration::from_millis(500)))
            .await
            .unwrap();
        expected.insert(event_id(&id, made.timer.unwrap().state_version));
    }
    let verifier = client.verifier().await.unwrap();
    let mut deliveries = Deliveries::default();
    while deliveries.len() < expected.len() {
        let received = consumer.delivery().await.unwrap();
        assert!(
            deliveries.take(&received, &verifier).unwrap(),
            "{} came twice",
            received.id()
        );
        consumer.ack(&received).await.unwrap();
    }
    assert!(deliveries.ids().eq(expected.iter().map(String::as_str)));
    for node in 1..=3 {
        let settled = cluster
            .client(node)
            .await
            .unwrap()
            .list_of(TimerStatus::Settled)
            .await
            .unwrap();
        assert_eq!(settled.len(), expected.len(), "as node {node} lists");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_has_answered_the_others_show_at_once() {
    let cluster = Cluster::start().await.unwrap();
    let mut clients = Vec::new();
    for node in 1..=3 {
        clients.push(cluster.client(node).await.unwrap());
    }
    for number in 0..50 {
        let id = format!("l{number:02}");
        let (writer, reader) = (&clients[number % 3], &clients[(number / 3 + 1) % 3]);
        writer
            .create(timer(&id).fire_after(Duration::from_secs(3_600)))
            .await
            .unwrap();
        let read = reader.get(&id).await.unwrap();
        assert_eq!(read.status(), TimerStatus::Scheduled);
        writer.cancel(&id).await.unwrap();
        let listed = reader.list_of(TimerStatus::Cancelled).await.unwrap();
        assert_eq!(listed.len(), number + 1, "{id} is listed as cancelled at once");
    }
}
