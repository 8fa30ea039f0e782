//! In-memory tables, for tests and simulation.

use crate::{
    failure::Failure,
    tables::{Read, Row, Tables},
};
use alloc::{collections::BTreeMap, vec::Vec};

/// All tables in one ordered map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryTables(BTreeMap<Vec<u8>, Vec<u8>>);

impl MemoryTables {
    /// Every row, in key order.
    pub fn rows(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().map(|(key, value)| (key.as_slice(), value.as_slice()))
    }
}

impl Read for MemoryTables {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        Ok(self.0.get(key).cloned())
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
        if from >= until {
            return Ok(Vec::new());
        }
        let range = self
            .0
            .range::<[u8], _>((core::ops::Bound::Included(from), core::ops::Bound::Excluded(until)));
        Ok(range
            .take(limit)
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect())
    }
}

impl Tables for MemoryTables {
    fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.0.insert(key, value);
    }

    fn delete(&mut self, key: Vec<u8>) {
        self.0.remove(&key);
    }
}
