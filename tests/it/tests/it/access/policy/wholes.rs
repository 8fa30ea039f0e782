//! A transaction and a rollback are judged exactly as their parts: by the rules about timers and queues.

use minoots_wire::checkpoint::v1::checkpoint_service_client::CheckpointServiceClient;
use minoots_wire::checkpoint::v1::{
    DeleteCheckpointRequest, GetCheckpointRequest, PutCheckpointRequest, RollbackCheckpointRequest,
};
use minoots_wire::error::Details;
use minoots_wire::event::v1::EmitRequest;
use minoots_wire::lease::v1::lease_service_client::LeaseServiceClient;
use minoots_wire::lease::v1::{AcquireLeaseRequest, SetBudgetRequest};
use minoots_wire::timer::v1::{CancelTimerRequest, Payload, RescheduleTimerRequest};
use minoots_wire::transaction::v1::operation::Operation as Part;
use minoots_wire::transaction::v1::transaction_service_client::TransactionServiceClient;
use minoots_wire::transaction::v1::{Guard, Operation, TimerGuard, TransactRequest, guard::Guard as Rule};
use tonic::{Request, Status};

use super::*;

const KEY: &str = "run-1";

/// Rules: production is unchanged, and secrets are unread.
const RULES: &str = r#"
@id("no-prod")
@message("production is left alone")
forbid(principal, action in [Action::"create", Action::"reschedule", Action::"cancel"], resource)
when { resource.hasTag("env") && resource.getTag("env") == "prod" };

@id("no-secrets")
@message("what is secret is not read")
forbid(principal, action == Action::"read", resource) when { resource.id == "secret" };
"#;

pub(in crate::access) fn shown<T>(key: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let shown = format!("Bearer {key}").parse().unwrap();
    request.metadata_mut().insert("authorization", shown);
    request
}

fn labelled(id: &str, label: Option<&str>) -> CreateTimerRequest {
    CreateTimerRequest {
        partition_key: KEY.to_owned(),
        ..of(id, label)
    }
}

fn step(data: &str, expected_version: u64, timers: &[&str]) -> PutCheckpointRequest {
    PutCheckpointRequest {
        execution: KEY.to_owned(),
        name: "state".to_owned(),
        expected_version,
        data: data.to_owned().into(),
        timer_ids: timers.iter().map(|id| (*id).to_owned()).collect(),
        ..PutCheckpointRequest::default()
    }
}

#[tokio::test]
async fn each_part_of_a_transaction_is_judged_as_the_single_call_is_and_a_refusal_leaves_nothing() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let admin = node.client(&key).await;
    for id in ["old", "secret"] {
        let label = (id == "old").then_some("prod");
        admin.create(labelled(id, label)).await.unwrap();
    }
    let endpoint = node.server.endpoint().to_owned();
    let mut checkpoints = CheckpointServiceClient::connect(endpoint.clone()).await.unwrap();
    for request in [step("one", 0, &[]), step("two", 1, &["old"])] {
        checkpoints.put_checkpoint(shown(&key, request)).await.unwrap();
    }
    let version = set(&admin, RULES).await;

    let transactions = TransactionServiceClient::connect(endpoint).await.unwrap();
    let transact = async |guards: Vec<Guard>, part: Part| -> Result<(), Status> {
        let emit = Part::Emit(EmitRequest {
            r#type: "step.done".to_owned(),
            subject: "runs/1".to_owned(),
            ..EmitRequest::default()
        });
        let operation = |part| Operation {
            optional: false,
            operation: Some(part),
        };
        let request = TransactRequest {
            partition_key: KEY.to_owned(),
            guards,
            operations: vec![operation(emit), operation(part)],
            ..TransactRequest::default()
        };
        transactions.clone().transact(shown(&key, request)).await.map(drop)
    };
    let back = RollbackCheckpointRequest {
        execution: KEY.to_owned(),
        name: "state".to_owned(),
        expected_version: 2,
        version: 1,
        ..RollbackCheckpointRequest::default()
    };
    let cancel = Part::CancelTimer(CancelTimerRequest {
        id: "old".to_owned(),
        ..CancelTimerRequest::default()
    });
    let reschedule = Part::RescheduleTimer(RescheduleTimerRequest {
        id: "old".to_owned(),
        delay: Some(duration::to_proto(1_000_000_000)),
        ..RescheduleTimerRequest::default()
    });
    let parts = [
        Part::CreateTimer(labelled("new", Some("prod"))),
        cancel,
        reschedule,
        Part::RollbackCheckpoint(back.clone()),
    ];
    for part in parts {
        assert_denied(&transact(vec![], part).await.unwrap_err(), "no-prod", version);
    }
    let alone = checkpoints.rollback_checkpoint(shown(&key, back)).await.unwrap_err();
    assert_denied(&alone, "no-prod", version);
    let guard = Guard {
        guard: Some(Rule::Timer(TimerGuard {
            id: "secret".to_owned(),
            state_version: 1,
        })),
    };
    let refused = transact(vec![guard], Part::CreateTimer(labelled("new", None))).await;
    assert_denied(&refused.unwrap_err(), "no-secrets", version);

    assert_eq!(admin.get("new").await.unwrap_err().code(), Code::NotFound);
    assert_eq!(admin.get("old").await.unwrap().status(), TimerStatus::Scheduled);
    transact(vec![], Part::CreateTimer(labelled("new", None)))
        .await
        .unwrap();
    let mut tail = Tail::from_start(&admin).await.unwrap();
    let told = tail.until(|event| tail::subject(event) == "timers/new").await.unwrap();
    let emitted = told.iter().filter(|event| tail::kind(event) == "step.done");
    assert_eq!(emitted.count(), 1, "those of refused transactions are not told");
}

#[tokio::test]
async fn checkpoints_leases_and_budgets_are_judged_and_a_rule_about_one_leaves_the_others() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let admin = node.client(&key).await;
    let endpoint = node.server.endpoint().to_owned();
    let mut checkpoints = CheckpointServiceClient::connect(endpoint.clone()).await.unwrap();
    let mut leases = LeaseServiceClient::connect(endpoint).await.unwrap();
    for (round, kind) in ["Checkpoint", "Lease", "Budget", "Nothing", "all"]
        .into_iter()
        .enumerate()
    {
        let resource = match kind {
            "Nothing" => "resource is Agent".to_owned(),
            "all" => "resource".to_owned(),
            kind => format!("resource is {kind}"),
        };
        let text = format!(r#"@id("rule") @message("no") forbid(principal, action, {resource});"#);
        let version = set(&admin, &text).await;
        let put = PutCheckpointRequest {
            execution: format!("run-{round}"),
            ..step("one", 0, &[])
        };
        let lease = AcquireLeaseRequest {
            id: format!("leader-{round}"),
            holder: "a".to_owned(),
            ttl: Some(duration::to_proto(10_000_000_000)),
            ..AcquireLeaseRequest::default()
        };
        let budget = SetBudgetRequest {
            id: format!("restarts-{round}"),
            limit: 3,
            window: Some(duration::to_proto(60_000_000_000)),
            ..SetBudgetRequest::default()
        };
        let answers = [
            (
                "Checkpoint",
                checkpoints.put_checkpoint(shown(&key, put)).await.map(drop),
            ),
            ("Lease", leases.acquire_lease(shown(&key, lease)).await.map(drop)),
            ("Budget", leases.set_budget(shown(&key, budget)).await.map(drop)),
        ];
        for (of, answer) in answers {
            match [of, "all"].contains(&kind) {
                true => assert_denied(&answer.unwrap_err(), "rule", version),
                false => answer.unwrap(),
            }
        }
        let event = EmitRequest {
            r#type: "order.packed".to_owned(),
            subject: "orders/1".to_owned(),
            ..EmitRequest::default()
        };
        let emitted = admin.events.clone().emit(event).await.map(drop);
        assert_eq!(emitted.is_err(), kind == "all", "{emitted:?}");
    }
}

#[tokio::test]
async fn an_event_of_ones_own_is_judged_by_its_type_and_its_bytes_alone_and_in_a_transaction() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let admin = node.client(&key).await;
    let rules = r#"
@id("no-payments")
@message("payments are told by others")
forbid(principal, action == Action::"emit", resource) when { resource.id like "payment.*" };

@id("small")
@message("events are small")
forbid(principal, action == Action::"emit", resource) when { context.payload_bytes > 4 };
"#;
    let version = set(&admin, rules).await;
    let event = |kind: &str, data: &str| EmitRequest {
        r#type: kind.to_owned(),
        subject: "orders/1".to_owned(),
        payload: Some(Payload {
            content_type: "text/plain".to_owned(),
            data: data.to_owned().into(),
        }),
        ..EmitRequest::default()
    };
    let endpoint = node.server.endpoint().to_owned();
    let transactions = TransactionServiceClient::connect(endpoint).await.unwrap();
    let transact = async |event: EmitRequest| {
        let request = TransactRequest {
            partition_key: KEY.to_owned(),
            operations: vec![Operation {
                optional: false,
                operation: Some(Part::Emit(event)),
            }],
            ..TransactRequest::default()
        };
        transactions.clone().transact(shown(&key, request)).await.map(drop)
    };
    for (kind, data, rule) in [("payment.made", "", "no-payments"), ("order.packed", "12345", "small")] {
        let alone = admin.events.clone().emit(event(kind, data)).await.unwrap_err();
        assert_denied(&alone, rule, version);
        assert_denied(&transact(event(kind, data)).await.unwrap_err(), rule, version);
    }
    admin.events.clone().emit(event("order.packed", "1234")).await.unwrap();
    transact(event("order.packed", "1234")).await.unwrap();
}

#[tokio::test]
async fn under_a_policy_a_step_may_write_and_roll_back_what_was_deleted_before() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let admin = node.client(&key).await;
    set(&admin, RULES).await;
    let endpoint = node.server.endpoint().to_owned();
    let mut checkpoints = CheckpointServiceClient::connect(endpoint.clone()).await.unwrap();
    for request in [step("one", 0, &[]), step("two", 1, &[])] {
        checkpoints.put_checkpoint(shown(&key, request)).await.unwrap();
    }
    let deleted = DeleteCheckpointRequest {
        execution: KEY.to_owned(),
        name: "state".to_owned(),
        expected_version: 2,
        ..DeleteCheckpointRequest::default()
    };
    checkpoints.delete_checkpoint(shown(&key, deleted)).await.unwrap();

    let mut transactions = TransactionServiceClient::connect(endpoint).await.unwrap();
    let back = |expected_version| RollbackCheckpointRequest {
        execution: KEY.to_owned(),
        name: "state".to_owned(),
        expected_version,
        version: 3,
        ..RollbackCheckpointRequest::default()
    };
    let parts = |expected| {
        [
            Part::PutCheckpoint(step("three", 0, &[])),
            Part::PutCheckpoint(step("four", 3, &[])),
            Part::RollbackCheckpoint(back(expected)),
        ]
    };
    let whole = |parts: [Part; 3]| TransactRequest {
        partition_key: KEY.to_owned(),
        operations: parts
            .map(|part| Operation {
                optional: false,
                operation: Some(part),
            })
            .into(),
        ..TransactRequest::default()
    };
    // Version 5 requires a write that the caller has not seen, so a timer bound to it cannot be judged.
    let unseen = transactions.transact(shown(&key, whole(parts(5)))).await.unwrap_err();
    let details = Details::of(&unseen);
    assert_eq!(
        (
            details.reason_text.as_str(),
            &*details.metadata["cause"],
            &*details.metadata["operation"]
        ),
        ("GUARD_FAILED", "VERSION_CONFLICT", "2")
    );
    transactions.transact(shown(&key, whole(parts(4)))).await.unwrap();
    let read = GetCheckpointRequest {
        execution: KEY.to_owned(),
        name: "state".to_owned(),
        ..GetCheckpointRequest::default()
    };
    let read = checkpoints
        .get_checkpoint(shown(&key, read))
        .await
        .unwrap()
        .into_inner();
    let read = read.checkpoint.unwrap();
    assert_eq!((read.version, read.restored_version), (5, 3));
}
