//! A node that joins under load, long after the log was purged, and the node that it replaces.

use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::is_long;
use minoots_it::random::Random;
use minoots_wire::admin::v1::NodeRole;
use tokio::sync::watch;

use super::membership::{add, check_burned, remove};
use super::{applied, patiently, roles, settle_more, until};
use crate::load::{Load, World};
use crate::support::event_id;

const FORGETFUL: [&str; 6] = [
    "--snapshot-interval-entries",
    "50",
    "--log-keep-entries",
    "20",
    "--log-level",
    "warn,openraft=error,minoots_raft=info",
];

/// After this number of entries, snapshots have long purged the log's beginning.
const ENTRIES: u64 = 250;

const REPLACED_LONG: u64 = 5;

/// Requires that the node got a snapshot, because the log no longer had its entries.
async fn check_snapshot(cluster: &Cluster, node: u64) {
    let home = cluster.home(node).unwrap();
    home.until_told(&["a snapshot was received"]).await.unwrap();
}

/// Returns a running follower.
async fn follower(cluster: &Cluster) -> u64 {
    let leader = cluster.leader().await.unwrap();
    cluster.running().into_iter().find(|node| *node != leader).unwrap()
}

/// Adds a node, removes another, and checks that the removed one stays out on its old data. Returns the removed node.
async fn replace(cluster: &mut Cluster, endpoints: &watch::Sender<Vec<String>>, world: &World, new: u64) -> u64 {
    let leader = cluster.leader().await.unwrap();
    add(cluster, leader, new).await;
    check_snapshot(cluster, new).await;
    endpoints.send_replace(cluster.endpoints());
    settle_more(world, 50).await;

    // It is down during its removal, so its own data does not record it.
    let old = follower(cluster).await;
    cluster.kill(old).unwrap();
    endpoints.send_replace(cluster.endpoints());
    let client = cluster.client(new).await.unwrap();
    remove(&client, old).await;
    check_burned(cluster, old).await;
    settle_more(world, 50).await;
    let told = roles(&client).await;
    assert!(told.len() == 3 && told.iter().all(|(node, _)| *node != old), "{told:?}");
    old
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_joins_beyond_the_log_gets_a_snapshot_and_votes_and_the_one_it_replaces_stays_out_on_its_old_data()
{
    let mut random = Random::from_environment("cluster replacement", 8);
    let plan = Plan::of(3).with(&PATIENT).with(&FORGETFUL);
    let mut cluster = plan.start().await.unwrap();
    let (endpoints, receiver) = watch::channel(cluster.endpoints());
    let world = World::new(receiver);
    let load = Load::begin(&world, &mut random);
    let is_long_enough = || async { applied(&cluster).await.values().any(|index| *index > ENTRIES) };
    until("the log is long enough", is_long_enough).await;
    let last = if is_long() { 3 + REPLACED_LONG } else { 5 };
    let replaced = replace(&mut cluster, &endpoints, &world, 4).await;
    let refusals = || {
        cluster
            .home(replaced)
            .unwrap()
            .errors()
            .unwrap()
            .matches("NODE_ID_BURNED")
            .count()
    };
    let before = refusals();
    cluster.wipe(replaced).unwrap();
    check_burned(&cluster, replaced).await;
    assert!(refusals() > before, "an empty disk is refused as well");
    for new in 5..=last {
        replace(&mut cluster, &endpoints, &world, new).await;
    }
    load.end().await;
    cluster.check_sound().unwrap();

    // The new node has everything, and can lead.
    let (id, version) = world.know(|known| {
        known
            .created
            .iter()
            .next()
            .map(|(id, version)| (id.clone(), *version))
            .unwrap()
    });
    let joined = cluster.client(last).await.unwrap();
    let timer = patiently(|| joined.get(&id)).await;
    assert_eq!(event_id(&id, timer.state_version), event_id(&id, version));
    super::bring_to_lead(&cluster, last).await;
    assert!(roles(&joined).await.contains(&(last, NodeRole::Leader)));
}

/// Loses the disk of a node, and waits until its next life votes under this id.
async fn lose_disk(cluster: &mut Cluster, node: u64, id: u64) {
    if cluster.running().contains(&node) {
        cluster.kill(node).unwrap();
    }
    cluster.wipe(node).unwrap();
    cluster.restart(node).await.unwrap();
    let votes = || async {
        let status = cluster.status_led_by(&cluster.running()).await.unwrap();
        let is_voter = |role| matches!(role, NodeRole::Leader | NodeRole::Follower);
        let voters: Vec<u64> = status
            .nodes
            .iter()
            .filter(|node| is_voter(node.role()))
            .map(|node| node.node)
            .collect();
        status.nodes.len() == 3 && voters.len() == 3 && voters.contains(&id)
    };
    until("its next life votes", votes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_lose_their_disks_one_after_another_come_back_by_themselves_under_load() {
    let mut random = Random::from_environment("lost disks", 8);
    let plan = Plan::of(3).with(&PATIENT).with(&FORGETFUL).with(&["--rejoin"]);
    let mut cluster = plan.start().await.unwrap();
    let (_endpoints, receiver) = watch::channel(cluster.endpoints());
    let world = World::new(receiver);
    let load = Load::begin(&world, &mut random);
    settle_more(&world, 100).await;
    let first = follower(&cluster).await;
    lose_disk(&mut cluster, first, first + 1_000).await;
    settle_more(&world, 50).await;
    // The leader, and then the first one again.
    let leader = cluster.leader().await.unwrap();
    lose_disk(
        &mut cluster,
        leader,
        if leader == first { first + 2_000 } else { leader + 1_000 },
    )
    .await;
    settle_more(&world, 50).await;
    let again = [1, 2, 3]
        .into_iter()
        .find(|node| ![first, leader].contains(node))
        .unwrap();
    lose_disk(&mut cluster, again, again + 1_000).await;
    settle_more(&world, 50).await;
    load.end().await;
    cluster.check_sound().unwrap();
    // All of them lost everything once, and the cluster nothing.
    let (id, version) = world.know(|known| {
        let created = known.created.iter().next();
        created.map(|(id, version)| (id.clone(), *version)).unwrap()
    });
    let client = cluster.client(first).await.unwrap();
    let timer = patiently(|| client.get(&id)).await;
    assert_eq!(event_id(&id, timer.state_version), event_id(&id, version));
}
