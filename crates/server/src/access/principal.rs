//! The caller, as a handler knows it.

use super::{Access, Identity, Permission, text_of, unguarded};
use crate::denials::Denial;
use http::HeaderValue;
use minoots_kernel::internal::Caller;
use minoots_wire::error::{Reason, status};
use std::{net::IpAddr, sync::Arc};
use tonic::{
    Code, Status,
    metadata::{MetadataMap, MetadataValue},
};

/// The caller, and where it calls from. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub(super) identity: Arc<Identity>,
    pub(super) source: Option<IpAddr>,
    /// The credential that it showed, to be shown again where a request is passed on. Marked as sensitive.
    pub(super) shown: Option<HeaderValue>,
    /// The method that it calls; empty where that is none.
    pub(super) method: &'static str,
    pub(super) access: Arc<Access>,
    /// Credentials that were revoked before it was let in.
    pub(super) revoked: u64,
    /// The version of the policy that judged what its request names, plus one; 0: none was asked.
    pub(super) policy_plus_one: u64,
}

impl Principal {
    /// Resolves when the credential that it showed ends.
    pub async fn ended(&self) -> Status {
        self.access.ended(self).await
    }

    /// The same, with what judged the resources that its request names.
    pub fn judged_by(&mut self, policy_plus_one: u64) {
        self.policy_plus_one = policy_plus_one;
    }

    /// Whether a judgement by this version agrees with the one of the resources that its request names.
    pub fn is_judged_as(&self, policy_plus_one: u64) -> bool {
        [0, policy_plus_one].contains(&self.policy_plus_one)
    }

    /// Of a request that the layer has let through, with its message.
    ///
    /// # Errors
    /// `CREDENTIALS_INVALID` if its credential has ended while the message came.
    pub fn admitted<T>(request: tonic::Request<T>) -> Result<(Principal, T), Status> {
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

    /// Its permissions, by name.
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
