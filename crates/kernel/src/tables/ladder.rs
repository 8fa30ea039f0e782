//! Watchdogs with a remaining stage of their ladder, by the instant of their own firing: `instant(fire) text(tenant)
//! text(id)`, empty. Their due rows have the instant of that stage, so a search for firings within a window would not
//! find them there.

use super::{
    Read, Row, Tables,
    due::DueKey,
    layout::{KeyReader, KeyWriter, table, within},
};
use crate::{failure::Failure, internal::TimerRow};
use alloc::vec::Vec;

/// The key of such a watchdog.
pub fn key(fire: i64, tenant: &str, id: &str) -> Vec<u8> {
    KeyWriter::new(table::LADDER)
        .instant(fire)
        .text(tenant)
        .text(id)
        .finish()
}

/// The first possible key at or after an instant.
pub fn start(fire: i64) -> Vec<u8> {
    KeyWriter::new(table::LADDER).instant(fire).finish()
}

/// The first key after the table.
pub fn end() -> Vec<u8> {
    alloc::vec![table::LADDER + 1]
}

/// The key of this table with the instant of a key of the due table.
pub fn beside(due: &[u8]) -> Vec<u8> {
    within(table::LADDER, due)
}

/// Whether this table contains a watchdog.
pub fn has(tables: &(impl Read + ?Sized), tenant: &str, row: &TimerRow) -> Result<bool, Failure> {
    match of(tenant, row) {
        Some(key) => Ok(tables.get(&key)?.is_some()),
        None => Ok(false),
    }
}

/// Decodes a scanned row: the instant of firing, and the watchdog.
pub fn read((key, _): &Row) -> Result<DueKey, Failure> {
    let mut reader = KeyReader::new(table::LADDER, key)?;
    let place = DueKey {
        due: reader.instant()?,
        tenant: reader.text()?,
        id: reader.text()?,
    };
    reader.end()?;
    Ok(place)
}

/// The key of a watchdog's row, if it has a remaining stage.
fn of(tenant: &str, row: &TimerRow) -> Option<Vec<u8>> {
    row.next_stage()?;
    Some(key(row.spec.as_ref()?.fire_time, tenant, row.id()))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, row: &TimerRow) {
    if let Some(key) = of(tenant, row) {
        tables.put(key, Vec::new());
    }
}

/// Deletes the row of a watchdog in its former state.
pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, row: &TimerRow) {
    if let Some(key) = of(tenant, row) {
        tables.delete(key);
    }
}
