//! Removes a tenant's past in the order of its event log, which doubles as the index of ends by time.
//!
//! Two positions move through the log. At the end of timer retention a terminal timer gives up its id; its row stays
//! for the events that refer to it. At the end of event retention the event is removed, and with the last one the row.
//! Only retired timers are compacted, so the byte limit never shortens timer retention.

use crate::{
    context::Context,
    failure::Failure,
    internal::{self, AuditChain, EventKind, EventRow, TenantRow, TimerRef, TimerState},
    limits::{EVENT_BYTES_MAX, EVENT_RETENTION, TIMER_RETENTION},
    tables::{self, event_letter},
};

pub(super) fn run(context: &mut Context<'_>, tenant: &str, budget: &mut usize) -> Result<(), Failure> {
    context.tenant(tenant)?.retention_at = 0;
    while *budget > 0 && retire_next(context, tenant)? {
        *budget -= 1;
    }
    while *budget > 0 && compact_next(context, tenant)? {
        *budget -= 1;
    }
    forget_letters(context, tenant, budget)?;
    let at = if *budget == 0 {
        Some(context.time())
    } else {
        next_instant(context, tenant)?
    };
    match at {
        Some(at) => context.set_retention(tenant, at),
        None => Ok(()),
    }
}

fn is_end(event: &EventRow) -> bool {
    let kind = event.kind();
    use EventKind::{TimerCancelled, TimerExpired, TimerFailed, TimerSettled};
    matches!(kind, TimerCancelled | TimerExpired | TimerFailed | TimerSettled)
}

fn retire_next(context: &mut Context<'_>, tenant: &str) -> Result<bool, Failure> {
    let sequence = context.tenant(tenant)?.retired_until;
    let Some(event) = tables::event::get(context.tables, tenant, sequence)? else {
        return Ok(false);
    };
    if event.time.saturating_add(TIMER_RETENTION) > context.time() {
        return Ok(false);
    }
    context.tenant(tenant)?.retired_until += 1;
    let Some(timer) = event.timer.as_ref().filter(|_| is_end(&event)) else {
        return Ok(true);
    };
    let Some(row) = tables::timer::get(context.tables, tenant, &timer.id)? else {
        return Ok(true);
    };
    // An open redrive ends with its own event, as a failed one did: that event retires the timer.
    let ended = row.is_terminal() && !row.redrive_open() && row.end_time <= event.time;
    if row.version == timer.version && ended {
        if row.state() == TimerState::Failed {
            tables::dead::delete(context.tables, tenant, row.queue(), row.end_time, row.id(), row.version);
        }
        tables::timer::delete(context.tables, tenant, &timer.id);
        tables::retired::put(context.tables, tenant, &timer.id, &row);
    }
    Ok(true)
}

fn compact_next(context: &mut Context<'_>, tenant: &str) -> Result<bool, Failure> {
    let TenantRow {
        first_sequence: sequence,
        retired_until,
        event_bytes,
        ..
    } = *context.tenant(tenant)?;
    if sequence >= retired_until {
        return Ok(false);
    }
    let Some(event) = tables::event::get(context.tables, tenant, sequence)? else {
        return Ok(false);
    };
    if event.time.saturating_add(EVENT_RETENTION) > context.time() && event_bytes <= EVENT_BYTES_MAX {
        return Ok(false);
    }
    let encoded = internal::encode(&event);
    let bytes = tables::event::delete(context.tables, tenant, sequence, encoded.len());
    let row = context.tenant(tenant)?;
    row.first_sequence += 1;
    // Events from before the introduction of chains have no link.
    if let Some(chain) = row.events.as_mut().filter(|chain| chain.first == sequence) {
        chain.forget_first(AuditChain::Events, tenant, sequence, &encoded);
    }
    row.event_bytes = row.event_bytes.saturating_sub(bytes);
    if let Some(timer) = event.timer.as_ref().filter(|_| is_end(&event)) {
        let TimerRef { id, version, .. } = timer;
        // A timer that was redriven and failed again ended more than once; its row is removed with the last end.
        let row = tables::retired::get(context.tables, tenant, id, *version)?;
        if row.is_some_and(|row| row.end_time <= event.time) {
            tables::retired::delete(context.tables, tenant, id, *version);
        }
    }
    Ok(true)
}

/// Removes the dead letters of endpoints with their events.
fn forget_letters(context: &mut Context<'_>, tenant: &str, budget: &mut usize) -> Result<(), Failure> {
    let first = context.tenant(tenant)?.first_sequence;
    let (mut from, until) = event_letter::range_of_tenant(tenant);
    while *budget > 0 {
        let found = context.tables.scan(&from, &until, 1)?;
        let Some(found) = found.first() else { break };
        let letter = event_letter::read(found)?;
        if letter.sequence >= first {
            from = event_letter::range(tenant, &letter.webhook).1;
            continue;
        }
        event_letter::delete(context.tables, tenant, &letter.webhook, letter.sequence);
        if let Some(mut row) = tables::webhook::get(context.tables, tenant, &letter.webhook)? {
            row.letters = row.letters.saturating_sub(1);
            tables::webhook::put(context.tables, tenant, &letter.webhook, &row);
        }
        *budget -= 1;
    }
    Ok(())
}

fn next_instant(context: &mut Context<'_>, tenant: &str) -> Result<Option<i64>, Failure> {
    let TenantRow {
        first_sequence,
        retired_until,
        ..
    } = *context.tenant(tenant)?;
    let time_of = |sequence, retention: i64| -> Result<Option<i64>, Failure> {
        let event = tables::event::get(context.tables, tenant, sequence)?;
        Ok(event.map(|event| event.time.saturating_add(retention)))
    };
    let instants = [
        time_of(retired_until, TIMER_RETENTION)?,
        time_of(first_sequence, EVENT_RETENTION)?,
    ];
    Ok(instants.into_iter().flatten().min())
}
