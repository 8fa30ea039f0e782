//! Dead letters of endpoints that are events of the log: `text(tenant) text(webhook) number(sequence)`.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
};
use crate::{
    failure::Failure,
    internal::{self, EventLetterRow},
};
use alloc::{string::String, vec::Vec};

/// A decoded row.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// The endpoint.
    pub webhook: String,
    /// The event's sequence number in its tenant's log.
    pub sequence: u64,
    /// The reason why it was not delivered, and whether it is posted again.
    pub row: EventLetterRow,
}

/// The key of a letter.
pub fn key(tenant: &str, webhook: &str, sequence: u64) -> Vec<u8> {
    KeyWriter::new(table::EVENT_LETTER)
        .text(tenant)
        .text(webhook)
        .number(sequence)
        .finish()
}

/// The key range of all letters of an endpoint: from, until.
pub fn range(tenant: &str, webhook: &str) -> (Vec<u8>, Vec<u8>) {
    let prefix = KeyWriter::new(table::EVENT_LETTER).text(tenant).text(webhook).finish();
    (prefix.clone(), after(prefix))
}

/// The key range of all letters of a tenant: from, until.
pub fn range_of_tenant(tenant: &str) -> (Vec<u8>, Vec<u8>) {
    let prefix = KeyWriter::new(table::EVENT_LETTER).text(tenant).finish();
    (prefix.clone(), after(prefix))
}

/// Reads a letter.
pub fn get(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    webhook: &str,
    sequence: u64,
) -> Result<Option<EventLetterRow>, Failure> {
    let value = tables.get(&key(tenant, webhook, sequence))?;
    value
        .map(|value| internal::decode("event letter row", &value))
        .transpose()
}

/// Decodes a scanned row.
pub fn read((key, value): &Row) -> Result<Letter, Failure> {
    let mut reader = KeyReader::new(table::EVENT_LETTER, key)?;
    let (_tenant, webhook, sequence) = (reader.text()?, reader.text()?, reader.number()?);
    reader.end()?;
    let row = internal::decode("event letter row", value)?;
    Ok(Letter { webhook, sequence, row })
}

pub(crate) fn put(
    tables: &mut (impl Tables + ?Sized),
    tenant: &str,
    webhook: &str,
    sequence: u64,
    row: &EventLetterRow,
) {
    tables.put(key(tenant, webhook, sequence), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, webhook: &str, sequence: u64) {
    tables.delete(key(tenant, webhook, sequence));
}
