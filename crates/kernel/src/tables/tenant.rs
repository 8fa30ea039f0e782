//! Tenants: `text(tenant)`.

use super::{
    Read, Tables,
    layout::{KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, TenantRow},
};
use alloc::vec::Vec;

fn key(tenant: &str) -> Vec<u8> {
    KeyWriter::new(table::TENANT).text(tenant).finish()
}

/// A tenant's row, or that of one that never did anything.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str) -> Result<TenantRow, Failure> {
    match tables.get(&key(tenant))? {
        Some(value) => internal::decode("tenant row", &value),
        None => Ok(TenantRow {
            next_sequence: 1,
            retired_until: 1,
            first_sequence: 1,
            ..TenantRow::default()
        }),
    }
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, row: &TenantRow) {
    tables.put(key(tenant), internal::encode(row));
}
