//! The log as openraft sees it.
//!
//! The store writes votes, entries, truncations and purges through one durable queue, in the order of calls. openraft
//! relies on that order: a saved vote proves to it that every earlier append is on disk.
//!
//! Invariants:
//! - An append is reported done once it is on disk: by the log's thread, or, on a sole node, before the call returns. A
//!   vote, a truncation or a purge is durable when its call returns.
//! - The log is never purged beyond the entries that the tables have on disk, whatever openraft requests. After a crash
//!   the tables are at an earlier state, and only the log leads from there to the present.
//! - The commit mark is saved, so that a restart replays up to it before it serves any request.

mod decoded;
mod paced;
mod reader;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use minoots_store::log::{self, Log, LogEntry as Record};
use minoots_store::tables::TableStore;
use openraft::entry::RaftEntry;
use openraft::storage::{IOFlushed, RaftLogStorage};
use openraft::{EntryPayload, LogState};
use tokio::sync::{oneshot, watch};

use self::decoded::Decoded;
pub(crate) use self::paced::Paced;
pub(crate) use self::reader::LogReader;
use crate::apply::Applier;
use crate::clock;
use crate::format::{encode_body, encode_vote};
use crate::inline::{Alone, Usual};
use crate::platform::Workers;
use crate::types::{LogEntry, LogId, Types, Vote, log_id, term_of};

/// The limit for commands held in decoded form until they are applied, by encoded size.
const DECODED_BYTES_MAX: usize = 16 << 20;

/// The delay before a retry when the log's queue is full.
const QUEUE_FULL_DELAY: Duration = Duration::from_millis(1);

/// The log. Cheap to clone.
#[derive(Clone)]
pub(crate) struct LogStore {
    shared: Arc<Shared>,
    // Not part of readers: openraft drops readers last, and a holder of the tables holds the directory.
    floor: Arc<PurgeFloor>,
}

struct Shared {
    log: Log,
    queue_bytes_max: u64,
    decoded: Mutex<Decoded>,
    applied: watch::Receiver<u64>,
    /// Reads entries that are not in memory.
    workers: Workers,
    /// Whether this node is alone. If so, no other node waits while an append runs inline.
    alone: Alone,
    /// The usual time until an append is on disk.
    usual: Usual,
}

/// The entries that a purge must not remove.
pub(crate) enum PurgeFloor {
    /// Entries that the tables do not have on disk.
    Unflushed(TableStore),
    /// None: openraft's suite purges logs whose entries were not applied.
    #[cfg(test)]
    Nothing,
}

impl LogStore {
    /// `queue_bytes_max` equals that of the log's options.
    pub(crate) fn new(log: Log, queue_bytes_max: u64, applier: &Applier, floor: PurgeFloor) -> Self {
        let decoded = Mutex::new(Decoded::new(DECODED_BYTES_MAX));
        Self {
            shared: Arc::new(Shared {
                log,
                queue_bytes_max,
                decoded,
                applied: applier.progress().applied(),
                workers: applier.workers().clone(),
                alone: applier.alone().clone(),
                usual: Usual::default(),
            }),
            floor: Arc::new(floor),
        }
    }

    /// The highest index that may be purged.
    fn purgeable(&self) -> Option<u64> {
        match &*self.floor {
            PurgeFloor::Unflushed(tables) => tables.flushed_applied(),
            #[cfg(test)]
            PurgeFloor::Nothing => Some(u64::MAX),
        }
    }
}

impl Shared {
    fn decoded(&self) -> MutexGuard<'_, Decoded> {
        self.decoded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Encodes an entry, and stores its decoded form if this node proposed it.
    fn record(&self, entry: LogEntry) -> Record {
        let id = entry.log_id();
        let (index, term) = (id.index(), term_of(&id));
        let body = encode_body(&entry.payload);
        if let EntryPayload::Normal(command) = entry.payload
            && command.is_decoded()
        {
            // The same memory as the body, without the leading kind byte.
            self.decoded().push(index, term, command.with_bytes(body.slice(1..)));
        }
        Record { index, term, body }
    }

    /// Waits for room in the log's queue. Beyond its bound the log rejects writes, which openraft would treat as a
    /// failed disk. Only openraft's core writes to the log, one call at a time.
    async fn room(&self) {
        while self.log.stats().queued_bytes > self.queue_bytes_max {
            tokio::time::sleep(QUEUE_FULL_DELAY).await;
        }
    }
}

impl RaftLogStorage<Types> for LogStore {
    type LogReader = LogReader;

    async fn get_log_state(&mut self) -> io::Result<LogState<Types>> {
        let state = self.shared.log.state();
        Ok(LogState {
            last_purged_log_id: state.purged.map(|id| log_id(id.term, id.index)),
            last_log_id: state.last.map(|id| log_id(id.term, id.index)),
        })
    }

    async fn get_log_reader(&mut self) -> LogReader {
        LogReader::new(Arc::clone(&self.shared))
    }

    async fn save_vote(&mut self, vote: &Vote) -> io::Result<()> {
        self.shared.room().await;
        let (done, durable) = completion();
        self.shared.log.save_vote(encode_vote(vote), done);
        wait(durable).await
    }

    async fn save_committed(&mut self, committed: Option<LogId>) -> io::Result<()> {
        if let Some(id) = committed {
            self.shared.log.save_committed(id.index());
        }
        Ok(())
    }

    async fn read_committed(&mut self) -> io::Result<Option<LogId>> {
        let state = self.shared.log.state();
        let Some(index) = state.committed else { return Ok(None) };
        LogReader::new(Arc::clone(&self.shared)).log_id_at(index).await
    }

    async fn append<I>(&mut self, entries: I, callback: IOFlushed<Types>) -> io::Result<()>
    where
        I: IntoIterator<Item = LogEntry> + Send,
        I::IntoIter: Send,
    {
        self.shared.room().await;
        let applied = *self.shared.applied.borrow();
        self.shared.decoded().release(applied);
        let records: Vec<Record> = entries.into_iter().map(|entry| self.shared.record(entry)).collect();
        let (usual, began) = (self.shared.usual.clone(), clock::now());
        let done = Box::new(move |result: Result<(), log::Error>| {
            usual.done(began);
            callback.io_completed(result.map_err(io::Error::other));
        });
        let bytes = records.iter().map(|record| record.body.len()).sum();
        match self.shared.alone.is() && self.shared.usual.is_inline(bytes) {
            true => self.shared.log.append_here(records, done),
            false => self.shared.log.append(records, done),
        }
        Ok(())
    }

    async fn truncate_after(&mut self, last: Option<LogId>) -> io::Result<()> {
        self.shared.room().await;
        let (done, durable) = completion();
        self.shared.log.truncate_after(last.map(|id| id.index()), done);
        wait(durable).await
    }

    async fn purge(&mut self, upto: LogId) -> io::Result<()> {
        let purgeable = self.purgeable().map(|floor| floor.min(upto.index()));
        let Some(index) = purgeable else { return Ok(()) };
        let reader = LogReader::new(Arc::clone(&self.shared));
        let id = if index == upto.index() {
            Some(upto)
        } else {
            reader.log_id_at(index).await?
        };
        let Some(id) = id else { return Ok(()) };
        self.shared.room().await;
        let (done, durable) = completion();
        self.shared.log.purge(
            log::LogId {
                index: id.index(),
                term: term_of(&id),
            },
            done,
        );
        wait(durable).await
    }
}

type Durable = oneshot::Receiver<Result<(), log::Error>>;

fn completion() -> (log::Completion, Durable) {
    let (sender, receiver) = oneshot::channel();
    let done = Box::new(move |result| {
        // The receiver may be dropped if openraft has ended.
        let _ = sender.send(result);
    });
    (done, receiver)
}

async fn wait(durable: Durable) -> io::Result<()> {
    let result = durable.await.map_err(|_| io::Error::other("the log was closed"))?;
    result.map_err(io::Error::other)
}
