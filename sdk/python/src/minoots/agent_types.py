"""Agents as plain values. What they promise stands in docs/agents.md."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta


class AgentStatus(enum.Enum):
    """How an agent is."""

    UNKNOWN = 0
    """One that this version does not know."""
    EXPECTED = 1
    """Somebody said that it would come, and it has not yet."""
    LIVE = 2
    WARNED = 3
    """It has missed heartbeats: so many that somebody should know."""
    DEGRADED = 4
    UNRESPONSIVE = 5
    """It counts as dead."""
    QUARANTINED = 6
    """It is to get no work until it is released."""
    RETIRED = 7
    """It has gone on purpose."""


class AgentDoing(enum.Enum):
    """What an agent is at."""

    UNKNOWN = 0
    """One that this version does not know; it is shown and never sent."""
    WORKING = 1
    IDLE = 2
    BETWEEN = 3
    """It has finished something, and something else is to follow."""


@dataclass(frozen=True)
class AgentWork:
    """The attempt at a phase of an execution that an agent works on."""

    execution: str
    fence: int
    """Of the attempt, as its message brought it."""


@dataclass(frozen=True)
class Agent:
    """An agent, as it is known to whoever watches it."""

    id: str
    epoch: int
    """Of the newest instance: 1 for the first, and one more with each registration."""
    status: AgentStatus
    reason: str
    """Why, if that is not obvious."""
    capabilities: tuple[str, ...]
    queues: tuple[str, ...]
    """That it takes work from."""
    ttl: timedelta | None
    """The longest silence that is none, for what it is at."""
    missed: int
    """Heartbeats missed in a row, as far as it was acted upon."""
    doing: AgentDoing
    work: AgentWork | None
    """None if it told of none."""
    progress: str
    """The last that it told."""
    progress_time: datetime | None
    """When; before the first: when it was registered."""
    tokens: int
    """Spent since the first registration."""
    money_micros: int
    """In millionths."""
    problems: tuple[str, ...]
    """Rules that apply to it now, such as ``looping``."""
    restarts: int
    """That were requested since the first registration."""
    version: int
    """Grows with each change."""


@dataclass(frozen=True)
class AgentAlive:
    """What a heartbeat is answered with."""

    status: AgentStatus
    epoch: int
    """Of the newest instance."""
    alive_until: datetime | None
    """Silence up to then is none; None of an agent that nobody watches."""
