//! Decides about timers that are held since a restore, in the order of their due instants and so many at a time, so that no entry takes
//! long: the command is repeated until nothing is held. Only what waits is held, so only that is decided about; what came after the
//! restore is not held, whatever its due.
//!
//! A watchdog is decided about stage by stage: one of its ladder at a time, each in its place of that order. Whoever has it missed or cancelled means
//! what is overdue; a watchdog of which only stages are lives on without those.

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
            // What is behind this portion is found by the next.
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

/// Timers that are held.
struct Portion {
    keys: BTreeSet<DueKey>,
    /// There may be more behind the last key that was looked at.
    full: bool,
    last: Option<DueKey>,
}

/// The next of them.
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

/// Decides about a timer; of a watchdog of which more is held, where that stands then.
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
