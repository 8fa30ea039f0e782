//! The log as openraft sees it.
//!
//! The store keeps votes, entries, truncations and purges in one durable queue, in the order of calls. openraft needs that: it
//! takes a saved vote for proof that all it appended before is on disk.
//!
//! Invariants:
//! - An append is reported done once it is on disk: by the log's thread, or before the call returns on a node that is alone. A vote, a
//!   truncation or a purge has happened, durably, when its call returns.
//! - The log is never purged beyond what the tables have on disk, whatever openraft believes: after a crash the tables are at an
//!   earlier state, and the log is all that leads from there to now.
//! - The commit mark is saved, so that a restart replays up to it before anybody asks.

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

/// Commands kept decoded until they are applied, counted by their encoded size.
const DECODED_BYTES_MAX: usize = 16 << 20;

/// How long to wait before more is given to a log whose queue is full.
const QUEUE_FULL_DELAY: Duration = Duration::from_millis(1);

/// The log. Cheap to clone.
#[derive(Clone)]
pub(crate) struct LogStore {
    shared: Arc<Shared>,
    // Not of readers: openraft drops them after all else, and who holds the tables holds the directory.
    floor: Arc<PurgeFloor>,
}

struct Shared {
    log: Log,
    queue_bytes_max: u64,
    decoded: Mutex<Decoded>,
    applied: watch::Receiver<u64>,
    /// Who reads what is not in memory.
    workers: Workers,
    /// While it is, nobody waits for the thread that appends.
    alone: Alone,
    /// How long it takes until what was appended is on disk.
    usual: Usual,
}

/// What must survive a purge.
pub(crate) enum PurgeFloor {
    /// Whatever the tables do not have on disk.
    Unflushed(TableStore),
    /// Nothing: openraft's suite purges logs that nothing was applied from.
    #[cfg(test)]
    Nothing,
}

impl LogStore {
    /// `queue_bytes_max` is that of the log's options.
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

    /// Encodes an entry, and keeps it decoded if this node proposed it.
    fn record(&self, entry: LogEntry) -> Record {
        let id = entry.log_id();
        let (index, term) = (id.index(), term_of(&id));
        let body = encode_body(&entry.payload);
        if let EntryPayload::Normal(command) = entry.payload
            && command.is_decoded()
        {
            // The same memory as the body, without the byte that frames it.
            self.decoded().push(index, term, command.with_bytes(body.slice(1..)));
        }
        Record { index, term, body }
    }

    /// Waits until the log takes more: beyond its bound it refuses, which openraft would take for a failed disk. Only openraft's
    /// core writes to the log, one call at a time.
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
        // Nobody waits any more if openraft is gone.
        let _ = sender.send(result);
    });
    (done, receiver)
}

async fn wait(durable: Durable) -> io::Result<()> {
    let result = durable.await.map_err(|_| io::Error::other("the log was closed"))?;
    result.map_err(io::Error::other)
}
