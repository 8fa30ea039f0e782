//! Settings of a log.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::error::OpenError;
use super::format::{GROUP_ALIGNMENT_BYTES, HEAD_BYTES_MAX, RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES};
use super::synced_mark::SyncedMarkOptions;

/// The limit of a segment: positions inside it are 32 bits wide.
const SEGMENT_BYTES_MAX: u64 = 1 << 31;

/// The space for the header, a head and one small entry.
const SEGMENT_BYTES_MIN: u64 = 16 << 10;

/// Measures the syncs of a log. The log itself reads no clock.
#[derive(Clone)]
pub struct SyncTimer {
    /// Reads a monotonic clock.
    pub now: fn() -> Instant,
    /// Called after each successful sync, on the thread that made it, before anything is acknowledged. It must neither
    /// block nor panic.
    pub synced: Arc<dyn Fn(Duration) + Send + Sync>,
}

/// Settings of a log, fixed while it is open.
#[derive(Clone)]
#[non_exhaustive]
pub struct LogOptions {
    /// The size of a new segment file; existing files keep theirs. A multiple of 512, at least 16 KiB.
    pub segment_bytes: u64,
    /// The maximum number of purged segments kept for reuse.
    pub spare_count_max: usize,
    /// The memory for recent entries, which are then read without the disk. Entries that are not yet durable are held
    /// in addition.
    pub cache_bytes_max: usize,
    /// The maximum size of one write and sync. A single larger entry may exceed it.
    pub group_bytes_max: usize,
    /// The maximum of accepted bytes that are not yet durable; beyond it the log refuses calls.
    pub queue_bytes_max: u64,
    /// Prepares the next segment on a second thread, half a segment ahead of need. Without it the log thread prepares a
    /// segment when it needs one: one thread, and the same order of operations every time.
    pub prepare_ahead: bool,
    /// The last entry *of this log* that the tables have applied durably. Opening fails if the log ends below it.
    /// `None` if nothing was applied, or if the tables' state came from a snapshot and nothing was applied since. In
    /// these cases the log may legitimately end below, and the caller purges it up to the snapshot.
    pub applied_index: Option<u64>,
    /// The file that records how far the log is synced. With `None` the log records nothing, and recovery takes a
    /// damaged end for a torn write.
    pub synced_mark: Option<SyncedMarkOptions>,
    /// A hook that runs first on the log thread, to set its priority.
    pub thread_start: Option<Arc<dyn Fn() + Send + Sync>>,
    /// Receives the duration of each sync.
    pub syncs: Option<SyncTimer>,
    /// If set, the log starts no thread and calls this hook whenever there is work. The owner then runs
    /// [`LogTurns::take`](super::LogTurns::take) soon, but not within the call. For a simulation on a single thread;
    /// `prepare_ahead` must be off.
    pub work_arrived: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl Default for LogOptions {
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            spare_count_max: 2,
            cache_bytes_max: 8 << 20,
            group_bytes_max: 8 << 20,
            queue_bytes_max: 256 << 20,
            prepare_ahead: true,
            applied_index: None,
            synced_mark: None,
            thread_start: None,
            syncs: None,
            work_arrived: None,
        }
    }
}

impl LogOptions {
    /// The largest body an entry may have, in bytes.
    #[must_use]
    pub fn entry_bytes_max(&self) -> usize {
        let head = HEAD_BYTES_MAX.next_multiple_of(GROUP_ALIGNMENT_BYTES);
        let overhead = SEGMENT_HEADER_BYTES + head + RECORD_HEADER_BYTES + GROUP_ALIGNMENT_BYTES;
        (self.segment_bytes as usize).saturating_sub(overhead)
    }

    pub(super) fn check(&self) -> Result<(), OpenError> {
        if !(SEGMENT_BYTES_MIN..=SEGMENT_BYTES_MAX).contains(&self.segment_bytes) {
            return Err(OpenError::Options("segment_bytes must be between 16 KiB and 2 GiB"));
        }
        if !self.segment_bytes.is_multiple_of(GROUP_ALIGNMENT_BYTES as u64) {
            return Err(OpenError::Options("segment_bytes must be a multiple of 512"));
        }
        if self.work_arrived.is_some() && self.prepare_ahead {
            return Err(OpenError::Options("prepare_ahead needs a thread"));
        }
        Ok(())
    }
}

impl fmt::Debug for LogOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LogOptions")
            .field("segment_bytes", &self.segment_bytes)
            .field("spare_count_max", &self.spare_count_max)
            .field("cache_bytes_max", &self.cache_bytes_max)
            .field("group_bytes_max", &self.group_bytes_max)
            .field("queue_bytes_max", &self.queue_bytes_max)
            .field("prepare_ahead", &self.prepare_ahead)
            .field("applied_index", &self.applied_index)
            .field("synced_mark", &self.synced_mark)
            .finish_non_exhaustive()
    }
}
