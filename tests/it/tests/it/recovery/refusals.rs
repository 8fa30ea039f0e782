//! Row 78 of bad inputs: a changed backup, and a directory that is not empty.

use std::fs;
use std::path::Path;
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::server::{Home, Server};

use super::{Shelf, backup, contents, refused, restore, try_restore};
use crate::support::Node;

/// Starts a node with one timer, and backs it up.
async fn backed_up(place: &Path) -> Node {
    let node = Node::start().await;
    node.client
        .create(timer("far").fire_after(Duration::from_secs(3_600)))
        .await
        .unwrap();
    backup(&node, place).await;
    node
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_or_truncated_file_of_a_backup_is_refused_and_nothing_is_made() {
    let shelf = Shelf::new();
    let place = shelf.place("sound");
    let _node = backed_up(&place).await;
    let files = contents(&place);
    assert_eq!(files.len(), 4, "a manifest and three chunks");
    for (path, sound) in files {
        let middle = sound.len() / 2;
        let mut flipped = sound.clone();
        flipped[middle] ^= 0x10;
        let truncated = [&sound[..middle], &sound[..sound.len() - 1], &[]];
        for damaged in truncated.into_iter().chain([&flipped[..]]) {
            fs::write(&path, damaged).unwrap();
            let home = Home::new().unwrap();
            let outcome = try_restore(&place, &home, 5).await;
            refused(&outcome, 1, "BACKUP_CHECKSUM");
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(outcome.stderr.contains(name), "{outcome:?}");
            assert!(outcome.stderr.len() < 1_024, "{outcome:?}");
            assert!(!home.data().exists(), "nothing was made");
            assert_eq!(fs::read(&path).unwrap(), damaged, "nor changed");
        }
        fs::write(&path, sound).unwrap();
    }
    restore(&place, &Home::new().unwrap(), 5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_without_its_manifest_or_without_a_chunk_is_refused() {
    let shelf = Shelf::new();
    let place = shelf.place("sound");
    let _node = backed_up(&place).await;
    let home = Home::new().unwrap();
    let (manifests, chunks): (Vec<_>, Vec<_>) = contents(&place)
        .into_iter()
        .partition(|(path, _)| path.extension().is_some());
    for (path, content) in &chunks {
        fs::remove_file(path).unwrap();
        refused(&try_restore(&place, &home, 5).await, 1, "BACKUP_CHECKSUM");
        fs::write(path, content).unwrap();
    }
    fs::remove_file(&manifests[0].0).unwrap();
    refused(&try_restore(&place, &home, 5).await, 3, "BACKUP_INCOMPLETE");
    refused(
        &try_restore(&shelf.place("nowhere"), &home, 5).await,
        3,
        "BACKUP_INCOMPLETE",
    );
    assert!(!home.data().exists(), "nothing was made");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_directory_that_is_not_empty_is_refused_and_not_changed() {
    let shelf = Shelf::new();
    let place = shelf.place("sound");
    let node = backed_up(&place).await;
    // A directory in which a node ran, and one with any file at all.
    node.server.stop().await.unwrap();
    let before = contents(&node.home.data());
    refused(&try_restore(&place, &node.home, 5).await, 4, "NOT_EMPTY");
    assert_eq!(contents(&node.home.data()), before);
    let home = Home::new().unwrap();
    fs::create_dir(home.data()).unwrap();
    fs::write(home.data().join("notes.txt"), "mine").unwrap();
    refused(&try_restore(&place, &home, 5).await, 4, "NOT_EMPTY");
    assert_eq!(contents(&home.data()).len(), 1);
    fs::remove_file(home.data().join("notes.txt")).unwrap();
    restore(&place, &home, 5).await;
    refused(&try_restore(&place, &home, 6).await, 4, "NOT_EMPTY");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_epoch_that_is_not_larger_than_that_of_the_backup_is_refused_naming_both() {
    let shelf = Shelf::new();
    let _node = backed_up(&shelf.place("first")).await;
    let (node, _) = super::restored(&shelf.place("first"), 9).await;
    backup(&node, &shelf.place("second")).await;
    for epoch in [8, 9] {
        let home = Home::new().unwrap();
        let outcome = try_restore(&shelf.place("second"), &home, epoch).await;
        refused(&outcome, 4, "EPOCH_NOT_LARGER");
        assert!(
            outcome.stderr.contains(&format!("epoch {epoch} ")) && outcome.stderr.contains("epoch 9"),
            "{outcome:?}"
        );
        assert!(!home.data().exists(), "nothing was made");
    }
    restore(&shelf.place("second"), &Home::new().unwrap(), 10).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_that_was_interrupted_is_no_node_and_is_repeated() {
    let shelf = Shelf::new();
    let place = shelf.place("sound");
    let _node = backed_up(&place).await;
    let home = Home::new().unwrap();
    // The state after a kill in the middle: prepared parts, one of them in place, and no NODE.
    fs::create_dir_all(home.data().join("restoring/tables")).unwrap();
    fs::create_dir_all(home.data().join("log")).unwrap();
    fs::write(home.data().join("LOCK"), "1\n").unwrap();
    let status = Server::spawn(&home, &["--no-demo"]).unwrap().ended().await.unwrap();
    assert!(!status.success());
    assert!(home.errors().unwrap().contains("a restore into it was interrupted"));
    restore(&place, &home, 5).await;
    let node = Node::start_in(home).await;
    assert_eq!(node.client.get("far").await.unwrap().id, "far");
}
