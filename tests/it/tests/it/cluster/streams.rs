//! Streams that are open at a leader when its leadership ends.

use std::sync::Arc;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::consumer::Consumer;
use minoots_it::namespaces::{DRIVER, Network};
use rustix::process::Signal;

use super::patiently;

/// Requires that the stream ends, or continues to deliver: a consumer is never left waiting at a node that delivers
/// nothing.
async fn ends_or_delivers(mut stream: Consumer, client: &Client, id: &str) {
    let deadline = Deadline::after(PATIENCE / 3);
    patiently(|| client.create(timer(id).fire_after(Duration::ZERO))).await;
    let told = stream.delivery_within(deadline.left()).await;
    assert!(!matches!(told, Ok(None)), "the stream neither ended nor delivered");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_at_a_leader_that_slept_does_not_stay_open_and_silent() {
    let cluster = Cluster::start().await.unwrap();
    let before = cluster.leader().await.unwrap();
    let others: Vec<u64> = (1..=3).filter(|node| *node != before).collect();
    let client = cluster.client(before).await.unwrap();
    let stream = patiently(|| Consumer::open(&client, "default", 10)).await;
    cluster.signal(before, Signal::STOP).unwrap();
    let after = cluster.status_led_by(&others).await.unwrap().leader;
    cluster.signal(before, Signal::CONT).unwrap();
    let client = cluster.client(after).await.unwrap();
    ends_or_delivers(stream, &client, "later").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_at_a_leader_that_hands_over_does_not_stay_open_and_silent() {
    let cluster = Cluster::start().await.unwrap();
    let before = cluster.leader().await.unwrap();
    let client = cluster.client(before).await.unwrap();
    let stream = patiently(|| Consumer::open(&client, "default", 10)).await;
    patiently(|| client.transfer()).await;
    ends_or_delivers(stream, &client, "later").await;
}

/// A stopping node ends the streams that it relays with a reason, instead of waiting until it may cut their
/// connections.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_through_a_follower_that_stops_is_told_so() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = (1..=3).find(|node| *node != leader).unwrap();
    let client = cluster.client(follower).await.unwrap();
    let mut stream = patiently(|| Consumer::open(&client, "default", 10)).await;
    assert_eq!(cluster.terminate(follower).await.unwrap(), Some(0));
    let told = stream.delivery_within(PATIENCE).await;
    let why = told.expect_err("the stream ends");
    assert!(why.is::<tonic::Status>(), "{why:?}");
    let errors = cluster.home(follower).unwrap().errors().unwrap();
    assert!(!errors.contains("connections were cut"), "{errors}");
}

/// The reason for a follower's silence.
enum Silence {
    /// The process is stopped.
    Stopped,
    /// All packets between it and the leader are lost; the connection stays open.
    Cut(Arc<Network>),
}

/// Requires that a delivery into a stream through a silent follower goes to other consumers, and does not count as an
/// attempt.
async fn deliveries_go_to_others(plan: Plan, silence: Silence) {
    const EVENTS: usize = 40;
    let cluster = plan.with(&PATIENT).start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = (1..=3).find(|node| *node != leader).unwrap();
    let client = cluster.client(leader).await.unwrap();
    let beyond = cluster.client(follower).await.unwrap();
    let mut through = patiently(|| Consumer::open(&beyond, "default", 1_000)).await;
    let mut direct = patiently(|| Consumer::open(&client, "default", 1_000)).await;
    // The stream delivers.
    client.create(timer("first").fire_after(Duration::ZERO)).await.unwrap();
    let first = tokio::select! {
        first = through.delivery() => first.unwrap(),
        first = direct.delivery() => first.unwrap(),
    };
    client.ack(first.id(), first.fence()).await.unwrap();
    match &silence {
        Silence::Stopped => cluster.signal(follower, Signal::STOP).unwrap(),
        Silence::Cut(network) => {
            network.lose(leader, follower).unwrap();
            network.lose(follower, leader).unwrap();
        }
    }
    for number in 0..EVENTS {
        // No lease ends before the test does.
        let request = timer(&format!("t{number}"))
            .fire_after(Duration::ZERO)
            .ack_within(10 * PATIENCE);
        client.create(request).await.unwrap();
    }
    let deadline = Deadline::after(PATIENCE);
    for count in 0..EVENTS {
        let received = direct.delivery_within(deadline.left()).await.unwrap();
        let received = received.unwrap_or_else(|| panic!("of {EVENTS} events {count} came"));
        assert_eq!(received.delivery.attempt, 1, "{received:?}");
        client.ack(received.id(), received.fence()).await.unwrap();
    }
    match silence {
        Silence::Stopped => cluster.signal(follower, Signal::CONT).unwrap(),
        Silence::Cut(network) => network.heal(follower).unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_into_a_stream_of_a_follower_that_does_not_run_go_to_others_and_are_no_attempts() {
    deliveries_go_to_others(Plan::of(3), Silence::Stopped).await;
}

#[test]
fn deliveries_into_a_stream_of_a_follower_that_is_cut_off_go_to_others_and_are_no_attempts() {
    let network = Arc::new(Network::new(3).unwrap());
    let plan = Plan::of(3).on(Arc::clone(&network));
    let test = deliveries_go_to_others(plan, Silence::Cut(Arc::clone(&network)));
    network.end(DRIVER).unwrap().run(test).unwrap();
}
