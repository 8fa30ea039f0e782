//! Finds timers by a filter, a bounded number of rows at a time. SCHEDULED and ARMED timers are found in the due table,
//! ordered by (due, id); any other selection scans the timers by id. Each row costs one read, and a second one for its
//! counterpart.
//!
//! The due row of a watchdog is keyed by the next stage of its ladder, but a window refers to its fire time. So while a
//! stage remains, the watchdog is found in the ladder table, merged by fire time.

use super::timer_filter::Filter;
use crate::state::Portion;
use minoots_kernel::{
    Failure,
    internal::{TimerRow, TimerState},
    limits,
    tables::{self, Read, Row, due, ladder, layout},
};

/// The minimum number of rows in one read, so that a selective filter does not read row by row. It is small, since a
/// row may have a payload.
const READ_ROWS_MIN: usize = 64;

/// A timer, and its arming time if it is armed.
pub(crate) struct Found {
    pub row: TimerRow,
    pub armed: Option<i64>,
}

/// The result so far.
pub(crate) struct Walk {
    pub found: Vec<Found>,
    /// The last examined key, if more may follow.
    pub last: Option<Vec<u8>>,
}

/// The order of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    ByDue,
    ById,
}

/// Finds timers of a tenant. The portion is smaller if it has examined many rows.
pub(crate) fn walk(
    view: &(impl Read + ?Sized),
    tenant: &str,
    (filter, order): (&Filter, Order),
    portion: &Portion,
) -> Result<Walk, Failure> {
    match order {
        Order::ByDue => by_due(view, tenant, filter, portion),
        Order::ById => by_id(view, tenant, filter, portion),
    }
}

fn by_due(view: &(impl Read + ?Sized), tenant: &str, filter: &Filter, portion: &Portion) -> Result<Walk, Failure> {
    let shard = tables::shard::get(view)?;
    // Skips due instants before the first one of the table.
    let after = portion.after.clone();
    let from = after
        .map_or_else(|| due::start(filter.due_from), layout::after)
        .max(due::first(&shard));
    // The index is ordered by due instant, which is at most a day after the fire time, so the scan extends a day beyond
    // the window's end. Watchdogs are ordered by their fire times.
    let (until, ladders_until) = match filter.due_until {
        i64::MAX => (due::end(), ladder::end()),
        until => (due::start(until.saturating_add(limits::PAST_MAX)), ladder::start(until)),
    };
    let read = |from: &[u8], limit| {
        let mut found = view.scan(from, &until, limit)?;
        let ladders = view.scan(&ladder::beside(from), &ladders_until, limit)?;
        if !ladders.is_empty() {
            found.extend(ladders.into_iter().map(|(key, empty)| (due::beside(&key), empty)));
            found.sort();
            found.truncate(limit);
        }
        Ok(found)
    };
    rows((from, read), portion.size, |scanned| {
        let (key, due_row) = due::read(scanned)?;
        if key.tenant != tenant {
            return Ok(None);
        }
        let armed = (due_row.arm != 0).then_some(due_row.arm_time);
        let row = tables::timer::get(view, tenant, &key.id)?;
        let Some(row) = row.filter(|row| filter.selects(row, armed.is_some())) else {
            return Ok(None);
        };
        // Only rows of the due table have a version.
        let is_twice = due_row.version != 0
            && row.next_stage().is_some()
            && (shard.ladders_found || ladder::has(view, tenant, &row)?);
        Ok((!is_twice).then_some(Found { row, armed }))
    })
}

fn by_id(view: &(impl Read + ?Sized), tenant: &str, filter: &Filter, portion: &Portion) -> Result<Walk, Failure> {
    let (start, until) = tables::timer::range_of(tenant, &filter.id_prefix);
    let from = portion.after.clone().map_or(start, layout::after);
    let read = |from: &[u8], limit| view.scan(from, &until, limit);
    rows((from, read), portion.size, |scanned| {
        let (_, row) = tables::timer::read(scanned)?;
        let armed = armed_since(view, tenant, &row)?;
        Ok(filter.selects(&row, armed.is_some()).then_some(Found { row, armed }))
    })
}

/// Reads rows until enough were found or examined, or there are no more.
fn rows(
    (mut from, read): (Vec<u8>, impl Fn(&[u8], usize) -> Result<Vec<Row>, Failure>),
    size: usize,
    mut find: impl FnMut(&Row) -> Result<Option<Found>, Failure>,
) -> Result<Walk, Failure> {
    let mut walk = Walk {
        found: Vec::new(),
        last: None,
    };
    let mut examined = 0;
    while examined < limits::PAGE_ROWS_EXAMINED_MAX {
        let wanted = (size - walk.found.len() + 1).max(READ_ROWS_MIN);
        let limit = wanted.min(limits::PAGE_ROWS_EXAMINED_MAX - examined);
        let rows = read(&from, limit)?;
        examined += rows.len();
        let exhausted = rows.len() < limit;
        for scanned in rows {
            walk.found.extend(find(&scanned)?);
            walk.last = Some(scanned.0);
            if walk.found.len() == size {
                return Ok(walk);
            }
        }
        if exhausted {
            walk.last = None;
            break;
        }
        from = walk.last.clone().map_or(from, layout::after);
    }
    Ok(walk)
}

/// The arming time of a pending timer, if it is armed.
pub(crate) fn armed_since(view: &(impl Read + ?Sized), tenant: &str, row: &TimerRow) -> Result<Option<i64>, Failure> {
    if row.state() != TimerState::Pending {
        return Ok(None);
    }
    let due = tables::due::get(view, row.due(), tenant, row.id())?;
    Ok(due.filter(|due| due.arm != 0).map(|due| due.arm_time))
}

#[cfg(test)]
mod tests;
