//! The first sector of a segment file.
//!
//! | bytes | field |
//! |---|---|
//! | 0–7 | magic |
//! | 8–11 | format version |
//! | 12–15 | epoch |
//! | 16–23 | sequence number |
//! | 24–31 | size of the file |
//! | 32–35 | CRC32C of the bytes before |
//! | 36–511 | zeros |

use super::{FORMAT_VERSION, SEGMENT_HEADER_BYTES, u32_at, u64_at};

const MAGIC: [u8; 8] = *b"MINOOTSL";
const CHECKED_BYTES: usize = 32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::log) struct SegmentHeader {
    pub sequence: u64,
    pub epoch: u32,
    pub capacity_bytes: u64,
}

impl SegmentHeader {
    pub fn encode(&self) -> [u8; SEGMENT_HEADER_BYTES] {
        let mut bytes = [0; SEGMENT_HEADER_BYTES];
        bytes[0..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.epoch.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.sequence.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.capacity_bytes.to_le_bytes());
        let checksum = crc32c::crc32c(&bytes[..CHECKED_BYTES]);
        bytes[32..36].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// Decodes a header; `None` unless every byte of the sector is as [`encode`](Self::encode) would write it.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let sector = bytes.first_chunk::<SEGMENT_HEADER_BYTES>()?;
        let header = Self {
            sequence: u64_at(sector, 16)?,
            epoch: u32_at(sector, 12)?,
            capacity_bytes: u64_at(sector, 24)?,
        };
        (header.epoch > 0 && header.encode() == *sector).then_some(header)
    }
}
