//! Cancels the timers that a proposer found by a filter. The kernel knows no filters. It decides about each timer
//! separately, at the version that was found, by the order of the log alone (G7).

use super::{
    rejected,
    requests::{self, RequestLookup},
    withdraw::{Met, meet},
};
use crate::{
    context::Context,
    failure::Failure,
    internal::{Caller, CancelTimers, CancelledRow, RequestRow, WithdrawOutcome},
    limits::CANCELS_MAX,
    reply::{Cancelled, Reject, Reply},
    transitions,
};

pub(super) fn run(context: &mut Context<'_>, command: &CancelTimers) -> Result<Reply, Failure> {
    if command.timers.len() > CANCELS_MAX {
        return rejected(Reject::Empty);
    }
    let caller = command.caller.clone().unwrap_or_default();
    match requests::look(context, &caller, &command.digest)? {
        RequestLookup::New => {}
        RequestLookup::Before(first) => {
            return Ok(Reply::Cancelled(Cancelled {
                outcomes: first.cancelled.unwrap_or_default(),
                original_index: first.commit_index,
            }));
        }
        RequestLookup::Refused(reject) => return rejected(reject),
    }
    let outcomes = cancel(context, &caller, command)?;
    let row = RequestRow {
        digest: command.digest.clone(),
        cancelled: Some(outcomes.clone()),
        ..RequestRow::default()
    };
    requests::remember(context, &caller, row)?;
    Ok(Reply::Cancelled(Cancelled {
        outcomes,
        original_index: 0,
    }))
}

fn cancel(context: &mut Context<'_>, caller: &Caller, command: &CancelTimers) -> Result<CancelledRow, Failure> {
    let mut outcomes = CancelledRow {
        next: command.next.clone(),
        ..CancelledRow::default()
    };
    for found in &command.timers {
        let counted = match meet(context, &caller.tenant, &found.id, "", found.version)? {
            Met::Waiting(row) => {
                transitions::cancel(context, caller, *row, &command.reason)?;
                &mut outcomes.cancelled
            }
            Met::Answer(answer) if answer.outcome == WithdrawOutcome::Cancelled => &mut outcomes.already_cancelled,
            Met::Answer(answer) if answer.outcome == WithdrawOutcome::TooLate => &mut outcomes.too_late,
            // The found version is no longer current, or the timer is gone.
            Met::Answer(_) | Met::Absent(_) => &mut outcomes.superseded,
        };
        *counted += 1;
    }
    Ok(outcomes)
}
