//! The tree with the parts that the crate leaves out: visibility, sealing between batches, back-pressure, and the
//! record of the durable batches.
//!
//! Lock order: `writing`, then the crate's locks, then `progress`, then `replaced`. The crate holds its version lock
//! while it syncs its manifest, so reads and writes can wait for a disk.

mod replaced;
mod seal;
mod slack;
mod work;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lsm_tree::config::{CompressionPolicy, PartitioningPolicy};
use lsm_tree::{
    AbstractTree, AnyTree, Cache, CompressionType, Config, DescriptorTable, Guard, SeqNo, SequenceNumberCounter,
};
use minoots_kernel::Failure;

use self::slack::slack_bytes;
use super::compaction::Compactions;
use super::manifest::TABLES_DIRECTORY;
use super::snapshots::Snapshots;
use super::stop::Stop;
use crate::tables::TableOptions;
use crate::tables::engine::{EngineRead, Usage, Visit, Write};
use crate::tables::gate::Admission;
use crate::tables::generation::lock;
use crate::tables::health::Health;
use crate::tables::rank::Rank;

/// The number of first-level runs from which on each one more delays a batch by [`SLOW_DELAY_MS`].
const RUNS_SLOW: usize = 12;
/// The number of first-level runs from which on batches wait. The manifest can count 255.
const RUNS_STOP: usize = 24;
const SLOW_DELAY_MS: u64 = 1;
/// The interval at which waiting threads check for a failure, in case they missed a notification.
const WAIT_CHECK_DELAY: Duration = Duration::from_millis(100);

/// The state with all writes, for the thread that makes them. It is above every sequence number, because it is not
/// registered: the crate could forget any other state between its choice and its read.
pub(super) const LATEST: SeqNo = SeqNo::MAX;

/// Sequence numbers of batches and of versions of the tree.
#[derive(Default)]
pub(super) struct Sequence {
    counter: SequenceNumberCounter,
    /// A counter that the crate moves; nothing reads it.
    dummy_visible: SequenceNumberCounter,
}

impl Sequence {
    /// Continues after the highest number on disk. Numbers start at 1: the crate reads nothing below number 0.
    pub(super) fn continue_after(&self, highest: Option<SeqNo>) {
        self.counter.set(highest.map_or(1, |highest| highest + 1));
    }
}

pub(super) fn config(path: &Path, options: &TableOptions, sequence: &Sequence, stop: &Stop) -> Config {
    let compactions = Compactions::new(stop.clone(), path.join(TABLES_DIRECTORY));
    Config::new(path, sequence.counter.clone(), sequence.dummy_visible.clone())
        .use_cache(Arc::new(Cache::with_capacity_bytes(options.cache_bytes)))
        .use_descriptor_table(Some(Arc::new(DescriptorTable::new(options.descriptors_max))))
        // The first level is short-lived, so it is not worth compressing.
        .data_block_compression_policy(CompressionPolicy::new([CompressionType::None, CompressionType::Lz4]))
        // A whole filter of a large table takes most of the cache, so one key lookup would evict all others.
        .filter_block_partitioning_policy(PartitioningPolicy::new([false, true]))
        // A whole index takes megabytes of memory where it is pinned. Where it is not, it exceeds a shard of the cache.
        // The crate applies this policy by a file's level among the levels in use when it writes the file. It decides
        // on pinning by the level among all levels when it reopens the file. A file can therefore change its level in
        // between.
        .index_block_partitioning_policy(PartitioningPolicy::new([false, true]))
        .with_compaction_filter_factory(Some(Arc::new(compactions)))
}

/// The configuration for rows that arrive in order and all at once. Their files are written as if for the first level,
/// and live long. The whole filter and index of such a file take megabytes. The levels below neither pin nor cache
/// them, and would read them for every key lookup.
pub(super) fn written_once(config: Config) -> Config {
    config
        .data_block_compression_policy(CompressionPolicy::all(CompressionType::Lz4))
        .filter_block_partitioning_policy(PartitioningPolicy::all(true))
        .index_block_partitioning_policy(PartitioningPolicy::all(true))
}

pub(super) struct Tree {
    tree: AnyTree,
    sequence: Sequence,
    options: TableOptions,
    stop: Stop,
    health: Arc<Health>,
    snapshots: Snapshots,
    pub(super) flusher: Rank,
    pub(super) compactor: Rank,
    /// Locked while a batch is inserted and while the write buffer is sealed.
    writing: Mutex<Writing>,
    /// The size of the current write buffer in memory.
    buffer_bytes: AtomicU64,
    /// Whether unneeded states may still be in memory, and flushed buffers with them.
    retains: AtomicBool,
    replaced: Mutex<replaced::Replaced>,
    progress: Mutex<Progress>,
    changed: Condvar,
}

/// The state that the writer and the workers share.
#[derive(Default)]
struct Progress {
    sealed: VecDeque<Sealed>,
    /// The number of buffers ever sealed, and ever flushed.
    sealed_total: u64,
    flushed_total: u64,
    /// The last batch in a sealed buffer.
    sealed_mark: Option<u64>,
    durable_mark: Option<u64>,
    runs: usize,
    compaction_wanted: bool,
}

impl Progress {
    fn sealed_bytes(&self) -> u64 {
        self.sealed.iter().map(|sealed| sealed.bytes).sum()
    }
}

/// The current write buffer.
#[derive(Default)]
pub(super) struct Writing {
    /// The mark of its last batch.
    mark: Option<u64>,
    /// The memory that its values take beyond their own bytes; see [`slack`].
    slack_bytes: u64,
}

/// A write buffer waiting to be flushed, and the last batch in it.
struct Sealed {
    mark: Option<u64>,
    bytes: u64,
}

/// Buffers that are flushed together.
pub(super) struct Flush {
    count: usize,
    mark: Option<u64>,
    pub(super) bytes: u64,
}

impl Tree {
    pub(super) fn new(
        tree: AnyTree,
        sequence: Sequence,
        options: TableOptions,
        stop: Stop,
        health: Arc<Health>,
    ) -> Self {
        let snapshots = Snapshots::new(sequence.counter.get());
        // Runs that an earlier process left delay no batch until this process has flushed or merged something. A start
        // makes few batches, and others wait for it. Exception: so many runs that none may be added stop every batch.
        let runs = tree.l0_run_count();
        let progress = Progress {
            runs: if runs < RUNS_STOP { 0 } else { runs },
            compaction_wanted: true,
            ..Progress::default()
        };
        let (writing, progress, changed) = (Mutex::default(), Mutex::new(progress), Condvar::new());
        let (buffer_bytes, retains) = (AtomicU64::new(0), AtomicBool::new(false));
        Self {
            tree,
            sequence,
            options,
            stop,
            health,
            snapshots,
            flusher: Rank::default(),
            compactor: Rank::default(),
            writing,
            buffer_bytes,
            retains,
            replaced: Mutex::default(),
            progress,
            changed,
        }
    }

    pub(super) fn health(&self) -> &Health {
        &self.health
    }

    pub(super) fn options(&self) -> &TableOptions {
        &self.options
    }

    /// The crate's tree, for the workers.
    pub(super) fn inner(&self) -> &AnyTree {
        &self.tree
    }

    pub(super) fn watermark(&self) -> SeqNo {
        self.snapshots.watermark()
    }

    pub(super) fn get(&self, key: &[u8], seqno: SeqNo) -> Result<Option<Vec<u8>>, Failure> {
        let value = self.health.guard("read a row", || self.tree.get(key, seqno))?;
        Ok(value.map(|value| value.to_vec()))
    }

    pub(super) fn scan(&self, from: &[u8], until: &[u8], seqno: SeqNo, visit: &mut Visit<'_>) -> Result<(), Failure> {
        if from >= until {
            return Ok(());
        }
        self.health.guard("scan rows", || {
            for row in self.tree.range(from..until, seqno, None) {
                let (key, value) = row.into_inner()?;
                if let ControlFlow::Break(()) = visit(&key, &value) {
                    break;
                }
            }
            Ok::<_, lsm_tree::Error>(())
        })
    }

    pub(super) fn write(&self, batch: Vec<Write>, mark: u64) -> Result<(), Failure> {
        self.admit()?;
        let mut writing = lock(&self.writing);
        let (buffer_bytes, slack_bytes) = self.health.guard("write a batch", || {
            let seqno = self.sequence.counter.next();
            let (mut buffer_bytes, mut slack) = (0, 0);
            for Write { key, value } in batch {
                (_, buffer_bytes) = match value {
                    Some(value) => {
                        slack += slack_bytes(value.len());
                        self.tree.insert(key, value, seqno)
                    }
                    None => self.tree.remove(key, seqno),
                };
            }
            Ok::<_, Infallible>((buffer_bytes, slack))
        })?;
        writing.mark = Some(mark);
        writing.slack_bytes += slack_bytes;
        let buffer_bytes = buffer_bytes + writing.slack_bytes;
        self.buffer_bytes.store(buffer_bytes, Ordering::Relaxed);
        self.publish(&writing);
        if self.retains.load(Ordering::Relaxed) {
            self.drop_unreadable();
        }
        if buffer_bytes < self.options.memtable_bytes {
            return Ok(());
        }
        // Beyond its size, the buffer grows until a batch is durable in the log. Beyond twice its size, the write waits
        // for that.
        if self.admits(&writing) == Admission::Now {
            self.seal_between_batches(&mut writing)?;
        } else if buffer_bytes >= 2 * self.options.memtable_bytes {
            drop(writing);
            self.seal()?;
        }
        Ok(())
    }

    pub(super) fn wait_flushed(&self, sealed_total: u64) -> Result<(), Failure> {
        let mut progress = lock(&self.progress);
        while progress.flushed_total < sealed_total {
            self.health.check()?;
            progress = self.wait(progress, WAIT_CHECK_DELAY);
        }
        Ok(())
    }

    pub(super) fn durable_mark(&self) -> Option<u64> {
        lock(&self.progress).durable_mark
    }

    pub(super) fn usage(&self) -> Usage {
        let used = self.health.guard("measure", || {
            let buffers = self.tree.version_memtable_size_sum();
            let pinned = self.tree.pinned_filter_size() + self.tree.pinned_block_index_size();
            let memory_bytes = buffers + pinned as u64 + self.tree.tree_config().cache.size();
            let unsorted_runs = self.tree.l0_run_count();
            Ok::<_, Infallible>(Usage {
                disk_bytes: self.tree.disk_space(),
                memory_bytes,
                unsorted_runs,
            })
        });
        used.unwrap_or_default()
    }

    pub(super) fn stop(&self) {
        let _progress = lock(&self.progress);
        self.stop.stop();
        self.changed.notify_all();
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.is_stopped()
    }

    /// Waits until the disk keeps up.
    fn admit(&self) -> Result<(), Failure> {
        let mut progress = lock(&self.progress);
        if 2 * progress.sealed_bytes() > self.options.sealed_bytes_max {
            self.flusher.hurry();
        }
        if progress.runs >= RUNS_SLOW {
            self.compactor.hurry();
        }
        while progress.runs >= RUNS_STOP || self.is_full(&progress) {
            self.health.check()?;
            progress = self.wait(progress, WAIT_CHECK_DELAY);
        }
        let delays = (progress.runs + 1).saturating_sub(RUNS_SLOW) as u64;
        if delays > 0 {
            // Ends early when a worker reports progress, because then there is less reason to wait.
            drop(self.wait(progress, Duration::from_millis(delays * SLOW_DELAY_MS)));
        }
        Ok(())
    }

    /// Whether one more sealed buffer would exceed the limit. The current buffer may be larger than its nominal size.
    fn is_full(&self, progress: &Progress) -> bool {
        let sealed_bytes = progress.sealed_bytes();
        let next_bytes = self
            .buffer_bytes
            .load(Ordering::Relaxed)
            .max(self.options.memtable_bytes);
        sealed_bytes > 0 && sealed_bytes + next_bytes > self.options.sealed_bytes_max
    }

    /// Makes everything written so far readable. The guard proves that no batch is in progress.
    fn publish(&self, _writing: &MutexGuard<'_, Writing>) {
        self.snapshots.publish(self.sequence.counter.get());
    }

    fn wait<'a>(&self, progress: MutexGuard<'a, Progress>, delay: Duration) -> MutexGuard<'a, Progress> {
        self.changed
            .wait_timeout(progress, delay)
            .unwrap_or_else(PoisonError::into_inner)
            .0
    }
}

/// A registered state.
pub(super) struct Snapshot {
    tree: Arc<Tree>,
    seqno: SeqNo,
}

impl Snapshot {
    pub(super) fn register(tree: &Arc<Tree>) -> Self {
        Self {
            seqno: tree.snapshots.register(),
            tree: Arc::clone(tree),
        }
    }
}

impl EngineRead for Snapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.tree.get(key, self.seqno)
    }

    fn scan(&self, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), Failure> {
        self.tree.scan(from, until, self.seqno, visit)
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        self.tree.snapshots.release(self.seqno);
    }
}
