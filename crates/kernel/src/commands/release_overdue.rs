//! Decides about timers that are held since a restore, in the order of their due instants and so many at a time, so that no entry takes
//! long: the command is repeated until nothing is held. Only what waits is held, so only that is decided about; what came after the
//! restore is not held, whatever its due.

use super::rejected;
use crate::{
    apply::Context,
    failure::Failure,
    internal::{Caller, ReleaseAction, ReleaseOverdue, TimerRow, TimerState},
    limits::RELEASE_ROWS_MAX,
    reply::{Reject, Reply},
    tables::{
        self,
        due::{self, DueKey},
        layout,
    },
    transitions,
};
use alloc::{format, vec::Vec};

/// Why a cancelled timer was cancelled.
const OVERDUE: &str = "overdue at a restore";

pub(super) fn run(context: &mut Context<'_>, command: &ReleaseOverdue) -> Result<Reply, Failure> {
    let action = command.action();
    if action == ReleaseAction::Unspecified {
        return rejected(Reject::Empty);
    }
    let held_until = context.shard.held_until;
    if held_until > context.time() {
        // The clock that said until when to hold was ahead of the log's: what is not due must not fire.
        return rejected(Reject::NotDue { due: held_until });
    }
    let caller = command.caller.clone().unwrap_or_default();
    let (rows, finished) = next_portion(context)?;
    let mut released = 0;
    for (key, row) in rows {
        let tenant = key.tenant.clone();
        let caller = Caller {
            tenant,
            ..caller.clone()
        };
        release(context, &caller, &key, row, action)?;
        released += 1;
    }
    if finished {
        context.shard.held_until = 0;
        context.shard.held_from.clear();
    }
    Ok(Reply::Released { released, finished })
}

/// The next timers that are held, and whether they are the last.
fn next_portion(context: &mut Context<'_>) -> Result<(Vec<(DueKey, TimerRow)>, bool), Failure> {
    if context.shard.held_until == 0 {
        return Ok((Vec::new(), true));
    }
    let until = due::start(context.shard.held_until.saturating_add(1));
    let from = core::mem::take(&mut context.shard.held_from).max(due::first(&context.shard));
    let scanned = context.tables.scan(&from, &until, RELEASE_ROWS_MAX)?;
    let mut rows = Vec::new();
    for scanned in &scanned {
        let (key, due_row) = due::read(scanned)?;
        if due_row.arm != 0 || !context.shard.holds(key.due, due_row.version) {
            continue;
        }
        let row = tables::timer::get(context.tables, &key.tenant, &key.id)?
            .ok_or_else(|| Failure::Corrupt(format!("waiting timer {} has no row", key.id)))?;
        rows.push((key, row));
    }
    let full = scanned.len() == RELEASE_ROWS_MAX;
    if let Some((last, _)) = scanned.last().filter(|_| full) {
        context.shard.held_from = layout::after(last.clone());
    }
    Ok((rows, !full))
}

fn release(
    context: &mut Context<'_>,
    caller: &Caller,
    key: &DueKey,
    row: TimerRow,
    action: ReleaseAction,
) -> Result<(), Failure> {
    match action {
        ReleaseAction::Miss => transitions::miss(context, caller, row),
        ReleaseAction::Cancel => transitions::cancel(context, caller, row, OVERDUE),
        ReleaseAction::Fire | ReleaseAction::Unspecified => {
            if row.watchdog.is_some() {
                return release_watchdog(context, key, row);
            }
            due::delete(context.tables, key.due, &key.tenant, &key.id);
            transitions::arm(context, &key.tenant, row)
        }
    }
}

/// All of its ladder that is held, and it itself if it is.
fn release_watchdog(context: &mut Context<'_>, key: &DueKey, row: TimerRow) -> Result<(), Failure> {
    let (mut due, mut next) = (key.due, Some(row));
    while let Some(row) = next.take() {
        let due_row = due::get(context.tables, due, &key.tenant, &key.id)?.unwrap_or_default();
        transitions::miss_touch(context, &key.tenant, row, &due_row)?;
        let after = tables::timer::get(context.tables, &key.tenant, &key.id)?;
        next = after.filter(|row| row.state() == TimerState::Pending && context.shard.holds(row.due(), row.version));
        due = next.as_ref().map_or(due, TimerRow::due);
    }
    Ok(())
}
