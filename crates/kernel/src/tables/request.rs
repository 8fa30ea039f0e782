//! First answers by request id: `text(tenant) text(request id)`.

use super::{
    Read, Tables,
    layout::{KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, RequestRow},
};
use alloc::vec::Vec;

fn key(tenant: &str, request_id: &str) -> Vec<u8> {
    KeyWriter::new(table::REQUEST).text(tenant).text(request_id).finish()
}

/// Whether a request of this id and digest was answered before: whoever repeats it is only told so again. Without an id nobody can.
pub fn is_answered(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    request_id: &str,
    digest: &[u8],
) -> Result<bool, Failure> {
    Ok(!request_id.is_empty() && get(tables, tenant, request_id)?.is_some_and(|first| first.digest == digest))
}

/// The first answer, while it is remembered.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, request_id: &str) -> Result<Option<RequestRow>, Failure> {
    tables
        .get(&key(tenant, request_id))?
        .map(|value| internal::decode("request row", &value))
        .transpose()
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, request_id: &str, row: &RequestRow) {
    tables.put(key(tenant, request_id), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, request_id: &str) {
    tables.delete(key(tenant, request_id));
}
