"""States, outcomes and choices of timers and events, by the numbers of the API."""

from __future__ import annotations

import enum


class TimerStatus(enum.Enum):
    """The status of a timer. ``SETTLED``, ``CANCELLED`` and ``FAILED`` are final."""

    UNKNOWN = 0
    """A status that this version of the package does not know."""
    SCHEDULED = 1
    ARMED = 2
    FIRED = 3
    SETTLED = 4
    CANCELLED = 5
    FAILED = 6


class TimerKind(enum.Enum):
    """The kind of a timer, which determines its due instant."""

    UNKNOWN = 0
    """A kind that this version of the package does not know."""
    ONE_SHOT = 1
    """The timer fires once, at its ``fire_time``."""
    WATCHDOG = 2
    """The timer fires after a ``delay`` without a touch."""


class Priority(enum.Enum):
    """The order of due events within a queue."""

    UNKNOWN = 0
    NOW = 1
    """Delivered before all ``NEXT`` events."""
    NEXT = 2
    FUTURE = 3
    """Delivered when no ``NOW`` or ``NEXT`` event is due."""


class FailureReason(enum.Enum):
    """The reason why a timer failed."""

    UNKNOWN = 0
    ATTEMPTS_SPENT = 1
    EXPIRED = 2
    MISSED = 3
    PURGED = 4
    """Its queue was purged."""
    REFUSED = 21


class CancelOutcome(enum.Enum):
    """The outcome of a cancellation."""

    CANCELLED = 1
    """The timer was never delivered and never will be."""
    TOO_LATE = 2
    """The timer was or will be delivered, as the named event."""
    SUPERSEDED = 3
    """Another version is current."""


class RescheduleOutcome(enum.Enum):
    """The outcome of a rescheduling."""

    RESCHEDULED = 1
    """The old version was never delivered and never will be."""
    TOO_LATE = 2
    SUPERSEDED = 3
    CANCELLED = 4
    """The timer was cancelled before."""


class AckOutcome(enum.Enum):
    """The outcome of an acknowledgement."""

    SETTLED = 1
    ALREADY_SETTLED = 2
    ALREADY_FAILED = 3


class Consistency(enum.Enum):
    """The required freshness of a read."""

    LINEARIZABLE = 1
    LOCAL = 2
    """The state that the answering node has applied."""


class WaitUntil(enum.Enum):
    """The condition that ends a wait."""

    FIRED = 1
    """The due instant has passed, or the timer ended earlier."""
    ENDED = 2
    """The timer has been settled or cancelled, or has failed."""


class TailFrom(enum.Enum):
    """The start of a tail without a cursor."""

    START = 1
    """The earliest event that is kept."""
    END = 2
    """The current end of the log."""
