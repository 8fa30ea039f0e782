//! Denied requests: `text(tenant) number(sequence)`, dense from the first held one.

use super::{Read, Tables, layout::table, numbered::Numbered};
use crate::{failure::Failure, internal::DenialRow};
use alloc::vec::Vec;

const ROWS: Numbered = Numbered {
    table: table::DENIAL,
    name: "denial row",
};

/// The key of a denial.
pub fn key(tenant: &str, sequence: u64) -> Vec<u8> {
    ROWS.key(tenant, sequence)
}

/// Up to `limit` denials from a sequence number on, and before `until`.
pub fn scan(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    from: u64,
    until: u64,
    limit: usize,
) -> Result<Vec<(u64, DenialRow)>, Failure> {
    ROWS.scan(tables, tenant, from, until, limit)
}

/// Reads a denial.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, sequence: u64) -> Result<Option<DenialRow>, Failure> {
    ROWS.get(tables, tenant, sequence)
}

/// Writes an encoded denial.
pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, sequence: u64, row: Vec<u8>) {
    tables.put(key(tenant, sequence), row);
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, sequence: u64) {
    tables.delete(key(tenant, sequence));
}
