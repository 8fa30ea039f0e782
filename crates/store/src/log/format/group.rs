//! Builds the bytes of one group.

use super::record::{Kind, RecordHeader, seal};
use super::{GROUP_ALIGNMENT_BYTES, Position, padded};

/// The smallest unit that the operating system's page cache reads and writes.
const PAGE_BYTES: u64 = 4_096;

/// Records that are written and synced together.
///
/// A record is sealed when the next record or the end of the group shows whether it is the last.
pub(in crate::log) struct Group {
    start: Position,
    previous_end: u32,
    committed: Option<u64>,
    buffer: Vec<u8>,
    unsealed: Option<usize>,
}

impl Group {
    /// Starts a group at `start`; the previous group ended at `previous_end`. Empties and reuses `buffer`.
    pub fn new(start: Position, previous_end: u32, committed: Option<u64>, mut buffer: Vec<u8>) -> Self {
        buffer.clear();
        Self {
            start,
            previous_end,
            committed,
            buffer,
            unsealed: None,
        }
    }

    /// The offset of the group's start.
    pub fn offset(&self) -> u32 {
        self.start.offset
    }

    /// The offset at which the next record would start.
    pub fn end(&self) -> u32 {
        self.start.offset + self.buffer.len() as u32
    }

    pub fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    pub fn length_bytes(&self) -> usize {
        self.buffer.len()
    }

    /// The offset at which the padded group would end with one more record.
    pub fn end_with(&self, body_length: usize) -> u64 {
        let unpadded = self.buffer.len() + padded(body_length);
        u64::from(self.start.offset) + unpadded.next_multiple_of(GROUP_ALIGNMENT_BYTES) as u64
    }

    /// Adds a record and returns its offset in the segment.
    pub fn push(&mut self, kind: Kind, index: u64, term: u64, body: &[u8]) -> u32 {
        self.seal(false);
        let offset = self.end();
        self.unsealed = Some(self.buffer.len());
        let header = RecordHeader {
            kind,
            index,
            term,
            committed: self.committed,
            group_offset: self.start.offset,
            previous_end: self.previous_end,
            last_of_group: false,
        };
        header.encode(self.start.epoch, body, &mut self.buffer);
        offset
    }

    /// Returns the finished bytes in whole sectors, and the offset at which the last record ends.
    pub fn finish(&mut self) -> (&[u8], u32) {
        self.seal(true);
        let end = self.end();
        self.buffer
            .resize(self.buffer.len().next_multiple_of(GROUP_ALIGNMENT_BYTES), 0);
        (&self.buffer, end)
    }

    /// Returns the bytes to write: the finished group, and zeros up to the end of its last page, but not beyond the
    /// segment. A partial write of an uncached page would make the kernel read the page first. Behind the last group
    /// there is nothing to preserve.
    pub fn fill_page(&mut self, capacity_bytes: u64) -> &[u8] {
        let end = u64::from(self.end());
        let page_end = end.next_multiple_of(PAGE_BYTES).min(capacity_bytes);
        let fill_bytes = page_end.saturating_sub(end) as usize;
        self.buffer.resize(self.buffer.len() + fill_bytes, 0);
        &self.buffer
    }

    /// Returns the buffer for the next group.
    pub fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }

    fn seal(&mut self, last_of_group: bool) {
        if let Some(start) = self.unsealed.take() {
            let position = Position {
                offset: self.start.offset + start as u32,
                ..self.start
            };
            seal(&mut self.buffer[start..], position, last_of_group);
        }
    }
}
