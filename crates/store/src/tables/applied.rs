//! The applied record: the log index that the tables have reached, stored in the tables themselves.
//!
//! It is the last row of every batch, under a key above all tables. The record is therefore on disk exactly if its
//! batch is.

use minoots_kernel::Failure;

/// The first byte of this module's keys; no table begins with this byte.
pub(crate) const SYSTEM_PREFIX: u8 = 0xFF;

/// The end of all tables, as a key.
pub(crate) const TABLES_END: [u8; 1] = [SYSTEM_PREFIX];

/// The prefix of the engine's own keys.
#[cfg(feature = "sled")]
pub(crate) const ENGINE_PREFIX: [u8; 2] = [SYSTEM_PREFIX, 0xFF];

/// The key of the applied record.
pub(crate) const APPLIED_KEY: [u8; 2] = [SYSTEM_PREFIX, b'a'];

const ENCODING: u8 = 1;
const FIXED_BYTES: usize = 1 + 8 + 16;

/// The last entry whose effects are in the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The entry's log index.
    pub index: u64,
    /// Data of the consensus adapter, for example its log id and the membership.
    pub meta: Vec<u8>,
    /// The rolling hash of all table writes up to this entry. Equal on all replicas at an equal index.
    pub hash: u128,
}

impl Applied {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(FIXED_BYTES + self.meta.len());
        bytes.push(ENCODING);
        bytes.extend_from_slice(&self.index.to_be_bytes());
        bytes.extend_from_slice(&self.hash.to_be_bytes());
        bytes.extend_from_slice(&self.meta);
        bytes
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Failure> {
        let damaged = || Failure::Corrupt("the applied record does not decode".to_owned());
        let (&encoding, rest) = bytes.split_first().ok_or_else(damaged)?;
        let (index, rest) = rest.split_first_chunk().ok_or_else(damaged)?;
        let (hash, meta) = rest.split_first_chunk().ok_or_else(damaged)?;
        if encoding != ENCODING {
            return Err(damaged());
        }
        Ok(Self {
            index: u64::from_be_bytes(*index),
            meta: meta.to_vec(),
            hash: u128::from_be_bytes(*hash),
        })
    }
}
