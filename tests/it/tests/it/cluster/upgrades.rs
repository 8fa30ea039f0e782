//! G23: a cluster goes from one release to the next, and back, without losing anything; a feature of the new release
//! works once all nodes know it and an operator has finished the upgrade.

use std::time::Duration;

use minoots_it::client::{Client, timer};
use minoots_it::cluster::{Cluster, Plan};
use minoots_it::is_long;
use minoots_it::random::Random;
use minoots_it::server::Release;
use minoots_wire::error::Reason;
use minoots_wire::timer::v1::CreateTimerRequest;
use rustix::process::Signal;
use tonic::Status;

use super::loaded::Loaded;
use super::patiently;

const NODES: [u64; 3] = [1, 2, 3];

/// The orders in which three nodes can be upgraded.
const ORDERS: [[u64; 3]; 6] = [[1, 2, 3], [3, 2, 1], [2, 1, 3], [2, 3, 1], [1, 3, 2], [3, 1, 2]];

/// The orders of a short run.
const ORDERS_SHORT: usize = 2;

/// The way in which a node stops for its upgrade.
#[derive(Clone, Copy)]
enum Stop {
    Planned,
    Killed,
}

async fn loaded(release: Release, random: &mut Random) -> Loaded {
    let cluster = Plan::of(3).of_release(release).start().await.unwrap();
    Loaded::in_world(cluster, crate::load::World::new, random)
}

/// Restarts a node with a release, under load.
async fn replace(loaded: &mut Loaded, node: u64, release: Release, stop: Stop) {
    match stop {
        Stop::Planned => {
            let code = loaded.cluster.terminate(node).await.unwrap();
            assert_eq!(code, Some(0), "node {node}");
        }
        Stop::Killed => loaded.cluster.kill(node).unwrap(),
    }
    loaded.tell_endpoints();
    loaded.cluster.set_release(node, release).unwrap();
    loaded.cluster.restart(node).await.unwrap();
    loaded.tell_endpoints();
    loaded.cluster.status_led_by(&NODES).await.unwrap();
}

/// A timer that uses a feature of level 1.
fn noted(id: &str) -> CreateTimerRequest {
    CreateTimerRequest {
        note: "the customer waits".to_owned(),
        delay: Some(minoots_wire::time::duration::to_proto(3_600_000_000_000)),
        fire_time: None,
        ..timer(id)
    }
}

/// The refusal of a feature that is not active, from the node that leads.
async fn not_active(client: &Client, id: &str) -> Status {
    let refused = client.create(noted(id)).await.unwrap_err();
    assert_eq!(Reason::of(&refused), Some(Reason::FeatureNotActive), "{refused:?}");
    refused
}

async fn level(cluster: &Cluster) -> u32 {
    let client = cluster.client(1).await.unwrap();
    patiently(|| client.status()).await.level
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g23_a_roll_in_every_order_under_load_loses_nothing() {
    let mut random = Random::from_environment("upgrade orders", 23);
    let first = usize::try_from(random.below(ORDERS.len() as u64)).unwrap();
    let count = if is_long() { ORDERS.len() } else { ORDERS_SHORT };
    for order in ORDERS.into_iter().cycle().skip(first).take(count) {
        let mut loaded = loaded(Release::Earlier, &mut random).await;
        for node in order {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let stop = match random.below(2) {
                0 => Stop::Planned,
                _ => Stop::Killed,
            };
            replace(&mut loaded, node, Release::This, stop).await;
            assert_eq!(level(&loaded.cluster).await, 0, "no node raises the level by itself");
        }
        let client = loaded.cluster.client(order[0]).await.unwrap();
        let refused = not_active(&client, "early").await;
        assert!(refused.message().contains("cluster level 1"), "{refused:?}");
        assert_eq!(patiently(|| client.finalize_upgrade()).await, 1);
        let (cluster, _) = loaded.judged().await;
        assert_eq!(level(&cluster).await, 1);
        let created = patiently(|| client.create(noted("noted"))).await;
        assert_eq!(created.timer.unwrap().note, "the customer waits");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g23_a_node_goes_to_the_new_release_and_back_under_load() {
    let mut random = Random::from_environment("upgrade and back", 24);
    let mut loaded = loaded(Release::Earlier, &mut random).await;
    for node in NODES {
        replace(&mut loaded, node, Release::This, Stop::Planned).await;
    }
    // Leadership moves both ways between the releases.
    replace(&mut loaded, 2, Release::Earlier, Stop::Killed).await;
    let client = loaded.cluster.client(1).await.unwrap();
    for to in [2, 1, 2] {
        patiently(|| client.transfer_to(to)).await;
        loaded.cluster.status_led_by(&NODES).await.unwrap();
    }
    for node in NODES.into_iter().filter(|node| *node != 2) {
        replace(&mut loaded, node, Release::Earlier, Stop::Planned).await;
    }
    loaded.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g23_an_earlier_node_blocks_the_upgrade_by_name_and_cannot_return_after_it() {
    let mut random = Random::from_environment("upgrade blocked", 25);
    let mut loaded = loaded(Release::Earlier, &mut random).await;
    for node in [1, 3] {
        replace(&mut loaded, node, Release::This, Stop::Planned).await;
    }
    let client = loaded.cluster.client(1).await.unwrap();
    patiently(|| client.transfer_to(1)).await;
    let refused = client.finalize_upgrade().await.unwrap_err();
    assert_eq!(Reason::of(&refused), Some(Reason::UpgradeBlocked), "{refused:?}");
    assert!(refused.message().contains("node 2 runs"), "{refused:?}");
    // The refusal of the feature names the same node, as the leader has asked by now.
    let refused = not_active(&client, "blocked").await;
    assert!(refused.message().contains("node 2 runs"), "{refused:?}");
    loaded.cluster.kill(2).unwrap();
    loaded.tell_endpoints();
    let refused = client.finalize_upgrade().await.unwrap_err();
    assert!(refused.message().contains("node 2 does not answer"), "{refused:?}");
    loaded.cluster.set_release(2, Release::This).unwrap();
    loaded.cluster.restart(2).await.unwrap();
    loaded.tell_endpoints();
    loaded.cluster.status_led_by(&NODES).await.unwrap();
    assert_eq!(patiently(|| client.finalize_upgrade()).await, 1);
    let (mut cluster, _) = loaded.judged().await;
    // The earlier release starts no more on data of this level, and the new one does.
    cluster.terminate(2).await.unwrap();
    cluster.set_release(2, Release::Earlier).unwrap();
    let ended = cluster.launch(2).unwrap().ended().await.unwrap();
    assert!(!ended.success());
    cluster.set_release(2, Release::This).unwrap();
    cluster.restart(2).await.unwrap();
    patiently(|| client.create(noted("noted"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upgrade_is_not_finalized_while_a_node_is_added() {
    let mut cluster = Plan::of(1).of_release(Release::Earlier).start().await.unwrap();
    cluster.terminate(1).await.unwrap();
    cluster.set_release(1, Release::This).unwrap();
    cluster.restart(1).await.unwrap();
    cluster.prepare(2).unwrap().kill().unwrap();
    cluster.set_release(2, Release::Earlier).unwrap();
    let waiting = cluster.launch(2).unwrap();
    let address = cluster.peer_address(2).unwrap();
    let client = cluster.client(1).await.unwrap();
    // The new node answers the question about its level only after the attempt to finalize.
    waiting.signal(Signal::STOP).unwrap();
    let adding = {
        let (client, address) = (cluster.client(1).await.unwrap(), address.clone());
        tokio::spawn(async move { client.add_node(2, &address).await })
    };
    tokio::time::sleep(Duration::from_millis(150)).await;
    let finalized = client.finalize_upgrade().await;
    waiting.signal(Signal::CONT).unwrap();
    let added = adding.await.unwrap();
    // Whichever comes first, a node that cannot read the log is no member.
    match (&finalized, &added) {
        (Err(refused), _) => assert_eq!(Reason::of(refused), Some(Reason::MembershipBusy), "{refused:?}"),
        (Ok(_), added) => assert!(added.is_err(), "{finalized:?} {added:?}"),
    }
    let later = CreateTimerRequest {
        note: String::new(),
        ..noted("later")
    };
    patiently(|| client.create(later.clone())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_cluster_begins_at_the_newest_level_and_admits_no_earlier_node() {
    let mut cluster = Cluster::start().await.unwrap();
    assert_eq!(level(&cluster).await, 1);
    let client = cluster.client(1).await.unwrap();
    patiently(|| client.create(noted("noted"))).await;
    let _waiting = {
        let plan = cluster.prepare(4).unwrap();
        plan.kill().unwrap();
        cluster.set_release(4, Release::Earlier).unwrap();
        cluster.launch(4).unwrap()
    };
    let address = cluster.peer_address(4).unwrap();
    let refused = loop {
        let refused = client.add_node(4, &address).await.unwrap_err();
        // The process may still be starting.
        match Reason::of(&refused) {
            Some(Reason::NodeUnreachable) => tokio::time::sleep(Duration::from_millis(50)).await,
            _ => break refused,
        }
    };
    assert_eq!(Reason::of(&refused), Some(Reason::NodeLevel), "{refused:?}");
    assert!(refused.message().contains("node 4"), "{refused:?}");
}
