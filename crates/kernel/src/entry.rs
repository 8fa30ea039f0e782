//! The entry: what the proposer decided and the log holds.

pub use crate::internal::Entry;
use crate::{failure::Failure, internal};
use alloc::vec::Vec;

impl Entry {
    /// The bytes the log holds.
    pub fn to_bytes(&self) -> Vec<u8> {
        internal::encode(self)
    }

    /// Reads what the log holds; refuses anything this version would not have written.
    pub fn from_bytes(bytes: &[u8]) -> Result<Entry, Failure> {
        internal::decode("log entry", bytes)
    }
}
