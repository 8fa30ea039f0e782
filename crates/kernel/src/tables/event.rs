//! A tenant's event log: `text(tenant) number(sequence)`, dense from 1.

use super::{Read, Tables, layout::table, numbered::Numbered};
use crate::{failure::Failure, internal::EventRow};
use alloc::vec::Vec;

const ROWS: Numbered = Numbered {
    table: table::EVENT,
    name: "event row",
};

/// The key of an event.
pub fn key(tenant: &str, sequence: u64) -> Vec<u8> {
    ROWS.key(tenant, sequence)
}

/// Up to `limit` events from a sequence number on, and before `until`.
pub fn scan(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    from: u64,
    until: u64,
    limit: usize,
) -> Result<Vec<(u64, EventRow)>, Failure> {
    ROWS.scan(tables, tenant, from, until, limit)
}

/// Reads an event.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, sequence: u64) -> Result<Option<EventRow>, Failure> {
    ROWS.get(tables, tenant, sequence)
}

/// Writes an encoded event, and returns its size in bytes.
pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, sequence: u64, row: Vec<u8>) -> u64 {
    let key = key(tenant, sequence);
    let bytes = (key.len() + row.len()) as u64;
    tables.put(key, row);
    bytes
}

/// Removes an event with an encoded size of `row` bytes, and returns its total size.
pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, sequence: u64, row: usize) -> u64 {
    let key = key(tenant, sequence);
    let bytes = (key.len() + row) as u64;
    tables.delete(key);
    bytes
}
