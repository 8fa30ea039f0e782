//! Ends what a queue owes, so many rows at a time that no entry takes long: the command is repeated from where the last one ended. What is
//! armed and not due stays: it was decided that it fires, and it has not.

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
        // What waits for the turn of its key goes before what stands, so that nothing of it takes a place behind the purge.
        for (from, until) in [(waiting_from, waiting_until), (others_from, others_until)] {
            if purged.next.is_empty() && !context.tables.scan(&from, &until, 1)?.is_empty() {
                purged.next = from;
            }
        }
        purged.next = or_letters(purged.next, command, dead_from);
    } else if command.from >= waiting_from {
        let waiting = (waiting_from, waiting_until);
        purged.next = owed(context, &caller, command, waiting, &mut purged.purged)?;
        // All that waited had somebody of its key before it.
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

/// Behind all that was owed stand the dead letters, if they are to go.
fn or_letters(next: Vec<u8>, command: &PurgeQueue, letters: Vec<u8>) -> Vec<u8> {
    match next.is_empty() && command.dead_letters {
        true => letters,
        false => next,
    }
}

/// A portion of what waits or is out; answers where the next begins.
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

/// A portion of the dead letters. The timers stay what they are, until their retention ends.
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
