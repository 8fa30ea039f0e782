//! Which methods only the leader can answer.

/// Whether only the leader can answer. Reads are answered by every node, after asking the leader how far it is.
pub(super) fn needs_leader(path: &str) -> bool {
    let Some(method) = path.strip_prefix("/minoots.") else {
        return false;
    };
    let local = [
        "timer.v1.TimerService/GetTimer",
        "timer.v1.TimerService/ListTimers",
        "timer.v1.TimerService/WaitTimer",
        "queue.v1.QueueService/GetQueue",
        "queue.v1.QueueService/ListQueues",
        "queue.v1.QueueService/ListDeadLetters",
        "event.v1.EventService/ListVerificationKeys",
        "admin.v1.ClusterService/GetClusterStatus",
        "admin.v1.ClusterService/Backup",
        "admin.v1.ClusterService/RotateSigningKey",
        "admin.v1.KeyService/GetKey",
        "admin.v1.KeyService/ListKeys",
        "admin.v1.KeyService/GetCaller",
        "admin.v1.KeyService/GetTrust",
        "admin.v1.TenantService/GetTenant",
        "admin.v1.TenantService/ListTenants",
        "admin.v1.TenantService/GetPolicy",
        "admin.v1.TenantService/TryPolicy",
        "webhook.v1.WebhookService/GetWebhook",
        "webhook.v1.WebhookService/ListWebhooks",
        "webhook.v1.WebhookService/ListWebhookAttempts",
        "schedule.v1.ScheduleService/PreviewSchedule",
        "schedule.v1.ScheduleService/GetSchedule",
        "schedule.v1.ScheduleService/ListSchedules",
        "checkpoint.v1.CheckpointService/GetCheckpoint",
        "checkpoint.v1.CheckpointService/ListCheckpoints",
        "checkpoint.v1.CheckpointService/ListExecutions",
        "checkpoint.v1.CheckpointService/VerifyCheckpoint",
        "lease.v1.LeaseService/GetLease",
        "lease.v1.LeaseService/ListLeases",
        "lease.v1.LeaseService/GetBudget",
        "lease.v1.LeaseService/ListBudgets",
    ];
    let services = [
        "timer.v1.TimerService",
        "event.v1.EventService",
        "queue.v1.QueueService",
        "admin.v1.ClusterService",
        "admin.v1.KeyService",
        "admin.v1.TenantService",
        "admin.v1.AuditService",
        "webhook.v1.WebhookService",
        "schedule.v1.ScheduleService",
        "checkpoint.v1.CheckpointService",
        "lease.v1.LeaseService",
        "transaction.v1.TransactionService",
    ];
    let service = method.split('/').next().unwrap_or_default();
    services.contains(&service) && !local.contains(&method)
}
