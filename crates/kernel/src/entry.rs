//! The entry: the proposer's decisions, in the form that the log stores.

pub use crate::internal::Entry;
use crate::{failure::Failure, internal};
use alloc::vec::Vec;

impl Entry {
    /// Encodes the bytes that the log stores.
    pub fn to_bytes(&self) -> Vec<u8> {
        internal::encode(self)
    }

    /// Decodes the bytes of the log; rejects bytes that this version would not have written.
    pub fn from_bytes(bytes: &[u8]) -> Result<Entry, Failure> {
        internal::decode("log entry", bytes)
    }
}
