//! The identity behind a valid credential.

use super::roles::Permissions;
use minoots_kernel::internal::CredentialRow;
use minoots_wire::credential::SYSTEM;

/// An authenticated identity.
#[derive(Debug)]
pub(crate) struct Identity {
    pub tenant: String,
    pub actor: String,
    /// The id of the credential; empty on a node that requires none.
    pub credential: String,
    pub roles: Vec<String>,
    pub(super) permissions: Permissions,
    /// When the credential expires; `None` if that is not known.
    pub(super) expires: Option<i64>,
    /// The credential is a key of the key service, which can be revoked, and not the root key.
    pub(super) is_revocable: bool,
}

impl Identity {
    /// The identity of an API key.
    pub fn of_key(id: &str, row: CredentialRow) -> Identity {
        Identity {
            permissions: Permissions::of(row.roles.iter().map(String::as_str)),
            tenant: row.tenant,
            actor: actor_of(id),
            credential: id.to_owned(),
            roles: row.roles,
            expires: (row.expire_time != 0).then_some(row.expire_time),
            is_revocable: true,
        }
    }

    /// The identity of the root key.
    pub fn root(id: &str) -> Identity {
        let role = "cluster-admin";
        Identity {
            tenant: SYSTEM.to_owned(),
            actor: "root".to_owned(),
            credential: id.to_owned(),
            roles: vec![role.to_owned()],
            permissions: Permissions::of([role]),
            expires: None,
            is_revocable: false,
        }
    }
}

/// The name of a key's bearer in records; empty for an unknown key.
pub(super) fn actor_of(id: &str) -> String {
    match id {
        "" => String::new(),
        id => format!("key:{id}"),
    }
}
