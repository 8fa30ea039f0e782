//! Followers that are too far behind for the log.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use minoots_kernel::Entry;
use minoots_kernel::internal::command::Command as Kind;
use minoots_kernel::limits::PAYLOAD_BYTES_MAX;
use minoots_raft::RaftOptions;
use minoots_sequencer::consensus::Consensus;

use crate::cluster::{Cluster, HASTY, until};
use crate::harness::create;

/// Short retention, so that a follower soon needs a snapshot.
fn forgetful(options: &mut RaftOptions) {
    options.timing = HASTY;
    options.snapshot_interval_entries = 50;
    options.log_keep_entries = 20;
    options.log.segment_bytes = 64 << 10;
}

/// Creates timers until the start of the log is purged.
fn until_purged(cluster: &Cluster, leader: u64, from: u64) -> Vec<u64> {
    let behind = cluster.node(leader).stats().last_log_index.unwrap();
    let mut next = from;
    let mut acknowledged = Vec::new();
    until("the log is purged", || {
        acknowledged.extend(cluster.create_on(leader, next..next + 100));
        next += 100;
        cluster
            .node(leader)
            .stats()
            .purged_index
            .filter(|purged| *purged > behind)
    });
    acknowledged
}

/// Whether a node caught up without applying each entry.
fn was_spared_entries(cluster: &Cluster, node: u64) -> bool {
    let told = cluster.harness(node).sink.told().len() as u64;
    told < *cluster.node(node).applied().borrow() + 1
}

#[test]
fn a_follower_behind_the_log_gets_a_snapshot() {
    let mut cluster = Cluster::configured_and_started(&[1, 2, 3], forgetful);
    let leader = cluster.leader();
    let cut = cluster.follower();
    cluster.network.part(leader, cut);
    cluster.alive().iter().for_each(|node| cluster.network.part(*node, cut));
    let acknowledged = until_purged(&cluster, leader, 0);
    cluster.network.heal();
    cluster.converge();
    cluster.assert_present(&acknowledged);
    assert!(was_spared_entries(&cluster, cut), "it had every entry from the log");
    // The node restarts from the installed snapshot.
    cluster.kill(cut);
    cluster.start(cut);
    cluster.commit(create(1_000_000));
    cluster.converge();
    cluster.stop();
}

/// A leader counts a follower as live for this long after its last answer: ten leases.
const LIVE: Duration = Duration::from_millis(10 * HASTY.election_timeout_ms_max);

#[test]
fn a_leader_keeps_what_a_live_follower_lacks() {
    // On a busy machine the follower may be away for longer, or another node may lead.
    let (cluster, leader, was_spared) = until("a follower is away for a moment only", || {
        let mut cluster = Cluster::configured_and_started(&[1, 2, 3], forgetful);
        let (leader, behind) = (cluster.leader(), cluster.follower());
        let term = cluster.leads(leader);
        cluster.converge();
        let (begun, had) = (Instant::now(), *cluster.node(behind).applied().borrow());
        cluster.kill(behind);
        let acknowledged = cluster.create_on(leader, 0..300);
        cluster.start(behind);
        let applied = cluster.converge();
        let is_live = begun.elapsed() < LIVE && cluster.leads(leader) == term;
        cluster.assert_present(&acknowledged);
        if !is_live {
            cluster.stop();
            return None;
        }
        // The node continues after the entries in its tables, and gets each entry after that.
        let told = cluster.harness(behind).sink.told();
        let first = told.first().map_or(u64::MAX, |told| told.at.index);
        let was_spared = first > had + 1 || told.len() as u64 != applied + 1 - first;
        Some((cluster, leader, was_spared))
    });
    assert!(!was_spared, "it was away for a moment only");
    until("what all have is purged", || {
        let purged = cluster.node(leader).stats().purged_index?;
        (purged >= 200).then_some(())
    });
    cluster.stop();
}

#[test]
fn a_new_node_begins_with_a_snapshot() {
    let mut cluster = Cluster::configured_and_started(&[1, 2, 3], forgetful);
    let leader = cluster.leader();
    let acknowledged = until_purged(&cluster, leader, 0);
    cluster.place(4);
    cluster.start(4);
    let address = cluster.network.address(4).to_string();
    cluster
        .run(leader, move |node| async move { node.add(4, &address).await })
        .unwrap();
    cluster.converge();
    cluster.assert_present(&acknowledged);
    let first = cluster.harness(4).sink.told().first().map(|told| told.at.index);
    assert!(first.is_none_or(|first| first > 50), "it began with entry {first:?}");
    cluster.stop();
}

#[test]
fn snapshots_that_arrive_under_load_overtake_no_unflushed_entry() {
    let cluster = Cluster::configured_and_started(&[1, 2, 3], forgetful);
    let (stop, next) = (AtomicBool::new(false), AtomicU64::new(0));
    let mut acknowledged = Vec::new();
    std::thread::scope(|scope| {
        let load = scope.spawn(|| {
            let mut acknowledged = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let from = next.fetch_add(50, Ordering::Relaxed);
                acknowledged.extend(cluster.create_on(cluster.leader(), from..from + 50));
            }
            acknowledged
        });
        for _ in 0..6 {
            let leader = cluster.leader();
            let cut = cluster.follower();
            cluster.network.part(leader, cut);
            // Longer than a leader retains entries for a silent follower.
            std::thread::sleep(Duration::from_millis(1_300));
            cluster.network.heal();
            // Long enough to receive entries after the snapshot.
            std::thread::sleep(Duration::from_millis(200));
        }
        stop.store(true, Ordering::Relaxed);
        acknowledged = load.join().unwrap();
    });
    cluster.converge();
    assert!(acknowledged.len() > 500, "{} acknowledged", acknowledged.len());
    cluster.assert_present(&acknowledged);
    let installed = cluster
        .alive()
        .into_iter()
        .filter(|node| was_spared_entries(&cluster, *node));
    assert!(installed.count() > 0, "no snapshot was installed");
    cluster.stop();
}

#[test]
fn a_follower_far_behind_in_bytes_catches_up_in_messages_of_bounded_size() {
    let mut cluster = Cluster::configured_and_started(&[1, 2, 3], |options| options.log.segment_bytes = 8 << 20);
    let behind = cluster.follower();
    cluster.kill(behind);
    for number in 0..300 {
        cluster.commit(large(number));
    }
    cluster.start(behind);
    cluster.converge();
    cluster.assert_present(&(0..300).collect::<Vec<_>>());
    cluster.stop();
}

/// A create with the largest payload.
fn large(number: u64) -> Entry {
    let mut entry = create(number);
    if let Some(Kind::CreateTimers(command)) = &mut entry.commands[0].command {
        command.timers[0].payload = vec![7; PAYLOAD_BYTES_MAX];
    }
    entry
}
