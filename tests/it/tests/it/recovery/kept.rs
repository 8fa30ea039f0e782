//! Backups of every format, which this release must restore (G23).
//!
//! `UPDATE_GOLDEN=1 cargo nextest run -p minoots-it recovery::kept` rewrites that of the newest format. That is
//! permitted only before the release of its format: later a new format gets a new directory, and the old ones stay.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::golden;
use minoots_wire::timer::v1::TimerStatus;
use serde_json::{Value, json};

use super::{backup, cli, restored, succeeded};
use crate::support::Node;

/// These timers wait, so that they are equal whenever the backup is restored: if due by then, they are held.
const TIMERS: [&str; 3] = ["kept-1", "kept-2", "kept-3"];

/// The kept backup of a format.
fn kept(format: u32) -> PathBuf {
    golden::root().join(format!("backup-v{format}"))
}

/// Returns the timers from a read of the node.
async fn shown(node: &Node) -> Value {
    let mut timers = Vec::new();
    for id in TIMERS {
        let outcome = cli(node).run(&["timer", "get", id, "-o", "json"]).await;
        timers.push(succeeded(outcome.unwrap())["timer"].take());
    }
    timers.into()
}

async fn write(kept: &Path) {
    let node = Node::start().await;
    for (id, hours) in TIMERS.into_iter().zip(1..) {
        let request = timer(id)
            .fire_after(Duration::from_secs(hours * 3_600))
            .into_queue("kept")
            .with_payload("application/json", format!("{{\"hours\":{hours}}}"));
        node.client.create(request).await.unwrap();
    }
    if kept.exists() {
        fs::remove_dir_all(kept).unwrap();
    }
    backup(&node, &kept.join("files")).await;
    fs::remove_dir(kept.join("files/locks")).unwrap();
    golden::write_json(&kept.join("expected.json"), &shown(&node).await).unwrap();
}

/// Restores a kept backup, whose manifest is that file, and compares its timers with the recorded ones.
async fn restores(kept: &Path, manifest: &Path) {
    let manifest = golden::read_json(manifest).unwrap();
    let about = &manifest["minootsBackup"]["about"];
    let (node, told) = restored(&kept.join("files"), 1).await;
    assert_eq!(
        told["appliedIndex"].as_u64(),
        about["appliedIndex"].as_u64().map(|index| index + 1)
    );
    let expected = golden::read_json(&kept.join("expected.json")).unwrap();
    assert_eq!(shown(&node).await, expected);
    for id in TIMERS {
        node.client.cancel(id).await.unwrap();
        assert_eq!(node.client.get(id).await.unwrap().status(), TimerStatus::Cancelled);
    }
    node.client
        .create(timer("new").to_nobody().fire_after(Duration::ZERO))
        .await
        .unwrap();
    node.client.wait_for("new", TimerStatus::Settled).await.unwrap();
    assert_eq!(about["epoch"], json!(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g23_a_backup_of_the_first_format_is_restored_with_everything_in_it_and_goes_on() {
    restores(&kept(1), &kept(1).join("files/manifest.json")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g23_a_backup_of_the_second_format_is_restored_with_everything_in_it_and_goes_on() {
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        write(&kept(2)).await;
    }
    let mut manifests = fs::read_dir(kept(2).join("files/backups")).unwrap();
    let manifest = manifests.next().unwrap().unwrap().path();
    restores(&kept(2), &manifest).await;
}
