//! Join tokens of nodes: `text(token)`, by the digest of their secrets, until they expire.

use super::{
    Read, Tables,
    layout::{KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, JoinTokenRow},
};
use alloc::vec::Vec;

/// The key of a row.
pub fn key(token: &str) -> Vec<u8> {
    KeyWriter::new(table::JOIN_TOKEN).text(token).finish()
}

/// A token by its id.
pub fn get(tables: &(impl Read + ?Sized), token: &str) -> Result<Option<JoinTokenRow>, Failure> {
    tables
        .get(&key(token))?
        .map(|value| internal::decode("join token row", &value))
        .transpose()
}

/// The number of tokens, counted up to a limit.
pub fn count(tables: &(impl Read + ?Sized), limit: usize) -> Result<usize, Failure> {
    let rows = tables.scan(&[table::JOIN_TOKEN], &[table::JOIN_TOKEN + 1], limit)?;
    Ok(rows.len())
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), token: &str, row: &JoinTokenRow) {
    tables.put(key(token), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), token: &str) {
    tables.delete(key(token));
}
