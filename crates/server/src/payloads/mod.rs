//! Payload encryption: payloads of tenants that have them sealed.
//!
//! The replicated tables store a tenant's payload keys, wrapped by the nodes' secrets key, which exists only in files
//! of the nodes. A payload is sealed before it is proposed. So log, tables, snapshots and backups contain nothing
//! readable without both keys. It is opened when it is delivered or returned. Invariants:
//! - A proposal names the version of the keys that sealed it, or that there were none. The kernel rejects it if that is
//!   not current. So once a tenant has keys none of its data is stored in plain, and no data sealed by a shredded key
//!   enters the log later.
//! - A command of a tenant without keys costs one map lookup.
//! - The [cache](crate::kept) of keys is never older than the applied index that this node reports. Only the newest
//!   tables can establish that a key was removed.
//! - A node that cannot unwrap the existing keys does not start. A node that meets such keys later rejects requests
//!   that it cannot open or seal, and stops when it has to deliver such a payload.

mod open;
mod seal;

pub(crate) use seal::SealError;

use crate::kept::Kept;
use minoots_kernel::{Effect, Failure, internal::PayloadKeysRow, tables};
use minoots_seal::{PayloadKey, SecretsKey, Use};
use minoots_sequencer::consensus::{Consensus, EffectSink, Moment, Position, View};
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::watch;

/// The number of tenants in one scan of the table.
const SCAN_ROWS: usize = 1_024;

/// The keys of one tenant, unwrapped.
pub(crate) struct TenantKeys {
    /// The version of their row.
    pub version: u64,
    /// The largest key number so far.
    last: u64,
    keys: BTreeMap<u64, PayloadKey>,
}

impl TenantKeys {
    /// Whether a key still exists.
    pub fn has(&self, number: u64) -> bool {
        self.keys.contains_key(&number)
    }

    /// The newest key, which seals new payloads.
    pub fn newest(&self) -> Option<(u64, &PayloadKey)> {
        self.keys.last_key_value().map(|(number, key)| (*number, key))
    }
}

/// The effect sink that receives changes of keys.
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

/// The payload keys of all tenants, as this node knows them.
pub(crate) struct Payloads {
    consensus: Arc<dyn Consensus>,
    changes: Arc<PayloadKeyChanges>,
    applied: watch::Receiver<u64>,
    /// The secrets key, which wraps the payload keys.
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

    /// Returns a tenant's keys as of the applied index; `None` while its payloads are not sealed.
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

    /// Returns a tenant's keys as of the newest tables.
    pub fn standing(&self, tenant: &str) -> Result<Option<Arc<TenantKeys>>, KeysError> {
        let view = self.consensus.view()?;
        let row = tables::payload_keys::get(view.as_ref(), tenant)?;
        let keys = row.map(|row| unwrapped(self.secrets.as_deref(), tenant, &row));
        Ok(keys.transpose()?.map(Arc::new))
    }

    /// The secrets key; without it this node can neither seal nor open.
    pub fn secrets(&self) -> Option<&SecretsKey> {
        self.secrets.as_deref()
    }
}

/// An error of loading a tenant's keys or of opening its payloads.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    /// The tables cannot be read.
    #[error(transparent)]
    Tables(#[from] Failure),
    /// The keys exist, and this node cannot unwrap them.
    #[error(transparent)]
    Unopened(#[from] Unopened),
    /// The sealed data was altered.
    #[error("the stored payload of {place} of tenant {tenant} does not open: {error}")]
    Damaged {
        tenant: String,
        place: String,
        error: minoots_seal::Error,
    },
}

/// Keys that this node cannot unwrap.
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

/// Prevents the start of a node that cannot unwrap the existing keys.
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

/// The tenants whose payloads are sealed, and the version of their keys.
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

/// The context to which a payload is sealed: a place within its tenant.
fn use_of<'a>(tenant: &'a str, place: &'a str) -> Use<'a> {
    Use {
        tenant,
        object: place,
        what: "payload",
    }
}

/// The place of a schedule's template, and of all timers that the schedule makes.
fn schedule_place(id: &str) -> String {
    format!("schedules/{id}")
}

/// The place of all versions of a checkpoint.
fn checkpoint_place(execution: &str, name: &str) -> String {
    format!("executions/{execution}/checkpoints/{name}")
}
