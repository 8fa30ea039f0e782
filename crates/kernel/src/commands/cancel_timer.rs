//! Cancels a timer. The timer is its own idempotency record: cancelling twice answers CANCELLED twice. The request id
//! is remembered as well while there is space, so that another request under it is detected (G8). A lack of space
//! prevents no cancel.

use super::{
    rejected,
    requests::{self, RequestLookup},
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
    // A command proposed before digests were introduced cannot be told from another request.
    let is_remembered = match command.digest.is_empty() {
        true => false,
        false => match requests::look(context, &caller, &command.digest)? {
            RequestLookup::New => context.tenant(&caller.tenant)?.request_ids < CANCELS_REMEMBERED_MAX,
            RequestLookup::Refused(Reject::Quota { .. }) => false,
            RequestLookup::Before(first) => return Ok(Reply::Withdrawn(requests::withdrawn(&first))),
            RequestLookup::Refused(reject) => return rejected(reject),
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
