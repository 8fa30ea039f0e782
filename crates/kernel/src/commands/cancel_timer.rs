//! Withdraws a timer for good. Its own idempotency record: cancelling twice answers CANCELLED twice. Its request id is remembered beside that
//! while there is room, so that another request under it is told apart (G8); no room keeps nobody from cancelling.

use super::{
    rejected,
    requests::{self, Asked},
    withdraw::{Met, meet},
};
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{Caller, CancelTimer, TimerRow, WithdrawOutcome},
    limits::CANCELS_REMEMBERED_MAX,
    reply::{Reject, Reply, Withdrawn},
    transitions,
};

pub(super) fn run(context: &mut Context<'_>, command: &CancelTimer) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    // One that was proposed before digests were taken cannot be told from another.
    let is_remembered = match command.digest.is_empty() {
        true => false,
        false => match requests::look(context, &caller, &command.digest)? {
            Asked::New => context.tenant(&caller.tenant)?.request_ids < CANCELS_REMEMBERED_MAX,
            Asked::Refused(Reject::Quota { .. }) => false,
            Asked::Before(first) => return Ok(Reply::Withdrawn(requests::withdrawn(&first))),
            Asked::Refused(reject) => return rejected(reject),
        },
    };
    let answer = match meet(
        context,
        &caller.tenant,
        &command.id,
        &command.partition_key,
        command.version,
    )? {
        Met::Waiting(row) => cancel(context, &caller, command, *row)?,
        Met::Answer(answer) => answer,
        Met::Absent(reject) => return rejected(reject),
    };
    if is_remembered {
        requests::remember_withdrawn(context, &caller, &command.digest, answer)?;
    }
    Ok(Reply::Withdrawn(answer))
}

fn cancel(
    context: &mut Context<'_>,
    caller: &Caller,
    command: &CancelTimer,
    row: TimerRow,
) -> Result<Withdrawn, Failure> {
    let withdrawn = done(&row);
    if !planted(Defect::CancelNotStored) {
        transitions::cancel(context, caller, row, &command.reason)?;
    }
    Ok(withdrawn)
}

fn done(row: &TimerRow) -> Withdrawn {
    Withdrawn {
        outcome: WithdrawOutcome::Done,
        version: row.version,
        fire_time: row.spec.as_ref().map_or(0, |spec| spec.fire_time),
        original_index: 0,
    }
}
