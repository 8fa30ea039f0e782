//! The policies that this node evaluates.
//!
//! Texts are stored in the replicated tables, and [cached](crate::kept) once they are read. Invariants:
//! - A proposal names the version of the policy that allowed it, or that there was none. The kernel rejects it if that
//!   is not current, so no decision rests on an old text.
//! - If this node cannot read a tenant's text, it rejects every request that policies cover.

mod asked;
mod names;

pub(crate) use asked::{of_creates, of_emitted, of_list, of_log, of_new_timer, of_queue, of_schedule, of_timer};
pub(crate) use names::Names;

use crate::kept::Kept;
use minoots_kernel::{Effect, Failure, tables};
use minoots_policy::Policy;
use minoots_sequencer::consensus::{Consensus, EffectSink, Moment, Position, View};
use std::sync::Arc;
use tokio::sync::watch;

/// The number of tenants in one scan of the table.
const SCAN_ROWS: usize = 1_024;

/// The parsed text; `None` inside if this version cannot read it.
type Text = Option<Arc<Policy>>;

/// The effect sink that receives changes of texts.
pub(crate) struct PolicyChanges(Kept<Text>);

impl PolicyChanges {
    pub fn new() -> PolicyChanges {
        PolicyChanges(Kept::new())
    }
}

impl EffectSink for PolicyChanges {
    fn applied(&self, at: Position, _: Moment, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Policy { tenant, version } = effect {
                self.0.set(tenant, *version);
            }
        }
        self.0.told(at.index);
    }
}

/// The policy of a tenant.
pub(crate) enum Known {
    /// The tenant has no policy.
    None,
    /// The tenant has this policy.
    Policy(Arc<Policy>),
    /// The tenant has a policy of this version, which this node cannot read.
    Unreadable(u64),
}

/// The policies of all tenants, as this node knows them.
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

    /// Returns a tenant's policy as of the applied index.
    pub fn of(&self, tenant: &str) -> Result<Known, Failure> {
        let applied = *self.applied.borrow();
        let Some(found) = self.changes.0.of(tenant, (self.consensus.as_ref(), applied), all)? else {
            return Ok(Known::None);
        };
        if found.read.get().is_none() {
            let view = self.consensus.view()?;
            let Some(row) = tables::policy::get(view.as_ref(), tenant)? else {
                // An applied entry removed it, and its effects have not arrived yet.
                return Ok(Known::None);
            };
            // The row's version, which may be newer by now.
            let _ = found.read.set(read(row.version, &row.text));
        }
        Ok(match found.read.get() {
            Some(Some(policy)) => Known::Policy(policy.clone()),
            Some(None) | None => Known::Unreadable(found.version),
        })
    }

    /// Subscribes to changes of any tenant's policy.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.0.changes()
    }
}

/// The tenants with a policy, and its version.
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

/// Parses a stored text. It was valid when it was stored, but perhaps only for a newer version of MINOOTS.
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
