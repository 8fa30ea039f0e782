//! Watchdogs of whose ladder a stage is left, by the instant at which they themselves fire: `instant(fire) text(tenant) text(id)`, empty. Their
//! due rows stand at that stage, so whoever asks what fires within a window does not find them there.

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

/// The first key behind the table.
pub fn end() -> Vec<u8> {
    alloc::vec![table::LADDER + 1]
}

/// The key here that is in the order of instants where a key of the due table is there.
pub fn beside(due: &[u8]) -> Vec<u8> {
    within(table::LADDER, due)
}

/// Whether a watchdog is found here.
pub fn has(tables: &(impl Read + ?Sized), tenant: &str, row: &TimerRow) -> Result<bool, Failure> {
    match of(tenant, row) {
        Some(key) => Ok(tables.get(&key)?.is_some()),
        None => Ok(false),
    }
}

/// Takes a scanned row apart: when it fires, and who it is.
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

/// Where a row of a watchdog belongs, if a stage of it is left.
fn of(tenant: &str, row: &TimerRow) -> Option<Vec<u8>> {
    row.next_stage()?;
    Some(key(row.spec.as_ref()?.fire_time, tenant, row.id()))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, row: &TimerRow) {
    if let Some(key) = of(tenant, row) {
        tables.put(key, Vec::new());
    }
}

/// Of a watchdog as it was.
pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, row: &TimerRow) {
    if let Some(key) = of(tenant, row) {
        tables.delete(key);
    }
}
