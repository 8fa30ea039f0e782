//! What each method asks of its caller. A test compares this table with the descriptors of the API: a method that is not named here does
//! not get into a build.

use super::roles::Permission::{self, *};
use std::collections::HashMap;

/// What a request needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing: it tells nothing about anybody.
    Nothing,
    /// To be somebody.
    Identity,
    /// This permission.
    Permission(Permission),
}

/// The methods of the API.
pub(super) const METHODS: &[(&str, Needs)] = &[
    (
        "minoots.timer.v1.TimerService/CreateTimer",
        Needs::Permission(TimerWrite),
    ),
    (
        "minoots.timer.v1.TimerService/BatchCreateTimers",
        Needs::Permission(TimerWrite),
    ),
    // Its messages cancel and move, too: each is asked for its own permission.
    ("minoots.timer.v1.TimerService/Submit", Needs::Identity),
    ("minoots.timer.v1.TimerService/Touch", Needs::Permission(TimerWrite)),
    (
        "minoots.timer.v1.TimerService/TouchStream",
        Needs::Permission(TimerWrite),
    ),
    ("minoots.timer.v1.TimerService/GetTimer", Needs::Permission(TimerRead)),
    ("minoots.timer.v1.TimerService/ListTimers", Needs::Permission(TimerRead)),
    ("minoots.timer.v1.TimerService/WaitTimer", Needs::Permission(TimerRead)),
    (
        "minoots.timer.v1.TimerService/RescheduleTimer",
        Needs::Permission(TimerManage),
    ),
    (
        "minoots.timer.v1.TimerService/CancelTimer",
        Needs::Permission(TimerCancel),
    ),
    (
        "minoots.timer.v1.TimerService/CancelTimers",
        Needs::Permission(TimerCancel),
    ),
    ("minoots.event.v1.EventService/Tail", Needs::Permission(EventRead)),
    ("minoots.event.v1.EventService/Consume", Needs::Permission(EventConsume)),
    ("minoots.event.v1.EventService/Ack", Needs::Permission(EventConsume)),
    ("minoots.event.v1.EventService/Nack", Needs::Permission(EventConsume)),
    ("minoots.event.v1.EventService/Redrive", Needs::Permission(EventManage)),
    (
        "minoots.event.v1.EventService/RedriveDeadLetters",
        Needs::Permission(EventManage),
    ),
    (
        "minoots.queue.v1.QueueService/CreateQueue",
        Needs::Permission(QueueManage),
    ),
    ("minoots.queue.v1.QueueService/GetQueue", Needs::Permission(QueueRead)),
    ("minoots.queue.v1.QueueService/ListQueues", Needs::Permission(QueueRead)),
    (
        "minoots.queue.v1.QueueService/UpdateQueue",
        Needs::Permission(QueueManage),
    ),
    (
        "minoots.queue.v1.QueueService/PauseQueue",
        Needs::Permission(QueueManage),
    ),
    (
        "minoots.queue.v1.QueueService/ResumeQueue",
        Needs::Permission(QueueManage),
    ),
    (
        "minoots.queue.v1.QueueService/PurgeQueue",
        Needs::Permission(QueueManage),
    ),
    (
        "minoots.queue.v1.QueueService/ListDeadLetters",
        Needs::Permission(QueueRead),
    ),
    (
        "minoots.webhook.v1.WebhookService/CreateWebhook",
        Needs::Permission(WebhookManage),
    ),
    (
        "minoots.webhook.v1.WebhookService/GetWebhook",
        Needs::Permission(WebhookRead),
    ),
    (
        "minoots.webhook.v1.WebhookService/ListWebhooks",
        Needs::Permission(WebhookRead),
    ),
    (
        "minoots.webhook.v1.WebhookService/UpdateWebhook",
        Needs::Permission(WebhookManage),
    ),
    (
        "minoots.webhook.v1.WebhookService/DeleteWebhook",
        Needs::Permission(WebhookManage),
    ),
    (
        "minoots.webhook.v1.WebhookService/TestWebhook",
        Needs::Permission(WebhookManage),
    ),
    (
        "minoots.webhook.v1.WebhookService/ListWebhookAttempts",
        Needs::Permission(WebhookRead),
    ),
    // A schedule makes timers: whoever may do that to a timer may to a schedule.
    (
        "minoots.schedule.v1.ScheduleService/CreateSchedule",
        Needs::Permission(TimerWrite),
    ),
    (
        "minoots.schedule.v1.ScheduleService/GetSchedule",
        Needs::Permission(TimerRead),
    ),
    (
        "minoots.schedule.v1.ScheduleService/ListSchedules",
        Needs::Permission(TimerRead),
    ),
    (
        "minoots.schedule.v1.ScheduleService/UpdateSchedule",
        Needs::Permission(TimerWrite),
    ),
    (
        "minoots.schedule.v1.ScheduleService/DeleteSchedule",
        Needs::Permission(TimerCancel),
    ),
    (
        "minoots.schedule.v1.ScheduleService/PauseSchedule",
        Needs::Permission(TimerManage),
    ),
    (
        "minoots.schedule.v1.ScheduleService/ResumeSchedule",
        Needs::Permission(TimerManage),
    ),
    (
        "minoots.schedule.v1.ScheduleService/TriggerSchedule",
        Needs::Permission(TimerWrite),
    ),
    (
        "minoots.schedule.v1.ScheduleService/BackfillSchedule",
        Needs::Permission(TimerWrite),
    ),
    (
        "minoots.schedule.v1.ScheduleService/PreviewSchedule",
        Needs::Permission(TimerRead),
    ),
    (
        "minoots.checkpoint.v1.CheckpointService/PutCheckpoint",
        Needs::Permission(CheckpointWrite),
    ),
    (
        "minoots.checkpoint.v1.CheckpointService/GetCheckpoint",
        Needs::Permission(CheckpointRead),
    ),
    (
        "minoots.checkpoint.v1.CheckpointService/ListCheckpoints",
        Needs::Permission(CheckpointRead),
    ),
    (
        "minoots.checkpoint.v1.CheckpointService/ListExecutions",
        Needs::Permission(CheckpointRead),
    ),
    (
        "minoots.checkpoint.v1.CheckpointService/VerifyCheckpoint",
        Needs::Permission(CheckpointRead),
    ),
    (
        "minoots.checkpoint.v1.CheckpointService/RollbackCheckpoint",
        Needs::Permission(CheckpointWrite),
    ),
    (
        "minoots.checkpoint.v1.CheckpointService/DeleteCheckpoint",
        Needs::Permission(CheckpointWrite),
    ),
    (
        "minoots.lease.v1.LeaseService/AcquireLease",
        Needs::Permission(LeaseWrite),
    ),
    (
        "minoots.lease.v1.LeaseService/RenewLease",
        Needs::Permission(LeaseWrite),
    ),
    (
        "minoots.lease.v1.LeaseService/ReleaseLease",
        Needs::Permission(LeaseWrite),
    ),
    ("minoots.lease.v1.LeaseService/GetLease", Needs::Permission(LeaseRead)),
    ("minoots.lease.v1.LeaseService/ListLeases", Needs::Permission(LeaseRead)),
    (
        "minoots.lease.v1.LeaseService/SetBudget",
        Needs::Permission(LeaseManage),
    ),
    (
        "minoots.lease.v1.LeaseService/SpendBudget",
        Needs::Permission(LeaseWrite),
    ),
    ("minoots.lease.v1.LeaseService/GetBudget", Needs::Permission(LeaseRead)),
    (
        "minoots.lease.v1.LeaseService/ListBudgets",
        Needs::Permission(LeaseRead),
    ),
    (
        "minoots.lease.v1.LeaseService/DeleteBudget",
        Needs::Permission(LeaseManage),
    ),
    // Each guard and operation is asked for its own permission.
    ("minoots.transaction.v1.TransactionService/Transact", Needs::Identity),
    ("minoots.event.v1.EventService/Emit", Needs::Permission(EventWrite)),
    // They act with the caller's credential, on checkpoints, timers and events: each of these calls is asked for its own permission.
    ("minoots.workflow.v1.AgentService/RegisterAgent", Needs::Identity),
    ("minoots.workflow.v1.AgentService/Heartbeat", Needs::Identity),
    ("minoots.workflow.v1.AgentService/GetAgent", Needs::Identity),
    ("minoots.workflow.v1.AgentService/ListAgents", Needs::Identity),
    ("minoots.workflow.v1.AgentService/RetireAgent", Needs::Identity),
    ("minoots.workflow.v1.AgentService/QuarantineAgent", Needs::Identity),
    ("minoots.workflow.v1.AgentService/ReleaseAgent", Needs::Identity),
    ("minoots.workflow.v1.HandoffService/ProposeHandoff", Needs::Identity),
    ("minoots.workflow.v1.HandoffService/AcceptHandoff", Needs::Identity),
    ("minoots.workflow.v1.HandoffService/RejectHandoff", Needs::Identity),
    ("minoots.workflow.v1.HandoffService/VoteHandoff", Needs::Identity),
    ("minoots.workflow.v1.HandoffService/WithdrawHandoff", Needs::Identity),
    ("minoots.workflow.v1.HandoffService/GetHandoff", Needs::Identity),
    ("minoots.workflow.v1.HandoffService/ListHandoffs", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/ApplyDefinition", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/ListDefinitions", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/ListExecutions", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/GetDefinition", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/StartExecution", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/GetExecution", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/CompletePhase", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/RegressPhase", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/ReportFailure", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/ResolveFailure", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/UpdateCommand", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/GetRecoveryCounts", Needs::Identity),
    (
        "minoots.workflow.v1.WorkflowService/DecideApproval",
        Needs::Permission(ApprovalDecide),
    ),
    ("minoots.workflow.v1.WorkflowService/SignalExecution", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/PauseExecution", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/ResumeExecution", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/RetryExecution", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/CancelExecution", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/SpawnChild", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/GetTimeline", Needs::Identity),
    ("minoots.workflow.v1.WorkflowService/Arrive", Needs::Identity),
    // Public keys: whoever holds an envelope may verify it.
    ("minoots.event.v1.EventService/ListVerificationKeys", Needs::Nothing),
    ("minoots.admin.v1.KeyService/CreateKey", Needs::Identity),
    ("minoots.admin.v1.KeyService/GetKey", Needs::Identity),
    ("minoots.admin.v1.KeyService/ListKeys", Needs::Identity),
    ("minoots.admin.v1.KeyService/RevokeKey", Needs::Identity),
    ("minoots.admin.v1.KeyService/GetCaller", Needs::Identity),
    ("minoots.admin.v1.KeyService/SetTrust", Needs::Identity),
    ("minoots.admin.v1.KeyService/GetTrust", Needs::Identity),
    // Brings its own proof of who asks.
    ("minoots.admin.v1.KeyService/ExchangeToken", Needs::Nothing),
    (
        "minoots.admin.v1.ClusterService/GetClusterStatus",
        Needs::Permission(ClusterRead),
    ),
    (
        "minoots.admin.v1.ClusterService/AddNode",
        Needs::Permission(ClusterAdmin),
    ),
    (
        "minoots.admin.v1.ClusterService/RemoveNode",
        Needs::Permission(ClusterAdmin),
    ),
    (
        "minoots.admin.v1.ClusterService/TransferLeadership",
        Needs::Permission(ClusterAdmin),
    ),
    (
        "minoots.admin.v1.ClusterService/Backup",
        Needs::Permission(ClusterAdmin),
    ),
    (
        "minoots.admin.v1.ClusterService/ReleaseOverdue",
        Needs::Permission(ClusterAdmin),
    ),
    ("minoots.admin.v1.SystemService/GetLimits", Needs::Identity),
    ("minoots.admin.v1.SystemService/GetVersion", Needs::Identity),
    // Of the caller's own queues.
    (
        "minoots.admin.v1.SystemService/GetLatenessStats",
        Needs::Permission(TimerRead),
    ),
    (
        "minoots.admin.v1.ClusterService/RotateSigningKey",
        Needs::Permission(ClusterAdmin),
    ),
    (
        "minoots.admin.v1.ClusterService/RevokeSigningKey",
        Needs::Permission(ClusterAdmin),
    ),
    (
        "minoots.admin.v1.ClusterService/CreateJoinToken",
        Needs::Permission(ClusterAdmin),
    ),
    ("minoots.admin.v1.TenantService/GetTenant", Needs::Identity),
    (
        "minoots.admin.v1.TenantService/ListTenants",
        Needs::Permission(ClusterAdmin),
    ),
    (
        "minoots.admin.v1.TenantService/SetQuota",
        Needs::Permission(ClusterAdmin),
    ),
    (
        "minoots.admin.v1.AuditService/ListAuditRecords",
        Needs::Permission(AuditRead),
    ),
    (
        "minoots.admin.v1.AuditService/ExportAudit",
        Needs::Permission(AuditRead),
    ),
    ("minoots.admin.v1.TenantService/SetPolicy", Needs::Identity),
    ("minoots.admin.v1.TenantService/RotatePayloadKey", Needs::Identity),
    ("minoots.admin.v1.TenantService/ShredPayloadKeys", Needs::Identity),
    ("minoots.admin.v1.TenantService/GetPolicy", Needs::Identity),
    ("minoots.admin.v1.TenantService/TryPolicy", Needs::Identity),
    ("grpc.health.v1.Health/Check", Needs::Nothing),
    ("grpc.health.v1.Health/Watch", Needs::Nothing),
];

/// Paths that are no methods. What is not named needs to be somebody, also to be told that there is nothing.
const PATHS: [(&str, Needs); 4] = [
    ("healthz", Needs::Nothing),
    ("readyz", Needs::Nothing),
    (".well-known/jwks.json", Needs::Nothing),
    ("metrics", Needs::Permission(ClusterRead)),
];

/// Looks up what a path needs.
#[derive(Debug)]
pub(super) struct Table(HashMap<&'static str, Needs, foldhash::fast::FixedState>);

impl Table {
    pub fn new() -> Table {
        Table(METHODS.iter().copied().chain(PATHS).collect())
    }

    /// What it needs, and its name if it is one of these.
    pub fn of(&self, path: &str) -> (Needs, &'static str) {
        let path = path.strip_prefix('/').unwrap_or(path);
        let known = self.0.get_key_value(path);
        known.map_or((Needs::Identity, ""), |(name, needs)| (*needs, name))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use prost::Message as _;

    #[test]
    fn every_method_of_the_api_says_what_it_needs() {
        let set = prost_types::FileDescriptorSet::decode(minoots_wire::FILE_DESCRIPTOR_SET).unwrap();
        let mut described = Vec::new();
        for file in &set.file {
            for service in &file.service {
                let methods = service.method.iter();
                described
                    .extend(methods.map(|method| format!("{}.{}/{}", file.package(), service.name(), method.name())));
            }
        }
        described.extend(["Check", "Watch"].map(|method| format!("grpc.health.v1.Health/{method}")));
        described.sort();
        let mut declared: Vec<String> = METHODS.iter().map(|(method, _)| (*method).to_owned()).collect();
        declared.sort();
        assert_eq!(declared, described);
    }

    #[test]
    fn what_is_not_named_needs_an_identity() {
        let table = Table::new();
        for path in [
            "/",
            "",
            "/minoots.timer.v1.TimerService/Nothing",
            "/debug",
            "/metricsx",
            "//healthz",
        ] {
            assert_eq!(table.of(path), (Needs::Identity, ""), "{path}");
        }
        assert_eq!(table.of("/healthz"), (Needs::Nothing, "healthz"));
    }
}
