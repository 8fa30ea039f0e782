"""What is answered about checkpoints, as plain values. What they promise stands in docs/checkpoints.md."""

from __future__ import annotations

import enum
import json as json_text
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


class Comparison(enum.Enum):
    """A comparison of a value in data that is JSON; only ``ABSENT`` holds of a value that is not there."""

    EXISTS = 1
    ABSENT = 2
    EQUAL = 3
    """The same JSON; 1 and 1.0 are."""
    NOT_EQUAL = 4
    LESS = 5
    """As the three below: of two numbers, or of two texts by their code points."""
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
    """The JSON value that it is compared with, None for null; not given with ``EXISTS`` and ``ABSENT``."""


@dataclass(frozen=True)
class Checkpoint:
    """One version of what an execution has come to, under a name."""

    execution: str
    name: str
    partition_key: str
    version: int
    """1, 2, 3, … of its execution and name."""
    content_type: str
    data: bytes | None
    """None in lists and in answers to writes, which leave it out."""
    data_size: int
    """Bytes of the data."""
    checksum: str
    """SHA-256 of the data, in hexadecimal."""
    labels: Mapping[str, str]
    create_time: datetime | None
    created_by: str
    restored_version: int | None
    """Of one that a rollback wrote: the version whose data it has."""
    oldest_version: int
    """The oldest version that is kept."""
    keep_last: int
    """So many are kept."""

    def json(self) -> object:
        """The data as a JSON value; a ``ValueError`` if it is none, or was left out."""
        if self.data is None:
            raise ValueError("the data was left out of this answer: get_checkpoint reads it")
        return json_text.loads(self.data)


@dataclass(frozen=True)
class CheckpointWritten:
    """The version that a put made."""

    checkpoint: Checkpoint
    """Without its data."""
    commit_index: int
    original_commit_index: int
    """Where a repeat was answered as the first request was: the index of that answer. Else 0."""


@dataclass(frozen=True)
class CheckpointRolledBack:
    """The version that a rollback made, and what became of the timers that hang on versions it went back over."""

    checkpoint: Checkpoint
    """Without its data."""
    cancelled_timer_ids: tuple[str, ...]
    """They were never delivered and never will be."""
    too_late_timer_ids: tuple[str, ...]
    """Armed, or later: these were or will be delivered."""
    commit_index: int
    original_commit_index: int
    """As of ``CheckpointWritten``."""


@dataclass(frozen=True)
class CheckpointDeleted:
    """All versions of a checkpoint are gone; a put within the hour makes the one after them."""

    commit_index: int
    original_commit_index: int
    """As of ``CheckpointWritten``."""


@dataclass(frozen=True)
class CheckpointVerified:
    """Whether stored versions are what was written, by their checksums computed again."""

    checked: int
    """Versions that were looked at, newest first."""
    bad_version: int | None
    """The first whose data is not what was written; None if all are."""
    stored_checksum: str
    """What the bad one was written with; empty if none is bad."""
    computed_checksum: str
    """What its data has."""
    shredded: int = 0
    """Versions that were passed over: the key that their data was sealed by was shredded."""
