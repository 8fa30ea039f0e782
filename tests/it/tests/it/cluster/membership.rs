//! Nodes that are added, removed, replaced and refused.

use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::cluster::Cluster;
use minoots_it::consumer::Consumer;
use minoots_it::deliveries::Deliveries;
use minoots_wire::admin::v1::NodeRole;
use rustix::process::Signal;
use tonic::Code;

use super::patiently;
use crate::support::reason;

const TIMERS: usize = 100;

/// Every node with its role, as this one tells.
async fn roles(client: &Client) -> Vec<(u64, NodeRole)> {
    let status = client.status().await.unwrap();
    status.nodes.iter().map(|shown| (shown.node, shown.role())).collect()
}

/// A node with an empty directory is refused by the others under an id that was used.
async fn check_burned(cluster: &Cluster, node: u64) {
    let status = cluster.launch(node).unwrap().ended().await.unwrap();
    assert!(!status.success(), "{status}");
    let errors = cluster.home(node).unwrap().errors().unwrap();
    assert!(errors.contains("NODE_ID_BURNED"), "{errors}");
}

/// The leader, and the two that follow it.
async fn followers(cluster: &Cluster) -> (u64, u64, u64) {
    let leader = cluster.leader().await.unwrap();
    (leader, leader % 3 + 1, (leader + 1) % 3 + 1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_id_with_an_empty_disk_is_refused_and_the_others_go_on() {
    let mut cluster = Cluster::start().await.unwrap();
    let (leader, wiped, _) = followers(&cluster).await;
    cluster.kill(wiped).unwrap();
    cluster.wipe(wiped).unwrap();
    check_burned(&cluster, wiped).await;
    let client = cluster.client(leader).await.unwrap();
    patiently(|| client.create(timer("on").fire_after(Duration::from_secs(60)))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_that_would_lose_the_majority_is_refused() {
    let mut cluster = Cluster::start().await.unwrap();
    let (leader, down, up) = followers(&cluster).await;
    cluster.kill(down).unwrap();
    let client = cluster.client(leader).await.unwrap();
    let refused = client.remove_node(up).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "QUORUM_LOSS")
    );
    assert_eq!(roles(&client).await.len(), 3, "nothing was changed");
    cluster.restart(down).await.unwrap();
    patiently(|| client.remove_node(up)).await;
    assert_eq!(roles(&client).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_change_of_the_membership_at_once_is_refused() {
    let cluster = Cluster::start().await.unwrap();
    let (leader, asleep, other) = followers(&cluster).await;
    let client = cluster.client(leader).await.unwrap();
    // Whichever comes first waits for the word of the node that sleeps, and the other finds it at that.
    cluster.signal(asleep, Signal::STOP).unwrap();
    let (one, two) = tokio::join!(client.remove_node(other), client.remove_node(other));
    let mut reasons = [one, two].map(|answer| reason(&answer.unwrap_err()));
    reasons.sort_unstable();
    assert_eq!(reasons, ["MEMBERSHIP_BUSY", "QUORUM_LOSS"]);
    cluster.signal(asleep, Signal::CONT).unwrap();
}

/// Adds an empty node by the command line and waits until it serves.
async fn add(cluster: &mut Cluster, leader: u64, node: u64) {
    let starting = cluster.prepare(node).unwrap();
    let cli = Cli::new(cluster.home(leader).unwrap().path(), &cluster.endpoint(leader).unwrap());
    let (id, peer) = (node.to_string(), cluster.peer_address(node).unwrap());
    let told = cli
        .run(&["cluster", "add", "--node", &id, "--peer", &peer])
        .await
        .unwrap();
    assert_eq!(told.code, Some(0), "{told:?}");
    let server = starting.ready().await.unwrap();
    cluster.keep(node, server).unwrap();
    let role = (node, NodeRole::Follower);
    assert!(roles(&cluster.client(node).await.unwrap()).await.contains(&role));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_are_added_and_removed_for_good_and_a_lost_one_is_replaced_under_a_new_id() {
    let mut cluster = Cluster::start().await.unwrap();
    let (leader, removed, lost) = followers(&cluster).await;
    let client = cluster.client(leader).await.unwrap();
    let due = minoots_it::clock::now_ns() + 2 * minoots_it::clock::SECOND;
    let requests = (0..TIMERS).map(|number| timer(&format!("m{number:03}")).fire_at(due));
    client.create_batch(requests.collect()).await.unwrap();

    add(&mut cluster, leader, 4).await;
    assert_eq!(cluster.client(4).await.unwrap().get("m000").await.unwrap().id, "m000");
    client.remove_node(removed).await.unwrap();
    cluster.kill(removed).unwrap();
    cluster.wipe(removed).unwrap();
    check_burned(&cluster, removed).await;
    let refused = client
        .add_node(removed, &cluster.peer_address(removed).unwrap())
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "NODE_ID_BURNED")
    );

    cluster.kill(lost).unwrap();
    cluster.wipe(lost).unwrap();
    client.remove_node(lost).await.unwrap();
    add(&mut cluster, leader, 5).await;
    let mut now: Vec<u64> = roles(&client).await.into_iter().map(|(node, _)| node).collect();
    now.sort_unstable();
    let mut expected = vec![leader, 4, 5];
    expected.sort_unstable();
    assert_eq!(now, expected);

    // The old leader goes last: what is left are nodes that were added, and they have everything.
    cluster.kill(leader).unwrap();
    assert!([4, 5].contains(&cluster.leader().await.unwrap()));
    consume_all(&cluster.client(4).await.unwrap()).await;
}

async fn consume_all(client: &Client) {
    let mut consumer = patiently(|| Consumer::open(client, "default", 100)).await;
    let verifier = client.verifier().await.unwrap();
    let mut deliveries = Deliveries::default();
    while deliveries.len() < TIMERS {
        let received = consumer.delivery().await.unwrap();
        deliveries.take(&received, &verifier).unwrap();
        consumer.ack(&received).await.unwrap();
    }
}
