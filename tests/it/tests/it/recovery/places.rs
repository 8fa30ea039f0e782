//! The permitted places of backups, and the commands that work on them.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::Cluster;
use minoots_it::s3::{BUCKET, Store};
use minoots_it::server::Home;
use minoots_it::{files, golden};
use minoots_wire::timer::v1::TimerStatus;
use serde_json::Value;
use tonic::Code;

use super::{Shelf, backup, cli, contents, offline, refused, restored, succeeded, text};
use crate::support::Node;

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backups_share_a_directory_and_each_is_restored() {
    let (shelf, node) = (Shelf::new(), Node::start().await);
    node.client.create(timer("far").fire_after(HOUR)).await.unwrap();
    let place = shelf.place("deep/below");
    let first = backup(&node, &place).await;
    assert_eq!(
        (&first["tables"]["timer"], &first["epoch"]),
        (&Value::from(1), &Value::from(0))
    );
    node.client.create(timer("later").fire_after(HOUR)).await.unwrap();
    let before = contents(&place);
    let second = backup(&node, &place).await;
    assert_ne!(first["id"], second["id"]);
    let after = contents(&place);
    assert!(before.iter().all(|file| after.contains(file)), "nothing was changed");
    // Without an id the newest one is restored.
    let (restored, _) = restored(&place, 7).await;
    assert_eq!(restored.client.get("later").await.unwrap().id, "later");
    let home = Home::new().unwrap();
    let data = home.data();
    let id = first["id"].as_str().unwrap();
    let restore = [
        "restore",
        "--from",
        text(&place),
        "--backup",
        id,
        "--data",
        text(&data),
        "-o",
        "json",
    ];
    succeeded(offline(&home).run(&restore).await.unwrap());
    let earlier = Node::start_in(home).await;
    assert_eq!(earlier.client.get("far").await.unwrap().id, "far");
    assert_eq!(earlier.client.get("later").await.unwrap_err().code(), Code::NotFound);
    let home = Home::new().unwrap();
    let none = [
        "restore",
        "--from",
        text(&place),
        "--backup",
        "20300102T030405Z-1-0",
        "--data",
        text(&data),
    ];
    refused(&offline(&home).run(&none).await.unwrap(), 3, "BACKUP_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_of_an_earlier_release_is_not_written_to() {
    let (shelf, node) = (Shelf::new(), Node::start().await);
    let place = shelf.place("earlier");
    files::copy(&golden::root().join("backup-v1/files"), &place).unwrap();
    let before = contents(&place);
    for arguments in [
        &["backup", "--to", text(&place)][..],
        &["backup", "prune", "--from", text(&place), "--keep-last", "1"],
        &["backup", "run", "--to", text(&place), "--every", "1h"],
    ] {
        refused(&cli(&node).run(arguments).await.unwrap(), 4, "BACKUP_EXISTS");
    }
    let verified = cli(&node)
        .run(&["backup", "verify", "--from", text(&place), "-o", "json"])
        .await;
    assert_eq!(succeeded(verified.unwrap())["sound"], true);
    assert_eq!(contents(&place), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backups_share_a_store_and_damage_is_found_there_by_name() {
    let (store, node) = (Store::start().await.unwrap(), Node::start().await);
    node.client.create(timer("far").fire_after(HOUR)).await.unwrap();
    let place = format!("s3://{BUCKET}/backups");
    let commands = store.commands(cli(&node));
    let take = ["backup", "--to", &place, "-o", "json"];
    let first = succeeded(commands.run(&take).await.unwrap());
    node.client.cancel("far").await.unwrap();
    let second = succeeded(commands.run(&take).await.unwrap());
    // The header, the block of all rows and the footer.
    assert_eq!(
        (&first["newChunks"], &second["chunks"]),
        (&Value::from(3), &Value::from(3))
    );
    let listed = succeeded(
        commands
            .run(&["backup", "list", "--from", &place, "-o", "json"])
            .await
            .unwrap(),
    );
    let ids: Vec<_> = listed["backups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|backup| &backup["id"])
        .collect();
    assert_eq!(ids, [&first["id"], &second["id"]]);
    let doctor = ["doctor", "--backup", &place, "-o", "json"];
    let findings = commands.run(&doctor).await.unwrap().json().unwrap();
    let mut findings = findings["findings"].as_array().unwrap().iter();
    let age = findings.find(|finding| finding["check"] == "backup").unwrap();
    assert_eq!(age["verdict"], "good", "{age}");
    let prune = ["backup", "prune", "--from", &place, "--keep-last", "1", "-o", "json"];
    let planned = succeeded(commands.run(&[&prune[..], &["--dry-run"]].concat()).await.unwrap());
    assert_eq!(
        (&planned["dryRun"], &planned["removed"][0]),
        (&Value::from(true), &first["id"])
    );
    let pruned = succeeded(commands.run(&prune).await.unwrap());
    assert_eq!(
        (&pruned["removed"], &pruned["objects"]),
        (&planned["removed"], &planned["objects"])
    );
    let verify = ["backup", "verify", "--from", &place, "-o", "json"];
    let verified = succeeded(commands.run(&verify).await.unwrap());
    assert_eq!(
        (&verified["sound"], &verified["backups"][0]["id"]),
        (&Value::from(true), &second["id"])
    );

    let home = Home::new().unwrap();
    let data = home.data();
    let offline_commands = store.commands(offline(&home));
    let restore = ["restore", "--from", &place, "--data", text(&data), "-o", "json"];
    succeeded(offline_commands.run(&restore).await.unwrap());
    let restored = Node::start_in(home).await;
    assert_eq!(
        restored.client.get("far").await.unwrap().status(),
        TimerStatus::Cancelled
    );

    let manifest = format!("backups/backups/{}.json", second["id"].as_str().unwrap());
    store.put(&manifest, b"something else").await.unwrap();
    let outcome = commands.run(&verify).await.unwrap();
    refused(&outcome, 1, "BACKUP_CHECKSUM");
    let damage = &outcome.json().unwrap()["backups"][0]["damage"][0];
    assert!(
        manifest.ends_with(damage.as_str().unwrap().split(' ').next().unwrap()),
        "{damage}"
    );
    let home = Home::new().unwrap();
    let data = home.data();
    let outcome = store
        .commands(offline(&home))
        .run(&["restore", "--from", &place, "--data", text(&data)])
        .await;
    refused(&outcome.unwrap(), 1, "BACKUP_CHECKSUM");
    assert!(!data.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_is_none_and_a_node_that_does_not_answer_are_told_apart() {
    let (shelf, home) = (Shelf::new(), Home::new().unwrap());
    let place = shelf.place("never");
    let unreachable = offline(&home).run(&["backup", "--to", text(&place)]).await.unwrap();
    assert_eq!(unreachable.code, Some(5), "{unreachable:?}");
    assert!(!place.exists(), "nothing was begun");
    let nowhere = offline(&home)
        .run(&["backup", "--to", "gs://bucket/prefix"])
        .await
        .unwrap();
    assert_eq!(nowhere.code, Some(2), "{nowhere:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn equal_replicas_give_equal_backups_byte_for_byte_g16() {
    let (shelf, cluster) = (Shelf::new(), Cluster::start().await.unwrap());
    let client = cluster.client(cluster.leader().await.unwrap()).await.unwrap();
    let requests: Vec<_> = (0..50)
        .map(|number| timer(&format!("e{number}")).fire_after(HOUR))
        .collect();
    crate::cluster::patiently(|| client.create_batch(requests.clone())).await;
    // Distinguished by the SHA-256 of the whole, among backups of the same entry.
    let mut seen: Vec<(u64, String)> = Vec::new();
    for round in 0..3 {
        for node in 1..=3 {
            let place = shelf.place(&format!("{round}-{node}"));
            let cli = minoots_it::cli::Cli::new(shelf.0.path(), &cluster.endpoint(node).unwrap());
            let told = succeeded(cli.run(&["backup", "--to", text(&place), "-o", "json"]).await.unwrap());
            seen.push((
                told["appliedIndex"].as_u64().unwrap(),
                told["sha256"].as_str().unwrap().to_owned(),
            ));
        }
    }
    let mut compared = 0;
    for (at, (index, sha256)) in seen.iter().enumerate() {
        for (_, other) in seen[..at].iter().filter(|(other, _)| other == index) {
            assert_eq!(sha256, other, "entry {index}");
            compared += 1;
        }
    }
    assert!(compared > 0, "no two backups were of the same entry: {seen:?}");
}
