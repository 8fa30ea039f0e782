//! Backups, restores, and changes to a data directory while no node runs on it.

mod backups;
mod check;
mod drill;
mod engines;
mod interrupted;
mod kept;
mod majority;
mod measured;
mod parts;
mod places;
mod refusals;
mod release;
mod shipping;
mod slow;

use std::path::{Path, PathBuf};

use minoots_it::cli::{Cli, Outcome};
use minoots_it::server::Home;
use serde_json::Value;

use crate::support::Node;

/// The backup location of a test.
struct Shelf(tempfile::TempDir);

impl Shelf {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn place(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Builds commands against a node.
fn cli(node: &Node) -> Cli {
    Cli::new(node.home.path(), node.server.endpoint())
}

/// Builds commands without a server.
fn offline(home: &Home) -> Cli {
    Cli::new(home.path(), "http://127.0.0.1:1")
}

fn succeeded(outcome: Outcome) -> Value {
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    outcome.json().unwrap()
}

fn refused(outcome: &Outcome, code: i32, reason: &str) {
    assert_eq!(outcome.code, Some(code), "{outcome:?}");
    assert!(outcome.stderr.contains(reason), "{outcome:?}");
}

async fn backup(node: &Node, place: &Path) -> Value {
    let outcome = cli(node).run(&["backup", "--to", text(place), "-o", "json"]).await;
    succeeded(outcome.unwrap())
}

/// Restores into a home in this epoch, and returns the command's result.
async fn try_restore(place: &Path, home: &Home, epoch: u64) -> Outcome {
    let (epoch, data) = (epoch.to_string(), home.data());
    let arguments = [
        "restore",
        "--from",
        text(place),
        "--data",
        text(&data),
        "--epoch",
        &epoch,
        "-o",
        "json",
    ];
    offline(home).run(&arguments).await.unwrap()
}

async fn restore(place: &Path, home: &Home, epoch: u64) -> Value {
    succeeded(try_restore(place, home, epoch).await)
}

/// Starts a node on a restored backup.
async fn restored(place: &Path, epoch: u64) -> (Node, Value) {
    let home = Home::new().unwrap();
    let told = restore(place, &home, epoch).await;
    (Node::start_in(home).await, told)
}

/// Returns every file below a directory, with its content.
fn contents(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(directory) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&directory) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => waiting.push(path),
                false => found.push((path.clone(), std::fs::read(path).unwrap())),
            }
        }
    }
    found.sort();
    found
}
