//! The counts of a queue's concurrency keys: `text(tenant) text(queue) text(key)`, with a [`TurnRow`].

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
};
use crate::{
    failure::Failure,
    internal::{self, TurnRow},
};
use alloc::{string::String, vec::Vec};

/// The key of a row.
pub fn key(tenant: &str, queue: &str, name: &str) -> Vec<u8> {
    KeyWriter::new(table::TURN).text(tenant).text(queue).text(name).finish()
}

/// The counts of a key; zero if there is no row.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, queue: &str, name: &str) -> Result<TurnRow, Failure> {
    let value = tables.get(&key(tenant, queue, name))?;
    let row = value.map(|value| internal::decode("turn row", &value)).transpose()?;
    Ok(row.unwrap_or_default())
}

/// The key range of all rows of a queue: from, until.
pub fn range(tenant: &str, queue: &str) -> (Vec<u8>, Vec<u8>) {
    let prefix = KeyWriter::new(table::TURN).text(tenant).text(queue).finish();
    (prefix.clone(), after(prefix))
}

/// Decodes a scanned row: the concurrency key, and its counts.
pub fn read((key, value): &Row) -> Result<(String, TurnRow), Failure> {
    let mut reader = KeyReader::new(table::TURN, key)?;
    let (_tenant, _queue, name) = (reader.text()?, reader.text()?, reader.text()?);
    reader.end()?;
    Ok((name, internal::decode("turn row", value)?))
}

/// Writes the counts of a key. A row of zeros is deleted.
pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, queue: &str, name: &str, row: &TurnRow) {
    let key = key(tenant, queue, name);
    match *row == TurnRow::default() {
        true => tables.delete(key),
        false => tables.put(key, internal::encode(row)),
    }
}
