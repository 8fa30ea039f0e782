//! Ends a timer in any state. A waiting one is cancelled, a delivered one is settled, and a dead letter is removed, so
//! that it is not delivered again. A timer that ended in another way, or is absent, stays unchanged.

use super::rejected;
use crate::{
    commands::{
        open::{self, Delivery},
        withdraw::{Met, meet},
    },
    context::Context,
    failure::Failure,
    internal::{Caller, TimerKey, TimerRow, WithdrawOutcome, WithdrawTimer},
    reply::{Reject, Reply, Withdrawn},
    transitions,
};

pub(super) fn run(
    context: &mut Context<'_>,
    caller: &Caller,
    partition_key: &str,
    command: &WithdrawTimer,
) -> Result<Reply, Failure> {
    let answer = match meet(context, &caller.tenant, &command.id, partition_key, 0)? {
        Met::Absent(_) => ended(0, 0),
        Met::Waiting(row) => {
            let answer = ended_of(&row);
            transitions::cancel(context, caller, *row, &command.reason)?;
            answer
        }
        Met::Answer(answer) if answer.outcome != WithdrawOutcome::TooLate => ended(answer.version, answer.fire_time),
        Met::Answer(answer) => {
            let timer = TimerKey {
                tenant: caller.tenant.clone(),
                id: command.id.clone(),
                version: answer.version,
            };
            match open::find(context, &timer)? {
                Delivery::Open(row) => {
                    transitions::settle(context, &caller.tenant, row, &caller.actor, &command.reason)?;
                }
                Delivery::Over(row) if row.is_dead_letter() => transitions::bury(context, &caller.tenant, row),
                Delivery::Over(_) => {}
                Delivery::Rejected(reject @ Reject::NotDue { .. }) => return rejected(reject),
                // Another end: no delivery is open.
                Delivery::Rejected(_) => {}
            }
            ended(answer.version, answer.fire_time)
        }
    };
    Ok(Reply::Withdrawn(answer))
}

fn ended_of(row: &TimerRow) -> Withdrawn {
    ended(row.version, row.spec.as_ref().map_or(0, |spec| spec.fire_time))
}

fn ended(version: u64, fire_time: i64) -> Withdrawn {
    Withdrawn {
        outcome: WithdrawOutcome::Done,
        version,
        fire_time,
        original_index: 0,
    }
}
