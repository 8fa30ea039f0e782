//! Pending timers by due instant: `instant(due) text(tenant) text(id)`. A row exists until the timer is fired or
//! withdrawn. It records that the timer is armed, so that arming does not rewrite the timer.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, table, within},
};
use crate::{
    failure::Failure,
    internal::{self, DueRow, ShardRow},
};
use alloc::{string::String, vec::Vec};

/// A pending timer's position in the order of due instants.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DueKey {
    /// The due instant.
    pub due: i64,
    /// The tenant.
    pub tenant: String,
    /// The timer's id.
    pub id: String,
}

/// The key of a pending timer.
pub fn key(due: i64, tenant: &str, id: &str) -> Vec<u8> {
    KeyWriter::new(table::DUE).instant(due).text(tenant).text(id).finish()
}

/// The first possible key at or after an instant.
pub fn start(due: i64) -> Vec<u8> {
    KeyWriter::new(table::DUE).instant(due).finish()
}

/// A key before which no row is known to exist.
pub fn first(shard: &ShardRow) -> Vec<u8> {
    start(i64::MIN).max(shard.due_from.clone())
}

/// The first key after the table.
pub fn end() -> Vec<u8> {
    alloc::vec![table::DUE + 1]
}

/// The key of this table with the instant of a key of the [ladder table](super::ladder).
pub fn beside(ladder: &[u8]) -> Vec<u8> {
    within(table::DUE, ladder)
}

/// The row of a pending timer.
pub fn get(tables: &(impl Read + ?Sized), due: i64, tenant: &str, id: &str) -> Result<Option<DueRow>, Failure> {
    tables
        .get(&key(due, tenant, id))?
        .map(|value| internal::decode("due row", &value))
        .transpose()
}

/// Decodes a scanned row.
pub fn read((key, value): &Row) -> Result<(DueKey, DueRow), Failure> {
    let mut reader = KeyReader::new(table::DUE, key)?;
    let place = DueKey {
        due: reader.instant()?,
        tenant: reader.text()?,
        id: reader.text()?,
    };
    reader.end()?;
    Ok((place, internal::decode("due row", value)?))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), due: i64, tenant: &str, id: &str, row: &DueRow) {
    tables.put(key(due, tenant, id), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), due: i64, tenant: &str, id: &str) {
    tables.delete(key(due, tenant, id));
}
