//! Settles an event. The first acknowledgement in log order settles it, from any delivery of the present arm. Later
//! ones get that result.

use super::{
    open::{self, Delivery},
    rejected,
};
use crate::{
    context::Context,
    failure::Failure,
    internal::{Ack, RedriveState, TimerRow, TimerState},
    reply::{AckOutcome, Reject, Reply},
    transitions,
};

pub(super) fn run(context: &mut Context<'_>, command: &Ack) -> Result<Reply, Failure> {
    let (Some(timer), Some(fence)) = (&command.timer, &command.fence) else {
        return rejected(Reject::Empty);
    };
    let mut row = match open::find(context, timer)? {
        Delivery::Open(row) => row,
        Delivery::Over(row) => return Ok(Reply::Acked(over(&row))),
        Delivery::Rejected(reject) => return rejected(reject),
    };
    if !open::of_this_arm(context, &row, fence) {
        // An ack of an arm that failed before this redrive.
        let earlier = row.redrive_open() && fence.arm < row.arm;
        return if earlier {
            Ok(Reply::Acked(AckOutcome::AlreadyFailed))
        } else {
            rejected(Reject::StaleFence)
        };
    }
    open::first_release(&mut row, command.released);
    transitions::settle(context, &timer.tenant, row, &command.actor, "")?;
    Ok(Reply::Acked(AckOutcome::Settled))
}

fn over(row: &TimerRow) -> AckOutcome {
    if row.state() == TimerState::Settled || row.redrive() == RedriveState::Settled {
        AckOutcome::AlreadySettled
    } else {
        AckOutcome::AlreadyFailed
    }
}
