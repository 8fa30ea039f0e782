//! The creation of a queue, and the events about it.

use crate::{
    context::Context,
    failure::Failure,
    internal::{Caller, EventKind, EventRow, QueueOptions, QueueRow},
    limits::QUEUE_AGE_MAX,
    tables::{self, deadline::Job},
};
use alloc::string::ToString;

/// Creates a queue, at its first use or by its create command.
pub(crate) fn create_queue(
    context: &mut Context<'_>,
    tenant: &str,
    queue: &str,
    actor: &str,
    options: Option<QueueOptions>,
) -> Result<QueueRow, Failure> {
    context.tenant(tenant)?.queues += 1;
    let time = context.time();
    let age_max = options.as_ref().map_or(QUEUE_AGE_MAX, age_of);
    let row = QueueRow {
        age_max,
        create_time: time,
        age_from: tables::ready::range(tenant, queue).0,
        options,
        ..QueueRow::default()
    };
    tables::queue::put(context.tables, tenant, queue, &row);
    let job = Job::QueueAge {
        tenant: tenant.to_string(),
        queue: queue.to_string(),
    };
    context.add_job(time.saturating_add_unsigned(age_max), &job);
    let caller = Caller {
        tenant: tenant.to_string(),
        actor: actor.to_string(),
        ..Caller::default()
    };
    queue_event(context, &caller, EventKind::QueueCreated, queue, "", 0)?;
    Ok(row)
}

/// The maximum age according to options.
pub(crate) fn age_of(options: &QueueOptions) -> u64 {
    match options.age_max {
        0 => QUEUE_AGE_MAX,
        age => age,
    }
}

/// Writes an event about a queue.
pub(crate) fn queue_event(
    context: &mut Context<'_>,
    caller: &Caller,
    kind: EventKind,
    queue: &str,
    reason: &str,
    count: u64,
) -> Result<(), Failure> {
    let mut event = EventRow {
        queue: queue.to_string(),
        actor: caller.actor.clone(),
        reason: reason.to_string(),
        count,
        ..EventRow::default()
    };
    event.set_kind(kind);
    context.emit(&caller.tenant, event)
}
