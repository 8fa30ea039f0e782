//! Tenants: `text(tenant)`.

use super::{
    Read, Tables,
    layout::{self, KeyReader, KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, TenantRow},
};
use alloc::{string::String, vec::Vec};

fn key(tenant: &str) -> Vec<u8> {
    KeyWriter::new(table::TENANT).text(tenant).finish()
}

/// A tenant's row; the initial row for a tenant without one.
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

/// Up to `limit` tenants after the name `after`, in the order of their names.
pub fn list(tables: &(impl Read + ?Sized), after: &str, limit: usize) -> Result<Vec<(String, TenantRow)>, Failure> {
    let from = match after {
        "" => [table::TENANT].into(),
        _ => layout::after(key(after)),
    };
    let found = tables.scan(&from, &[table::TENANT + 1], limit)?;
    found
        .iter()
        .map(|(key, value)| {
            let mut reader = KeyReader::new(table::TENANT, key)?;
            let name = reader.text()?;
            reader.end()?;
            Ok((name, internal::decode("tenant row", value)?))
        })
        .collect()
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, row: &TenantRow) {
    tables.put(key(tenant), internal::encode(row));
}
