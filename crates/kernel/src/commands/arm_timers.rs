//! Arms timers that are due soon. Ignores a timer that has changed since the leader's scan: another version, not
//! waiting, too far ahead, or held since a restore. Ignores watchdogs before their time.

use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{ArmTimers, TimerKey, TimerState},
    limits::LEAD_MAX,
    reply::Reply,
    tables, transitions,
};
use alloc::sync::Arc;

pub(super) fn run(context: &mut Context<'_>, command: &ArmTimers) -> Result<Reply, Failure> {
    context.effects.reserve(command.timers.len());
    for timer in &command.timers {
        arm(context, timer)?;
    }
    Ok(Reply::Done)
}

fn arm(context: &mut Context<'_>, timer: &TimerKey) -> Result<(), Failure> {
    let Some(row) = tables::timer::get_shared(context.tables, &timer.tenant, &timer.id)? else {
        return Ok(());
    };
    let due = row.due();
    let near = due <= context.time().saturating_add(LEAD_MAX) || planted(Defect::ArmedTooFarAhead);
    let held = context.shard.holds(due, row.version);
    if row.version != timer.version || row.state() != TimerState::Pending || !near || held {
        return Ok(());
    }
    match tables::due::get(context.tables, due, &timer.tenant, &timer.id)? {
        Some(due_row) if row.watchdog.is_some() => {
            if due > context.time() {
                return Ok(());
            }
            transitions::miss_touch(context, &timer.tenant, Arc::unwrap_or_clone(row), &due_row)
        }
        Some(due_row) if due_row.arm == 0 => {
            if context.crowd {
                return transitions::arm_in_crowd(context, &timer.tenant, row);
            }
            if due <= context.time() {
                tables::due::delete(context.tables, due, &timer.tenant, &timer.id);
            }
            transitions::arm(context, &timer.tenant, row).map(drop)
        }
        _ => Ok(()),
    }
}
