//! Removes a checkpoint with all its versions. Timers bound to them stay. Its last version is remembered for a while,
//! so that a checkpoint created again continues after it. A caller that still expects a version of the removed
//! checkpoint is rejected.

use super::{super::rejected, Place, answer, answered, event, expected};
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{CheckpointAnswer, DeleteCheckpoint, EventKind, RemovedCheckpointRow},
    limits::REMOVED_CHECKPOINT_RETENTION,
    reply::{Reject, Reply},
    tables::{checkpoint, deadline::Job},
};
use alloc::{format, string::ToString};

pub(in super::super) fn remove(context: &mut Context<'_>, command: &DeleteCheckpoint) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let place = (
        caller.tenant.as_str(),
        command.execution.as_str(),
        command.name.as_str(),
    );
    if let Some(reply) = answered(context, &caller, &command.digest)? {
        return Ok(reply);
    }
    let head = match expected(context, place, &command.partition_key, command.expected_version)? {
        Ok(head) if head.version == 0 => return rejected(Reject::CheckpointNotFound),
        Ok(head) => head,
        Err(Reject::CheckpointPartition | Reject::VersionConflict { version: 0 }) => {
            return rejected(Reject::CheckpointNotFound);
        }
        Err(reject) => return rejected(reject),
    };
    for version in head.oldest()..=head.version {
        if planted(Defect::RemovedVersionsStay) {
            break;
        }
        checkpoint::delete_version(context.tables, place, version);
    }
    checkpoint::delete(context.tables, place);
    let bytes: u64 = head.sizes.iter().copied().map(u64::from).sum();
    let counted = context.tenant(place.0)?;
    let left = counted
        .checkpoints
        .checked_sub(1)
        .zip(counted.checkpoint_bytes.checked_sub(bytes));
    let Some(left) = left else {
        return Err(Failure::Corrupt(format!("checkpoint {} is not counted", place.2)));
    };
    (counted.checkpoints, counted.checkpoint_bytes) = left;
    keep(context, place, head.version)?;
    context.emit(
        place.0,
        event(EventKind::CheckpointDeleted, place, head.version, &caller),
    )?;
    let deleted = CheckpointAnswer {
        version: head.version,
        ..CheckpointAnswer::default()
    };
    answer(context, &caller, &command.digest, deleted)
}

/// Remembers the last version of a removed checkpoint. The row of an earlier removal was replaced when the checkpoint
/// was created again.
fn keep(context: &mut Context<'_>, place: Place<'_>, version: u64) -> Result<(), Failure> {
    if planted(Defect::RemovedVersionsComeAgain) {
        return Ok(());
    }
    let row = RemovedCheckpointRow {
        version,
        forget_time: context.time().saturating_add(REMOVED_CHECKPOINT_RETENTION),
    };
    checkpoint::put_removed(context.tables, place, &row);
    context.add_job(row.forget_time, &job(place));
    context.tenant(place.0)?.removed_checkpoints += 1;
    Ok(())
}

/// Replaces the record of a removal, because the checkpoint exists again and knows its versions itself.
pub(super) fn replace(context: &mut Context<'_>, place: Place<'_>, row: RemovedCheckpointRow) -> Result<(), Failure> {
    context.remove_job(row.forget_time, &job(place));
    forget(context, place)
}

/// Forgets the versions of a removed checkpoint.
pub(crate) fn forget(context: &mut Context<'_>, place: Place<'_>) -> Result<(), Failure> {
    checkpoint::delete_removed(context.tables, place);
    let counted = context.tenant(place.0)?;
    let Some(left) = counted.removed_checkpoints.checked_sub(1) else {
        return Err(Failure::Corrupt(format!(
            "removed checkpoint {} is not counted",
            place.2
        )));
    };
    counted.removed_checkpoints = left;
    Ok(())
}

fn job((tenant, execution, name): Place<'_>) -> Job {
    Job::RemovedCheckpoint {
        tenant: tenant.to_string(),
        execution: execution.to_string(),
        name: name.to_string(),
    }
}
