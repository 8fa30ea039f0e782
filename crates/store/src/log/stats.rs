//! Counters of the log.

use std::sync::atomic::{AtomicU64, Ordering};

/// The counters of a log since it was opened, and its present content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogStats {
    /// Groups written, each by one write and one sync.
    pub groups: u64,
    /// Records written, of all kinds.
    pub records: u64,
    /// Bytes of groups written: whole sectors, without the zeros that fill the last page behind them.
    pub written_bytes: u64,
    /// Segment files created.
    pub segments_created: u64,
    /// Segment files reused.
    pub segments_recycled: u64,
    /// Times the log thread had to wait for its next segment.
    pub segment_waits: u64,
    /// Writes and new segments that found the disk full; each is retried.
    pub disk_full: u64,
    /// Bytes accepted and not yet durable.
    pub queued_bytes: u64,
    /// Entries found by the in-memory index.
    pub indexed_entries: u64,
    /// Segments in use.
    pub segments: u64,
}

/// The counters that only grow.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub groups: AtomicU64,
    pub records: AtomicU64,
    pub written_bytes: AtomicU64,
    pub segments_created: AtomicU64,
    pub segments_recycled: AtomicU64,
    pub segment_waits: AtomicU64,
    pub disk_full: AtomicU64,
}

impl Counters {
    pub fn add(counter: &AtomicU64, count: u64) {
        counter.fetch_add(count, Ordering::Relaxed);
    }

    pub fn snapshot(&self) -> LogStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        LogStats {
            groups: read(&self.groups),
            records: read(&self.records),
            written_bytes: read(&self.written_bytes),
            segments_created: read(&self.segments_created),
            segments_recycled: read(&self.segments_recycled),
            segment_waits: read(&self.segment_waits),
            disk_full: read(&self.disk_full),
            ..LogStats::default()
        }
    }
}
