//! The deliveries of a queue, keyed by the time at which each becomes visible: `text(tenant) text(queue)
//! instant(available) number(arm index)`. A grant moves the row to its lease deadline, a failure to the end of its
//! backoff. A scan up to now therefore finds exactly the rows that may be delivered, and rows in flight are in the
//! future. Rows of other priorities, and rows with concurrency keys, are in a separate table, LANE: `text(tenant)
//! text(queue) byte(lane) instant(available) number(arm index)`.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
};
use crate::{
    effect::ReadyPlace,
    failure::Failure,
    internal::{self, Lane, QueueRow, TimerRef},
};
use alloc::{format, vec::Vec};

/// The key of a ready row.
pub fn key(tenant: &str, queue: &str, place: ReadyPlace) -> Vec<u8> {
    lane(tenant, queue, place.lane)
        .instant(place.available)
        .number(place.arm)
        .finish()
}

fn lane(tenant: &str, queue: &str, lane: Lane) -> KeyWriter {
    match lane {
        Lane::Unspecified => KeyWriter::new(table::READY).text(tenant).text(queue),
        lane => KeyWriter::new(table::LANE).text(tenant).text(queue).byte(lane as u8),
    }
}

/// The key range of all ready rows of a queue's usual lane: from, until.
pub fn range(tenant: &str, queue: &str) -> (Vec<u8>, Vec<u8>) {
    range_of(tenant, queue, Lane::Unspecified)
}

/// The key range of all ready rows of a lane: from, until.
pub fn range_of(tenant: &str, queue: &str, of: Lane) -> (Vec<u8>, Vec<u8>) {
    let prefix = lane(tenant, queue, of).finish();
    (prefix.clone(), after(prefix))
}

/// The key range of all ready rows of a queue's other lanes: from, until.
pub fn range_of_others(tenant: &str, queue: &str) -> (Vec<u8>, Vec<u8>) {
    let prefix = KeyWriter::new(table::LANE).text(tenant).text(queue).finish();
    (prefix.clone(), after(prefix))
}

/// A key before which no row of a lane is known to exist.
pub fn first(tenant: &str, queue: &str, lane: Lane, row: Option<&QueueRow>) -> Vec<u8> {
    let known = row.map(|row| row.lane_from(lane).clone()).unwrap_or_default();
    range_of(tenant, queue, lane).0.max(known)
}

impl QueueRow {
    /// The key before which a lane has no rows; empty if it was never computed, or the lane never had a row.
    pub fn lane_from(&self, lane: Lane) -> &Vec<u8> {
        match lane {
            Lane::Unspecified => &self.ready_from,
            Lane::Now => &self.now_from,
            Lane::Future => &self.future_from,
            Lane::KeyedNow => &self.keyed_now_from,
            Lane::Keyed => &self.keyed_from,
            Lane::KeyedFuture => &self.keyed_future_from,
        }
    }

    pub(crate) fn lane_from_mut(&mut self, lane: Lane) -> &mut Vec<u8> {
        match lane {
            Lane::Unspecified => &mut self.ready_from,
            Lane::Now => &mut self.now_from,
            Lane::Future => &mut self.future_from,
            Lane::KeyedNow => &mut self.keyed_now_from,
            Lane::Keyed => &mut self.keyed_from,
            Lane::KeyedFuture => &mut self.keyed_future_from,
        }
    }
}

/// Decodes a scanned row.
pub fn read((key, value): &Row) -> Result<(ReadyPlace, TimerRef), Failure> {
    let other = key.first() == Some(&table::LANE);
    let mut reader = KeyReader::new(if other { table::LANE } else { table::READY }, key)?;
    let (_tenant, _queue) = (reader.text()?, reader.text()?);
    let lane = match other {
        false => Lane::Unspecified,
        true => match Lane::try_from(i32::from(reader.byte()?)) {
            Ok(lane) if lane != Lane::Unspecified => lane,
            _ => return Err(Failure::Corrupt(format!("key {key:02x?} is of no lane"))),
        },
    };
    let place = ReadyPlace {
        available: reader.instant()?,
        arm: reader.number()?,
        lane,
    };
    reader.end()?;
    Ok((place, internal::decode("ready row", value)?))
}

/// Whether a queue has no deliveries.
pub fn is_empty(tables: &(impl Read + ?Sized), tenant: &str, queue: &str) -> Result<bool, Failure> {
    let waiting = super::waiting::range(tenant, queue);
    for (from, until) in [range(tenant, queue), range_of_others(tenant, queue), waiting] {
        if !tables.scan(&from, &until, 1)?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, queue: &str, place: ReadyPlace, timer: &TimerRef) {
    tables.put(key(tenant, queue, place), internal::encode(timer));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, queue: &str, place: ReadyPlace) {
    tables.delete(key(tenant, queue, place));
}
