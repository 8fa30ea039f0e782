//! Terminal timers that gave up their id and stay until their last event is compacted: `text(tenant) text(id)
//! number(version)`.

use super::{
    Read, Tables,
    layout::{KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, TimerRow},
};
use alloc::vec::Vec;

fn key(tenant: &str, id: &str, version: u64) -> Vec<u8> {
    KeyWriter::new(table::RETIRED)
        .text(tenant)
        .text(id)
        .number(version)
        .finish()
}

/// Reads a retired occurrence.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, id: &str, version: u64) -> Result<Option<TimerRow>, Failure> {
    tables
        .get(&key(tenant, id, version))?
        .map(|value| internal::decode("retired timer", &value))
        .transpose()
}

/// The occurrence, whether it still holds its id or is retired.
pub fn current_or_retired(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    id: &str,
    version: u64,
) -> Result<Option<TimerRow>, Failure> {
    match super::timer::get(tables, tenant, id)? {
        Some(row) if row.version == version => Ok(Some(row)),
        _ => get(tables, tenant, id, version),
    }
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, id: &str, row: &TimerRow) {
    tables.put(key(tenant, id, row.version), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, id: &str, version: u64) {
    tables.delete(key(tenant, id, version));
}
