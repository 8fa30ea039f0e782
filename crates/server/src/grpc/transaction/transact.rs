//! Checks a transaction, evaluates the policy, and proposes it. Each guard and operation needs the same permission as
//! the single call.

use super::{asked, shown};
use crate::{
    access::{self, Permission, Principal},
    app::{App, Freshness},
    grpc::checkpoint::check_readable,
    refusal,
    state::State,
    validate::{self, transaction::Asked},
};
use minoots_kernel::{
    Reply, id,
    internal::{self, command::Command, operation::Operation as Part},
};
use minoots_sequencer::Priority;
use minoots_wire::transaction::v1::{
    Operation as Asking, TransactRequest, TransactResponse, guard::Guard, operation::Operation,
};
use std::collections::BTreeSet;
use tonic::{Request, Status};

/// The creates of a transaction need a permit with the weight of the single calls; a transaction without creates needs
/// none.
pub(super) async fn run(app: &App, mut request: Request<TransactRequest>) -> Result<TransactResponse, Status> {
    let operations = request.get_ref().operations.iter();
    let creates = operations.filter(|operation| creates(operation)).count();
    if creates == 0 {
        return transact(app, request).await;
    }
    let place = app.overload.of_call(request.extensions_mut())?;
    place.weigh(creates)?;
    let answer = transact(app, request).await;
    place.answered(&answer);
    answer
}

/// Whether an operation is subject to admission control.
fn creates(operation: &Asking) -> bool {
    matches!(
        operation.operation,
        Some(Operation::CreateTimer(_) | Operation::Emit(_))
    )
}

async fn transact(app: &App, request: Request<TransactRequest>) -> Result<TransactResponse, Status> {
    let trace = app.traces.begin_create(&request);
    let (who, request) = Principal::unjudged(request)?;
    let (request, violations) = request.judge();
    for permission in permissions(&request) {
        who.needs(permission)?;
    }
    let caller = who.caller(&request.request_id);
    let Asked { mut command, named } =
        validate::transaction::transaction((request, violations), caller, app.clock.now(), trace.parent)?;
    if command.operations.iter().any(grows) {
        app.writer.check_growth()?;
    }
    for operation in &command.operations {
        if let Some(Part::RollBack(back)) = &operation.operation {
            let place = (who.tenant(), back.execution.as_str(), back.name.as_str());
            check_readable(app, place, (back.version, back.expected_version))?;
        }
    }
    command.digest = app
        .writer
        .request_digest(command.caller.as_ref(), std::mem::take(&mut command.digest))?;
    let operations = command.operations.clone();
    let facts = |command: &Command, state: &State| asked::of(command, &named, state, who.tenant());
    let command = (Command::Transact(command), Priority::Normal);
    let (at, reply) = app
        .judge
        .propose_allowed(&who, command, Freshness::Everything, facts)
        .await?;
    let Reply::Transacted { row, original_index } = reply else {
        return Err(refusal::unexpected_reply());
    };
    if original_index == 0 {
        let done = operations
            .iter()
            .zip(&row.operations)
            .filter(|(_, row)| row.undone.is_none());
        for (operation, row) in done {
            let cancelled = row
                .checkpoint
                .as_ref()
                .map_or(0, |answer| answer.cancelled.len() as u64);
            match &operation.operation {
                Some(Part::Create(_)) => app.metrics.timers_created.add(1, &[]),
                Some(Part::Cancel(_)) => app.metrics.timers_cancelled.add(1, &[]),
                Some(Part::Reschedule(_)) => app.metrics.timers_rescheduled.add(1, &[]),
                Some(Part::RollBack(_)) => app.metrics.timers_cancelled.add(cancelled, &[]),
                _ => {}
            }
        }
    }
    if operations
        .iter()
        .any(|operation| matches!(operation.operation, Some(Part::Create(_))))
    {
        app.traces.created(trace, who.tenant(), []);
    }
    let results = operations.iter().zip(row.operations);
    Ok(TransactResponse {
        results: results
            .map(|(operation, row)| shown::result(who.tenant(), operation, row))
            .collect(),
        shard: id::SHARD,
        commit_index: at.index,
        original_commit_index: original_index,
    })
}

/// Whether an operation grows the data, so that the disk reserve applies as for the single call.
fn grows(operation: &internal::Operation) -> bool {
    match &operation.operation {
        Some(Part::Cancel(_) | Part::Settle(_) | Part::Withdraw(_)) | None => false,
        Some(
            Part::Create(_) | Part::Reschedule(_) | Part::Put(_) | Part::RollBack(_) | Part::Spend(_) | Part::Emit(_),
        ) => true,
    }
}

/// The permissions of all the corresponding single calls.
fn permissions(request: &TransactRequest) -> BTreeSet<Permission> {
    let guards = request.guards.iter().filter_map(|guard| guard.guard.as_ref());
    let guards = guards.map(|guard| match guard {
        Guard::Checkpoint(_) => Permission::CheckpointRead,
        Guard::Timer(_) => Permission::TimerRead,
        Guard::Lease(_) | Guard::Budget(_) => Permission::LeaseRead,
    });
    let operations = request.operations.iter();
    let operations = operations.filter_map(|operation| operation.operation.as_ref());
    let operations = operations.map(|operation| match operation {
        Operation::CreateTimer(_) => Permission::TimerWrite,
        Operation::CancelTimer(_) | Operation::WithdrawTimer(_) => Permission::TimerCancel,
        Operation::RescheduleTimer(_) => Permission::TimerManage,
        Operation::PutCheckpoint(_) | Operation::RollbackCheckpoint(_) => Permission::CheckpointWrite,
        Operation::Settle(_) => Permission::EventConsume,
        Operation::SpendBudget(_) => Permission::LeaseWrite,
        Operation::Emit(event) => access::to_emit(&event.r#type),
    });
    guards.chain(operations).collect()
}
