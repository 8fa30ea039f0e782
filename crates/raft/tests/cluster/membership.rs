//! Changes of the membership, and nodes that may not join (G21).

use std::time::{Duration, Instant};

use minoots_raft::{ChangeError, NodeRole, StartError};
use minoots_sequencer::consensus::Consensus;

use crate::cluster::{Cluster, until};
use crate::harness::create;

fn add(cluster: &Cluster, node: u64) -> Result<(), ChangeError> {
    let address = cluster.network.address(node).to_string();
    by_the_leader(cluster, |leader| {
        let address = address.clone();
        cluster.run(leader, move |leader| async move { leader.add(node, &address).await })
    })
}

fn remove(cluster: &Cluster, node: u64) -> Result<(), ChangeError> {
    by_the_leader(cluster, |leader| {
        cluster.run(leader, move |leader| async move { leader.remove(node).await })
    })
}

/// Asks the leader, again while there is none: on a busy machine a leader may lose its quorum for a moment.
fn by_the_leader(cluster: &Cluster, change: impl Fn(u64) -> Result<(), ChangeError>) -> Result<(), ChangeError> {
    until("the leader is asked", || match change(cluster.leader()) {
        Err(ChangeError::NotLeader { leader: None }) => None,
        done => Some(done),
    })
}

#[test]
fn bootstrap_waits_for_every_listed_node() {
    let mut cluster = Cluster::of(&[1, 2, 3]);
    cluster.start(1);
    cluster.start(2);
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!([1, 2].map(|node| cluster.node(node).cluster_id()), [None, None]);
    cluster.start(3);
    cluster.leader();
    until("all belong to it", || {
        [1, 2, 3]
            .iter()
            .all(|node| cluster.node(*node).cluster_id().is_some())
            .then_some(())
    });
    cluster.stop();
}

#[test]
fn a_node_that_is_added_catches_up_and_counts_as_a_voter() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    let acknowledged = cluster.create_on(cluster.leader(), 0..300);
    cluster.place(4);
    cluster.start(4);
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(cluster.node(4).cluster_id(), None, "it waits to be added");
    add(&cluster, 4).unwrap();
    add(&cluster, 4).unwrap();
    cluster.converge();
    cluster.assert_present(&acknowledged);
    let leader = cluster.leader();
    let status = cluster.run(leader, |node| async move { node.status().await });
    assert_eq!(status.leader, Some(leader));
    for node in &status.nodes {
        let expected = if node.node == leader {
            NodeRole::Leader
        } else {
            NodeRole::Follower
        };
        assert_eq!(
            (node.role, node.advertise.clone()),
            (expected, format!("client-{}:1", node.node))
        );
    }
    assert_eq!(status.nodes.len(), 4);
    // Now three of four must answer.
    cluster.kill(cluster.follower());
    cluster.commit(create(1_000));
    let status = cluster.run(cluster.leader(), |node| async move { node.status().await });
    let gone = status.nodes.iter().filter(|node| node.role == NodeRole::Unreachable);
    assert_eq!(gone.count(), 1);
}

#[test]
fn only_voter_neither_hands_over_nor_is_removed() {
    let cluster = Cluster::started(&[1]);
    cluster.leader();
    let moved = cluster.run(1, |node| async move { node.transfer(None).await });
    assert_eq!(moved, Err(ChangeError::Alone(1)));
    assert_eq!(remove(&cluster, 1), Err(ChangeError::Last(1)));
    cluster.commit(create(1));
}

#[test]
fn a_node_that_was_alone_grows_to_three_and_its_end_is_noticed() {
    let mut cluster = Cluster::started(&[1]);
    let acknowledged = cluster.create_on(1, 0..100);
    for node in [2, 3] {
        cluster.place(node);
        cluster.start(node);
        add(&cluster, node).unwrap();
    }
    cluster.converge();
    // It sent no heartbeats while it was alone. Now the others must hear it, and notice its end.
    cluster.kill(1);
    cluster.commit(create(1_000));
    cluster.assert_present(&acknowledged);
    cluster.stop();
}

#[test]
fn a_dead_node_is_replaced_by_a_new_one_with_a_new_id() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    let mut acknowledged = cluster.create_on(cluster.leader(), 0..100);
    let dead = cluster.follower();
    cluster.kill(dead);
    cluster.place(4);
    cluster.start(4);
    add(&cluster, 4).unwrap();
    remove(&cluster, dead).unwrap();
    acknowledged.extend(cluster.create_on(cluster.leader(), 100..200));
    // Two of three are a majority again.
    cluster.kill(cluster.follower());
    cluster.commit(create(999));
    acknowledged.push(999);
    cluster.converge();
    cluster.assert_present(&acknowledged);
}

#[test]
fn a_node_that_was_admitted_in_an_entry_that_was_lost_can_be_added_again() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    cluster.place(4);
    cluster.start(4);
    let leader = cluster.leader();
    let others: Vec<u64> = (1..=3).filter(|node| *node != leader).collect();
    others.iter().for_each(|other| cluster.network.part(leader, *other));
    let address = cluster.network.address(4).to_string();
    cluster.begin(leader, move |node| async move { node.add(4, &address).await });
    until("it hears that it belongs to the cluster", || {
        cluster.node(4).cluster_id()
    });
    cluster.leader_of(&others);
    cluster.network.heal();
    until("it is added", || add(&cluster, 4).ok());
    cluster.converge();
    cluster.stop();
}

#[test]
fn a_removed_node_unseats_nobody_and_ends_itself_and_its_id_is_never_used_again() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    let gone = cluster.follower();
    remove(&cluster, gone).unwrap();
    let leader = cluster.leader();
    let term = cluster.leads(leader);
    let fatal = cluster.harness(gone).fatal.clone();
    let why = until("it ends itself", || fatal.lock().unwrap().first().cloned());
    assert!(why.starts_with("NODE_ID_BURNED: "), "{why}");
    let status = cluster.run(gone, |node| async move { node.status().await });
    for node in status.nodes.iter().filter(|node| node.node == gone) {
        let told = node.quarantine.as_deref().unwrap_or_default();
        assert_eq!(node.role, NodeRole::Quarantined, "{status:?}");
        assert!(told.starts_with("NODE_ID_BURNED: "), "{status:?}");
    }
    fatal.lock().unwrap().clear();
    assert_eq!(cluster.leads(leader), term, "the removed node unseats nobody");
    assert_eq!(add(&cluster, gone), Err(ChangeError::Burned(gone)));
    assert_eq!(remove(&cluster, gone), Err(ChangeError::Unknown(gone)));
    cluster.kill(gone);
    let on_its_data = cluster.try_start(gone).unwrap_err();
    cluster.wipe(gone);
    let on_an_empty_disk = cluster.try_start(gone).unwrap_err();
    for refused in [on_its_data, on_an_empty_disk] {
        assert!(
            matches!(refused, StartError::Burned { id, .. } if id == gone),
            "{refused}"
        );
    }
}

#[test]
fn a_node_that_lost_its_disk_does_not_return_under_its_old_id() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    let wiped = cluster.follower();
    cluster.kill(wiped);
    cluster.wipe(wiped);
    let refused = cluster.try_start(wiped).unwrap_err();
    assert!(refused.to_string().starts_with("NODE_ID_BURNED: "), "{refused}");
    cluster.commit(create(1));
}

#[test]
fn a_removal_that_would_lose_the_quorum_is_refused() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    let down = cluster.follower();
    cluster.kill(down);
    let up = cluster.follower();
    let refused = remove(&cluster, up).unwrap_err();
    let expected = ChangeError::QuorumLoss {
        node: up,
        answering: 1,
        voters: 2,
    };
    assert_eq!(refused, expected);
    remove(&cluster, down).unwrap();
    cluster.commit(create(1));
}

#[test]
fn one_change_of_the_membership_at_a_time() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    cluster.place(4);
    cluster.start(4);
    let (address, other) = (cluster.network.address(4).to_string(), cluster.follower());
    let (added, removed) = cluster.run(cluster.leader(), move |leader| async move {
        tokio::join!(leader.add(4, &address), leader.remove(other))
    });
    assert_eq!((added, removed), (Ok(()), Err(ChangeError::Busy)));
    cluster.stop();
}

#[test]
fn only_the_leader_changes_the_cluster_and_it_does_not_remove_itself() {
    let cluster = Cluster::started(&[1, 2, 3]);
    let leader = cluster.leader();
    let follower = cluster.follower();
    // A busy machine may separate the two for a moment.
    until("the follower refuses, and names the leader", || {
        let refused = cluster.run(follower, move |node| async move { node.remove(leader).await });
        (refused == Err(ChangeError::NotLeader { leader: Some(leader) })).then_some(())
    });
    let moved = remove(&cluster, leader).unwrap_err();
    assert!(
        matches!(moved, ChangeError::NotLeader { leader: Some(other) } if other != leader),
        "{moved:?}"
    );
    let successor = until("another leads", || {
        Some(cluster.leader()).filter(|other| *other != leader)
    });
    remove(&cluster, leader).unwrap();
    assert_eq!(cluster.leader(), successor);
}

#[test]
fn leadership_moves_to_whom_it_is_given() {
    let cluster = Cluster::started(&[1, 2, 3]);
    let (mut took_ms, mut outcomes, mut to_whom) = (Vec::new(), Vec::new(), 0);
    // A busy machine may elect another node meanwhile. Most attempts succeed, and the hook receives the outcome of each
    // one that began.
    while took_ms.len() < 6 && outcomes.len() < 12 {
        let (leader, to) = (cluster.leader(), cluster.follower());
        let begun = Instant::now();
        match cluster.run(leader, move |node| async move { node.transfer(Some(to)).await }) {
            Ok(()) => {
                outcomes.extend([None, Some(true)]);
                to_whom += usize::from(cluster.leader() == to);
                took_ms.push(begun.elapsed().as_millis());
            }
            Err(ChangeError::NotLeader { .. }) => {}
            Err(_) => outcomes.extend([None, Some(false)]),
        }
    }
    assert!(took_ms.len() == 6 && to_whom >= 4, "{to_whom} {outcomes:?}");
    let told = |node| cluster.harness(node).hand_overs.0.lock().unwrap().clone();
    let (mut told, mut expected) = ([1, 2, 3].map(told).concat(), outcomes);
    told.sort_unstable();
    expected.sort_unstable();
    assert_eq!(told, expected, "each was prepared, and its outcome told");
    println!("transfer until the successor leads, ms: {took_ms:?}");
    assert_eq!(
        cluster.run(cluster.leader(), |node| async move { node.transfer(Some(9)).await }),
        Err(ChangeError::Unknown(9))
    );
    cluster.stop();
}

#[test]
fn a_leader_gives_up_of_its_own_accord_at_most_once_a_minute() {
    let cluster = Cluster::started(&[1, 2, 3]);
    let first = cluster.leader();
    until("it hears the others", || cluster.node(first).standing().quorum_time);
    cluster.node(first).abdicate();
    let second = until("another leads", || {
        Some(cluster.leader()).filter(|leader| *leader != first)
    });
    let told = cluster.harness(first).hand_overs.0.lock().unwrap().clone();
    assert_eq!(told, [], "a clock that is wrong releases nothing meanwhile");
    cluster
        .run(second, move |node| async move { node.transfer(Some(first)).await })
        .unwrap();
    until("it leads again", || cluster.leads(first));
    cluster.node(first).abdicate();
    std::thread::sleep(Duration::from_millis(500));
    assert!(cluster.leads(first).is_some());
    cluster.stop();
}

#[test]
fn a_node_whose_disk_was_set_back_takes_part_in_nothing() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    let reverted = cluster.follower();
    cluster.converge();
    let image = cluster.image_after_kill(reverted);
    cluster.start(reverted);
    let acknowledged = cluster.create_on(cluster.leader(), 0..100);
    cluster.converge();
    let leader = cluster.leader();
    let term = cluster.leads(leader);
    cluster.kill(reverted);
    cluster.machines.get_mut(&reverted).unwrap().directory = image;
    cluster.start(reverted);
    let fatal = cluster.harness(reverted).fatal.clone();
    let why = until("it ends itself", || fatal.lock().unwrap().first().cloned());
    assert!(why.starts_with("DATA_REVERTED: "), "{why}");
    fatal.lock().unwrap().clear();
    std::thread::sleep(Duration::from_millis(500));
    cluster.machines.get_mut(&reverted).unwrap().running = None;
    assert_eq!(cluster.leads(leader), term, "the others go on as before");
    cluster.commit(create(1_000));
    cluster.assert_present(&acknowledged);
}
