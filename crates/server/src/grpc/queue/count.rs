//! What stands in a queue, counted row by row up to a bound. Nothing keeps these numbers: a counter would cost every delivery a write.

use crate::convert::Counts;
use minoots_kernel::{
    Failure, ReadyPlace,
    internal::{TimerRow, TimerState},
    tables::{self, Read, dead, layout, ready},
};

/// Rows of one scan.
const SCAN_ROWS: usize = 1_024;

/// Counts at most `rows_max` rows of each kind. Answers how many rows were read, too.
pub(super) fn count(
    view: &(impl Read + ?Sized),
    tenant: &str,
    queue: &str,
    rows_max: usize,
) -> Result<(Counts, usize), Failure> {
    let now = tables::shard::get(view)?.time;
    let row = tables::queue::get(view, tenant, queue)?;
    let mut counts = Counts::default();
    let (from, until) = (ready::first(tenant, queue, row.as_ref()), ready::range(tenant, queue).1);
    let later = ReadyPlace {
        available: now.saturating_add(1),
        arm: 0,
    };
    let later = ready::key(tenant, queue, later);
    let mut add = |_: &tables::Row| {
        counts.ready += 1;
        Ok(())
    };
    let (mut examined, ready_exact) = walk(view, (from.clone(), later.clone()), rows_max, &mut add)?;
    let mut add = |scanned: &tables::Row| {
        let (_, timer) = ready::read(scanned)?;
        let found = tables::timer::get(view, tenant, &timer.id)?;
        match found.filter(|found| found.version == timer.version).is_some_and(|row| is_leased(&row)) {
            true => counts.leased += 1,
            false => counts.delayed += 1,
        }
        Ok(())
    };
    let (rows, leased_exact) = walk(view, (later.max(from), until), rows_max, &mut add)?;
    examined += 2 * rows;
    let mut add = |_: &tables::Row| {
        counts.dead += 1;
        Ok(())
    };
    let (rows, dead_exact) = walk(view, dead::range(tenant, queue), rows_max, &mut add)?;
    examined += rows;
    (counts.ready_exact, counts.leased_exact, counts.dead_exact) = (ready_exact, leased_exact, dead_exact);
    Ok((counts, examined + 1))
}

fn is_leased(row: &TimerRow) -> bool {
    let open = row.state() == TimerState::Fired || row.redrive_open();
    open && row.delivery.is_some_and(|delivery| delivery.grant.is_some() && !delivery.ended)
}

/// Looks at the rows of a range, at most so many; answers how many, and whether that was all.
fn walk(
    view: &(impl Read + ?Sized),
    (mut from, until): (Vec<u8>, Vec<u8>),
    rows_max: usize,
    add: &mut impl FnMut(&tables::Row) -> Result<(), Failure>,
) -> Result<(usize, bool), Failure> {
    let mut examined = 0;
    while from < until {
        // One more than may be counted tells whether there are more.
        let limit = SCAN_ROWS.min(rows_max + 1 - examined);
        let rows = view.scan(&from, &until, limit)?;
        for row in rows.iter().take(rows_max - examined) {
            add(row)?;
        }
        examined += rows.len();
        if examined > rows_max {
            return Ok((examined, false));
        }
        match rows.last().filter(|_| rows.len() == limit) {
            Some((last, _)) => from = layout::after(last.clone()),
            None => break,
        }
    }
    Ok((examined, true))
}
