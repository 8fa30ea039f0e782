//! Ready rows: the position of an event in its queue, its maximum age, and the start of scans of the queue.

use super::turns;
use crate::{
    context::Context,
    effect::{Effect, ReadyPlace},
    failure::Failure,
    internal::{DeliveryState, Lane, RedriveState, TimerRef, TimerRow, TimerState},
    limits::QUEUE_AGE_MAX,
    tables::{self, deadline::Job},
};
use alloc::string::{String, ToString};

impl TimerRow {
    /// Whether it is a dead letter of its queue.
    pub fn is_dead_letter(&self) -> bool {
        let is_failed = self.state() == TimerState::Failed && !self.queue().is_empty();
        is_failed && self.redrive() == RedriveState::Unspecified && !self.is_purged()
    }
}

/// Knuth's multiplicative hash: 2^64 divided by the golden ratio.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Creates a first delivery, to be offered from `available` on. Its age counts in log time, from `since`. Three kinds
/// of rows are not in the order of expiry and get their own deadline: rows of a proposer whose clock is behind log
/// time, rows outside the usual lane, and rows of actions.
pub(crate) fn owe(
    context: &mut Context<'_>,
    tenant: &str,
    row: &TimerRow,
    available: i64,
    since: i64,
) -> Result<DeliveryState, Failure> {
    let queue = tables::queue::get(context.tables, tenant, row.queue())?;
    let expires = since.saturating_add_unsigned(queue.map_or(QUEUE_AGE_MAX, |queue| queue.age_max));
    // An action's row may have expired already, and may be before the sweep's position.
    let is_made = row.spec.as_ref().is_some_and(|spec| spec.parent.is_some());
    let moved = available < since || row.lane() != Lane::Unspecified || is_made;
    if moved {
        context.add_job(expires, &age_job(tenant, row));
    }
    Ok(DeliveryState {
        available,
        expires,
        moved,
        ..DeliveryState::default()
    })
}

/// Gives a row that never moved, and may grow older than the sweep's age, its own deadline.
pub(crate) fn outlive_sweep(context: &mut Context<'_>, tenant: &str, mut row: TimerRow) -> Result<(), Failure> {
    let job = age_job(tenant, &row);
    if let Some(delivery) = row.delivery.as_mut() {
        delivery.moved = true;
        let expires = delivery.expires;
        context.add_job(expires, &job);
        tables::timer::put(context.tables, tenant, row.id(), &row);
    }
    Ok(())
}

/// Moves a ready row to another instant at which it may be offered.
pub(crate) fn move_ready(
    context: &mut Context<'_>,
    tenant: &str,
    row: &mut TimerRow,
    available: i64,
) -> Result<(), Failure> {
    if row.is_keyed() {
        return turns::relocate(context, tenant, row, available);
    }
    let (from, timer) = (row.place(), row.timer_ref());
    let queue = row.queue().to_string();
    let job = age_job(tenant, row);
    let Some(delivery) = row.delivery.as_mut() else {
        return Ok(());
    };
    if !delivery.moved {
        delivery.moved = true;
        let expires = delivery.expires;
        context.add_job(expires, &job);
    }
    delivery.available = available.min(delivery.expires);
    let ended = delivery.ended;
    let fence = delivery.grant.and_then(|grant| grant.fence).filter(|_| !ended);
    let to = row.place();
    tables::ready::delete(context.tables, tenant, &queue, from);
    put_ready(context, tenant, &queue, to, &timer)?;
    let TimerRef { id, version, .. } = timer;
    context.effects.push(Effect::Moved {
        tenant: tenant.to_string(),
        queue,
        from,
        to,
        ended,
        fence,
        id,
        version,
        key: String::new(),
    });
    Ok(())
}

/// Writes a ready row. A row before log time comes from a corrected clock that had been ahead. The remembered start of
/// the queue must not hide it.
pub(crate) fn put_ready(
    context: &mut Context<'_>,
    tenant: &str,
    queue: &str,
    place: ReadyPlace,
    timer: &TimerRef,
) -> Result<(), Failure> {
    tables::ready::put(context.tables, tenant, queue, place, timer);
    if place.available >= context.time() && place.lane == Lane::Unspecified {
        return Ok(());
    }
    let Some(mut row) = tables::queue::get(context.tables, tenant, queue)? else {
        return Ok(());
    };
    let key = tables::ready::key(tenant, queue, place);
    let from = row.lane_from_mut(place.lane);
    if from.is_empty() && place.lane != Lane::Unspecified {
        // Remembers that the lane exists, so that no scan looks for a lane in vain.
        *from = tables::ready::range_of(tenant, queue, place.lane).0;
    } else if key < *from {
        *from = key;
    } else {
        return Ok(());
    }
    tables::queue::put(context.tables, tenant, queue, &row);
    Ok(())
}

/// Removes a ready row.
pub(super) fn close_ready(context: &mut Context<'_>, tenant: &str, row: &TimerRow) -> Result<(), Failure> {
    let place = row.place();
    if row.is_keyed() {
        turns::leave(context, tenant, row)?;
    } else {
        tables::ready::delete(context.tables, tenant, row.queue(), place);
    }
    if let Some(delivery) = row.delivery.as_ref().filter(|delivery| delivery.moved) {
        context.remove_job(delivery.expires, &age_job(tenant, row));
    }
    let (queue, TimerRef { id, version, .. }) = (row.queue().to_string(), row.timer_ref());
    context.effects.push(Effect::Closed {
        tenant: tenant.to_string(),
        queue,
        place,
        id,
        version,
    });
    remember_first_ready(context, tenant, row)
}

/// Remembers, after about one delivery in 16, the key before which a queue has no rows. A scan for the first row then
/// skips the delivered ones. The key is at most the proposer's clock, from which on rows are written and moved;
/// [`put_ready`] handles any other row.
fn remember_first_ready(context: &mut Context<'_>, tenant: &str, row: &TimerRow) -> Result<(), Failure> {
    // Spreads the updates, so that queues whose timers are armed in turn all get theirs.
    if row.arm.wrapping_mul(SPREAD) >> 60 != 0 {
        return Ok(());
    }
    let queue = row.queue();
    let Some(mut queue_row) = tables::queue::get(context.tables, tenant, queue)? else {
        return Ok(());
    };
    let lane = row.lane();
    let now = ReadyPlace {
        available: context.clock,
        arm: 0,
        lane,
    };
    let (from, now) = (
        tables::ready::first(tenant, queue, lane, Some(&queue_row)),
        tables::ready::key(tenant, queue, now),
    );
    // The remembered key comes from a clock that was ahead.
    if from >= now {
        return Ok(());
    }
    let first = context.tables.scan(&from, &now, 1)?.into_iter().next();
    *queue_row.lane_from_mut(lane) = first.map_or(now, |(key, _)| key);
    tables::queue::put(context.tables, tenant, queue, &queue_row);
    Ok(())
}

fn age_job(tenant: &str, row: &TimerRow) -> Job {
    Job::DeliveryAge {
        tenant: String::from(tenant),
        id: String::from(row.id()),
        version: row.version,
        arm: row.arm,
    }
}
