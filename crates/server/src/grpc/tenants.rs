//! `minoots.admin.v1.TenantService`: tenants, their usage, quotas, policies and payload keys.

use super::{keys::tenant_of, payload_keys, policies};
use crate::{access::Principal, app::App, convert, page::Page, refusal, validate::Violations};
use minoots_kernel::{
    Reply, id,
    internal::{self, PayloadKeysRow, SetQuota, TenantRow, command::Command},
};
use minoots_raft::RaftNode;
use minoots_sequencer::Priority;
use minoots_wire::{
    admin::v1::{
        GetPolicyRequest, GetPolicyResponse, GetTenantRequest, GetTenantResponse, ListTenantsRequest,
        ListTenantsResponse, Quota, RotatePayloadKeyRequest, RotatePayloadKeyResponse, SetPolicyRequest,
        SetPolicyResponse, SetQuotaRequest, SetQuotaResponse, ShredPayloadKeysRequest, ShredPayloadKeysResponse,
        Tenant, TryPolicyRequest, TryPolicyResponse, Usage, tenant_service_server::TenantService,
    },
    error::Reason,
    time::duration,
};
use tonic::{Request, Response, Status};

/// The implementation of the service.
#[derive(Clone)]
pub(crate) struct TenantApi {
    pub app: App,
    /// Checks whether all nodes have the same secrets key.
    pub raft: RaftNode,
}

impl TenantApi {
    pub fn new(app: App, raft: RaftNode) -> TenantApi {
        TenantApi { app, raft }
    }
}

#[tonic::async_trait]
impl TenantService for TenantApi {
    async fn get_tenant(&self, request: Request<GetTenantRequest>) -> Result<Response<GetTenantResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        let name = tenant_of(&who, &request.tenant)?;
        let (state, _) = self.app.reader.read(None).await?;
        let row = state.tenant(&name)?;
        let keys = state.payload_keys(&name)?;
        let tenant = Some(shown((name, keys), &row, self.app.clock.now()));
        Ok(Response::new(GetTenantResponse { tenant }))
    }

    async fn list_tenants(
        &self,
        request: Request<ListTenantsRequest>,
    ) -> Result<Response<ListTenantsResponse>, Status> {
        let (_, request) = Principal::admitted(request)?;
        let page = Page::asked("tenants", request.page_size, &request.page_token)?;
        let (state, _) = self.app.reader.read(None).await?;
        let (found, last) = state.tenants(&page.portion)?;
        let now = self.app.clock.now();
        let mut tenants = Vec::with_capacity(found.len());
        for (name, row) in found {
            let keys = state.payload_keys(&name)?;
            tenants.push(shown((name, keys), &row, now));
        }
        Ok(Response::new(ListTenantsResponse {
            next_page_token: page.next(last),
            tenants,
        }))
    }

    async fn set_quota(&self, request: Request<SetQuotaRequest>) -> Result<Response<SetQuotaResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        let (request, mut violations) = request.judge();
        let tenant = violations.absorb(tenant_of(&who, &request.tenant))?;
        let quota = stored(&mut violations, &request.quota.unwrap_or_default());
        violations.finish()?;
        let command = Command::SetQuota(SetQuota {
            caller: Some(who.caller("")),
            tenant,
            quota: Some(quota),
        });
        let (at, reply) = self.app.writer.propose(command, Priority::Urgent).await?;
        let Reply::Done = reply else {
            return Err(refusal::unexpected_reply());
        };
        Ok(Response::new(SetQuotaResponse {
            shard: id::SHARD,
            commit_index: at.index,
        }))
    }

    async fn set_policy(&self, request: Request<SetPolicyRequest>) -> Result<Response<SetPolicyResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        policies::set(&self.app.writer, &who, request).await.map(Response::new)
    }

    async fn get_policy(&self, request: Request<GetPolicyRequest>) -> Result<Response<GetPolicyResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        policies::get(&self.app.reader, &who, request).await.map(Response::new)
    }

    async fn try_policy(&self, request: Request<TryPolicyRequest>) -> Result<Response<TryPolicyResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        policies::dry_run(&self.app.reader, &who, request)
            .await
            .map(Response::new)
    }

    async fn rotate_payload_key(
        &self,
        request: Request<RotatePayloadKeyRequest>,
    ) -> Result<Response<RotatePayloadKeyResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        payload_keys::rotate(self, &who, request).await.map(Response::new)
    }

    async fn shred_payload_keys(
        &self,
        request: Request<ShredPayloadKeysRequest>,
    ) -> Result<Response<ShredPayloadKeysResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        payload_keys::shred(self, &who, request).await.map(Response::new)
    }
}

fn stored(violations: &mut Violations, quota: &Quota) -> internal::Quota {
    let mut nanos = |field: &str, span: &Option<minoots_wire::well_known::Duration>| match span
        .as_ref()
        .map(duration::from_proto)
    {
        None => 0,
        Some(Ok(nanos)) if nanos >= 0 => nanos.unsigned_abs(),
        Some(_) => {
            let rule = "must be 0 or more, and a duration there can be";
            violations.add(field, Reason::DelayRange, rule);
            0
        }
    };
    let horizon = nanos("quota.horizon", &quota.horizon);
    let schedule_period = nanos("quota.schedule_period", &quota.schedule_period);
    internal::Quota {
        pending_timers: quota.pending_timers,
        pending_bytes: quota.pending_bytes,
        creates_per_second: quota.creates_per_second,
        creates_per_day: quota.creates_per_day,
        horizon,
        pending_timers_per_agent: quota.pending_timers_per_agent,
        schedule_period,
        checkpoint_bytes: quota.checkpoint_bytes,
    }
}

fn shown((name, keys): (String, Option<PayloadKeysRow>), row: &TenantRow, now: i64) -> Tenant {
    let quota = row.quota.unwrap_or_default();
    let some = |nanos: u64| Some(nanos).filter(|nanos| *nanos != 0).and_then(convert::span);
    Tenant {
        name,
        payload_keys: payload_keys::shown(keys),
        quota: Some(Quota {
            pending_timers: quota.pending_timers,
            pending_bytes: quota.pending_bytes,
            creates_per_second: quota.creates_per_second,
            creates_per_day: quota.creates_per_day,
            horizon: some(quota.horizon),
            pending_timers_per_agent: quota.pending_timers_per_agent,
            schedule_period: some(quota.schedule_period),
            checkpoint_bytes: quota.checkpoint_bytes,
        }),
        usage: Some(Usage {
            pending_timers: row.open_timers,
            pending_bytes: row.open_bytes,
            creates_today: row.creates_on_day_of(now),
            queues: row.queues,
            keys: row.credentials,
            request_ids: row.request_ids,
            event_bytes: row.event_bytes,
            checkpoints: row.checkpoints,
            checkpoint_bytes: row.checkpoint_bytes,
            request_bytes: row.request_bytes,
            removed_checkpoints: row.removed_checkpoints,
        }),
    }
}
