//! Payload keys of tenants: rotation, rewrapping and shredding. Keys are generated and wrapped here, before the
//! proposal, and never returned.

use super::{TenantApi, keys::tenant_named};
use crate::{access::Principal, app::App, refusal, validate::violation};
use minoots_kernel::{
    Reply, id,
    internal::{self, PayloadKeyChange, PayloadKeysRow, PutPayloadKeys, command::Command},
    limits::PAYLOAD_KEYS_MAX,
};
use minoots_seal::SecretsKey;
use minoots_sequencer::Priority;
use minoots_wire::{
    admin::v1::{
        PayloadKey, RotatePayloadKeyRequest, RotatePayloadKeyResponse, ShredPayloadKeysRequest,
        ShredPayloadKeysResponse,
    },
    error::{Reason, status},
    time::instant,
};
use tonic::{Code, Status};

pub(super) async fn rotate(
    api: &TenantApi,
    who: &Principal,
    request: RotatePayloadKeyRequest,
) -> Result<RotatePayloadKeyResponse, Status> {
    let work = Work::new(api, who, &request.tenant).await?;
    if request.rewrap_only && work.row.keys.is_empty() {
        let message = "rewrap_only: the tenant has no payload keys yet; leave it out to make the first";
        return Err(status(Code::FailedPrecondition, Reason::PayloadKey, message).build());
    }
    let mut keys = work.rewrapped(|_| true)?;
    let change = if request.rewrap_only {
        PayloadKeyChange::Rewrapped
    } else {
        keys.push(work.generated()?);
        PayloadKeyChange::Rotated
    };
    if keys.len() > PAYLOAD_KEYS_MAX {
        let message = format!(
            "the tenant has {PAYLOAD_KEYS_MAX} payload keys, which is the most; shred those that nothing needs"
        );
        return Err(status(Code::ResourceExhausted, Reason::Quota, message).build());
    }
    let (keys, commit_index) = work.put(keys, change).await?;
    Ok(RotatePayloadKeyResponse {
        keys,
        shard: id::SHARD,
        commit_index,
    })
}

pub(super) async fn shred(
    api: &TenantApi,
    who: &Principal,
    request: ShredPayloadKeysRequest,
) -> Result<ShredPayloadKeysResponse, Status> {
    if request.numbers.is_empty() {
        return Err(violation(
            "numbers",
            Reason::PayloadKey,
            "is required: which keys to shred",
        ));
    }
    let work = Work::new(api, who, &request.tenant).await?;
    let has = |number: &u64| work.row.keys.iter().any(|key| key.number == *number);
    if let Some(absent) = request.numbers.iter().find(|number| !has(number)) {
        return Err(refusal::no_payload_key(*absent));
    }
    let mut keys = work.rewrapped(|key| !request.numbers.contains(&key.number))?;
    // The key with the largest number seals new data, and there must always be one.
    if request.numbers.contains(&work.row.last) {
        keys.push(work.generated()?);
    }
    let (keys, commit_index) = work.put(keys, PayloadKeyChange::Shredded).await?;
    Ok(ShredPayloadKeysResponse {
        keys,
        shard: id::SHARD,
        commit_index,
    })
}

/// The keys of a tenant as messages of the API.
pub(super) fn shown(row: Option<PayloadKeysRow>) -> Vec<PayloadKey> {
    let keys = row.unwrap_or_default().keys.into_iter();
    keys.map(|key| PayloadKey {
        number: key.number,
        create_time: Some(instant::to_proto(key.create_time)),
    })
    .collect()
}

/// One change of one tenant's keys.
struct Work<'a> {
    app: &'a App,
    who: &'a Principal,
    secrets: &'a SecretsKey,
    tenant: String,
    row: PayloadKeysRow,
}

impl<'a> Work<'a> {
    async fn new(api: &'a TenantApi, who: &'a Principal, named: &str) -> Result<Work<'a>, Status> {
        let (tenant, app) = (tenant_named(who, named)?, &api.app);
        let secrets = app.opener.payloads.secrets().ok_or_else(refusal::no_secrets_key)?;
        // All nodes must have the same secrets key; otherwise some could not open keys wrapped here.
        let alike = api.raft.check_secrets_key(secrets.id()).await;
        alike.map_err(|error| refusal::unlike_secrets(&error.to_string()))?;
        let (state, _) = app.reader.read(None).await?;
        let row = state.payload_keys(&tenant)?;
        Ok(Work {
            app,
            who,
            secrets,
            tenant,
            row: row.unwrap_or_default(),
        })
    }

    /// The remaining keys, wrapped by the present secrets key.
    fn rewrapped(&self, stays: impl Fn(&internal::PayloadKey) -> bool) -> Result<Vec<internal::PayloadKey>, Status> {
        let mut keys = Vec::with_capacity(self.row.keys.len() + 1);
        for key in self.row.keys.iter().filter(|key| stays(key)) {
            let mut key = key.clone();
            if !self.secrets.has_sealed(&key.wrapped) {
                let wrapped = minoots_seal::PayloadKey::rewrap(self.secrets, &self.tenant, key.number, &key.wrapped);
                key.wrapped = wrapped.map_err(|error| refusal::unwrapped(key.number, &error))?;
            }
            keys.push(key);
        }
        Ok(keys)
    }

    fn generated(&self) -> Result<internal::PayloadKey, Status> {
        let number = self.row.last + 1;
        let wrapped = minoots_seal::PayloadKey::generate(self.secrets, &self.tenant, number);
        Ok(internal::PayloadKey {
            number,
            wrapped: wrapped.map_err(|error| refusal::unsealed(&error))?,
            create_time: self.app.clock.now(),
        })
    }

    async fn put(
        self,
        keys: Vec<internal::PayloadKey>,
        change: PayloadKeyChange,
    ) -> Result<(Vec<PayloadKey>, u64), Status> {
        let told = shown(Some(PayloadKeysRow {
            keys: keys.clone(),
            ..PayloadKeysRow::default()
        }));
        let command = Command::PutPayloadKeys(PutPayloadKeys {
            caller: Some(self.who.caller("")),
            tenant: self.tenant,
            keys,
            version: self.row.version,
            change: change.into(),
        });
        let (at, reply) = self.app.writer.propose(command, Priority::Urgent).await?;
        match reply {
            Reply::PayloadKeys { .. } => Ok((told, at.index)),
            _ => Err(refusal::unexpected_reply()),
        }
    }
}
