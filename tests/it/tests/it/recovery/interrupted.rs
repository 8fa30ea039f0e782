//! Backups, restores and recoveries that are killed at any of their writes: an incomplete result is never taken for a
//! complete one, and each command can be repeated.

use std::fs;
use std::path::Path;
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::Cluster;
use minoots_it::files;
use minoots_it::server::{Home, Server};

use super::{Shelf, backup, cli, offline, refused, restore, succeeded, text};
use crate::cluster::patiently;
use crate::support::Node;

const HOUR: Duration = Duration::from_secs(3_600);

/// The calls that make writes durable, and the calls that change names.
const BOUNDARIES: [&str; 2] = ["fsync,fdatasync", "?rename,?renameat,?renameat2,?unlink,?unlinkat"];

/// More kills than any of these commands has writes of a kind in one thread.
const KILLS_MAX: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_killed_at_any_write_is_repeated_or_was_complete_g21() {
    let (shelf, node) = (Shelf::new(), Node::start().await);
    let place = shelf.place("sound");
    node.client.create(timer("far").fire_after(HOUR)).await.unwrap();
    backup(&node, &place).await;
    for calls in BOUNDARIES {
        let mut kills = 0;
        loop {
            let home = Home::new().unwrap();
            let (data, trace) = (home.data(), home.path().join("trace"));
            let arguments = ["restore", "--from", text(&place), "--data", text(&data), "--epoch", "5"];
            let outcome = offline(&home)
                .run_killed(calls, kills + 1, &trace, &arguments)
                .await
                .unwrap();
            if outcome.code == Some(0) {
                break;
            }
            assert_eq!(outcome.code, None, "{outcome:?}");
            kills += 1;
            assert!(kills < KILLS_MAX);
            goes_on(home, &place).await;
        }
        assert!(kills > 1, "{calls}: {kills}");
    }
}

/// Either no node starts on it and the restore is repeated, or only the very last step was omitted.
async fn goes_on(home: Home, place: &Path) {
    if !home.data().join("NODE").exists() {
        if home.data().join("restoring").exists() {
            let status = Server::spawn(&home, &["--no-demo"]).unwrap().ended().await.unwrap();
            assert!(!status.success());
            assert!(home.errors().unwrap().contains("repeat the restore"));
        }
        assert_eq!(restore(place, &home, 6).await["epoch"], 6);
    }
    let node = Node::start_in(home).await;
    assert_eq!(node.client.get("far").await.unwrap().id, "far");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recovery_killed_at_any_write_is_repeated_and_has_everything_g21() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let survivor = leader % 3 + 1;
    let client = cluster.client(leader).await.unwrap();
    for number in 0..20 {
        let id = format!("r{number}");
        patiently(|| client.create(timer(&id).fire_after(HOUR))).await;
    }
    let reader = cluster.client(survivor).await.unwrap();
    patiently(|| reader.get("r19")).await;
    for node in 1..=3 {
        cluster.kill(node).unwrap();
    }
    let shelf = Shelf::new();
    let data = cluster.home(survivor).unwrap().data();
    fs::rename(&data, shelf.place("survivor")).unwrap();
    for calls in BOUNDARIES {
        let mut kills = 0;
        while was_killed(&mut cluster, survivor, &shelf.place("survivor"), calls, kills + 1).await {
            kills += 1;
            assert!(kills < KILLS_MAX);
        }
        assert!(kills > 1, "{calls}: {kills}");
    }
}

/// Kills a recovery of a copy of this directory and repeats it. Returns false if it ended before the kill.
async fn was_killed(cluster: &mut Cluster, survivor: u64, original: &Path, calls: &str, number: usize) -> bool {
    let home = cluster.home(survivor).unwrap();
    let (data, trace, node) = (home.data(), home.path().join("trace"), survivor.to_string());
    if data.exists() {
        fs::remove_dir_all(&data).unwrap();
    }
    files::copy(original, &data).unwrap();
    let recover = |epoch| {
        let (data, node) = (text(&data), node.as_str());
        let fixed = [
            "cluster",
            "recover",
            "--data",
            data,
            "--node",
            node,
            "--i-accept-data-loss",
            "-o",
            "json",
        ];
        [&fixed[..], &["--epoch", epoch]].concat()
    };
    let outcome = offline(home)
        .run_killed(calls, number, &trace, &recover("5"))
        .await
        .unwrap();
    if outcome.code == Some(0) {
        return false;
    }
    assert_eq!(outcome.code, None, "{outcome:?}");
    let told = succeeded(offline(home).run(&recover("6")).await.unwrap());
    assert_eq!(told["epoch"], 6);
    cluster.restart(survivor).await.unwrap();
    let status = cluster.status_led_by(&[survivor]).await.unwrap();
    assert_eq!((status.nodes.len(), status.epoch), (1, 6), "{status:?}");
    let client = cluster.client(survivor).await.unwrap();
    for number in 0..20 {
        let id = format!("r{number}");
        assert_eq!(patiently(|| client.get(&id)).await.id, id);
    }
    cluster.kill(survivor).unwrap();
    true
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_killed_at_any_write_is_complete_or_is_none() {
    let (shelf, node) = (Shelf::new(), Node::start().await);
    node.client.create(timer("far").fire_after(HOUR)).await.unwrap();
    let mut kills = 0;
    loop {
        let place = shelf.place(&format!("killed-{kills}"));
        let arguments = ["backup", "--to", text(&place)];
        let trace = shelf.place("trace");
        let outcome = cli(&node)
            .run_killed("fsync,?rename,?renameat,?renameat2", kills + 1, &trace, &arguments)
            .await
            .unwrap();
        let home = Home::new().unwrap();
        let restored = super::try_restore(&place, &home, 5).await;
        if outcome.code == Some(0) {
            succeeded(restored);
            break;
        }
        assert_eq!(outcome.code, None, "{outcome:?}");
        kills += 1;
        assert!(kills < KILLS_MAX);
        let manifests = super::contents(&place.join("backups"));
        match manifests
            .iter()
            .any(|(path, _)| path.extension().is_some_and(|end| end == "json"))
        {
            true => drop(succeeded(restored)),
            false => refused(&restored, 3, "BACKUP_INCOMPLETE"),
        }
    }
    assert!(kills > 2, "{kills}");
}
