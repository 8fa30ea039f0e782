"""Agents as plain values. docs/agents.md states the guarantees."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta


class AgentStatus(enum.Enum):
    """Whether an agent is alive, as the fabric judges it by its heartbeats."""

    UNKNOWN = 0
    """A status that this version of the package does not know."""
    EXPECTED = 1
    """The agent is expected and has not registered yet."""
    LIVE = 2
    WARNED = 3
    """The agent has missed enough heartbeats for a warning."""
    DEGRADED = 4
    UNRESPONSIVE = 5
    """The agent counts as dead."""
    QUARANTINED = 6
    """The agent gets no work until it is released."""
    RETIRED = 7
    """The agent has left on purpose."""


class AgentDoing(enum.Enum):
    """The activity that an agent reports."""

    UNKNOWN = 0
    """An activity that this version of the package does not know. The server reports it; requests never carry it."""
    WORKING = 1
    IDLE = 2
    BETWEEN = 3
    """The agent has finished one piece of work and expects another."""


@dataclass(frozen=True)
class AgentWork:
    """The attempt at a phase of an execution that an agent works on."""

    execution: str
    fence: int
    """The fence of the attempt, from the message that delivered it."""


@dataclass(frozen=True)
class Agent:
    """An agent, as the fabric watches it."""

    id: str
    epoch: int
    """The epoch of the newest instance: 1 for the first, and one more with each registration."""
    status: AgentStatus
    reason: str
    """The reason for the status; empty if the status explains itself."""
    capabilities: tuple[str, ...]
    queues: tuple[str, ...]
    """The queues that the agent takes work from."""
    ttl: timedelta | None
    """The longest silence that does not count as a missed heartbeat, for the current activity."""
    missed: int
    """Consecutive missed heartbeats that the fabric has acted upon."""
    doing: AgentDoing
    work: AgentWork | None
    """The reported work; None if the agent reported none."""
    progress: str
    """The last progress that the agent reported."""
    progress_time: datetime | None
    """The time of the last progress; before the first report, the time of registration."""
    tokens: int
    """Tokens spent since the first registration."""
    money_micros: int
    """Money spent since the first registration, in millionths of a unit."""
    problems: tuple[str, ...]
    """The rules that the agent breaks now, such as ``looping``."""
    restarts: int
    """Restarts requested since the first registration."""
    version: int
    """The version of this record, which grows with each change."""


@dataclass(frozen=True)
class AgentAlive:
    """The response to a heartbeat."""

    status: AgentStatus
    epoch: int
    """The epoch of the newest instance."""
    alive_until: datetime | None
    """The agent counts as alive up to this instant without another heartbeat. None for an agent that is not watched."""
