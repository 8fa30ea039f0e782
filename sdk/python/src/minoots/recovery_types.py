"""Recoveries from failures, as plain values. docs/workflows.md states the guarantees."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from .failure_types import FailureType


class RecoveryStatus(enum.Enum):
    """The state of a recovery."""

    UNKNOWN = 0
    """A status that this version of the package does not know."""
    LOOKING = 1
    """The fabric is looking up the success counts of the fixes."""
    ASKED = 2
    """The execution is blocked until a decision for a fix, or for none."""
    COMMANDED = 3
    """A command must be carried out before the fix."""
    APPLIED = 4
    """Attempts were started with the fix."""
    SUCCEEDED = 5
    """The work was completed with the fix."""
    FAILED = 6
    """No fix has helped, and none is left."""
    WITHDRAWN = 7
    """A caller moved the execution elsewhere, or stopped it."""


class CommandStatus(enum.Enum):
    """The progress of a command that must be carried out before a fix can help."""

    UNKNOWN = 0
    """A status that this version of the package does not know. The server reports it; requests never carry it."""
    PENDING = 1
    """The command's receipt has not been reported. The server reports this status; requests never carry it."""
    ACKNOWLEDGED = 2
    IN_PROGRESS = 3
    COMPLETED = 4
    """The command was carried out; attempts start with the fix."""
    FAILED = 5
    """The command could not be carried out, or not in time: the fix has not helped."""
    CANCELLED = 6
    """The command is no longer wanted: the fix is skipped."""


@dataclass(frozen=True)
class Suggestion:
    """A fix that may help."""

    fix: str
    confidence: float
    """The estimated probability that the fix helps, 0 to 1: (succeeded + 1) / (tried + 2)."""
    tried: int
    """The number of times it was tried against such failures."""
    succeeded: int
    high_risk: bool
    """The fix is applied only after a decision."""


@dataclass(frozen=True)
class RecoveryCommand:
    """A command that must be carried out before a fix can help."""

    id: str
    queue: str
    status: CommandStatus
    by: str
    """The author of the last status."""
    note: str
    sent: int
    """The number of times the command was sent."""


@dataclass(frozen=True)
class Recovery:
    """The recovery from a failure that no further attempt follows automatically."""

    status: RecoveryStatus
    failure_type: FailureType
    rule: str
    """The reason why no further attempt follows."""
    suggestions: tuple[Suggestion, ...]
    """The suggested fixes, most likely first."""
    fix: str
    """The fix that is applied, or was applied last; empty before the first."""
    by: str
    """The decider that chose the fix; empty if it was applied automatically."""
    failed: tuple[str, ...]
    """Fixes that were applied earlier and did not help."""
    command: RecoveryCommand | None


@dataclass(frozen=True)
class FixCount:
    """The number of times a fix was tried against failures of one type."""

    fix: str
    failure_type: FailureType
    tried: int
    succeeded: int
    confidence: float


@dataclass(frozen=True)
class RecoveryCounts:
    """The outcomes of the recoveries of a definition's executions."""

    recovered_automatically: int
    recovered_by_choice: int
    failed: int
    withdrawn: int
    fixes: tuple[FixCount, ...]
