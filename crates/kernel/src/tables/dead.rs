//! Dead letters: the failed timers of a queue by time of failure: `text(tenant) text(queue) instant(end) text(id)
//! number(version)`, with an empty value.

use super::{
    Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
};
use crate::{failure::Failure, id, internal::TimerRef};
use alloc::{string::String, vec::Vec};

fn key(tenant: &str, queue: &str, end: i64, id: &str, version: u64) -> Vec<u8> {
    KeyWriter::new(table::DEAD)
        .text(tenant)
        .text(queue)
        .instant(end)
        .text(id)
        .number(version)
        .finish()
}

/// The key range of all dead letters of a queue: from, until.
pub fn range(tenant: &str, queue: &str) -> (Vec<u8>, Vec<u8>) {
    let prefix = KeyWriter::new(table::DEAD).text(tenant).text(queue).finish();
    (prefix.clone(), after(prefix))
}

/// The first possible key of a failure at or after an instant.
pub fn start(tenant: &str, queue: &str, end: i64) -> Vec<u8> {
    KeyWriter::new(table::DEAD)
        .text(tenant)
        .text(queue)
        .instant(end)
        .finish()
}

/// The key range of all dead letters of a tenant: from, until.
pub fn range_of_tenant(tenant: &str) -> (Vec<u8>, Vec<u8>) {
    let prefix = KeyWriter::new(table::DEAD).text(tenant).finish();
    (prefix.clone(), after(prefix))
}

/// The key range of all dead letters of a tenant's endpoints: from, until.
pub fn range_of_webhooks(tenant: &str) -> (Vec<u8>, Vec<u8>) {
    let mut prefix = KeyWriter::new(table::DEAD).text(tenant).finish();
    prefix.extend_from_slice(id::webhook_queue("").as_bytes());
    (prefix.clone(), after(prefix))
}

/// The queue of a scanned row.
pub fn queue_of((key, _): &Row) -> Result<String, Failure> {
    let mut reader = KeyReader::new(table::DEAD, key)?;
    let _tenant = reader.text()?;
    reader.text()
}

/// Decodes a scanned row: the time of failure, and the timer.
pub fn read((key, _): &Row) -> Result<(i64, TimerRef), Failure> {
    let mut reader = KeyReader::new(table::DEAD, key)?;
    let (_tenant, _queue) = (reader.text()?, reader.text()?);
    let (end, id, version) = (reader.instant()?, reader.text()?, reader.number()?);
    reader.end()?;
    let concurrency_key = String::new();
    Ok((
        end,
        TimerRef {
            id,
            version,
            concurrency_key,
        },
    ))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, queue: &str, end: i64, id: &str, version: u64) {
    tables.put(key(tenant, queue, end, id, version), Vec::new());
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, queue: &str, end: i64, id: &str, version: u64) {
    tables.delete(key(tenant, queue, end, id, version));
}
