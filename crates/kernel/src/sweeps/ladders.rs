//! Finds the watchdogs of whose ladder a stage is left, once, in tables that were written before they had [rows of their own](tables::ladder).
//! Invariant: each whose due row stands before the stored position has its row. What comes to stand anywhere from now on brings its own.

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
