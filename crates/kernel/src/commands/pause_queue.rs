//! Pauses or resumes a queue. Its rows stay where they are: the cost of a pause does not depend on the queue's size.

use super::rejected;
use crate::{
    context::Context,
    effect::Effect,
    failure::Failure,
    internal::{EventKind, PauseQueue, PauseRow},
    reply::{Reject, Reply},
    tables, transitions,
};
use alloc::boxed::Box;

pub(super) fn run(context: &mut Context<'_>, command: &PauseQueue) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let Some(mut row) = tables::queue::get(context.tables, &caller.tenant, &command.queue)? else {
        return rejected(Reject::QueueNotFound);
    };
    // The first pause stays the recorded one.
    if row.pause.is_some() != command.resume {
        return Ok(Reply::Queue {
            row: Box::new(row),
            existing: true,
        });
    }
    let time = context.time();
    row.pause = (!command.resume).then(|| PauseRow {
        by: caller.actor.clone(),
        reason: command.reason.clone(),
        time,
    });
    row.changes = row.version();
    row.update_time = time;
    tables::queue::put(context.tables, &caller.tenant, &command.queue, &row);
    let kind = match command.resume {
        true => EventKind::QueueResumed,
        false => EventKind::QueuePaused,
    };
    transitions::queue_event(context, &caller, kind, &command.queue, &command.reason, 0)?;
    context.effects.push(Effect::Queue {
        tenant: caller.tenant,
        queue: command.queue.clone(),
        paused: !command.resume,
        limited: row.key_concurrency() != 0,
    });
    Ok(Reply::Queue {
        row: Box::new(row),
        existing: false,
    })
}
