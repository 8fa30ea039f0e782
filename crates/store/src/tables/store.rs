//! The handle of the tables.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use minoots_kernel::Failure;

use super::TableOptions;
use super::applied::Applied;
use super::batch::ApplyBatch;
use super::choice::EngineChoice;
use super::directory::Directory;
use super::engine::{EngineKind, Usage};
use super::error::{InstallError, OpenError};
use super::gate::Admission;
use super::generation::Generation;
use super::health::OnFatal;
use super::inspect::{self, InspectError, Inspected};
use super::lsm::Lsm;
use super::view::TableView;

/// The tables of one shard. Cheap to clone. Dropping the last handle, batch and view releases the directory.
#[derive(Clone)]
pub struct TableStore {
    shared: Arc<Shared>,
}

struct Shared {
    /// The current generation. An installed snapshot replaces it as a whole; views and batches keep the one they began
    /// with.
    generation: RwLock<Arc<Generation>>,
    directory: Arc<Directory>,
    kind: &'static dyn EngineKind,
    options: TableOptions,
    on_fatal: OnFatal,
    writing: Arc<AtomicBool>,
}

impl TableStore {
    /// Opens the tables in a directory, or creates empty ones if there are none.
    ///
    /// `on_fatal` is called once if the tables fail later. It must neither block nor call them.
    ///
    /// # Errors
    /// See [`OpenError`]. Nothing is repaired by guessing.
    pub fn open(path: &Path, options: TableOptions, on_fatal: OnFatal) -> Result<Self, OpenError> {
        Self::open_with(&Lsm, path, options, on_fatal)
    }

    /// As [`TableStore::open`], on another engine.
    ///
    /// # Errors
    /// As [`TableStore::open`]; [`OpenError::Engine`] if the directory belongs to a different engine.
    pub fn open_with(
        kind: &'static dyn EngineKind,
        path: &Path,
        options: TableOptions,
        on_fatal: OnFatal,
    ) -> Result<Self, OpenError> {
        let directory = Arc::new(Directory::lock(path)?);
        let number = directory.prepare(kind, &options)?;
        let generation = Generation::open(&directory, number, kind, &options, Arc::clone(&on_fatal))?;
        let writing = Arc::new(AtomicBool::new(false));
        let generation = RwLock::new(Arc::new(generation));
        Ok(Self {
            shared: Arc::new(Shared {
                generation,
                directory,
                kind,
                options,
                on_fatal,
                writing,
            }),
        })
    }

    /// As [`TableStore::open`], on the engine that created the directory.
    ///
    /// # Errors
    /// As [`TableStore::open`].
    pub fn open_recorded(path: &Path, options: TableOptions, on_fatal: OnFatal) -> Result<Self, OpenError> {
        let engine = EngineChoice::recorded(path)?.unwrap_or_default();
        Self::open_with(engine.kind(), path, options, on_fatal)
    }

    /// The last applied entry; `None` before the first entry. The log holds all later entries.
    pub fn applied(&self) -> Option<Applied> {
        self.generation().applied()
    }

    /// Begins a batch of entries.
    ///
    /// # Errors
    /// The tables failed, or another batch or an installation is in progress.
    pub fn begin(&self) -> Result<ApplyBatch, Failure> {
        let slot = self
            .slot()
            .ok_or_else(|| Failure::Tables("two batches at a time".to_owned()))?;
        let generation = self.generation();
        generation.health().check()?;
        Ok(ApplyBatch::new(generation, slot))
    }

    /// Returns a view of the state after the last committed batch, for any thread. Costs microseconds.
    ///
    /// # Errors
    /// The tables failed.
    pub fn view(&self) -> Result<TableView, Failure> {
        TableView::new(self.generation())
    }

    /// Frees the memory of rows that batches recently read. Call it when nothing is applied for a while. Returns false
    /// if rows were kept for future batches ([`TableView::keep`]) since the last call; these rows stay until the next
    /// call.
    pub fn rest(&self) -> bool {
        self.generation().recent().rest()
    }

    /// The highest applied index certainly on disk. The log may be purged up to it.
    pub fn flushed_applied(&self) -> Option<u64> {
        self.generation().flushed_applied()
    }

    /// Whether [`TableStore::flush`] need not wait for the batches up to this index: they may be written to disk now,
    /// or never may.
    pub fn may_flush(&self, index: Option<u64>) -> bool {
        self.shared.options.flush_gate.admits(index) != Admission::Later
    }

    /// Blocks until all committed batches are on disk. A clean stop calls this; without it the next start replays the
    /// log.
    ///
    /// # Errors
    /// The tables failed, or the log that they wait for has failed.
    pub fn flush(&self) -> Result<(), Failure> {
        self.generation().engine().flush()
    }

    /// Stops the threads that write in the background, and waits for them. No row on disk changes from then on. With
    /// the default engine no file changes either; with another engine, none changes once it is dropped. Ends a clean
    /// stop, after [`TableStore::flush`]; only reads may follow.
    pub fn stop(&self) {
        self.generation().engine().stop();
    }

    /// Starts writing all committed batches to disk, and returns.
    ///
    /// # Errors
    /// The tables failed.
    pub fn request_flush(&self) -> Result<(), Failure> {
        self.generation().engine().request_flush()
    }

    /// The failure that ended the tables, if one did.
    ///
    /// # Errors
    /// That failure.
    pub fn check(&self) -> Result<(), Failure> {
        self.generation().health().check()
    }

    /// Whether committing the next batch may have to wait for the disk.
    pub fn is_behind(&self) -> bool {
        self.generation().engine().is_behind()
    }

    /// The present disk and memory usage of the tables.
    pub fn usage(&self) -> Usage {
        self.generation().engine().usage()
    }

    /// Replaces the running tables with a stream of [`TableView::export`], and returns the last applied entry of the
    /// new state.
    ///
    /// This and every other handle continue on the new state. Existing views and their files stay until dropped. Until
    /// the single rename at the end, and after any error before it, the old state is in place.
    ///
    /// # Errors
    /// See [`InstallError`].
    pub fn replace(&self, stream: &mut dyn io::Read) -> Result<Option<Applied>, InstallError> {
        let _slot = self.slot().ok_or(InstallError::Busy)?;
        let shared = &*self.shared;
        let old = self.generation();
        let number = old.number() + 1;
        shared.directory.build(number, shared.kind, &shared.options, stream)?;
        let new = self
            .open_beside(number)
            .inspect_err(|_| shared.directory.discard(number))?;
        shared.directory.swap_pointer().map_err(|error| {
            // It is unknown whether the new name is on disk, so neither state may continue.
            old.health().fail(Failure::Tables(format!(
                "an installed snapshot could not be named: {error}"
            )));
            error
        })?;
        let applied = new.applied();
        *shared.generation.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
        old.retire();
        Ok(applied)
    }

    /// Installs a stream as the tables of a directory, whatever the directory held before. Recovers from
    /// [`OpenError::Corrupt`].
    ///
    /// Open the tables afterwards. A crash or an error at any point leaves either the previous content or the complete
    /// new state.
    ///
    /// # Errors
    /// See [`InstallError`].
    pub fn install(path: &Path, options: &TableOptions, stream: &mut dyn io::Read) -> Result<(), InstallError> {
        Self::install_with(&Lsm, path, options, stream)
    }

    /// As [`TableStore::install`], for another engine.
    ///
    /// # Errors
    /// See [`InstallError`].
    pub fn install_with(
        kind: &dyn EngineKind,
        path: &Path,
        options: &TableOptions,
        stream: &mut dyn io::Read,
    ) -> Result<(), InstallError> {
        let directory = Directory::lock(path)?;
        let number = directory.next_generation()?;
        directory.build(number, kind, options, stream)?;
        directory.point_to(number, kind)?;
        directory.remove_all_but(number)?;
        Ok(())
    }

    /// Reads tables that no process has open completely, verifies every byte, and changes nothing. `scratch` is an
    /// empty directory, which may be removed afterwards.
    ///
    /// # Errors
    /// The first damage found.
    pub fn inspect(path: &Path, scratch: &Path) -> Result<Inspected, InspectError> {
        let engine = EngineChoice::recorded(path)?.unwrap_or_default();
        inspect::inspect(engine.kind(), path, scratch)
    }

    /// Opens a new generation and prepares its pointer, while the current generation stays in place.
    fn open_beside(&self, number: u64) -> Result<Generation, InstallError> {
        let Shared {
            directory,
            kind,
            options,
            on_fatal,
            ..
        } = &*self.shared;
        let new = Generation::open(directory, number, *kind, options, Arc::clone(on_fatal))?;
        directory.write_pointer(number, *kind)?;
        Ok(new)
    }

    fn generation(&self) -> Arc<Generation> {
        Arc::clone(&self.shared.generation.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn slot(&self) -> Option<Slot> {
        let taken = self.shared.writing.swap(true, Ordering::AcqRel);
        (!taken).then(|| Slot(Arc::clone(&self.shared.writing)))
    }
}

/// The exclusive right to write, held by one batch or installation at a time.
pub(crate) struct Slot(Arc<AtomicBool>);

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}
