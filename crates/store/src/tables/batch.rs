//! Applies entries to an in-memory overlay, and commits it as one batch.

use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow};
use std::sync::Arc;

use minoots_kernel::Failure;
use minoots_kernel::tables::{Read, Row, Tables};

use super::applied::{APPLIED_KEY, Applied};
use super::engine::{EngineRead, Write};
use super::generation::Generation;
use super::hash::RollingHash;
use super::options::{KEY_BYTES_MAX, META_BYTES_MAX, VALUE_BYTES_MAX};
use super::rows::{self, clip, collect, in_tables, within_keys};
use super::store::Slot;

type Overlay = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// The state that entries are applied to. Its writes are invisible before [`ApplyBatch::commit`]; dropping it discards
/// them.
///
/// At most one batch exists at a time, so the state below it does not change.
pub struct ApplyBatch {
    generation: Arc<Generation>,
    overlay: Overlay,
    hash: RollingHash,
    /// The first rejected write. Writes return nothing, so the end of the entry reports it.
    refused: Option<Failure>,
    _slot: Slot,
}

impl ApplyBatch {
    pub(crate) fn new(generation: Arc<Generation>, slot: Slot) -> Self {
        let hash = RollingHash::new(generation.applied().map_or(0, |applied| applied.hash));
        Self {
            generation,
            overlay: Overlay::new(),
            hash,
            refused: None,
            _slot: slot,
        }
    }

    /// Ends one log entry: adds its writes to the rolling hash, in the order they were made.
    ///
    /// # Errors
    /// A write of the entry was rejected (empty, too long, or outside the tables); the batch cannot be committed.
    pub fn end_entry(&mut self) -> Result<(), Failure> {
        self.hash.end_entry();
        self.refused.clone().map_or(Ok(()), Err)
    }

    /// The rolling hash after the last ended entry.
    pub fn hash(&self) -> Option<u128> {
        self.hash.value()
    }

    /// Writes everything as one batch that records `index` and `meta`, then makes it visible.
    ///
    /// The batch reaches memory only; the log makes it durable. Sleeps or blocks while the disk cannot keep up (see the
    /// module).
    ///
    /// # Errors
    /// The tables failed, a write was rejected, an entry was not ended, or `index` does not grow.
    pub fn commit(self, index: u64, meta: Vec<u8>) -> Result<(), Failure> {
        let corrupt = |what: &str| Err(Failure::Corrupt(what.to_owned()));
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let Some(hash) = self.hash.value() else {
            return corrupt("a batch ended amid an entry");
        };
        if self.generation.applied().is_some_and(|applied| index <= applied.index) {
            return corrupt("an entry was applied twice");
        }
        if meta.len() > META_BYTES_MAX {
            return corrupt("the record beside the applied index is too long");
        }
        let applied = Applied { index, meta, hash };
        let mut recent = self.generation.recent();
        for (key, value) in &self.overlay {
            recent.written(key, value.as_deref());
        }
        let mut writes: Vec<Write> = self
            .overlay
            .into_iter()
            .map(|(key, value)| Write { key, value })
            .collect();
        writes.push(Write {
            key: APPLIED_KEY.to_vec(),
            value: Some(applied.encode()),
        });
        self.generation
            .engine()
            .write(writes, index)
            .inspect_err(|_| recent.clear())?;
        self.generation.set_applied(applied);
        Ok(())
    }

    fn accept(&mut self, key: &[u8], value_bytes: usize) -> bool {
        let why = if !in_tables(key) {
            "a write outside the tables"
        } else if key.len() > KEY_BYTES_MAX {
            "a key is too long"
        } else if value_bytes > VALUE_BYTES_MAX {
            "a value is too long"
        } else {
            return true;
        };
        self.refused.get_or_insert_with(|| Failure::Corrupt(why.to_owned()));
        false
    }
}

impl Read for ApplyBatch {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        if let Some(written) = self.overlay.get(key) {
            return Ok(written.clone());
        }
        let mut recent = self.generation.recent();
        if let Some(held) = recent.get(key) {
            return Ok(Some(held));
        }
        let found = rows::get(self.generation.engine(), key)?;
        if let Some(value) = &found {
            recent.read(key, value);
        }
        Ok(found)
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
        let (from, until) = (within_keys(from), within_keys(clip(until)));
        let (from, until) = (from.as_ref(), until.as_ref());
        if from >= until || limit == 0 {
            return Ok(Vec::new());
        }
        let engine: &dyn EngineRead = self.generation.engine();
        let bounds = (Bound::Included(from), Bound::Excluded(until));
        let mut overlay = self.overlay.range::<[u8], _>(bounds).peekable();
        if overlay.peek().is_none() {
            return collect(engine, from, until, limit);
        }
        let mut merge = Merge {
            overlay,
            rows: Vec::new(),
            limit,
        };
        engine.scan(from, until, &mut |key, value| merge.visit(key, value))?;
        Ok(merge.finish())
    }
}

impl Tables for ApplyBatch {
    fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        if self.accept(&key, value.len()) {
            self.hash.put(&key, &value);
            self.overlay.insert(key, Some(value));
        }
    }

    fn delete(&mut self, key: Vec<u8>) {
        if self.accept(&key, 0) {
            self.hash.delete(&key);
            self.overlay.insert(key, None);
        }
    }
}

/// Merges the engine's rows, as they are visited, with an overlay that replaces or hides rows.
struct Merge<'a, I: Iterator<Item = (&'a Vec<u8>, &'a Option<Vec<u8>>)>> {
    overlay: std::iter::Peekable<I>,
    rows: Vec<Row>,
    limit: usize,
}

impl<'a, I: Iterator<Item = (&'a Vec<u8>, &'a Option<Vec<u8>>)>> Merge<'a, I> {
    fn visit(&mut self, key: &[u8], value: &[u8]) -> ControlFlow<()> {
        while let Some((written_key, written)) = self.overlay.next_if(|(written, _)| written.as_slice() <= key) {
            self.push_written(written_key, written)?;
            if written_key.as_slice() == key {
                return ControlFlow::Continue(());
            }
        }
        self.rows.push((key.to_vec(), value.to_vec()));
        self.full()
    }

    fn finish(mut self) -> Vec<Row> {
        while self.rows.len() < self.limit {
            let Some((key, written)) = self.overlay.next() else {
                break;
            };
            if self.push_written(key, written).is_break() {
                break;
            }
        }
        self.rows
    }

    fn push_written(&mut self, key: &[u8], written: &Option<Vec<u8>>) -> ControlFlow<()> {
        if let Some(value) = written {
            self.rows.push((key.to_vec(), value.clone()));
        }
        self.full()
    }

    fn full(&self) -> ControlFlow<()> {
        if self.rows.len() < self.limit {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}
