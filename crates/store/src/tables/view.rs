//! A consistent state to read while later entries are applied.

use std::io;
use std::sync::Arc;

use minoots_kernel::Failure;
use minoots_kernel::tables::{Read, Row};

use super::applied::{APPLIED_KEY, Applied};
use super::engine::{EngineRead, Visit};
use super::error::ExportError;
use super::generation::Generation;
use super::rows;
use super::stream::{ExportSummary, export};

/// A snapshot of the tables after one batch. It holds memory and disk until dropped, so keep it only as long as needed.
pub struct TableView {
    snapshot: Box<dyn EngineRead>,
    applied: Option<Applied>,
    generation: Arc<Generation>,
}

impl TableView {
    pub(crate) fn new(generation: Arc<Generation>) -> Result<Self, Failure> {
        let snapshot = generation.engine().snapshot()?;
        let record = snapshot.get(&APPLIED_KEY)?;
        let applied = record.map(|bytes| Applied::decode(&bytes)).transpose();
        let applied = applied.map_err(|failure| generation.health().fail(failure))?;
        Ok(Self {
            snapshot,
            applied,
            generation,
        })
    }

    /// The last applied entry of this state; `None` before the first entry.
    pub fn applied(&self) -> Option<&Applied> {
        self.applied.as_ref()
    }

    /// The index of the last entry whose effects are in this state; `None` before the first entry.
    pub fn index(&self) -> Option<u64> {
        self.applied.as_ref().map(|applied| applied.index)
    }

    /// Caches a row of this state for batches that will read it soon. Returns false if the cache is full, if this state
    /// is not the newest, or if a batch is being written. Then the batches read the row themselves.
    pub fn keep(&self, (key, value): &Row) -> bool {
        let Some(mut recent) = self.generation.try_recent().filter(|_| !self.generation.is_retired()) else {
            return false;
        };
        // A batch locks the cache until its writes are the last applied ones.
        let is_newest = self.generation.applied().map(|applied| applied.index) == self.index();
        is_newest && recent.offered(key, value)
    }

    /// Writes this state as a stream that [`super::TableStore::install`] reads.
    ///
    /// It runs at full speed: write to a file, drop the view, then send the file. A view held for a slow reader pins
    /// everything written meanwhile.
    ///
    /// # Errors
    /// The tables could not be read, or the stream could not be written. A reader rejects the partial stream.
    pub fn export(&self, output: &mut dyn io::Write) -> Result<ExportSummary, ExportError> {
        self.generation.health().check()?;
        export(&*self.snapshot, self.applied.as_ref(), output)
    }

    /// Visits rows without copying them.
    pub(crate) fn visit(&self, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), Failure> {
        self.generation.health().check()?;
        self.snapshot.scan(from, until, visit)
    }
}

impl Read for TableView {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        rows::get(&*self.snapshot, key)
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
        rows::collect(&*self.snapshot, from, until, limit)
    }
}
