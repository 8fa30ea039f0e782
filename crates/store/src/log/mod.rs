//! The Raft log: entries, vote, truncations and purges in one durable sequence of records.
//!
//! Every acknowledgement of the system rests on these guarantees:
//! - A completion runs with `Ok` only after its operation, and every operation queued before it, is fsynced. In
//!   particular a vote is acknowledged only after every earlier append.
//! - Completions run in the order of the calls, on the log's thread or on the caller's thread of [`Log::append_here`].
//!   A refused call completes at once, on the caller's thread.
//! - A failed write or sync is final: the log acknowledges nothing after it, and retries nothing. It calls the hook
//!   given to [`Log::open`] so that the process can stop; the log itself stops nothing.
//! - Checksums and positions reveal damage, which makes [`Log::open`] or [`Log::read`] fail. Only an unacknowledged
//!   last write is cut off; the [synced mark](SyncedMarkOptions) tells it from damage.
//!
//! When a call returns, it is queued, and [`Log::read`] and [`Log::state`] show its effect. One thread takes everything
//! queued, writes it as one group and syncs once (group commit). `format` describes the bytes, `scan` describes how a
//! torn write is told from damage, and `pool` describes the lifecycle of segment files.

mod bell;
mod cache;
mod checks;
mod error;
mod format;
mod index;
mod ledger;
mod options;
mod pieces;
mod pool;
mod read;
mod recover;
mod scan;
mod segment;
mod shared;
mod stats;
mod supply;
mod synced_mark;
mod thread;
mod writer;

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Weak};

use bytes::Bytes;

pub use error::{Corruption, Error, IoFailure, OpenError, Refused, Rule};
pub use ledger::LogId;
pub use options::{LogOptions, SyncTimer};
pub use recover::{Inspected, Place, Recovered, TornTail};
pub use stats::LogStats;
pub use synced_mark::{Demand, SyncedMarkOptions};

use self::bell::Bell;
use self::cache::TailCache;
use self::recover::{Recovery, Verified};
use self::shared::{Inner, Phase, Shared};
use self::stats::Counters;
use self::supply::Supply;
use self::thread::Driver;
use self::writer::Writer;
use crate::io::Io;

/// A callback that runs once when an operation is durable or has failed. It must not block, and must not panic.
pub type Completion = Box<dyn FnOnce(Result<(), Error>) + Send>;

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Position in the log.
    pub index: u64,
    /// Term of the leader that created it.
    pub term: u64,
    /// The opaque body. It stays in memory while recent, so it should not be a small part of a large buffer.
    pub body: Bytes,
}

/// The state of a log, including everything queued.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogState {
    /// The first entry present.
    pub first_index: Option<u64>,
    /// The last entry, or the purge point if none is present.
    pub last: Option<LogId>,
    /// The last purged entry.
    pub purged: Option<LogId>,
    /// The vote.
    pub vote: Option<Bytes>,
    /// The highest commit mark saved. After opening: the highest mark that was durable or applied.
    pub committed: Option<u64>,
}

/// A handle to an open log; clones share it.
#[derive(Clone)]
pub struct Log(Arc<Handle>);

struct Handle {
    shared: Arc<Shared>,
    driver: Driver,
}

/// A log that has been read and verified completely, but is not open yet.
pub struct VerifiedLog {
    directory: PathBuf,
    options: LogOptions,
    counters: Arc<Counters>,
    verified: Verified,
}

/// Runs the work of a log that has no thread ([`LogOptions::work_arrived`]). It does not keep the log open.
pub struct LogTurns(Weak<Handle>);

impl VerifiedLog {
    /// Performs the second part of [`Log::open`]. `applied_index` is as [`LogOptions::applied_index`].
    ///
    /// # Errors
    /// As [`Log::open`].
    pub fn open(
        self,
        applied_index: Option<u64>,
        on_fatal: Box<dyn Fn(&Error) + Send + Sync>,
    ) -> Result<(Log, Recovered), OpenError> {
        let Self {
            directory,
            options,
            counters,
            verified,
        } = self;
        let Recovery {
            pool,
            index,
            segments,
            resume,
            recovered,
            mark,
        } = verified.recover(applied_index)?;
        let inner = Inner {
            phase: Phase::Open,
            queue: Default::default(),
            queued_bytes: 0,
            accepted: resume.ledger.clone(),
            cache: TailCache::new(options.cache_bytes_max, index.last_index()),
            index,
            segments,
            truncations_pending: 0,
        };
        let shared = Arc::new(Shared {
            directory,
            counters,
            entry_bytes_max: options.entry_bytes_max(),
            queue_bytes_max: options.queue_bytes_max,
            on_fatal: Mutex::new(Some(on_fatal)),
            inner: Mutex::new(inner),
            work: Bell::new(options.work_arrived.clone()),
        });
        let supply = if options.prepare_ahead {
            Supply::background(pool, Arc::downgrade(&shared))?
        } else {
            Supply::inline(pool)
        };
        let writer = Writer::new(Arc::clone(&shared), supply, resume, mark, &options);
        let driver = Driver::start(Arc::clone(&shared), writer, &options)?;
        Ok((Log(Arc::new(Handle { shared, driver })), recovered))
    }
}

impl Log {
    /// Opens the log in `directory`, creating it if it is empty, and verifies all of it. The caller ensures that no
    /// other process has it open. When the log fails, `on_fatal` is called at most once, from any thread. Closing the
    /// log drops the hook, even while other handles exist.
    ///
    /// # Errors
    /// Damage that must not be cut off, failed input or output, or impossible options.
    pub fn open(
        io: Arc<dyn Io>,
        directory: &Path,
        options: LogOptions,
        on_fatal: Box<dyn Fn(&Error) + Send + Sync>,
    ) -> Result<(Self, Recovered), OpenError> {
        let applied_index = options.applied_index;
        Self::verify(io, directory, options)?.open(applied_index, on_fatal)
    }

    /// Performs the first part of [`Log::open`], so that the caller can read the tables meanwhile. It reads and
    /// verifies everything, but does not cut off a torn tail yet. It ignores [`LogOptions::applied_index`].
    ///
    /// # Errors
    /// As [`Log::open`].
    pub fn verify(io: Arc<dyn Io>, directory: &Path, options: LogOptions) -> Result<VerifiedLog, OpenError> {
        options.check()?;
        let counters = Arc::new(Counters::default());
        let verified = recover::verify(io, directory, &options, Arc::clone(&counters))?;
        Ok(VerifiedLog {
            directory: directory.to_owned(),
            options,
            counters,
            verified,
        })
    }

    /// Verifies a log that no process has open, and changes nothing. `applied` and `mark` are as in [`LogOptions`].
    /// `visit` receives every entry on disk, including entries truncated later.
    ///
    /// # Errors
    /// The errors with which [`Log::open`] would fail.
    pub fn inspect(
        io: &dyn Io,
        directory: &Path,
        applied: Option<u64>,
        mark: Option<&SyncedMarkOptions>,
        visit: &mut dyn FnMut(Place<'_>, LogEntry),
    ) -> Result<Inspected, OpenError> {
        recover::inspect(io, directory, applied, mark, visit)
    }

    /// Appends entries that follow the last one. The first entry of an empty log may have any index.
    ///
    /// # Errors
    /// `done` gets [`Refused`] for a gap, a decreasing term, a too large entry or a full queue.
    pub fn append(&self, entries: Vec<LogEntry>, done: Completion) {
        self.0.shared.append(entries, done);
    }

    /// Appends as [`Log::append`], and writes and syncs everything queued on the caller's thread; `done` then runs
    /// before this returns. Two exceptions leave the work to the log's thread: that thread is already working, or a new
    /// segment is needed, which may have to wait for disk space. Blocks for syncs. Saves two thread wake-ups.
    ///
    /// # Errors
    /// As [`Log::append`].
    pub fn append_here(&self, entries: Vec<LogEntry>, done: Completion) {
        let Handle { shared, driver } = &*self.0;
        if shared.queue_append(entries, done) && !driver.try_short_turn() {
            shared.work.ring();
        }
    }

    /// Replaces the vote.
    ///
    /// # Errors
    /// `done` gets [`Refused`] if it is larger than 4 KiB.
    pub fn save_vote(&self, vote: Bytes, done: Completion) {
        self.0.shared.save_vote(vote, done);
    }

    /// Records that entries up to `index` are committed; a lower index has no effect. The mark is not synced by itself:
    /// the next groups carry it as far as their predecessors are durable, and [`Log::close`] writes it.
    pub fn save_committed(&self, index: u64) {
        self.0.shared.lock().accepted.commit(Some(index));
    }

    /// Removes the entries after `after`; `None` removes all.
    ///
    /// # Errors
    /// `done` gets [`Refused`] if that would remove committed entries or reach below the purge point.
    pub fn truncate_after(&self, after: Option<u64>, done: Completion) {
        self.0.shared.truncate_after(after, done);
    }

    /// Removes the entries up to `upto`. If `upto` lies beyond the last entry, the next entry follows it. A point below
    /// the present one has no effect. Files are freed in the background once the point is durable.
    ///
    /// # Errors
    /// `done` gets [`Refused`] if the entry there has another term.
    pub fn purge(&self, upto: LogId, done: Completion) {
        self.0.shared.purge(upto, done);
    }

    /// Reads consecutive entries from `range.start` on, durable or not: always the first, then as many as fit into
    /// `bytes_max`. It may return fewer entries than exist; continue from the last one. Blocks on the disk for entries
    /// that are not in memory.
    ///
    /// # Errors
    /// [`Error::Purged`] if the start is purged, [`Error::Corrupt`] if a record does not verify.
    pub fn read(&self, range: Range<u64>, bytes_max: usize) -> Result<Vec<LogEntry>, Error> {
        read::read(&self.0.shared, range, bytes_max)
    }

    /// Whether [`Log::read`] from `start` on would read the disk.
    #[must_use]
    pub fn reads_disk(&self, start: u64) -> bool {
        let inner = self.0.shared.lock();
        inner.cache.first_index().is_none_or(|first| start < first) && inner.accepted.last_index() >= Some(start)
    }

    /// The state, including everything queued.
    #[must_use]
    pub fn state(&self) -> LogState {
        let accepted = self.0.shared.lock().accepted.clone();
        LogState {
            first_index: accepted.first,
            last: accepted.last,
            purged: accepted.purged,
            vote: accepted.vote,
            committed: accepted.committed,
        }
    }

    /// The index of the last entry on disk. Above it, [`Log::state`] includes entries that are still being written.
    #[must_use]
    pub fn durable_index(&self) -> Option<u64> {
        self.0.shared.lock().index.last_index()
    }

    /// Whether exactly this entry is on disk, and not a different one with its index.
    #[must_use]
    pub fn is_durable(&self, entry: LogId) -> bool {
        self.0.shared.lock().index.term(entry.index) == Some(entry.term)
    }

    /// Whether the entry at `index` is on disk, or purged, or so far ahead that only a snapshot can have brought it.
    #[must_use]
    pub fn holds(&self, index: u64) -> bool {
        let inner = self.0.shared.lock();
        let accepted = &inner.accepted;
        inner.index.last_index() >= Some(index)
            || accepted.purged_index() >= Some(index)
            || accepted.last_index() < Some(index)
    }

    /// Whether the log has failed.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        matches!(self.0.shared.lock().phase, Phase::Failed(_))
    }

    /// The size of the segments in use, without spare files.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        let inner = self.0.shared.lock();
        inner
            .segments
            .iter()
            .map(|live| live.segment.header.capacity_bytes)
            .sum()
    }

    /// The log's counters since it was opened.
    #[must_use]
    pub fn stats(&self) -> LogStats {
        self.0.shared.stats()
    }

    /// Writes the queued operations and the commit mark, and ends the log's threads. Waits for them, unless the call
    /// comes from within the log's work (a completion or `on_fatal`).
    ///
    /// # Errors
    /// The failure, if the log has failed.
    pub fn close(&self) -> Result<(), Error> {
        let shared = &self.0.shared;
        shared.begin_close();
        self.0.driver.finish(shared);
        drop(shared.take_fatal_hook());
        match shared.lock().check_open() {
            Err(error @ Error::Failed(_)) => Err(error),
            _ => Ok(()),
        }
    }
}

impl Log {
    /// Returns the handle that runs the work of this log if it has no thread.
    #[must_use]
    pub fn turns(&self) -> LogTurns {
        LogTurns(Arc::downgrade(&self.0))
    }
}

impl LogTurns {
    /// Writes the queued operations as one group, and runs their completions. Returns whether the log still has
    /// handles. Must not be called from a completion or `on_fatal`.
    #[must_use]
    pub fn take(&self) -> bool {
        let Some(handle) = self.0.upgrade() else { return false };
        handle.driver.take_turn_without_thread();
        true
    }
}

impl LogEntry {
    /// The entry's id.
    #[must_use]
    pub fn id(&self) -> LogId {
        LogId {
            index: self.index,
            term: self.term,
        }
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Log").field(&self.0.shared.directory).finish()
    }
}

/// After the last handle is dropped, the threads write the queued operations and end; without a thread, this drop does.
impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.begin_close();
        self.driver.take_turn_without_thread();
    }
}
