"""Watchdogs: timers that fire after a time without a touch. docs/watchdogs.md states the guarantees."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .types import Duration


@dataclass(frozen=True)
class Stage:
    """A stage of a watchdog's ladder: a queue or a webhook endpoint to notify before the watchdog itself fires."""

    delay: Duration
    """The silence before this stage: more than the previous stage's, and less than the watchdog's time to live."""
    queue: str | None = None
    webhook: str | None = None


@dataclass(frozen=True)
class NewWatchdog:
    """Makes a ``NewTimer`` a watchdog: its delay, 1 s to 7 days, is its time to live without a touch."""

    epoch: int = 0
    """The epoch of the first instance that may touch it. An instance with a larger epoch replaces it."""
    stages: tuple[Stage, ...] = ()
    """The stages, at most 8, in the order of their delays."""


@dataclass(frozen=True)
class Watchdog:
    """The state that a watchdog has beyond a one-shot timer."""

    ttl: timedelta | None
    epoch: int
    """The epoch of the newest instance that touched it."""
    sequence: int
    """The largest sequence number of that instance's touches; 0 if no touch had a number."""
    touch_time: datetime | None
    """The last touch in the log: at most 5 s before the last touch that was answered."""
    stages: tuple[Stage, ...]
    stages_reached: int
    """The number of stages reached since the last touch."""


class TouchOutcome(enum.Enum):
    """The outcome of a touch."""

    TOUCHED = 1
    """The watchdog does not fire before ``fire_time``."""
    TOO_LATE = 2
    """The watchdog has fired, as the named event."""
    SUPERSEDED = 3
    """A newer instance, or a later touch of this instance, came first."""
    CANCELLED = 4
    NOT_FOUND = 5
    """Among several: the timer does not exist."""
    NOT_A_WATCHDOG = 6
    """Among several: the timer is not a watchdog."""


@dataclass(frozen=True)
class Touch:
    """One watchdog among several to touch."""

    id: str
    epoch: int = 0
    sequence: int = 0
    """The sequence number; 0 for none."""
    partition_key: str = ""


@dataclass(frozen=True)
class Touched:
    """The outcome of one touch."""

    id: str
    outcome: TouchOutcome
    event_id: str
    """For a touch that was too late: the event that was or will be delivered."""
    fire_time: datetime | None
    """The time of the next firing without a further touch; for a watchdog that has fired, its due instant."""
    epoch: int
    sequence: int
    commit_index: int
    """The commit index; 0 if the leader's memory answered."""
