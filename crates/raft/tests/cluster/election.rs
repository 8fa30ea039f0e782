//! Elections, and the data that survives the end of a leader.

use std::sync::Arc;
use std::time::Instant;

use minoots_sequencer::clock::{Clock, TimeSource};
use minoots_sequencer::consensus::Consensus;

use crate::cluster::{Cluster, until};
use crate::harness::create;

#[test]
fn three_empty_nodes_begin_one_cluster_and_replicate() {
    let cluster = Cluster::started(&[1, 2, 3]);
    let acknowledged = cluster.create_on(cluster.leader(), 0..500);
    assert_eq!(acknowledged.len(), 500);
    cluster.converge();
    cluster.assert_present(&acknowledged);
    let ids: Vec<_> = [1, 2, 3].map(|node| cluster.node(node).cluster_id().unwrap()).into();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let leader = cluster.leader();
    for node in [1, 2, 3] {
        let known = until("the leader is known", || cluster.node(node).leader_address());
        assert_eq!(known, (leader, format!("client-{leader}:1")));
    }
    cluster.stop();
}

#[test]
fn five_nodes_survive_the_loss_of_two() {
    let mut cluster = Cluster::started(&[1, 2, 3, 4, 5]);
    let mut acknowledged = cluster.create_on(cluster.leader(), 0..50);
    for round in 1..3 {
        cluster.kill(cluster.leader());
        for number in round * 100..round * 100 + 50 {
            cluster.commit(create(number));
            acknowledged.push(number);
        }
    }
    cluster.converge();
    cluster.assert_present(&acknowledged);
}

#[test]
fn a_killed_leader_is_replaced_and_nothing_acknowledged_is_lost() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    let mut acknowledged = Vec::new();
    let mut took_ms = Vec::new();
    for round in 0..5 {
        let leader = cluster.leader();
        acknowledged.extend(cluster.create_on(leader, round * 1_000..round * 1_000 + 200));
        cluster.kill(leader);
        let begun = Instant::now();
        cluster.commit(create(round * 1_000 + 999));
        took_ms.push(begun.elapsed().as_millis());
        acknowledged.push(round * 1_000 + 999);
        cluster.start(leader);
        cluster.converge();
    }
    cluster.assert_present(&acknowledged);
    println!("kill to the first new commit, ms: {took_ms:?}");
    cluster.stop();
}

#[test]
fn a_restarted_follower_catches_up_from_the_log() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    let follower = cluster.follower();
    cluster.kill(follower);
    let leader = cluster.leader();
    let acknowledged = cluster.create_on(leader, 0..300);
    assert_eq!(acknowledged.len(), 300);
    cluster.start(follower);
    cluster.converge();
    cluster.assert_present(&acknowledged);
    assert_eq!(cluster.leader(), leader, "a restart must not unseat the leader");
    cluster.stop();
}

#[test]
fn a_follower_is_ready_while_it_hears_a_leader() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    for node in cluster.alive() {
        until("it hears a leader", || cluster.node(node).hears_leader().then_some(()));
    }
    let leader = cluster.leader();
    let left = cluster.follower();
    for node in [1, 2, 3].into_iter().filter(|node| *node != left).collect::<Vec<_>>() {
        cluster.kill(node);
    }
    assert_ne!(leader, left);
    until("it hears none", || (!cluster.node(left).hears_leader()).then_some(()));
}

#[test]
fn one_wrong_clock_of_three_does_not_move_the_time_of_the_quorum() {
    struct Ahead;
    impl TimeSource for Ahead {
        fn wall(&self) -> i64 {
            Clock::default().now() + HOUR
        }
    }
    const HOUR: i64 = 3_600_000_000_000;
    let cluster = Cluster::configured_and_started(&[1, 2, 3], |options| {
        if options.node_id == 3 {
            options.clock = Clock::new(Arc::new(Ahead));
        }
    });
    for leads in [1, 3] {
        if cluster.leader() != leads {
            let leader = cluster.leader();
            cluster
                .run(leader, move |node| async move { node.transfer(Some(leads)).await })
                .unwrap();
            until("it leads", || cluster.leads(leads));
        }
        let time = until("a quorum was read", || cluster.node(leads).standing().quorum_time);
        let shown = time.reached + i64::try_from(time.at.elapsed().as_nanos()).unwrap();
        assert!(
            (Clock::default().now() - shown).abs() < 250_000_000,
            "node {leads}: {time:?}"
        );
    }
    cluster.stop();
}

#[test]
fn the_standing_of_a_leader_follows_its_quorum() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    let leader = cluster.leader();
    let standing = until("the standing is complete", || {
        let standing = cluster.node(leader).standing();
        (standing.leased && standing.quorum_time.is_some()).then_some(standing)
    });
    assert!(standing.quorum_time.unwrap().reached > 0);
    for node in cluster
        .alive()
        .into_iter()
        .filter(|node| *node != leader)
        .collect::<Vec<_>>()
    {
        assert!(!cluster.node(node).standing().leased, "a follower holds no lease");
        cluster.kill(node);
    }
    until("the lease ends", || {
        let standing = cluster.node(leader).standing();
        (!standing.leased && standing.quorum_time.is_none()).then_some(())
    });
}
