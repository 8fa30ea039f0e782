//! Settings of a log.

use std::fmt;
use std::sync::Arc;

use super::error::OpenError;
use super::format::{GROUP_ALIGNMENT_BYTES, HEAD_BYTES_MAX, RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES};
use super::synced_mark::SyncedMarkOptions;

/// Positions inside a segment are 32 bits wide.
const SEGMENT_BYTES_MAX: u64 = 1 << 31;

/// Room for the header, a head and one small entry.
const SEGMENT_BYTES_MIN: u64 = 16 << 10;

/// Settings of a log, fixed while it is open.
#[derive(Clone)]
#[non_exhaustive]
pub struct LogOptions {
    /// Size of a new segment file; existing ones keep theirs. A multiple of 512, at least 16 KiB.
    pub segment_bytes: u64,
    /// How many purged segments are kept for reuse.
    pub spare_count_max: usize,
    /// Memory for recent entries, so that they are read without the disk; entries not yet durable are held beyond it.
    pub cache_bytes_max: usize,
    /// The most that is written and synced at once, single larger entries aside.
    pub group_bytes_max: usize,
    /// Accepted but not yet durable; beyond it calls are refused.
    pub queue_bytes_max: u64,
    /// Prepares the next segment on a second thread, half a segment ahead of need. Without it the log thread does so
    /// when it needs one: one thread, the same order of operations every time.
    pub prepare_ahead: bool,
    /// The last entry *of this log* that the tables have applied durably. Opening refuses if the log ends below it.
    /// `None` if nothing was applied, or if the tables' state came from a snapshot and nothing was applied since:
    /// then the log may rightly end below, and the caller purges it up to the snapshot.
    pub applied_index: Option<u64>,
    /// Where the log notes how far it is synced; `None` notes nothing, and then a damaged end is taken for a torn write.
    pub synced_mark: Option<SyncedMarkOptions>,
    /// Runs first on the log thread, to set its priority.
    pub thread_start: Option<Arc<dyn Fn() + Send + Sync>>,
    /// Starts no thread: this is called whenever there is work, and the owner then has
    /// [`LogTurns::take`](super::LogTurns::take) run, soon but not within the call. For a simulation on a single thread;
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
