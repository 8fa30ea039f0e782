//! Backfills: the instants of a past window, and the next step of a running backfill.

use crate::{
    plan::{self, Left, Unplanned},
    zones::Zones,
};
use minoots_calendar::limits::BACKFILL_MAX;
use minoots_kernel::{
    commands::backfill_pace,
    internal::{BackfillStep, ScheduleRow, ScheduleRun},
    limits::BACKFILL_INSTANTS_MAX,
    tables::schedule,
};
use std::ops::Range;

const _: () = assert!(BACKFILL_MAX as usize == BACKFILL_INSTANTS_MAX);

/// Why a window cannot be backfilled.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The window has too many instants.
    #[error(transparent)]
    TooLarge(#[from] minoots_calendar::Error),
    /// This node cannot compute the instants.
    #[error(transparent)]
    Unplanned(#[from] Unplanned),
}

/// The instants of a schedule's rule in a window, in order.
///
/// # Errors
/// There are too many instants, or this node cannot compute them.
pub fn instants(row: &ScheduleRow, window: Range<i64>, zones: Zones) -> Result<Vec<i64>, Refused> {
    plan::check_zone_data(row, zones)?;
    let found = plan::contained(|| {
        let spec = row.spec.clone().unwrap_or_default();
        let calendar = plan::standing(row, &spec, zones)?;
        Ok(calendar.backfill(window.clone()).map(|_| {
            let found = calendar.occurrences(window);
            found.map(|occurrence| occurrence.instant_ns).collect()
        }))
    });
    Ok(found??)
}

/// The next step of a running backfill.
pub(crate) enum Next {
    /// No step before this time.
    At(i64),
    /// A step that is due now.
    Now(ScheduleRun),
}

/// The next step of a schedule's backfill, bounded by the remaining capacity of the entry. `None` if no backfill runs
/// or the entry is full.
pub(crate) fn next((tenant, id): (&str, &str), row: &ScheduleRow, now: i64, left: &mut Left) -> Option<Next> {
    let running = schedule::backfill(row)?;
    if running.due > now {
        return Some(Next::At(running.due));
    }
    let first = *running.left.first()?;
    let (timers, _) = backfill_pace(running.rate);
    let wanted = running.left.len().min(timers as usize);
    let timer = row.spec.as_ref().and_then(|spec| spec.timer.as_ref());
    let count = left.take(wanted, timer.map_or(0, |timer| timer.payload.len()));
    let step = BackfillStep {
        first,
        count: u32::try_from(count).ok().filter(|count| *count != 0)?,
    };
    Some(Next::Now(ScheduleRun {
        tenant: tenant.to_owned(),
        id: id.to_owned(),
        version: row.version,
        backfill: Some(step),
        ..ScheduleRun::default()
    }))
}

#[cfg(test)]
mod tests;
