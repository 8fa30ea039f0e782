"""Watchdogs: timers that fire when nobody has touched them. What they promise stands in docs/watchdogs.md."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .types import Duration


@dataclass(frozen=True)
class Stage:
    """Who is told before a watchdog itself fires: a queue or a webhook endpoint."""

    delay: Duration
    """Of silence: more than the stage's before, and less than the watchdog's time to live."""
    queue: str | None = None
    webhook: str | None = None


@dataclass(frozen=True)
class NewWatchdog:
    """Makes a ``NewTimer`` a watchdog: its delay, 1 s to 7 days, is its time to live without a touch."""

    epoch: int = 0
    """Of the instance that may touch it at first; one with a larger epoch takes its place."""
    stages: tuple[Stage, ...] = ()
    """At most 8, in the order of their delays."""


@dataclass(frozen=True)
class Watchdog:
    """What a timer that is a watchdog has besides."""

    ttl: timedelta | None
    epoch: int
    """Of the newest instance that touched it."""
    sequence: int
    """The largest number of a touch of that instance; 0 if none was numbered."""
    touch_time: datetime | None
    """The last touch that the log knows: at most 5 s before the last one that was answered."""
    stages: tuple[Stage, ...]
    stages_reached: int
    """Since the last touch."""


class TouchOutcome(enum.Enum):
    """How a touch came out."""

    TOUCHED = 1
    """It does not fire before ``fire_time``."""
    TOO_LATE = 2
    """It has fired, as the event that is named."""
    SUPERSEDED = 3
    """A newer instance, or a later touch of this one, came before."""
    CANCELLED = 4
    NOT_FOUND = 5
    """Of several: there is no such timer."""
    NOT_A_WATCHDOG = 6
    """Of several: it is a timer, and no watchdog."""


@dataclass(frozen=True)
class Touch:
    """One watchdog to touch, of several."""

    id: str
    epoch: int = 0
    sequence: int = 0
    """0: not numbered."""
    partition_key: str = ""


@dataclass(frozen=True)
class Touched:
    """How the touch of one watchdog came out."""

    id: str
    outcome: TouchOutcome
    event_id: str
    """When it was too late: the event that was or will be delivered."""
    fire_time: datetime | None
    """When it fires unless it is touched again; of one that has fired: when that was due."""
    epoch: int
    sequence: int
    commit_index: int
    """0 if the leader's memory answered."""
