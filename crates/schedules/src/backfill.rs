//! Backfills: which instants a past window has, and which of them come next.

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

/// Why a window is not backfilled.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It has too many instants.
    #[error(transparent)]
    TooLarge(#[from] minoots_calendar::Error),
    /// Its instants cannot be computed here.
    #[error(transparent)]
    Unplanned(#[from] Unplanned),
}

/// The instants that a schedule's rule names in a window, in order.
///
/// # Errors
/// There are too many, or they cannot be computed here.
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

/// What comes next of a backfill that runs: when, and which.
pub(crate) enum Next {
    /// Not before this.
    At(i64),
    /// Now.
    Now(ScheduleRun),
}

/// What comes next of a schedule's backfill, as much as the entry still takes; `None` if none runs, or the entry takes no more.
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
