//! Texts of tenants' policies: `text(tenant)`, while they have one. The version is in the tenant's row as well, where
//! every judged command checks it.

use super::{
    Read, Tables,
    layout::{KeyReader, KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, PolicyRow},
};
use alloc::{string::String, vec::Vec};

/// The key of a row.
pub fn key(tenant: &str) -> Vec<u8> {
    KeyWriter::new(table::POLICY).text(tenant).finish()
}

/// A tenant's policy, if it has one.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str) -> Result<Option<PolicyRow>, Failure> {
    tables
        .get(&key(tenant))?
        .map(|value| internal::decode("policy row", &value))
        .transpose()
}

/// Up to `limit` tenants with a policy, from the key `from` on, and the key of each.
pub fn tenants(tables: &(impl Read + ?Sized), from: &[u8], limit: usize) -> Result<Vec<(Vec<u8>, String)>, Failure> {
    let from = from.max(&[table::POLICY]);
    let found = tables.scan(from, &[table::POLICY + 1], limit)?;
    found
        .into_iter()
        .map(|(key, _)| {
            let mut reader = KeyReader::new(table::POLICY, &key)?;
            let tenant = reader.text()?;
            reader.end()?;
            Ok((key, tenant))
        })
        .collect()
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, row: &PolicyRow) {
    tables.put(key(tenant), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str) {
    tables.delete(key(tenant));
}
