//! Creates a queue, or changes its options. Changed options apply to new timers only: a timer takes its unset options
//! from its queue when it is created, and the maximum age of its event when it fires.

use super::rejected;
use crate::{
    context::Context,
    effect::{Effect, ReadyPlace},
    failure::Failure,
    internal::{Caller, EventKind, PutQueue, QueueOptions, QueueRow},
    limits::QUEUES_MAX,
    reply::{Reject, Reply},
    tables::{self, deadline::Job},
    transitions,
};
use alloc::{boxed::Box, string::ToString};

pub(super) fn run(context: &mut Context<'_>, command: &PutQueue) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let options = command.options.clone().unwrap_or_default();
    match tables::queue::get(context.tables, &caller.tenant, &command.queue)? {
        None if command.version != 0 => rejected(Reject::QueueNotFound),
        None => create(context, &caller, &command.queue, options),
        Some(row) if command.version == 0 => match &row.options {
            Some(standing) if *standing == options => Ok(answer(row, true)),
            Some(_) => rejected(Reject::QueueExists),
            None => put(context, &caller, &command.queue, row, options),
        },
        Some(row) if command.version != row.version() => rejected(Reject::QueueVersion { version: row.version() }),
        Some(row) if row.options.as_ref() == Some(&options) => Ok(answer(row, true)),
        Some(row) => put(context, &caller, &command.queue, row, options),
    }
}

fn answer(row: QueueRow, existing: bool) -> Reply {
    Reply::Queue {
        row: Box::new(row),
        existing,
    }
}

fn create(context: &mut Context<'_>, caller: &Caller, queue: &str, options: QueueOptions) -> Result<Reply, Failure> {
    if context.tenant(&caller.tenant)?.queues >= QUEUES_MAX {
        return rejected(Reject::Quota {
            name: "queues",
            limit: QUEUES_MAX,
        });
    }
    let row = transitions::create_queue(context, &caller.tenant, queue, &caller.actor, Some(options))?;
    Ok(answer(row, false))
}

fn put(
    context: &mut Context<'_>,
    caller: &Caller,
    queue: &str,
    mut row: QueueRow,
    options: QueueOptions,
) -> Result<Reply, Failure> {
    let age_max = transitions::age_of(&options);
    if age_max != row.age_max {
        change_age(context, &caller.tenant, queue, &mut row, age_max)?;
    }
    let key_concurrency = row.key_concurrency();
    row.options = Some(options);
    row.changes = row.version();
    row.update_time = context.time();
    tables::queue::put(context.tables, &caller.tenant, queue, &row);
    transitions::queue_event(context, caller, EventKind::QueueUpdated, queue, "", 0)?;
    if row.key_concurrency() != key_concurrency {
        context.effects.push(Effect::Queue {
            tenant: caller.tenant.clone(),
            queue: queue.to_string(),
            paused: row.pause.is_some(),
            limited: row.key_concurrency() != 0,
        });
        transitions::turns::refit(context, &caller.tenant, queue)?;
    }
    Ok(answer(row, false))
}

/// Changes the maximum age of events that fire from now on. The sweep uses the shortest age ever set, and runs earlier
/// if this is a new shortest age.
fn change_age(
    context: &mut Context<'_>,
    tenant: &str,
    queue: &str,
    row: &mut QueueRow,
    age_max: u64,
) -> Result<(), Failure> {
    let sweep = row.swept_age().min(age_max);
    row.age_max = age_max;
    row.age_sweep = if sweep == age_max { 0 } else { sweep };
    let job = Job::QueueAge {
        tenant: tenant.to_string(),
        queue: queue.to_string(),
    };
    if row.age_at != 0 {
        context.remove_job(row.age_at, &job);
    }
    let until = tables::ready::range(tenant, queue).1;
    let first = context.tables.scan(&row.age_from, &until, 1)?;
    let place = first.first().map(tables::ready::read).transpose()?;
    let available = place.map_or(context.time(), |(ReadyPlace { available, .. }, _)| {
        available.min(context.time())
    });
    let at = available.saturating_add_unsigned(sweep);
    row.age_at = at.max(context.time().saturating_add(1));
    context.add_job(row.age_at, &job);
    Ok(())
}

impl QueueRow {
    /// The version, which grows with each change; 1 for a queue that was only used.
    pub fn version(&self) -> u64 {
        self.changes.saturating_add(1)
    }

    /// The age after which the sweep checks rows that never moved.
    pub(crate) fn swept_age(&self) -> u64 {
        match self.age_sweep {
            0 => self.age_max,
            age => age,
        }
    }
}
