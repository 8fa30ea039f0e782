//! Converts a transaction's request to a command. Each operation obeys the rules of the single call, and has the
//! transaction's partition key.

use super::{Violations, checkpoint, emit, lease, timer, when};
use crate::telemetry::TraceParent;
use minoots_kernel::{
    digest, fence, id,
    id::Occurrence,
    internal::{
        self, Ack, Caller, CancelTimer, Emit, PutCheckpoint, RescheduleTimer, RollBackCheckpoint, SpendBudget,
        TimerKey, Transact, guard::Guard as Rule, operation::Operation as Part,
    },
    limits, plus_one,
};
use minoots_wire::{
    checkpoint::v1::{Condition, PutCheckpointRequest, RollbackCheckpointRequest},
    error::{Details, Reason},
    event::v1::AckRequest,
    lease::v1::SpendBudgetRequest,
    timer::v1::{CancelTimerRequest, CreateTimerRequest, RescheduleTimerRequest},
    transaction::v1::{Guard, Operation, TransactRequest, WithdrawTimer, guard, operation},
};
use tonic::Status;

/// A transaction in the caller's name. `named` says of each operation whether the caller chose its timer's id.
pub(crate) struct Asked {
    pub command: Transact,
    pub named: Vec<bool>,
}

struct Reader {
    violations: Violations,
    caller: Caller,
    partition_key: String,
    now: i64,
    trace: Option<TraceParent>,
}

pub(crate) fn transaction(
    (request, mut violations): (TransactRequest, Violations),
    caller: Caller,
    now: i64,
    trace: Option<TraceParent>,
) -> Result<Asked, Status> {
    let moving = request.operations.iter().filter(|operation| moves(operation)).count();
    if moving > limits::MOVING_OPERATIONS_MAX {
        let most = limits::MOVING_OPERATIONS_MAX;
        let rule = format!(
            "has {moving} that go back to an earlier version, or change how many are kept; at most {most} are allowed, so use several \
             transactions"
        );
        violations.add("operations", Reason::OperationCount, rule);
    }
    let mut reader = Reader {
        violations,
        caller,
        partition_key: request.partition_key,
        now,
        trace,
    };
    let guards = request.guards.into_iter().enumerate();
    let guards = guards.map(|(index, guard)| reader.guard(index, guard)).collect();
    let is_named = |operation: &Operation| match &operation.operation {
        Some(operation::Operation::CreateTimer(create)) => !create.id.is_empty(),
        _ => true,
    };
    let named = request.operations.iter().map(is_named).collect();
    let operations = request.operations.into_iter().enumerate();
    let operations = operations
        .map(|(index, operation)| reader.operation(index, operation))
        .collect();
    reader.violations.finish()?;
    let mut command = Transact {
        caller: Some(reader.caller),
        partition_key: reader.partition_key,
        guards,
        operations,
        digest: Vec::new(),
    };
    command.digest = digest::of_transact(&command);
    Ok(Asked { command, named })
}

/// Whether an operation moves or removes versions of a checkpoint.
fn moves(operation: &Operation) -> bool {
    match &operation.operation {
        Some(operation::Operation::RollbackCheckpoint(_)) => true,
        Some(operation::Operation::PutCheckpoint(put)) => put.keep_last != 0,
        _ => false,
    }
}

impl Reader {
    fn guard(&mut self, index: usize, guard: Guard) -> internal::Guard {
        let guard = match guard.guard {
            None => {
                let rule = "must be checkpoint, timer, lease or budget";
                self.violations
                    .add(format!("guards[{index}]"), Reason::Transaction, rule);
                None
            }
            Some(guard::Guard::Checkpoint(guard)) => Some(Rule::Checkpoint(internal::CheckpointGuard {
                execution: guard.execution,
                name: guard.name,
                version: guard.version,
            })),
            Some(guard::Guard::Timer(guard)) => Some(Rule::Timer(internal::TimerGuard {
                id: guard.id,
                version: guard.state_version,
            })),
            Some(guard::Guard::Lease(guard)) => Some(Rule::Lease(internal::LeaseGuard {
                id: guard.id,
                token: guard.token,
            })),
            Some(guard::Guard::Budget(guard)) => Some(Rule::Budget(internal::BudgetGuard {
                id: guard.id,
                amount: lease::spend(guard.amount),
            })),
        };
        internal::Guard { guard }
    }

    fn operation(&mut self, index: usize, operation: Operation) -> internal::Operation {
        use operation::Operation as Asked;
        let prefix = |name: &str| format!("operations[{index}].{name}.");
        let part = match operation.operation {
            None => {
                let rule = "must be create_timer, cancel_timer, reschedule_timer, put_checkpoint, rollback_checkpoint, settle, \
                            spend_budget, emit or withdraw_timer";
                self.violations
                    .add(format!("operations[{index}]"), Reason::Transaction, rule);
                None
            }
            Some(Asked::CreateTimer(create)) => Some(self.create(&prefix("create_timer"), index, create)),
            Some(Asked::CancelTimer(cancel)) => Some(self.cancel(&prefix("cancel_timer"), cancel)),
            Some(Asked::RescheduleTimer(move_)) => Some(self.reschedule(&prefix("reschedule_timer"), move_)),
            Some(Asked::PutCheckpoint(put)) => self.put(&prefix("put_checkpoint"), put),
            Some(Asked::RollbackCheckpoint(back)) => Some(self.roll_back(&prefix("rollback_checkpoint"), back)),
            Some(Asked::Settle(settle)) => {
                if operation.optional {
                    let rule = "must not be set: a settle is what the whole rests on";
                    let field = format!("operations[{index}].optional");
                    self.violations.add(field, Reason::OperationOptional, rule);
                }
                Some(self.settle(&prefix("settle"), &settle))
            }
            Some(Asked::SpendBudget(spend)) => Some(self.spend(&prefix("spend_budget"), spend)),
            Some(Asked::WithdrawTimer(timer)) => Some(Self::withdraw(timer)),
            Some(Asked::Emit(event)) => {
                let prefix = prefix("emit");
                self.common(&prefix, &event.request_id, "");
                Some(Part::Emit(Emit {
                    caller: None,
                    event: Some(emit::emitted(&mut self.violations, &prefix, event)),
                    digest: Vec::new(),
                }))
            }
        };
        internal::Operation {
            optional: operation.optional,
            operation: part,
        }
    }

    fn create(&mut self, prefix: &str, index: usize, mut create: CreateTimerRequest) -> Part {
        self.common(prefix, &create.request_id, &create.partition_key);
        create.partition_key.clone_from(&self.partition_key);
        let Caller { tenant, request_id, .. } = &self.caller;
        if create.id.is_empty() && !request_id.is_empty() {
            let index = u64::try_from(index).unwrap_or(u64::MAX);
            create.id = id::derived(&["transaction", tenant, request_id], &index.to_be_bytes());
        }
        let (now, trace) = (self.now, self.trace);
        let timer = timer::new_timer(&mut self.violations, prefix, tenant, create, now, trace);
        Part::Create(Box::new(timer))
    }

    fn cancel(&mut self, prefix: &str, cancel: CancelTimerRequest) -> Part {
        self.common(prefix, &cancel.request_id, &cancel.partition_key);
        Part::Cancel(CancelTimer {
            caller: None,
            id: cancel.id,
            partition_key: String::new(),
            version: cancel.state_version,
            reason: cancel.reason,
            digest: Vec::new(),
        })
    }

    fn withdraw(timer: WithdrawTimer) -> Part {
        Part::Withdraw(internal::WithdrawTimer {
            id: timer.id,
            reason: timer.reason,
        })
    }

    fn reschedule(&mut self, prefix: &str, request: RescheduleTimerRequest) -> Part {
        self.common(prefix, &request.request_id, &request.partition_key);
        let (fire_time, delay) = (request.fire_time.as_ref(), request.delay.as_ref());
        let when = when(&mut self.violations, prefix, fire_time, delay, self.now);
        Part::Reschedule(RescheduleTimer {
            id: request.id,
            version: request.state_version,
            create_time: self.now,
            fire_time: when.fire_time,
            delay_plus_one: plus_one::store(when.delay),
            ..RescheduleTimer::default()
        })
    }

    fn put(&mut self, prefix: &str, put: PutCheckpointRequest) -> Option<Part> {
        self.unconditional(prefix, &put.preconditions, &put.postconditions);
        self.common(prefix, &put.request_id, &put.partition_key);
        let put = self.under(
            prefix,
            checkpoint::put((put, Violations::default()), |_| Caller::default()),
        )?;
        Some(Part::Put(Box::new(PutCheckpoint {
            caller: None,
            partition_key: String::new(),
            ..put
        })))
    }

    fn roll_back(&mut self, prefix: &str, back: RollbackCheckpointRequest) -> Part {
        self.unconditional(prefix, &back.preconditions, &back.postconditions);
        self.common(prefix, &back.request_id, &back.partition_key);
        self.under(prefix, checkpoint::rollback(&back, Violations::default()));
        Part::RollBack(RollBackCheckpoint {
            execution: back.execution,
            name: back.name,
            expected_version: back.expected_version,
            version: back.version,
            reason: back.reason,
            ..RollBackCheckpoint::default()
        })
    }

    fn settle(&mut self, prefix: &str, settle: &AckRequest) -> Part {
        self.common(prefix, "", &settle.partition_key);
        let fence = fence::parse(&settle.fence);
        if fence.is_none() {
            let rule = "must be the fence of a delivery, as it came with it";
            self.violations
                .add(format!("{prefix}fence"), Reason::FenceInvalid, rule);
        }
        let tenant = self.caller.tenant.clone();
        // Another tenant's event is looked up under no id, so it gets the same response as an absent one.
        let found = Occurrence::parse(&settle.event_id)
            .filter(|event| event.tenant == tenant && super::is_id(&event.id))
            .map(|event| (event.id, event.version));
        let (id, version) = found.unwrap_or_default();
        Part::Settle(Ack {
            timer: Some(TimerKey { tenant, id, version }),
            fence,
            ..Ack::default()
        })
    }

    fn spend(&mut self, prefix: &str, spend: SpendBudgetRequest) -> Part {
        self.common(prefix, &spend.request_id, &spend.partition_key);
        let amount = lease::spend(spend.amount);
        Part::Spend(SpendBudget {
            id: spend.id,
            amount,
            ..SpendBudget::default()
        })
    }

    /// Rejects conditions on data, which only single writes support: in a transaction earlier operations may write the
    /// data.
    fn unconditional(&mut self, prefix: &str, before: &[Condition], after: &[Condition]) {
        for (name, conditions) in [("preconditions", before), ("postconditions", after)] {
            if !conditions.is_empty() {
                let rule = "must be left out of a transaction: guard the version that you have read";
                self.violations
                    .add(format!("{prefix}{name}"), Reason::Transaction, rule);
            }
        }
    }

    /// Rejects fields that belong to the transaction as a whole.
    fn common(&mut self, prefix: &str, request_id: &str, partition_key: &str) {
        if !request_id.is_empty() {
            let rule = "must be left out: the transaction's own is for all of it";
            self.violations
                .add(format!("{prefix}request_id"), Reason::Transaction, rule);
        }
        if !partition_key.is_empty() && partition_key != self.partition_key {
            let rule = format!(
                "is not the transaction's, {}: everything in a transaction has the same one",
                self.partition_key
            );
            let field = format!("{prefix}partition_key");
            self.violations.add(field, Reason::TransactionPartition, rule);
        }
    }

    /// Adds the violations of the single call's check under this prefix.
    fn under<T>(&mut self, prefix: &str, checked: Result<T, Status>) -> Option<T> {
        match checked {
            Ok(checked) => Some(checked),
            Err(status) => {
                let whole = Reason::of(&status).unwrap_or(Reason::Malformed);
                for field in Details::of(&status).fields {
                    let own = Reason::from_str_name(&format!("REASON_{}", field.reason));
                    let path = format!("{prefix}{}", field.path);
                    self.violations.add(path, own.unwrap_or(whole), field.description);
                }
                None
            }
        }
    }
}
