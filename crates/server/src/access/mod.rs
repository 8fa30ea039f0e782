//! Authentication and authorisation of every request, whatever protocol it uses.
//!
//! [`AccessLayer`](crate::layers) stands in front of the services on the node that answers. It reads the credential and
//! looks it up in this node's tables. It compares the permissions with those that the method needs, and passes the
//! request on with a [`Principal`]. Invariants:
//! - A path that [`methods`] does not declare needs an identity. A rejected request has reached no handler.
//! - A handler takes the tenant from the [`Principal`] and from nowhere else.
//! - A key that is unknown, revoked, expired or mistyped gets one response, in about the same time.
//! - Without a root key no caller needs a credential; a credential that a caller does send is still checked.

use crate::denials::{Denial, Denials};
use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use minoots_kernel::{Effect, Failure, internal::CredentialRow, tables};
use minoots_sequencer::{
    clock::Clock,
    consensus::{Consensus, EffectSink, Moment, Position},
};
use minoots_wire::{
    error::{Reason, status},
    executions,
    method::Needs,
};
use std::{fmt, net::IpAddr, sync::Arc, time::Duration};
use tokio::sync::watch;
use tonic::{Code, Status};

mod identity;
mod key;
pub(crate) mod load;
mod methods;
mod principal;
mod roles;
mod root;
mod stranger;

pub(crate) use identity::Identity;
pub use key::ApiKey;
pub use load::CallerLimits;
pub(crate) use minoots_wire::method::Permission;
pub(crate) use principal::Principal;
pub(crate) use roles::{named, names as role_names, with as roles_with};
pub use root::{RootKey, RootKeyError};

use identity::actor_of;
use roles::Permissions;
use stranger::{Stranger, ambiguous, invalid, missing};

/// The tenant of all callers on a node without access control, and the key that selects it explicitly.
pub(crate) const DEV: &str = "dev";
/// The digest to compare with the secret of an unknown key.
const NO_DIGEST: [u8; 32] = [0; 32];
/// The longest interval between two checks of the credential of an open stream.
const LOOK_INTERVAL: Duration = Duration::from_secs(60);

/// The permission that an event of this type needs. An event that records a decision requires the permission to decide,
/// whichever call writes it.
pub(crate) fn to_emit(kind: &str) -> Permission {
    match kind {
        kind if executions::is_decision(kind) => Permission::ApprovalDecide,
        _ => Permission::EventWrite,
    }
}

fn text_of(source: Option<IpAddr>) -> String {
    source.map(|source| source.to_string()).unwrap_or_default()
}

/// The error of a handler that was reached without the access layer: a defect of MINOOTS.
fn unguarded() -> Status {
    status(Code::Internal, Reason::Internal, "the request was not checked").build()
}

/// The access control of a node.
pub(crate) struct Access {
    consensus: Arc<dyn Consensus>,
    clock: Clock,
    /// The root key. Without one, callers need no credential.
    root: Option<RootKey>,
    dev: Arc<Identity>,
    denials: Arc<Denials>,
    /// Counts revoked credentials, for the streams that they opened.
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
            root,
            dev: Arc::new(dev),
            revoked: revocations.0.clone(),
            on_failure,
        }
    }

    /// Checks a request for a path and returns its caller; `None` for paths that need no credential.
    pub fn admit(
        self: &Arc<Self>,
        path: &str,
        headers: &HeaderMap,
        source: Option<IpAddr>,
    ) -> Result<Option<Principal>, Status> {
        let (needs, method) = methods::of(path);
        if needs == Needs::Nothing {
            return Ok(None);
        }
        // Reads the count before the tables, which then contain every revocation that is counted.
        let revoked = *self.revoked.borrow();
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
            access: Arc::clone(self),
            revoked,
            policy_version: None,
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
        // Compares once for any key, so that the time does not reveal whether a key with that id exists.
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

    /// The denials since the last record of them.
    pub fn denials(&self) -> &Denials {
        &self.denials
    }

    /// Whether a request would be rejected before it reaches a handler. Records nothing.
    pub fn refuses(&self, path: &str, headers: &HeaderMap) -> bool {
        let (needs, _) = methods::of(path);
        if needs == Needs::Nothing {
            return false;
        }
        match (self.identity(headers), needs) {
            (Ok(identity), Needs::Permission(permission)) => !identity.permissions.contains(permission),
            (Ok(_), _) => false,
            (Err(_), _) => true,
        }
    }

    /// Checks that the credential is still valid once the request's message has arrived. Reads the tables only if a
    /// credential was revoked meanwhile, or if this one has expired.
    fn check_again(&self, who: &Principal) -> Result<(), Status> {
        let has_expired = || {
            who.identity()
                .expires
                .is_some_and(|expires| expires <= self.clock.now())
        };
        match who.may_end() && (*self.revoked.borrow() != who.revoked || has_expired()) {
            true => self.look_again(who),
            false => Ok(()),
        }
    }

    fn look_again(&self, who: &Principal) -> Result<(), Status> {
        match self.row(&who.identity().credential)? {
            Some(row) if self.holds(&row) => Ok(()),
            _ => Err(invalid().status),
        }
    }

    /// Resolves when the caller of a stream loses it: its credential was revoked or has expired.
    pub async fn ended(&self, who: &Principal) -> Status {
        if !who.may_end() {
            return std::future::pending().await;
        }
        let identity = who.identity();
        let mut revoked = self.revoked.subscribe();
        loop {
            if let Err(status) = self.look_again(who) {
                return status;
            }
            let left = identity.expires.map_or(LOOK_INTERVAL, |expires| {
                let left = u64::try_from(expires.saturating_sub(self.clock.now())).unwrap_or(0);
                LOOK_INTERVAL.min(Duration::from_nanos(left).max(Duration::from_millis(1)))
            });
            // A dropped sender means that the node stops, which ends streams by itself.
            let _ = tokio::time::timeout(left, revoked.changed()).await;
        }
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Access").finish_non_exhaustive()
    }
}

/// The effect sink that counts revoked credentials.
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

/// The token after `Bearer`.
fn bearer(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
