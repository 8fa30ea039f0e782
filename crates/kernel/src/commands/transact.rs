//! Several commands as one (G12). Invariants:
//! - guards and operations run in their order, over separate tables: each sees the changes of the operations before it;
//! - the first guard that does not hold ends the transaction, and so does the first operation that is not optional and
//!   not plainly successful. Then nothing of it remains, no row, event, version or effect;
//! - quotas on stored objects are checked once all operations were run;
//! - everything that the transaction names has its partition key.

mod room;
mod undone;
mod withdraw;

use super::{
    ack, budgets, cancel_timer, checkpoints, create_timers, emit, leases, quota, rejected,
    requests::{self, RequestLookup},
    reschedule_timer,
};
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{
        Caller, CancelTimer, Emit, Guard, NewTimer, Operation, OperationRow, PutCheckpoint, RequestRow,
        RescheduleTimer, RollBackCheckpoint, SpendBudget, Transact, TransactedRow, Undone, UndoneKind, guard,
        operation,
    },
    limits::{GUARDS_MAX, OPERATIONS_MAX},
    reply::{Reject, Reply},
    tables::{self, budget, checkpoint},
};
use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};

use room::Room;

pub(super) fn run(context: &mut Context<'_>, command: &Transact) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    if !is_whole(command) {
        return rejected(Reject::Empty);
    }
    match requests::look(context, &caller, &command.digest)? {
        RequestLookup::New => {}
        RequestLookup::Before(first) => {
            return Ok(Reply::Transacted {
                row: first.transacted.unwrap_or_default(),
                original_index: first.commit_index,
            });
        }
        RequestLookup::Refused(reject) => return rejected(reject),
    }
    if let Some(reject) = quota::refuse_ever(context, &caller.tenant, creates(command))? {
        return rejected(reject);
    }
    let paid = context.tenant(&caller.tenant)?.creates_paid_until;
    let done = context.attempt(|context| {
        context.paid_before = Some(paid);
        all(context, &caller, command)
    })?;
    let row = match done {
        Ok(row) => row,
        Err(reject) => return rejected(reject),
    };
    let request = RequestRow {
        digest: command.digest.clone(),
        transacted: Some(row.clone()),
        ..RequestRow::default()
    };
    if !planted(Defect::TransactionRunsAgain) {
        requests::remember(context, &caller, request)?;
    }
    Ok(Reply::Transacted { row, original_index: 0 })
}

/// The number of timers, and of events of the caller's own, that the transaction must create.
fn creates(command: &Transact) -> u64 {
    let must = command.operations.iter().filter(|operation| !operation.optional);
    let creates = must.filter(|operation| {
        matches!(
            operation.operation,
            Some(operation::Operation::Create(_) | operation::Operation::Emit(_))
        )
    });
    creates.count() as u64
}

/// Whether the transaction is well-formed. Requests are validated before they are proposed; this check is for entries
/// from another source.
fn is_whole(command: &Transact) -> bool {
    let sized = (1..=OPERATIONS_MAX).contains(&command.operations.len()) && command.guards.len() <= GUARDS_MAX;
    let allowed = |operation: &Operation| match &operation.operation {
        Some(operation::Operation::Settle(_)) => !operation.optional,
        Some(operation::Operation::Create(timer)) => {
            let own = timer.partition_key.as_str();
            create_timers::is_sound(timer) && command.partition_key == if own.is_empty() { &timer.id } else { own }
        }
        operation => operation.is_some(),
    };
    let is_one = |guard: &Guard| guard.guard.is_some();
    !command.partition_key.is_empty()
        && sized
        && command.guards.iter().all(is_one)
        && command.operations.iter().all(allowed)
}

fn all(
    context: &mut Context<'_>,
    caller: &Caller,
    command: &Transact,
) -> Result<Result<TransactedRow, Reject>, Failure> {
    if !planted(Defect::GuardsLookedAtLast)
        && let Some(reject) = guarded(context, caller, command)?
    {
        return Ok(Err(reject));
    }
    let mut room = Room::before(context, &caller.tenant, &command.operations)?;
    let mut operations = Vec::with_capacity(command.operations.len());
    for (index, operation) in command.operations.iter().enumerate() {
        // An optional operation is left out if a limit rejects it.
        context.room_later = !operation.optional;
        let reply = one(context, caller, &command.partition_key, operation)?;
        let because = match &reply {
            Reply::Rejected(reject) => Some(Box::new(reject.clone())),
            _ => None,
        };
        let row = match undone::outcome(context.time(), reply) {
            Ok(row) => match &operation.operation {
                Some(operation::Operation::Create(timer)) => OperationRow {
                    fire_time: timer.fire_time,
                    ..row
                },
                _ => row,
            },
            Err(None) => return Ok(Err(Reject::Empty)),
            Err(Some(undone)) if operation.optional && !planted(Defect::OptionalFailureAborts) => OperationRow {
                undone: Some(undone),
                ..OperationRow::default()
            },
            Err(Some(undone)) => {
                return Ok(Err(Reject::GuardFailed {
                    is_guard: false,
                    index,
                    undone,
                    because,
                }));
            }
        };
        operations.push(row);
        room.after(context, &caller.tenant, (index, operation))?;
    }
    if let Some((index, reject)) = room.refused() {
        return Ok(Err(Reject::GuardFailed {
            is_guard: false,
            index,
            undone: undone::later(UndoneKind::Quota, quota::LATER),
            because: Some(Box::new(reject)),
        }));
    }
    if planted(Defect::GuardsLookedAtLast)
        && let Some(reject) = guarded(context, caller, command)?
    {
        return Ok(Err(reject));
    }
    Ok(Ok(TransactedRow { operations }))
}

/// The rejection by the first guard that does not hold.
fn guarded(context: &Context<'_>, caller: &Caller, command: &Transact) -> Result<Option<Reject>, Failure> {
    for (index, guard) in command.guards.iter().enumerate() {
        if let Some(undone) = against(context, &caller.tenant, &command.partition_key, guard)? {
            return Ok(Some(Reject::GuardFailed {
                is_guard: true,
                index,
                undone,
                because: None,
            }));
        }
    }
    Ok(None)
}

/// The reason, if any, why a guard does not hold.
fn against(context: &Context<'_>, tenant: &str, partition_key: &str, guard: &Guard) -> Result<Option<Undone>, Failure> {
    Ok(match &guard.guard {
        None => Some(undone::because(UndoneKind::Unspecified)),
        Some(guard::Guard::Checkpoint(guard)) => {
            let head = checkpoint::get(context.tables, tenant, &guard.execution, &guard.name)?;
            match head {
                Some(head) if !head.is_of(&guard.execution, partition_key) => {
                    Some(undone::because(UndoneKind::Partition))
                }
                head => {
                    let current = head.map_or(0, |head| head.version);
                    (current != guard.version).then(|| undone::at(UndoneKind::VersionConflict, current))
                }
            }
        }
        Some(guard::Guard::Timer(guard)) => {
            let row = tables::timer::get(context.tables, tenant, &guard.id)?;
            let row = row.filter(|row| row.partition_key() == partition_key);
            let current = row.map_or(0, |row| row.version);
            (current != guard.version).then(|| match current {
                0 => undone::because(UndoneKind::TimerNotFound),
                _ => undone::at(UndoneKind::Superseded, current),
            })
        }
        Some(guard::Guard::Lease(guard)) => {
            match leases::holding(context, (tenant, &guard.id, partition_key), guard.token)? {
                Ok(_) => None,
                Err(Reject::LeaseStale) => Some(undone::because(UndoneKind::LeaseStale)),
                Err(_) => Some(undone::because(UndoneKind::LeaseOver)),
            }
        }
        Some(guard::Guard::Budget(guard)) => match budget::get(context.tables, (tenant, &guard.id, partition_key))? {
            None => Some(undone::because(UndoneKind::BudgetNotFound)),
            Some(row) if guard.amount > row.spec.unwrap_or_default().limit => {
                Some(undone::because(UndoneKind::BudgetAmount))
            }
            Some(row) => {
                let delay = row.spendable_at(guard.amount, context.time()) - context.time();
                (delay > 0).then(|| undone::later(UndoneKind::BudgetSpent, delay))
            }
        },
    })
}

/// Runs an operation in the name of the transaction's caller.
fn one(
    context: &mut Context<'_>,
    caller: &Caller,
    partition_key: &str,
    operation: &Operation,
) -> Result<Reply, Failure> {
    let (by, key) = (|| Some(caller.clone()), || partition_key.to_string());
    match &operation.operation {
        None => rejected(Reject::Empty),
        Some(operation::Operation::Create(timer)) => {
            let timer: &NewTimer = timer;
            create_timers::create_all(context, caller, &caller.actor, core::slice::from_ref(timer))
        }
        Some(operation::Operation::Cancel(cancel)) => {
            let cancel = CancelTimer {
                caller: by(),
                partition_key: key(),
                ..cancel.clone()
            };
            cancel_timer::run(context, &cancel)
        }
        Some(operation::Operation::Reschedule(reschedule)) => {
            let reschedule = RescheduleTimer {
                caller: by(),
                partition_key: key(),
                ..reschedule.clone()
            };
            reschedule_timer::run(context, &reschedule)
        }
        Some(operation::Operation::Put(put)) => {
            let put = PutCheckpoint {
                caller: by(),
                partition_key: checkpoint_key(&put.execution, partition_key),
                ..(**put).clone()
            };
            checkpoints::put(context, &put)
        }
        Some(operation::Operation::RollBack(roll_back)) => {
            let roll_back = RollBackCheckpoint {
                caller: by(),
                partition_key: key(),
                ..roll_back.clone()
            };
            checkpoints::roll_back(context, &roll_back)
        }
        Some(operation::Operation::Settle(settle)) => {
            let timer = settle.timer.clone().unwrap_or_default();
            let row = tables::retired::current_or_retired(context.tables, &caller.tenant, &timer.id, timer.version)?;
            let is_ours = timer.tenant == caller.tenant && row.is_some_and(|row| row.partition_key() == partition_key);
            if !is_ours {
                return rejected(Reject::EventNotFound);
            }
            let mut settle = settle.clone();
            settle.actor.clone_from(&caller.actor);
            ack::run(context, &settle)
        }
        Some(operation::Operation::Spend(spend)) => {
            let spend = SpendBudget {
                caller: by(),
                partition_key: key(),
                ..spend.clone()
            };
            budgets::spend(context, &spend)
        }
        Some(operation::Operation::Emit(event)) => {
            let event = Emit {
                caller: by(),
                ..event.clone()
            };
            emit::run(context, &event)
        }
        Some(operation::Operation::Withdraw(timer)) => withdraw::run(context, caller, partition_key, timer),
    }
}

/// A partition key in the form that checkpoints store: empty if it equals the execution.
fn checkpoint_key(execution: &str, partition_key: &str) -> String {
    match execution == partition_key {
        true => String::new(),
        false => partition_key.to_string(),
    }
}
