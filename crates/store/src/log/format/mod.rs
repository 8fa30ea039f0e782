//! The on-disk format.
//!
//! A segment file is a header sector followed by groups. A group is written and synced at once. Its records lie end to
//! end and start on a sector of their own. A write therefore never touches a sector that holds a synced record.
//!
//! Each record names its group and the end of the previous group. From that a reader of a damaged file can tell a group
//! that was being written when the power failed from a group that had been synced: see [`scan`](super::scan).
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

/// The version of every format in this module.
pub(super) const FORMAT_VERSION: u32 = 1;

/// The size of the header, which occupies a sector of its own. It is written before the segment is used, and never
/// together with a record.
pub(super) const SEGMENT_HEADER_BYTES: usize = 512;

/// The alignment of groups, which is the smallest unit a device writes.
pub(super) const GROUP_ALIGNMENT_BYTES: usize = 512;

/// The alignment of records.
pub(super) const RECORD_ALIGNMENT_BYTES: usize = 8;

/// Size of the fixed part of a record.
pub(super) const RECORD_HEADER_BYTES: usize = 48;

/// The largest vote. Every head of a segment repeats it.
pub(super) const VOTE_BYTES_MAX: usize = 4096;

/// The largest head record.
pub(super) const HEAD_BYTES_MAX: usize = RECORD_HEADER_BYTES + head::FIXED_BYTES + VOTE_BYTES_MAX;

/// The position of a record. The record's checksum covers it, so that a valid record in a wrong position does not
/// verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// The segment's number.
    pub sequence: u64,
    /// The use of the file. Each reuse of any file of the directory gets a larger epoch.
    pub epoch: u32,
    /// Bytes from the start of the file.
    pub offset: u32,
}

/// The record's size with its padding.
pub(super) const fn padded(body_length: usize) -> usize {
    (RECORD_HEADER_BYTES + body_length).next_multiple_of(RECORD_ALIGNMENT_BYTES)
}

/// The start of the group after a group that ends at `end`.
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
