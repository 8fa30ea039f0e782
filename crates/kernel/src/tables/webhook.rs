//! Webhook endpoints: `text(tenant) text(id)`.

use super::{
    Read, Row, Tables,
    layout::{self, KeyReader, KeyWriter, after, table},
};
use crate::{
    failure::Failure,
    internal::{self, WebhookRow},
};
use alloc::{string::String, vec::Vec};

/// The key of an endpoint.
pub fn key(tenant: &str, id: &str) -> Vec<u8> {
    KeyWriter::new(table::WEBHOOK).text(tenant).text(id).finish()
}

/// The key range of all endpoints of a tenant: from, until.
pub fn range(tenant: &str) -> (Vec<u8>, Vec<u8>) {
    let prefix = KeyWriter::new(table::WEBHOOK).text(tenant).finish();
    (prefix.clone(), after(prefix))
}

/// Reads an endpoint.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, id: &str) -> Result<Option<WebhookRow>, Failure> {
    tables
        .get(&key(tenant, id))?
        .map(|value| internal::decode("webhook row", &value))
        .transpose()
}

/// Up to `limit` endpoints of all tenants after a key; from the first if it is empty.
pub fn behind(tables: &(impl Read + ?Sized), last: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
    let from = if last.is_empty() {
        Vec::from([table::WEBHOOK])
    } else {
        layout::behind(last)
    };
    tables.scan(&from, &[table::WEBHOOK + 1], limit)
}

/// Decodes a scanned row: tenant, id, and value.
pub fn read((key, value): &Row) -> Result<(String, String, WebhookRow), Failure> {
    let mut reader = KeyReader::new(table::WEBHOOK, key)?;
    let (tenant, id) = (reader.text()?, reader.text()?);
    reader.end()?;
    Ok((tenant, id, internal::decode("webhook row", value)?))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, id: &str, row: &WebhookRow) {
    tables.put(key(tenant, id), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, id: &str) {
    tables.delete(key(tenant, id));
}
