//! Fails the unsettled events of a queue, a bounded number of rows at a time so that no entry takes long. The caller
//! repeats the command from the end of the last one. An armed timer that is not due stays: its firing is decided, but
//! has not happened.

use super::rejected;
use crate::{
    context::Context,
    failure::Failure,
    internal::{Caller, EventKind, FailureKind, PurgeQueue, TimerState},
    limits::PURGE_ROWS_MAX,
    reply::{Purged, Reject, Reply},
    tables::{self, dead, layout, ready, waiting},
    transitions,
};
use alloc::vec::Vec;

pub(super) fn run(context: &mut Context<'_>, command: &PurgeQueue) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let queue = command.queue.as_str();
    if tables::queue::get(context.tables, &caller.tenant, queue)?.is_none() {
        return rejected(Reject::QueueNotFound);
    }
    let (ready_from, ready_until) = ready::range(&caller.tenant, queue);
    let (dead_from, dead_until) = dead::range(&caller.tenant, queue);
    let mut purged = Purged {
        purged: 0,
        dead_letters: 0,
        next: Vec::new(),
    };
    let (others_from, others_until) = ready::range_of_others(&caller.tenant, queue);
    let (waiting_from, waiting_until) = waiting::range(&caller.tenant, queue);
    if command.from < ready_until {
        purged.next = owed(context, &caller, command, (ready_from, ready_until), &mut purged.purged)?;
        // Rows that wait for their key's turn go before the offered rows of other lanes, so that none of them is
        // offered behind the purge.
        for (from, until) in [(waiting_from, waiting_until), (others_from, others_until)] {
            if purged.next.is_empty() && !context.tables.scan(&from, &until, 1)?.is_empty() {
                purged.next = from;
            }
        }
        purged.next = or_letters(purged.next, command, dead_from);
    } else if command.from >= waiting_from {
        let waiting = (waiting_from, waiting_until);
        purged.next = owed(context, &caller, command, waiting, &mut purged.purged)?;
        // Each waiting row had another row of its key before it.
        if purged.next.is_empty() {
            purged.next = others_from;
        }
    } else if command.from >= others_from {
        let others = (others_from, others_until);
        purged.next = owed(context, &caller, command, others, &mut purged.purged)?;
        purged.next = or_letters(purged.next, command, dead_from);
    } else if command.dead_letters {
        let from = command.from.clone().max(dead_from);
        purged.next = letters(context, &caller.tenant, (from, dead_until), &mut purged.dead_letters)?;
    }
    let count = purged.purged + purged.dead_letters;
    if count != 0 {
        transitions::queue_event(context, &caller, EventKind::QueuePurged, queue, &command.reason, count)?;
    }
    Ok(Reply::Purged(purged))
}

/// Continues with the dead letters after all unsettled events, if the command includes them.
fn or_letters(next: Vec<u8>, command: &PurgeQueue, letters: Vec<u8>) -> Vec<u8> {
    match next.is_empty() && command.dead_letters {
        true => letters,
        false => next,
    }
}

/// Purges a portion of the rows that wait or are in flight. Returns the start of the next portion.
fn owed(
    context: &mut Context<'_>,
    caller: &Caller,
    command: &PurgeQueue,
    (start, until): (Vec<u8>, Vec<u8>),
    count: &mut u64,
) -> Result<Vec<u8>, Failure> {
    let from = command.from.clone().max(start);
    let rows = context.tables.scan(&from, &until, PURGE_ROWS_MAX)?;
    for scanned in &rows {
        let (_, timer) = match scanned.0.first() {
            Some(&layout::table::WAITING) => waiting::read(scanned)?,
            _ => ready::read(scanned)?,
        };
        let found = tables::timer::get(context.tables, &caller.tenant, &timer.id)?;
        let owed = found.filter(|row| row.version == timer.version);
        if let Some(row) = owed.filter(|row| row.state() == TimerState::Fired || row.redrive_open()) {
            transitions::fail(context, &caller.tenant, row, FailureKind::Purged, &command.reason)?;
            *count += 1;
        }
    }
    Ok(next(rows.last(), rows.len()))
}

/// Purges a portion of the dead letters. The timers keep their state until their retention ends.
fn letters(
    context: &mut Context<'_>,
    tenant: &str,
    (from, until): (Vec<u8>, Vec<u8>),
    count: &mut u64,
) -> Result<Vec<u8>, Failure> {
    let rows = context.tables.scan(&from, &until, PURGE_ROWS_MAX)?;
    for scanned in &rows {
        let (_, timer) = dead::read(scanned)?;
        if let Some(row) = tables::timer::get(context.tables, tenant, &timer.id)?
            && row.version == timer.version
        {
            transitions::bury(context, tenant, row);
            *count += 1;
        }
    }
    Ok(next(rows.last(), rows.len()))
}

fn next(last: Option<&tables::Row>, rows: usize) -> Vec<u8> {
    let more = last.filter(|_| rows == PURGE_ROWS_MAX);
    more.map(|(key, _)| layout::after(key.clone())).unwrap_or_default()
}
