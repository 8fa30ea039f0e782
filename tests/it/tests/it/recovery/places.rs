//! The permitted locations of a backup; nothing there is ever overwritten.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::Cluster;
use minoots_it::s3::{BUCKET, Store};
use minoots_it::server::Home;
use serde_json::Value;

use super::{Shelf, backup, cli, contents, offline, refused, restored, succeeded, text};
use crate::support::Node;

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_goes_to_a_directory_and_back_and_is_not_overwritten() {
    let (shelf, node) = (Shelf::new(), Node::start().await);
    node.client.create(timer("far").fire_after(HOUR)).await.unwrap();
    let place = shelf.place("deep/below");
    let told = backup(&node, &place).await;
    assert_eq!(
        (&told["tables"]["timer"], &told["epoch"]),
        (&Value::from(1), &Value::from(0))
    );
    let before = contents(&place);
    let again = cli(&node).run(&["backup", "--to", text(&place)]).await.unwrap();
    refused(&again, 4, "BACKUP_EXISTS");
    assert_eq!(contents(&place), before);
    let (node, _) = restored(&place, 7).await;
    assert_eq!(node.client.get("far").await.unwrap().id, "far");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_goes_to_a_store_and_back_and_is_not_overwritten_and_damage_is_found_there() {
    let (store, node) = (Store::start().await.unwrap(), Node::start().await);
    node.client.create(timer("far").fire_after(HOUR)).await.unwrap();
    let place = format!("s3://{BUCKET}/backups/monday");
    let commands = store.commands(cli(&node));
    succeeded(commands.run(&["backup", "--to", &place, "-o", "json"]).await.unwrap());
    let again = commands.run(&["backup", "--to", &place]).await.unwrap();
    refused(&again, 4, "BACKUP_EXISTS");

    let home = Home::new().unwrap();
    let data = home.data();
    let commands = store.commands(offline(&home));
    let restore = ["restore", "--from", &place, "--data", text(&data), "-o", "json"];
    succeeded(commands.run(&restore).await.unwrap());
    let node = Node::start_in(home).await;
    assert_eq!(node.client.get("far").await.unwrap().id, "far");

    store
        .put("backups/monday/chunk-000000", b"something else")
        .await
        .unwrap();
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
