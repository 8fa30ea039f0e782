//! A follower that is stopped repeatedly while the log is purged: it gets snapshots, no other node is affected, and
//! memory stays constant.

use std::collections::BTreeMap;
use std::time::Duration;

use minoots_it::clock::Deadline;
use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::is_long;
use minoots_it::memory::resident_bytes;
use minoots_it::random::Random;
use rustix::process::Signal;
use tokio::sync::watch;

use super::{applied, until};
use crate::load::{Load, World};

/// A snapshot about every second, and a short log: a node that is stopped for seconds is too far behind.
const FORGETFUL: [&str; 6] = [
    "--snapshot-interval-entries",
    "300",
    "--log-keep-entries",
    "100",
    "--log-level",
    "warn,openraft=error,minoots_raft=info",
];

const SPAN: Duration = Duration::from_secs(15);
const SPAN_LONG: Duration = Duration::from_secs(600);

/// The allowed growth of memory from the second fifth of the test to the last, beyond three tenths.
const GROWTH_BYTES: u64 = 20 << 20;

/// The resident memory of each node, once a second.
type Residents = BTreeMap<u64, Vec<u64>>;

/// Stops followers in turn, and records memory.
async fn make_lag(cluster: &Cluster, random: &mut Random) -> Residents {
    let mut residents = Residents::new();
    let end = Deadline::after(if is_long() { SPAN_LONG } else { SPAN });
    while !end.has_passed() {
        let leader = cluster.leader().await.unwrap();
        let asleep = (leader + random.below(2)) % 3 + 1;
        cluster.signal(asleep, Signal::STOP).unwrap();
        tokio::time::sleep(Duration::from_millis(4_000 + random.below(1_000))).await;
        cluster.signal(asleep, Signal::CONT).unwrap();
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_secs(1)).await;
            for node in 1..=3 {
                let resident = resident_bytes(cluster.pid(node).unwrap()).unwrap();
                residents.entry(node).or_default().push(resident);
            }
        }
    }
    residents
}

fn mean(samples: &[u64]) -> u64 {
    samples.iter().sum::<u64>() / samples.len() as u64
}

/// Requires that no node grows by more than three tenths and 20 MiB from the test's second fifth to its last. That much
/// is caches that fill, and not a leak.
fn check_flat(residents: &Residents) {
    for (node, samples) in residents {
        let fifth = samples.len() / 5;
        let (second, last) = (mean(&samples[fifth..2 * fifth]), mean(&samples[4 * fifth..]));
        eprintln!("node {node}: {} MiB, then {} MiB", second >> 20, last >> 20);
        assert!(
            last <= second + second * 3 / 10 + GROWTH_BYTES,
            "node {node}: {samples:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn followers_that_sleep_past_the_log_again_and_again_get_snapshots_and_cost_nothing() {
    let mut random = Random::from_environment("cluster lag", 7);
    let plan = Plan::of(3).with(&PATIENT).with(&FORGETFUL);
    let mut cluster = plan.start().await.unwrap();
    let (_endpoints, receiver) = watch::channel(cluster.endpoints());
    let world = World::new(receiver);
    let load = Load::begin(&world, &mut random);
    let residents = make_lag(&cluster, &mut random).await;
    load.end().await;
    let are_level = || async {
        let applied = applied(&cluster).await;
        applied.len() == 3 && applied.values().all(|index| *index == applied[&1])
    };
    until("all have applied the same", are_level).await;
    cluster.check_sound().unwrap();
    let snapshots: usize = (1..=3)
        .map(|node| cluster.home(node).unwrap().errors().unwrap())
        .map(|errors| errors.matches("a snapshot was received").count())
        .sum();
    eprintln!("{snapshots} snapshots, {:?} applied", applied(&cluster).await);
    assert!(snapshots > 0, "nobody was ever too far behind");
    check_flat(&residents);
}
