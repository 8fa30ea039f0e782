//! Policies: what this node judges requests by.
//!
//! Texts stand in the replicated tables; here are those that were read, one for each tenant that has one. Invariants:
//! - A request of a tenant without a policy costs one look into a map.
//! - What is known here is never older than what this node says is applied: the entry that changes a text is heard of before its index is,
//!   and after a gap, as a snapshot leaves one, everything is read anew.
//! - What is proposed says which version it was judged by, or that there was none, and the kernel refuses it if that is not current: no
//!   decision rests on an old text.
//! - A text that this node cannot read refuses everything that policies have a say in.

mod asked;
mod judge;

pub(crate) use asked::{of_creates, of_emitted, of_list, of_log, of_new_timer, of_queue, of_schedule, of_timer};
pub(crate) use judge::{ATTEMPTS_MAX, Look, caller};

use foldhash::fast::FixedState;
use minoots_kernel::{Effect, Failure, tables};
use minoots_policy::Policy;
use minoots_sequencer::consensus::{Consensus, EffectSink, Moment, Position, View};
use std::{
    collections::HashMap,
    sync::{
        Arc, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};
use tokio::sync::watch;

/// Tenants of one look at the table.
const SCAN_ROWS: usize = 1_024;

/// What a text was read as; `None` inside if it could not be.
type Text = Option<Arc<Policy>>;

/// A tenant's text, read when it is first asked for.
struct Held {
    version: u64,
    text: OnceLock<Text>,
}

/// Hears of texts that change.
pub(crate) struct PolicyChanges {
    held: RwLock<HashMap<String, Arc<Held>, FixedState>>,
    /// The last index that was told of.
    heard: AtomicU64,
    /// Indices were passed over.
    missed: AtomicBool,
    /// Counts changes, for streams that were opened before.
    changed: watch::Sender<u64>,
}

impl PolicyChanges {
    pub fn new() -> PolicyChanges {
        PolicyChanges {
            held: RwLock::default(),
            heard: AtomicU64::new(0),
            missed: AtomicBool::new(true),
            changed: watch::Sender::new(0),
        }
    }
}

impl EffectSink for PolicyChanges {
    fn applied(&self, at: Position, _: Moment, effects: &[Effect]) {
        for effect in effects {
            let Effect::Policy { tenant, version } = effect else {
                continue;
            };
            let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
            match *version {
                0 => drop(held.remove(tenant)),
                version => drop(held.insert(tenant.clone(), Arc::new(Held::of(version)))),
            }
            self.changed.send_modify(|count| *count += 1);
        }
        if self.heard.swap(at.index, Ordering::AcqRel).saturating_add(1) != at.index {
            self.missed.store(true, Ordering::Release);
        }
    }
}

impl Held {
    fn of(version: u64) -> Held {
        Held {
            version,
            text: OnceLock::new(),
        }
    }
}

/// The policy of a tenant.
pub(crate) enum Known {
    /// It has none.
    None,
    /// It has this one.
    Policy(Arc<Policy>),
    /// It has one of this version, which this node cannot read.
    Unreadable(u64),
}

/// The policies that this node knows.
pub(crate) struct Policies {
    consensus: Arc<dyn Consensus>,
    changes: Arc<PolicyChanges>,
    applied: watch::Receiver<u64>,
}

impl Policies {
    pub fn new(consensus: Arc<dyn Consensus>, changes: Arc<PolicyChanges>) -> Policies {
        Policies {
            applied: consensus.applied(),
            consensus,
            changes,
        }
    }

    /// A tenant's policy, as of all that is applied here.
    pub fn of(&self, tenant: &str) -> Result<Known, Failure> {
        let applied = *self.applied.borrow();
        let changes = &*self.changes;
        if changes.heard.load(Ordering::Acquire) < applied || changes.missed.load(Ordering::Acquire) {
            self.read_all()?;
        }
        let held = changes.held.read().unwrap_or_else(PoisonError::into_inner);
        let Some(found) = held.get(tenant).cloned() else {
            return Ok(Known::None);
        };
        drop(held);
        if found.text.get().is_none() {
            let view = self.consensus.view()?;
            let Some(row) = tables::policy::get(view.as_ref(), tenant)? else {
                // Taken away by an entry that is applied and about to be told of.
                return Ok(Known::None);
            };
            // The row's version, which may be newer by now.
            let _ = found.text.set(read(row.version, &row.text));
        }
        Ok(match found.text.get() {
            Some(Some(policy)) => Known::Policy(policy.clone()),
            Some(None) | None => Known::Unreadable(found.version),
        })
    }

    /// Follows changes, of whichever tenant.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.changed.subscribe()
    }

    fn read_all(&self) -> Result<(), Failure> {
        let changes = &*self.changes;
        let mut held = changes.held.write().unwrap_or_else(PoisonError::into_inner);
        changes.missed.store(false, Ordering::Release);
        let view = self.consensus.view()?;
        let standing = all(view.as_ref())?;
        let known = std::mem::take(&mut *held);
        for (tenant, version) in standing {
            let kept = known.get(&tenant).filter(|held| held.version == version).cloned();
            held.insert(tenant, kept.unwrap_or_else(|| Arc::new(Held::of(version))));
        }
        changes.heard.fetch_max(view.index(), Ordering::AcqRel);
        changes.changed.send_modify(|count| *count += 1);
        Ok(())
    }
}

/// Who has a policy, and of which version.
fn all(view: &dyn View) -> Result<Vec<(String, u64)>, Failure> {
    let (mut found, mut from) = (Vec::new(), Vec::new());
    loop {
        let rows = tables::policy::tenants(view, &from, SCAN_ROWS)?;
        let is_last = rows.len() < SCAN_ROWS;
        for (key, tenant) in rows {
            let version = tables::tenant::get(view, &tenant)?.policy_version;
            from = tables::layout::after(key);
            found.push((tenant, version));
        }
        if is_last {
            return Ok(found);
        }
    }
}

/// A stored text was checked when it was set; a version that knows more may have done that.
fn read(version: u64, text: &str) -> Text {
    match Policy::check(version, text) {
        Ok(policy) => Some(Arc::new(policy)),
        Err(errors) => {
            let first = errors.first().map(ToString::to_string).unwrap_or_default();
            tracing::error!(version, %first, "a tenant's policy cannot be read by this version; its requests are refused");
            None
        }
    }
}

#[cfg(test)]
mod tests;
