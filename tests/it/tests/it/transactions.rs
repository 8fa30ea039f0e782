//! Transactions from outside (G12): all or none, and one winner, under changes of leader.

use minoots_it::client::timer;
use minoots_it::consumer::Consumer;
use minoots_wire::checkpoint::v1::{GetCheckpointRequest, PutCheckpointRequest, checkpoint_service_client};
use minoots_wire::error::Details;
use minoots_wire::event::v1::{AckRequest, EmitRequest};
use minoots_wire::lease::v1::{GetBudgetRequest, SetBudgetRequest, SpendBudgetRequest, lease_service_client};
use minoots_wire::time::duration;
use minoots_wire::timer::v1::{CancelTimerRequest, CreateTimerRequest};
use minoots_wire::transaction::v1::operation::Operation as Part;
use minoots_wire::transaction::v1::transaction_service_client::TransactionServiceClient;
use minoots_wire::transaction::v1::{
    BudgetGuard, CheckpointGuard, Guard, LeaseGuard, Operation, TimerGuard, TransactRequest, guard::Guard as Rule,
    operation_result::Result as Told,
};
use tonic::transport::Channel;
use tonic::{Code, Status};

use crate::support::{Node, reason};

mod races;

const SECOND: i64 = 1_000_000_000;
const KEY: &str = "run-1";

async fn service(endpoint: &str) -> TransactionServiceClient<Channel> {
    TransactionServiceClient::connect(endpoint.to_owned()).await.unwrap()
}

fn does(part: Part) -> Operation {
    Operation {
        optional: false,
        operation: Some(part),
    }
}

fn put(expected: u64) -> Operation {
    does(Part::PutCheckpoint(PutCheckpointRequest {
        execution: KEY.to_owned(),
        name: "state".to_owned(),
        expected_version: expected,
        ..PutCheckpointRequest::default()
    }))
}

fn create(id: &str) -> Operation {
    does(Part::CreateTimer(CreateTimerRequest {
        delay: Some(duration::to_proto(3_600 * SECOND)),
        ..timer(id)
    }))
}

fn emit(kind: &str) -> Operation {
    does(Part::Emit(EmitRequest {
        r#type: kind.to_owned(),
        subject: "runs/1".to_owned(),
        ..EmitRequest::default()
    }))
}

fn whole(guards: Vec<Rule>, operations: Vec<Operation>) -> TransactRequest {
    let guard = |rule| Guard { guard: Some(rule) };
    TransactRequest {
        partition_key: KEY.to_owned(),
        guards: guards.into_iter().map(guard).collect(),
        operations,
        ..TransactRequest::default()
    }
}

fn at(version: u64) -> Rule {
    Rule::Checkpoint(CheckpointGuard {
        execution: KEY.to_owned(),
        name: "state".to_owned(),
        version,
    })
}

/// Returns the failed operation, and the cause.
fn failed(refused: &Status) -> (String, String) {
    assert_eq!(
        (refused.code(), reason(refused).as_str()),
        (Code::Aborted, "GUARD_FAILED")
    );
    let facts = Details::of(refused).metadata;
    let which = ["guard", "operation"].map(|which| facts.get(which).map(|index| format!("{which} {index}")));
    (which.into_iter().flatten().collect(), facts["cause"].clone())
}

#[tokio::test]
async fn g12_a_delivery_is_settled_by_exactly_one_transaction() {
    let node = Node::start().await;
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    for round in 0..20 {
        let created = CreateTimerRequest {
            partition_key: KEY.to_owned(),
            delay: Some(duration::to_proto(0)),
            ..timer(&format!("t{round}"))
        };
        node.client.create(created).await.unwrap();
        let delivery = consumer.delivery().await.unwrap();
        let step = |name: &str| {
            let settle = does(Part::Settle(AckRequest {
                event_id: delivery.id().to_owned(),
                fence: delivery.fence().to_owned(),
                ..AckRequest::default()
            }));
            whole(Vec::new(), vec![emit(&format!("step.{name}")), settle])
        };
        let (mut a, mut b) = (
            service(node.server.endpoint()).await,
            service(node.server.endpoint()).await,
        );
        let (a, b) = tokio::join!(a.transact(step("a")), b.transact(step("b")));
        let refused = match (&a, &b) {
            (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
            both => panic!("{both:?}"),
        };
        assert_eq!(
            failed(refused),
            ("operation 1".to_owned(), "ALREADY_SETTLED".to_owned())
        );
    }
}

#[tokio::test]
async fn each_guard_and_operation_that_fails_is_named_and_leaves_nothing_behind() {
    let node = Node::start().await;
    let endpoint = node.server.endpoint().to_owned();
    let mut transactions = service(&endpoint).await;
    let mut budgets = lease_service_client::LeaseServiceClient::connect(endpoint.clone())
        .await
        .unwrap();
    let budget = SetBudgetRequest {
        id: KEY.to_owned(),
        limit: 3,
        window: Some(duration::to_proto(3_600 * SECOND)),
        ..SetBudgetRequest::default()
    };
    budgets.set_budget(budget).await.unwrap();
    let first = transactions
        .transact(whole(vec![at(0)], vec![put(0), emit("step.begun")]))
        .await;
    let first = first.unwrap().into_inner();
    let Some(Told::Emit(begun)) = first.results[1].result.clone() else {
        panic!("{first:?}")
    };
    let sequence = |id: &str| id.rsplit(':').next().unwrap().parse::<u64>().unwrap();
    let spend = |amount| {
        does(Part::SpendBudget(SpendBudgetRequest {
            id: KEY.to_owned(),
            amount,
            ..SpendBudgetRequest::default()
        }))
    };
    let cancel = does(Part::CancelTimer(CancelTimerRequest {
        id: "absent".to_owned(),
        ..CancelTimerRequest::default()
    }));
    let busy = || vec![create("t"), spend(2), put(1), emit("step.done")];
    let and = |last: Operation| [busy(), vec![last]].concat();
    let timer_at = |state_version| {
        Rule::Timer(TimerGuard {
            id: "absent".to_owned(),
            state_version,
        })
    };
    let lease = Rule::Lease(LeaseGuard {
        id: "absent".to_owned(),
        token: 7,
    });
    let enough = |amount| {
        Rule::Budget(BudgetGuard {
            id: KEY.to_owned(),
            amount,
        })
    };
    for (request, which, cause) in [
        (whole(vec![at(0)], busy()), "guard 0", "VERSION_CONFLICT"),
        (whole(vec![at(1), timer_at(1)], busy()), "guard 1", "TIMER"),
        (whole(vec![timer_at(0), lease], busy()), "guard 1", "LEASE_EXPIRED"),
        (whole(vec![enough(3), enough(4)], busy()), "guard 1", "AMOUNT_RANGE"),
        (whole(Vec::new(), and(cancel)), "operation 4", "TIMER"),
        (whole(Vec::new(), and(put(1))), "operation 4", "VERSION_CONFLICT"),
        (whole(Vec::new(), and(create("t"))), "operation 4", "TIMER_EXISTS"),
        (whole(Vec::new(), and(spend(2))), "operation 4", "BUDGET_SPENT"),
    ] {
        let refused = transactions.transact(request).await.unwrap_err();
        assert_eq!(failed(&refused), (which.to_owned(), cause.to_owned()));
    }
    node.client.get("t").await.unwrap_err();
    let get = GetBudgetRequest {
        id: KEY.to_owned(),
        ..GetBudgetRequest::default()
    };
    let left = budgets.get_budget(get).await.unwrap().into_inner().budget.unwrap();
    assert_eq!((left.remaining, left.spend_count), (3, 0));
    let mut checkpoints = checkpoint_service_client::CheckpointServiceClient::connect(endpoint)
        .await
        .unwrap();
    let get = GetCheckpointRequest {
        execution: KEY.to_owned(),
        name: "state".to_owned(),
        ..GetCheckpointRequest::default()
    };
    let state = checkpoints.get_checkpoint(get).await.unwrap().into_inner();
    assert_eq!(state.checkpoint.unwrap().version, 1);
    let mut request = whole(vec![at(1), enough(3), timer_at(0)], busy());
    request.request_id = "once".to_owned();
    let done = transactions.transact(request.clone()).await.unwrap().into_inner();
    let Some(Told::Emit(event)) = done.results[3].result.clone() else {
        panic!("{done:?}")
    };
    // The log has events of a queue, a timer, a checkpoint and a spend, and none of the failed operations.
    assert_eq!(sequence(&event.event_id), sequence(&begun.event_id) + 5);
    let again = transactions.transact(request.clone()).await.unwrap().into_inner();
    assert_eq!(again.results, done.results);
    assert_eq!(again.original_commit_index, done.commit_index);
    request.operations.truncate(1);
    let other = transactions.transact(request).await.unwrap_err();
    assert_eq!(reason(&other), "IDEMPOTENCY_MISMATCH");
}

#[tokio::test]
async fn invalid_transactions_get_exact_errors() {
    let node = Node::start().await;
    let mut transactions = service(node.server.endpoint()).await;
    let settle = Operation {
        optional: true,
        operation: Some(Part::Settle(AckRequest {
            event_id: "timer:dev:t:1".to_owned(),
            fence: "0000000-0000000000000001-000000000001-000001".to_owned(),
            ..AckRequest::default()
        })),
    };
    let mut elsewhere = create("t");
    let mut with_id = create("t");
    if let (Some(Part::CreateTimer(a)), Some(Part::CreateTimer(b))) = (&mut elsewhere.operation, &mut with_id.operation)
    {
        a.partition_key = "run-2".to_owned();
        b.request_id = "mine".to_owned();
    }
    let many = |count: usize| (0..count).map(|number| create(&format!("t{number}"))).collect();
    let keyless = TransactRequest {
        partition_key: String::new(),
        ..whole(Vec::new(), many(1))
    };
    for (request, expected, field) in [
        (whole(Vec::new(), many(101)), "OPERATION_COUNT", "operations"),
        (whole(Vec::new(), many(0)), "OPERATION_COUNT", "operations"),
        (whole(vec![at(0); 101], many(1)), "OPERATION_COUNT", "guards"),
        (keyless, "TRANSACTION_PARTITION", "partition_key"),
        (
            whole(Vec::new(), vec![elsewhere]),
            "TRANSACTION_PARTITION",
            "operations[0].create_timer.partition_key",
        ),
        (
            whole(Vec::new(), vec![create("a"), with_id]),
            "TRANSACTION",
            "operations[1].create_timer.request_id",
        ),
        (
            whole(Vec::new(), vec![settle]),
            "OPERATION_OPTIONAL",
            "operations[0].optional",
        ),
        (
            whole(Vec::new(), vec![Operation::default()]),
            "TRANSACTION",
            "operations[0]",
        ),
        (
            whole(Vec::new(), vec![emit("timer.fired")]),
            "EMIT_TYPE",
            "operations[0].emit.type",
        ),
    ] {
        let refused = transactions.transact(request).await.unwrap_err();
        let fields = Details::of(&refused).fields;
        let paths: Vec<&str> = fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::InvalidArgument, expected)
        );
        assert_eq!(paths, [field]);
    }
    let mut large = Vec::new();
    for number in 0..5 {
        let mut put = put(0);
        if let Some(Part::PutCheckpoint(put)) = &mut put.operation {
            put.name = format!("part-{number}");
            put.data = vec![0; 250 << 10].into();
        }
        large.push(put);
    }
    let refused = transactions.transact(whole(Vec::new(), large)).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::ResourceExhausted, "MESSAGE_TOO_LARGE")
    );
    let done = transactions.transact(whole(Vec::new(), many(100))).await.unwrap();
    assert_eq!(done.into_inner().results.len(), 100);
}
