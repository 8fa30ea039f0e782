//! Queues: `text(tenant) text(name)`. A queue exists from its first use.

use super::{
    Read, Tables,
    layout::{KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, QueueRow},
};
use alloc::vec::Vec;

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

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, name: &str, row: &QueueRow) {
    tables.put(key(tenant, name), internal::encode(row));
}
