//! Used tokens of issuers: `text(digest in hexadecimal)`, until they would no longer be accepted. They belong to the
//! whole shard: a token used for one tenant is used for all.

use super::{
    Read, Tables,
    layout::{KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, TokenRow},
};
use alloc::vec::Vec;

/// The key of a row.
pub fn key(token: &str) -> Vec<u8> {
    KeyWriter::new(table::TOKEN).text(token).finish()
}

/// A used token by its digest.
pub fn get(tables: &(impl Read + ?Sized), token: &str) -> Result<Option<TokenRow>, Failure> {
    tables
        .get(&key(token))?
        .map(|value| internal::decode("token row", &value))
        .transpose()
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), token: &str, row: &TokenRow) {
    tables.put(key(token), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), token: &str) {
    tables.delete(key(token));
}
