//! Expires events that exceed a queue's maximum age. Rows that never left their first position are in the order in
//! which they expire, so the sweep takes them from the front. Rows that moved have their own deadlines. After a change
//! of the maximum age that order may not hold: the sweep uses the shortest age ever set, and rows that may grow older
//! get their own deadlines.

use crate::{
    context::Context,
    effect::ReadyPlace,
    failure::Failure,
    internal::{FailureKind, Lane, TimerState},
    tables::{self, deadline::Job, layout, ready},
    transitions,
};
use alloc::string::ToString;

/// Sweeps rows that never moved. `at` is the instant of the job.
pub(super) fn run(
    context: &mut Context<'_>,
    at: i64,
    (tenant, queue): (&str, &str),
    budget: &mut usize,
) -> Result<(), Failure> {
    let Some(row) = tables::queue::get(context.tables, tenant, queue)? else {
        return Ok(());
    };
    // The job is from before a change of the maximum age; another job replaced it.
    if row.age_at != 0 && row.age_at != at {
        return Ok(());
    }
    let (time, age) = (context.time(), row.swept_age());
    let oldest = time.saturating_sub_unsigned(age);
    let until = ready::key(
        tenant,
        queue,
        ReadyPlace {
            available: oldest.saturating_add(1),
            arm: 0,
            lane: Lane::Unspecified,
        },
    );
    let limit = (*budget).max(1);
    let rows = if row.age_from < until {
        context.tables.scan(&row.age_from, &until, limit)?
    } else {
        Default::default()
    };
    *budget = budget.saturating_sub(rows.len());
    for scanned in &rows {
        let (place, timer) = ready::read(scanned)?;
        expire(context, tenant, &timer.id, timer.version, place)?;
    }
    // The expiries above may have added rows to this queue.
    let mut row = tables::queue::get(context.tables, tenant, queue)?.unwrap_or(row);
    let at = if rows.len() == limit {
        row.age_from = rows
            .last()
            .map(|(key, _)| layout::after(key.clone()))
            .unwrap_or_default();
        time
    } else {
        row.age_from = until.max(row.age_from);
        let first = context.tables.scan(&row.age_from, &ready::range(tenant, queue).1, 1)?;
        let available = first
            .first()
            .map(ready::read)
            .transpose()?
            .map_or(time, |(place, _)| place.available.min(time));
        available.saturating_add_unsigned(age).max(time.saturating_add(1))
    };
    if row.age_at != 0 {
        row.age_at = at;
    }
    tables::queue::put(context.tables, tenant, queue, &row);
    context.add_job(
        at,
        &Job::QueueAge {
            tenant: tenant.to_string(),
            queue: queue.to_string(),
        },
    );
    Ok(())
}

fn expire(context: &mut Context<'_>, tenant: &str, id: &str, version: u64, place: ReadyPlace) -> Result<(), Failure> {
    let Some(row) = tables::timer::get(context.tables, tenant, id)? else {
        return Ok(());
    };
    let waiting = row.state() == TimerState::Fired || row.redrive_open();
    let unmoved = row.delivery.as_ref().is_some_and(|delivery| !delivery.moved);
    if row.version != version || row.place() != place || !waiting || !unmoved {
        return Ok(());
    }
    match row.delivery {
        Some(delivery) if delivery.expires > context.time() => transitions::outlive_sweep(context, tenant, row),
        _ => transitions::fail(context, tenant, row, FailureKind::Expired, ""),
    }
}
