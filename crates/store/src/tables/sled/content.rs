//! A checksum over the content of the tree, in one row of it.
//!
//! sled detects a flipped bit in the data that it reads. After an abrupt stop, however, it decides by itself where its
//! log ends, and treats everything before that point as complete. Each batch therefore carries the sum of all rows
//! after it, and every start compares.
//!
//! ```text
//! row = 1 u8 ‖ sum u128 ‖ rows u64 ‖ mark u64
//! sum = of all rows, modulo 2^128: xxh3-128(key length u32 ‖ key ‖ value)
//! ```
//! Integers are little-endian. The mark is that of the last batch; 0 if there was none since the directory was built.

use xxhash_rust::xxh3::Xxh3;

use crate::tables::applied::ENGINE_PREFIX;

/// The key of the sum, after every row of the wrapper.
pub(super) const CONTENT_KEY: [u8; 3] = [ENGINE_PREFIX[0], ENGINE_PREFIX[1], b's'];

const ENCODING: u8 = 1;

/// The sum of all rows, and the batch after which it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    sum: u128,
    /// The number of rows.
    pub(super) rows: u64,
    /// The mark of the last batch.
    pub(super) mark: u64,
}

impl Content {
    pub(super) fn add(&mut self, key: &[u8], value: &[u8]) {
        self.sum = self.sum.wrapping_add(hash(key, value));
        self.rows = self.rows.wrapping_add(1);
    }

    pub(super) fn subtract(&mut self, key: &[u8], value: &[u8]) {
        self.sum = self.sum.wrapping_sub(hash(key, value));
        self.rows = self.rows.wrapping_sub(1);
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![ENCODING];
        bytes.extend_from_slice(&self.sum.to_le_bytes());
        bytes.extend_from_slice(&self.rows.to_le_bytes());
        bytes.extend_from_slice(&self.mark.to_le_bytes());
        bytes
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&[ENCODING])?;
        let (sum, rest) = rest.split_first_chunk()?;
        let (rows, rest) = rest.split_first_chunk()?;
        Some(Self {
            sum: u128::from_le_bytes(*sum),
            rows: u64::from_le_bytes(*rows),
            mark: u64::from_le_bytes(rest.try_into().ok()?),
        })
    }
}

fn hash(key: &[u8], value: &[u8]) -> u128 {
    let mut hash = Xxh3::new();
    // The length fits, because the batch rejects longer keys.
    hash.update(&u32::try_from(key.len()).unwrap_or(u32::MAX).to_le_bytes());
    hash.update(key);
    hash.update(value);
    hash.digest128()
}
