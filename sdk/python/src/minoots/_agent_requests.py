"""Builds requests about agents. The server alone checks rules that only it knows."""

from __future__ import annotations

from collections.abc import Iterable

from google.protobuf.message import Message

from . import _fields, _time
from ._ids import new_id
from ._proto.workflow.v1 import agent_pb2
from ._proto.workflow.v1 import agent_service_pb2 as api
from .agent_types import Agent, AgentDoing, AgentStatus, AgentWork
from .errors import invalid
from .types import Duration
from .workflow_types import PhaseAttempt

AgentKey = str | Agent
"""An agent by its id, or as it was registered or read: then heartbeats are of that instance."""


def key_of(agent: AgentKey, path: str = "id") -> str:
    """Returns the id."""
    return _fields.said(agent.id if isinstance(agent, Agent) else agent, path, "writer-1")


def epoch_of(kind: type[Message], agent: AgentKey, epoch: int | None) -> int:
    """Returns the epoch of the acting instance for a message; 0 means the newest."""
    if epoch is None:
        epoch = agent.epoch if isinstance(agent, Agent) else 0
    return _fields.number(kind, epoch, "epoch")


def register(
    agent: str | None,
    ttl: Duration | None,
    capabilities: Iterable[str],
    queues: Iterable[str],
    rules: str,
    expected: bool,
    request_id: str | None,
) -> api.RegisterAgentRequest:
    """Builds the registration of a new instance."""
    request = api.RegisterAgentRequest(
        # Without an id the server would draw one, and a repeat would register another agent.
        id=new_id() if agent is None else _fields.said(agent, "id", "writer-1"),
        capabilities=_names(capabilities, "capabilities"),
        queues=_names(queues, "queues"),
        rules=_fields.text(rules, "rules", "grace: 2m"),
        expected=_fields.truth(expected, "expected"),
        request_id=new_id() if request_id is None else _fields.said(request_id, "request_id", "start-1"),
    )
    if ttl is not None:
        request.ttl.CopyFrom(_time.to_duration(ttl, "ttl"))
    return request


def heartbeat(
    agent: AgentKey,
    epoch: int | None = None,
    *,
    progress: str = "",
    fingerprint: str = "",
    failure: str = "",
    tokens: int = 0,
    money_micros: int = 0,
    doing: AgentDoing | None = None,
    work: AgentWork | PhaseAttempt | None = None,
    heartbeat_id: str | None = None,
) -> api.HeartbeatRequest:
    """Builds a heartbeat with its contents."""
    request = api.HeartbeatRequest(
        id=key_of(agent),
        epoch=epoch_of(api.HeartbeatRequest, agent, epoch),
        progress=_fields.text(progress, "progress", "two of five pages"),
        fingerprint=_fields.text(fingerprint, "fingerprint", "search tea"),
        failure=_fields.text(failure, "failure", "http 503"),
        tokens=_fields.number(api.HeartbeatRequest, tokens, "tokens"),
        money_micros=_fields.number(api.HeartbeatRequest, money_micros, "money_micros"),
    )
    counts = bool(progress or fingerprint or failure or tokens or money_micros)
    if doing is not None:
        request.doing = agent_pb2.AgentDoing.ValueType(_fields.chosen(AgentDoing, doing, "doing"))
    if work is not None:
        if not isinstance(work, AgentWork | PhaseAttempt):
            raise invalid("work", f'is {work!r}: give the PhaseAttempt, or AgentWork("run-1", fence=1)')
        request.work.execution = _fields.said(work.execution, "work.execution", "run-1")
        request.work.fence = _fields.number(agent_pb2.AgentWork, work.fence, "work.fence")
    if heartbeat_id is not None:
        request.heartbeat_id = _fields.said(heartbeat_id, "heartbeat_id", "beat-1")
    elif counts:
        # The id makes the contents count once under repeats. A heartbeat without contents needs no id, and so no memory
        # on the server.
        request.heartbeat_id = new_id()
    return request


def list_agents(id_prefix: str, statuses: Iterable[AgentStatus], capability: str) -> api.ListAgentsRequest:
    """Builds a list request with all conditions."""
    return api.ListAgentsRequest(
        id_prefix=_fields.text(id_prefix, "id_prefix", "writer-"),
        statuses=[agent_pb2.AgentStatus.ValueType(one) for one in _fields.several(AgentStatus, statuses, "statuses")],
        capability=_fields.text(capability, "capability", "search"),
    )


def retire(agent: AgentKey, reason: str, epoch: int | None) -> api.RetireAgentRequest:
    """Builds the retirement of an agent."""
    reason = _fields.text(reason, "reason", "all pages written")
    left = epoch_of(api.RetireAgentRequest, agent, epoch)
    return api.RetireAgentRequest(id=key_of(agent), reason=reason, epoch=left)


def quarantine(agent: AgentKey, reason: str) -> api.QuarantineAgentRequest:
    """Builds the quarantine of an agent."""
    return api.QuarantineAgentRequest(id=key_of(agent), reason=_fields.text(reason, "reason", "it invents sources"))


def _names(names: Iterable[str], path: str) -> list[str]:
    if isinstance(names, str):
        raise invalid(path, f"must be a sequence: give [{names!r}]")
    return [_fields.said(name, f"{path}[{at}]", "search") for at, name in enumerate(names)]
