//! openraft's own tests of a log and a state machine, on ours.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use minoots_kernel::Effect;
use minoots_sequencer::consensus::{EffectSink, Moment, Position};
use openraft::StorageError;
use openraft::testing::log::{StoreBuilder, Suite};
use tempfile::TempDir;

use crate::apply::Applier;
use crate::hooks::Hooks;
use crate::log::{LogStore, PurgeFloor};
use crate::machine::StateMachine;
use crate::options::RaftOptions;
use crate::storage::Storage;
use crate::types::Types;

struct NoEffects;

impl EffectSink for NoEffects {
    fn applied(&self, _at: Position, _moment: Moment, _effects: &[Effect]) {}
}

fn hooks() -> Hooks {
    Hooks {
        on_fatal: Arc::new(|why| panic!("{why}")),
        thread_start: Arc::new(|_| {}),
    }
}

struct Builder;

impl StoreBuilder<Types, LogStore, StateMachine, TempDir> for Builder {
    async fn build(&self) -> Result<(TempDir, LogStore, StateMachine), StorageError<Types>> {
        let directory = tempfile::tempdir().unwrap();
        let mut options = RaftOptions::new(0, directory.path());
        options.log.segment_bytes = 64 << 10;
        let storage = Storage::open(&options, &hooks()).unwrap();
        let applier = Applier::start(
            storage.tables.clone(),
            storage.directory,
            storage.spool,
            Arc::new(NoEffects),
            hooks(),
        );
        let applier = applier.unwrap();
        let log = LogStore::new(
            storage.log,
            options.log.queue_bytes_max,
            applier.progress().applied(),
            PurgeFloor::Nothing,
        );
        let machine = StateMachine {
            tables: storage.tables,
            applier,
            chunk_entries_max: 3,
        };
        Ok((directory, log, machine))
    }
}

#[tokio::test]
async fn openraft_accepts_our_log_and_state_machine() {
    Suite::test_all(Builder).await.unwrap();
}
