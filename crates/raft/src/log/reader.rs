//! Reading the log.

use std::fmt::Debug;
use std::io;
use std::ops::{Bound, Range, RangeBounds};
use std::sync::Arc;

use futures::{Stream, stream};
use minoots_store::log::LogEntry as Record;
use openraft::EntryPayload;
use openraft::entry::RaftEntry;
use openraft::storage::RaftLogReader;

use super::Shared;
use crate::format::{decode_body, decode_vote};
use crate::types::{LogEntry, LogId, Types, Vote, log_id};

/// The byte limit of one read; a single larger entry is still read.
const READ_BYTES_MAX: usize = 4 << 20;

/// A reader of the log. It sees an appended entry at once, durable or not.
pub(crate) struct LogReader {
    shared: Arc<Shared>,
}

impl LogReader {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The log id at an index, from the purge point on; `None` if the log ends below.
    pub(super) async fn log_id_at(&self, index: u64) -> io::Result<Option<LogId>> {
        let purged = self.shared.log.state().purged;
        if let Some(purged) = purged.filter(|purged| purged.index >= index) {
            return Ok(Some(log_id(purged.term, purged.index)));
        }
        Ok(self.read_aside(index..index + 1).await?.first().map(RaftEntry::log_id))
    }

    /// The part of a range that the log has.
    fn present(&self, range: &impl RangeBounds<u64>) -> Range<u64> {
        let start = match range.start_bound() {
            Bound::Included(&start) => start,
            Bound::Excluded(&start) => start.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(&end) => end.saturating_add(1),
            Bound::Excluded(&end) => end,
            Bound::Unbounded => u64::MAX,
        };
        let state = self.shared.log.state();
        let Some(first) = state.first_index else { return 0..0 };
        let last = state.last.map_or(0, |last| last.index);
        start.max(first)..end.min(last + 1)
    }

    /// The entries of a range, from its start, as many as fit; at least one if the range has one. Entries not in memory
    /// are read on a worker thread, because the thread of this task has heartbeats to send.
    async fn read_aside(&self, range: Range<u64>) -> io::Result<Vec<LogEntry>> {
        if !self.shared.log.reads_disk(range.start) {
            return self.read(range);
        }
        let reader = Self::new(Arc::clone(&self.shared));
        let read = self.shared.workers.run(move || reader.read(range)).await;
        read.unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    /// Reads the same on the calling thread.
    fn read(&self, range: Range<u64>) -> io::Result<Vec<LogEntry>> {
        let range = self.present(&range);
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let records = self.shared.log.read(range, READ_BYTES_MAX).map_err(io::Error::other)?;
        records.into_iter().map(|record| self.entry(record)).collect()
    }

    fn entry(&self, record: Record) -> io::Result<LogEntry> {
        let id = log_id(record.term, record.index);
        let held = self.shared.decoded().get(record.index, record.term).cloned();
        let payload = match held {
            Some(command) => EntryPayload::Normal(command),
            None => decode_body(&record.body).map_err(io::Error::other)?,
        };
        Ok(LogEntry::new(id, payload))
    }
}

impl RaftLogReader<Types> for LogReader {
    async fn try_get_log_entries<RB>(&mut self, range: RB) -> io::Result<Vec<LogEntry>>
    where
        RB: RangeBounds<u64> + Clone + Debug + Send,
    {
        let mut wanted = self.present(&range);
        let mut entries = Vec::new();
        while !wanted.is_empty() {
            let read = self.read_aside(wanted.clone()).await?;
            let Some(last) = read.last() else { break };
            wanted.start = last.index() + 1;
            entries.extend(read);
        }
        Ok(entries)
    }

    async fn limited_get_log_entries(&mut self, start: u64, end: u64) -> io::Result<Vec<LogEntry>> {
        self.read_aside(start..end).await
    }

    async fn entries_stream<RB>(&mut self, range: RB) -> impl Stream<Item = io::Result<LogEntry>> + Send
    where
        RB: RangeBounds<u64> + Clone + Debug + Send,
    {
        let reader = Self::new(Arc::clone(&self.shared));
        let wanted = self.present(&range);
        let chunks = stream::try_unfold((reader, wanted), |(reader, mut wanted)| async move {
            let read = reader.read_aside(wanted.clone()).await?;
            let Some(last) = read.last() else { return Ok(None) };
            wanted.start = last.index() + 1;
            io::Result::Ok(Some((stream::iter(read.into_iter().map(Ok)), (reader, wanted))))
        });
        Box::pin(futures::TryStreamExt::try_flatten(chunks))
    }

    async fn read_vote(&mut self) -> io::Result<Option<Vote>> {
        let vote = self.shared.log.state().vote;
        vote.map(|vote| decode_vote(&vote))
            .transpose()
            .map_err(io::Error::other)
    }
}
