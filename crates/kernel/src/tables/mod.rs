//! Ordered tables, one file per table.
//!
//! All tables share one ordered key space; the first byte of a key is its table. Keys are hand-written and big-endian,
//! so that byte order is the scan order. Values are `minoots.internal.v1` messages.

use crate::failure::Failure;
use alloc::vec::Vec;

pub mod agent;
pub mod attempt;
pub mod budget;
pub mod checkpoint;
pub mod credential;
pub mod dead;
pub mod deadline;
pub mod denial;
pub mod due;
pub mod event;
pub mod event_letter;
pub mod head;
pub mod join_token;
pub mod key;
pub mod ladder;
pub mod layout;
pub mod lease;
mod numbered;
pub(crate) mod overlay;
pub mod payload_keys;
pub mod policy;
pub mod queue;
pub mod ready;
pub mod request;
pub mod retired;
pub mod schedule;
pub mod shard;
pub mod tenant;
pub mod timer;
pub mod token;
pub mod trust;
pub mod turn;
pub mod waiting;
pub mod webhook;

/// A key and its value.
pub type Row = (Vec<u8>, Vec<u8>);

/// Reads of one consistent state.
pub trait Read {
    /// The value of a key.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure>;
    /// Up to `limit` rows with `from <= key < until`, in key order.
    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure>;
}

/// The state to which an entry is applied. Reads see the entry's own writes.
pub trait Tables: Read {
    /// Writes a row, and replaces an existing one.
    fn put(&mut self, key: Vec<u8>, value: Vec<u8>);
    /// Removes a row, if it exists.
    fn delete(&mut self, key: Vec<u8>);
}
