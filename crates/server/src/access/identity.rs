//! Whoever shows a credential that holds, as the server knows them.

use super::roles::Permissions;
use minoots_kernel::internal::CredentialRow;
use minoots_wire::credential::SYSTEM;

/// Somebody, as the server knows it.
#[derive(Debug)]
pub(crate) struct Identity {
    pub tenant: String,
    pub actor: String,
    /// The id of the credential; empty where none was asked for.
    pub credential: String,
    pub roles: Vec<String>,
    pub(super) permissions: Permissions,
    /// When it ends; `None` if that is not known.
    pub(super) expires: Option<i64>,
    /// Its credential is a key of the key service, which can be revoked: neither the root key nor none at all.
    pub(super) is_revocable: bool,
}

impl Identity {
    /// Of the bearer of a key.
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

    /// Of the bearer of the root key.
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

/// The bearer of a key, as records name them; empty of one that is not known.
pub(super) fn actor_of(id: &str) -> String {
    match id {
        "" => String::new(),
        id => format!("key:{id}"),
    }
}
