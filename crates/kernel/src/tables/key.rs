//! Public signing keys of nodes: `text(kid)`.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, KeyRow},
};
use alloc::{string::String, vec::Vec};

fn key(kid: &str) -> Vec<u8> {
    KeyWriter::new(table::KEY).text(kid).finish()
}

/// A key by its id.
pub fn get(tables: &(impl Read + ?Sized), kid: &str) -> Result<Option<KeyRow>, Failure> {
    tables
        .get(&key(kid))?
        .map(|value| internal::decode("key row", &value))
        .transpose()
}

/// Up to `limit` keys, in the order of their ids.
pub fn list(tables: &(impl Read + ?Sized), limit: usize) -> Result<Vec<(String, KeyRow)>, Failure> {
    tables
        .scan(&[table::KEY], &[table::KEY + 1], limit)?
        .iter()
        .map(read)
        .collect()
}

fn read((key, value): &Row) -> Result<(String, KeyRow), Failure> {
    let mut reader = KeyReader::new(table::KEY, key)?;
    let kid = reader.text()?;
    reader.end()?;
    Ok((kid, internal::decode("key row", value)?))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), kid: &str, row: &KeyRow) {
    tables.put(key(kid), internal::encode(row));
}
