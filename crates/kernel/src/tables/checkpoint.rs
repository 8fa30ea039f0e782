//! Checkpoints. The head row, by `text(tenant) text(execution) text(name)`, holds the common data of the versions. The
//! version rows, newest first, are keyed by that and `number(2^64 - 1 - version)`. The kept versions are the last ones,
//! without a gap: as many as the head row has sizes. The last version of a removed checkpoint is kept for a while, in a
//! separate table with the key of the head row.

use super::{
    Read, Row, Tables,
    layout::{KeyReader, KeyWriter, after, table},
};
use crate::{
    failure::Failure,
    internal::{self, CheckpointHeadRow, CheckpointRow, RemovedCheckpointRow},
};
use alloc::{string::String, vec::Vec};

/// The key of a checkpoint.
pub fn key(tenant: &str, execution: &str, name: &str) -> Vec<u8> {
    KeyWriter::new(table::CHECKPOINT)
        .text(tenant)
        .text(execution)
        .text(name)
        .finish()
}

/// The key range of all checkpoints of an execution: from, until.
pub fn range(tenant: &str, execution: &str) -> (Vec<u8>, Vec<u8>) {
    let prefix = KeyWriter::new(table::CHECKPOINT).text(tenant).text(execution).finish();
    (prefix.clone(), after(prefix))
}

/// The key range of all checkpoints of a tenant's executions with an id prefix: from, until.
pub fn executions(tenant: &str, id_prefix: &str) -> (Vec<u8>, Vec<u8>) {
    let mut prefix = KeyWriter::new(table::CHECKPOINT).text(tenant).finish();
    prefix.extend_from_slice(id_prefix.as_bytes());
    (prefix.clone(), after(prefix))
}

/// The head row: the common data of a checkpoint's versions.
pub fn get(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    execution: &str,
    name: &str,
) -> Result<Option<CheckpointHeadRow>, Failure> {
    tables
        .get(&key(tenant, execution, name))?
        .map(|value| internal::decode("checkpoint row", &value))
        .transpose()
}

/// Decodes a scanned row: tenant, execution, name, and value.
pub fn read((key, value): &Row) -> Result<(String, String, String, CheckpointHeadRow), Failure> {
    let mut reader = KeyReader::new(table::CHECKPOINT, key)?;
    let (tenant, execution, name) = (reader.text()?, reader.text()?, reader.text()?);
    reader.end()?;
    Ok((tenant, execution, name, internal::decode("checkpoint row", value)?))
}

/// The key of a version.
pub fn version_key(tenant: &str, execution: &str, name: &str, version: u64) -> Vec<u8> {
    versions_of(tenant, execution, name).number(u64::MAX - version).finish()
}

/// The key range of the versions of a checkpoint, from the newest: from, until.
pub fn versions(tenant: &str, execution: &str, name: &str) -> (Vec<u8>, Vec<u8>) {
    let prefix = versions_of(tenant, execution, name).finish();
    (prefix.clone(), after(prefix))
}

fn versions_of(tenant: &str, execution: &str, name: &str) -> KeyWriter {
    KeyWriter::new(table::CHECKPOINT_VERSION)
        .text(tenant)
        .text(execution)
        .text(name)
}

/// Reads a version.
pub fn version(
    tables: &(impl Read + ?Sized),
    (tenant, execution, name): (&str, &str, &str),
    version: u64,
) -> Result<Option<CheckpointRow>, Failure> {
    tables
        .get(&version_key(tenant, execution, name, version))?
        .map(|value| internal::decode("checkpoint version", &value))
        .transpose()
}

/// Decodes a scanned version: tenant, execution, name, version, and value.
pub fn read_version((key, value): &Row) -> Result<(String, String, String, u64, CheckpointRow), Failure> {
    let mut reader = KeyReader::new(table::CHECKPOINT_VERSION, key)?;
    let (tenant, execution, name) = (reader.text()?, reader.text()?, reader.text()?);
    let version = u64::MAX - reader.number()?;
    reader.end()?;
    let row = internal::decode("checkpoint version", value)?;
    Ok((tenant, execution, name, version, row))
}

/// The key of the record of a removed checkpoint.
pub fn removed_key((tenant, execution, name): (&str, &str, &str)) -> Vec<u8> {
    KeyWriter::new(table::REMOVED_CHECKPOINT)
        .text(tenant)
        .text(execution)
        .text(name)
        .finish()
}

/// The record of a removed checkpoint, while it is remembered and the checkpoint was not created again.
pub fn removed(
    tables: &(impl Read + ?Sized),
    place: (&str, &str, &str),
) -> Result<Option<RemovedCheckpointRow>, Failure> {
    tables
        .get(&removed_key(place))?
        .map(|value| internal::decode("removed checkpoint row", &value))
        .transpose()
}

/// Decodes a scanned row of a removed checkpoint: tenant, execution, name, and value.
pub fn read_removed((key, value): &Row) -> Result<(String, String, String, RemovedCheckpointRow), Failure> {
    let mut reader = KeyReader::new(table::REMOVED_CHECKPOINT, key)?;
    let (tenant, execution, name) = (reader.text()?, reader.text()?, reader.text()?);
    reader.end()?;
    Ok((
        tenant,
        execution,
        name,
        internal::decode("removed checkpoint row", value)?,
    ))
}

pub(crate) fn put_removed(tables: &mut (impl Tables + ?Sized), place: (&str, &str, &str), row: &RemovedCheckpointRow) {
    tables.put(removed_key(place), internal::encode(row));
}

pub(crate) fn delete_removed(tables: &mut (impl Tables + ?Sized), place: (&str, &str, &str)) {
    tables.delete(removed_key(place));
}

pub(crate) fn put(
    tables: &mut (impl Tables + ?Sized),
    (tenant, execution, name): (&str, &str, &str),
    row: &CheckpointHeadRow,
) {
    tables.put(key(tenant, execution, name), internal::encode(row));
}

pub(crate) fn put_version(
    tables: &mut (impl Tables + ?Sized),
    (tenant, execution, name): (&str, &str, &str),
    version: u64,
    encoded: Vec<u8>,
) {
    tables.put(version_key(tenant, execution, name, version), encoded);
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), (tenant, execution, name): (&str, &str, &str)) {
    tables.delete(key(tenant, execution, name));
}

pub(crate) fn delete_version(
    tables: &mut (impl Tables + ?Sized),
    (tenant, execution, name): (&str, &str, &str),
    version: u64,
) {
    tables.delete(version_key(tenant, execution, name, version));
}

impl CheckpointHeadRow {
    /// The oldest kept version.
    pub fn oldest(&self) -> u64 {
        self.version.saturating_sub(self.sizes.len() as u64).saturating_add(1)
    }
}
