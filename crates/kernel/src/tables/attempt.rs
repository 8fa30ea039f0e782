//! The last attempts to post to an endpoint: `text(tenant) text(webhook) number(attempt)`, numbered from 1.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
};
use crate::{
    failure::Failure,
    internal::{self, AttemptRow},
    limits::WEBHOOK_ATTEMPTS_KEPT,
};
use alloc::vec::Vec;

/// The key of an attempt.
pub fn key(tenant: &str, webhook: &str, number: u64) -> Vec<u8> {
    KeyWriter::new(table::ATTEMPT)
        .text(tenant)
        .text(webhook)
        .number(number)
        .finish()
}

/// All stored attempts of an endpoint, in the order of recording.
pub fn list(tables: &(impl Read + ?Sized), tenant: &str, webhook: &str) -> Result<Vec<(u64, AttemptRow)>, Failure> {
    let prefix = KeyWriter::new(table::ATTEMPT).text(tenant).text(webhook).finish();
    let kept = tables.scan(&prefix, &after(prefix.clone()), WEBHOOK_ATTEMPTS_KEPT as usize)?;
    kept.iter().map(read).collect()
}

fn read((key, value): &Row) -> Result<(u64, AttemptRow), Failure> {
    let mut reader = KeyReader::new(table::ATTEMPT, key)?;
    let (_tenant, _webhook, number) = (reader.text()?, reader.text()?, reader.number()?);
    reader.end()?;
    Ok((number, internal::decode("attempt row", value)?))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, webhook: &str, number: u64, row: &AttemptRow) {
    tables.put(key(tenant, webhook, number), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, webhook: &str, number: u64) {
    tables.delete(key(tenant, webhook, number));
}
