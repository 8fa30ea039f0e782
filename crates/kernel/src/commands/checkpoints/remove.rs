//! Removes a checkpoint with all its versions. Timers that hang on them stay.

use super::{super::rejected, answer, answered, event, expected};
use crate::{
    apply::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{CheckpointAnswer, DeleteCheckpoint, EventKind},
    reply::{Reject, Reply},
    tables::checkpoint,
};
use alloc::format;

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
    counted.removed_version = counted.removed_version.max(head.version);
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
