//! Budgets: `text(tenant) text(id) text(partition key)`, the last empty if it equals the id.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
    lease::{Name, partition},
};
use crate::{
    failure::Failure,
    internal::{self, BudgetRow},
};
use alloc::{string::String, vec::Vec};

/// The key of a budget.
pub fn key((tenant, id, partition_key): Name<'_>) -> Vec<u8> {
    KeyWriter::new(table::BUDGET)
        .text(tenant)
        .text(id)
        .text(partition(id, partition_key))
        .finish()
}

/// The key range of all budgets of a tenant with an id prefix: from, until.
pub fn range(tenant: &str, id_prefix: &str) -> (Vec<u8>, Vec<u8>) {
    let mut prefix = KeyWriter::new(table::BUDGET).text(tenant).finish();
    prefix.extend_from_slice(id_prefix.as_bytes());
    (prefix.clone(), after(prefix))
}

/// Reads a budget.
pub fn get(tables: &(impl Read + ?Sized), name: Name<'_>) -> Result<Option<BudgetRow>, Failure> {
    tables
        .get(&key(name))?
        .map(|value| internal::decode("budget row", &value))
        .transpose()
}

/// Decodes a scanned row: tenant, id, partition key, and value.
pub fn read((key, value): &Row) -> Result<(String, String, String, BudgetRow), Failure> {
    let mut reader = KeyReader::new(table::BUDGET, key)?;
    let (tenant, id, partition_key) = (reader.text()?, reader.text()?, reader.text()?);
    reader.end()?;
    Ok((tenant, id, partition_key, internal::decode("budget row", value)?))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), name: Name<'_>, row: &BudgetRow) {
    tables.put(key(name), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), name: Name<'_>) {
    tables.delete(key(name));
}
