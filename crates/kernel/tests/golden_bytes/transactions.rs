//! A transaction with one of each guard and each operation, an event of a caller, and their rows.

use super::{
    checkpoints, leases,
    messages::{NOW, SECOND, new_timer, reschedule, showing},
};
use minoots_kernel::internal::{
    Ack, BudgetGuard, CancelTimer, CheckpointGuard, Emit, EmittedEvent, EventAttribute, EventKind, EventRow, Fence,
    Guard, LeaseGuard, Operation, OperationRow, RequestRow, RollBackCheckpoint, TimerGuard, TimerKey, Transact,
    TransactedRow, Undone, UndoneKind, WithdrawTimer, command::Command as Kind, guard::Guard as Rule,
    operation::Operation as Part,
};

pub fn emitted() -> EmittedEvent {
    EmittedEvent {
        payload_key: 0,
        r#type: "order.packed".to_string(),
        subject: "orders/7".to_string(),
        content_type: "application/json".to_string(),
        data: br#"{"boxes":2}"#.to_vec(),
        attributes: vec![EventAttribute {
            name: "shelf".to_string(),
            value: "b".to_string(),
        }],
    }
}

pub fn transact() -> Transact {
    let guard = |rule| Guard { guard: Some(rule) };
    let operation = |part| Operation {
        optional: false,
        operation: Some(part),
    };
    let settle = Ack {
        timer: Some(TimerKey {
            tenant: "acme".to_string(),
            id: "t-9".to_string(),
            version: 4,
        }),
        fence: Some(Fence {
            epoch: 1,
            arm: 2,
            term: 3,
            number: 4,
        }),
        ..Ack::default()
    };
    Transact {
        caller: showing(),
        partition_key: "p-1".to_string(),
        guards: vec![
            guard(Rule::Checkpoint(CheckpointGuard {
                execution: "run-1".to_string(),
                name: "state".to_string(),
                version: 7,
            })),
            guard(Rule::Timer(TimerGuard {
                id: "t-1".to_string(),
                version: 6,
            })),
            guard(Rule::Lease(LeaseGuard {
                id: "leader".to_string(),
                token: 5,
            })),
            guard(Rule::Budget(BudgetGuard {
                id: "restarts".to_string(),
                amount: 2,
            })),
        ],
        operations: vec![
            operation(Part::Create(Box::new(new_timer()))),
            Operation {
                optional: true,
                operation: Some(Part::Cancel(CancelTimer {
                    caller: None,
                    id: "t-2".to_string(),
                    partition_key: "p-1".to_string(),
                    version: 3,
                    reason: "over".to_string(),
                    digest: Vec::new(),
                })),
            },
            operation(Part::Reschedule(reschedule())),
            operation(Part::Put(Box::new(checkpoints::put()))),
            operation(Part::RollBack(RollBackCheckpoint {
                execution: "run-1".to_string(),
                name: "plan".to_string(),
                expected_version: 7,
                version: 3,
                reason: "wrong turn".to_string(),
                ..RollBackCheckpoint::default()
            })),
            operation(Part::Settle(settle)),
            operation(Part::Spend(leases::spend())),
            operation(Part::Emit(Emit {
                digest: Vec::new(),
                caller: None,
                event: Some(emitted()),
            })),
        ],
        digest: vec![0xD7; 32],
    }
}

/// A transaction that ends a timer.
pub fn withdrawing() -> Kind {
    let withdraw = Part::Withdraw(WithdrawTimer {
        id: "t-3".to_string(),
        reason: "over".to_string(),
    });
    Kind::Transact(Transact {
        guards: Vec::new(),
        operations: vec![Operation {
            optional: false,
            operation: Some(withdraw),
        }],
        ..transact()
    })
}

pub fn commands() -> Vec<Kind> {
    vec![
        Kind::Transact(transact()),
        Kind::Emit(Box::new(Emit {
            digest: Vec::new(),
            caller: showing(),
            event: Some(emitted()),
        })),
    ]
}

pub fn event() -> EventRow {
    let mut event = EventRow {
        time: NOW,
        actor: "ann".to_string(),
        request_id: "req-1".to_string(),
        digest: vec![0xD8; 32],
        emitted: Some(Box::new(emitted())),
        ..EventRow::default()
    };
    event.set_kind(EventKind::Emitted);
    event
}

pub fn transact_request() -> RequestRow {
    let mut undone = Undone {
        version: 9,
        retry_delay: SECOND as u64,
        ..Undone::default()
    };
    undone.set_kind(UndoneKind::Superseded);
    let whole = OperationRow {
        version: 3,
        fire_time: NOW,
        checkpoint: checkpoints::request().checkpoint,
        spend: leases::spend_request().spend,
        sequence: 12,
        undone: Some(undone),
    };
    RequestRow {
        digest: vec![0xD7; 32],
        commit_index: 99,
        transacted: Some(TransactedRow {
            operations: vec![whole, OperationRow::default()],
        }),
        ..RequestRow::default()
    }
}

/// A remembered request with its counted bytes.
pub fn counted_request() -> RequestRow {
    RequestRow {
        counted_bytes: 1_234,
        ..emit_request()
    }
}

pub fn emit_request() -> RequestRow {
    RequestRow {
        digest: vec![0xD8; 32],
        commit_index: 99,
        version: 1,
        emitted: 12,
        ..RequestRow::default()
    }
}
