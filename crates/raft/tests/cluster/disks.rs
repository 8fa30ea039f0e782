//! Disks that hang.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use minoots_raft::Timing;
use minoots_store::io::MemoryIo;

use crate::cluster::Cluster;
use crate::harness::create;

/// The disks of the nodes' logs.
static DISKS: LazyLock<BTreeMap<u64, MemoryIo>> =
    LazyLock::new(|| [1, 2, 3].map(|node| (node, MemoryIo::default())).into());

/// A lease that a busy machine does not miss.
const UNHURRIED: Timing = Timing {
    heartbeat_interval_ms: 50,
    election_timeout_ms_min: 500,
    election_timeout_ms_max: 800,
};

#[test]
fn a_leader_stays_one_while_all_disks_hang_and_acknowledges_nothing_g1_g24() {
    let cluster = Cluster::configured_and_started(&[1, 2, 3], |options| {
        options.timing = UNHURRIED;
        options.platform.io = Arc::new(DISKS[&options.node_id].clone());
    });
    let leader = cluster.leader();
    let term = cluster.leads(leader);
    cluster.converge();
    DISKS.values().for_each(MemoryIo::hold_syncs);
    let mut answer = cluster.harness(leader).propose(create(1));
    let hung = Instant::now();
    while hung.elapsed() < Duration::from_millis(4 * UNHURRIED.election_timeout_ms_max) {
        assert_eq!(cluster.leads(leader), term, "after {:?}", hung.elapsed());
        assert!(answer.try_recv().is_err(), "nothing is on any disk");
        std::thread::sleep(Duration::from_millis(5));
    }
    DISKS.values().for_each(MemoryIo::release_syncs);
    answer.blocking_recv().unwrap().unwrap();
    assert_eq!((cluster.leader(), cluster.leads(leader)), (leader, term));
    cluster.converge();
    cluster.assert_present(&[1]);
    cluster.stop();
}
