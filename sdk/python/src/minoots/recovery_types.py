"""Recoveries as plain values: what is done about a failure. What they promise stands in docs/workflows.md."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from .failure_types import FailureType


class RecoveryStatus(enum.Enum):
    """Where a recovery is."""

    UNKNOWN = 0
    """One that this version does not know."""
    LOOKING = 1
    """What is known of the fixes is looked up."""
    ASKED = 2
    """The execution is blocked until somebody chooses a fix, or none."""
    COMMANDED = 3
    """Somebody has to do something first."""
    APPLIED = 4
    """Attempts were begun with the fix."""
    SUCCEEDED = 5
    """The work was done with it."""
    FAILED = 6
    """No fix has helped, and none is left."""
    WITHDRAWN = 7
    """Somebody has taken the execution elsewhere, or stopped it."""


class CommandStatus(enum.Enum):
    """How far something is that has to be done before a fix can help."""

    UNKNOWN = 0
    """One that this version does not know; it is shown and never sent."""
    PENDING = 1
    """Nobody has said that it has arrived; it is shown and never sent."""
    ACKNOWLEDGED = 2
    IN_PROGRESS = 3
    COMPLETED = 4
    """Attempts begin with the fix."""
    FAILED = 5
    """It could not be done, or not in time: the fix has not helped."""
    CANCELLED = 6
    """It is not wanted any more: the fix is passed over."""


@dataclass(frozen=True)
class Suggestion:
    """A fix that may help."""

    fix: str
    confidence: float
    """How likely it helps, 0 to 1: (succeeded + 1) / (tried + 2)."""
    tried: int
    """How often it was tried against such failures."""
    succeeded: int
    high_risk: bool
    """It is only applied when somebody says so."""


@dataclass(frozen=True)
class RecoveryCommand:
    """Something that has to be done before a fix can help."""

    id: str
    queue: str
    status: CommandStatus
    by: str
    """Who said so last."""
    note: str
    sent: int
    """How often."""


@dataclass(frozen=True)
class Recovery:
    """What is done about a failure after which no other attempt follows by itself."""

    status: RecoveryStatus
    failure_type: FailureType
    rule: str
    """Why no other attempt follows."""
    suggestions: tuple[Suggestion, ...]
    """The most likely first."""
    fix: str
    """That is, or was last, applied; empty: none yet."""
    by: str
    """Who chose it; empty: it was applied by itself."""
    failed: tuple[str, ...]
    """Fixes that did not help before."""
    command: RecoveryCommand | None


@dataclass(frozen=True)
class FixCount:
    """How often a fix was tried against failures of a type."""

    fix: str
    failure_type: FailureType
    tried: int
    succeeded: int
    confidence: float


@dataclass(frozen=True)
class RecoveryCounts:
    """What became of the recoveries of a definition's executions."""

    recovered_automatically: int
    recovered_by_choice: int
    failed: int
    withdrawn: int
    fixes: tuple[FixCount, ...]
