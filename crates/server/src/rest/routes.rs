//! The routes: every HTTP method and path there is, and the gRPC method that answers it. The OpenAPI document is made of this table.

use super::codec::Codec;
use http::Method;
use minoots_wire::{
    admin::v1::{
        CreateKeyRequest, CreateKeyResponse, ExchangeTokenRequest, ExchangeTokenResponse, GetCallerRequest,
        GetCallerResponse, GetClusterStatusRequest, GetClusterStatusResponse, GetKeyRequest, GetKeyResponse,
        GetLatenessStatsRequest, GetLatenessStatsResponse, GetLimitsRequest, GetLimitsResponse, GetPolicyRequest,
        GetPolicyResponse, GetTenantRequest, GetTenantResponse, GetTrustRequest, GetTrustResponse, GetVersionRequest,
        GetVersionResponse, ListAuditRecordsRequest, ListAuditRecordsResponse, ListKeysRequest, ListKeysResponse,
        ListTenantsRequest, ListTenantsResponse, RevokeKeyRequest, RevokeKeyResponse, SetPolicyRequest,
        SetPolicyResponse, SetQuotaRequest, SetQuotaResponse, SetTrustRequest, SetTrustResponse, TryPolicyRequest,
        TryPolicyResponse,
    },
    checkpoint::v1::{
        DeleteCheckpointRequest, DeleteCheckpointResponse, GetCheckpointRequest, GetCheckpointResponse,
        ListCheckpointsRequest, ListCheckpointsResponse, PutCheckpointRequest, PutCheckpointResponse,
        RollbackCheckpointRequest, RollbackCheckpointResponse, VerifyCheckpointRequest, VerifyCheckpointResponse,
    },
    event::v1::{
        AckRequest, AckResponse, ListVerificationKeysRequest, ListVerificationKeysResponse, NackRequest, NackResponse,
        RedriveDeadLettersRequest, RedriveDeadLettersResponse, RedriveRequest, RedriveResponse, TailRequest,
        TailResponse,
    },
    lease::v1::{
        AcquireLeaseRequest, AcquireLeaseResponse, DeleteBudgetRequest, DeleteBudgetResponse, GetBudgetRequest,
        GetBudgetResponse, GetLeaseRequest, GetLeaseResponse, ListLeasesRequest, ListLeasesResponse,
        ReleaseLeaseRequest, ReleaseLeaseResponse, RenewLeaseRequest, RenewLeaseResponse, SetBudgetRequest,
        SetBudgetResponse, SpendBudgetRequest, SpendBudgetResponse,
    },
    queue::v1::{
        CreateQueueRequest, CreateQueueResponse, GetQueueRequest, GetQueueResponse, ListDeadLettersRequest,
        ListDeadLettersResponse, ListQueuesRequest, ListQueuesResponse, PauseQueueRequest, PauseQueueResponse,
        PurgeQueueRequest, PurgeQueueResponse, ResumeQueueRequest, ResumeQueueResponse, UpdateQueueRequest,
        UpdateQueueResponse,
    },
    schedule::v1::{
        CreateScheduleRequest, CreateScheduleResponse, DeleteScheduleRequest, DeleteScheduleResponse,
        GetScheduleRequest, GetScheduleResponse, ListSchedulesRequest, ListSchedulesResponse, PauseScheduleRequest,
        PauseScheduleResponse, PreviewScheduleRequest, PreviewScheduleResponse, ResumeScheduleRequest,
        ResumeScheduleResponse, TriggerScheduleRequest, TriggerScheduleResponse, UpdateScheduleRequest,
        UpdateScheduleResponse,
    },
    timer::v1::{
        BatchCreateTimersRequest, BatchCreateTimersResponse, CancelTimerRequest, CancelTimerResponse,
        CancelTimersRequest, CancelTimersResponse, CreateTimerRequest, CreateTimerResponse, GetTimerRequest,
        GetTimerResponse, ListTimersRequest, ListTimersResponse, RescheduleTimerRequest, RescheduleTimerResponse,
        WaitTimerRequest, WaitTimerResponse,
    },
    webhook::v1::{
        CreateWebhookRequest, CreateWebhookResponse, DeleteWebhookRequest, DeleteWebhookResponse, GetWebhookRequest,
        GetWebhookResponse, ListWebhookAttemptsRequest, ListWebhookAttemptsResponse, ListWebhooksRequest,
        ListWebhooksResponse, TestWebhookRequest, TestWebhookResponse, UpdateWebhookRequest, UpdateWebhookResponse,
    },
};
use prost::Message;
use serde::{Serialize, de::DeserializeOwned};

/// One method of one path.
#[derive(Debug)]
pub(super) struct Route {
    /// `GET`, whose fields are in the query, or `POST`, whose fields are in the body.
    pub method: Method,
    /// With at most one `{field}`, which is a field of the request by its JSON name, and stands for text without `/`.
    pub path: &'static str,
    /// As `package.Service/Method`.
    pub rpc: &'static str,
    pub codec: Codec,
    pub answer: Answer,
    /// A body, for the document; empty if there is none.
    pub example: &'static str,
}

/// What a route answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// One message, as JSON.
    Message,
    /// Server-sent events without end.
    Events,
}

const TIMERS: &str = "/v1/timers";
const TIMER: &str = "/v1/timers/{id}";
const WEBHOOKS: &str = "/v1/webhooks";

const CHECKPOINTS: &str = "/v1/executions/{execution}/checkpoints";
const SCHEDULES: &str = "/v1/schedules";
const QUEUES: &str = "/v1/queues";
const QUEUE: &str = "/v1/queues/{id}";

pub(super) static ROUTES: [Route; 73] = [
    post::<CreateTimerRequest, CreateTimerResponse>(
        TIMERS,
        "minoots.timer.v1.TimerService/CreateTimer",
        r#"{"id":"ship-1","name":"ship logs","delay":"25s","payload":{"contentType":"text/plain","data":"aGVsbG8="}}"#,
    ),
    get::<ListTimersRequest, ListTimersResponse>(TIMERS, "minoots.timer.v1.TimerService/ListTimers"),
    post::<BatchCreateTimersRequest, BatchCreateTimersResponse>(
        "/v1/timers:batchCreate",
        "minoots.timer.v1.TimerService/BatchCreateTimers",
        r#"{"requests":[{"name":"first","delay":"25s"},{"name":"second","fireTime":"2040-01-02T03:04:05Z"}]}"#,
    ),
    post::<CancelTimersRequest, CancelTimersResponse>(
        "/v1/timers:cancel",
        "minoots.timer.v1.TimerService/CancelTimers",
        r#"{"labels":{"team":"core"},"reason":"not needed any more"}"#,
    ),
    get::<GetTimerRequest, GetTimerResponse>(TIMER, "minoots.timer.v1.TimerService/GetTimer"),
    post::<RescheduleTimerRequest, RescheduleTimerResponse>(
        "/v1/timers/{id}:reschedule",
        "minoots.timer.v1.TimerService/RescheduleTimer",
        r#"{"delay":"1h30m"}"#,
    ),
    post::<CancelTimerRequest, CancelTimerResponse>(
        "/v1/timers/{id}:cancel",
        "minoots.timer.v1.TimerService/CancelTimer",
        r#"{"reason":"not needed any more"}"#,
    ),
    get::<WaitTimerRequest, WaitTimerResponse>("/v1/timers/{id}:wait", "minoots.timer.v1.TimerService/WaitTimer"),
    post::<WaitTimerRequest, WaitTimerResponse>(
        "/v1/timers/{id}:wait",
        "minoots.timer.v1.TimerService/WaitTimer",
        r#"{"until":"WAIT_UNTIL_TERMINAL","timeout":"30s"}"#,
    ),
    route::<TailRequest, TailResponse>(
        Method::GET,
        "/v1/events:tail",
        "minoots.event.v1.EventService/Tail",
        Answer::Events,
        "",
    ),
    post::<AckRequest, AckResponse>(
        "/v1/events/{eventId}:ack",
        "minoots.event.v1.EventService/Ack",
        r#"{"fence":"0000000-0000000000000002-000000000002-000001"}"#,
    ),
    post::<NackRequest, NackResponse>(
        "/v1/events/{eventId}:nack",
        "minoots.event.v1.EventService/Nack",
        r#"{"fence":"0000000-0000000000000002-000000000002-000001","reason":"out of memory","delay":"5m"}"#,
    ),
    post::<RedriveRequest, RedriveResponse>(
        "/v1/events/{eventId}:redrive",
        "minoots.event.v1.EventService/Redrive",
        r#"{"partitionKey":"ship-1"}"#,
    ),
    post::<RedriveDeadLettersRequest, RedriveDeadLettersResponse>(
        "/v1/deadLetters:redrive",
        "minoots.event.v1.EventService/RedriveDeadLetters",
        r#"{"queue":"mail","reason":"FAILURE_REASON_EXPIRED"}"#,
    ),
    get::<ListVerificationKeysRequest, ListVerificationKeysResponse>(
        "/v1/verificationKeys",
        "minoots.event.v1.EventService/ListVerificationKeys",
    ),
    get::<GetLimitsRequest, GetLimitsResponse>("/v1/limits", "minoots.admin.v1.SystemService/GetLimits"),
    get::<GetVersionRequest, GetVersionResponse>("/v1/version", "minoots.admin.v1.SystemService/GetVersion"),
    get::<GetLatenessStatsRequest, GetLatenessStatsResponse>(
        "/v1/latenessStats",
        "minoots.admin.v1.SystemService/GetLatenessStats",
    ),
    get::<GetClusterStatusRequest, GetClusterStatusResponse>(
        "/v1/cluster",
        "minoots.admin.v1.ClusterService/GetClusterStatus",
    ),
    post::<CreateKeyRequest, CreateKeyResponse>(
        "/v1/keys",
        "minoots.admin.v1.KeyService/CreateKey",
        r#"{"name":"build","roles":["writer"],"expireTime":"2030-01-02T03:04:05Z"}"#,
    ),
    get::<ListKeysRequest, ListKeysResponse>("/v1/keys", "minoots.admin.v1.KeyService/ListKeys"),
    get::<GetKeyRequest, GetKeyResponse>("/v1/keys/{id}", "minoots.admin.v1.KeyService/GetKey"),
    post::<RevokeKeyRequest, RevokeKeyResponse>(
        "/v1/keys/{id}:revoke",
        "minoots.admin.v1.KeyService/RevokeKey",
        r#"{"reason":"lost"}"#,
    ),
    post::<SetTrustRequest, SetTrustResponse>(
        "/v1/trust",
        "minoots.admin.v1.KeyService/SetTrust",
        r#"{"rules":[{"issuer":"https://token.actions.githubusercontent.com","audience":"https://minoots.example.com","repositoryId":"424242","repositoryOwnerId":"2020","ref":"refs/heads/main","role":"writer"}]}"#,
    ),
    get::<GetTrustRequest, GetTrustResponse>("/v1/trust", "minoots.admin.v1.KeyService/GetTrust"),
    post::<ExchangeTokenRequest, ExchangeTokenResponse>(
        "/v1/keys:exchange",
        "minoots.admin.v1.KeyService/ExchangeToken",
        r#"{"tenant":"acme","token":"eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl"}"#,
    ),
    get::<ListTenantsRequest, ListTenantsResponse>("/v1/tenants", "minoots.admin.v1.TenantService/ListTenants"),
    get::<GetTenantRequest, GetTenantResponse>("/v1/tenants/{tenant}", "minoots.admin.v1.TenantService/GetTenant"),
    post::<SetQuotaRequest, SetQuotaResponse>(
        "/v1/tenants/{tenant}:setQuota",
        "minoots.admin.v1.TenantService/SetQuota",
        r#"{"quota":{"pendingTimers":"10000","createsPerSecond":"100","horizon":"31536000s"}}"#,
    ),
    post::<SetPolicyRequest, SetPolicyResponse>(
        "/v1/policy",
        "minoots.admin.v1.TenantService/SetPolicy",
        r#"{"text":"@id(\"ledger\") @message(\"the ledger is not purged\") forbid(principal, action == Action::\"purge\", resource == Queue::\"ledger\");"}"#,
    ),
    get::<GetPolicyRequest, GetPolicyResponse>("/v1/policy", "minoots.admin.v1.TenantService/GetPolicy"),
    post::<TryPolicyRequest, TryPolicyResponse>(
        "/v1/policy:try",
        "minoots.admin.v1.TenantService/TryPolicy",
        r#"{"query":{"principal":"key:4bfCJkQAORj2","role":"operator","action":"purge","id":"mail"}}"#,
    ),
    get::<GetCallerRequest, GetCallerResponse>("/v1/caller", "minoots.admin.v1.KeyService/GetCaller"),
    post::<CreateQueueRequest, CreateQueueResponse>(
        QUEUES,
        "minoots.queue.v1.QueueService/CreateQueue",
        r#"{"id":"mail","description":"what is sent by mail","maxAge":"1d","retryPolicy":{"maxAttempts":5}}"#,
    ),
    get::<ListQueuesRequest, ListQueuesResponse>(QUEUES, "minoots.queue.v1.QueueService/ListQueues"),
    get::<GetQueueRequest, GetQueueResponse>(QUEUE, "minoots.queue.v1.QueueService/GetQueue"),
    post::<UpdateQueueRequest, UpdateQueueResponse>(
        "/v1/queues/{id}:update",
        "minoots.queue.v1.QueueService/UpdateQueue",
        r#"{"updateMask":"ackDeadline,retryPolicy","ackDeadline":"2m"}"#,
    ),
    post::<PauseQueueRequest, PauseQueueResponse>(
        "/v1/queues/{id}:pause",
        "minoots.queue.v1.QueueService/PauseQueue",
        r#"{"reason":"the mail server is down"}"#,
    ),
    post::<ResumeQueueRequest, ResumeQueueResponse>(
        "/v1/queues/{id}:resume",
        "minoots.queue.v1.QueueService/ResumeQueue",
        r#"{"reason":"it is up again"}"#,
    ),
    post::<PurgeQueueRequest, PurgeQueueResponse>(
        "/v1/queues/{id}:purge",
        "minoots.queue.v1.QueueService/PurgeQueue",
        r#"{"reason":"a test filled it"}"#,
    ),
    get::<ListDeadLettersRequest, ListDeadLettersResponse>(
        "/v1/queues/{id}/deadLetters",
        "minoots.queue.v1.QueueService/ListDeadLetters",
    ),
    post::<CreateWebhookRequest, CreateWebhookResponse>(
        WEBHOOKS,
        "minoots.webhook.v1.WebhookService/CreateWebhook",
        r#"{"id":"ship","url":"https://example.com/hook","eventTypes":["timer.failed"]}"#,
    ),
    get::<ListWebhooksRequest, ListWebhooksResponse>(WEBHOOKS, "minoots.webhook.v1.WebhookService/ListWebhooks"),
    get::<GetWebhookRequest, GetWebhookResponse>("/v1/webhooks/{id}", "minoots.webhook.v1.WebhookService/GetWebhook"),
    post::<UpdateWebhookRequest, UpdateWebhookResponse>(
        "/v1/webhooks/{id}:update",
        "minoots.webhook.v1.WebhookService/UpdateWebhook",
        r#"{"updateMask":"url,disabled","url":"https://example.com/new","disabled":false}"#,
    ),
    post::<DeleteWebhookRequest, DeleteWebhookResponse>(
        "/v1/webhooks/{id}:delete",
        "minoots.webhook.v1.WebhookService/DeleteWebhook",
        r#"{"stateVersion":"7"}"#,
    ),
    post::<TestWebhookRequest, TestWebhookResponse>(
        "/v1/webhooks/{id}:test",
        "minoots.webhook.v1.WebhookService/TestWebhook",
        r#"{"id":"ship-1"}"#,
    ),
    get::<ListWebhookAttemptsRequest, ListWebhookAttemptsResponse>(
        "/v1/webhooks/{id}/attempts",
        "minoots.webhook.v1.WebhookService/ListWebhookAttempts",
    ),
    post::<CreateScheduleRequest, CreateScheduleResponse>(
        SCHEDULES,
        "minoots.schedule.v1.ScheduleService/CreateSchedule",
        r#"{"id":"nightly","calendar":{"cron":"30 2 * * *","zone":"Europe/Berlin"},"timer":{"target":{"queue":"jobs"}}}"#,
    ),
    get::<ListSchedulesRequest, ListSchedulesResponse>(SCHEDULES, "minoots.schedule.v1.ScheduleService/ListSchedules"),
    get::<GetScheduleRequest, GetScheduleResponse>(
        "/v1/schedules/{id}",
        "minoots.schedule.v1.ScheduleService/GetSchedule",
    ),
    post::<UpdateScheduleRequest, UpdateScheduleResponse>(
        "/v1/schedules/{id}:update",
        "minoots.schedule.v1.ScheduleService/UpdateSchedule",
        r#"{"updateMask":"calendar","calendar":{"cron":"0 4 * * *","zone":"Europe/Berlin"}}"#,
    ),
    post::<DeleteScheduleRequest, DeleteScheduleResponse>(
        "/v1/schedules/{id}:delete",
        "minoots.schedule.v1.ScheduleService/DeleteSchedule",
        r#"{"stateVersion":"7"}"#,
    ),
    post::<PauseScheduleRequest, PauseScheduleResponse>(
        "/v1/schedules/{id}:pause",
        "minoots.schedule.v1.ScheduleService/PauseSchedule",
        r#"{"reason":"the database is being moved"}"#,
    ),
    post::<ResumeScheduleRequest, ResumeScheduleResponse>(
        "/v1/schedules/{id}:resume",
        "minoots.schedule.v1.ScheduleService/ResumeSchedule",
        r#"{"reason":"it has moved"}"#,
    ),
    post::<TriggerScheduleRequest, TriggerScheduleResponse>(
        "/v1/schedules/{id}:trigger",
        "minoots.schedule.v1.ScheduleService/TriggerSchedule",
        r#"{"requestId":"once-more"}"#,
    ),
    post::<PreviewScheduleRequest, PreviewScheduleResponse>(
        "/v1/schedules:preview",
        "minoots.schedule.v1.ScheduleService/PreviewSchedule",
        r#"{"calendar":{"cron":"30 2 * * *","zone":"Europe/Berlin"},"from":"2026-03-28T00:00:00Z","count":3}"#,
    ),
    post::<PutCheckpointRequest, PutCheckpointResponse>(
        CHECKPOINTS,
        "minoots.checkpoint.v1.CheckpointService/PutCheckpoint",
        r#"{"name":"state","contentType":"application/json","data":"eyJzdGVwIjoxfQ=="}"#,
    ),
    get::<ListCheckpointsRequest, ListCheckpointsResponse>(
        CHECKPOINTS,
        "minoots.checkpoint.v1.CheckpointService/ListCheckpoints",
    ),
    get::<GetCheckpointRequest, GetCheckpointResponse>(
        "/v1/executions/{execution}/checkpoints:get",
        "minoots.checkpoint.v1.CheckpointService/GetCheckpoint",
    ),
    get::<VerifyCheckpointRequest, VerifyCheckpointResponse>(
        "/v1/executions/{execution}/checkpoints:verify",
        "minoots.checkpoint.v1.CheckpointService/VerifyCheckpoint",
    ),
    post::<RollbackCheckpointRequest, RollbackCheckpointResponse>(
        "/v1/executions/{execution}/checkpoints:rollback",
        "minoots.checkpoint.v1.CheckpointService/RollbackCheckpoint",
        r#"{"name":"plan","expectedVersion":"7","version":"3","reason":"the plan was wrong"}"#,
    ),
    post::<DeleteCheckpointRequest, DeleteCheckpointResponse>(
        "/v1/executions/{execution}/checkpoints:delete",
        "minoots.checkpoint.v1.CheckpointService/DeleteCheckpoint",
        r#"{"name":"plan","expectedVersion":"7"}"#,
    ),
    get::<ListAuditRecordsRequest, ListAuditRecordsResponse>(
        "/v1/audit/records",
        "minoots.admin.v1.AuditService/ListAuditRecords",
    ),
    get::<ListLeasesRequest, ListLeasesResponse>("/v1/leases", "minoots.lease.v1.LeaseService/ListLeases"),
    get::<GetLeaseRequest, GetLeaseResponse>("/v1/leases/{id}", "minoots.lease.v1.LeaseService/GetLease"),
    post::<AcquireLeaseRequest, AcquireLeaseResponse>(
        "/v1/leases/{id}:acquire",
        "minoots.lease.v1.LeaseService/AcquireLease",
        r#"{"holder":"worker 3","ttl":"30s"}"#,
    ),
    post::<RenewLeaseRequest, RenewLeaseResponse>(
        "/v1/leases/{id}:renew",
        "minoots.lease.v1.LeaseService/RenewLease",
        r#"{"token":"7"}"#,
    ),
    post::<ReleaseLeaseRequest, ReleaseLeaseResponse>(
        "/v1/leases/{id}:release",
        "minoots.lease.v1.LeaseService/ReleaseLease",
        r#"{"token":"7"}"#,
    ),
    get::<GetBudgetRequest, GetBudgetResponse>("/v1/budgets/{id}", "minoots.lease.v1.LeaseService/GetBudget"),
    post::<SetBudgetRequest, SetBudgetResponse>(
        "/v1/budgets/{id}:set",
        "minoots.lease.v1.LeaseService/SetBudget",
        r#"{"limit":3,"window":"1h","cooldown":"60s"}"#,
    ),
    post::<SpendBudgetRequest, SpendBudgetResponse>(
        "/v1/budgets/{id}:spend",
        "minoots.lease.v1.LeaseService/SpendBudget",
        r#"{"amount":1,"requestId":"restart-17"}"#,
    ),
    post::<DeleteBudgetRequest, DeleteBudgetResponse>(
        "/v1/budgets/{id}:delete",
        "minoots.lease.v1.LeaseService/DeleteBudget",
        "{}",
    ),
];

impl Route {
    /// The field that the path names, and what stands around it.
    pub fn field(&self) -> Option<(&'static str, &'static str, &'static str)> {
        let (before, rest) = self.path.split_once('{')?;
        let (field, after) = rest.split_once('}')?;
        Some((before, field, after))
    }

    /// Whether this is a route of that path, and the text in place of its field, as it came.
    pub fn matches<'a>(&self, path: &'a str) -> Option<&'a str> {
        let Some((before, _, after)) = self.field() else {
            return (self.path == path).then_some("");
        };
        let text = path.strip_prefix(before)?.strip_suffix(after)?;
        // Without a verb behind it, a colon begins one that there is not.
        let begins_verb = after.is_empty() && text.contains(':');
        let is_whole = !text.is_empty() && !text.contains('/') && !begins_verb;
        is_whole.then_some(text)
    }
}

const fn get<Q, R>(path: &'static str, rpc: &'static str) -> Route
where
    Q: Message + DeserializeOwned,
    R: Message + Default + Serialize,
{
    route::<Q, R>(Method::GET, path, rpc, Answer::Message, "")
}

const fn post<Q, R>(path: &'static str, rpc: &'static str, example: &'static str) -> Route
where
    Q: Message + DeserializeOwned,
    R: Message + Default + Serialize,
{
    route::<Q, R>(Method::POST, path, rpc, Answer::Message, example)
}

const fn route<Q, R>(
    method: Method,
    path: &'static str,
    rpc: &'static str,
    answer: Answer,
    example: &'static str,
) -> Route
where
    Q: Message + DeserializeOwned,
    R: Message + Default + Serialize,
{
    Route {
        method,
        path,
        rpc,
        codec: Codec::of::<Q, R>(),
        answer,
        example,
    }
}
