//! Walks the records of one segment and judges what lies behind the last good one.
//!
//! Records follow each other within a group; a group follows another on the next sector and names where that one
//! ended. When nothing that verifies continues the chain, the question is whether the place was ever synced:
//!
//! - A record further on that belongs to the *same* group, or to the group that *directly* follows the good ones, was
//!   being written together with what is missing: the power failed in between. That tail may be cut.
//! - A record further on of *any other* group was written after what is missing had been synced: the place is damaged.

use minoots_kernel::defects::{Defect, planted};

use super::format::{Position, RECORD_HEADER_BYTES};
use super::format::{
    RECORD_ALIGNMENT_BYTES, Record, SEGMENT_HEADER_BYTES, SegmentHeader, decode, epoch_at, next_group,
};

/// Walks good records.
pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    header: SegmentHeader,
    end: u32,
    group: Option<OpenGroup>,
}

#[derive(Clone, Copy)]
struct OpenGroup {
    offset: u32,
    previous_end: u32,
    complete: bool,
}

/// What lies behind the last good record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// Nothing of this use of the file.
    Clean,
    /// The rest of a group that was not written completely; so many of its records verify.
    Torn { stray_records: u64 },
    /// A record written after the damaged place was synced.
    Damaged,
}

impl<'a> Scanner<'a> {
    pub fn new(bytes: &'a [u8], header: SegmentHeader) -> Self {
        Self {
            bytes,
            header,
            end: SEGMENT_HEADER_BYTES as u32,
            group: None,
        }
    }

    /// Where the last good record ends.
    pub fn end(&self) -> u32 {
        self.end
    }

    /// Where the last good group starts.
    pub fn group_offset(&self) -> Option<u32> {
        self.group.map(|group| group.offset)
    }

    /// Judges the rest after [`Iterator::next`] returned `None`.
    pub fn tail(&self) -> Tail {
        let next = next_group(self.end);
        let started = self.bytes.get(next as usize..).and_then(epoch_at) == Some(self.header.epoch);
        let incomplete = self.group.is_some_and(|group| !group.complete);
        let mut stray_records = 0;
        let mut offset = self.end;
        while offset as usize + RECORD_HEADER_BYTES <= self.bytes.len() {
            let Some(record) = self.decode(offset) else {
                offset += RECORD_ALIGNMENT_BYTES as u32;
                continue;
            };
            let header = &record.header;
            let same = self
                .group
                .is_some_and(|group| !group.complete && group.matches(&record));
            let following = header.group_offset == next && header.previous_end == self.end;
            if !same && !following && !planted(Defect::DamageCutOff) {
                return Tail::Damaged;
            }
            stray_records += 1;
            offset = record.end();
        }
        if started || incomplete || stray_records > 0 {
            Tail::Torn { stray_records }
        } else {
            Tail::Clean
        }
    }

    fn decode(&self, offset: u32) -> Option<Record<'a>> {
        let position = Position {
            sequence: self.header.sequence,
            epoch: self.header.epoch,
            offset,
        };
        decode(self.bytes.get(offset as usize..)?, position)
    }

    fn same_group(&self) -> Option<Record<'a>> {
        let group = self.group.filter(|group| !group.complete)?;
        self.decode(self.end).filter(|record| group.matches(record))
    }

    fn next_group(&self) -> Option<Record<'a>> {
        let offset = next_group(self.end);
        self.decode(offset).filter(|record| {
            let header = &record.header;
            header.group_offset == offset && header.previous_end == self.end
        })
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let record = self.same_group().or_else(|| self.next_group())?;
        let header = &record.header;
        self.group = Some(OpenGroup {
            offset: header.group_offset,
            previous_end: header.previous_end,
            complete: header.last_of_group,
        });
        self.end = record.end();
        Some(record)
    }
}

impl OpenGroup {
    fn matches(self, record: &Record<'_>) -> bool {
        record.header.group_offset == self.offset && record.header.previous_end == self.previous_end
    }
}
