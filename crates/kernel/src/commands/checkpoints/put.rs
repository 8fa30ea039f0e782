//! Writes the next version of a checkpoint, if the expected one is current.

use super::{super::rejected, Place, answer, answered, event, expected, remove::replace, told, write};
use crate::{
    context::Context,
    failure::Failure,
    internal::{CheckpointHeadRow, CheckpointRow, CheckpointTimer, EventKind, EventRow, PutCheckpoint},
    limits::{CHECKPOINT_KEEP_MAX, CHECKPOINT_TIMERS_MAX, CHECKPOINTS_MAX},
    reply::{Reject, Reply},
    tables::{self, checkpoint},
};

pub(in super::super) fn put(context: &mut Context<'_>, command: &PutCheckpoint) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let place = (
        caller.tenant.as_str(),
        command.execution.as_str(),
        command.name.as_str(),
    );
    let is_whole = !place.1.is_empty() && !place.2.is_empty() && command.keep_last <= CHECKPOINT_KEEP_MAX;
    if !is_whole || command.timers.len() > CHECKPOINT_TIMERS_MAX {
        return rejected(Reject::Empty);
    }
    if let Some(reply) = answered(context, &caller, &command.digest)? {
        return Ok(reply);
    }
    let mut head = match expected(context, place, &command.partition_key, command.expected_version)? {
        Ok(head) => head,
        Err(reject) => return rejected(reject),
    };
    let is_new = head.version == 0;
    let mut removed = None;
    if is_new {
        removed = checkpoint::removed(context.tables, place)?;
        let counted = context.tenant(place.0)?;
        // A removed checkpoint's row is replaced, so the count does not change.
        if removed.is_none() && counted.checkpoints.saturating_add(counted.removed_checkpoints) >= CHECKPOINTS_MAX {
            return rejected(Reject::Quota {
                name: "checkpoints",
                limit: CHECKPOINTS_MAX,
            });
        }
        head.version = removed.map_or(0, |removed| removed.version);
    }
    if let Err(reject) = hang(context, place, &mut head, command)? {
        return rejected(reject);
    }
    if command.keep_last != 0 {
        head.keep_last = command.keep_last;
    }
    let row = CheckpointRow {
        content_type: command.content_type.clone(),
        data: command.data.clone(),
        checksum: command.checksum.clone(),
        labels: command.labels.clone(),
        create_time: context.time(),
        created_by: caller.actor.clone(),
        restored: 0,
        payload_key: command.payload_key,
    };
    if let Err(reject) = write(context, place, &mut head, &row)? {
        return rejected(reject);
    }
    context.tenant(place.0)?.checkpoints += u64::from(is_new);
    if let Some(removed) = removed {
        replace(context, place, removed)?;
    }
    let event = EventRow {
        digest: command.checksum.clone(),
        ..event(EventKind::CheckpointCreated, place, head.version, &caller)
    };
    context.emit(place.0, event)?;
    answer(context, &caller, &command.digest, told(&head, row))
}

/// Binds the timers that the put names to its new version. A timer that no longer waits is not bound, because a
/// rollback could not cancel it. A timer bound to an earlier version stays there.
fn hang(
    context: &Context<'_>,
    place: Place<'_>,
    head: &mut CheckpointHeadRow,
    command: &PutCheckpoint,
) -> Result<Result<(), Reject>, Failure> {
    if command.timers.is_empty() {
        return Ok(Ok(()));
    }
    let mut standing = alloc::vec::Vec::new();
    for timer in core::mem::take(&mut head.timers) {
        let row = tables::timer::get(context.tables, place.0, &timer.id)?;
        if row.is_some_and(|row| row.waits() && row.is_of(&timer)) {
            standing.push(timer);
        }
    }
    for (index, id) in command.timers.iter().enumerate() {
        let Some(row) = tables::timer::get(context.tables, place.0, id)? else {
            return Ok(Err(Reject::CheckpointTimer { index }));
        };
        if row.waits() && !standing.iter().any(|timer| timer.id == *id) {
            standing.push(CheckpointTimer {
                id: id.clone(),
                create_time: row.create_time(),
                version: head.version + 1,
            });
        }
    }
    if standing.len() > CHECKPOINT_TIMERS_MAX {
        return Ok(Err(Reject::Quota {
            name: "checkpoint_timers",
            limit: CHECKPOINT_TIMERS_MAX as u64,
        }));
    }
    head.timers = standing;
    Ok(Ok(()))
}
