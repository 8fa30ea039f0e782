//! Signed heads of audit chains: `text(tenant) byte(chain) number(sequence)`. The sequence is that of the last row that
//! a head covers.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, AuditChain, HeadRow},
};
use alloc::vec::Vec;

/// The key of a head.
pub fn key(tenant: &str, chain: AuditChain, sequence: u64) -> Vec<u8> {
    KeyWriter::new(table::HEAD)
        .text(tenant)
        .byte(chain as u8)
        .number(sequence)
        .finish()
}

/// Up to `limit` heads of a chain from a sequence number on, in their order.
pub fn scan(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    chain: AuditChain,
    from: u64,
    limit: usize,
) -> Result<Vec<(u64, HeadRow)>, Failure> {
    tables
        .scan(&key(tenant, chain, from), &key(tenant, chain, u64::MAX), limit)?
        .iter()
        .map(read)
        .collect()
}

fn read((key, value): &Row) -> Result<(u64, HeadRow), Failure> {
    let mut reader = KeyReader::new(table::HEAD, key)?;
    let (_tenant, _chain, sequence) = (reader.text()?, reader.byte()?, reader.number()?);
    reader.end()?;
    Ok((sequence, internal::decode("head row", value)?))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, chain: AuditChain, sequence: u64, row: &HeadRow) {
    tables.put(key(tenant, chain, sequence), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, chain: AuditChain, sequence: u64) {
    tables.delete(key(tenant, chain, sequence));
}
