//! Timers that hold their id: `text(tenant) text(id)`.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
};
use crate::{
    failure::Failure,
    internal::{self, TimerRow},
};
use alloc::{string::String, sync::Arc, vec::Vec};

/// The key of a timer.
pub fn key(tenant: &str, id: &str) -> Vec<u8> {
    KeyWriter::new(table::TIMER).text(tenant).text(id).finish()
}

/// The timer that holds an id.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, id: &str) -> Result<Option<TimerRow>, Failure> {
    tables
        .get(&key(tenant, id))?
        .map(|value| internal::decode("timer row", &value))
        .transpose()
}

/// Reads the timer into shared memory. Each timer of a burst is shared, and moving a row costs as much as a lookup.
pub(crate) fn get_shared(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    id: &str,
) -> Result<Option<Arc<TimerRow>>, Failure> {
    let Some(value) = tables.get(&key(tenant, id))? else {
        return Ok(None);
    };
    let mut row = Arc::<TimerRow>::default();
    internal::decode_into("timer row", &value, Arc::make_mut(&mut row))?;
    Ok(Some(row))
}

/// The key range of all timers of a tenant: from, until.
pub fn range(tenant: &str) -> (Vec<u8>, Vec<u8>) {
    let prefix = KeyWriter::new(table::TIMER).text(tenant).finish();
    (prefix.clone(), after(prefix))
}

/// The key range of a tenant's timers with an id prefix: from, until.
pub fn range_of(tenant: &str, prefix: &str) -> (Vec<u8>, Vec<u8>) {
    let mut from = range(tenant).0;
    from.extend_from_slice(prefix.as_bytes());
    (from.clone(), after(from))
}

/// Decodes a row of [`range`]: id and timer.
pub fn read((key, value): &Row) -> Result<(String, TimerRow), Failure> {
    let mut reader = KeyReader::new(table::TIMER, key)?;
    let (_tenant, id) = (reader.text()?, reader.text()?);
    reader.end()?;
    Ok((id, internal::decode("timer row", value)?))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, id: &str, row: &TimerRow) {
    tables.put(key(tenant, id), internal::encode(row));
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), tenant: &str, id: &str) {
    tables.delete(key(tenant, id));
}
