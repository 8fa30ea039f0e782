//! What a node keeps at hand of tenants that have it, such as a policy. It stands in the replicated tables; here is what was read of it.
//! Invariants:
//! - A tenant that has none costs a look into a map.
//! - What is known here is never older than what this node says is applied: the entry that changes something is heard of before its index is,
//!   and after a gap, as a snapshot leaves one, everything is read anew.

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

/// Of one tenant, read when it is first asked for.
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

/// Of all tenants that have it.
pub(crate) struct Kept<X> {
    held: RwLock<HashMap<String, Arc<Held<X>>, FixedState>>,
    /// The last index that was told of.
    heard: AtomicU64,
    /// Indices were passed over.
    missed: AtomicBool,
    /// Counts changes, for streams that were opened before.
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

    /// A tenant has another version; 0 if it has none any more.
    pub fn set(&self, tenant: &str, version: u64) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        match version {
            0 => drop(held.remove(tenant)),
            version => drop(held.insert(tenant.to_owned(), Held::of(version))),
        }
        self.changed.send_modify(|count| *count += 1);
    }

    /// All that the entry of this index changed was told.
    pub fn told(&self, index: u64) {
        if self.heard.swap(index, Ordering::AcqRel).saturating_add(1) != index {
            self.missed.store(true, Ordering::Release);
        }
    }

    /// What a tenant has, as of all that is `applied` here. `all` reads who has something, and of which version.
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

    /// Follows changes, of whichever tenant.
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
