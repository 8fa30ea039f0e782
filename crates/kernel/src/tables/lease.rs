//! Leases: `text(tenant) text(id) text(partition key)`, the last empty if it equals the id. A row exists while its
//! lease is held. The row of an expired lease that no sweep has reached yet has no meaning.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
};
use crate::{
    failure::Failure,
    internal::{self, LeaseRow},
};
use alloc::{string::String, vec::Vec};

/// The tenant, the lease's id, and its partition key.
pub type Name<'a> = (&'a str, &'a str, &'a str);

/// The key of a lease.
pub fn key((tenant, id, partition_key): Name<'_>) -> Vec<u8> {
    KeyWriter::new(table::LEASE)
        .text(tenant)
        .text(id)
        .text(partition(id, partition_key))
        .finish()
}

/// A partition key in its stored form: empty if it equals the id.
pub(crate) fn partition<'a>(id: &str, partition_key: &'a str) -> &'a str {
    if partition_key == id { "" } else { partition_key }
}

/// The key range of all leases of a tenant with an id prefix: from, until.
pub fn range(tenant: &str, id_prefix: &str) -> (Vec<u8>, Vec<u8>) {
    let mut prefix = KeyWriter::new(table::LEASE).text(tenant).finish();
    prefix.extend_from_slice(id_prefix.as_bytes());
    (prefix.clone(), after(prefix))
}

/// The row of a lease, held or expired.
pub fn get(tables: &(impl Read + ?Sized), name: Name<'_>) -> Result<Option<LeaseRow>, Failure> {
    tables
        .get(&key(name))?
        .map(|value| internal::decode("lease row", &value))
        .transpose()
}

/// Decodes a scanned row: tenant, id, partition key, and value.
pub fn read((key, value): &Row) -> Result<(String, String, String, LeaseRow), Failure> {
    let mut reader = KeyReader::new(table::LEASE, key)?;
    let (tenant, id, partition_key) = (reader.text()?, reader.text()?, reader.text()?);
    reader.end()?;
    Ok((tenant, id, partition_key, internal::decode("lease row", value)?))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), name: Name<'_>, row: &LeaseRow) {
    tables.put(key(name), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), name: Name<'_>) {
    tables.delete(key(name));
}
