//! The state machine as openraft sees it.
//!
//! It only forwards: the applier applies entries and installs snapshots, one request at a time, and openraft waits for
//! each. So every other openraft call in between finds the tables at rest.

use std::io;
use std::sync::Arc;

use futures::{FutureExt, Stream, StreamExt, TryStreamExt};
use minoots_store::tables::TableStore;
use openraft::EntryPayload;
use openraft::alias::SnapshotOf;
use openraft::storage::{EntryResponder, RaftStateMachine};

use crate::apply::{Applier, Item, applied_state};
use crate::snapshot::{self, Held, SnapshotBuilder, SnapshotData, SnapshotMeta};
use crate::types::{LogId, StoredMembership, Types};

/// The byte limit of a chunk, which bounds the memory of a batch.
const CHUNK_BYTES_MAX: usize = 4 << 20;

/// The tables behind the apply thread.
pub(crate) struct StateMachine {
    pub(crate) tables: TableStore,
    pub(crate) applier: Applier,
    /// At most this many entries share a batch of the tables.
    pub(crate) chunk_entries_max: usize,
    /// Dropped with the state machine, after openraft applied all committed entries, and with a snapshot under
    /// construction.
    pub(crate) held: Held,
}

impl RaftStateMachine<Types> for StateMachine {
    type SnapshotData = SnapshotData;
    type SnapshotBuilder = SnapshotBuilder;

    async fn applied_state(&mut self) -> io::Result<(Option<LogId>, StoredMembership)> {
        let state = applied_state(&self.tables).map_err(io::Error::other)?;
        Ok((state.at, state.membership))
    }

    async fn apply<S>(&mut self, mut entries: S) -> io::Result<()>
    where
        S: Stream<Item = io::Result<EntryResponder<Types>>> + Unpin + Send,
    {
        while let Some((items, bytes)) = next_chunk(&mut entries, self.chunk_entries_max).await? {
            self.applier.apply(items, bytes).await?;
        }
        Ok(())
    }

    async fn get_snapshot_builder(&mut self) -> SnapshotBuilder {
        let workers = self.applier.workers().clone();
        SnapshotBuilder::new(self.tables.clone(), workers, Arc::clone(&self.held))
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

/// The next entry and those available behind it without waiting, with their total bytes; `None` at the end.
async fn next_chunk<S>(entries: &mut S, entries_max: usize) -> io::Result<Option<(Vec<Item>, usize)>>
where
    S: Stream<Item = io::Result<EntryResponder<Types>>> + Unpin + Send,
{
    let Some(first) = entries.try_next().await? else {
        return Ok(None);
    };
    let mut bytes = content_bytes(&first);
    let mut items = vec![first];
    while items.len() < entries_max && bytes < CHUNK_BYTES_MAX {
        let Some(Some(next)) = entries.next().now_or_never() else {
            break;
        };
        let next = next?;
        bytes += content_bytes(&next);
        items.push(next);
    }
    Ok(Some((items, bytes)))
}

fn content_bytes((entry, _): &Item) -> usize {
    match &entry.payload {
        EntryPayload::Normal(command) => command.bytes.len(),
        EntryPayload::Blank | EntryPayload::Membership(_) => 0,
    }
}
