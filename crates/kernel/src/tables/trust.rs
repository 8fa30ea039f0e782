//! Trust rules of tenants: `text(tenant)`, while they have any.

use super::{
    Read, Tables,
    layout::{KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, TrustRow},
};
use alloc::vec::Vec;

/// The key of a row.
pub fn key(tenant: &str) -> Vec<u8> {
    KeyWriter::new(table::TRUST).text(tenant).finish()
}

/// A tenant's rules, if it has any.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str) -> Result<Option<TrustRow>, Failure> {
    tables
        .get(&key(tenant))?
        .map(|value| internal::decode("trust row", &value))
        .transpose()
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, row: &TrustRow) {
    tables.put(key(tenant), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str) {
    tables.delete(key(tenant));
}
