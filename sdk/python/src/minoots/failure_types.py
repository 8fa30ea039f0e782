"""Failures of attempts as plain values. docs/workflows.md states the guarantees."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class FailureClass(enum.Enum):
    """Whether another attempt can succeed."""

    UNKNOWN = 0
    """A class that this version of the package does not know. The server reports it; requests never carry it."""
    TRANSIENT = 1
    """Another attempt may succeed."""
    PERMANENT = 2
    """Another attempt will not succeed."""
    INDETERMINATE = 3
    """The outcome of the attempt is unknown: the execution is blocked until a person or program has checked it."""


class FailureType(enum.Enum):
    """The cause of a failure."""

    UNKNOWN = 0
    """A type that this version of the package does not know. The server reports it; requests never carry it."""
    HALLUCINATION = 1
    TOOL_ERROR = 2
    LOGIC_ERROR = 3
    TIMEOUT = 4
    OTHER = 5


@dataclass(frozen=True)
class PhaseFailure:
    """The reason why an attempt failed."""

    failure_class: FailureClass
    failure_type: FailureType
    signature: str
    """A text that is equal for equal failures; empty if none was reported."""
    message: str
