//! An overlay of pending writes, kept apart from the tables below until they are committed or dropped. Invariants:
//! - reads see the writes of the overlay, and the tables below for everything else;
//! - nothing below changes before [`Overlay::commit`].

use super::{Read, Row, Tables};
use crate::failure::Failure;
use alloc::{collections::BTreeMap, vec::Vec};
use core::ops::Bound;

/// Tables over other tables.
pub(crate) struct Overlay<'t> {
    below: &'t mut dyn Tables,
    /// `None` for a removed row.
    written: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl<'t> Overlay<'t> {
    pub fn over(below: &'t mut dyn Tables) -> Overlay<'t> {
        Overlay {
            below,
            written: BTreeMap::new(),
        }
    }

    /// Applies all writes, in the order of their keys.
    pub fn commit(self) {
        for (key, value) in self.written {
            match value {
                Some(value) => self.below.put(key, value),
                None => self.below.delete(key),
            }
        }
    }
}

impl Read for Overlay<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        match self.written.get(key) {
            Some(written) => Ok(written.clone()),
            None => self.below.get(key),
        }
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
        if from >= until {
            return Ok(Vec::new());
        }
        let written = || {
            self.written
                .range::<[u8], _>((Bound::Included(from), Bound::Excluded(until)))
        };
        // Reads more rows by the number of possible removals, so that no row among the first `limit` is left out.
        let below = self.below.scan(from, until, limit.saturating_add(written().count()))?;
        let mut rows: BTreeMap<Vec<u8>, Vec<u8>> = below.into_iter().collect();
        for (key, value) in written() {
            match value {
                Some(value) => rows.insert(key.clone(), value.clone()),
                None => rows.remove(key),
            };
        }
        Ok(rows.into_iter().take(limit).collect())
    }
}

impl Tables for Overlay<'_> {
    fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.written.insert(key, Some(value));
    }

    fn delete(&mut self, key: Vec<u8>) {
        self.written.insert(key, None);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::memory::MemoryTables;

    fn key(number: u8) -> Vec<u8> {
        [number].into()
    }

    #[test]
    fn it_reads_as_if_its_writes_were_made_and_makes_them_only_then() {
        for written in 0..1_u32 << 5 {
            for stands in 0..1_u32 << 5 {
                let mut below = MemoryTables::default();
                for number in (0..5).filter(|number| stands & (1 << number) != 0) {
                    below.put(key(number), key(number));
                }
                let before = below.clone();
                let mut made = below.clone();
                let mut overlay = Overlay::over(&mut below);
                for number in (0..5).filter(|number| written & (1 << number) != 0) {
                    if number % 2 == 0 {
                        overlay.put(key(number), key(100 + number));
                        made.put(key(number), key(100 + number));
                    } else {
                        overlay.delete(key(number));
                        made.delete(key(number));
                    }
                }
                for number in 0..6 {
                    assert_eq!(overlay.get(&key(number)), made.get(&key(number)));
                    for until in 0..6 {
                        for limit in 0..6 {
                            let seen = overlay.scan(&key(number), &key(until), limit);
                            assert_eq!(seen, made.scan(&key(number), &key(until), limit));
                        }
                    }
                }
                drop(overlay);
                assert_eq!(below, before);
                let mut overlay = Overlay::over(&mut below);
                for (key, value) in made.rows() {
                    overlay.put(key.to_vec(), value.to_vec());
                }
                for (key, _) in before.rows().filter(|(key, _)| made.get(key) == Ok(None)) {
                    overlay.delete(key.to_vec());
                }
                overlay.commit();
                assert_eq!(below, made);
            }
        }
    }
}
