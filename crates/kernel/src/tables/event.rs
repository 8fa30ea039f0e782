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

/// Up to `limit` events from a sequence on, and before `until`.
pub fn scan(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    from: u64,
    until: u64,
    limit: usize,
) -> Result<Vec<(u64, EventRow)>, Failure> {
    ROWS.scan(tables, tenant, from, until, limit)
}

/// An event.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, sequence: u64) -> Result<Option<EventRow>, Failure> {
    ROWS.get(tables, tenant, sequence)
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
