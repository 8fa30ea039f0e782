//! Nodes on different engines, which exchange data in engine-independent form.

use minoots_raft::{EngineChoice, RaftOptions};
use minoots_sequencer::consensus::Consensus;

use crate::cluster::{Cluster, HASTY, until};
use crate::harness::create;

const ON_SLED: u64 = 2;

/// One of three nodes runs on sled. Snapshots serve nodes that are behind, and rows are compared once a second.
fn mixed(options: &mut RaftOptions) {
    options.timing = HASTY;
    options.snapshot_interval_entries = 50;
    options.log_keep_entries = 20;
    options.log.segment_bytes = 64 << 10;
    options.comparison_interval_s = 1;
    if options.node_id == ON_SLED {
        options.platform.engine = EngineChoice::Sled.kind();
    }
}

/// Makes `leader` lead.
fn hand_over(cluster: &Cluster, leader: u64) {
    until("it leads", || {
        let present = cluster.leader();
        if present != leader {
            // The node may be behind, or the leader may change meanwhile.
            let _ = cluster.run(present, move |node| async move { node.transfer(Some(leader)).await });
        }
        cluster.leads(leader)
    });
}

/// Partitions a node until the log no longer reaches back to its last entry, and lets it catch up.
fn behind_the_log(cluster: &mut Cluster, node: u64, numbers: u64) {
    let others: Vec<u64> = cluster.alive().into_iter().filter(|other| *other != node).collect();
    others.iter().for_each(|other| cluster.network.part(*other, node));
    let leader = cluster.leader_of(&others);
    let last = cluster.node(leader).stats().last_log_index.unwrap();
    let (mut next, mut acknowledged) = (numbers, Vec::new());
    until("the log is purged", || {
        acknowledged.extend(cluster.create_on(leader, next..next + 100));
        next += 100;
        // Check all other nodes, because any of them may lead when the node returns.
        let is_purged = |other: &u64| cluster.node(*other).stats().purged_index > Some(last);
        others.iter().all(is_purged).then_some(())
    });
    cluster.network.heal();
    cluster.converge();
    cluster.assert_present(&acknowledged);
    let told = cluster.harness(node).sink.told().len() as u64;
    let applied = *cluster.node(node).applied().borrow();
    assert!(told < applied, "node {node} had every entry from the log");
}

#[test]
fn nodes_on_different_engines_hold_equal_rows_and_take_each_others_snapshots_g16() {
    let mut cluster = Cluster::configured_and_started(&[1, 2, 3], mixed);
    let other = 1;
    hand_over(&cluster, other);
    behind_the_log(&mut cluster, ON_SLED, 0);
    hand_over(&cluster, ON_SLED);
    behind_the_log(&mut cluster, other, 100_000);
    cluster.kill(ON_SLED);
    cluster.start(ON_SLED);
    let mut next = 1_000_000;
    let followers = cluster.alive();
    until("all rows are compared, and equal", || {
        cluster.create_on(cluster.leader(), next..next + 100);
        next += 100;
        let compared = |node: &u64| cluster.node(*node).compared_index() > 0;
        followers.iter().filter(|node| compared(node)).nth(1).map(drop)
    });
    cluster.commit(create(2_000_000));
    cluster.converge();
    for node in cluster.alive() {
        assert_eq!(cluster.node(node).quarantine(), None, "node {node}");
    }
    cluster.stop();
}
