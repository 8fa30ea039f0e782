"""States, outcomes and choices of timers and events, by the numbers of the API."""

from __future__ import annotations

import enum


class TimerStatus(enum.Enum):
    """Where a timer is in its life. ``SETTLED``, ``CANCELLED`` and ``FAILED`` never change again."""

    UNKNOWN = 0
    """One that this version does not know."""
    SCHEDULED = 1
    ARMED = 2
    FIRED = 3
    SETTLED = 4
    CANCELLED = 5
    FAILED = 6


class TimerKind(enum.Enum):
    """The instant that a timer's due counts from."""

    UNKNOWN = 0
    """One that this version does not know."""
    ONE_SHOT = 1
    """It fires once, at its ``fire_time``."""
    WATCHDOG = 2
    """It fires when it was not touched for its ``delay``."""


class Priority(enum.Enum):
    """Which of the events that are due in a queue goes first."""

    UNKNOWN = 0
    NOW = 1
    """Before all that are ``NEXT``."""
    NEXT = 2
    FUTURE = 3
    """Once nothing is due that is ``NOW`` or ``NEXT``."""


class FailureReason(enum.Enum):
    """Why a timer failed."""

    UNKNOWN = 0
    ATTEMPTS_SPENT = 1
    EXPIRED = 2
    MISSED = 3
    PURGED = 4
    """Its queue was purged."""
    REFUSED = 21


class CancelOutcome(enum.Enum):
    """How a cancellation came out."""

    CANCELLED = 1
    """It was never delivered and never will be."""
    TOO_LATE = 2
    """It was or will be delivered, as the event that is named."""
    SUPERSEDED = 3
    """Another version is current."""


class RescheduleOutcome(enum.Enum):
    """How a rescheduling came out."""

    RESCHEDULED = 1
    """The old version was never delivered and never will be."""
    TOO_LATE = 2
    SUPERSEDED = 3
    CANCELLED = 4
    """It was cancelled before."""


class AckOutcome(enum.Enum):
    """What an acknowledgement found."""

    SETTLED = 1
    ALREADY_SETTLED = 2
    ALREADY_FAILED = 3


class Consistency(enum.Enum):
    """How fresh a read must be."""

    LINEARIZABLE = 1
    LOCAL = 2
    """What the asked node has applied."""


class WaitUntil(enum.Enum):
    """What is waited for."""

    FIRED = 1
    """Its due has passed, or it has ended before."""
    ENDED = 2
    """It has been settled or cancelled, or has failed."""


class TailFrom(enum.Enum):
    """Where a tail begins, other than after a cursor."""

    START = 1
    """The earliest event that is kept."""
    END = 2
    """The present end of the log."""
