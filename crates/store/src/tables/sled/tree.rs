//! The tree, the batches that are not in it yet, and the states that are being read.
//!
//! Lock order: `state`, then `views`; `progress` alone. `state` makes batches, drains and the beginning of a view
//! exclude each other. A read holds it for one key or one part of a scan. Nothing changes below a read, and a batch
//! waits for at most one part.

mod drain;
mod snapshot;
mod wait;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use ::sled::Db;
use minoots_kernel::Failure;

pub(super) use self::snapshot::Snapshot;
use super::content::Content;
use super::overlay::Overlay;
use super::part::{Part, read_part};
use super::views::Views;
use crate::tables::TableOptions;
use crate::tables::engine::{Usage, Visit};
use crate::tables::generation::lock;
use crate::tables::health::Health;
use crate::tables::rank::Rank;

/// The memory for versions that views need. Beyond it the oldest view is dropped.
const PAST_BYTES_MAX: u64 = 256 << 20;

/// The state with all batches, for the thread that applies entries.
pub(super) const LATEST: u64 = u64::MAX;

pub(super) struct Tree {
    pub(super) db: Db,
    pub(super) path: PathBuf,
    pub(super) options: TableOptions,
    pub(super) health: Arc<Health>,
    pub(super) syncer: Rank,
    pub(super) past_bytes_max: u64,
    state: RwLock<State>,
    views: Mutex<Views>,
    pub(super) progress: Mutex<Progress>,
    pub(super) changed: Condvar,
}

/// The state that changes with a batch.
#[derive(Default)]
struct State {
    /// The last batch, counted from 1.
    batch: u64,
    /// The mark of the last batch.
    mark: Option<u64>,
    overlay: Overlay,
    /// The oldest view at the last pruning of the overlay.
    pruned_for: Option<u64>,
    /// The content of the tree.
    content: Content,
    drained: Drained,
}

/// The amount drained into the tree since it was opened.
#[derive(Clone, Copy, Default)]
pub(super) struct Drained {
    /// The number of drains.
    pub(super) times: u64,
    /// The size in bytes.
    pub(super) bytes: u64,
    /// The mark of the last batch.
    pub(super) mark: Option<u64>,
}

/// The state that the writer and the sync thread share.
#[derive(Default)]
pub(super) struct Progress {
    /// The number of drains up to which a sync is requested.
    pub(super) wanted_times: u64,
    pub(super) synced: Drained,
    pub(super) is_stopped: bool,
}

impl Tree {
    pub(super) fn new(db: Db, path: PathBuf, content: Content, options: TableOptions, health: Arc<Health>) -> Self {
        let state = State {
            content,
            ..State::default()
        };
        Self {
            db,
            path,
            options,
            health,
            syncer: Rank::default(),
            past_bytes_max: PAST_BYTES_MAX,
            state: RwLock::new(state),
            views: Mutex::default(),
            progress: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    pub(super) fn get(&self, key: &[u8], at: u64) -> Result<Option<Vec<u8>>, Failure> {
        let state = self.read(at)?;
        if let Some(value) = state.overlay.get(key, at) {
            return Ok(value.as_ref().map(|value| value.to_vec()));
        }
        let value = self.health.guard("read a row", || self.db.get(key))?;
        Ok(value.map(|value| value.to_vec()))
    }

    pub(super) fn scan(&self, from: &[u8], until: &[u8], at: u64, visit: &mut Visit<'_>) -> Result<(), Failure> {
        let mut next = Some(from.to_vec());
        let mut size = Part::SMALL;
        while let Some(from) = next.filter(|next| next.as_slice() < until) {
            let part = {
                let state = self.read(at)?;
                let overlaid = state.overlay.range(&from, until, at);
                let stored = self.db.range::<&[u8], _>(from.as_slice()..until);
                self.health.guard("scan rows", || read_part(stored, overlaid, size))?
            };
            for (key, value) in &part.rows {
                if let ControlFlow::Break(()) = visit(key, value) {
                    return Ok(());
                }
            }
            (next, size) = (part.next, size.larger());
        }
        Ok(())
    }

    pub(super) fn drained(&self) -> Drained {
        self.state.read().unwrap_or_else(PoisonError::into_inner).drained
    }

    pub(super) fn usage(&self) -> Usage {
        let disk_bytes = self
            .health
            .guard("measure", || self.db.size_on_disk())
            .unwrap_or_default();
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        Usage {
            disk_bytes,
            memory_bytes: state.overlay.bytes() + super::cache_bytes(&self.options).min(disk_bytes),
            unsorted_runs: 0,
        }
    }

    /// Locks a state for reading.
    fn read(&self, at: u64) -> Result<RwLockReadGuard<'_, State>, Failure> {
        self.health.check()?;
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        if at != LATEST && !lock(&self.views).has(at) {
            let what = "the view was read for so long that what it began with is no longer kept";
            return Err(Failure::Tables(what.to_owned()));
        }
        Ok(state)
    }

    fn lock(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}
