//! One record: a fixed header, a body, and zeros up to the alignment.
//!
//! | bytes | field |
//! |---|---|
//! | 0–3 | CRC32C of sequence, epoch and offset of the record, then of all its bytes after these four |
//! | 4–7 | length of the body |
//! | 8 | kind |
//! | 9 | flags: 1 = last of its group |
//! | 10–11 | zero |
//! | 12–15 | epoch, to tell this use of the file from earlier ones at a glance |
//! | 16–19 | offset of the group |
//! | 20–23 | offset at which the group before ended |
//! | 24–31 | index |
//! | 32–39 | term |
//! | 40–47 | commit mark + 1, 0 for none |

use super::{Position, RECORD_ALIGNMENT_BYTES, RECORD_HEADER_BYTES, padded, u32_at, u64_at};

const FLAG_LAST: u8 = 1;
const EPOCH_OFFSET: usize = 12;
/// The length from which on a record contains its epoch.
pub(in crate::log) const EPOCH_END: usize = EPOCH_OFFSET + 4;
/// The number of positions that [`find_epoch`] compares at once.
const BLOCK_PLACES: usize = 64;

/// The kind of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(in crate::log) enum Kind {
    /// The first record of each segment: the state at its start.
    Head = 1,
    /// An entry of the log.
    Entry = 2,
    /// The vote, as opaque bytes.
    Vote = 3,
    /// Removes entries from `index` on; `term` is the term of the entry before (both 0: the log is empty).
    Truncate = 4,
    /// Removes entries up to `index`, whose term is `term`.
    Purge = 5,
    /// Carries only the commit mark; written by a clean stop.
    Mark = 6,
}

impl Kind {
    fn from_byte(byte: u8) -> Option<Self> {
        [
            Self::Head,
            Self::Entry,
            Self::Vote,
            Self::Truncate,
            Self::Purge,
            Self::Mark,
        ]
        .into_iter()
        .find(|kind| *kind as u8 == byte)
    }
}

/// The fixed part of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::log) struct RecordHeader {
    pub kind: Kind,
    pub index: u64,
    pub term: u64,
    pub committed: Option<u64>,
    pub group_offset: u32,
    pub previous_end: u32,
    pub last_of_group: bool,
}

/// A verified record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::log) struct Record<'a> {
    pub header: RecordHeader,
    pub offset: u32,
    pub body: &'a [u8],
}

impl Record<'_> {
    /// The offset after the record and its padding.
    pub fn end(&self) -> u32 {
        self.offset + padded(self.body.len()) as u32
    }
}

impl RecordHeader {
    /// Appends the record without its checksum; [`seal`] completes it.
    pub(super) fn encode(&self, epoch: u32, body: &[u8], buffer: &mut Vec<u8>) {
        let start = buffer.len();
        let mut bytes = [0_u8; RECORD_HEADER_BYTES];
        bytes[4..8].copy_from_slice(&(body.len() as u32).to_le_bytes());
        bytes[8] = self.kind as u8;
        bytes[9] = if self.last_of_group { FLAG_LAST } else { 0 };
        bytes[EPOCH_OFFSET..EPOCH_END].copy_from_slice(&epoch.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.group_offset.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.previous_end.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.index.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.term.to_le_bytes());
        bytes[40..48].copy_from_slice(&self.committed.map_or(0, |mark| mark + 1).to_le_bytes());
        buffer.extend_from_slice(&bytes);
        buffer.extend_from_slice(body);
        buffer.resize(start + padded(body.len()), 0);
    }
}

/// Completes a record encoded without its checksum.
pub(super) fn seal(record: &mut [u8], position: Position, last_of_group: bool) {
    record[9] = if last_of_group { FLAG_LAST } else { 0 };
    let checksum = checksum(&record[4..], position);
    record[..4].copy_from_slice(&checksum.to_le_bytes());
}

/// The epoch in a possible record at the start of `bytes`.
pub(in crate::log) fn epoch_at(bytes: &[u8]) -> Option<u32> {
    u32_at(bytes, EPOCH_OFFSET)
}

/// The padded size that the record at the start of `bytes` claims. `None` if it has another epoch or is cut before the
/// length field.
pub(in crate::log) fn claimed_bytes(bytes: &[u8], epoch: u32) -> Option<usize> {
    let body_length = u32_at(bytes, 4)?;
    (epoch_at(bytes)? == epoch).then(|| padded(body_length as usize))
}

/// Returns the offset of the first position in `bytes` where a record of the epoch may begin, and true. Otherwise
/// returns the number of bytes searched, and false. Positions are multiples of [`RECORD_ALIGNMENT_BYTES`] with the
/// header's first bytes present. If a whole header is present, at least one position is searched.
pub(in crate::log) fn find_epoch(bytes: &[u8], epoch: u32) -> (usize, bool) {
    let epochs = bytes.get(EPOCH_OFFSET..).unwrap_or_default();
    let (places, _) = epochs.as_chunks::<RECORD_ALIGNMENT_BYTES>();
    let is_of = |place: &[u8; RECORD_ALIGNMENT_BYTES]| epoch_in(place) == epoch;
    // Without an early exit the compiler compares many positions of a block at a time.
    let in_block = |block: &[[u8; RECORD_ALIGNMENT_BYTES]]| block.iter().fold(false, |any, place| any | is_of(place));
    let passed = places.chunks(BLOCK_PLACES).take_while(|block| !in_block(block)).count() * BLOCK_PLACES;
    let rest = places.get(passed..).unwrap_or_default();
    match rest.iter().position(is_of) {
        Some(further) => ((passed + further) * RECORD_ALIGNMENT_BYTES, true),
        None => (places.len() * RECORD_ALIGNMENT_BYTES, false),
    }
}

/// The epoch at the start of a position.
fn epoch_in(place: &[u8; RECORD_ALIGNMENT_BYTES]) -> u32 {
    let [a, b, c, d, ..] = *place;
    u32::from_le_bytes([a, b, c, d])
}

/// Decodes the record at the start of `bytes`; `None` unless it verifies at that position.
pub(in crate::log) fn decode(bytes: &[u8], position: Position) -> Option<Record<'_>> {
    let record = bytes.get(..claimed_bytes(bytes, position.epoch)?)?;
    let body_length = u32_at(record, 4)? as usize;
    if u32_at(record, 0)? != checksum(&record[4..], position) {
        return None;
    }
    let header = RecordHeader {
        kind: Kind::from_byte(record[8])?,
        index: u64_at(record, 24)?,
        term: u64_at(record, 32)?,
        committed: u64_at(record, 40)?.checked_sub(1),
        group_offset: u32_at(record, 16)?,
        previous_end: u32_at(record, 20)?,
        last_of_group: record[9] == FLAG_LAST,
    };
    let body = record.get(RECORD_HEADER_BYTES..RECORD_HEADER_BYTES + body_length)?;
    Some(Record {
        header,
        offset: position.offset,
        body,
    })
}

fn checksum(bytes: &[u8], position: Position) -> u32 {
    let mut place = [0_u8; 16];
    place[..8].copy_from_slice(&position.sequence.to_le_bytes());
    place[8..12].copy_from_slice(&position.epoch.to_le_bytes());
    place[12..].copy_from_slice(&position.offset.to_le_bytes());
    crc32c::crc32c_append(crc32c::crc32c(&place), bytes)
}
