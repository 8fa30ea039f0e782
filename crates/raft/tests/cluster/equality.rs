//! Replicas that differ (G16): the one in the minority takes itself out of service, and the others continue.

use std::fs;
use std::path::Path;

use minoots_kernel::internal::{self, ShardRow};
use minoots_kernel::tables::layout::table;
use minoots_raft::{NodeRole, RaftOptions};
use minoots_store::tables::TableStore;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::cluster::{Cluster, HASTY, until};
use crate::harness::create;

/// More entries than the interval between two comparisons.
const MANY: u64 = 1_200;

/// The length of a frame of an exported stream before its payload, and of the checksum after it.
const HEAD: usize = 13;
const CHECKSUM: usize = 8;
const BLOCK: u8 = 2;
const FOOTER: u8 = 3;

/// Changes the first rows of a stopped node, as an undetected memory or disk fault might. All its files verify.
fn tamper(directory: &Path, change: fn(&[u8]) -> Vec<u8>) {
    let path = directory.join("tables");
    let mut stream = Vec::new();
    {
        let tables = TableStore::open(&path, Default::default(), std::sync::Arc::new(|_| {})).unwrap();
        tables.view().unwrap().export(&mut stream).unwrap();
        tables.stop();
    }
    let mut tampered = Vec::new();
    let mut rest = &stream[..];
    while let Some(head) = rest.first_chunk::<HEAD>() {
        let (kind, number) = (head[0], &head[1..9]);
        let length = u32::from_le_bytes(head[9..].try_into().unwrap()) as usize;
        let (frame, behind) = rest.split_at(HEAD + length + CHECKSUM);
        let payload = &frame[HEAD..HEAD + length];
        let payload = match kind {
            BLOCK if number == 1_u64.to_le_bytes() => change(payload),
            FOOTER => [&payload[..8], &xxh3_128(&tampered).to_le_bytes()].concat(),
            _ => payload.to_vec(),
        };
        let length = u32::try_from(payload.len()).unwrap().to_le_bytes();
        let mut frame = [&[kind], number, &length, &payload].concat();
        frame.extend(xxh3_64(&frame).to_le_bytes());
        tampered.extend(frame);
        rest = behind;
    }
    TableStore::install(&path, &Default::default(), &mut &tampered[..]).unwrap();
}

/// Changes the next arm index. The first row of the first block is the shard's.
fn with_another_arm(block: &[u8]) -> Vec<u8> {
    let (key, value) = (u32_at(block, 0), u32_at(block, 4));
    let (row, rest) = block[8..].split_at(key + value);
    let mut shard: ShardRow = internal::decode("shard row", &row[key..]).unwrap();
    shard.arm += 1;
    let value = internal::encode(&shard);
    let lengths = [key, value.len()]
        .map(|length| u32::try_from(length).unwrap().to_le_bytes())
        .concat();
    [&lengths, &row[..key], &value, rest].concat()
}

/// Changes one bit of the first timer in the block.
fn with_another_timer(block: &[u8]) -> Vec<u8> {
    let (mut block, mut at) = (block.to_vec(), 0);
    loop {
        let (key, value) = (u32_at(&block, at), u32_at(&block, at + 4));
        let next = at + 8 + key + value;
        if block[at + 8] == table::TIMER {
            block[next - 1] ^= 1;
            return block;
        }
        at = next;
    }
}

fn u32_at(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

/// Compares rolling hashes only.
fn rolling(options: &mut RaftOptions) {
    options.timing = HASTY;
    options.comparison_interval_s = 0;
}

/// Compares rows as well.
fn whole(options: &mut RaftOptions) {
    options.timing = HASTY;
    options.comparison_interval_s = 1;
}

/// A cluster in which one node, a follower or the leader, was tampered with.
fn with_one_tampered(configure: fn(&mut RaftOptions), change: fn(&[u8]) -> Vec<u8>, lead: bool) -> (Cluster, u64) {
    let mut cluster = Cluster::configured_and_started(&[1, 2, 3], configure);
    until("there are timers", || {
        let acknowledged = cluster.create_on(cluster.leader(), 0..10);
        (!acknowledged.is_empty()).then_some(())
    });
    cluster.converge();
    let tampered = cluster.follower();
    cluster
        .run(tampered, |node| async move { node.shutdown().await })
        .unwrap();
    cluster.kill(tampered);
    until("the directory is free", || {
        let lock = fs::File::open(cluster.machines[&tampered].directory.path().join("LOCK")).unwrap();
        lock.try_lock().is_ok().then_some(())
    });
    tamper(cluster.machines[&tampered].directory.path(), change);
    cluster.start(tampered);
    if lead {
        until("the tampered node leads", || {
            let leader = cluster.leader();
            if leader != tampered {
                // The node may be behind, or the leader may change meanwhile.
                let _ = cluster.run(leader, move |node| async move { node.transfer(Some(tampered)).await });
            }
            cluster.leads(tampered)
        });
    }
    (cluster, tampered)
}

/// Commits until the node is out of service, and continues without it.
fn healthy_nodes_continue(cluster: &Cluster, tampered: u64) {
    let others: Vec<u64> = cluster.alive().into_iter().filter(|node| *node != tampered).collect();
    let mut next = 1_000;
    until("the node that differs is out of service", || {
        cluster.create_on(cluster.leader(), next..next + MANY);
        next += MANY;
        cluster.node(tampered).quarantine()
    });
    let why = cluster.node(tampered).quarantine().unwrap();
    assert!(why.starts_with("REPLICA_DIVERGED"), "{why}");
    cluster.commit_on(&others, create(1_000_000));
    for other in &others {
        assert_eq!(cluster.node(*other).quarantine(), None, "node {other}");
        until("everybody has it", || {
            cluster.harness(*other).has_timer(1_000_000).then_some(())
        });
    }
    until("the status says so", || {
        let leader = cluster.leader_of(&others);
        let shown = cluster.run(leader, |node| async move { node.status().await });
        let shown = shown.nodes.into_iter().find(|shown| shown.node == tampered).unwrap();
        // A node on a busy machine may not answer in time.
        (shown.role != NodeRole::Unreachable).then(|| {
            assert_eq!(
                (shown.role, shown.quarantine.as_ref()),
                (NodeRole::Quarantined, Some(&why))
            );
        })
    });
}

#[test]
fn a_row_that_is_never_written_again_is_compared_all_the_same_and_its_node_found_g16() {
    let (cluster, tampered) = with_one_tampered(whole, with_another_timer, false);
    healthy_nodes_continue(&cluster, tampered);
    let why = cluster.node(tampered).quarantine().unwrap();
    assert!(why.contains("table timer differs ("), "{why}");
    assert_eq!(why.matches("differs").count(), 1, "{why}");
    let others: Vec<u64> = cluster.alive().into_iter().filter(|node| *node != tampered).collect();
    let mut next = 2_000_000;
    for other in others.iter().copied() {
        until("the others are compared, and equal", || {
            cluster.create_on(cluster.leader_of(&others), next..next + 100);
            next += 100;
            (cluster.node(other).compared_index() > 0).then_some(())
        });
        assert_eq!(cluster.node(other).quarantine(), None, "node {other}");
    }
}

#[test]
fn a_leader_whose_rows_differ_takes_itself_out_of_service_g16() {
    let (cluster, tampered) = with_one_tampered(whole, with_another_timer, true);
    healthy_nodes_continue(&cluster, tampered);
    let why = cluster.node(tampered).quarantine().unwrap();
    assert!(why.contains("table timer differs ("), "{why}");
}

#[test]
fn a_follower_that_differs_takes_itself_out_of_service_and_stays_so_g16() {
    let (mut cluster, tampered) = with_one_tampered(rolling, with_another_arm, false);
    healthy_nodes_continue(&cluster, tampered);
    cluster.kill(tampered);
    cluster.start(tampered);
    assert!(cluster.node(tampered).quarantine().is_some(), "over a restart");
    // Two nodes are left. If the excluded node voted or accepted entries, one of them would suffice.
    let others: Vec<u64> = cluster.alive().into_iter().filter(|node| *node != tampered).collect();
    let leader = cluster.leader_of(&others);
    let other = others.iter().copied().find(|node| *node != leader).unwrap();
    cluster.kill(other);
    until("the one that is left leads no more", || {
        cluster.leads(leader).is_none().then_some(())
    });
    let answer = cluster
        .harness(leader)
        .propose(create(2_000_000))
        .blocking_recv()
        .unwrap();
    assert!(answer.is_err(), "a node that is out of service counted");
    cluster.start(other);
    cluster.commit_on(&others, create(3_000_000));
}

#[test]
fn a_leader_that_differs_takes_itself_out_of_service_and_another_leads_g16() {
    let (cluster, tampered) = with_one_tampered(rolling, with_another_arm, true);
    healthy_nodes_continue(&cluster, tampered);
    assert_eq!(cluster.leads(tampered), None);
}
