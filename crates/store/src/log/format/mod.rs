//! The bytes on disk.
//!
//! A segment file is a header sector followed by groups. A group is what was written and synced at once: records laid
//! end to end, starting on a sector of its own, so that writing it never touches a sector that holds a synced record.
//!
//! Each record says which group it belongs to and where the group before ended. From that a reader of a damaged file
//! can tell a group that was being written when the power failed from one that had been synced: see
//! [`scan`](super::scan).
//!
//! All integers are little-endian. Any change here needs a new [`FORMAT_VERSION`] and new golden files.

mod group;
mod head;
mod record;
mod segment_header;

pub(super) use group::Group;
pub(super) use head::Head;
pub(super) use record::{EPOCH_END, Kind, Record, RecordHeader, claimed_bytes, decode, epoch_at, find_epoch};
pub(super) use segment_header::SegmentHeader;

/// Version of everything in this module.
pub(super) const FORMAT_VERSION: u32 = 1;

/// The header occupies a sector of its own: it is written before the segment is used, and never with a record.
pub(super) const SEGMENT_HEADER_BYTES: usize = 512;

/// Groups start at multiples of this, the smallest unit a device writes.
pub(super) const GROUP_ALIGNMENT_BYTES: usize = 512;

/// Records start at multiples of this.
pub(super) const RECORD_ALIGNMENT_BYTES: usize = 8;

/// Size of the fixed part of a record.
pub(super) const RECORD_HEADER_BYTES: usize = 48;

/// The largest vote, which every head of a segment repeats.
pub(super) const VOTE_BYTES_MAX: usize = 4096;

/// The largest head record.
pub(super) const HEAD_BYTES_MAX: usize = RECORD_HEADER_BYTES + head::FIXED_BYTES + VOTE_BYTES_MAX;

/// Where a record lies; its checksum covers it, so that a valid record in a wrong place does not verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// The segment's number.
    pub sequence: u64,
    /// The use of the file: larger at each reuse of any file of the directory.
    pub epoch: u32,
    /// Bytes from the start of the file.
    pub offset: u32,
}

/// The record's size with its padding.
pub(super) const fn padded(body_length: usize) -> usize {
    (RECORD_HEADER_BYTES + body_length).next_multiple_of(RECORD_ALIGNMENT_BYTES)
}

/// The start of the group that follows one ending at `end`.
pub(super) const fn next_group(end: u32) -> u32 {
    end.next_multiple_of(GROUP_ALIGNMENT_BYTES as u32)
}

pub(super) fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(offset..)?.first_chunk()?))
}

pub(super) fn u64_at(bytes: &[u8], offset: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(offset..)?.first_chunk()?))
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
