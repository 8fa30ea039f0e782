//! A cache of per-tenant objects of the replicated tables, such as policies. Invariants:
//! - A tenant without an object costs one map lookup.
//! - The cache is never older than the applied index that this node reports. The cache learns of a change before the
//!   index advances. After a gap, as a snapshot leaves one, the cache reads all objects anew.

use foldhash::fast::FixedState;
use minoots_kernel::Failure;
use minoots_sequencer::consensus::{Consensus, View};
use std::{
    collections::HashMap,
    sync::{
        Arc, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};
use tokio::sync::watch;

/// The object of one tenant, read on first use.
pub(crate) struct Held<X> {
    pub version: u64,
    pub read: OnceLock<X>,
}

impl<X> Held<X> {
    fn of(version: u64) -> Arc<Held<X>> {
        Arc::new(Held {
            version,
            read: OnceLock::new(),
        })
    }
}

/// The cached objects of all tenants.
pub(crate) struct Kept<X> {
    held: RwLock<HashMap<String, Arc<Held<X>>, FixedState>>,
    /// The last index that the cache processed.
    heard: AtomicU64,
    /// True if the cache missed indices.
    missed: AtomicBool,
    /// Counts changes, for open streams.
    changed: watch::Sender<u64>,
}

impl<X> Kept<X> {
    pub fn new() -> Kept<X> {
        Kept {
            held: RwLock::default(),
            heard: AtomicU64::new(0),
            missed: AtomicBool::new(true),
            changed: watch::Sender::new(0),
        }
    }

    /// Records a tenant's new version; 0 if its object was removed.
    pub fn set(&self, tenant: &str, version: u64) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        match version {
            0 => drop(held.remove(tenant)),
            version => drop(held.insert(tenant.to_owned(), Held::of(version))),
        }
        self.changed.send_modify(|count| *count += 1);
    }

    /// Marks all changes of the entry at this index as processed.
    pub fn told(&self, index: u64) {
        if self.heard.swap(index, Ordering::AcqRel).saturating_add(1) != index {
            self.missed.store(true, Ordering::Release);
        }
    }

    /// Returns a tenant's object as of the index `applied`. `all` reads which tenants have an object, and its version.
    pub fn of(
        &self,
        tenant: &str,
        (consensus, applied): (&dyn Consensus, u64),
        all: impl FnOnce(&dyn View) -> Result<Vec<(String, u64)>, Failure>,
    ) -> Result<Option<Arc<Held<X>>>, Failure> {
        if self.heard.load(Ordering::Acquire) < applied || self.missed.load(Ordering::Acquire) {
            self.read_all(consensus, all)?;
        }
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        Ok(held.get(tenant).cloned())
    }

    /// Subscribes to changes of any tenant.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    fn read_all(
        &self,
        consensus: &dyn Consensus,
        all: impl FnOnce(&dyn View) -> Result<Vec<(String, u64)>, Failure>,
    ) -> Result<(), Failure> {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        self.missed.store(false, Ordering::Release);
        let view = consensus.view()?;
        let standing = all(view.as_ref())?;
        let known = std::mem::take(&mut *held);
        for (tenant, version) in standing {
            let kept = known.get(&tenant).filter(|held| held.version == version).cloned();
            held.insert(tenant, kept.unwrap_or_else(|| Held::of(version)));
        }
        self.heard.fetch_max(view.index(), Ordering::AcqRel);
        self.changed.send_modify(|count| *count += 1);
        Ok(())
    }
}
