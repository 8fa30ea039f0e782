"""Converts responses about agents to plain values."""

from __future__ import annotations

from typing import Protocol, TypeVar

from . import _answers
from ._proto.workflow.v1 import agent_pb2
from ._proto.workflow.v1 import agent_service_pb2 as api
from .agent_types import Agent, AgentAlive, AgentDoing, AgentStatus, AgentWork


class _WithAgent(Protocol):
    @property
    def agent(self) -> agent_pb2.Agent: ...


X = TypeVar("X", bound=_WithAgent)


def agent(message: agent_pb2.Agent) -> Agent:
    """Converts an agent."""
    return Agent(
        id=message.id,
        epoch=message.epoch,
        status=_status(message.status),
        reason=message.reason,
        capabilities=tuple(message.capabilities),
        queues=tuple(message.queues),
        ttl=_answers.length(message, "ttl"),
        missed=message.missed,
        doing=_answers.known(AgentDoing, message.doing, AgentDoing.UNKNOWN),
        work=AgentWork(message.work.execution, message.work.fence) if message.HasField("work") else None,
        progress=message.progress,
        progress_time=_answers.instant(message, "progress_time"),
        tokens=message.tokens,
        money_micros=message.money_micros,
        problems=tuple(message.problems),
        restarts=message.restarts,
        version=message.version,
    )


def told(message: X) -> Agent:
    """Converts the response of a call that reads or changes an agent."""
    return agent(message.agent)


def alive(message: api.HeartbeatResponse) -> AgentAlive:
    """Converts the response to a heartbeat."""
    return AgentAlive(_status(message.status), message.epoch, _answers.instant(message, "alive_until"))


def _status(value: int) -> AgentStatus:
    return _answers.known(AgentStatus, value, AgentStatus.UNKNOWN)
