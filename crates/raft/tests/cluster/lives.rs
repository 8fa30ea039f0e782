//! Nodes that lost their data and come back in their place, under a new id.

use std::time::Duration;

use minoots_raft::{ChangeError, NewLife, RaftOptions, Requirements, StartError};

use crate::cluster::{Cluster, until};
use crate::harness::create;

fn rejoining(nodes: &[u64]) -> Cluster {
    let rejoins = |options: &mut RaftOptions| options.rejoins = true;
    Cluster::configured_and_started(nodes, rejoins)
}

/// The lost members that the leader knows, and the nodes in their place.
fn new_lives(cluster: &Cluster) -> Vec<NewLife> {
    cluster.run(cluster.leader(), |leader| async move { leader.new_lives().await })
}

/// Exchanges every lost member, as the leader of a server does.
fn exchange(cluster: &Cluster) {
    until("every lost member is exchanged", || {
        let lives = new_lives(cluster);
        for life in &lives {
            let life = life.clone();
            let changed = cluster.run(cluster.leader(), move |leader| async move {
                leader.replace(&life, Requirements::default()).await
            });
            assert!(
                changed.is_ok()
                    || matches!(
                        changed,
                        Err(ChangeError::NotLeader { .. } | ChangeError::Busy | ChangeError::OutcomeUnknown(_))
                    ),
                "{changed:?}"
            );
        }
        lives.is_empty().then_some(())
    });
}

fn members(cluster: &Cluster) -> Vec<u64> {
    let status = cluster.run(cluster.leader(), |node| async move { node.status().await });
    status.nodes.iter().map(|node| node.node).collect()
}

fn comes_back(cluster: &mut Cluster, node: u64, id: u64) {
    cluster.kill(node);
    cluster.wipe(node);
    cluster.start(node);
    assert_eq!(cluster.node(node).node_id(), id);
    until("the leader finds it", || {
        let found = new_lives(cluster);
        found.iter().any(|life| life.node == id).then_some(())
    });
    exchange(cluster);
}

#[test]
fn a_node_that_lost_its_disk_again_and_again_votes_in_its_place_under_new_ids() {
    let mut cluster = rejoining(&[1, 2, 3]);
    let mut acknowledged = cluster.create_on(cluster.leader(), 0..100);
    let lost = cluster.follower();
    cluster.converge();
    let image = cluster.image_after_kill(lost);
    cluster.start(lost);
    for life in 1..=2 {
        let id = lost + 1_000 * life;
        comes_back(&mut cluster, lost, id);
        acknowledged.extend(cluster.create_on(cluster.leader(), 100 * life..100 * life + 100));
        cluster.converge();
        let mut expected: Vec<u64> = [1, 2, 3].into_iter().filter(|node| *node != lost).collect();
        expected.push(id);
        assert_eq!(members(&cluster), expected);
    }
    // It votes: without another node, two of three are still a majority.
    let down = [1, 2, 3]
        .into_iter()
        .find(|node| *node != lost && *node != cluster.leader());
    cluster.kill(down.unwrap());
    cluster.commit(create(999));
    cluster.start(down.unwrap());
    // A restart continues the same life.
    cluster.kill(lost);
    cluster.start(lost);
    assert_eq!(cluster.node(lost).node_id(), lost + 2_000);
    cluster.converge();
    cluster.assert_present(&acknowledged);
    // The data of the first life is of no use any more.
    cluster.kill(lost);
    cluster.machines.get_mut(&lost).unwrap().directory = image;
    let refused = cluster.try_start(lost).unwrap_err();
    assert!(
        matches!(refused, StartError::Burned { id, .. } if id == lost),
        "{refused}"
    );
    cluster.commit(create(1_000));
}

#[test]
fn an_exchange_that_a_leader_left_unfinished_is_finished_by_the_next() {
    let mut cluster = rejoining(&[1, 2, 3, 4, 5]);
    let acknowledged = cluster.create_on(cluster.leader(), 0..100);
    let lost = cluster.follower();
    cluster.kill(lost);
    cluster.wipe(lost);
    cluster.start(lost);
    let life = until("the leader finds it", || new_lives(&cluster).pop());
    let leader = cluster.leader();
    cluster.begin(leader, move |node| async move {
        node.replace(&life, Requirements::default()).await
    });
    cluster.kill(leader);
    exchange(&cluster);
    cluster.start(leader);
    cluster.converge();
    cluster.assert_present(&acknowledged);
    let members = members(&cluster);
    assert!(
        members.contains(&(lost + 1_000)) && !members.contains(&lost),
        "{members:?}"
    );
    cluster.stop();
}

#[test]
fn a_node_that_was_removed_waits_under_a_new_id_until_it_is_added() {
    let mut cluster = rejoining(&[1, 2, 3]);
    let gone = cluster.follower();
    let leader = cluster.leader();
    cluster
        .run(leader, move |leader| async move { leader.remove(gone).await })
        .unwrap();
    let fatal = cluster.harness(gone).fatal.clone();
    until("it ends itself", || fatal.lock().unwrap().first().cloned());
    fatal.lock().unwrap().clear();
    cluster.kill_removed(gone);
    cluster.wipe(gone);
    cluster.start(gone);
    let id = cluster.node(gone).node_id();
    assert_eq!(id, gone + 1_000);
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(new_lives(&cluster), [], "people removed it, and people add it");
    assert_eq!(cluster.node(gone).cluster_id(), None);
    let address = cluster.network.address(gone).to_string();
    let by_its_first_id = {
        let address = address.clone();
        cluster.run(cluster.leader(), move |leader| async move {
            leader.add(gone, &address).await
        })
    };
    let named = format!("node {id} is at {address}: name that id");
    assert!(by_its_first_id.unwrap_err().to_string().contains(&named));
    cluster
        .run(
            cluster.leader(),
            move |leader| async move { leader.add(id, &address).await },
        )
        .unwrap();
    cluster.converge();
    cluster.stop();
}

#[test]
fn a_node_without_leave_to_rejoin_and_one_at_another_address_replace_nothing() {
    let mut cluster = rejoining(&[1, 2, 3]);
    let lost = cluster.follower();
    cluster.kill(lost);
    cluster.wipe(lost);
    cluster.configure = |options| options.rejoins = false;
    let refused = cluster.try_start(lost).unwrap_err();
    assert!(matches!(refused, StartError::Burned { .. }), "{refused}");
    // Another address: the lost node may still run at the one that the cluster knows.
    cluster.configure = |options| options.rejoins = true;
    cluster.network.place(lost);
    cluster.wipe(lost);
    cluster.start(lost);
    assert_eq!(cluster.node(lost).node_id(), lost + 1_000);
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(new_lives(&cluster), []);
    cluster.commit(create(1));
    cluster.stop();
}

#[test]
fn an_id_that_leaves_no_room_for_lives_is_refused() {
    let mut cluster = Cluster::configured(&[1_001], |options| options.rejoins = true);
    let refused = cluster.try_start(1_001).unwrap_err().to_string();
    assert!(refused.contains("node 1001 cannot rejoin under a new id"), "{refused}");
}
