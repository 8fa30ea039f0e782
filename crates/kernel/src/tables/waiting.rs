//! Rows that wait behind others of their concurrency key, and may not be offered yet: `text(tenant) text(queue)
//! text(key) byte(rank of the priority) instant(available) number(arm)`, with a [`TimerRef`].

use super::{
    Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
};
use crate::{
    effect::ReadyPlace,
    failure::Failure,
    internal::{self, Lane, TimerRef},
};
use alloc::{format, vec::Vec};

/// The lanes of keyed rows, highest priority first.
pub const RANKS: [Lane; 3] = [Lane::KeyedNow, Lane::Keyed, Lane::KeyedFuture];

/// The rank of a lane among those of keyed rows; any other lane counts as the usual one.
pub fn rank(lane: Lane) -> usize {
    RANKS.iter().position(|other| *other == lane).unwrap_or(1)
}

fn prefix(tenant: &str, queue: &str, name: &str, lane: Lane) -> KeyWriter {
    KeyWriter::new(table::WAITING)
        .text(tenant)
        .text(queue)
        .text(name)
        .byte(rank(lane) as u8)
}

/// The key of a row.
pub fn key(tenant: &str, queue: &str, name: &str, place: ReadyPlace) -> Vec<u8> {
    prefix(tenant, queue, name, place.lane)
        .instant(place.available)
        .number(place.arm)
        .finish()
}

/// The key range of all rows of a queue: from, until.
pub fn range(tenant: &str, queue: &str) -> (Vec<u8>, Vec<u8>) {
    let prefix = KeyWriter::new(table::WAITING).text(tenant).text(queue).finish();
    (prefix.clone(), after(prefix))
}

/// The key range of all rows of a concurrency key in a lane: from, until.
pub fn range_of(tenant: &str, queue: &str, name: &str, lane: Lane) -> (Vec<u8>, Vec<u8>) {
    let prefix = prefix(tenant, queue, name, lane).finish();
    (prefix.clone(), after(prefix))
}

/// Decodes a scanned row: its future position, with the earliest instant, and the timer.
pub fn read((key, value): &Row) -> Result<(ReadyPlace, TimerRef), Failure> {
    let mut reader = KeyReader::new(table::WAITING, key)?;
    let (_tenant, _queue, _name) = (reader.text()?, reader.text()?, reader.text()?);
    let Some(lane) = RANKS.get(usize::from(reader.byte()?)) else {
        return Err(Failure::Corrupt(format!("key {key:02x?} is of no priority")));
    };
    let place = ReadyPlace {
        available: reader.instant()?,
        arm: reader.number()?,
        lane: *lane,
    };
    reader.end()?;
    Ok((place, internal::decode("waiting row", value)?))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, queue: &str, place: ReadyPlace, timer: &TimerRef) {
    tables.put(
        key(tenant, queue, &timer.concurrency_key, place),
        internal::encode(timer),
    );
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, queue: &str, name: &str, place: ReadyPlace) {
    tables.delete(key(tenant, queue, name, place));
}
