//! Keys that seal tenants' payloads: `keys(tenant)`, once a tenant seals. The version is in the tenant's row as well,
//! where every command with a payload checks it.

use super::{
    Read, Tables,
    layout::{KeyReader, KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, PayloadKeysRow},
};
use alloc::{string::String, vec::Vec};

/// The key of a row.
pub fn key(tenant: &str) -> Vec<u8> {
    KeyWriter::new(table::PAYLOAD_KEYS).text(tenant).finish()
}

/// A tenant's keys, if its payloads are sealed.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str) -> Result<Option<PayloadKeysRow>, Failure> {
    tables
        .get(&key(tenant))?
        .map(|value| internal::decode("payload keys row", &value))
        .transpose()
}

/// Up to `limit` tenants with sealed payloads, from the key `from` on, and the key of each.
pub fn tenants(
    tables: &(impl Read + ?Sized),
    from: &[u8],
    limit: usize,
) -> Result<Vec<(Vec<u8>, String, PayloadKeysRow)>, Failure> {
    let from = from.max(&[table::PAYLOAD_KEYS]);
    let found = tables.scan(from, &[table::PAYLOAD_KEYS + 1], limit)?;
    found
        .into_iter()
        .map(|(key, value)| {
            let mut reader = KeyReader::new(table::PAYLOAD_KEYS, &key)?;
            let tenant = reader.text()?;
            reader.end()?;
            let row = internal::decode("payload keys row", &value)?;
            Ok((key, tenant, row))
        })
        .collect()
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, row: &PayloadKeysRow) {
    tables.put(key(tenant), internal::encode(row));
}
