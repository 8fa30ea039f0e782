//! Offers dead letters again, by queue, reason and when they failed, so many at a time that no entry takes long. What one redrive offered
//! again has a larger arm index than its beginning, and so is not met again by it, even if it failed anew meanwhile.

use super::{redrive, rejected};
use crate::{
    apply::Context,
    failure::Failure,
    internal::{RedriveLetters, RedriveState, TimerRow, TimerState},
    limits::REDRIVE_ROWS_MAX,
    reply::{Redriven, Reject, Reply},
    tables::{self, dead, layout},
};
use alloc::vec::Vec;

pub(super) fn run(context: &mut Context<'_>, command: &RedriveLetters) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let limit = command.limit as usize;
    if !(1..=REDRIVE_ROWS_MAX).contains(&limit) {
        return rejected(Reject::Empty);
    }
    let mut answer = Redriven {
        redriven: 0,
        next: Vec::new(),
        arm_max_plus_one: match command.arm_max_plus_one {
            0 => context.shard.arm.saturating_add(1),
            begun => begun,
        },
    };
    let (start, until) = match command.queue.as_str() {
        "" => dead::range_of_tenant(&caller.tenant),
        queue => (
            dead::start(&caller.tenant, queue, command.since),
            dead::range(&caller.tenant, queue).1,
        ),
    };
    let from = command.from.clone().max(start);
    let rows = match from < until {
        true => context.tables.scan(&from, &until, REDRIVE_ROWS_MAX)?,
        false => Vec::new(),
    };
    for scanned in &rows {
        let (end, timer) = dead::read(scanned)?;
        let found = tables::timer::get(context.tables, &caller.tenant, &timer.id)?;
        let wanted = |row: &TimerRow| {
            let reason = row.failure.as_ref().map_or(0, |failure| failure.kind);
            let is_letter = row.state() == TimerState::Failed && row.redrive() == RedriveState::Unspecified;
            row.version == timer.version
                && is_letter
                && row.arm < answer.arm_max_plus_one
                && (command.reason == 0 || i64::from(reason) == i64::from(command.reason))
        };
        if let Some(row) = found.filter(|row| end >= command.since && wanted(row)) {
            redrive::offer(context, &caller, row)?;
            answer.redriven += 1;
        }
        let full = answer.redriven as usize == limit;
        if full || rows.len() == REDRIVE_ROWS_MAX {
            answer.next = layout::after(scanned.0.clone());
        }
        if full {
            break;
        }
    }
    Ok(Reply::Redriven(answer))
}
