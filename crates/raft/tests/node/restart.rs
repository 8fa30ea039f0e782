//! The state after a crash, and the restart from it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use minoots_raft::StartError;

use crate::harness::{Harness, PATIENCE, Sink, bootstrap, create, image_of, options};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_loses_no_acknowledged_timer_and_the_next_term_is_larger() {
    let directory = tempfile::tempdir().unwrap();
    let first = Harness::start(directory.path()).await;
    let (term, _) = first.leads().await;
    first.commit(bootstrap()).await;
    first.create_timers(500).await;
    let flushed = first.node.stats().flushed_index;
    let image = image_of(directory.path());

    let second = Harness::start(image.path()).await;
    let (new_term, since) = second.leads().await;
    assert!(new_term > term);
    for number in 0..500 {
        assert!(second.has_timer(number), "timer {number} is gone");
    }
    assert!(
        flushed.is_none_or(|flushed| flushed < 500),
        "the tables must have had something to catch up with"
    );
    let told = second.sink.told();
    let replayed = told.iter().filter(|told| told.at.term <= term).count();
    assert!(replayed >= 500, "the sink hears of replayed entries: {replayed}");
    assert!(told.iter().all(|told| told.at.term <= term || told.at.index >= since));
    second.stop().await;
    first.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_kills_in_a_row_leave_equal_tables() {
    let directory = tempfile::tempdir().unwrap();
    let first = Harness::start(directory.path()).await;
    first.leads().await;
    first.commit(bootstrap()).await;
    first.create_timers(100).await;
    let (image, twin) = (image_of(directory.path()), image_of(directory.path()));
    let (left, right) = (Harness::start(image.path()).await, Harness::start(twin.path()).await);
    let ((_, left_since), (_, right_since)) = (left.leads().await, right.leads().await);
    assert_eq!(left_since, right_since);
    assert_eq!(left.node.stats().hash, right.node.stats().hash);
    for harness in [left, right, first] {
        harness.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_clean_stop_nothing_is_replayed() {
    let directory = tempfile::tempdir().unwrap();
    let first = Harness::start(directory.path()).await;
    let (term, _) = first.leads().await;
    first.commit(bootstrap()).await;
    first.create_timers(100).await;
    first.stop().await;
    let second = Harness::start(directory.path()).await;
    second.leads().await;
    assert!(second.sink.told().iter().all(|told| told.at.term > term));
    assert!((0..100).all(|number| second.has_timer(number)));
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn snapshots_let_the_log_be_purged_and_a_kill_after_that_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let mut options = options(directory.path());
    options.snapshot_interval_entries = 50;
    options.log_keep_entries = 20;
    let first = Harness::start_with(options.clone(), Arc::default()).await.unwrap();
    first.leads().await;
    first.commit(bootstrap()).await;
    first.create_timers(1_000).await;
    let purged = async {
        let mut number = 1_000;
        while first.node.stats().purged_index.is_none_or(|purged| purged < 500) {
            first.commit(create(number)).await;
            number += 1;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        number
    };
    let count = tokio::time::timeout(PATIENCE, purged)
        .await
        .expect("the log was never purged");
    let stats = first.node.stats();
    assert!(stats.flushed_index >= stats.purged_index, "{stats:?}");
    let image = image_of(directory.path());

    options.directory = image.path().to_owned();
    let second = Harness::start_with(options, Arc::default()).await.unwrap();
    second.leads().await;
    assert!((0..count).all(|number| second.has_timer(number)));
    second.stop().await;
    first.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_cannot_be_applied_is_fatal_and_not_skipped() {
    let directory = tempfile::tempdir().unwrap();
    let first = Harness::start(directory.path()).await;
    first.leads().await;
    first.commit(bootstrap()).await;
    // The proposer applies its decoded entry; a replay has only the bytes.
    let answer = first.propose_as(create(0), Bytes::from_static(b"\xFF not an entry"));
    answer.await.unwrap().unwrap();
    first.commit(create(1)).await;
    let image = image_of(directory.path());
    first.stop().await;

    let sink = Arc::new(Sink::default());
    let fatal = Arc::default();
    let started =
        minoots_raft::RaftNode::start(options(image.path()), sink.clone(), crate::harness::hooks(&fatal)).await;
    assert!(matches!(started.err(), Some(StartError::Consensus(_))));
    let told: Vec<String> = fatal.lock().unwrap().clone();
    assert!(told[0].contains("cannot be applied"), "{told:?}");
    assert!(
        sink.told().iter().all(|told| told.moment.time < 1_000),
        "neither the entry nor what follows it took effect"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_beyond_its_size_gives_up_its_older_half() {
    let directory = tempfile::tempdir().unwrap();
    let mut options = options(directory.path());
    options.log_bytes_max = 256 << 10;
    let harness = Harness::start_with(options, Arc::default()).await.unwrap();
    harness.leads().await;
    harness.commit(bootstrap()).await;
    harness.create_timers(3_000).await;
    assert!(
        harness.node.stats().log_bytes > 512 << 10,
        "the log must have grown beyond its size"
    );
    let shrunk = async {
        while harness.node.stats().log_bytes > 256 << 10 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, shrunk)
        .await
        .expect("the log was never purged");
    harness.stop().await;
    let again = Harness::start(directory.path()).await;
    again.leads().await;
    assert!((0..3_000).all(|number| again.has_timer(number)));
    again.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_dropped_lets_go_of_its_directory() {
    let directory = tempfile::tempdir().unwrap();
    let first = Harness::start(directory.path()).await;
    let (term, _) = first.leads().await;
    first.commit(bootstrap()).await;
    first.create_timers(50).await;
    let fatal = first.fatal.clone();
    drop(first);
    let again = async {
        loop {
            match Harness::start_with(options(directory.path()), Arc::default()).await {
                Ok(harness) => break harness,
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    };
    let second = tokio::time::timeout(PATIENCE, again)
        .await
        .expect("the directory was never free");
    assert!(second.leads().await.0 > term);
    assert!((0..50).all(|number| second.has_timer(number)));
    assert!(fatal.lock().unwrap().is_empty());
    second.stop().await;
}
