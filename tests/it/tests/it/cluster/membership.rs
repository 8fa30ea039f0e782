//! Nodes that are added, removed, replaced and refused.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::cli::Cli;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{Deadline, SECOND, now_ns};
use minoots_it::cluster::Cluster;
use minoots_wire::admin::v1::NodeRole;
use rustix::process::Signal;
use tonic::Code;

use super::{PAUSE, consume, patiently, refusal, roles, until};
use crate::load::is_unknown;
use crate::support::reason;

const TIMERS: usize = 100;

/// Requires that the others refuse a node under a used id.
pub async fn check_burned(cluster: &Cluster, node: u64) {
    let status = cluster.launch(node).unwrap().ended().await.unwrap();
    assert_eq!(status.code(), Some(1), "{status}");
    let errors = cluster.home(node).unwrap().errors().unwrap();
    assert!(errors.contains("NODE_ID_BURNED"), "{errors}");
}

/// Returns the leader and its two followers.
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
    let refused = refusal(|| client.remove_node(up)).await;
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "QUORUM_LOSS")
    );
    assert_eq!(roles(&client).await.len(), 3, "nothing was changed");
    cluster.restart(down).await.unwrap();
    remove(&client, up).await;
    assert_eq!(roles(&client).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_change_of_the_membership_at_once_is_refused() {
    let cluster = Cluster::start().await.unwrap();
    let (leader, asleep, other) = followers(&cluster).await;
    let client = cluster.client(leader).await.unwrap();
    // The first call waits for the sleeping node, and the second finds it in progress.
    cluster.signal(asleep, Signal::STOP).unwrap();
    let deadline = Deadline::after(PATIENCE);
    let mut refusals = loop {
        let (one, two) = tokio::join!(client.remove_node(other), client.remove_node(other));
        let refusals = [one, two].map(|answer| answer.unwrap_err());
        if !refusals.iter().any(is_unknown) || deadline.has_passed() {
            break refusals.map(|refusal| reason(&refusal));
        }
        tokio::time::sleep(PAUSE).await;
    };
    refusals.sort_unstable();
    assert_eq!(refusals, ["MEMBERSHIP_BUSY", "QUORUM_LOSS"]);
    cluster.signal(asleep, Signal::CONT).unwrap();
}

/// Removes a node. If the response was lost, a repeat reports that the node does not exist.
pub async fn remove(client: &Client, node: u64) {
    let removed = || async {
        match client.remove_node(node).await {
            Err(status) if status.code() == Code::NotFound => Ok(()),
            answer => answer,
        }
    };
    patiently(removed).await;
}

/// Adds an empty node by the command line and waits until it serves.
pub async fn add(cluster: &mut Cluster, leader: u64, node: u64) {
    let starting = cluster.prepare(node).unwrap();
    let cli = Cli::new(cluster.home(leader).unwrap().path(), &cluster.endpoint(leader).unwrap());
    let (id, peer) = (node.to_string(), cluster.peer_address(node).unwrap());
    let deadline = Deadline::after(PATIENCE);
    loop {
        let told = cli
            .run(&["cluster", "add", "--node", &id, "--peer", &peer])
            .await
            .unwrap();
        if told.code == Some(0) {
            break;
        }
        // There is no leader, or the node does not listen yet.
        assert!(told.code == Some(5) && !deadline.has_passed(), "{told:?}");
        tokio::time::sleep(PAUSE).await;
    }
    let server = starting.ready().await.unwrap();
    cluster.keep(node, server).unwrap();
    // It votes as soon as the others commit that, and learns of it a little later.
    let client = cluster.client(node).await.unwrap();
    let votes = || async {
        let told = roles(&client).await;
        told.contains(&(node, NodeRole::Follower)) || told.contains(&(node, NodeRole::Leader))
    };
    until("the node votes", votes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_are_added_and_removed_for_good_and_a_lost_one_is_replaced_under_a_new_id() {
    let mut cluster = Cluster::start().await.unwrap();
    let (leader, removed, lost) = followers(&cluster).await;
    let client = cluster.client(leader).await.unwrap();
    let due = now_ns() + 2 * SECOND;
    let requests = (0..TIMERS).map(|number| timer(&format!("m{number:03}")).fire_at(due));
    let requests: Vec<_> = requests.collect();
    patiently(|| client.create_batch(requests.clone())).await;

    add(&mut cluster, leader, 4).await;
    let added = cluster.client(4).await.unwrap();
    assert_eq!(patiently(|| added.get("m000")).await.id, "m000");
    remove(&client, removed).await;
    cluster.kill(removed).unwrap();
    cluster.wipe(removed).unwrap();
    check_burned(&cluster, removed).await;
    let peer = cluster.peer_address(removed).unwrap();
    let refused = refusal(|| client.add_node(removed, &peer)).await;
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "NODE_ID_BURNED")
    );

    cluster.kill(lost).unwrap();
    cluster.wipe(lost).unwrap();
    remove(&client, lost).await;
    add(&mut cluster, leader, 5).await;
    let mut now: Vec<u64> = roles(&client).await.into_iter().map(|(node, _)| node).collect();
    now.sort_unstable();
    let mut expected = vec![leader, 4, 5];
    expected.sort_unstable();
    assert_eq!(now, expected);

    // The old leader is removed last: the remaining nodes were added, and they have everything.
    cluster.kill(leader).unwrap();
    assert!([4, 5].contains(&cluster.leader().await.unwrap()));
    let deliveries = consume(&cluster.client(4).await.unwrap(), TIMERS).await;
    assert_eq!(deliveries.len(), TIMERS);
}
