//! One directory of rows with its engine. An installed snapshot becomes the next generation.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use minoots_kernel::Failure;

use super::TableOptions;
use super::applied::{APPLIED_KEY, Applied};
use super::directory::Directory;
use super::engine::{Engine, EngineKind};
use super::error::OpenError;
use super::health::{Health, OnFatal};
use super::recent::Recent;

/// Locks a mutex whose data is valid wherever a holder can panic.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) struct Generation {
    // Fields are dropped in this order: the engine closes its files before they may be removed.
    engine: Box<dyn Engine>,
    files: Files,
    health: Arc<Health>,
    number: u64,
    applied: Mutex<Option<Applied>>,
    recent: Mutex<Recent>,
    /// The applied index on disk when the generation was opened.
    opened_at: Option<u64>,
    /// Keeps the directory locked as long as any reader exists.
    _directory: Arc<Directory>,
}

impl Generation {
    pub(crate) fn open(
        directory: &Arc<Directory>,
        number: u64,
        kind: &dyn EngineKind,
        options: &TableOptions,
        on_fatal: OnFatal,
    ) -> Result<Self, OpenError> {
        let path = directory.generation(number);
        let health = Arc::new(Health::new(on_fatal));
        let engine = kind.open(&path, options, Arc::clone(&health))?;
        let corrupt = |failure: Failure| OpenError::Corrupt(failure.to_string());
        let record = engine.get(&APPLIED_KEY).map_err(corrupt)?;
        let applied = record
            .map(|bytes| Applied::decode(&bytes))
            .transpose()
            .map_err(corrupt)?;
        Ok(Self {
            engine,
            files: Files {
                path,
                retired: AtomicBool::new(false),
            },
            health,
            number,
            opened_at: applied.as_ref().map(|applied| applied.index),
            applied: Mutex::new(applied),
            recent: Mutex::new(Recent::new(options.recent_bytes)),
            _directory: Arc::clone(directory),
        })
    }

    pub(crate) fn engine(&self) -> &dyn Engine {
        &*self.engine
    }

    pub(crate) fn health(&self) -> &Health {
        &self.health
    }

    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    pub(crate) fn applied(&self) -> Option<Applied> {
        lock(&self.applied).clone()
    }

    pub(crate) fn set_applied(&self, applied: Applied) {
        *lock(&self.applied) = Some(applied);
    }

    /// The cache of recent rows, for the single current batch.
    pub(crate) fn recent(&self) -> MutexGuard<'_, Recent> {
        lock(&self.recent)
    }

    /// The cache of recent rows, if it is not locked.
    pub(crate) fn try_recent(&self) -> Option<MutexGuard<'_, Recent>> {
        match self.recent.try_lock() {
            Ok(recent) => Some(recent),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    pub(crate) fn flushed_applied(&self) -> Option<u64> {
        self.engine.durable_mark().max(self.opened_at)
    }

    pub(crate) fn is_retired(&self) -> bool {
        self.files.retired.load(Ordering::Acquire)
    }

    /// Marks the generation as replaced. Its files are removed when its last reader is dropped.
    pub(crate) fn retire(&self) {
        self.files.retired.store(true, Ordering::Release);
    }
}

struct Files {
    path: PathBuf,
    retired: AtomicBool,
}

impl Drop for Files {
    fn drop(&mut self) {
        if self.retired.load(Ordering::Acquire)
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            tracing::warn!(path = %self.path.display(), %error, "old tables stay until the next start");
        }
    }
}
