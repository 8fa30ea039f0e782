//! A tenant's event log: `text(tenant) number(sequence)`, dense from 1.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, EventRow},
};
use alloc::vec::Vec;

/// The key of an event.
pub fn key(tenant: &str, sequence: u64) -> Vec<u8> {
    KeyWriter::new(table::EVENT).text(tenant).number(sequence).finish()
}

/// Up to `limit` events from a sequence on, and before `until`.
pub fn scan(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    from: u64,
    until: u64,
    limit: usize,
) -> Result<Vec<(u64, EventRow)>, Failure> {
    tables
        .scan(&key(tenant, from), &key(tenant, until), limit)?
        .iter()
        .map(read)
        .collect()
}

/// An event.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, sequence: u64) -> Result<Option<EventRow>, Failure> {
    tables
        .get(&key(tenant, sequence))?
        .map(|value| internal::decode("event row", &value))
        .transpose()
}

fn read((key, value): &Row) -> Result<(u64, EventRow), Failure> {
    let mut reader = KeyReader::new(table::EVENT, key)?;
    let (_tenant, sequence) = (reader.text()?, reader.number()?);
    reader.end()?;
    Ok((sequence, internal::decode("event row", value)?))
}

/// Writes an event; answers how many bytes it takes.
pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, sequence: u64, row: &EventRow) -> u64 {
    let (key, value) = (key(tenant, sequence), internal::encode(row));
    let bytes = (key.len() + value.len()) as u64;
    tables.put(key, value);
    bytes
}

/// Removes an event; answers how many bytes it took.
pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, sequence: u64, row: &EventRow) -> u64 {
    let key = key(tenant, sequence);
    let bytes = (key.len() + prost::Message::encoded_len(row)) as u64;
    tables.delete(key);
    bytes
}
