"""Converts responses about checkpoints to plain values."""

from __future__ import annotations

from . import _answers
from ._checkpoint_requests import checksum
from ._proto.checkpoint.v1 import checkpoint_pb2
from ._proto.checkpoint.v1 import checkpoint_service_pb2 as api
from .checkpoint_types import (
    Checkpoint,
    CheckpointDeleted,
    CheckpointRolledBack,
    CheckpointVerified,
    CheckpointWritten,
)
from .errors import InternalError


def checkpoint(message: checkpoint_pb2.Checkpoint, data: bytes | None = None) -> Checkpoint:
    """Converts one version, with its data only if that was requested."""
    return Checkpoint(
        execution=message.execution,
        name=message.name,
        partition_key=message.partition_key,
        version=message.version,
        content_type=message.content_type,
        data=data,
        data_size=message.data_size,
        checksum=message.checksum,
        labels=dict(message.labels),
        create_time=_answers.instant(message, "create_time"),
        created_by=message.created_by,
        restored_version=message.restored_version or None,
        oldest_version=message.oldest_version,
        keep_last=message.keep_last,
        data_shredded=message.data_shredded,
    )


def whole(message: checkpoint_pb2.Checkpoint) -> Checkpoint:
    """Converts one version with its data. A checksum mismatch is an error, so that no caller continues from damaged
    data.
    """
    computed = checksum(message.data)
    if computed != message.checksum:
        place = f"version {message.version} of checkpoint {message.name} of {message.execution}"
        raise InternalError(
            f"{place} was written with checksum {message.checksum}, and its data arrived with {computed}: read it "
            "again; if it stays so, verify_checkpoint tells whether the stored data is damaged",
            reason="CHECKSUM_MISMATCH",
        )
    return checkpoint(message, message.data)


def written(message: api.PutCheckpointResponse) -> CheckpointWritten:
    """Converts the response to a put."""
    return CheckpointWritten(checkpoint(message.checkpoint), message.commit_index, message.original_commit_index)


def rolled_back(message: api.RollbackCheckpointResponse) -> CheckpointRolledBack:
    """Converts the response to a rollback."""
    return CheckpointRolledBack(
        checkpoint(message.checkpoint),
        tuple(message.cancelled_timer_ids),
        tuple(message.too_late_timer_ids),
        message.commit_index,
        message.original_commit_index,
    )


def deleted(message: api.DeleteCheckpointResponse) -> CheckpointDeleted:
    """Converts the response to a delete."""
    return CheckpointDeleted(message.commit_index, message.original_commit_index)


def verified(checked: int, shredded: int, last: api.VerifyCheckpointResponse) -> CheckpointVerified:
    """Combines the totals of all pages with the last one."""
    return CheckpointVerified(checked, last.bad_version or None, last.stored_checksum, last.computed_checksum, shredded)
