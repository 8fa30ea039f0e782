//! The body of the first record of a segment: the state at its start.
//!
//! The head allows earlier segments to be removed. While they exist, it proves that nothing is missing in between.
//!
//! | bytes | field |
//! |---|---|
//! | 0–3 | flags: 1 = last entry, 2 = purge point, 4 = vote |
//! | 4–7 | offset at which the last group of the segment before ended, 0 in the first segment |
//! | 8–23 | index and term of the last entry, or zeros |
//! | 24–39 | index and term of the purge point, or zeros |
//! | 40– | the vote |

use bytes::Bytes;

use super::{u32_at, u64_at};
use crate::log::ledger::{Ledger, LogId};

pub(super) const FIXED_BYTES: usize = 40;

const FLAG_LAST: u32 = 1;
const FLAG_PURGED: u32 = 2;
const FLAG_VOTE: u32 = 4;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::log) struct Head {
    pub previous_segment_end: u32,
    pub last: Option<LogId>,
    pub purged: Option<LogId>,
    pub vote: Option<Bytes>,
}

impl Head {
    /// Creates the head of a segment that starts in this state.
    pub fn new(ledger: &Ledger, previous_segment_end: u32) -> Self {
        Self {
            previous_segment_end,
            last: ledger.last,
            purged: ledger.purged,
            vote: ledger.vote.clone(),
        }
    }

    pub fn encode(&self) -> Vec<u8> {
        let flag = |set: bool, flag: u32| if set { flag } else { 0 };
        let flags = flag(self.last.is_some(), FLAG_LAST)
            | flag(self.purged.is_some(), FLAG_PURGED)
            | flag(self.vote.is_some(), FLAG_VOTE);
        let mut bytes = Vec::with_capacity(FIXED_BYTES + self.vote.as_ref().map_or(0, Bytes::len));
        bytes.extend_from_slice(&flags.to_le_bytes());
        bytes.extend_from_slice(&self.previous_segment_end.to_le_bytes());
        for id in [self.last, self.purged] {
            let id = id.unwrap_or(LogId { index: 0, term: 0 });
            bytes.extend_from_slice(&id.index.to_le_bytes());
            bytes.extend_from_slice(&id.term.to_le_bytes());
        }
        bytes.extend_from_slice(self.vote.as_deref().unwrap_or_default());
        bytes
    }

    /// Decodes a head; `None` unless the bytes are exactly as [`encode`](Self::encode) would write them.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let flags = u32_at(bytes, 0)?;
        let id = |flag: u32, offset: usize| -> Option<Option<LogId>> {
            let id = LogId {
                index: u64_at(bytes, offset)?,
                term: u64_at(bytes, offset + 8)?,
            };
            Some((flags & flag != 0).then_some(id))
        };
        let head = Self {
            previous_segment_end: u32_at(bytes, 4)?,
            last: id(FLAG_LAST, 8)?,
            purged: id(FLAG_PURGED, 24)?,
            vote: (flags & FLAG_VOTE != 0).then(|| Bytes::copy_from_slice(&bytes[FIXED_BYTES..])),
        };
        (head.encode() == bytes).then_some(head)
    }
}
