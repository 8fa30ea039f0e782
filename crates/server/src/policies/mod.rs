//! Policies: what this node judges requests by.
//!
//! Texts stand in the replicated tables; those that were read are [kept](crate::kept). Invariants:
//! - What is proposed says which version it was judged by, or that there was none, and the kernel refuses it if that is not current: no
//!   decision rests on an old text.
//! - A text that this node cannot read refuses everything that policies have a say in.

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

/// Tenants of one look at the table.
const SCAN_ROWS: usize = 1_024;

/// What a text was read as; `None` inside if it could not be.
type Text = Option<Arc<Policy>>;

/// Hears of texts that change.
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
        let Some(found) = self.changes.0.of(tenant, (self.consensus.as_ref(), applied), all)? else {
            return Ok(Known::None);
        };
        if found.read.get().is_none() {
            let view = self.consensus.view()?;
            let Some(row) = tables::policy::get(view.as_ref(), tenant)? else {
                // Taken away by an entry that is applied and about to be told of.
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

    /// Follows changes, of whichever tenant.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.0.changes()
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
