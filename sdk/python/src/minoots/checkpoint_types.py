"""Responses about checkpoints as plain values. docs/checkpoints.md states the guarantees."""

from __future__ import annotations

import enum
import json as json_text
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


class Comparison(enum.Enum):
    """A comparison of a value in JSON data. Only ``ABSENT`` holds for a value that does not exist."""

    EXISTS = 1
    ABSENT = 2
    EQUAL = 3
    """The same JSON value; 1 equals 1.0."""
    NOT_EQUAL = 4
    LESS = 5
    """Orders two numbers, or two texts by code point; so do the three below."""
    LESS_OR_EQUAL = 6
    GREATER = 7
    GREATER_OR_EQUAL = 8


@dataclass(frozen=True)
class Condition:
    """A condition on the data of a version, which must be JSON: ``Condition("/step", Comparison.EQUAL, "plan")``."""

    pointer: str
    """A JSON Pointer (RFC 6901), such as ``/items/0/id``; empty for the whole document."""
    comparison: Comparison = Comparison.EXISTS
    value: object = None
    """The JSON value to compare with, None for null. Omit it with ``EXISTS`` and ``ABSENT``."""


@dataclass(frozen=True)
class Checkpoint:
    """One version of the state of an execution, stored under a name."""

    execution: str
    name: str
    partition_key: str
    version: int
    """The version: 1, 2, 3, … for each execution and name."""
    content_type: str
    data: bytes | None
    """The data; None in lists and in responses to writes, which omit it."""
    data_size: int
    """The size of the data in bytes."""
    checksum: str
    """The SHA-256 of the data, in hexadecimal."""
    labels: Mapping[str, str]
    create_time: datetime | None
    created_by: str
    restored_version: int | None
    """For a version that a rollback wrote: the version whose data it repeats."""
    oldest_version: int
    """The oldest version that is kept."""
    keep_last: int
    """The number of versions that are kept."""
    data_shredded: bool = False
    """In lists: whether the key of the data was shredded, so that a read of this version fails."""

    def json(self) -> object:
        """Returns the data as a JSON value. Raises ``ValueError`` if the data is not JSON, or was omitted."""
        if self.data is None:
            raise ValueError("the data was left out of this answer: get_checkpoint reads it")
        return json_text.loads(self.data)


@dataclass(frozen=True)
class CheckpointWritten:
    """The version that a put wrote."""

    checkpoint: Checkpoint
    """The new version, without its data."""
    commit_index: int
    original_commit_index: int
    """For a repeated request: the commit index of the first response. Otherwise 0."""


@dataclass(frozen=True)
class CheckpointRolledBack:
    """The version that a rollback wrote, and the outcome for the timers bound to the versions that it undid."""

    checkpoint: Checkpoint
    """The new version, without its data."""
    cancelled_timer_ids: tuple[str, ...]
    """Timers that the rollback cancelled; they were never delivered and never will be."""
    too_late_timer_ids: tuple[str, ...]
    """Timers that were already armed: these were or will be delivered."""
    commit_index: int
    original_commit_index: int
    """As in ``CheckpointWritten``."""


@dataclass(frozen=True)
class CheckpointDeleted:
    """All versions of a checkpoint were removed. A put within one hour continues their numbering."""

    commit_index: int
    original_commit_index: int
    """As in ``CheckpointWritten``."""


@dataclass(frozen=True)
class CheckpointVerified:
    """The result of computing the checksums of stored versions again."""

    checked: int
    """The number of versions checked, newest first."""
    bad_version: int | None
    """The first version whose data differs from its checksum; None if every version matches."""
    stored_checksum: str
    """The checksum that the bad version was written with; empty if no version is bad."""
    computed_checksum: str
    """The checksum of the data of the bad version."""
    shredded: int = 0
    """Versions that were skipped because the key that encrypted their data was shredded."""
