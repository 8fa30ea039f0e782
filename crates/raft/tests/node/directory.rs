//! The owner of a directory, and directories that a node refuses.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use minoots_raft::StartError;

use crate::harness::{Harness, bootstrap, image_of, options};

async fn refusal(directory: &Path) -> StartError {
    let started = Harness::start_with(options(directory), Arc::default()).await;
    started.err().expect("the node must not start")
}

async fn used() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let harness = Harness::start(directory.path()).await;
    harness.leads().await;
    harness.commit(bootstrap()).await;
    harness.create_timers(20).await;
    harness.stop().await;
    directory
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_node_on_the_same_directory_finds_it_in_use() {
    let directory = tempfile::tempdir().unwrap();
    let harness = Harness::start(directory.path()).await;
    let error = refusal(directory.path()).await;
    assert!(
        matches!(error, StartError::InUse { pid: Some(pid), .. } if pid == std::process::id()),
        "{error}"
    );
    assert!(error.to_string().starts_with("DATA_IN_USE"), "{error}");
    harness.leads().await;
    harness.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emptied_log_is_not_taken_for_a_new_node() {
    let directory = used().await;
    let log = directory.path().join("log");
    fs::remove_dir_all(&log).unwrap();
    fs::create_dir(&log).unwrap();
    let error = refusal(directory.path()).await;
    assert!(
        matches!(error, StartError::Incomplete { .. } | StartError::Log(_)),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_without_the_name_of_its_node_is_refused() {
    let directory = used().await;
    fs::remove_file(directory.path().join("NODE")).unwrap();
    let error = refusal(directory.path()).await;
    assert!(matches!(error, StartError::Incomplete { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_lost_with_an_unpurged_log_are_rebuilt_from_it() {
    let directory = used().await;
    let tables = directory.path().join("tables");
    fs::remove_dir_all(&tables).unwrap();
    let error = refusal(directory.path()).await;
    assert!(error.to_string().contains("tables is missing"), "{error}");
    // The error tells the operator to put it back. An empty directory is valid while the log begins at its first entry.
    fs::create_dir(&tables).unwrap();
    let harness = Harness::start(directory.path()).await;
    harness.leads().await;
    assert!((0..20).all(|number| harness.has_timer(number)));
    harness.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_start_that_was_cut_short_is_repeated() {
    let directory = tempfile::tempdir().unwrap();
    let harness = Harness::start(directory.path()).await;
    harness.leads().await;
    harness.stop().await;
    // The state after a kill between making the parts and writing NODE.
    let image = image_of(directory.path());
    for part in ["NODE", "SYNCED", "log", "tables"] {
        let path = image.path().join(part);
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap()
        } else {
            fs::remove_file(path).unwrap()
        }
    }
    fs::create_dir(image.path().join("tables")).unwrap();
    let again = Harness::start(image.path()).await;
    assert_ne!(again.node.incarnation(), 0);
    again.leads().await;
    again.stop().await;
}
