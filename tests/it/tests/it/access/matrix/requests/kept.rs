//! Requests about checkpoints, leases, budgets, queues and endpoints.

use minoots_wire::checkpoint::v1::{
    DeleteCheckpointRequest, GetCheckpointRequest, ListCheckpointsRequest, ListExecutionsRequest,
    ListExecutionsResponse, PutCheckpointRequest, RollbackCheckpointRequest, VerifyCheckpointRequest,
};
use minoots_wire::lease::v1::{
    AcquireLeaseRequest, DeleteBudgetRequest, GetBudgetRequest, GetLeaseRequest, ListBudgetsRequest,
    ListBudgetsResponse, ListLeasesRequest, ListLeasesResponse, ReleaseLeaseRequest, RenewLeaseRequest,
    SetBudgetRequest, SetBudgetResponse, SpendBudgetRequest,
};
use minoots_wire::queue::v1::{
    CreateQueueRequest, GetQueueRequest, ListDeadLettersRequest, ListDeadLettersResponse, ListQueuesRequest,
    ListQueuesResponse, PauseQueueRequest, PurgeQueueRequest, ResumeQueueRequest, UpdateQueueRequest,
};
use minoots_wire::time::duration;
use minoots_wire::webhook::v1::{
    CreateWebhookRequest, DeleteWebhookRequest, GetWebhookRequest, ListWebhookAttemptsRequest, TestWebhookRequest,
    UpdateWebhookRequest,
};
use minoots_wire::well_known::FieldMask;

use super::*;

fn mask(path: &str) -> Option<FieldMask> {
    let paths = vec![path.to_owned()];
    Some(FieldMask { paths })
}

fn state() -> String {
    "state".to_owned()
}

pub const ABOUT: &[About] = &[
    about(
        "checkpoint.v1.CheckpointService/GetCheckpoint",
        Kind::Checkpoint,
        |it| {
            encoded(&GetCheckpointRequest {
                execution: it.id(),
                name: state(),
                ..GetCheckpointRequest::default()
            })
        },
    ),
    about(
        "checkpoint.v1.CheckpointService/ListCheckpoints",
        Kind::Checkpoint,
        |it| {
            encoded(&ListCheckpointsRequest {
                execution: it.id(),
                name: state(),
                ..ListCheckpointsRequest::default()
            })
        },
    ),
    about(
        "checkpoint.v1.CheckpointService/ListExecutions",
        Kind::Checkpoint,
        |it| {
            encoded(&ListExecutionsRequest {
                id_prefix: it.id(),
                ..ListExecutionsRequest::default()
            })
        },
    )
    .telling(|told| count(&decoded::<ListExecutionsResponse>(told).executions)),
    about(
        "checkpoint.v1.CheckpointService/VerifyCheckpoint",
        Kind::Checkpoint,
        |it| {
            encoded(&VerifyCheckpointRequest {
                execution: it.id(),
                name: state(),
                ..VerifyCheckpointRequest::default()
            })
        },
    ),
    about(
        "checkpoint.v1.CheckpointService/PutCheckpoint",
        Kind::Checkpoint,
        |it| {
            encoded(&PutCheckpointRequest {
                execution: it.id(),
                name: state(),
                expected_version: 2,
                ..PutCheckpointRequest::default()
            })
        },
    ),
    about(
        "checkpoint.v1.CheckpointService/RollbackCheckpoint",
        Kind::Checkpoint,
        |it| {
            encoded(&RollbackCheckpointRequest {
                execution: it.id(),
                name: state(),
                expected_version: 2,
                version: 1,
                ..RollbackCheckpointRequest::default()
            })
        },
    ),
    about(
        "checkpoint.v1.CheckpointService/DeleteCheckpoint",
        Kind::Checkpoint,
        |it| {
            encoded(&DeleteCheckpointRequest {
                execution: it.id(),
                name: state(),
                expected_version: 2,
                ..DeleteCheckpointRequest::default()
            })
        },
    ),
    about("lease.v1.LeaseService/AcquireLease", Kind::Lease, |it| {
        encoded(&AcquireLeaseRequest {
            id: it.id(),
            holder: "another".to_owned(),
            ttl: Some(duration::to_proto(HOUR_NS)),
            ..AcquireLeaseRequest::default()
        })
    }),
    about("lease.v1.LeaseService/RenewLease", Kind::Lease, |it| {
        encoded(&RenewLeaseRequest {
            id: it.id(),
            token: it.number,
            ..RenewLeaseRequest::default()
        })
    }),
    about("lease.v1.LeaseService/ReleaseLease", Kind::Lease, |it| {
        encoded(&ReleaseLeaseRequest {
            id: it.id(),
            token: it.number,
            ..ReleaseLeaseRequest::default()
        })
    })
    .same_because("what nobody holds is free already"),
    about("lease.v1.LeaseService/GetLease", Kind::Lease, |it| {
        encoded(&GetLeaseRequest {
            id: it.id(),
            ..GetLeaseRequest::default()
        })
    }),
    about("lease.v1.LeaseService/ListLeases", Kind::Lease, |it| {
        encoded(&ListLeasesRequest {
            id_prefix: it.id(),
            ..ListLeasesRequest::default()
        })
    })
    .telling(|told| count(&decoded::<ListLeasesResponse>(told).leases)),
    about("lease.v1.LeaseService/SetBudget", Kind::Budget, |it| {
        encoded(&SetBudgetRequest {
            id: it.id(),
            limit: 10,
            window: Some(duration::to_proto(HOUR_NS)),
            ..SetBudgetRequest::default()
        })
    })
    .telling(|told| format!("existing {}", decoded::<SetBudgetResponse>(told).existing)),
    about("lease.v1.LeaseService/SpendBudget", Kind::Budget, |it| {
        encoded(&SpendBudgetRequest {
            id: it.id(),
            amount: 1,
            ..SpendBudgetRequest::default()
        })
    }),
    about("lease.v1.LeaseService/GetBudget", Kind::Budget, |it| {
        encoded(&GetBudgetRequest {
            id: it.id(),
            ..GetBudgetRequest::default()
        })
    }),
    about("lease.v1.LeaseService/ListBudgets", Kind::Budget, |it| {
        encoded(&ListBudgetsRequest {
            id_prefix: it.id(),
            ..ListBudgetsRequest::default()
        })
    })
    .telling(|told| count(&decoded::<ListBudgetsResponse>(told).budgets)),
    about("lease.v1.LeaseService/DeleteBudget", Kind::Budget, |it| {
        encoded(&DeleteBudgetRequest {
            id: it.id(),
            ..DeleteBudgetRequest::default()
        })
    }),
    about("queue.v1.QueueService/CreateQueue", Kind::Queue, |it| {
        encoded(&CreateQueueRequest {
            id: it.id(),
            description: "another".to_owned(),
            ..CreateQueueRequest::default()
        })
    }),
    about("queue.v1.QueueService/GetQueue", Kind::Queue, |it| {
        encoded(&GetQueueRequest {
            id: it.id(),
            ..GetQueueRequest::default()
        })
    }),
    about("queue.v1.QueueService/ListQueues", Kind::Queue, |it| {
        encoded(&ListQueuesRequest {
            id_prefix: it.id(),
            ..ListQueuesRequest::default()
        })
    })
    .telling(|told| count(&decoded::<ListQueuesResponse>(told).queues)),
    about("queue.v1.QueueService/UpdateQueue", Kind::Queue, |it| {
        encoded(&UpdateQueueRequest {
            id: it.id(),
            update_mask: mask("description"),
            description: "another".to_owned(),
            ..UpdateQueueRequest::default()
        })
    }),
    about("queue.v1.QueueService/PauseQueue", Kind::Queue, |it| {
        encoded(&PauseQueueRequest {
            id: it.id(),
            ..PauseQueueRequest::default()
        })
    }),
    about("queue.v1.QueueService/ResumeQueue", Kind::Queue, |it| {
        encoded(&ResumeQueueRequest {
            id: it.id(),
            ..ResumeQueueRequest::default()
        })
    }),
    about("queue.v1.QueueService/PurgeQueue", Kind::DeadLetter, |it| {
        encoded(&PurgeQueueRequest {
            id: it.id(),
            dead_letters: true,
            ..PurgeQueueRequest::default()
        })
    }),
    about("queue.v1.QueueService/ListDeadLetters", Kind::DeadLetter, |it| {
        encoded(&ListDeadLettersRequest {
            id: it.id(),
            ..ListDeadLettersRequest::default()
        })
    })
    .telling(|told| count(&decoded::<ListDeadLettersResponse>(told).dead_letters)),
    about("webhook.v1.WebhookService/CreateWebhook", Kind::Webhook, |it| {
        encoded(&CreateWebhookRequest {
            id: it.id(),
            url: "http://127.0.0.1:9/another".to_owned(),
            allow_private: true,
            ..CreateWebhookRequest::default()
        })
    }),
    about("webhook.v1.WebhookService/GetWebhook", Kind::Webhook, |it| {
        encoded(&GetWebhookRequest {
            id: it.id(),
            ..GetWebhookRequest::default()
        })
    }),
    about("webhook.v1.WebhookService/UpdateWebhook", Kind::Webhook, |it| {
        encoded(&UpdateWebhookRequest {
            id: it.id(),
            update_mask: mask("disabled"),
            disabled: true,
            ..UpdateWebhookRequest::default()
        })
    }),
    about("webhook.v1.WebhookService/DeleteWebhook", Kind::Webhook, |it| {
        encoded(&DeleteWebhookRequest {
            id: it.id(),
            ..DeleteWebhookRequest::default()
        })
    }),
    about("webhook.v1.WebhookService/TestWebhook", Kind::Webhook, |it| {
        encoded(&TestWebhookRequest { id: it.id() })
    }),
    about("webhook.v1.WebhookService/ListWebhookAttempts", Kind::Webhook, |it| {
        encoded(&ListWebhookAttemptsRequest {
            id: it.id(),
            ..ListWebhookAttemptsRequest::default()
        })
    }),
];
