//! Payloads of tenants that have theirs sealed.
//!
//! A tenant's payload keys stand in the replicated tables, wrapped by the nodes' secrets key, which is in files of the nodes alone. What carries
//! a payload is sealed before it is proposed, so that log, tables, snapshots and backups hold what nobody reads without both, and is opened
//! where it is delivered or shown. Invariants:
//! - What is proposed says which version of the keys it was sealed by, or that there were none, and the kernel refuses it if that is not current:
//!   once a tenant has keys nothing of it is stored in clear, and what a shredded key sealed does not come in after it.
//! - A command of a tenant without keys costs a look into a map.
//! - What is [kept](crate::kept) of keys is never older than what this node says is applied; that a key is gone is believed to the newest tables
//!   alone.
//! - A node that cannot unwrap the keys there are does not start. One that finds some later refuses what it cannot open or seal, and stops when it
//!   is to deliver it.

mod open;
mod seal;

pub(crate) use seal::SealError;

use crate::kept::Kept;
use minoots_kernel::{Effect, Failure, internal::PayloadKeysRow, tables};
use minoots_seal::{PayloadKey, SecretsKey, Use};
use minoots_sequencer::consensus::{Consensus, EffectSink, Moment, Position, View};
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::watch;

/// Tenants of one look at the table.
const SCAN_ROWS: usize = 1_024;

/// The keys of one tenant, unwrapped.
pub(crate) struct TenantKeys {
    /// Of their row.
    pub version: u64,
    /// The largest number there ever was.
    last: u64,
    keys: BTreeMap<u64, PayloadKey>,
}

impl TenantKeys {
    /// Whether a key is there still.
    pub fn has(&self, number: u64) -> bool {
        self.keys.contains_key(&number)
    }

    /// What seals what is new.
    pub fn newest(&self) -> Option<(u64, &PayloadKey)> {
        self.keys.last_key_value().map(|(number, key)| (*number, key))
    }
}

/// Hears of keys that change.
pub(crate) struct PayloadKeyChanges(Kept<Arc<TenantKeys>>);

impl PayloadKeyChanges {
    pub fn new() -> PayloadKeyChanges {
        PayloadKeyChanges(Kept::new())
    }
}

impl EffectSink for PayloadKeyChanges {
    fn applied(&self, at: Position, _: Moment, effects: &[Effect]) {
        for effect in effects {
            if let Effect::PayloadKeys { tenant, version } = effect {
                self.0.set(tenant, *version);
            }
        }
        self.0.told(at.index);
    }
}

/// The keys that this node knows.
pub(crate) struct Payloads {
    consensus: Arc<dyn Consensus>,
    changes: Arc<PayloadKeyChanges>,
    applied: watch::Receiver<u64>,
    /// What wraps them.
    secrets: Option<Arc<SecretsKey>>,
}

impl Payloads {
    pub fn new(
        consensus: Arc<dyn Consensus>,
        changes: Arc<PayloadKeyChanges>,
        secrets: Option<Arc<SecretsKey>>,
    ) -> Payloads {
        Payloads {
            applied: consensus.applied(),
            consensus,
            changes,
            secrets,
        }
    }

    /// A tenant's keys, as of all that is applied here; `None` while its payloads are not sealed.
    pub fn of(&self, tenant: &str) -> Result<Option<Arc<TenantKeys>>, KeysError> {
        let applied = *self.applied.borrow();
        let Some(found) = self.changes.0.of(tenant, (self.consensus.as_ref(), applied), all)? else {
            return Ok(None);
        };
        if let Some(keys) = found.read.get() {
            return Ok(Some(keys.clone()));
        }
        let keys = self.standing(tenant)?;
        if let Some(keys) = &keys {
            // The row's version, which may be newer by now.
            let _ = found.read.set(keys.clone());
        }
        Ok(keys)
    }

    /// The same, as the newest tables have it.
    pub fn standing(&self, tenant: &str) -> Result<Option<Arc<TenantKeys>>, KeysError> {
        let view = self.consensus.view()?;
        let row = tables::payload_keys::get(view.as_ref(), tenant)?;
        let keys = row.map(|row| unwrapped(self.secrets.as_deref(), tenant, &row));
        Ok(keys.transpose()?.map(Arc::new))
    }

    /// Whether this node can seal and open at all.
    pub fn secrets(&self) -> Option<&SecretsKey> {
        self.secrets.as_deref()
    }
}

/// Why the keys of a tenant are not there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    /// The tables cannot be read.
    #[error(transparent)]
    Tables(#[from] Failure),
    /// They are there, and this node cannot unwrap them.
    #[error(transparent)]
    Unopened(#[from] Unopened),
    /// What they sealed was altered.
    #[error("the stored payload of {place} of tenant {tenant} does not open: {error}")]
    Damaged {
        tenant: String,
        place: String,
        error: minoots_seal::Error,
    },
}

/// Keys that this node has no use for.
#[derive(Debug, thiserror::Error)]
#[error(
    "SECRETS_KEY: payloads of tenant {tenant} are sealed, and this node cannot unwrap key {number} of it: {problem}; {WAY_OUT}"
)]
pub struct Unopened {
    tenant: String,
    number: u64,
    problem: String,
}

const WAY_OUT: &str =
    "start it with --secrets-key and the file that the cluster's other nodes have, or had when the backup was taken";

fn unwrapped(secrets: Option<&SecretsKey>, tenant: &str, row: &PayloadKeysRow) -> Result<TenantKeys, Unopened> {
    let unopened = |number: u64, problem: String| Unopened {
        tenant: tenant.to_owned(),
        number,
        problem,
    };
    let mut keys = BTreeMap::new();
    for key in &row.keys {
        let secrets = secrets.ok_or_else(|| unopened(key.number, "it has no secrets key".to_owned()))?;
        let opened = PayloadKey::unwrap(secrets, tenant, key.number, &key.wrapped);
        let opened = opened.map_err(|error| unopened(key.number, error.to_string()))?;
        keys.insert(key.number, opened);
    }
    Ok(TenantKeys {
        version: row.version,
        last: row.last,
        keys,
    })
}

/// Refuses to start a node that cannot unwrap the keys there are.
pub(crate) fn check(consensus: &dyn Consensus, secrets: Option<&SecretsKey>) -> Result<(), KeysError> {
    let view = consensus.view()?;
    let mut from = Vec::new();
    loop {
        let rows = tables::payload_keys::tenants(view.as_ref(), &from, SCAN_ROWS)?;
        let is_last = rows.len() < SCAN_ROWS;
        for (key, tenant, row) in rows {
            unwrapped(secrets, &tenant, &row)?;
            from = tables::layout::after(key);
        }
        if is_last {
            return Ok(());
        }
    }
}

/// Whose payloads are sealed, and by which version of the keys.
fn all(view: &dyn View) -> Result<Vec<(String, u64)>, Failure> {
    let (mut found, mut from) = (Vec::new(), Vec::new());
    loop {
        let rows = tables::payload_keys::tenants(view, &from, SCAN_ROWS)?;
        let is_last = rows.len() < SCAN_ROWS;
        for (key, tenant, row) in rows {
            from = tables::layout::after(key);
            found.push((tenant, row.version));
        }
        if is_last {
            return Ok(found);
        }
    }
}

/// What a payload is sealed for: a place within its tenant.
fn use_of<'a>(tenant: &'a str, place: &'a str) -> Use<'a> {
    Use {
        tenant,
        object: place,
        what: "payload",
    }
}

/// The place of a schedule's template, and of all timers made by it.
fn schedule_place(id: &str) -> String {
    format!("schedules/{id}")
}

/// The place of all versions of a checkpoint.
fn checkpoint_place(execution: &str, name: &str) -> String {
    format!("executions/{execution}/checkpoints/{name}")
}
