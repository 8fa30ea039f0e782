//! The restore drill: a cluster is backed up and its log is shipped, the cluster is killed, and its state is restored
//! at an instant and at the end.

use std::path::{Path, PathBuf};
use std::time::Duration;

use minoots_it::cli::{Cli, Outcome};
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{Deadline, now_ns, sleep_until};
use minoots_it::cluster::Cluster;
use minoots_it::s3::{BUCKET, Store};
use minoots_it::server::Home;
use minoots_it::{PATIENCE, is_long};
use minoots_wire::time::instant;
use minoots_wire::timer::v1::TimerStatus;
use serde_json::Value;
use tonic::Code;

use super::{Shelf, contents, offline, refused, succeeded, text};
use crate::cluster::patiently;
use crate::support::Node;

const HOUR: Duration = Duration::from_secs(3_600);
const SECOND_NS: i64 = 1_000_000_000;
const NODES: [u64; 3] = [1, 2, 3];

/// A timer, and when its creation was acknowledged.
pub(super) type Acknowledged = (String, i64);

pub(super) async fn create(cluster: &Cluster, prefix: &str, count: usize) -> Vec<Acknowledged> {
    let client = cluster.client(cluster.leader().await.unwrap()).await.unwrap();
    let mut acknowledged = Vec::new();
    for number in 0..count {
        let id = format!("{prefix}{number}");
        patiently(|| client.create(timer(&id).fire_after(HOUR))).await;
        acknowledged.push((id, now_ns()));
    }
    acknowledged
}

/// Restores at an instant, or the latest state.
pub(super) async fn restore(commands: &Cli, place: &str, home: &Home, at: Option<&str>) -> Outcome {
    let data = home.data();
    let fixed = [
        "restore",
        "--from",
        place,
        "--data",
        text(&data),
        "--epoch",
        "5",
        "-o",
        "json",
    ];
    let at = at.map(|at| vec!["--at", at]).unwrap_or_default();
    commands.run(&[&fixed[..], &at].concat()).await.unwrap()
}

/// The interval at which tests ship the log.
const SHORT: &str = "500ms";

/// The intervals at which a long run measures the loss of writes: also the default, and the longest.
const MEASURED: [&str; 3] = [SHORT, "2s", "5s"];

/// The arguments of a process that ships the log.
pub(super) fn ship(place: &str) -> [&str; 6] {
    ship_every(place, SHORT)
}

fn ship_every<'a>(place: &'a str, interval: &'a str) -> [&'a str; 6] {
    ["backup", "ship", "--to", place, "--ship-interval", interval]
}

/// Lists a place until it can restore an instant, nanoseconds UTC. Returns the list.
pub(super) async fn until_restorable(commands: &Cli, place: &str, instant_ns: i64) -> Value {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let listed = succeeded(
            commands
                .run(&["backup", "list", "--from", place, "-o", "json"])
                .await
                .unwrap(),
        );
        let to = listed["restorable"]
            .as_array()
            .unwrap()
            .last()
            .map(|range| ns(&range["to"]));
        if to.is_some_and(|to| to >= instant_ns) {
            return listed;
        }
        assert!(!deadline.has_passed(), "{instant_ns}: {listed}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// An instant of a command's output, nanoseconds UTC.
pub(super) fn ns(shown: &Value) -> i64 {
    instant::parse(shown.as_str().unwrap()).unwrap()
}

/// Restores at an instant, once the log was shipped up to it.
async fn restore_once_shipped(commands: &Cli, place: &str, home: &Home, at: &str) {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let outcome = restore(commands, place, home, Some(at)).await;
        if outcome.code == Some(0) {
            return;
        }
        refused(&outcome, 1, "LOG_ENDS");
        assert!(!home.data().exists(), "nothing was made");
        assert!(!deadline.has_passed(), "{outcome:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Backs up, ships, restores at an instant, kills everything and restores the latest state.
async fn drill(shelf: &Shelf, place: &str, interval: &str, with: impl Fn(Cli) -> Cli) {
    let mut cluster = Cluster::start().await.unwrap();
    let endpoints = NODES.map(|node| cluster.endpoint(node).unwrap()).join(",");
    let commands = with(Cli::new(shelf.0.path(), &endpoints));
    let shipping = commands.start(&ship_every(place, interval)).unwrap();
    until_restorable(&commands, place, 0).await;
    // The first backup's second has to be over before the instant.
    sleep_until(now_ns() + SECOND_NS).await;
    let before = create(&cluster, "before", 20).await;
    let at_ns = (now_ns() / SECOND_NS + 1) * SECOND_NS;
    sleep_until(at_ns + SECOND_NS).await;
    let after = create(&cluster, "after", 20).await;
    let client = cluster.client(cluster.leader().await.unwrap()).await.unwrap();
    patiently(|| client.cancel(&before[0].0)).await;
    let cancelled_ns = now_ns();

    // At the instant: everything before it, and nothing after it.
    let home = Home::new().unwrap();
    let restoring = with(offline(&home));
    restore_once_shipped(&restoring, place, &home, &instant::format(at_ns)).await;
    let node = Node::start_in(home).await;
    for (id, _) in &before {
        assert_eq!(
            node.client.get(id).await.unwrap().status(),
            TimerStatus::Scheduled,
            "{id}"
        );
    }
    for (id, _) in &after {
        assert_eq!(node.client.get(id).await.unwrap_err().code(), Code::NotFound, "{id}");
    }
    drop(node);

    until_restorable(&commands, place, cancelled_ns).await;
    let mut acknowledged = after;
    // Longer than the longest interval, and up to any part of it.
    let part_ms = u64::try_from(now_ns() / 1_000 % 5_000).unwrap();
    let end = Deadline::after(Duration::from_millis(if is_long() { 10_000 + part_ms } else { 2_000 }));
    for round in 0.. {
        acknowledged.extend(create(&cluster, &format!("late{round}-"), 50).await);
        if end.has_passed() {
            break;
        }
    }
    let killed_ns = now_ns();
    for node in NODES {
        cluster.kill(node).unwrap();
    }
    shipping.kill().await.unwrap();
    let home = Home::new().unwrap();
    let restoring = with(offline(&home));
    let told = succeeded(restore(&restoring, place, &home, None).await);
    let complete_ns = ns(&told["completeTime"]);
    let node = Node::start_in(home).await;
    let mut lost = None;
    for (id, acknowledged_ns) in &acknowledged {
        match node.client.get(id).await {
            Ok(_) => {}
            Err(status) => {
                assert_eq!(status.code(), Code::NotFound, "{id}");
                assert!(
                    *acknowledged_ns >= complete_ns,
                    "{id} is lost although the log was complete"
                );
                lost = lost.or(Some(*acknowledged_ns));
            }
        }
    }
    assert_eq!(
        node.client.get(&before[0].0).await.unwrap().status(),
        TimerStatus::Cancelled
    );
    let lost_ms = lost.map_or(0, |lost| (killed_ns - lost) / 1_000_000);
    let behind_ms = (killed_ns - complete_ns) / 1_000_000;
    eprintln!(
        "RPO, shipping every {interval}: {lost_ms} ms of acknowledged writes lost; the log was complete up to {behind_ms} ms before the kill"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_cluster_is_restored_at_an_instant_from_a_store_g21() {
    let (shelf, store) = (Shelf::new(), Store::start().await.unwrap());
    let intervals = if is_long() { &MEASURED[..] } else { &MEASURED[..1] };
    for interval in intervals {
        let place = format!("s3://{BUCKET}/drill-{interval}");
        drill(&shelf, &place, interval, |cli| store.commands(cli)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_cluster_is_restored_at_an_instant_from_a_directory_and_damage_is_named_g21() {
    let shelf = Shelf::new();
    let directory = shelf.place("drill");
    let place = text(&directory);
    drill(&shelf, place, SHORT, |cli| cli).await;
    let home = Home::new().unwrap();
    let commands = offline(&home);
    let verify = ["backup", "verify", "--from", place, "-o", "json"];
    let told = succeeded(commands.run(&verify).await.unwrap());
    assert!(told["segments"].as_u64().unwrap() > 2, "{told}");
    let early = restore(&commands, place, &home, Some("2020-01-01T00:00:00Z")).await;
    refused(&early, 3, "BACKUP_NOT_FOUND");
    let segments = segments(&directory);
    let middle = &segments[segments.len() / 2];
    let name = middle.file_name().unwrap().to_str().unwrap();
    let content = std::fs::read(middle).unwrap();
    let mut flipped = content.clone();
    flipped[content.len() / 2] ^= 1;
    for damaged in [&flipped[..], &content[..content.len() - 1], &[]] {
        std::fs::write(middle, damaged).unwrap();
        let outcome = restore(&commands, place, &home, None).await;
        refused(&outcome, 1, "BACKUP_CHECKSUM");
        assert!(outcome.stderr.contains(name), "{outcome:?}");
        let outcome = commands.run(&verify).await.unwrap();
        refused(&outcome, 1, "BACKUP_CHECKSUM");
        assert!(outcome.stdout.contains(name), "{outcome:?}");
    }
    std::fs::remove_file(middle).unwrap();
    let numbers: Vec<&str> = name.split('-').map(|text| text.trim_start_matches('0')).collect();
    let outcome = restore(&commands, place, &home, None).await;
    refused(&outcome, 1, "LOG_GAP");
    let missing = format!("entries {} to {}", numbers[0], numbers[1]);
    assert!(outcome.stderr.contains(&missing), "{outcome:?}");
    let verified = commands.run(&verify).await.unwrap();
    refused(&verified, 1, "BACKUP_CHECKSUM");
    assert!(verified.stdout.contains(&missing), "{verified:?}");
    assert!(!home.data().exists(), "nothing was made");
    // The backup itself is still whole.
    let id = succeeded(
        commands
            .run(&["backup", "list", "--from", place, "-o", "json"])
            .await
            .unwrap(),
    );
    let id = id["backups"][0]["id"].as_str().unwrap();
    let data = home.data();
    let alone = [
        "restore",
        "--from",
        place,
        "--backup",
        id,
        "--data",
        text(&data),
        "-o",
        "json",
    ];
    succeeded(commands.run(&alone).await.unwrap());
}

/// The segments of a place, in order.
fn segments(place: &Path) -> Vec<PathBuf> {
    let found = contents(&place.join("log")).into_iter().map(|(path, _)| path);
    found.filter(|path| !path.ends_with("position")).collect()
}
