//! Deliveries a queue owes, by the instant at which each may be offered (again): `text(tenant) text(queue) instant(available)
//! number(arm index)`. A grant moves the row to its deadline, a failure to the end of its backoff; so a scan up to now finds exactly
//! what may be delivered, and what is out stands in the future.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
};
use crate::{
    effect::ReadyPlace,
    failure::Failure,
    internal::{self, QueueRow, TimerRef},
};
use alloc::vec::Vec;

/// The key of a ready row.
pub fn key(tenant: &str, queue: &str, place: ReadyPlace) -> Vec<u8> {
    KeyWriter::new(table::READY)
        .text(tenant)
        .text(queue)
        .instant(place.available)
        .number(place.arm)
        .finish()
}

/// Keys of all ready rows of a queue: from, until.
pub fn range(tenant: &str, queue: &str) -> (Vec<u8>, Vec<u8>) {
    let prefix = KeyWriter::new(table::READY).text(tenant).text(queue).finish();
    (prefix.clone(), after(prefix))
}

/// A key before which no row of a queue stands, as far as is known.
pub fn first(tenant: &str, queue: &str, row: Option<&QueueRow>) -> Vec<u8> {
    match row.map_or(0, |row| row.ready_from) {
        0 => range(tenant, queue).0,
        available => key(tenant, queue, ReadyPlace { available, arm: 0 }),
    }
}

/// Takes a scanned row apart.
pub fn read((key, value): &Row) -> Result<(ReadyPlace, TimerRef), Failure> {
    let mut reader = KeyReader::new(table::READY, key)?;
    let (_tenant, _queue) = (reader.text()?, reader.text()?);
    let place = ReadyPlace {
        available: reader.instant()?,
        arm: reader.number()?,
    };
    reader.end()?;
    Ok((place, internal::decode("ready row", value)?))
}

/// Whether a queue owes anything.
pub fn is_empty(tables: &(impl Read + ?Sized), tenant: &str, queue: &str) -> Result<bool, Failure> {
    let (from, until) = range(tenant, queue);
    Ok(tables.scan(&from, &until, 1)?.is_empty())
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, queue: &str, place: ReadyPlace, timer: &TimerRef) {
    tables.put(key(tenant, queue, place), internal::encode(timer));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, queue: &str, place: ReadyPlace) {
    tables.delete(key(tenant, queue, place));
}
