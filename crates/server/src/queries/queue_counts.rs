//! Counts the contents of a queue row by row up to a bound. There are no stored counters, because one would cost a
//! write for each delivery.

use crate::{
    convert::Counts,
    state::{Listed, Portion},
};
use minoots_kernel::{
    Failure, LANES, ReadyPlace,
    internal::{Lane, QueueRow, TimerRow, TimerState},
    limits,
    tables::{self, Read, dead, layout, ready, waiting},
};

/// A queue by its name, and what it contains.
pub(crate) type Counted = (String, QueueRow, Counts);

/// The number of rows in one scan.
const SCAN_ROWS: usize = 1_024;

/// Counts at most `rows_max` rows of each kind. Also returns the number of rows read.
pub(crate) fn count(
    view: &(impl Read + ?Sized),
    tenant: &str,
    queue: &str,
    rows_max: usize,
) -> Result<(Counts, usize), Failure> {
    let now = tables::shard::get(view)?.time;
    let row = tables::queue::get(view, tenant, queue)?;
    let (mut ready, mut later) = (Tally::new(rows_max), Tally::new(rows_max));
    let (mut dead, mut leased) = (Tally::new(rows_max), 0);
    for lane in LANES {
        // Most queues have one lane.
        if lane != Lane::Unspecified && row.as_ref().is_none_or(|row| row.lane_from(lane).is_empty()) {
            continue;
        }
        let first = ready::first(tenant, queue, lane, row.as_ref());
        let behind_now = ReadyPlace {
            available: now.saturating_add(1),
            arm: 0,
            lane,
        };
        let behind_now = ready::key(tenant, queue, behind_now);
        ready.walk(view, (first.clone(), behind_now.clone()), |_| Ok(()))?;
        let until = ready::range_of(tenant, queue, lane).1;
        later.walk(view, (behind_now.max(first), until), |scanned| {
            let (_, timer) = ready::read(scanned)?;
            let found = tables::timer::get(view, tenant, &timer.id)?;
            let is_out = found.is_some_and(|row| row.version == timer.version && is_leased(&row));
            leased += u64::from(is_out);
            Ok(())
        })?;
    }
    // A delivery that waits for its concurrency key counts as ready, or as delayed during a backoff of its own.
    let mut waiting = Tally::new(rows_max);
    let mut delayed = 0;
    waiting.walk(view, waiting::range(tenant, queue), |scanned| {
        delayed += usize::from(waiting::read(scanned)?.0.available > now);
        Ok(())
    })?;
    let waits = waiting.counted - delayed;
    let rows_of_waiting = waiting.counted;
    ready.exact &= waiting.exact && ready.counted + waits <= rows_max;
    later.exact &= waiting.exact && later.counted + delayed <= rows_max;
    ready.counted = rows_max.min(ready.counted + waits);
    later.counted = rows_max.min(later.counted + delayed);
    dead.walk(view, dead::range(tenant, queue), |_| Ok(()))?;
    let counts = Counts {
        ready: ready.counted as u64,
        leased,
        delayed: (later.counted as u64).saturating_sub(leased),
        dead: dead.counted as u64,
        ready_exact: ready.exact,
        leased_exact: later.exact,
        dead_exact: dead.exact,
    };
    Ok((
        counts,
        1 + rows_of_waiting + ready.counted + 2 * later.counted + dead.counted,
    ))
}

/// Queues with their counts, by name. The portion is smaller if it has examined many rows.
pub(crate) fn queues(
    view: &(impl Read + ?Sized),
    (tenant, prefix): (&str, &str),
    portion: &Portion,
) -> Result<Listed<Counted>, Failure> {
    let (start, until) = tables::queue::range_of(tenant, prefix);
    let from = portion.after.clone().map_or(start, layout::after);
    let rows = view.scan(&from, &until, portion.size + 1)?;
    let (mut queues, mut examined, mut last) = (Vec::new(), 0, None);
    for scanned in &rows {
        if queues.len() == portion.size || examined >= limits::PAGE_ROWS_EXAMINED_MAX {
            break;
        }
        let (name, row) = tables::queue::read(scanned)?;
        let (counts, read) = count(view, tenant, &name, limits::COUNT_ROWS_OF_LIST_MAX)?;
        examined += read;
        queues.push((name, row, counts));
        last = Some(&scanned.0);
    }
    let more = last.filter(|_| queues.len() < rows.len());
    Ok((queues, more.cloned()))
}

fn is_leased(row: &TimerRow) -> bool {
    let open = row.state() == TimerState::Fired || row.redrive_open();
    open && row
        .delivery
        .is_some_and(|delivery| delivery.grant.is_some() && !delivery.ended)
}

/// The count of one kind of rows.
struct Tally {
    counted: usize,
    rows_max: usize,
    exact: bool,
}

impl Tally {
    fn new(rows_max: usize) -> Tally {
        Tally {
            counted: 0,
            rows_max,
            exact: true,
        }
    }

    /// Counts the rows of a range, up to the bound.
    fn walk(
        &mut self,
        view: &(impl Read + ?Sized),
        (mut from, until): (Vec<u8>, Vec<u8>),
        mut look: impl FnMut(&tables::Row) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        while from < until && self.exact {
            // One row more than the bound shows whether there are more.
            let left = self.rows_max - self.counted;
            let limit = SCAN_ROWS.min(left + 1);
            let rows = view.scan(&from, &until, limit)?;
            self.exact = rows.len() <= left;
            for row in rows.iter().take(left) {
                look(row)?;
                self.counted += 1;
            }
            match rows.last().filter(|_| rows.len() == limit) {
                Some((last, _)) => from = layout::after(last.clone()),
                None => return Ok(()),
            }
        }
        Ok(())
    }
}
