//! Withdraws a timer for good. Its own idempotency record: cancelling twice answers CANCELLED twice.

use super::{
    rejected,
    withdraw::{Met, meet},
};
use crate::{
    apply::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{CancelTimer, TimerRow, WithdrawOutcome},
    reply::{Reply, Withdrawn},
    transitions,
};

pub(super) fn run(context: &mut Context<'_>, command: &CancelTimer) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let row = match meet(
        context,
        &caller.tenant,
        &command.id,
        &command.partition_key,
        command.version,
    )? {
        Met::Waiting(row) => *row,
        Met::Answer(answer) => return Ok(Reply::Withdrawn(answer)),
        Met::Absent(reject) => return rejected(reject),
    };
    let withdrawn = done(&row);
    if !planted(Defect::CancelNotStored) {
        transitions::cancel(context, &caller, row, &command.reason)?;
    }
    Ok(Reply::Withdrawn(withdrawn))
}

fn done(row: &TimerRow) -> Withdrawn {
    Withdrawn {
        outcome: WithdrawOutcome::Done,
        version: row.version,
        fire_time: row.spec.as_ref().map_or(0, |spec| spec.fire_time),
        original_index: 0,
    }
}
