//! Finds watchdogs with a remaining stage of their ladder, once, in tables written before such watchdogs had [rows of
//! their own](tables::ladder). Invariant: each watchdog whose due row is before the stored position has its row. A due
//! row written from now on gets its ladder row with it.

use crate::{
    context::Context,
    failure::Failure,
    tables::{self, due},
};
use alloc::format;

/// Continues from the stored position; true if it stopped at `limit`.
pub(super) fn run(context: &mut Context<'_>, limit: usize) -> Result<bool, Failure> {
    if context.shard.ladders_found {
        return Ok(false);
    }
    let from = core::mem::take(&mut context.shard.ladders_from).max(due::first(&context.shard));
    let rows = context.tables.scan(&from, &due::end(), limit)?;
    for scanned in &rows {
        let (key, due_row) = due::read(scanned)?;
        if due_row.watchdog_index == 0 {
            continue;
        }
        let row = tables::timer::get(context.tables, &key.tenant, &key.id)?
            .ok_or_else(|| Failure::Corrupt(format!("watchdog {} has no row", key.id)))?;
        tables::ladder::put(context.tables, &key.tenant, &row);
    }
    match rows.last().filter(|_| rows.len() == limit) {
        Some((last, _)) => context.shard.ladders_from = tables::layout::after(last.clone()),
        None => context.shard.ladders_found = true,
    }
    Ok(!context.shard.ladders_found)
}
