"""The state of an agent's heartbeats during a block, for both clients.

A missed agent returns with its next heartbeat, so a late heartbeat loses nothing. A replaced instance is lost.
"""

from __future__ import annotations

import logging
from typing import TypedDict

from . import _fields
from ._agent_requests import AgentKey, heartbeat, key_of
from ._beating import Pulse
from .agent_types import Agent, AgentAlive, AgentDoing, AgentStatus, AgentWork
from .errors import AgentLostError
from .workflow_types import PhaseAttempt

log = logging.getLogger("minoots.agent")

# The least time for the response to a heartbeat, in seconds: a late heartbeat still counts.
_PATIENCE_MIN = 1.0


class Told(TypedDict, total=False):
    """The contents of a heartbeat: see ``heartbeat`` of the clients."""

    progress: str
    fingerprint: str
    failure: str
    tokens: int
    money_micros: int
    doing: AgentDoing | None
    work: AgentWork | PhaseAttempt | None
    heartbeat_id: str | None


class AgentPulse(Pulse):
    """The common part of both clients' agent heartbeats."""

    def __init__(self, agent: AgentKey, epoch: int | None, first: Told, retire: bool) -> None:
        self.id = key_of(agent)
        # Refuses a wrong value before the block is entered.
        heartbeat(agent, epoch, **first)
        super().__init__(f"agent {self.id}", log, AgentLostError)
        self._known = agent if isinstance(agent, Agent) else None
        self._epoch = epoch
        self._first = first
        self._retire = _fields.truth(retire, "retire")
        self._alive: AgentAlive | None = None

    def _begin(self, agent: Agent) -> None:
        """Starts with the requested instance, or else with the newest, from a read of the agent."""
        self._known = agent
        if self._epoch is None:
            self._epoch = agent.epoch
        self._reset(0.0)
        self._timed(agent)

    def _timed(self, agent: Agent) -> None:
        """Takes the time to live of the current activity from a read of the agent."""
        with self._lock:
            self._ttl = agent.ttl.total_seconds() if agent.ttl else 0.0

    def _answered(self, alive: AgentAlive, sent: float) -> None:
        """Records the response to a heartbeat that was sent at ``sent``."""
        with self._lock:
            was, self._alive, self._sent = self._alive, alive, sent
        quarantined = alive.status is AgentStatus.QUARANTINED
        if quarantined and (was is None or was.status is not alive.status):
            log.warning("agent %s is quarantined: it is to do no work until it is released", self.id)

    def _left(self) -> float:
        """Returns the seconds within which a heartbeat must be answered."""
        return max(_PATIENCE_MIN, super()._left())

    @property
    def epoch(self) -> int:
        """The epoch of this instance; 0 before the block is entered, if the caller gave none."""
        return self._epoch or 0

    @property
    def status(self) -> AgentStatus:
        """The status in the last response to a heartbeat."""
        with self._lock:
            return AgentStatus.UNKNOWN if self._alive is None else self._alive.status

    @property
    def lost(self) -> bool:
        """Whether its heartbeats no longer count: it was replaced, has retired, or is quarantined."""
        with self._lock:
            return self._why() is not None

    def check(self) -> None:
        """Raises ``AgentLostError`` if its heartbeats no longer count, so that the agent stops working."""
        with self._lock:
            lost = self._why()
        if lost is not None:
            raise lost

    def _why(self) -> Exception | None:
        if self._lost is None and self._alive is not None and self._alive.status is AgentStatus.QUARANTINED:
            said = f"agent {self.id} is quarantined: somebody has to release it"
            return AgentLostError(said, reason=AgentStatus.QUARANTINED.name)
        return self._lost
