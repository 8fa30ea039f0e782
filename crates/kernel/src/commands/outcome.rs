//! Ends a delivery that did not settle: given back, or its lease expired. It counts once, and only for the newest
//! delivery. A delivery that reached no consumer does not count.

use super::{
    open::{self, Delivery},
    rejected,
};
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{FailureKind, Grant, Outcome, OutcomeKind, TimerKey, TimerRow},
    limits::ATTEMPTS_DEFAULT,
    reply::{Reject, Reply},
    tables,
    transitions::{self, ActionTrigger},
};

pub(super) fn run(context: &mut Context<'_>, command: &Outcome) -> Result<Reply, Failure> {
    let (Some(timer), Some(grant)) = (&command.timer, &command.grant) else {
        return rejected(Reject::Empty);
    };
    let Some(fence) = &grant.fence else {
        return rejected(Reject::Empty);
    };
    let mut row = match open::find(context, timer)? {
        Delivery::Open(row) => row,
        Delivery::Over(_) => return rejected(Reject::StaleFence),
        Delivery::Rejected(reject) => return rejected(reject),
    };
    if !open::of_this_arm(context, &row, fence) {
        return rejected(Reject::StaleFence);
    }
    if !command.logged_only {
        open::record(&mut row, grant);
    }
    // An extension that got into the log first wins over an expiry that did not know of it.
    let extended = command.kind() == OutcomeKind::LeaseExpired
        && deadline(&row) > grant.deadline
        && !planted(Defect::ExpiryIgnoresExtension);
    if !open::is_newest(&row, fence) || extended {
        return rejected(Reject::StaleFence);
    }
    end(context, timer, command, row)
}

/// The instant from which the delay counts: the end by the leader's clock, or log time if it is earlier or the end is
/// unknown. After a wrong clock, log time is ahead. The corrected clock releases the next delivery, so a delay from log
/// time would be too long by the difference (G4).
fn ended(context: &Context<'_>, command: &Outcome) -> i64 {
    match command.end_time {
        _ if planted(Defect::BackoffFromLogTime) => context.time(),
        0 => context.time(),
        at => at.min(context.time()),
    }
}

fn deadline(row: &TimerRow) -> i64 {
    let grant = row.delivery.as_ref().and_then(|delivery| delivery.grant.as_ref());
    grant.map_or(i64::MIN, |grant: &Grant| grant.deadline)
}

fn end(context: &mut Context<'_>, timer: &TimerKey, command: &Outcome, mut row: TimerRow) -> Result<Reply, Failure> {
    let retry = row.spec.as_ref().and_then(|spec| spec.retry).unwrap_or_default();
    let attempts_max = if retry.max_attempts == 0 {
        ATTEMPTS_DEFAULT
    } else {
        retry.max_attempts
    };
    let Some(delivery) = row.delivery.as_mut() else {
        return rejected(Reject::StaleFence);
    };
    delivery.ended = true;
    let expires = delivery.expires;
    if command.kind() == OutcomeKind::Unreached {
        let attempts = delivery.attempts;
        return again(context, timer, (command, attempts, expires), row);
    }
    delivery.attempts = delivery.attempts.saturating_add(1);
    let attempts = delivery.attempts;
    transitions::act(
        context,
        &timer.tenant,
        &mut row,
        ActionTrigger::Attempts(attempts),
        context.time(),
    )?;
    let refused = command.kind() == OutcomeKind::Refused;
    if refused || attempts >= attempts_max {
        let kind = if refused {
            FailureKind::Refused
        } else {
            FailureKind::AttemptsSpent
        };
        transitions::fail(context, &timer.tenant, row, kind, &command.reason)?;
        return Ok(Reply::Ended {
            attempts,
            retry_at: None,
        });
    }
    again(context, timer, (command, attempts, expires), row)
}

/// Offers the event again after its delay.
fn again(
    context: &mut Context<'_>,
    timer: &TimerKey,
    (command, attempts, expires): (&Outcome, u32, i64),
    mut row: TimerRow,
) -> Result<Reply, Failure> {
    let retry_at = ended(context, command).saturating_add_unsigned(command.retry_delay);
    transitions::move_ready(context, &timer.tenant, &mut row, retry_at)?;
    tables::timer::put(context.tables, &timer.tenant, &timer.id, &row);
    Ok(Reply::Ended {
        attempts,
        // Not beyond the queue's maximum age. With a concurrency key, the event is offered when its turn comes.
        retry_at: Some(retry_at.min(expires)),
    })
}
