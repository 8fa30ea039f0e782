//! The caller, as a handler sees it.

use super::{Access, Identity, Permission, text_of, unguarded};
use crate::denials::Denial;
use http::HeaderValue;
use minoots_kernel::{internal::Caller, plus_one};
use minoots_wire::error::{Reason, status};
use minoots_wire::rules::{self, Ruled, Unjudged};
use std::{net::IpAddr, sync::Arc};
use tonic::{
    Code, Status,
    metadata::{MetadataMap, MetadataValue},
};

/// The caller and its source address. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub(super) identity: Arc<Identity>,
    pub(super) source: Option<IpAddr>,
    /// The credential of the request, which a forwarded request carries again. Marked as sensitive.
    pub(super) shown: Option<HeaderValue>,
    /// The method of the call; empty if the path is no method.
    pub(super) method: &'static str,
    pub(super) access: Arc<Access>,
    /// The number of credentials revoked before its admission.
    pub(super) revoked: u64,
    /// The policy version that was evaluated for the resources named in its request; `None` if none was.
    pub(super) policy_version: Option<u64>,
}

impl Principal {
    /// Resolves when its credential ends.
    pub async fn ended(&self) -> Status {
        self.access.ended(self).await
    }

    /// Sets the policy version that was evaluated for the resources named in its request.
    pub fn judged_by(&mut self, policy_version: u64) {
        self.policy_version = Some(policy_version);
    }

    /// Whether an evaluation by this version agrees with the one for the resources named in its request.
    pub fn is_judged_as(&self, policy_version: u64) -> bool {
        self.policy_version.is_none_or(|judged| judged == policy_version)
    }

    /// The caller of a request that the access layer admitted, and the request's message. Every call of the API begins
    /// here, so that the rules of fields hold on every surface.
    ///
    /// # Errors
    /// - `CREDENTIALS_INVALID` if its credential ended while the message arrived.
    /// - The message breaks rules of its fields; the refusal lists all of them.
    pub fn admitted<T: Ruled>(request: tonic::Request<T>) -> Result<(Principal, T), Status> {
        let (who, message) = Self::streaming(request)?;
        rules::check(&message)?;
        Ok((who, message))
    }

    /// The caller of a request that the access layer admitted, and the request. The handler judges its fields together
    /// with other checks, so that a refusal lists all faults.
    ///
    /// # Errors
    /// `CREDENTIALS_INVALID` if its credential ended while the message arrived.
    pub fn unjudged<T: Ruled>(request: tonic::Request<T>) -> Result<(Principal, Unjudged<T>), Status> {
        let (who, message) = Self::streaming(request)?;
        Ok((who, Unjudged::new(message)))
    }

    /// The caller of a stream of requests that the access layer admitted, and the stream. Each of its messages is
    /// judged as it arrives.
    ///
    /// # Errors
    /// `CREDENTIALS_INVALID` if its credential ended while the request arrived.
    pub fn streaming<T>(request: tonic::Request<T>) -> Result<(Principal, T), Status> {
        let (_, mut extensions, message) = request.into_parts();
        let who = extensions.remove::<Principal>().ok_or_else(unguarded)?;
        who.access.check_again(&who)?;
        Ok((who, message))
    }

    pub fn tenant(&self) -> &str {
        &self.identity.tenant
    }

    /// Its name in records.
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

    /// The names of its permissions.
    pub fn permissions(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.identity.permissions.names()
    }

    /// Adds its credential to a request on its behalf.
    pub fn show(&self, metadata: &mut MetadataMap) {
        if let Some(shown) = &self.shown
            && let Ok(value) = MetadataValue::try_from(shown.as_bytes())
        {
            metadata.insert("authorization", value);
        }
    }

    /// The caller in the form of commands.
    pub fn caller(&self, request_id: &str) -> Caller {
        let identity = &*self.identity;
        let source = self.source.filter(|_| !identity.credential.is_empty());
        Caller {
            tenant: identity.tenant.clone(),
            actor: identity.actor.clone(),
            request_id: request_id.to_owned(),
            credential: identity.credential.clone(),
            source: source.map(|source| source.to_string()).unwrap_or_default(),
            policy_plus_one: plus_one::store(self.policy_version),
            payload_keys_version: 0,
        }
    }

    /// Its source address.
    pub fn source(&self) -> Option<IpAddr> {
        self.source
    }

    pub fn has(&self, permission: Permission) -> bool {
        self.identity.permissions.contains(permission)
    }

    /// Rejects a caller without this permission.
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

    /// Records a denial for the audit. `object` is a permission, a rule or another tenant.
    pub fn denied(&self, reason: Reason, object: &str) {
        let identity = &*self.identity;
        self.access.denials.add(Denial {
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
