//! Schedules: `text(tenant) text(id)`; and active ones by their next work: `instant(next) text(tenant) text(id)`, with
//! an empty value. The second row exists exactly while a schedule is not paused and has a next instant, a running
//! backfill, or an instant with a future fire time. If it has several, the row has the earliest.

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

/// The key range of all schedules of a tenant with an id prefix: from, until.
pub fn range(tenant: &str, id_prefix: &str) -> (Vec<u8>, Vec<u8>) {
    let mut prefix = KeyWriter::new(table::SCHEDULE).text(tenant).finish();
    prefix.extend_from_slice(id_prefix.as_bytes());
    (prefix.clone(), after(prefix))
}

/// Reads a schedule.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, id: &str) -> Result<Option<ScheduleRow>, Failure> {
    tables
        .get(&key(tenant, id))?
        .map(|value| internal::decode("schedule row", &value))
        .transpose()
}

/// Decodes a scanned row: tenant, id, and value.
pub fn read((key, value): &Row) -> Result<(String, String, ScheduleRow), Failure> {
    let mut reader = KeyReader::new(table::SCHEDULE, key)?;
    let (tenant, id) = (reader.text()?, reader.text()?);
    reader.end()?;
    Ok((tenant, id, internal::decode("schedule row", value)?))
}

/// The key of an active schedule.
pub fn next_key(next: i64, tenant: &str, id: &str) -> Vec<u8> {
    KeyWriter::new(table::SCHEDULE_NEXT)
        .instant(next)
        .text(tenant)
        .text(id)
        .finish()
}

/// The start of the active schedules with work at an instant or later.
pub fn next_from(instant: i64) -> Vec<u8> {
    KeyWriter::new(table::SCHEDULE_NEXT).instant(instant).finish()
}

/// The key range of all active schedules: from, until.
pub fn next_range() -> (Vec<u8>, Vec<u8>) {
    (alloc::vec![table::SCHEDULE_NEXT], alloc::vec![table::SCHEDULE_NEXT + 1])
}

/// Decodes a scanned row of an active schedule: instant, tenant, and id.
pub fn read_next((key, _): &Row) -> Result<(i64, String, String), Failure> {
    let mut reader = KeyReader::new(table::SCHEDULE_NEXT, key)?;
    let place = (reader.instant()?, reader.text()?, reader.text()?);
    reader.end()?;
    Ok(place)
}

/// Writes a schedule, whose former row, if any, is `before`.
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

/// The next instant at which the overlap of a decided instant with a jitter is judged.
pub fn coming(row: &ScheduleRow) -> Option<i64> {
    row.coming.iter().map(|instant| instant.fire_time).min()
}

/// The running backfill of a schedule.
pub fn backfill(row: &ScheduleRow) -> Option<&BackfillRow> {
    row.backfill.as_ref().filter(|backfill| backfill.end_time == 0)
}
