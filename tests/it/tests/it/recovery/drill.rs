//! The restore drill: a cluster is backed up and its log is shipped, the cluster is killed, and its state is restored at
//! an instant and at the end.

use std::path::{Path, PathBuf};
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::cli::{Cli, Outcome};
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{Deadline, now_ns, sleep_until};
use minoots_it::cluster::Cluster;
use minoots_it::s3::{BUCKET, Store};
use minoots_it::server::Home;
use minoots_wire::time::instant;
use minoots_wire::timer::v1::TimerStatus;
use tokio::task::JoinHandle;
use tonic::Code;

use super::{Shelf, contents, offline, refused, succeeded, text};
use crate::cluster::patiently;
use crate::support::Node;

const HOUR: Duration = Duration::from_secs(3_600);
const SECOND_NS: i64 = 1_000_000_000;
const NODES: [u64; 3] = [1, 2, 3];

/// A timer, and when its creation was acknowledged.
type Acknowledged = (String, i64);

/// The process that ships the log; it is killed when this is dropped.
struct Shipping(JoinHandle<()>);

impl Shipping {
    fn start(commands: Cli, place: &str) -> Self {
        let place = place.to_owned();
        Self(tokio::spawn(async move {
            let ship = ["backup", "ship", "--to", &place, "--ship-interval", "500ms"];
            panic!("shipping ended: {:?}", commands.run(&ship).await);
        }))
    }

    async fn kill(self) {
        self.0.abort();
        let ended = self.0.await;
        assert!(
            ended.is_err_and(|error| error.is_cancelled()),
            "shipping ended by itself"
        );
    }
}

async fn create(cluster: &Cluster, prefix: &str, count: usize) -> Vec<Acknowledged> {
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
async fn restore(commands: &Cli, place: &str, home: &Home, at: Option<&str>) -> Outcome {
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
async fn drill(shelf: &Shelf, place: &str, with: impl Fn(Cli) -> Cli) {
    let mut cluster = Cluster::start().await.unwrap();
    let endpoints = NODES.map(|node| cluster.endpoint(node).unwrap()).join(",");
    let commands = with(Cli::new(shelf.0.path(), &endpoints));
    let shipping = Shipping::start(with(Cli::new(shelf.0.path(), &endpoints)), place);
    let deadline = Deadline::after(PATIENCE);
    let list = ["backup", "list", "--from", place, "-o", "json"];
    while succeeded(commands.run(&list).await.unwrap())["backups"]
        .as_array()
        .unwrap()
        .is_empty()
    {
        assert!(!deadline.has_passed(), "shipping takes the first backup");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // The first backup's second has to be over before the instant.
    sleep_until(now_ns() + SECOND_NS).await;
    let before = create(&cluster, "before", 20).await;
    let at_ns = (now_ns() / SECOND_NS + 1) * SECOND_NS;
    sleep_until(at_ns + SECOND_NS).await;
    let after = create(&cluster, "after", 20).await;
    let client = cluster.client(cluster.leader().await.unwrap()).await.unwrap();
    patiently(|| client.cancel(&before[0].0)).await;

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

    let mut acknowledged = after;
    acknowledged.extend(create(&cluster, "late", 200).await);
    let killed_ns = now_ns();
    for node in NODES {
        cluster.kill(node).unwrap();
    }
    shipping.kill().await;
    let home = Home::new().unwrap();
    let restoring = with(offline(&home));
    let told = succeeded(restore(&restoring, place, &home, None).await);
    let complete_ns = instant::parse(told["completeTime"].as_str().unwrap()).unwrap();
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
        "RPO: {lost_ms} ms of acknowledged writes lost; the log was complete up to {behind_ms} ms before the kill"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_cluster_is_restored_at_an_instant_from_a_store_g21() {
    let (shelf, store) = (Shelf::new(), Store::start().await.unwrap());
    let place = format!("s3://{BUCKET}/drill");
    drill(&shelf, &place, |cli| store.commands(cli)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_cluster_is_restored_at_an_instant_from_a_directory_and_damage_is_named_g21() {
    let shelf = Shelf::new();
    let directory = shelf.place("drill");
    let place = text(&directory);
    drill(&shelf, place, |cli| cli).await;
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
    let (first, last) = name.split_once('-').unwrap();
    let number = |text: &str| text.trim_start_matches('0').to_owned();
    let outcome = restore(&commands, place, &home, None).await;
    refused(&outcome, 1, "LOG_GAP");
    let missing = format!("entries {} to {}", number(first), number(last));
    assert!(outcome.stderr.contains(&missing), "{outcome:?}");
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
