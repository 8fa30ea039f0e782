//! Requests about tenants, keys, the audit and the cluster.

use minoots_wire::admin::v1::{
    CreateKeyRequest, ExchangeTokenRequest, ExportAuditRequest, GetKeyRequest, GetPolicyRequest, GetTenantRequest,
    GetTrustRequest, ListAuditRecordsRequest, ListKeysRequest, PolicyQuery, RevokeKeyRequest, RevokeSigningKeyRequest,
    RotatePayloadKeyRequest, SetPolicyRequest, SetQuotaRequest, SetTrustRequest, ShredPayloadKeysRequest,
    TryPolicyRequest,
};

use super::*;

pub const ABOUT: &[About] = &[
    about("admin.v1.AuditService/ListAuditRecords", Kind::Tenant, |it| {
        encoded(&ListAuditRecordsRequest {
            tenant: it.tenant(),
            ..ListAuditRecordsRequest::default()
        })
    }),
    about("admin.v1.AuditService/ExportAudit", Kind::Tenant, |it| {
        encoded(&ExportAuditRequest {
            tenant: it.tenant(),
            ..ExportAuditRequest::default()
        })
    }),
    about("admin.v1.TenantService/GetTenant", Kind::Tenant, |it| {
        encoded(&GetTenantRequest { tenant: it.tenant() })
    }),
    about("admin.v1.TenantService/SetQuota", Kind::Tenant, |it| {
        encoded(&SetQuotaRequest {
            tenant: it.tenant(),
            quota: None,
        })
    })
    .same_because("whoever administers the cluster may set the quota of a tenant that is to come"),
    about("admin.v1.TenantService/GetPolicy", Kind::Tenant, |it| {
        encoded(&GetPolicyRequest { tenant: it.tenant() })
    }),
    // Without a policy there is nothing to remove.
    about("admin.v1.TenantService/SetPolicy", Kind::Tenant, |it| {
        encoded(&SetPolicyRequest {
            tenant: it.tenant(),
            ..SetPolicyRequest::default()
        })
    }),
    about("admin.v1.TenantService/TryPolicy", Kind::Tenant, |it| {
        encoded(&TryPolicyRequest {
            tenant: it.tenant(),
            query: Some(PolicyQuery {
                action: "list".to_owned(),
                ..PolicyQuery::default()
            }),
            ..TryPolicyRequest::default()
        })
    }),
    about("admin.v1.KeyService/GetTrust", Kind::Tenant, |it| {
        encoded(&GetTrustRequest { tenant: it.tenant() })
    }),
    about("admin.v1.TenantService/RotatePayloadKey", Kind::Tenant, |it| {
        encoded(&RotatePayloadKeyRequest {
            tenant: it.tenant(),
            rewrap_only: true,
        })
    }),
    about("admin.v1.TenantService/ShredPayloadKeys", Kind::Tenant, |it| {
        encoded(&ShredPayloadKeysRequest {
            tenant: it.tenant(),
            numbers: vec![1],
        })
    }),
    about("admin.v1.KeyService/SetTrust", Kind::Tenant, |it| {
        encoded(&SetTrustRequest {
            tenant: it.tenant(),
            ..SetTrustRequest::default()
        })
    }),
    about("admin.v1.KeyService/ExchangeToken", Kind::Tenant, |it| {
        encoded(&ExchangeTokenRequest {
            tenant: it.tenant(),
            ..ExchangeTokenRequest::default()
        })
    })
    .same_because("who is asked for nothing is told nothing: the node looks at no tokens"),
    about("admin.v1.KeyService/CreateKey", Kind::Tenant, |it| {
        encoded(&CreateKeyRequest {
            tenant: it.tenant(),
            name: "a key".to_owned(),
            roles: vec!["viewer".to_owned()],
            ..CreateKeyRequest::default()
        })
    }),
    about("admin.v1.KeyService/ListKeys", Kind::Tenant, |it| {
        encoded(&ListKeysRequest {
            tenant: it.tenant(),
            ..ListKeysRequest::default()
        })
    }),
    about("admin.v1.KeyService/GetKey", Kind::Key, |it| {
        encoded(&GetKeyRequest {
            id: it.key(),
            ..GetKeyRequest::default()
        })
    }),
    about("admin.v1.KeyService/GetKey", Kind::KeyOfTenant, |it| {
        encoded(&GetKeyRequest {
            id: it.key(),
            tenant: it.tenant(),
        })
    })
    .by("in its tenant"),
    about("admin.v1.KeyService/RevokeKey", Kind::Key, |it| {
        encoded(&RevokeKeyRequest {
            id: it.key(),
            ..RevokeKeyRequest::default()
        })
    }),
    about("admin.v1.KeyService/RevokeKey", Kind::KeyOfTenant, |it| {
        encoded(&RevokeKeyRequest {
            id: it.key(),
            tenant: it.tenant(),
            ..RevokeKeyRequest::default()
        })
    })
    .by("in its tenant"),
];

/// The requests without an object, of all services.
pub const NONE: &[Plain] = &[
    // Requests about the cluster, which belongs to no tenant. A permitted caller's change is refused because of the
    // empty message.
    plain("admin.v1.ClusterService/AddNode", empty),
    plain("admin.v1.ClusterService/Backup", empty),
    plain("admin.v1.ClusterService/ReadLog", empty),
    plain("admin.v1.ClusterService/CreateJoinToken", empty),
    // On a cluster at the newest level this changes nothing.
    plain("admin.v1.ClusterService/FinalizeUpgrade", empty),
    plain("admin.v1.ClusterService/GetClusterStatus", empty),
    plain("admin.v1.ClusterService/ReleaseOverdue", empty),
    plain("admin.v1.ClusterService/RemoveNode", empty),
    plain("admin.v1.ClusterService/RotateSigningKey", empty),
    plain("admin.v1.ClusterService/TransferLeadership", empty),
    plain("admin.v1.ClusterService/RevokeSigningKey", || {
        encoded(&RevokeSigningKeyRequest {
            kid: "nobodys".to_owned(),
            ..RevokeSigningKeyRequest::default()
        })
    }),
    // Requests about the node, or about the caller.
    plain("admin.v1.KeyService/GetCaller", empty),
    plain("admin.v1.SystemService/GetLatenessStats", empty),
    plain("admin.v1.SystemService/GetLimits", empty),
    plain("admin.v1.SystemService/GetVersion", empty),
    // All tenants, without a name of one.
    plain("admin.v1.TenantService/ListTenants", empty),
    // The public keys of all nodes.
    plain("event.v1.EventService/ListVerificationKeys", empty),
    // The whole log of the caller's tenant.
    plain("event.v1.EventService/Tail", empty),
    // Each event is new, and its subject need not exist.
    plain("event.v1.EventService/Emit", || {
        encoded(&minoots_wire::event::v1::EmitRequest {
            r#type: "order.packed".to_owned(),
            subject: "an-order".to_owned(),
            ..Default::default()
        })
    }),
    // A rule without a schedule.
    plain("schedule.v1.ScheduleService/PreviewSchedule", || {
        encoded(&minoots_wire::schedule::v1::PreviewScheduleRequest {
            calendar: Some(super::timers::yearly()),
            count: 1,
            ..Default::default()
        })
    }),
    // All endpoints of the caller's tenant, without a condition on the name.
    plain("webhook.v1.WebhookService/ListWebhooks", empty),
];
