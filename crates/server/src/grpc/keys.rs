//! `minoots.admin.v1.KeyService`: API keys.
//!
//! A tenant administrator creates and revokes keys of its tenant. A cluster administrator does so for any tenant, which
//! is how a tenant begins. Only a cluster administrator grants roles that reach beyond one tenant.

use super::trust;
use crate::{
    access::{self, ApiKey, Permission, Principal},
    app::{App, CommandWriter, StateReader},
    listener::Arrival,
    page::Page,
    refusal,
    validate::{Violations, violation},
};
use minoots_kernel::{
    Reply, id,
    internal::{CreateCredential, CredentialRow, RevokeCredential, command::Command},
};
use minoots_sequencer::Priority;
use minoots_wire::rules::Unjudged;
use minoots_wire::{
    admin::v1::{
        CreateKeyRequest, CreateKeyResponse, ExchangeTokenRequest, ExchangeTokenResponse, GetCallerRequest,
        GetCallerResponse, GetKeyRequest, GetKeyResponse, GetTrustRequest, GetTrustResponse, Key, ListKeysRequest,
        ListKeysResponse, RevokeKeyRequest, RevokeKeyResponse, SetTrustRequest, SetTrustResponse,
        key_service_server::KeyService,
    },
    credential::SYSTEM,
    error::{Reason, status},
    time::instant,
    well_known::Timestamp,
};
use tonic::{Code, Request, Response, Status};

/// The longest life of a key, nanoseconds.
const LIFE_MAX: i64 = 10 * 366 * 24 * 3_600 * 1_000_000_000;

/// The implementation of the service.
#[derive(Clone)]
pub(crate) struct KeyApi(pub App);

#[tonic::async_trait]
impl KeyService for KeyApi {
    async fn create_key(&self, request: Request<CreateKeyRequest>) -> Result<Response<CreateKeyResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        create(&self.0, &who, request).await.map(Response::new)
    }

    async fn get_key(&self, request: Request<GetKeyRequest>) -> Result<Response<GetKeyResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        let tenant = tenant_named(&who, &request.tenant)?;
        checked_id(&request.id)?;
        let (state, _) = self.0.reader.read(None).await?;
        let found = state.credential(&request.id)?;
        // Another tenant's key gets the same response as a missing one.
        let row = found
            .filter(|row| row.tenant == tenant)
            .ok_or_else(refusal::key_not_found)?;
        let key = Some(shown(request.id, row));
        Ok(Response::new(GetKeyResponse { key }))
    }

    async fn list_keys(&self, request: Request<ListKeysRequest>) -> Result<Response<ListKeysResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        list(&self.0.reader, &who, &request).await.map(Response::new)
    }

    async fn revoke_key(&self, request: Request<RevokeKeyRequest>) -> Result<Response<RevokeKeyResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        revoke(&self.0.writer, &who, request).await.map(Response::new)
    }

    async fn set_trust(&self, request: Request<SetTrustRequest>) -> Result<Response<SetTrustResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        trust::set(&self.0, &who, request).await.map(Response::new)
    }

    async fn get_trust(&self, request: Request<GetTrustRequest>) -> Result<Response<GetTrustResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        trust::get(&self.0.reader, &who, request).await.map(Response::new)
    }

    async fn exchange_token(
        &self,
        request: Request<ExchangeTokenRequest>,
    ) -> Result<Response<ExchangeTokenResponse>, Status> {
        let source = request.extensions().get::<Arrival>().map(|arrival| arrival.peer.ip());
        let request = request.into_inner();
        trust::exchange(&self.0, source, request).await.map(Response::new)
    }

    async fn get_caller(&self, request: Request<GetCallerRequest>) -> Result<Response<GetCallerResponse>, Status> {
        let (who, GetCallerRequest {}) = Principal::admitted(request)?;
        let identity = who.identity();
        Ok(Response::new(GetCallerResponse {
            tenant: identity.tenant.clone(),
            actor: identity.actor.clone(),
            key_id: identity.credential.clone(),
            roles: identity.roles.clone(),
            permissions: who.permissions().map(str::to_owned).collect(),
        }))
    }
}

/// The tenant of a request, if the caller may administer it.
pub(super) fn tenant_of(who: &Principal, named: &str) -> Result<String, Status> {
    if who.has(Permission::ClusterAdmin) {
        return match named {
            "" => Ok(who.tenant().to_owned()),
            _ => Ok(named.to_owned()),
        };
    }
    who.needs(Permission::TenantAdmin)?;
    own_tenant(who, named)
}

/// The tenant that a request writes for, or searches for a key. A credential of `system` must name it, because a
/// forgotten name would mean the operators' own tenant.
pub(super) fn tenant_named(who: &Principal, named: &str) -> Result<String, Status> {
    if named.is_empty() && who.tenant() == SYSTEM {
        let description = "is required with a credential of tenant system, which has no timers of its own; name system itself for the operators";
        return Err(violation("tenant", Reason::TenantRequired, description));
    }
    tenant_of(who, named)
}

/// The tenant whose records a request reads. The caller may read records; those of any tenant only as a cluster
/// administrator.
pub(super) fn tenant_of_reader(who: &Principal, named: &str) -> Result<String, Status> {
    match named {
        "" => Ok(who.tenant().to_owned()),
        _ if who.has(Permission::ClusterAdmin) => Ok(named.to_owned()),
        _ => own_tenant(who, named),
    }
}

fn own_tenant(who: &Principal, named: &str) -> Result<String, Status> {
    if named.is_empty() || named == who.tenant() {
        return Ok(who.tenant().to_owned());
    }
    who.denied(Reason::TenantForbidden, "");
    let message = "this credential belongs to another tenant; leave `tenant` empty for its own";
    Err(status(Code::PermissionDenied, Reason::TenantForbidden, message).build())
}

fn checked_id(id: &str) -> Result<(), Status> {
    if ApiKey::is_id(id) {
        return Ok(());
    }
    let description = "must be the 12 digits of a key's id, which stand between the first two underscores of the key";
    Err(violation("id", Reason::IdCharset, description))
}

async fn create(app: &App, who: &Principal, request: Unjudged<CreateKeyRequest>) -> Result<CreateKeyResponse, Status> {
    let (request, mut violations) = request.judge();
    let tenant = violations.absorb(tenant_named(who, &request.tenant))?;
    let roles = roles(&mut violations, who, request.roles);
    let expire_time = expiry(&mut violations, request.expire_time.as_ref(), app.clock.now());
    violations.finish()?;
    app.writer.check_growth()?;
    let key = fresh()?;
    let command = Command::CreateCredential(CreateCredential {
        caller: Some(who.caller("")),
        tenant: tenant.clone(),
        id: key.id().to_owned(),
        name: request.name.clone(),
        roles: roles?,
        secret_digest: key.digest().to_vec(),
        expire_time,
    });
    let (at, reply) = app.writer.propose(command, Priority::Normal).await?;
    let Reply::Done = reply else {
        return Err(refusal::unexpected_reply());
    };
    let state = app.reader.state()?;
    let row = state.credential(key.id())?;
    Ok(CreateKeyResponse {
        key: row.map(|row| shown(key.id().to_owned(), row)),
        secret: key.text().to_owned(),
        shard: id::SHARD,
        commit_index: at.index,
    })
}

/// Generates a key.
pub(super) fn fresh() -> Result<ApiKey, Status> {
    ApiKey::generate().map_err(|error| {
        tracing::error!(%error, "the operating system gives no randomness");
        status(Code::Internal, Reason::Internal, "no randomness for a secret").build()
    })
}

/// Checks roles: each must exist, and the caller must be able to grant it. Returns each once.
fn roles(violations: &mut Violations, who: &Principal, mut names: Vec<String>) -> Result<Vec<String>, Status> {
    names.sort_unstable();
    names.dedup();
    for name in &names {
        match access::named(name) {
            None => {
                let description = format!(
                    "has a role that does not exist: must be of {}",
                    access::role_names().join(", ")
                );
                violations.add("roles", Reason::RoleUnknown, description);
                break;
            }
            Some(role) if role.of_cluster && !who.has(Permission::ClusterAdmin) => {
                who.needs(Permission::ClusterAdmin)?;
            }
            Some(_) => {}
        }
    }
    Ok(names)
}

/// The expiry; 0 for never.
fn expiry(violations: &mut Violations, asked: Option<&Timestamp>, now: i64) -> i64 {
    let Some(asked) = asked else { return 0 };
    match instant::from_proto(asked) {
        Ok(time) if (now.saturating_add(1)..=now.saturating_add(LIFE_MAX)).contains(&time) => time,
        Ok(_) => {
            let description = "must be in the future, and at most ten years ahead";
            violations.add("expire_time", Reason::ExpireTime, description);
            0
        }
        Err(error) => {
            violations.add("expire_time", Reason::TimestampRange, error.to_string());
            0
        }
    }
}

async fn list(reader: &StateReader, who: &Principal, request: &ListKeysRequest) -> Result<ListKeysResponse, Status> {
    let tenant = tenant_of(who, &request.tenant)?;
    let page = Page::asked(format!("keys {tenant}"), request.page_size, &request.page_token)?;
    let (state, _) = reader.read_many(&tenant, None).await?;
    let (keys, last) = state.credentials(&tenant, &page.portion)?;
    Ok(ListKeysResponse {
        next_page_token: page.next(last),
        keys: keys.into_iter().map(|(id, row)| shown(id, row)).collect(),
    })
}

async fn revoke(
    writer: &CommandWriter,
    who: &Principal,
    request: RevokeKeyRequest,
) -> Result<RevokeKeyResponse, Status> {
    let tenant = tenant_named(who, &request.tenant)?;
    checked_id(&request.id)?;
    let command = Command::RevokeCredential(RevokeCredential {
        caller: Some(who.caller("")),
        tenant,
        id: request.id,
        reason: request.reason,
    });
    let (at, reply) = writer.propose(command, Priority::Urgent).await?;
    let Reply::Done = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(RevokeKeyResponse {
        shard: id::SHARD,
        commit_index: at.index,
    })
}

pub(super) fn shown(id: String, row: CredentialRow) -> Key {
    let time = |nanos: i64| (nanos != 0).then(|| instant::to_proto(nanos));
    Key {
        id,
        tenant: row.tenant,
        name: row.name,
        roles: row.roles,
        create_time: time(row.create_time),
        expire_time: time(row.expire_time),
        created_by: row.created_by,
        revoke_time: time(row.revoke_time),
        revoked_by: row.revoked_by,
        revoke_reason: row.revoke_reason,
    }
}
