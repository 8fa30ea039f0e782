//! The state machine as openraft sees it.
//!
//! It only passes on: entries and installed snapshots go to the apply thread, one request at a time, and openraft waits for each.
//! So everything openraft asks in between finds the tables at rest.

use std::io;

use futures::{Stream, StreamExt};
use minoots_store::tables::TableStore;

use openraft::alias::SnapshotOf;
use openraft::storage::{EntryResponder, RaftStateMachine};
use tokio::sync::oneshot;

use crate::apply::{Applier, Item, applied_state};
use crate::snapshot::{self, SnapshotBuilder, SnapshotData, SnapshotMeta};
use crate::types::{LogId, StoredMembership, Types};

/// The tables behind the apply thread.
pub(crate) struct StateMachine {
    pub(crate) tables: TableStore,
    pub(crate) applier: Applier,
    /// At most this many entries share a batch of the tables.
    pub(crate) chunk_entries_max: usize,
    /// Dropped with the state machine, when openraft has applied all it committed.
    pub(crate) _released: oneshot::Sender<()>,
}

impl RaftStateMachine<Types> for StateMachine {
    type SnapshotData = SnapshotData;
    type SnapshotBuilder = SnapshotBuilder;

    async fn applied_state(&mut self) -> io::Result<(Option<LogId>, StoredMembership)> {
        let state = applied_state(&self.tables).map_err(io::Error::other)?;
        Ok((state.at, state.membership))
    }

    async fn apply<S>(&mut self, entries: S) -> io::Result<()>
    where
        S: Stream<Item = io::Result<EntryResponder<Types>>> + Unpin + Send,
    {
        let mut chunks = entries.ready_chunks(self.chunk_entries_max);
        while let Some(chunk) = chunks.next().await {
            let items = chunk.into_iter().collect::<io::Result<Vec<Item>>>()?;
            self.applier.apply(items).await?;
        }
        Ok(())
    }

    async fn get_snapshot_builder(&mut self) -> SnapshotBuilder {
        SnapshotBuilder::new(self.tables.clone())
    }

    async fn install_snapshot(&mut self, meta: &SnapshotMeta, data: SnapshotData) -> io::Result<()> {
        let last = meta
            .last_log_id
            .ok_or_else(|| io::Error::other("a snapshot of nothing"))?;
        self.applier.install(last.index(), data).await
    }

    async fn get_current_snapshot(&mut self) -> io::Result<Option<SnapshotOf<Types, SnapshotData>>> {
        snapshot::current(&self.tables)
    }
}
