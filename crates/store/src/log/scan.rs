//! Walks the records of one segment and judges the bytes behind the last good one.
//!
//! Records follow each other within a group. A group starts on the next sector after the previous group and names the
//! end of that group. When no verified record continues the chain, the scan decides whether the position was ever
//! synced:
//!
//! - A later record of the *same* group, or of the group that *directly* follows the good ones, was being written
//!   together with the missing bytes when the power failed. Recovery may cut that tail.
//! - A later record of *any other* group was written after the missing bytes had been synced: the position is damaged.

use std::io;
use std::ops::Range;

use minoots_kernel::defects::{Defect, planted};

use super::format::{
    EPOCH_END, RECORD_ALIGNMENT_BYTES, RECORD_HEADER_BYTES, Record, RecordHeader, SEGMENT_HEADER_BYTES, claimed_bytes,
    decode, epoch_at, find_epoch, next_group,
};
use super::pieces::Pieces;
use super::segment::Segment;

/// Walks good records.
pub(super) struct Scanner<'a> {
    pieces: Pieces<'a>,
    segment: &'a Segment,
    end: u32,
    group: Option<OpenGroup>,
}

#[derive(Clone, Copy)]
struct OpenGroup {
    offset: u32,
    previous_end: u32,
    complete: bool,
}

/// A verified record, without its bytes.
struct Found {
    header: RecordHeader,
    offset: u32,
    body: Range<usize>,
    /// The end, including the padding.
    end: u32,
}

/// The state of the bytes behind the last good record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// No record of this use of the file.
    Clean,
    /// The rest of an incompletely written group, of which `stray_records` records verify.
    Torn { stray_records: u64 },
    /// A record written after the damaged place was synced.
    Damaged,
}

impl<'a> Scanner<'a> {
    pub fn new(segment: &'a Segment) -> Self {
        Self {
            pieces: Pieces::new(segment.file.as_ref(), segment.header.capacity_bytes),
            segment,
            end: SEGMENT_HEADER_BYTES as u32,
            group: None,
        }
    }

    /// The end of the last good record.
    pub fn end(&self) -> u32 {
        self.end
    }

    /// The start of the last good group.
    pub fn group_offset(&self) -> Option<u32> {
        self.group.map(|group| group.offset)
    }

    /// The next good record.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn next(&mut self) -> io::Result<Option<Record<'_>>> {
        let found = match self.same_group()? {
            None => self.next_group()?,
            found => found,
        };
        let Some(found) = found else { return Ok(None) };
        self.group = Some(OpenGroup {
            offset: found.header.group_offset,
            previous_end: found.header.previous_end,
            complete: found.header.last_of_group,
        });
        self.end = found.end;
        let record = self.pieces.at(found.offset, (found.end - found.offset) as usize)?;
        Ok(record.map(|record| found.with(record)))
    }

    /// Judges the rest after [`Scanner::next`] returned `None`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn tail(&mut self) -> io::Result<Tail> {
        let next = next_group(self.end);
        let started = self.has_begun(next)?;
        let incomplete = self.group.is_some_and(|group| !group.complete);
        let mut stray_records = 0;
        let mut offset = self.end;
        while let Some(candidate) = self.candidate(offset)? {
            let Some(Found { header, end, .. }) = self.verified(candidate)? else {
                offset = candidate + RECORD_ALIGNMENT_BYTES as u32;
                continue;
            };
            let same = self
                .group
                .is_some_and(|group| !group.complete && group.matches(&header));
            let following = header.group_offset == next && header.previous_end == self.end;
            if !same && !following && !planted(Defect::DamageCutOff) {
                return Ok(Tail::Damaged);
            }
            stray_records += 1;
            offset = end;
        }
        Ok(if started || incomplete || stray_records > 0 {
            Tail::Torn { stray_records }
        } else {
            Tail::Clean
        })
    }

    /// Whether a record of this use of the file begins at `offset`, judged by its epoch alone.
    fn has_begun(&mut self, offset: u32) -> io::Result<bool> {
        let epoch = self.segment.header.epoch;
        let begun = self.pieces.at(offset, EPOCH_END)?;
        Ok(begun.and_then(epoch_at) == Some(epoch))
    }

    /// The first position from `offset` on where a record of this use of the file may begin, judged by its epoch alone.
    fn candidate(&mut self, mut offset: u32) -> io::Result<Option<u32>> {
        while let Some(bytes) = self.pieces.from(offset, RECORD_HEADER_BYTES)? {
            let (passed_bytes, found) = find_epoch(bytes, self.segment.header.epoch);
            offset += passed_bytes as u32;
            if found {
                return Ok(Some(offset));
            }
        }
        Ok(None)
    }

    /// The record at `offset`, if it verifies.
    fn verified(&mut self, offset: u32) -> io::Result<Option<Found>> {
        let position = self.segment.position(offset);
        let head = self.pieces.at(offset, RECORD_HEADER_BYTES)?;
        let Some(bytes) = head.and_then(|head| claimed_bytes(head, position.epoch)) else {
            return Ok(None);
        };
        let record = self.pieces.at(offset, bytes)?;
        Ok(record.and_then(|record| decode(record, position)).map(Found::from))
    }

    fn same_group(&mut self) -> io::Result<Option<Found>> {
        let Some(group) = self.group.filter(|group| !group.complete) else {
            return Ok(None);
        };
        let found = self.verified(self.end)?;
        Ok(found.filter(|found| group.matches(&found.header)))
    }

    fn next_group(&mut self) -> io::Result<Option<Found>> {
        let offset = next_group(self.end);
        let found = self.verified(offset)?;
        Ok(found.filter(|Found { header, .. }| header.group_offset == offset && header.previous_end == self.end))
    }
}

impl Found {
    fn with(self, bytes: &[u8]) -> Record<'_> {
        Record {
            header: self.header,
            offset: self.offset,
            body: &bytes[self.body],
        }
    }
}

impl From<Record<'_>> for Found {
    fn from(record: Record<'_>) -> Self {
        let end = record.end();
        Self {
            header: record.header,
            offset: record.offset,
            body: RECORD_HEADER_BYTES..RECORD_HEADER_BYTES + record.body.len(),
            end,
        }
    }
}

impl OpenGroup {
    fn matches(self, header: &RecordHeader) -> bool {
        header.group_offset == self.offset && header.previous_end == self.previous_end
    }
}
