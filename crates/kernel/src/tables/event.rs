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

/// Writes an event, encoded; answers how many bytes it takes.
pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, sequence: u64, row: Vec<u8>) -> u64 {
    let key = key(tenant, sequence);
    let bytes = (key.len() + row.len()) as u64;
    tables.put(key, row);
    bytes
}

/// Removes an event that takes so many bytes, encoded; answers how many it took in all.
pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, sequence: u64, row: usize) -> u64 {
    let key = key(tenant, sequence);
    let bytes = (key.len() + row) as u64;
    tables.delete(key);
    bytes
}
