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

/// The result of looking up a request id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownRequest {
    /// The request is new, or has no id.
    New,
    /// The request was answered; a repeat gets the same answer.
    Answered,
    /// A different request was answered under its id.
    Another,
}

/// Looks up whether a request with this id and digest was answered before.
pub fn known(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    request_id: &str,
    digest: &[u8],
) -> Result<KnownRequest, Failure> {
    if request_id.is_empty() {
        return Ok(KnownRequest::New);
    }
    Ok(match get(tables, tenant, request_id)? {
        None => KnownRequest::New,
        Some(first) if first.digest == digest => KnownRequest::Answered,
        Some(_) => KnownRequest::Another,
    })
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
