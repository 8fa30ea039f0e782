//! openraft's own tests for logs and state machines, run on ours.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use minoots_kernel::Effect;
use minoots_sequencer::clock::Clock;
use minoots_sequencer::consensus::{EffectSink, Moment, Position};
use minoots_store::log::Log;
use minoots_store::tables::{EngineChoice, TableStore};
use openraft::entry::RaftEntry;
use openraft::storage::{IOFlushed, RaftLogReader, RaftLogStorage, RaftLogStorageExt};
use openraft::testing::log::{StoreBuilder, Suite};
use openraft::{EntryPayload, StorageError};
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::apply::Applier;
use crate::equality::Equality;
use crate::error::StartError;
use crate::heard::Heard;
use crate::hooks::Hooks;
use crate::log::{LogStore, PurgeFloor};
use crate::machine::StateMachine;
use crate::options::RaftOptions;
use crate::quarantine::Quarantine;
use crate::storage::Storage;
use crate::timing::Timing;
use crate::types::{Command, LogEntry, Types, Vote, log_id};

struct NoEffects;

impl EffectSink for NoEffects {
    fn applied(&self, _at: Position, _moment: Moment, _effects: &[Effect]) {}
}

fn hooks() -> Hooks {
    Hooks {
        on_fatal: Arc::new(|why| panic!("{why}")),
        on_over: Arc::new(|why| panic!("{why}")),
        thread_start: Arc::new(|_| {}),
        hand_over: Arc::new(()),
    }
}

fn equality(storage: &Storage) -> Equality {
    let heard = Heard::new(0, Timing::LAN, Clock::default());
    Equality::new(0, heard, Quarantine::open(&storage.directory).unwrap())
}

/// Builds stores on an engine, for a sole node or not.
struct Builder(EngineChoice, bool);

impl StoreBuilder<Types, LogStore, StateMachine, TempDir> for Builder {
    async fn build(&self) -> Result<(TempDir, LogStore, StateMachine), StorageError<Types>> {
        let directory = tempfile::tempdir().unwrap();
        let mut options = RaftOptions::new(0, directory.path());
        options.log.segment_bytes = 64 << 10;
        options.platform.engine = self.0.kind();
        let storage = Storage::open(&options, &hooks()).unwrap();
        let applier = Applier::start(
            storage.tables.clone(),
            Arc::clone(&storage.directory),
            storage.spool.clone(),
            equality(&storage),
            Arc::new(NoEffects),
            hooks(),
        );
        let applier = applier.unwrap();
        applier.alone().set(self.1);
        let log = LogStore::new(storage.log, options.log.queue_bytes_max, &applier, PurgeFloor::Nothing);
        let machine = StateMachine {
            tables: storage.tables,
            applier,
            chunk_entries_max: 3,
            held: Arc::new(oneshot::channel().0),
        };
        Ok((directory, log, machine))
    }
}

#[tokio::test]
async fn openraft_accepts_our_log_and_state_machine() {
    Suite::test_all(Builder(EngineChoice::Lsm, false)).await.unwrap();
    Suite::test_all(Builder(EngineChoice::Lsm, true)).await.unwrap();
}

#[tokio::test]
async fn openraft_accepts_our_state_machine_on_sled() {
    Suite::test_all(Builder(EngineChoice::Sled, false)).await.unwrap();
}

/// A log with a purge limit, and the applier of its entries. Waits for threads of an earlier one that still hold the
/// directory.
fn held_back(directory: &TempDir) -> (LogStore, Applier, TableStore) {
    let (log, applier, tables, _) = held_back_of(directory);
    (log, applier, tables)
}

/// The same, and the log below.
fn held_back_of(directory: &TempDir) -> (LogStore, Applier, TableStore, Log) {
    let options = RaftOptions::new(0, directory.path());
    let storage = loop {
        match Storage::open(&options, &hooks()) {
            Err(StartError::InUse { .. }) => std::thread::sleep(Duration::from_millis(1)),
            opened => break opened.unwrap(),
        }
    };
    let applier = Applier::start(
        storage.tables.clone(),
        Arc::clone(&storage.directory),
        storage.spool.clone(),
        equality(&storage),
        Arc::new(NoEffects),
        hooks(),
    );
    let applier = applier.unwrap();
    let floor = PurgeFloor::Unflushed(storage.tables.clone());
    let log = LogStore::new(storage.log.clone(), options.log.queue_bytes_max, &applier, floor);
    (log, applier, storage.tables, storage.log)
}

#[tokio::test]
async fn single_node_appends_are_durable_on_return_unless_large() {
    let directory = tempfile::tempdir().unwrap();
    let (mut log, applier, _tables, kept) = held_back_of(&directory);
    applier.alone().set(true);
    let blank = |index| [LogEntry::new_blank(log_id(1, index))];
    let mut at_once = 0;
    for index in 0..20 {
        log.append(blank(index), IOFlushed::noop()).await.unwrap();
        at_once += u32::from(kept.durable_index() == Some(index));
    }
    // The thread may be busy as it starts, and after appends that took long.
    assert!(at_once > 0);
    let much = Command::proposed(vec![0; 1 << 20].into(), Arc::default());
    let much = LogEntry::new(log_id(1, 20), EntryPayload::Normal(much));
    log.append([much], IOFlushed::noop()).await.unwrap();
    // Either thread may have written the large entry. There is one queue, so the next append shows that it continues.
    log.blocking_append(blank(21)).await.unwrap();
    assert_eq!(kept.durable_index(), Some(21));
}

#[tokio::test]
async fn entries_that_are_in_no_memory_are_read_from_the_disk_aside() {
    let directory = tempfile::tempdir().unwrap();
    let (mut log, applier, tables) = held_back(&directory);
    let entries = || (0..100).map(|index| LogEntry::new_blank(log_id(1, index)));
    log.blocking_append(entries()).await.unwrap();
    applier.stop();
    drop((log, applier, tables));
    // Nothing from before the restart is in memory.
    let (mut log, _applier, _tables, kept) = held_back_of(&directory);
    assert!(kept.reads_disk(0));
    let mut reader = log.get_log_reader().await;
    assert_eq!(reader.try_get_log_entries(..).await.unwrap().len(), 100);
    assert_eq!(reader.limited_get_log_entries(90, 95).await.unwrap().len(), 5);
    let streamed: Vec<_> = reader.entries_stream(50..60).await.try_collect().await.unwrap();
    assert_eq!(streamed.len(), 10);
}

#[tokio::test]
async fn the_log_is_not_purged_beyond_what_the_tables_have_on_disk() {
    let directory = tempfile::tempdir().unwrap();
    let (mut log, applier, tables) = held_back(&directory);
    applier.alone().set(true);
    let entries = || (0..10).map(|index| LogEntry::new_blank(log_id(1, index)));
    log.blocking_append(entries()).await.unwrap();

    log.purge(log_id(1, 8)).await.unwrap();
    assert_eq!(
        log.get_log_state().await.unwrap().last_purged_log_id,
        None,
        "nothing is on disk"
    );

    applier
        .apply(entries().take(4).map(|entry| (entry, None)).collect(), 0)
        .await
        .unwrap();
    tables.flush().unwrap();
    // These run on the thread, and those before run inline.
    applier
        .apply(entries().skip(4).map(|entry| (entry, None)).collect(), usize::MAX)
        .await
        .unwrap();
    log.purge(log_id(1, 8)).await.unwrap();
    assert_eq!(
        log.get_log_state().await.unwrap().last_purged_log_id,
        Some(log_id(1, 3))
    );

    tables.flush().unwrap();
    log.purge(log_id(1, 8)).await.unwrap();
    assert_eq!(
        log.get_log_state().await.unwrap().last_purged_log_id,
        Some(log_id(1, 8))
    );
    assert_eq!(log.get_log_state().await.unwrap().last_log_id, Some(log_id(1, 9)));
}

#[tokio::test]
async fn an_installed_snapshot_is_on_disk_and_the_log_goes_on_behind_it() {
    let (leader, follower) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (_, applier, tables) = held_back(&leader);
    let entries = (0..10).map(|index| (LogEntry::new_blank(log_id(1, index)), None));
    applier.apply(entries.collect(), 0).await.unwrap();
    let snapshot = crate::snapshot::current(&tables).unwrap().unwrap();

    let (mut log, applier, tables) = held_back(&follower);
    log.save_vote(&Vote::new_committed(1, 2)).await.unwrap();
    log.blocking_append([LogEntry::new_blank(log_id(1, 0))]).await.unwrap();
    applier.install(9, snapshot.snapshot).await.unwrap();
    assert_eq!(*applier.progress().applied().borrow(), 9);
    log.purge(log_id(1, 9)).await.unwrap();
    log.blocking_append([LogEntry::new_blank(log_id(1, 10))]).await.unwrap();
    let state = log.get_log_state().await.unwrap();
    assert_eq!(
        (state.last_purged_log_id, state.last_log_id),
        (Some(log_id(1, 9)), Some(log_id(1, 10)))
    );
    assert_eq!(tables.flushed_applied(), Some(9));
}

#[tokio::test]
async fn after_a_crash_right_after_an_installation_the_log_may_end_below_the_tables() {
    let (leader, follower) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (_, applier, tables) = held_back(&leader);
    let entries = (0..10).map(|index| (LogEntry::new_blank(log_id(1, index)), None));
    applier.apply(entries.collect(), 0).await.unwrap();
    let snapshot = crate::snapshot::current(&tables).unwrap().unwrap();

    let (mut log, applier, tables) = held_back(&follower);
    log.save_vote(&Vote::new_committed(1, 2)).await.unwrap();
    log.blocking_append([LogEntry::new_blank(log_id(1, 0))]).await.unwrap();
    applier.install(9, snapshot.snapshot).await.unwrap();
    applier.stop();
    drop((log, applier, tables));

    let (mut log, _, tables) = held_back(&follower);
    assert_eq!(tables.applied().map(|applied| applied.index), Some(9));
    assert_eq!(log.get_log_state().await.unwrap().last_log_id, Some(log_id(1, 0)));
}
