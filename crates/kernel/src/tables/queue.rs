//! Queues: `text(tenant) text(name)`. A queue exists from its first use.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
};
use crate::{
    failure::Failure,
    internal::{self, QueueRow},
};
use alloc::{string::String, vec::Vec};

fn key(tenant: &str, name: &str) -> Vec<u8> {
    KeyWriter::new(table::QUEUE).text(tenant).text(name).finish()
}

/// A queue, if it was ever used.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, name: &str) -> Result<Option<QueueRow>, Failure> {
    tables
        .get(&key(tenant, name))?
        .map(|value| internal::decode("queue row", &value))
        .transpose()
}

/// The key range of a tenant's queues with a name prefix: from, until.
pub fn range_of(tenant: &str, prefix: &str) -> (Vec<u8>, Vec<u8>) {
    let mut from = KeyWriter::new(table::QUEUE).text(tenant).finish();
    from.extend_from_slice(prefix.as_bytes());
    (from.clone(), after(from))
}

/// Decodes a row of [`range_of`]: name and queue.
pub fn read((key, value): &Row) -> Result<(String, QueueRow), Failure> {
    let mut reader = KeyReader::new(table::QUEUE, key)?;
    let (_tenant, name) = (reader.text()?, reader.text()?);
    reader.end()?;
    Ok((name, internal::decode("queue row", value)?))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, name: &str, row: &QueueRow) {
    tables.put(key(tenant, name), internal::encode(row));
}
