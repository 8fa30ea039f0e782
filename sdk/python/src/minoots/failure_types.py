"""Failures of attempts as plain values. What they promise stands in docs/workflows.md."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class FailureClass(enum.Enum):
    """What another attempt would come to."""

    UNKNOWN = 0
    """One that this version does not know; it is shown and never sent."""
    TRANSIENT = 1
    """It may help."""
    PERMANENT = 2
    """It does not help."""
    INDETERMINATE = 3
    """Nobody knows what was done: the execution is blocked until somebody has looked."""


class FailureType(enum.Enum):
    """What has failed."""

    UNKNOWN = 0
    """One that this version does not know; it is shown and never sent."""
    HALLUCINATION = 1
    TOOL_ERROR = 2
    LOGIC_ERROR = 3
    TIMEOUT = 4
    OTHER = 5


@dataclass(frozen=True)
class PhaseFailure:
    """Why an attempt has failed."""

    failure_class: FailureClass
    failure_type: FailureType
    signature: str
    """The same for the same failure; empty if that was not told."""
    message: str
