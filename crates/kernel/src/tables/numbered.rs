//! Densely numbered rows of a tenant: `text(tenant) number(sequence)`, in any table.

use super::{
    Read, Row,
    layout::{KeyReader, KeyWriter},
};
use crate::{failure::Failure, internal};
use alloc::vec::Vec;
use prost::Message;

/// A table of such rows.
pub(super) struct Numbered {
    /// Its first byte.
    pub table: u8,
    /// The human-readable name of a row.
    pub name: &'static str,
}

impl Numbered {
    pub fn key(&self, tenant: &str, sequence: u64) -> Vec<u8> {
        KeyWriter::new(self.table).text(tenant).number(sequence).finish()
    }

    pub fn scan<M: Message + Default>(
        &self,
        tables: &(impl Read + ?Sized),
        tenant: &str,
        from: u64,
        until: u64,
        limit: usize,
    ) -> Result<Vec<(u64, M)>, Failure> {
        let rows = tables.scan(&self.key(tenant, from), &self.key(tenant, until), limit)?;
        rows.iter().map(|row| self.read(row)).collect()
    }

    pub fn get<M: Message + Default>(
        &self,
        tables: &(impl Read + ?Sized),
        tenant: &str,
        sequence: u64,
    ) -> Result<Option<M>, Failure> {
        let value = tables.get(&self.key(tenant, sequence))?;
        value.map(|value| internal::decode(self.name, &value)).transpose()
    }

    fn read<M: Message + Default>(&self, (key, value): &Row) -> Result<(u64, M), Failure> {
        let mut reader = KeyReader::new(self.table, key)?;
        let (_tenant, sequence) = (reader.text()?, reader.number()?);
        reader.end()?;
        Ok((sequence, internal::decode(self.name, value)?))
    }
}
