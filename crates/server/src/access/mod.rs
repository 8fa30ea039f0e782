//! Who asks, and may it: one place for every request, whatever surface it came by.
//!
//! [`AccessLayer`] stands in front of the services on the node that answers. It reads the credential, looks it up in this node's tables,
//! compares what it may do with what the method needs, and lets the request go on with a [`Principal`]. Invariants:
//! - What is not declared in [`methods`] needs an identity; what is refused has reached no handler.
//! - A handler takes the tenant from the [`Principal`] and from nowhere else.
//! - A key that is unknown, revoked, expired or mistyped gets one answer, in about the same time.
//! - Without a root key nobody is asked for a credential; whoever shows one is still held to it.

use crate::audit::{Denial, Denials};
use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use methods::{Needs, Table};
use minoots_kernel::{
    Effect, Failure,
    internal::{Caller, CredentialRow},
    tables,
};
use minoots_sequencer::{
    clock::Clock,
    consensus::{Consensus, EffectSink, Moment, Position},
};
use minoots_wire::{
    error::{Reason, status},
    executions,
};
use std::{net::IpAddr, sync::Arc, time::Duration};
use tokio::sync::watch;
use tonic::{
    Code, Status,
    metadata::{MetadataMap, MetadataValue},
};

mod identity;
mod key;
mod layer;
mod load;
mod methods;
mod roles;
mod root;
mod stranger;

pub(crate) use identity::Identity;
pub use key::ApiKey;
pub(crate) use layer::AccessLayer;
pub use load::CallerLimits;
pub(crate) use roles::{Permission, named, names as role_names, with as roles_with};
pub use root::{RootKey, RootKeyError};

use identity::actor_of;
use roles::Permissions;
use stranger::{Stranger, ambiguous, invalid, missing};

/// The tenant of everyone where nobody is asked for a credential, and the key that says so in words.
pub(crate) const DEV: &str = "dev";
/// The tenant of the root key, which has no timers.
pub(crate) const SYSTEM: &str = "system";
/// Compared with the secret of an unknown key.
const NO_DIGEST: [u8; 32] = [0; 32];
/// A stream looks again at the credential that opened it no later than this.
const LOOK_INTERVAL: Duration = Duration::from_secs(60);

/// Who asks, and from where. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    identity: Arc<Identity>,
    source: Option<IpAddr>,
    /// What it showed, to be shown again where a request is passed on. Marked as sensitive.
    shown: Option<HeaderValue>,
    /// What it asks for, where that is a method.
    method: &'static str,
    denials: Arc<Denials>,
    /// The version of the policy that judged what its request names, plus one; 0: none was asked.
    policy_plus_one: u64,
}

impl Principal {
    /// The same, with what judged the resources that its request names.
    pub fn judged_by(&mut self, policy_plus_one: u64) {
        self.policy_plus_one = policy_plus_one;
    }

    /// Whether a judgement by this version agrees with the one of the resources that its request names.
    pub fn is_judged_as(&self, policy_plus_one: u64) -> bool {
        [0, policy_plus_one].contains(&self.policy_plus_one)
    }

    /// Of a request that the layer has let through, with its message.
    pub fn admitted<T>(request: tonic::Request<T>) -> Result<(Principal, T), Status> {
        let (_, mut extensions, message) = request.into_parts();
        let who = extensions.remove::<Principal>();
        who.map(|who| (who, message)).ok_or_else(unguarded)
    }

    /// Of the extensions of a request that the layer has let through.
    pub fn of(extensions: &tonic::Extensions) -> Result<Principal, Status> {
        extensions.get::<Principal>().cloned().ok_or_else(unguarded)
    }

    pub fn tenant(&self) -> &str {
        &self.identity.tenant
    }

    /// Who it is, as records name it.
    pub fn actor(&self) -> &str {
        &self.identity.actor
    }

    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Whether its credential can be revoked or expire.
    pub fn may_end(&self) -> bool {
        self.identity.is_revocable
    }

    /// What it may do, by name.
    pub fn permissions(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.identity.permissions.names()
    }

    /// Shows the same credential in a request that is made for it.
    pub fn show(&self, metadata: &mut MetadataMap) {
        if let Some(shown) = &self.shown
            && let Ok(value) = MetadataValue::try_from(shown.as_bytes())
        {
            metadata.insert("authorization", value);
        }
    }

    /// As commands name it.
    pub fn caller(&self, request_id: &str) -> Caller {
        let identity = &*self.identity;
        let source = self.source.filter(|_| !identity.credential.is_empty());
        Caller {
            tenant: identity.tenant.clone(),
            actor: identity.actor.clone(),
            request_id: request_id.to_owned(),
            credential: identity.credential.clone(),
            source: source.map(|source| source.to_string()).unwrap_or_default(),
            policy_plus_one: self.policy_plus_one,
            payload_keys_version: 0,
        }
    }

    /// Where it called from.
    pub fn source(&self) -> Option<IpAddr> {
        self.source
    }

    pub fn has(&self, permission: Permission) -> bool {
        self.identity.permissions.contains(permission)
    }

    /// Refuses whoever may not.
    pub fn needs(&self, permission: Permission) -> Result<(), Status> {
        if self.has(permission) {
            return Ok(());
        }
        let roles = match self.identity.roles.as_slice() {
            [] => "no role".to_owned(),
            roles => format!("as {}", roles.join(" and ")),
        };
        let message = format!(
            "this needs the permission {}, which this credential does not have ({roles})",
            permission.name()
        );
        self.denied(Reason::RoleInsufficient, permission.name());
        Err(status(Code::PermissionDenied, Reason::RoleInsufficient, message)
            .metadata("permission", permission.name())
            .build())
    }

    /// Something is refused to it, which the audit is to tell. `object` is a permission, a rule or another tenant.
    pub fn denied(&self, reason: Reason, object: &str) {
        let identity = &*self.identity;
        self.denials.add(Denial {
            tenant: identity.tenant.clone(),
            reason: reason.text(),
            method: self.method,
            actor: identity.actor.clone(),
            credential: identity.credential.clone(),
            source: text_of(self.source),
            object: object.to_owned(),
        });
    }
}

/// What the author of an event of this type needs: the one that records a decision is written by nobody who may not decide, whichever call
/// writes it.
pub(crate) fn to_emit(kind: &str) -> Permission {
    match kind {
        executions::APPROVAL_DECIDED => Permission::ApprovalDecide,
        _ => Permission::EventWrite,
    }
}

fn text_of(source: Option<IpAddr>) -> String {
    source.map(|source| source.to_string()).unwrap_or_default()
}

/// A handler was reached without having passed the layer: a defect of ours.
fn unguarded() -> Status {
    status(Code::Internal, Reason::Internal, "the request was not checked").build()
}

/// What decides.
pub(crate) struct Access {
    consensus: Arc<dyn Consensus>,
    clock: Clock,
    table: Table,
    /// Without one, nobody is asked for a credential.
    root: Option<RootKey>,
    dev: Arc<Identity>,
    denials: Arc<Denials>,
    /// Counts credentials that were revoked, for the streams that they opened.
    revoked: watch::Sender<u64>,
    on_failure: Arc<dyn Fn(Failure) + Send + Sync>,
}

impl Access {
    pub fn new(
        consensus: Arc<dyn Consensus>,
        clock: Clock,
        root: Option<RootKey>,
        revocations: &Revocations,
        on_failure: Arc<dyn Fn(Failure) + Send + Sync>,
    ) -> Access {
        let dev = Identity {
            tenant: DEV.to_owned(),
            actor: DEV.to_owned(),
            credential: String::new(),
            roles: Vec::new(),
            permissions: Permissions::all(),
            expires: None,
            is_revocable: false,
        };
        Access {
            consensus,
            denials: Arc::new(Denials::new(clock.clone())),
            clock,
            table: Table::new(),
            root,
            dev: Arc::new(dev),
            revoked: revocations.0.clone(),
            on_failure,
        }
    }

    /// Whether a request for a path may go on, and as whom: nobody in particular where that does not matter.
    fn admit(&self, path: &str, headers: &HeaderMap, source: Option<IpAddr>) -> Result<Option<Principal>, Status> {
        let (needs, method) = self.table.of(path);
        if needs == Needs::Nothing {
            return Ok(None);
        }
        let identity = self.identity(headers).map_err(|stranger| {
            if let Some(reason) = stranger.reason {
                self.denials.add(Denial {
                    tenant: stranger.tenant,
                    reason: reason.text(),
                    method,
                    actor: actor_of(&stranger.credential),
                    credential: stranger.credential,
                    source: text_of(source),
                    ..Denial::default()
                });
            }
            stranger.status
        })?;
        let mut shown = headers.get(AUTHORIZATION).cloned();
        if let Some(shown) = &mut shown {
            shown.set_sensitive(true);
        }
        let who = Principal {
            identity,
            source,
            shown,
            method,
            denials: Arc::clone(&self.denials),
            policy_plus_one: 0,
        };
        if let Needs::Permission(permission) = needs {
            who.needs(permission)?;
        }
        Ok(Some(who))
    }

    fn identity(&self, headers: &HeaderMap) -> Result<Arc<Identity>, Stranger> {
        let mut shown = headers.get_all(AUTHORIZATION).iter();
        let credential = match (shown.next(), shown.next()) {
            (None, _) if self.root.is_none() => return Ok(self.dev.clone()),
            (None, _) => return Err(missing()),
            (Some(_), Some(_)) => return Err(ambiguous()),
            (Some(credential), None) => bearer(credential).ok_or_else(invalid)?,
        };
        if credential == DEV && self.root.is_none() {
            return Ok(self.dev.clone());
        }
        let key = ApiKey::parse(credential).ok_or_else(invalid)?;
        let row = self.row(key.id())?;
        let of_root = self.root.as_ref().and_then(|root| root.digest(key.id()));
        let of_root = of_root.unwrap_or(NO_DIGEST);
        let kept = row.as_ref().map_or(&of_root[..], |row| &row.secret_digest);
        // One comparison whoever is named, so that the time it takes does not tell whether a key of that id is there.
        let right = key.has_digest(kept);
        match row {
            Some(row) if right && self.holds(&row) => Ok(Arc::new(Identity::of_key(key.id(), row))),
            Some(row) if right => Err(invalid().with(row.tenant, key.id())),
            None if right => Ok(Arc::new(Identity::root(key.id()))),
            _ => Err(invalid()),
        }
    }

    fn row(&self, id: &str) -> Result<Option<CredentialRow>, Status> {
        let found = self
            .consensus
            .view()
            .and_then(|view| tables::credential::get(view.as_ref(), id));
        found.map_err(|failure| {
            (self.on_failure)(failure);
            status(
                Code::Internal,
                Reason::Internal,
                "this node's state cannot be read; it stops",
            )
            .build()
        })
    }

    fn holds(&self, row: &CredentialRow) -> bool {
        row.holds(self.clock.now())
    }

    /// What was refused since it was recorded last.
    pub fn denials(&self) -> &Denials {
        &self.denials
    }

    /// Whether a request would be refused before it reached a handler. Nothing is recorded.
    pub fn refuses(&self, path: &str, headers: &HeaderMap) -> bool {
        let (needs, _) = self.table.of(path);
        if needs == Needs::Nothing {
            return false;
        }
        match (self.identity(headers), needs) {
            (Ok(identity), Needs::Permission(permission)) => !identity.permissions.contains(permission),
            (Ok(_), _) => false,
            (Err(_), _) => true,
        }
    }

    /// Resolves when whoever opened a stream may not keep it: the credential was revoked, or has expired.
    pub async fn ended(&self, who: &Principal) -> Status {
        if !who.may_end() {
            return std::future::pending().await;
        }
        let identity = who.identity();
        let id = identity.credential.as_str();
        let mut revoked = self.revoked.subscribe();
        loop {
            match self.row(id) {
                Ok(Some(row)) if self.holds(&row) => {}
                Ok(_) => return invalid().status,
                Err(status) => return status,
            }
            let left = identity.expires.map_or(LOOK_INTERVAL, |expires| {
                let left = u64::try_from(expires.saturating_sub(self.clock.now())).unwrap_or(0);
                LOOK_INTERVAL.min(Duration::from_nanos(left).max(Duration::from_millis(1)))
            });
            // A sender that is gone is a node that stops, which ends streams by itself.
            let _ = tokio::time::timeout(left, revoked.changed()).await;
        }
    }
}

/// Hears of credentials that are revoked.
pub(crate) struct Revocations(watch::Sender<u64>);

impl Revocations {
    pub fn new() -> Revocations {
        Revocations(watch::Sender::new(0))
    }
}

impl EffectSink for Revocations {
    fn applied(&self, _: Position, _: Moment, effects: &[Effect]) {
        if effects.iter().any(|effect| matches!(effect, Effect::Revoked)) {
            self.0.send_modify(|count| *count += 1);
        }
    }
}

/// What stands behind `Bearer`.
fn bearer(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
