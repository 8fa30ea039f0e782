//! Stores FIRED for armed timers that are due.

use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    tables::{self, due},
    transitions,
};
use alloc::format;

/// The minimum interval of log time between updates of the first key, in nanoseconds.
const REMEMBER_INTERVAL: i64 = 250_000_000;

/// Continues from the stored position; true if it stopped at `limit`.
pub(super) fn run(context: &mut Context<'_>, limit: usize) -> Result<bool, Failure> {
    let early = if planted(Defect::FiredSweepEarly) { 1_000_000 } else { 0 };
    let until = due::start(context.time().saturating_add(1 + early));
    if context.shard.fired_from >= until {
        return Ok(false);
    }
    // A timer that is only scheduled is fired by its own Arm, so without armed timers there is nothing to find.
    if context.shard.armed == 0 {
        context.shard.fired_from = until;
        return remember_first(context).map(|()| false);
    }
    let from = core::mem::take(&mut context.shard.fired_from);
    let rows = context
        .tables
        .scan(from.as_slice().max(due::start(i64::MIN).as_slice()), &until, limit)?;
    let short = usize::from(planted(Defect::FiredSweepOneShort));
    for scanned in &rows[short.min(rows.len())..] {
        let (key, due_row) = due::read(scanned)?;
        if due_row.arm == 0 {
            continue;
        }
        let row = tables::timer::get(context.tables, &key.tenant, &key.id)?
            .ok_or_else(|| Failure::Corrupt(format!("armed timer {} has no row", key.id)))?;
        transitions::fire_armed(context, &key.tenant, row, &due_row)?;
    }
    let unfinished = rows.len() == limit;
    context.shard.fired_from = match rows.last().filter(|_| unfinished) {
        Some((last, _)) => tables::layout::after(last.clone()),
        None => until,
    };
    if !unfinished {
        remember_first(context)?;
    }
    Ok(unfinished)
}

/// Remembers the key before which nothing is pending, as time advances. A scan for the first due timer then skips
/// removed rows, which cost almost as much as existing ones.
fn remember_first(context: &mut Context<'_>) -> Result<(), Failure> {
    let time = context.time();
    if context.shard.due_from > due::start(time.saturating_sub(REMEMBER_INTERVAL)) {
        return Ok(());
    }
    let (from, now) = (due::first(&context.shard), due::start(time));
    let first = context.tables.scan(&from, &now, 1)?.into_iter().next();
    context.shard.due_from = first.map_or(now, |(key, _)| key);
    Ok(())
}
