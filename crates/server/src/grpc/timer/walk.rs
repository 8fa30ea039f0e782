//! Finding timers by a filter, a bounded number of rows at a time: SCHEDULED and ARMED ones stand in the due table and are found in it, by
//! (due, id); any other selection walks the timers by id. Each row costs one read, and one more for its other half.
//!
//! The due row of a watchdog stands at the next stage of its ladder. What a window is about is when it fires itself, so while a stage is left it is
//! found in the ladder table, among the others by that instant.

use super::{filter::Filter, get::armed_since};
use minoots_kernel::{
    Failure,
    internal::TimerRow,
    limits,
    tables::{self, Row, due, ladder, layout},
};
use minoots_sequencer::consensus::View;

/// Rows of one read at least, so that a filter that selects little is not read row by row; and few, since a row may have a payload.
const READ_ROWS_MIN: usize = 64;

/// A timer, and since when it is armed if it is.
pub(super) struct Found {
    pub row: TimerRow,
    pub armed: Option<i64>,
}

/// What was found so far.
pub(super) struct Walk {
    pub found: Vec<Found>,
    /// The last key examined, if there may be more behind it.
    pub last: Option<Vec<u8>>,
}

/// Where timers are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    ByDue,
    ById,
}

/// Finds up to `size` timers of a tenant, behind the key `after`.
pub(super) fn walk(
    view: &dyn View,
    tenant: &str,
    (filter, order): (&Filter, Order),
    after: Option<Vec<u8>>,
    size: usize,
) -> Result<Walk, Failure> {
    match order {
        Order::ByDue => by_due(view, tenant, filter, after, size),
        Order::ById => by_id(view, tenant, filter, after, size),
    }
}

fn by_due(
    view: &dyn View,
    tenant: &str,
    filter: &Filter,
    after: Option<Vec<u8>>,
    size: usize,
) -> Result<Walk, Failure> {
    let shard = tables::shard::get(view)?;
    // Nothing fires before what is due first.
    let from = after
        .map_or_else(|| due::start(filter.due_from), layout::after)
        .max(due::first(&shard));
    // The index is by due, which is never before the fire time, so the window's end is looked for a day further. Watchdogs stand at their fire times.
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
    rows((from, read), size, |scanned| {
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

fn by_id(view: &dyn View, tenant: &str, filter: &Filter, after: Option<Vec<u8>>, size: usize) -> Result<Walk, Failure> {
    let (start, until) = tables::timer::range_of(tenant, &filter.id_prefix);
    let from = after.map_or(start, layout::after);
    let read = |from: &[u8], limit| view.scan(from, &until, limit);
    rows((from, read), size, |scanned| {
        let (_, row) = tables::timer::read(scanned)?;
        let armed = armed_since(view, tenant, &row)?;
        Ok(filter.selects(&row, armed.is_some()).then_some(Found { row, armed }))
    })
}

/// Reads rows until enough of them were found, enough were examined, or there are no more.
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

#[cfg(test)]
mod tests;
