//! Schedules: `text(tenant) text(id)`; and those that run on by when they do next: `instant(next) text(tenant) text(id)`, with an empty value.
//! The second row stands exactly while a schedule has a next instant, a backfill that runs, or an instant whose fire time is to come, and is not
//! paused; where it has several, at the first.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
};
use crate::{
    failure::Failure,
    internal::{self, BackfillRow, ScheduleRow},
};
use alloc::{string::String, vec::Vec};

/// The key of a schedule.
pub fn key(tenant: &str, id: &str) -> Vec<u8> {
    KeyWriter::new(table::SCHEDULE).text(tenant).text(id).finish()
}

/// Keys of all schedules of a tenant whose ids begin so: from, until.
pub fn range(tenant: &str, id_prefix: &str) -> (Vec<u8>, Vec<u8>) {
    let mut prefix = KeyWriter::new(table::SCHEDULE).text(tenant).finish();
    prefix.extend_from_slice(id_prefix.as_bytes());
    (prefix.clone(), after(prefix))
}

/// A schedule.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, id: &str) -> Result<Option<ScheduleRow>, Failure> {
    tables
        .get(&key(tenant, id))?
        .map(|value| internal::decode("schedule row", &value))
        .transpose()
}

/// Takes a scanned row apart: whose it is, its id, and what it says.
pub fn read((key, value): &Row) -> Result<(String, String, ScheduleRow), Failure> {
    let mut reader = KeyReader::new(table::SCHEDULE, key)?;
    let (tenant, id) = (reader.text()?, reader.text()?);
    reader.end()?;
    Ok((tenant, id, internal::decode("schedule row", value)?))
}

/// The key of a schedule among those that run on.
pub fn next_key(next: i64, tenant: &str, id: &str) -> Vec<u8> {
    KeyWriter::new(table::SCHEDULE_NEXT)
        .instant(next)
        .text(tenant)
        .text(id)
        .finish()
}

/// Where those begin that run on at an instant or later.
pub fn next_from(instant: i64) -> Vec<u8> {
    KeyWriter::new(table::SCHEDULE_NEXT).instant(instant).finish()
}

/// Keys of all schedules that run on: from, until.
pub fn next_range() -> (Vec<u8>, Vec<u8>) {
    (alloc::vec![table::SCHEDULE_NEXT], alloc::vec![table::SCHEDULE_NEXT + 1])
}

/// Takes a scanned row of those that run on apart: when, whose, its id.
pub fn read_next((key, _): &Row) -> Result<(i64, String, String), Failure> {
    let mut reader = KeyReader::new(table::SCHEDULE_NEXT, key)?;
    let place = (reader.instant()?, reader.text()?, reader.text()?);
    reader.end()?;
    Ok(place)
}

/// Writes a schedule, which stood there as `before` if it did.
pub(crate) fn put(
    tables: &mut (impl Tables + ?Sized),
    tenant: &str,
    id: &str,
    before: Option<&ScheduleRow>,
    row: &ScheduleRow,
) {
    let (from, to) = (before.and_then(waits_for), waits_for(row));
    if from != to {
        if let Some(next) = from {
            tables.delete(next_key(next, tenant, id));
        }
        if let Some(next) = to {
            tables.put(next_key(next, tenant, id), Vec::new());
        }
    }
    tables.put(key(tenant, id), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, id: &str, row: &ScheduleRow) {
    if let Some(next) = waits_for(row) {
        tables.delete(next_key(next, tenant, id));
    }
    tables.delete(key(tenant, id));
}

fn waits_for(row: &ScheduleRow) -> Option<i64> {
    let next = Some(row.next).filter(|next| *next != 0);
    let due = backfill(row).map(|backfill| backfill.due);
    let comes = coming(row);
    next.into_iter()
        .chain(due)
        .chain(comes)
        .min()
        .filter(|_| row.pause.is_none())
}

/// When overlap is judged next of a decided instant with a jitter.
pub fn coming(row: &ScheduleRow) -> Option<i64> {
    row.coming.iter().map(|instant| instant.fire_time).min()
}

/// The backfill of a schedule, while it runs.
pub fn backfill(row: &ScheduleRow) -> Option<&BackfillRow> {
    row.backfill.as_ref().filter(|backfill| backfill.end_time == 0)
}
