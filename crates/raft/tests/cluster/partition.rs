//! Networks that lose messages, in one direction or both.

use std::time::{Duration, Instant};

use minoots_raft::Role;
use minoots_sequencer::consensus::{Consensus, ProposeError, ReadIndexError};

use crate::cluster::{Cluster, HASTY, until};
use crate::harness::create;

fn others(cluster: &Cluster, node: u64) -> Vec<u64> {
    cluster.alive().into_iter().filter(|other| *other != node).collect()
}

/// A lease, and a margin for a busy machine.
const SOON: Duration = Duration::from_secs(3);

fn withdraws(cluster: &Cluster, leader: u64) -> Duration {
    let begun = Instant::now();
    until("the leader withdraws", || cluster.leads(leader).is_none().then_some(()));
    begun.elapsed()
}

#[test]
fn a_leader_without_a_majority_refuses_writes_and_reads_and_the_majority_goes_on() {
    let cluster = Cluster::started(&[1, 2, 3]);
    let leader = cluster.leader();
    let majority = others(&cluster, leader);
    majority.iter().for_each(|other| cluster.network.part(leader, *other));
    assert!(withdraws(&cluster, leader) < SOON);
    assert!(!cluster.node(leader).standing().leased);
    let refused = cluster.harness(leader).propose(create(1)).blocking_recv().unwrap();
    assert_eq!(refused.unwrap_err(), ProposeError::NotLeader { leader: None });
    let read = cluster.run(leader, |node| async move { node.read_index().await });
    assert!(
        matches!(read, Err(ReadIndexError::NoQuorum | ReadIndexError::NoLeader)),
        "{read:?}"
    );
    cluster.commit_on(&majority, create(2));
    cluster.network.heal();
    cluster.converge();
    cluster.assert_present(&[2]);
    assert!(!cluster.harness(leader).has_timer(1), "what was refused never happens");
    cluster.stop();
}

#[test]
fn a_leader_that_can_send_but_not_hear_falls_silent_and_is_replaced() {
    let cluster = Cluster::started(&[1, 2, 3]);
    let leader = cluster.leader();
    let majority = others(&cluster, leader);
    majority.iter().for_each(|other| cluster.network.lose(*other, leader));
    let begun = Instant::now();
    assert!(withdraws(&cluster, leader) < SOON);
    cluster.commit_on(&majority, create(1));
    let took = begun.elapsed();
    println!("deaf leader to the first commit by another: {} ms", took.as_millis());
    assert!(took < SOON, "{took:?}");
    cluster.network.heal();
    cluster.converge();
    cluster.assert_present(&[1]);
    cluster.stop();
}

#[test]
fn a_read_that_waits_for_a_leader_which_cannot_hear_is_answered_by_the_next() {
    let cluster = Cluster::configured_and_started(&[1, 2, 3], |options| options.timing = HASTY);
    let answered = (0..10).any(|_| {
        let leader = cluster.leader();
        let majority = others(&cluster, leader);
        majority.iter().for_each(|other| cluster.network.lose(*other, leader));
        // If the election takes longer than a call may, the call is rejected and the attempt proves nothing.
        let read = cluster.run(majority[0], |node| async move { node.read_index().await });
        cluster.network.heal();
        cluster.converge();
        read.is_ok()
    });
    assert!(answered);
    cluster.stop();
}

#[test]
fn a_leader_that_can_hear_but_not_send_is_replaced() {
    let cluster = Cluster::started(&[1, 2, 3]);
    let leader = cluster.leader();
    let majority = others(&cluster, leader);
    majority.iter().for_each(|other| cluster.network.lose(leader, *other));
    assert!(withdraws(&cluster, leader) < SOON);
    cluster.commit_on(&majority, create(1));
    cluster.network.heal();
    cluster.converge();
    cluster.assert_present(&[1]);
    cluster.stop();
}

#[test]
fn a_follower_that_hears_but_never_answers_holds_nobody_up() {
    let cluster = Cluster::started(&[1, 2, 3]);
    let (leader, hung) = (cluster.leader(), cluster.follower());
    cluster.network.lose(hung, leader);
    let begun = Instant::now();
    for round in 0..20 {
        let acknowledged = cluster.create_on(leader, round * 100..round * 100 + 100);
        assert_eq!(acknowledged.len(), 100, "round {round}");
    }
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    assert!(cluster.leads(leader).is_some());
    cluster.network.heal();
    cluster.converge();
    cluster.stop();
}

#[test]
fn two_that_do_not_see_each_other_but_both_see_a_third_cause_no_storm_of_elections() {
    let cluster = Cluster::started(&[1, 2, 3]);
    let leader = cluster.leader();
    let term = cluster.leads(leader).unwrap();
    cluster.network.part(leader, cluster.follower());
    for number in 0..10 {
        cluster.commit(create(number));
        std::thread::sleep(Duration::from_millis(150));
    }
    let newest = cluster
        .alive()
        .iter()
        .map(|node| cluster.node(*node).stats().term)
        .max();
    assert!(newest.unwrap() <= term + 3, "from term {term} to {newest:?}");
    cluster.network.heal();
    cluster.converge();
    cluster.stop();
}

#[test]
fn a_link_that_comes_and_goes_loses_nothing() {
    let cluster = Cluster::started(&[1, 2, 3]);
    let mut acknowledged = Vec::new();
    for round in 0..12 {
        let leader = cluster.leader();
        let other = others(&cluster, leader)[round as usize % 2];
        cluster.network.part(leader, other);
        acknowledged.extend(cluster.create_on(leader, round * 100..round * 100 + 50));
        std::thread::sleep(Duration::from_millis(50 + 40 * round));
        cluster.network.heal();
    }
    assert!(acknowledged.len() > 300, "{} acknowledged", acknowledged.len());
    cluster.converge();
    cluster.assert_present(&acknowledged);
    cluster.stop();
}

#[test]
fn reads_on_any_node_see_every_acknowledged_write() {
    let cluster = Cluster::started(&[1, 2, 3]);
    for number in 0..30 {
        cluster.commit(create(number));
        for node in cluster.alive() {
            let index = cluster.run(node, |node| async move {
                let index = node.read_index().await?;
                node.applied().wait_for(|applied| *applied >= index).await.unwrap();
                Ok::<_, ReadIndexError>(index)
            });
            index.unwrap();
            assert!(cluster.harness(node).has_timer(number), "node {node}, timer {number}");
        }
    }
    cluster.stop();
}

#[test]
fn a_restarted_voter_elects_nobody_against_the_leader_it_followed() {
    let mut cluster = Cluster::started(&[1, 2, 3]);
    let mut effective = 0;
    for _ in 0..6 {
        let leader = cluster.leader();
        let term = cluster.leads(leader).unwrap();
        let [restarted, rival] = others(&cluster, leader)[..] else {
            unreachable!()
        };
        // The rival hears no leader and requests votes. The other voter has restarted and forgotten that it hears one.
        cluster.network.part(leader, rival);
        std::thread::sleep(Duration::from_millis(700));
        let begun = Instant::now();
        cluster.kill(restarted);
        cluster.start(restarted);
        let away = begun.elapsed();
        std::thread::sleep(Duration::from_millis(700));
        // The leader's lease outlived the restart, so it must still lead.
        if away < Duration::from_millis(120) {
            assert_eq!(cluster.leads(leader), Some(term), "after {away:?}");
            effective += 1;
        }
        cluster.network.heal();
        // Its term may have grown, and then it may also win the next election.
        until("the rival is no candidate any more", || {
            matches!(cluster.node(rival).stats().role, Role::Follower | Role::Leader).then_some(())
        });
        cluster.commit(create(effective));
    }
    assert!(effective > 0, "no restart was quick enough to show anything");
    cluster.stop();
}
