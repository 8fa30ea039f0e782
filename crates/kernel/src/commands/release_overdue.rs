//! Decides about timers that are held since a restore, in the order of their due instants. A bounded number is decided
//! at a time, so that no entry takes long: the caller repeats the command until nothing is held. Only waiting timers
//! are held, so only they are decided about. A timer created after the restore is not held, whatever its due instant.
//!
//! A watchdog is decided about stage by stage, each stage at its place in that order. Missing or cancelling applies to
//! overdue stages only: a watchdog of which only stages are overdue continues without them.

use super::rejected;
use crate::{
    context::Context,
    failure::Failure,
    internal::{Caller, ReleaseAction, ReleaseOverdue, TimerRow},
    limits::RELEASE_ROWS_MAX,
    reply::{Reject, Reply},
    tables::{
        self,
        due::{self, DueKey},
        layout,
    },
    transitions,
};
use alloc::{collections::BTreeSet, format, sync::Arc};

/// The reason given for a cancelled timer.
const OVERDUE: &str = "overdue at a restore";

pub(super) fn run(context: &mut Context<'_>, command: &ReleaseOverdue) -> Result<Reply, Failure> {
    let action = command.action();
    if action == ReleaseAction::Unspecified {
        return rejected(Reject::Empty);
    }
    let held_until = context.shard.held_until;
    if held_until > context.time() {
        // The clock that set the end of the hold was ahead of log time; a timer that is not due must not fire.
        return rejected(Reject::NotDue { due: held_until });
    }
    let caller = command.caller.clone().unwrap_or_default();
    let Portion { mut keys, full, last } = next_portion(context)?;
    let (mut released, mut decided) = (0, 0);
    while decided < RELEASE_ROWS_MAX
        && let Some(key) = keys.pop_first()
    {
        decided += 1;
        let tenant = key.tenant.clone();
        let caller = Caller {
            tenant,
            ..caller.clone()
        };
        match release(context, &caller, &key, action)? {
            None => released += 1,
            // The next portion finds timers beyond this one.
            Some(next) if !full || Some(&next) <= last.as_ref() => drop(keys.insert(next)),
            Some(_) => {}
        }
    }
    let finished = !full && keys.is_empty();
    if let Some(key) = keys.first() {
        context.shard.held_from = due::key(key.due, &key.tenant, &key.id);
    }
    if finished {
        context.shard.held_until = 0;
        context.shard.held_from.clear();
    }
    Ok(Reply::Released { released, finished })
}

/// A portion of held timers.
struct Portion {
    keys: BTreeSet<DueKey>,
    /// Whether there may be more after the last scanned key.
    full: bool,
    last: Option<DueKey>,
}

/// Scans the next portion.
fn next_portion(context: &mut Context<'_>) -> Result<Portion, Failure> {
    let mut portion = Portion {
        keys: BTreeSet::new(),
        full: false,
        last: None,
    };
    if context.shard.held_until == 0 {
        return Ok(portion);
    }
    let until = due::start(context.shard.held_until.saturating_add(1));
    let from = core::mem::take(&mut context.shard.held_from).max(due::first(&context.shard));
    let scanned = context.tables.scan(&from, &until, RELEASE_ROWS_MAX)?;
    portion.full = scanned.len() == RELEASE_ROWS_MAX;
    if let Some((last, _)) = scanned.last().filter(|_| portion.full) {
        context.shard.held_from = layout::after(last.clone());
    }
    for scanned in &scanned {
        let (key, due_row) = due::read(scanned)?;
        portion.last = Some(key.clone());
        if due_row.arm == 0 && context.shard.holds(key.due, due_row.version) {
            portion.keys.insert(key);
        }
    }
    Ok(portion)
}

/// Decides about a timer. Returns the next held position of a watchdog, if it has one.
fn release(
    context: &mut Context<'_>,
    caller: &Caller,
    key: &DueKey,
    action: ReleaseAction,
) -> Result<Option<DueKey>, Failure> {
    let row = tables::timer::get(context.tables, &key.tenant, &key.id)?
        .ok_or_else(|| Failure::Corrupt(format!("waiting timer {} has no row", key.id)))?;
    if row.next_stage().is_some() {
        return release_stage(context, key, row, action);
    }
    match action {
        ReleaseAction::Miss => transitions::miss(context, caller, row)?,
        ReleaseAction::Cancel => transitions::cancel(context, caller, row, OVERDUE)?,
        ReleaseAction::Fire | ReleaseAction::Unspecified => {
            due::delete(context.tables, key.due, &key.tenant, &key.id);
            transitions::arm(context, &key.tenant, Arc::new(row))?;
        }
    }
    Ok(None)
}

fn release_stage(
    context: &mut Context<'_>,
    key: &DueKey,
    row: TimerRow,
    action: ReleaseAction,
) -> Result<Option<DueKey>, Failure> {
    let due_row = due::get(context.tables, key.due, &key.tenant, &key.id)?.unwrap_or_default();
    match action {
        ReleaseAction::Fire => transitions::miss_touch(context, &key.tenant, row, &due_row)?,
        _ => transitions::pass_stage(context, &key.tenant, row, &due_row),
    }
    let after = tables::timer::get(context.tables, &key.tenant, &key.id)?;
    let held = after.filter(|row| context.shard.holds(row.due(), row.version));
    Ok(held.map(|row| DueKey {
        due: row.due(),
        ..key.clone()
    }))
}
