//! Shipping of the log through kills, and beyond entries that were purged.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::cli::{Cli, Running};
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{Deadline, now_ns};
use minoots_it::cluster::{Cluster, Plan};
use minoots_it::server::Home;
use minoots_wire::admin::v1::{ReadLogRequest, ReadLogResponse};
use minoots_wire::time::instant;
use minoots_wire::timer::v1::TimerStatus;
use rustix::process::Signal;
use tonic::Code;

use super::drill::{Acknowledged, create, ns, restore, ship, until_restorable};
use super::{Shelf, offline, refused, succeeded, text};
use crate::cluster::patiently;
use crate::support::Node;

/// A short log: what is not shipped at once is purged.
const FORGETFUL: [&str; 4] = ["--snapshot-interval-entries", "200", "--log-keep-entries", "50"];

async fn read_log(cluster: &Cluster, after_index: u64) -> ReadLogResponse {
    let client = cluster.client(cluster.leader().await.unwrap()).await.unwrap();
    let read = || {
        let mut calls = client.cluster.clone();
        async move { calls.read_log(ReadLogRequest { after_index }).await }
    };
    patiently(read).await.into_inner()
}

/// Requires that a restore of the place has all of these timers.
async fn check_restored(place: &str, at: Option<&str>, acknowledged: &[Acknowledged]) -> Node {
    let home = Home::new().unwrap();
    succeeded(restore(&offline(&home), place, &home, at).await);
    let node = Node::start_in(home).await;
    for (id, _) in acknowledged {
        let found = node.client.get(id).await.unwrap();
        assert_eq!(found.status(), TimerStatus::Scheduled, "{id}");
    }
    node
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_has_no_gap_and_no_double_after_kills_of_leaders_and_processes() {
    let (shelf, mut cluster) = (Shelf::new(), Cluster::start().await.unwrap());
    let directory = shelf.place("shipped");
    let place = text(&directory);
    let endpoints = [1, 2, 3].map(|node| cluster.endpoint(node).unwrap()).join(",");
    let commands = Cli::new(shelf.0.path(), &endpoints);
    let mut acknowledged = Vec::new();
    let mut shipping: Option<Running> = None;
    for round in 0..3 {
        // While no process ships, entries follow that the next one has to find.
        acknowledged.extend(create(&cluster, &format!("unshipped{round}-"), 10).await);
        if let Some(killed) = shipping.take() {
            killed.kill().await.unwrap();
        }
        acknowledged.extend(create(&cluster, &format!("down{round}-"), 10).await);
        shipping = Some(commands.start(&ship(place)).unwrap());
        until_restorable(&commands, place, now_ns()).await;
        let leader = cluster.leader().await.unwrap();
        cluster.kill(leader).unwrap();
        acknowledged.extend(create(&cluster, &format!("led{round}-"), 10).await);
        until_restorable(&commands, place, now_ns()).await;
        cluster.restart(leader).await.unwrap();
    }
    // A leader that hangs is not waited for.
    let leader = cluster.leader().await.unwrap();
    cluster.signal(leader, Signal::STOP).unwrap();
    let awake: Vec<u64> = cluster.running().into_iter().filter(|node| *node != leader).collect();
    cluster.status_led_by(&awake).await.unwrap();
    until_restorable(&commands, place, now_ns()).await;
    cluster.signal(leader, Signal::CONT).unwrap();
    // Two processes at once write equal entries.
    let second = commands.start(&ship(place)).unwrap();
    acknowledged.extend(create(&cluster, "both", 20).await);
    let listed = until_restorable(&commands, place, now_ns()).await;
    assert_eq!(listed["backups"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(listed["restorable"].as_array().unwrap().len(), 1, "{listed}");
    second.kill().await.unwrap();
    shipping.unwrap().kill().await.unwrap();
    let verified = succeeded(
        commands
            .run(&["backup", "verify", "--from", place, "-o", "json"])
            .await
            .unwrap(),
    );
    assert_eq!(verified["sound"], true, "{verified}");
    drop(cluster);
    check_restored(place, None, &acknowledged).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn purged_entries_are_told_and_another_backup_is_taken() {
    let (shelf, cluster) = (Shelf::new(), Plan::of(1).with(&FORGETFUL).start().await.unwrap());
    let directory = shelf.place("shipped");
    let place = text(&directory);
    let commands = Cli::new(shelf.0.path(), &cluster.endpoint(1).unwrap());
    let shipping = commands.start(&ship(place)).unwrap();
    until_restorable(&commands, place, 0).await;
    let first = create(&cluster, "first", 5).await;
    let before_ns = now_ns();
    until_restorable(&commands, place, before_ns).await;
    shipping.kill().await.unwrap();
    let shipped = read_log(&cluster, 0).await.applied_index;
    let client = cluster.client(1).await.unwrap();
    let deadline = Deadline::after(PATIENCE);
    let mut number = 0;
    while read_log(&cluster, shipped).await.first_index == 0 {
        for _ in 0..100 {
            let unshipped = timer(&format!("unshipped{number}")).fire_after(Duration::from_secs(3_600));
            client.create(unshipped).await.unwrap();
            number += 1;
        }
        assert!(!deadline.has_passed(), "the log is not purged");
    }
    let gap_ns = now_ns();
    let shipping = commands.start(&ship(place)).unwrap();
    until_restorable(&commands, place, gap_ns).await;
    let second = create(&cluster, "second", 5).await;
    let after_ns = now_ns();
    let listed = until_restorable(&commands, place, after_ns).await;
    let told = shipping.kill().await.unwrap();
    assert!(told.contains("purged entries"), "{told}");
    assert_eq!(listed["backups"].as_array().unwrap().len(), 2, "{listed}");
    let ranges = listed["restorable"].as_array().unwrap();
    assert_eq!(ranges.len(), 2, "{listed}");
    assert!(
        ns(&ranges[0]["to"]) < gap_ns && gap_ns < ns(&ranges[1]["from"]),
        "{listed}"
    );
    drop(cluster);

    let home = Home::new().unwrap();
    let gap = restore(&offline(&home), place, &home, Some(&instant::format(gap_ns))).await;
    refused(&gap, 1, "LOG_GAP");
    assert!(gap.stderr.contains(ranges[0]["to"].as_str().unwrap()), "{gap:?}");
    assert!(!home.data().exists(), "nothing was made");
    let late = restore(&offline(&home), place, &home, Some("2199-01-01T00:00:00Z")).await;
    refused(&late, 1, "LOG_ENDS");
    assert!(late.stderr.contains(ranges[1]["to"].as_str().unwrap()), "{late:?}");

    let node = check_restored(place, Some(&instant::format(before_ns)), &first).await;
    let missing = node.client.get("unshipped0").await.unwrap_err();
    assert_eq!(missing.code(), Code::NotFound);
    drop(node);
    check_restored(place, Some(&instant::format(after_ns)), &second).await;
    let verify = ["backup", "verify", "--from", place, "-o", "json"];
    assert_eq!(succeeded(commands.run(&verify).await.unwrap())["sound"], true);
    // The first backup and the entries after it go, since none that is kept leads to them.
    let prune = ["backup", "prune", "--from", place, "--keep-last", "1", "-o", "json"];
    let pruned = succeeded(commands.run(&prune).await.unwrap());
    assert!(pruned["objects"].as_u64().unwrap() > 0, "{pruned}");
    check_restored(place, None, &second).await;
    assert_eq!(succeeded(commands.run(&verify).await.unwrap())["sound"], true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instant_is_exact_to_the_nanosecond() {
    let (shelf, node) = (Shelf::new(), Node::start().await);
    let directory = shelf.place("shipped");
    let place = text(&directory);
    let commands = Cli::new(shelf.0.path(), node.server.endpoint());
    // One process takes the backups and ships.
    let run = [
        "backup",
        "run",
        "--to",
        place,
        "--every",
        "1h",
        "--ship",
        "--ship-interval",
        "500ms",
    ];
    let running = commands.start(&run).unwrap();
    until_restorable(&commands, place, 0).await;
    for id in ["at", "after"] {
        let request = timer(id).fire_after(Duration::from_secs(3_600));
        node.client.create(request).await.unwrap();
    }
    node.client.cancel("at").await.unwrap();
    // The stamp of the entry that cancels.
    let cancelled = node.client.get("at").await.unwrap().settle_time.unwrap();
    let cancelled_ns = instant::from_proto(&cancelled).unwrap();
    node.client.cancel("after").await.unwrap();
    until_restorable(&commands, place, now_ns()).await;
    running.kill().await.unwrap();
    for (at_ns, status) in [
        (cancelled_ns, TimerStatus::Cancelled),
        (cancelled_ns - 1, TimerStatus::Scheduled),
    ] {
        let home = Home::new().unwrap();
        let told = succeeded(restore(&offline(&home), place, &home, Some(&instant::format(at_ns))).await);
        assert!(
            ns(&told["completeTime"]) >= at_ns && ns(&told["logTime"]) <= at_ns,
            "{told}"
        );
        let restored = Node::start_in(home).await;
        assert_eq!(restored.client.get("at").await.unwrap().status(), status, "{at_ns}");
        let after = restored.client.get("after").await.unwrap();
        assert_eq!(after.status(), TimerStatus::Scheduled);
    }
}
