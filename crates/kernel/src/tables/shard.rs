//! The shard as a whole: one row, whose key is the bare table byte.

use super::{Read, Tables, layout::table};
use crate::{
    failure::Failure,
    internal::{self, ShardRow},
};
use alloc::vec;

/// The row; the default for an empty shard.
pub fn get(tables: &(impl Read + ?Sized)) -> Result<ShardRow, Failure> {
    match tables.get(&[table::SHARD])? {
        Some(value) => internal::decode("shard row", &value),
        None => Ok(ShardRow::default()),
    }
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), row: &ShardRow) {
    tables.put(vec![table::SHARD], internal::encode(row));
}
