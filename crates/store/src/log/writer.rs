//! Turns operations into groups and makes them durable, one group after the other.
//!
//! Invariants: a group is written only after the previous one is synced, also across segments. A completion runs only
//! after the group with the last record of its operation is synced, in the order of the queue.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::thread;

use minoots_kernel::defects::{Defect, planted};

use super::error::{Error, IoFailure, SYNC};
use super::format::{Group, Head, Kind, SEGMENT_HEADER_BYTES, next_group, u32_at};
use super::index::{Change, Slot};
use super::ledger::{Ledger, LogId};
use super::options::{LogOptions, SyncTimer};
use super::segment::Segment;
use super::shared::{Action, Committed, Operation, Shared, first_removed};
use super::stats::Counters;
use super::supply::{DISK_FULL_RETRY_DELAY, Supply};
use super::synced_mark::{MarkFile, SyncedMark};
use super::{Completion, LogEntry};

/// The maximum cost of groups beyond the counted cost of their operations. Record headers are smaller than the cost
/// counted for each entry, and the groups of one turn are few and aligned.
const FRAMING_BYTES_MAX: u64 = 16 << 10;

pub(super) struct Writer {
    shared: Arc<Shared>,
    supply: Supply,
    segment: Arc<Segment>,
    /// The end of the last group.
    end: u32,
    /// The end of the last group in the segment before, if this one has no head yet.
    head_due: Option<u32>,
    /// The state once the current group is durable.
    ledger: Ledger,
    /// The commit mark for the next group, not yet limited to the durable entries.
    mark: Option<u64>,
    group: Option<Group>,
    group_bytes_max: usize,
    syncs: Option<SyncTimer>,
    buffer: Vec<u8>,
    committed: Committed,
    /// Whether the last write found the disk full.
    is_disk_full: bool,
    mark_file: Option<MarkFile>,
    /// The last synced position, as recorded in `mark_file`.
    synced: SyncedMark,
    /// The completion of the operation being encoded, which may span groups.
    unfinished: Option<Completion>,
    /// The completions of operations whose last record is in the current group.
    completions: Vec<Completion>,
}

/// The position at which writing resumes.
pub(super) struct Resume {
    pub segment: Arc<Segment>,
    pub end: u32,
    pub head_due: Option<u32>,
    pub ledger: Ledger,
}

impl Writer {
    pub fn new(
        shared: Arc<Shared>,
        supply: Supply,
        resume: Resume,
        mark_file: Option<MarkFile>,
        options: &LogOptions,
    ) -> Self {
        Self {
            shared,
            supply,
            segment: resume.segment,
            end: resume.end,
            head_due: resume.head_due,
            ledger: resume.ledger,
            mark: None,
            group: None,
            group_bytes_max: options.group_bytes_max,
            syncs: options.syncs.clone(),
            buffer: Vec::new(),
            committed: Committed::default(),
            is_disk_full: false,
            mark_file,
            synced: SyncedMark::default(),
            unfinished: None,
            completions: Vec::new(),
        }
    }

    /// Whether operations of `bytes`, as counted in the queue, certainly fit into the segment. If not, the writer may
    /// have to wait for the next segment.
    pub fn has_room(&self, bytes: u64) -> bool {
        !self.is_disk_full && u64::from(self.end) + bytes + FRAMING_BYTES_MAX <= self.segment.header.capacity_bytes
    }

    /// Makes all operations durable and runs their completions. After an error, the operations left in `operations` and
    /// in [`take_completions`](Self::take_completions) were not acknowledged.
    pub fn run(&mut self, operations: &mut VecDeque<Operation>) -> Result<(), Error> {
        if planted(Defect::VoteBeforeAppend) {
            let is_vote = |operation: &Operation| matches!(operation.action, Action::Vote(_));
            operations
                .make_contiguous()
                .sort_by_key(|operation| !is_vote(operation));
        }
        while let Some(operation) = operations.pop_front() {
            self.unfinished = Some(operation.done);
            self.mark = operation.committed;
            self.encode(operation.action)?;
            self.committed.bytes += operation.bytes;
            self.completions.extend(self.unfinished.take());
        }
        self.commit()
    }

    /// Writes the commit mark before a clean stop.
    pub fn finish(&mut self) -> Result<(), Error> {
        self.mark = self.shared.lock().accepted.committed;
        let empty = Ledger {
            committed: None,
            ..self.ledger.clone()
        } == Ledger::default();
        if !empty {
            self.push(Kind::Mark, 0, 0, &[])?;
        }
        self.commit()?;
        let noted = match &mut self.mark_file {
            Some(file) if !empty => file.note_synced(self.synced),
            _ => Ok(()),
        };
        noted.map_err(|failure| self.fail(failure))
    }

    pub fn take_completions(&mut self) -> Vec<Completion> {
        let mut completions = mem::take(&mut self.completions);
        completions.extend(self.unfinished.take());
        completions
    }

    /// Waits until unneeded segments are retired.
    pub fn close(self) {
        self.supply.close();
    }

    fn encode(&mut self, action: Action) -> Result<(), Error> {
        match action {
            Action::Append(entries) => entries.iter().try_for_each(|entry| self.encode_entry(entry)),
            Action::Vote(vote) => {
                self.push(Kind::Vote, 0, 0, &vote)?;
                self.ledger.vote = Some(vote);
                Ok(())
            }
            Action::Truncate(last) => self.encode_truncate(last),
            Action::Purge(upto) => self.encode_purge(upto),
        }
    }

    fn encode_entry(&mut self, entry: &LogEntry) -> Result<(), Error> {
        let offset = self.push(Kind::Entry, entry.index, entry.term, &entry.body)?;
        let slot = Slot {
            sequence: self.segment.header.sequence,
            offset,
            body_length: entry.body.len() as u32,
        };
        self.committed.changes.push(Change::Append {
            index: entry.index,
            term: entry.term,
            slot,
        });
        self.ledger.append(entry.id());
        Ok(())
    }

    fn encode_truncate(&mut self, last: Option<LogId>) -> Result<(), Error> {
        let first_removed = first_removed(last);
        self.push(Kind::Truncate, first_removed, last.map_or(0, |last| last.term), &[])?;
        self.committed.changes.push(Change::Truncate { first_removed });
        self.committed.truncations += 1;
        self.ledger.truncate(last);
        Ok(())
    }

    /// Encodes a purge. A purge point below the present one changes nothing.
    fn encode_purge(&mut self, upto: LogId) -> Result<(), Error> {
        if self.ledger.purged_index() < Some(upto.index) {
            self.push(Kind::Purge, upto.index, upto.term, &[])?;
            self.committed.changes.push(Change::Purge { upto_index: upto.index });
            self.ledger.purge(upto);
        }
        Ok(())
    }

    /// Adds a record to a group with enough space, and returns its offset in the segment.
    fn push(&mut self, kind: Kind, index: u64, term: u64, body: &[u8]) -> Result<u32, Error> {
        loop {
            let mut group = self.group.take().unwrap_or_else(|| self.start_group());
            if group.end_with(body.len()) > self.segment.header.capacity_bytes {
                self.group = Some(group);
                self.commit()?;
                self.switch_segment()?;
            } else if !group.is_empty() && group.length_bytes() + body.len() > self.group_bytes_max {
                self.group = Some(group);
                self.commit()?;
            } else {
                let offset = group.push(kind, index, term, body);
                self.group = Some(group);
                Counters::add(&self.shared.counters.records, 1);
                return Ok(offset);
            }
        }
    }

    /// Starts a group with the commit mark. The mark never exceeds the durable entries before the group, and never
    /// refers to entries that replace durable ones further on in the queue. No crash can therefore leave a mark above
    /// the surviving entries.
    fn start_group(&mut self) -> Group {
        self.ledger.commit(self.mark.min(self.ledger.last_index()));
        let start = self.segment.position(next_group(self.end));
        let mut group = Group::new(start, self.end, self.ledger.committed, mem::take(&mut self.buffer));
        if let Some(previous_segment_end) = self.head_due.take() {
            let head = Head::new(&self.ledger, previous_segment_end).encode();
            group.push(Kind::Head, 0, 0, &head);
        }
        group
    }

    /// Makes the current group durable and runs its completions.
    fn commit(&mut self) -> Result<(), Error> {
        self.commit_group()?;
        let purged = self.shared.commit(&mut self.committed)?;
        if !purged.is_empty() {
            self.supply.retire(purged).map_err(|failure| self.fail(failure))?;
        }
        self.completions.drain(..).for_each(|done| done(Ok(())));
        Ok(())
    }

    fn commit_group(&mut self) -> Result<(), Error> {
        let Some(mut group) = self.group.take() else {
            return Ok(());
        };
        if !group.is_empty() {
            let offset = group.offset();
            let (bytes, end) = group.finish();
            let length = bytes.len();
            let synced = SyncedMark {
                sequence: self.segment.header.sequence,
                epoch: self.segment.header.epoch,
                group_offset: offset,
                end,
                checksum: u32_at(bytes, 0).unwrap_or_default(),
            };
            let bytes = group.fill_page(self.segment.header.capacity_bytes);
            self.write(bytes, offset).map_err(|failure| self.fail(failure))?;
            self.end = end;
            self.note(synced).map_err(|failure| self.fail(failure))?;
            Counters::add(&self.shared.counters.groups, 1);
            Counters::add(&self.shared.counters.written_bytes, length as u64);
        }
        self.buffer = group.into_buffer();
        self.buffer.shrink_to(self.group_bytes_max);
        if u64::from(self.end) * 2 > self.segment.header.capacity_bytes {
            self.supply.request(self.segment.header.sequence + 1);
        }
        Ok(())
    }

    /// Records how far the log is synced, and syncs the record at the beginning of a segment.
    fn note(&mut self, synced: SyncedMark) -> Result<(), IoFailure> {
        let begins_segment = self.synced.sequence != synced.sequence;
        self.synced = synced;
        match &mut self.mark_file {
            Some(file) if begins_segment => file.note_synced(synced),
            Some(file) => file.note(synced),
            None => Ok(()),
        }
    }

    /// Writes and syncs a group. A write that finds the disk full, as on a copy-on-write or thin volume, is repeated
    /// until it succeeds. A sync is never repeated.
    fn write(&mut self, bytes: &[u8], offset: u32) -> Result<(), IoFailure> {
        let file = &self.segment.file;
        while let Err(error) = file.write_all_at(bytes, u64::from(offset)) {
            let failure = self.segment.failure("write", error);
            if !failure.is_disk_full() || !self.shared.is_open() {
                return Err(failure);
            }
            Counters::add(&self.shared.counters.disk_full, 1);
            self.is_disk_full = true;
            thread::sleep(DISK_FULL_RETRY_DELAY);
        }
        self.is_disk_full = false;
        if planted(Defect::AckBeforeSync) {
            return Ok(());
        }
        let began = self.syncs.as_ref().map(|timer| (timer.now)());
        let mut synced = file.sync_data();
        if planted(Defect::FailedSyncRetried) {
            synced = synced.or_else(|_| file.sync_data());
        }
        if let (Ok(()), Some(timer), Some(began)) = (&synced, &self.syncs, began) {
            (timer.synced)((timer.now)().saturating_duration_since(began));
        }
        synced.map_err(|error| self.segment.failure(SYNC, error))
    }

    fn switch_segment(&mut self) -> Result<(), Error> {
        let shared = Arc::clone(&self.shared);
        let next = self.supply.take(self.segment.header.sequence + 1, || shared.is_open());
        self.segment = Arc::new(next.map_err(|failure| self.fail(failure))?);
        self.head_due = Some(self.end);
        self.end = SEGMENT_HEADER_BYTES as u32;
        self.shared.add_segment(Arc::clone(&self.segment), self.ledger.last);
        Ok(())
    }

    /// Makes the log fail and returns the error of its first failure.
    fn fail(&self, failure: IoFailure) -> Error {
        self.shared.fail(failure);
        self.shared.lock().check_open().err().unwrap_or(Error::Closed)
    }
}
