//! Common parts of cancel and reschedule: the order of their decisions, so that every race has one stated outcome (G7).

use super::create_timers::is_armed;
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{TimerRow, TimerState, WithdrawOutcome},
    reply::{Reject, Withdrawn},
    tables,
};
use alloc::boxed::Box;

/// The state that a cancel or reschedule found.
pub(super) enum Met {
    /// The timer waits and may be withdrawn.
    Waiting(Box<TimerRow>),
    /// The timer may not be withdrawn; this is the answer.
    Answer(Withdrawn),
    /// There is no such timer.
    Absent(Reject),
}

/// Checks in this order: absent, not the current version, cancelled, armed or later.
pub(super) fn meet(
    context: &Context<'_>,
    tenant: &str,
    id: &str,
    partition_key: &str,
    version: u64,
) -> Result<Met, Failure> {
    let found = tables::timer::get(context.tables, tenant, id)?;
    let found = found.filter(|row| partition_key.is_empty() || row.partition_key() == partition_key);
    let Some(row) = found else {
        return Ok(Met::Absent(Reject::TimerNotFound));
    };
    let outcome = if version != 0 && version != row.version {
        WithdrawOutcome::Superseded
    } else if row.state() == TimerState::Cancelled {
        WithdrawOutcome::Cancelled
    } else if row.state() != TimerState::Pending
        || (is_armed(context, tenant, &row)? && !planted(Defect::CancelOfArmedIsCancelled))
    {
        WithdrawOutcome::TooLate
    } else {
        return Ok(Met::Waiting(Box::new(row)));
    };
    let cancelled = row.cancel.as_ref().filter(|_| outcome == WithdrawOutcome::Cancelled);
    Ok(Met::Answer(Withdrawn {
        outcome,
        version: row.version,
        fire_time: row.spec.as_ref().map_or(0, |spec| spec.fire_time),
        original_index: cancelled.map_or(0, |cancel| cancel.commit_index),
    }))
}
