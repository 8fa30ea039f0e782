//! The routes: every HTTP method and path there is, and the gRPC method that answers it. The OpenAPI document is made of this table.

use super::route::{Answer, Route, get, post, route};
use http::Method;
use minoots_wire::{
    admin::v1 as admin, checkpoint::v1 as checkpoint, event::v1 as event, lease::v1 as lease, queue::v1 as queue,
    schedule::v1 as schedule, timer::v1 as timer, transaction::v1 as transaction, webhook::v1 as webhook,
};

const TIMERS: &str = "/v1/timers";
const TIMER: &str = "/v1/timers/{id}";
const WEBHOOKS: &str = "/v1/webhooks";

const CHECKPOINTS: &str = "/v1/executions/{execution}/checkpoints";
const SCHEDULES: &str = "/v1/schedules";
const QUEUES: &str = "/v1/queues";
const QUEUE: &str = "/v1/queues/{id}";

mod workflows;

/// All routes.
pub(super) fn routes() -> impl Iterator<Item = &'static Route> + Clone {
    OF_THE_NODE.iter().chain(&workflows::ROUTES)
}

static OF_THE_NODE: [Route; 82] = [
    post::<timer::CreateTimerRequest, timer::CreateTimerResponse>(
        TIMERS,
        "minoots.timer.v1.TimerService/CreateTimer",
        r#"{"id":"ship-1","name":"ship logs","delay":"25s","payload":{"contentType":"text/plain","data":"aGVsbG8="}}"#,
    ),
    get::<timer::ListTimersRequest, timer::ListTimersResponse>(TIMERS, "minoots.timer.v1.TimerService/ListTimers"),
    post::<timer::BatchCreateTimersRequest, timer::BatchCreateTimersResponse>(
        "/v1/timers:batchCreate",
        "minoots.timer.v1.TimerService/BatchCreateTimers",
        r#"{"requests":[{"name":"first","delay":"25s"},{"name":"second","fireTime":"2040-01-02T03:04:05Z"}]}"#,
    ),
    post::<timer::CancelTimersRequest, timer::CancelTimersResponse>(
        "/v1/timers:cancel",
        "minoots.timer.v1.TimerService/CancelTimers",
        r#"{"labels":{"team":"core"},"reason":"not needed any more"}"#,
    ),
    get::<timer::GetTimerRequest, timer::GetTimerResponse>(TIMER, "minoots.timer.v1.TimerService/GetTimer"),
    post::<timer::RescheduleTimerRequest, timer::RescheduleTimerResponse>(
        "/v1/timers/{id}:reschedule",
        "minoots.timer.v1.TimerService/RescheduleTimer",
        r#"{"delay":"1h30m"}"#,
    ),
    post::<timer::CancelTimerRequest, timer::CancelTimerResponse>(
        "/v1/timers/{id}:cancel",
        "minoots.timer.v1.TimerService/CancelTimer",
        r#"{"reason":"not needed any more"}"#,
    ),
    post::<timer::TouchRequest, timer::TouchResponse>(
        "/v1/timers/{id}:touch",
        "minoots.timer.v1.TimerService/Touch",
        r#"{"epoch":"1","sequence":"7"}"#,
    ),
    post::<timer::TouchRequest, timer::TouchResponse>(
        "/v1/timers:touch",
        "minoots.timer.v1.TimerService/Touch",
        r#"{"touches":[{"id":"agent-1"},{"id":"agent-2","epoch":"2"}]}"#,
    ),
    get::<timer::WaitTimerRequest, timer::WaitTimerResponse>(
        "/v1/timers/{id}:wait",
        "minoots.timer.v1.TimerService/WaitTimer",
    ),
    post::<timer::WaitTimerRequest, timer::WaitTimerResponse>(
        "/v1/timers/{id}:wait",
        "minoots.timer.v1.TimerService/WaitTimer",
        r#"{"until":"WAIT_UNTIL_TERMINAL","timeout":"30s"}"#,
    ),
    route::<event::TailRequest, event::TailResponse>(
        Method::GET,
        "/v1/events:tail",
        "minoots.event.v1.EventService/Tail",
        Answer::Events,
        "",
    ),
    post::<event::AckRequest, event::AckResponse>(
        "/v1/events/{eventId}:ack",
        "minoots.event.v1.EventService/Ack",
        r#"{"fence":"0000000-0000000000000002-000000000002-000001"}"#,
    ),
    post::<event::NackRequest, event::NackResponse>(
        "/v1/events/{eventId}:nack",
        "minoots.event.v1.EventService/Nack",
        r#"{"fence":"0000000-0000000000000002-000000000002-000001","reason":"out of memory","delay":"5m"}"#,
    ),
    post::<event::RedriveRequest, event::RedriveResponse>(
        "/v1/events/{eventId}:redrive",
        "minoots.event.v1.EventService/Redrive",
        r#"{"partitionKey":"ship-1"}"#,
    ),
    post::<event::RedriveDeadLettersRequest, event::RedriveDeadLettersResponse>(
        "/v1/deadLetters:redrive",
        "minoots.event.v1.EventService/RedriveDeadLetters",
        r#"{"queue":"mail","reason":"FAILURE_REASON_EXPIRED"}"#,
    ),
    get::<event::ListVerificationKeysRequest, event::ListVerificationKeysResponse>(
        "/v1/verificationKeys",
        "minoots.event.v1.EventService/ListVerificationKeys",
    ),
    get::<admin::GetLimitsRequest, admin::GetLimitsResponse>("/v1/limits", "minoots.admin.v1.SystemService/GetLimits"),
    get::<admin::GetVersionRequest, admin::GetVersionResponse>(
        "/v1/version",
        "minoots.admin.v1.SystemService/GetVersion",
    ),
    get::<admin::GetLatenessStatsRequest, admin::GetLatenessStatsResponse>(
        "/v1/latenessStats",
        "minoots.admin.v1.SystemService/GetLatenessStats",
    ),
    get::<admin::GetClusterStatusRequest, admin::GetClusterStatusResponse>(
        "/v1/cluster",
        "minoots.admin.v1.ClusterService/GetClusterStatus",
    ),
    post::<admin::CreateKeyRequest, admin::CreateKeyResponse>(
        "/v1/keys",
        "minoots.admin.v1.KeyService/CreateKey",
        r#"{"name":"build","roles":["writer"],"expireTime":"2030-01-02T03:04:05Z"}"#,
    ),
    get::<admin::ListKeysRequest, admin::ListKeysResponse>("/v1/keys", "minoots.admin.v1.KeyService/ListKeys"),
    get::<admin::GetKeyRequest, admin::GetKeyResponse>("/v1/keys/{id}", "minoots.admin.v1.KeyService/GetKey"),
    post::<admin::RevokeKeyRequest, admin::RevokeKeyResponse>(
        "/v1/keys/{id}:revoke",
        "minoots.admin.v1.KeyService/RevokeKey",
        r#"{"reason":"lost"}"#,
    ),
    post::<admin::SetTrustRequest, admin::SetTrustResponse>(
        "/v1/trust",
        "minoots.admin.v1.KeyService/SetTrust",
        r#"{"rules":[{"issuer":"https://token.actions.githubusercontent.com","audience":"https://minoots.example.com","repositoryId":"424242","repositoryOwnerId":"2020","ref":"refs/heads/main","role":"writer"}]}"#,
    ),
    get::<admin::GetTrustRequest, admin::GetTrustResponse>("/v1/trust", "minoots.admin.v1.KeyService/GetTrust"),
    post::<admin::ExchangeTokenRequest, admin::ExchangeTokenResponse>(
        "/v1/keys:exchange",
        "minoots.admin.v1.KeyService/ExchangeToken",
        r#"{"tenant":"acme","token":"eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl"}"#,
    ),
    get::<admin::ListTenantsRequest, admin::ListTenantsResponse>(
        "/v1/tenants",
        "minoots.admin.v1.TenantService/ListTenants",
    ),
    get::<admin::GetTenantRequest, admin::GetTenantResponse>(
        "/v1/tenants/{tenant}",
        "minoots.admin.v1.TenantService/GetTenant",
    ),
    post::<admin::SetQuotaRequest, admin::SetQuotaResponse>(
        "/v1/tenants/{tenant}:setQuota",
        "minoots.admin.v1.TenantService/SetQuota",
        r#"{"quota":{"pendingTimers":"10000","createsPerSecond":"100","horizon":"31536000s"}}"#,
    ),
    post::<admin::SetPolicyRequest, admin::SetPolicyResponse>(
        "/v1/policy",
        "minoots.admin.v1.TenantService/SetPolicy",
        r#"{"text":"@id(\"ledger\") @message(\"the ledger is not purged\") forbid(principal, action == Action::\"purge\", resource == Queue::\"ledger\");"}"#,
    ),
    get::<admin::GetPolicyRequest, admin::GetPolicyResponse>("/v1/policy", "minoots.admin.v1.TenantService/GetPolicy"),
    post::<admin::TryPolicyRequest, admin::TryPolicyResponse>(
        "/v1/policy:try",
        "minoots.admin.v1.TenantService/TryPolicy",
        r#"{"query":{"principal":"key:4bfCJkQAORj2","role":"operator","action":"purge","id":"mail"}}"#,
    ),
    post::<admin::RotatePayloadKeyRequest, admin::RotatePayloadKeyResponse>(
        "/v1/payload-keys:rotate",
        "minoots.admin.v1.TenantService/RotatePayloadKey",
        r#"{"rewrapOnly":true}"#,
    ),
    post::<admin::ShredPayloadKeysRequest, admin::ShredPayloadKeysResponse>(
        "/v1/payload-keys:shred",
        "minoots.admin.v1.TenantService/ShredPayloadKeys",
        r#"{"numbers":["1"]}"#,
    ),
    get::<admin::GetCallerRequest, admin::GetCallerResponse>("/v1/caller", "minoots.admin.v1.KeyService/GetCaller"),
    post::<queue::CreateQueueRequest, queue::CreateQueueResponse>(
        QUEUES,
        "minoots.queue.v1.QueueService/CreateQueue",
        r#"{"id":"mail","description":"what is sent by mail","maxAge":"1d","retryPolicy":{"maxAttempts":5}}"#,
    ),
    get::<queue::ListQueuesRequest, queue::ListQueuesResponse>(QUEUES, "minoots.queue.v1.QueueService/ListQueues"),
    get::<queue::GetQueueRequest, queue::GetQueueResponse>(QUEUE, "minoots.queue.v1.QueueService/GetQueue"),
    post::<queue::UpdateQueueRequest, queue::UpdateQueueResponse>(
        "/v1/queues/{id}:update",
        "minoots.queue.v1.QueueService/UpdateQueue",
        r#"{"updateMask":"ackDeadline,retryPolicy","ackDeadline":"2m"}"#,
    ),
    post::<queue::PauseQueueRequest, queue::PauseQueueResponse>(
        "/v1/queues/{id}:pause",
        "minoots.queue.v1.QueueService/PauseQueue",
        r#"{"reason":"the mail server is down"}"#,
    ),
    post::<queue::ResumeQueueRequest, queue::ResumeQueueResponse>(
        "/v1/queues/{id}:resume",
        "minoots.queue.v1.QueueService/ResumeQueue",
        r#"{"reason":"it is up again"}"#,
    ),
    post::<queue::PurgeQueueRequest, queue::PurgeQueueResponse>(
        "/v1/queues/{id}:purge",
        "minoots.queue.v1.QueueService/PurgeQueue",
        r#"{"reason":"a test filled it"}"#,
    ),
    get::<queue::ListDeadLettersRequest, queue::ListDeadLettersResponse>(
        "/v1/queues/{id}/deadLetters",
        "minoots.queue.v1.QueueService/ListDeadLetters",
    ),
    post::<webhook::CreateWebhookRequest, webhook::CreateWebhookResponse>(
        WEBHOOKS,
        "minoots.webhook.v1.WebhookService/CreateWebhook",
        r#"{"id":"ship","url":"https://example.com/hook","eventTypes":["timer.failed"]}"#,
    ),
    get::<webhook::ListWebhooksRequest, webhook::ListWebhooksResponse>(
        WEBHOOKS,
        "minoots.webhook.v1.WebhookService/ListWebhooks",
    ),
    get::<webhook::GetWebhookRequest, webhook::GetWebhookResponse>(
        "/v1/webhooks/{id}",
        "minoots.webhook.v1.WebhookService/GetWebhook",
    ),
    post::<webhook::UpdateWebhookRequest, webhook::UpdateWebhookResponse>(
        "/v1/webhooks/{id}:update",
        "minoots.webhook.v1.WebhookService/UpdateWebhook",
        r#"{"updateMask":"url,disabled","url":"https://example.com/new","disabled":false}"#,
    ),
    post::<webhook::DeleteWebhookRequest, webhook::DeleteWebhookResponse>(
        "/v1/webhooks/{id}:delete",
        "minoots.webhook.v1.WebhookService/DeleteWebhook",
        r#"{"stateVersion":"7"}"#,
    ),
    post::<webhook::TestWebhookRequest, webhook::TestWebhookResponse>(
        "/v1/webhooks/{id}:test",
        "minoots.webhook.v1.WebhookService/TestWebhook",
        r#"{"id":"ship-1"}"#,
    ),
    get::<webhook::ListWebhookAttemptsRequest, webhook::ListWebhookAttemptsResponse>(
        "/v1/webhooks/{id}/attempts",
        "minoots.webhook.v1.WebhookService/ListWebhookAttempts",
    ),
    post::<schedule::CreateScheduleRequest, schedule::CreateScheduleResponse>(
        SCHEDULES,
        "minoots.schedule.v1.ScheduleService/CreateSchedule",
        r#"{"id":"nightly","calendar":{"cron":"30 2 * * *","zone":"Europe/Berlin"},"timer":{"target":{"queue":"jobs"}}}"#,
    ),
    get::<schedule::ListSchedulesRequest, schedule::ListSchedulesResponse>(
        SCHEDULES,
        "minoots.schedule.v1.ScheduleService/ListSchedules",
    ),
    get::<schedule::GetScheduleRequest, schedule::GetScheduleResponse>(
        "/v1/schedules/{id}",
        "minoots.schedule.v1.ScheduleService/GetSchedule",
    ),
    post::<schedule::UpdateScheduleRequest, schedule::UpdateScheduleResponse>(
        "/v1/schedules/{id}:update",
        "minoots.schedule.v1.ScheduleService/UpdateSchedule",
        r#"{"updateMask":"calendar","calendar":{"cron":"0 4 * * *","zone":"Europe/Berlin"}}"#,
    ),
    post::<schedule::DeleteScheduleRequest, schedule::DeleteScheduleResponse>(
        "/v1/schedules/{id}:delete",
        "minoots.schedule.v1.ScheduleService/DeleteSchedule",
        r#"{"stateVersion":"7"}"#,
    ),
    post::<schedule::PauseScheduleRequest, schedule::PauseScheduleResponse>(
        "/v1/schedules/{id}:pause",
        "minoots.schedule.v1.ScheduleService/PauseSchedule",
        r#"{"reason":"the database is being moved"}"#,
    ),
    post::<schedule::ResumeScheduleRequest, schedule::ResumeScheduleResponse>(
        "/v1/schedules/{id}:resume",
        "minoots.schedule.v1.ScheduleService/ResumeSchedule",
        r#"{"reason":"it has moved"}"#,
    ),
    post::<schedule::TriggerScheduleRequest, schedule::TriggerScheduleResponse>(
        "/v1/schedules/{id}:trigger",
        "minoots.schedule.v1.ScheduleService/TriggerSchedule",
        r#"{"requestId":"once-more"}"#,
    ),
    post::<schedule::BackfillScheduleRequest, schedule::BackfillScheduleResponse>(
        "/v1/schedules/{id}:backfill",
        "minoots.schedule.v1.ScheduleService/BackfillSchedule",
        r#"{"from":"2026-03-01T00:00:00Z","to":"2026-03-08T00:00:00Z","rate":5}"#,
    ),
    post::<schedule::PreviewScheduleRequest, schedule::PreviewScheduleResponse>(
        "/v1/schedules:preview",
        "minoots.schedule.v1.ScheduleService/PreviewSchedule",
        r#"{"calendar":{"cron":"30 2 * * *","zone":"Europe/Berlin"},"from":"2026-03-28T00:00:00Z","count":3}"#,
    ),
    post::<checkpoint::PutCheckpointRequest, checkpoint::PutCheckpointResponse>(
        CHECKPOINTS,
        "minoots.checkpoint.v1.CheckpointService/PutCheckpoint",
        r#"{"name":"state","contentType":"application/json","data":"eyJzdGVwIjoxfQ=="}"#,
    ),
    get::<checkpoint::ListCheckpointsRequest, checkpoint::ListCheckpointsResponse>(
        CHECKPOINTS,
        "minoots.checkpoint.v1.CheckpointService/ListCheckpoints",
    ),
    get::<checkpoint::ListExecutionsRequest, checkpoint::ListExecutionsResponse>(
        "/v1/executions",
        "minoots.checkpoint.v1.CheckpointService/ListExecutions",
    ),
    get::<checkpoint::GetCheckpointRequest, checkpoint::GetCheckpointResponse>(
        "/v1/executions/{execution}/checkpoints:get",
        "minoots.checkpoint.v1.CheckpointService/GetCheckpoint",
    ),
    get::<checkpoint::VerifyCheckpointRequest, checkpoint::VerifyCheckpointResponse>(
        "/v1/executions/{execution}/checkpoints:verify",
        "minoots.checkpoint.v1.CheckpointService/VerifyCheckpoint",
    ),
    post::<checkpoint::RollbackCheckpointRequest, checkpoint::RollbackCheckpointResponse>(
        "/v1/executions/{execution}/checkpoints:rollback",
        "minoots.checkpoint.v1.CheckpointService/RollbackCheckpoint",
        r#"{"name":"plan","expectedVersion":"7","version":"3","reason":"the plan was wrong"}"#,
    ),
    post::<checkpoint::DeleteCheckpointRequest, checkpoint::DeleteCheckpointResponse>(
        "/v1/executions/{execution}/checkpoints:delete",
        "minoots.checkpoint.v1.CheckpointService/DeleteCheckpoint",
        r#"{"name":"plan","expectedVersion":"7"}"#,
    ),
    get::<admin::ListAuditRecordsRequest, admin::ListAuditRecordsResponse>(
        "/v1/audit/records",
        "minoots.admin.v1.AuditService/ListAuditRecords",
    ),
    get::<lease::ListLeasesRequest, lease::ListLeasesResponse>(
        "/v1/leases",
        "minoots.lease.v1.LeaseService/ListLeases",
    ),
    get::<lease::GetLeaseRequest, lease::GetLeaseResponse>("/v1/leases/{id}", "minoots.lease.v1.LeaseService/GetLease"),
    post::<lease::AcquireLeaseRequest, lease::AcquireLeaseResponse>(
        "/v1/leases/{id}:acquire",
        "minoots.lease.v1.LeaseService/AcquireLease",
        r#"{"holder":"worker 3","ttl":"30s"}"#,
    ),
    post::<lease::RenewLeaseRequest, lease::RenewLeaseResponse>(
        "/v1/leases/{id}:renew",
        "minoots.lease.v1.LeaseService/RenewLease",
        r#"{"token":"7"}"#,
    ),
    post::<lease::ReleaseLeaseRequest, lease::ReleaseLeaseResponse>(
        "/v1/leases/{id}:release",
        "minoots.lease.v1.LeaseService/ReleaseLease",
        r#"{"token":"7"}"#,
    ),
    get::<lease::ListBudgetsRequest, lease::ListBudgetsResponse>(
        "/v1/budgets",
        "minoots.lease.v1.LeaseService/ListBudgets",
    ),
    get::<lease::GetBudgetRequest, lease::GetBudgetResponse>(
        "/v1/budgets/{id}",
        "minoots.lease.v1.LeaseService/GetBudget",
    ),
    post::<lease::SetBudgetRequest, lease::SetBudgetResponse>(
        "/v1/budgets/{id}:set",
        "minoots.lease.v1.LeaseService/SetBudget",
        r#"{"limit":3,"window":"1h","cooldown":"60s"}"#,
    ),
    post::<lease::SpendBudgetRequest, lease::SpendBudgetResponse>(
        "/v1/budgets/{id}:spend",
        "minoots.lease.v1.LeaseService/SpendBudget",
        r#"{"amount":1,"requestId":"restart-17"}"#,
    ),
    post::<lease::DeleteBudgetRequest, lease::DeleteBudgetResponse>(
        "/v1/budgets/{id}:delete",
        "minoots.lease.v1.LeaseService/DeleteBudget",
        r#"{"partitionKey":"agent-7"}"#,
    ),
    post::<transaction::TransactRequest, transaction::TransactResponse>(
        "/v1/transactions:commit",
        "minoots.transaction.v1.TransactionService/Transact",
        r#"{"partitionKey":"run-1","operations":[{"createTimer":{"name":"next step","delay":"25s"}},{"emit":{"type":"step.done","subject":"runs/1"}}]}"#,
    ),
    post::<event::EmitRequest, event::EmitResponse>(
        "/v1/events:emit",
        "minoots.event.v1.EventService/Emit",
        r#"{"type":"order.packed","subject":"orders/7","attributes":{"shelf":"b"}}"#,
    ),
];
