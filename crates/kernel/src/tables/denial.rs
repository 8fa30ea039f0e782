//! Requests that were refused to who may not: `text(tenant) number(sequence)`, dense from the first that is held.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, DenialRow},
};
use alloc::vec::Vec;

/// The key of a denial.
pub fn key(tenant: &str, sequence: u64) -> Vec<u8> {
    KeyWriter::new(table::DENIAL).text(tenant).number(sequence).finish()
}

/// Up to `limit` denials from a sequence on, and before `until`.
pub fn scan(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    from: u64,
    until: u64,
    limit: usize,
) -> Result<Vec<(u64, DenialRow)>, Failure> {
    tables
        .scan(&key(tenant, from), &key(tenant, until), limit)?
        .iter()
        .map(read)
        .collect()
}

/// A denial.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, sequence: u64) -> Result<Option<DenialRow>, Failure> {
    tables
        .get(&key(tenant, sequence))?
        .map(|value| internal::decode("denial row", &value))
        .transpose()
}

fn read((key, value): &Row) -> Result<(u64, DenialRow), Failure> {
    let mut reader = KeyReader::new(table::DENIAL, key)?;
    let (_tenant, sequence) = (reader.text()?, reader.number()?);
    reader.end()?;
    Ok((sequence, internal::decode("denial row", value)?))
}

/// Writes a denial, encoded.
pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, sequence: u64, row: Vec<u8>) {
    tables.put(key(tenant, sequence), row);
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, sequence: u64) {
    tables.delete(key(tenant, sequence));
}
