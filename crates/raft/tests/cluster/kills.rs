//! Repeated kills.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use minoots_raft::{ChangeError, RaftNode, RaftOptions};

use crate::cluster::{Cluster, HASTY, until};
use crate::harness::create;

fn hasty(options: &mut RaftOptions) {
    options.timing = HASTY;
    options.snapshot_interval_entries = 400;
    options.log_keep_entries = 200;
}

/// Random numbers that differ in each run; the seed is printed.
struct Random(u64);

impl Random {
    fn new() -> Self {
        let seed = RandomState::new().hash_one(0);
        println!("seed {seed}");
        Self(seed)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

#[test]
fn two_hundred_kills_lose_nothing_acknowledged() {
    let mut cluster = Cluster::configured_and_started(&[1, 2, 3], hasty);
    let mut random = Random::new();
    let mut acknowledged = Vec::new();
    let mut failover_ms = Vec::new();
    let (mut kills, mut next) = (0, 0);
    while kills < 200 {
        let leader = cluster.leader();
        let victim = 1 + random.below(3);
        let harness = cluster.harness(leader);
        let answers: Vec<_> = (next..next + 20)
            .map(|number| (number, harness.propose(create(number))))
            .collect();
        next += 20;
        std::thread::sleep(Duration::from_micros(random.below(3_000)));
        let begun = Instant::now();
        cluster.kill(victim);
        kills += 1;
        for (number, answer) in answers {
            if answer.blocking_recv().is_ok_and(|answer| answer.is_ok()) {
                acknowledged.push(number);
            }
        }
        if random.below(4) == 0 {
            // Kill all of them in turn, each before the previous one is back.
            let second = cluster.alive()[random.below(2) as usize];
            cluster.kill(second);
            kills += 1;
            cluster.start(second);
        }
        cluster.commit(create(next));
        if victim == leader {
            failover_ms.push(begun.elapsed().as_millis());
        }
        acknowledged.push(next);
        next += 1;
        cluster.start(victim);
    }
    cluster.converge();
    cluster.assert_present(&acknowledged);
    failover_ms.sort_unstable();
    let (median, worst) = (failover_ms[failover_ms.len() / 2], failover_ms[failover_ms.len() - 1]);
    println!(
        "{kills} kills, {} acknowledged of {next}; leader kill to the next commit, ms: median {median}, worst {worst}",
        acknowledged.len()
    );
    cluster.stop();
}

#[test]
fn after_a_storm_of_restarts_commits_resume_at_once() {
    let mut cluster = Cluster::configured_and_started(&[1, 2, 3], hasty);
    let mut random = Random::new();
    for _ in 0..30 {
        let victim = 1 + random.below(3);
        cluster.kill(victim);
        cluster.start(victim);
        std::thread::sleep(Duration::from_millis(random.below(100)));
    }
    let begun = Instant::now();
    cluster.commit(create(1));
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    cluster.converge();
    cluster.stop();
}

/// Repeats a change through the current leader until it succeeds.
fn insist(cluster: &Cluster, change: impl Fn(RaftNode) -> BoxFuture<'static, Result<(), ChangeError>>) {
    until("the membership changes", || {
        let leader = cluster.leader();
        match cluster.run(leader, &change) {
            Ok(()) | Err(ChangeError::Unknown(_)) => Some(()),
            Err(
                ChangeError::NotLeader { .. }
                | ChangeError::Busy
                | ChangeError::OutcomeUnknown(_)
                | ChangeError::Unreachable { .. }
                | ChangeError::QuorumLoss { .. }
                | ChangeError::NotTaken,
            ) => None,
            Err(error) => panic!("{error}"),
        }
    });
}

#[test]
fn a_change_of_the_membership_survives_the_leader_that_makes_it() {
    let mut cluster = Cluster::configured_and_started(&[1, 2, 3], hasty);
    let mut random = Random::new();
    let mut acknowledged = Vec::new();
    for new in 4..8 {
        let old = new - 3;
        cluster.place(new);
        cluster.start(new);
        let address = cluster.network.address(new).to_string();
        let add = move |node: RaftNode| -> BoxFuture<'static, Result<(), ChangeError>> {
            let address = address.clone();
            Box::pin(async move { node.add(new, &address).await })
        };
        let remove = move |node: RaftNode| -> BoxFuture<'static, Result<(), ChangeError>> {
            Box::pin(async move { node.remove(old).await })
        };
        let mut struck = |cluster: &mut Cluster, change: &dyn Fn(RaftNode) -> BoxFuture<'static, _>| {
            let leader = cluster.leader();
            acknowledged.extend(cluster.create_on(leader, new * 1_000..new * 1_000 + 50));
            cluster.begin(leader, change);
            std::thread::sleep(Duration::from_micros(random.below(25_000)));
            cluster.kill(leader);
            cluster.start(leader);
        };
        struck(&mut cluster, &add);
        insist(&cluster, add);
        struck(&mut cluster, &remove);
        insist(&cluster, remove);
        cluster.kill_removed(old);
    }
    cluster.commit(create(1));
    cluster.converge();
    cluster.assert_present(&acknowledged);
    let status = cluster.run(cluster.leader(), |node| async move { node.status().await });
    let members: Vec<u64> = status.nodes.iter().map(|node| node.node).collect();
    assert_eq!(members, [5, 6, 7]);
    cluster.stop();
}
