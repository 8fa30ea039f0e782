//! The outcome of each operation as a message of the API.

use crate::{grpc::checkpoint::answered, refusal};
use minoots_kernel::{
    id,
    internal::{self, OperationRow, operation::Operation as Part},
};
use minoots_wire::{
    time::instant,
    transaction::v1::{
        CheckpointResult, EmitResult, NotDone, OperationResult, SettleResult, SpendResult, TimerResult,
        operation_result::Result as Told,
    },
};

pub(super) fn result(tenant: &str, operation: &internal::Operation, row: OperationRow) -> OperationResult {
    let result = match (&row.undone, &operation.operation) {
        (Some(undone), _) => Some(Told::NotDone(NotDone {
            cause: refusal::cause(undone).to_owned(),
            state_version: undone.version,
        })),
        (None, Some(Part::Create(timer))) => Some(timer_result(&timer.id, &row)),
        (None, Some(Part::Cancel(cancel))) => Some(timer_result(&cancel.id, &row)),
        (None, Some(Part::Reschedule(request))) => Some(timer_result(&request.id, &row)),
        (None, Some(Part::Withdraw(withdraw))) => Some(timer_result(&withdraw.id, &row)),
        (None, Some(Part::Put(put))) => Some(checkpoint(tenant, &put.execution, &put.name, row)),
        (None, Some(Part::RollBack(back))) => Some(checkpoint(tenant, &back.execution, &back.name, row)),
        (None, Some(Part::Settle(settle))) => {
            let timer = settle.timer.clone().unwrap_or_default();
            Some(Told::Settle(SettleResult {
                event_id: id::fired_event_id(tenant, &timer.id, timer.version),
            }))
        }
        (None, Some(Part::Spend(_))) => {
            let spend = row.spend.unwrap_or_default();
            Some(Told::Spend(SpendResult {
                spend_time: Some(instant::to_proto(spend.time)),
                remaining: u32::try_from(spend.remaining).unwrap_or(u32::MAX),
            }))
        }
        (None, Some(Part::Emit(_))) => Some(Told::Emit(EmitResult {
            event_id: id::log_event_id(tenant, row.version, row.sequence),
        })),
        (None, None) => None,
    };
    OperationResult { result }
}

fn timer_result(id: &str, row: &OperationRow) -> Told {
    Told::Timer(TimerResult {
        id: id.to_owned(),
        state_version: row.version,
        fire_time: (row.version != 0).then(|| instant::to_proto(row.fire_time)),
    })
}

fn checkpoint(tenant: &str, execution: &str, name: &str, row: OperationRow) -> Told {
    let mut answer = row.checkpoint.unwrap_or_default();
    Told::Checkpoint(CheckpointResult {
        cancelled_timer_ids: std::mem::take(&mut answer.cancelled),
        too_late_timer_ids: std::mem::take(&mut answer.too_late),
        checkpoint: Some(answered((tenant, execution, name), &answer)),
    })
}
