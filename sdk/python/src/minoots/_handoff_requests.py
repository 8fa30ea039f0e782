"""Builds requests about handoffs. The server alone checks rules that only it knows."""

from __future__ import annotations

from collections.abc import Iterable

from . import _agent_requests, _fields, _time, _workflow_requests
from ._agent_requests import AgentKey
from ._ids import new_id
from ._proto.workflow.v1 import handoff_pb2
from ._proto.workflow.v1 import handoff_service_pb2 as api
from ._workflow_requests import ExecutionKey
from .errors import invalid
from .handoff_types import Handoff, HandoffOffer, HandoffOver, HandoffStatus
from .types import Duration

HandoffKey = Handoff | HandoffOffer | HandoffOver | tuple[ExecutionKey, str]
"""A handoff as it was read, as a message in an agent's queue named it, or by its execution and its id."""


def key_of(handoff: HandoffKey) -> tuple[str, str]:
    """Returns the execution's id and the handoff's own."""
    execution: ExecutionKey
    match handoff:
        case Handoff() | HandoffOffer() | HandoffOver():
            execution, name = handoff.execution, handoff.id
        case (_, _):
            execution, name = handoff
        case _:
            raise invalid("id", f'is {handoff!r}: give the Handoff, or ("run-1", "handoff-1")')
    return _workflow_requests.key_of(execution, "execution"), _fields.said(name, "id", "handoff-1")


def propose(
    execution: ExecutionKey,
    from_agent: AgentKey,
    to_agent: AgentKey,
    json: object,
    fence: int,
    epoch: int | None,
    reason: str,
    deadline: Duration | None,
    name: str | None,
) -> api.ProposeHandoffRequest:
    """Builds the proposal of a handoff."""
    request = api.ProposeHandoffRequest(
        execution=_workflow_requests.key_of(execution, "execution"),
        # Without an id the server would draw one, and a repeat would propose another handoff.
        id=new_id() if name is None else _fields.said(name, "id", "handoff-1"),
        to=handoff_pb2.HandoffParty(agent=_agent_requests.key_of(to_agent, "to.agent")),
        fence=_workflow_requests.fence_of(api.ProposeHandoffRequest, execution, fence),
        state=_fields.json_of(json),
        reason=_fields.text(reason, "reason", "two of five pages are written"),
    )
    # The field's name is a Python keyword, so it cannot be a keyword argument.
    getattr(request, "from").CopyFrom(_party(from_agent, epoch, "from"))
    if not request.fence:
        raise invalid("fence", "is 0: give that of the attempt, or the PhaseAttempt or the Execution that names it")
    if deadline is not None:
        request.deadline.CopyFrom(_time.to_duration(deadline, "deadline"))
    return request


def accept(handoff: HandoffKey, by: AgentKey, epoch: int | None) -> api.AcceptHandoffRequest:
    """Builds the acceptance by the receiving agent."""
    execution, name = key_of(handoff)
    return api.AcceptHandoffRequest(execution=execution, id=name, by=_party(by, epoch, "by"))


def reject(handoff: HandoffKey, by: AgentKey, why: str, epoch: int | None) -> api.RejectHandoffRequest:
    """Builds the rejection by the receiving agent."""
    execution, name = key_of(handoff)
    return api.RejectHandoffRequest(execution=execution, id=name, by=_party(by, epoch, "by"), why=_why(why))


def vote(handoff: HandoffKey, voter: str, approved: bool, why: str) -> api.VoteHandoffRequest:
    """Builds the vote of one of the phase's voters."""
    execution, name = key_of(handoff)
    return api.VoteHandoffRequest(
        execution=execution,
        id=name,
        voter=_fields.said(voter, "voter", "lead"),
        approved=_fields.truth(approved, "approved"),
        why=_why(why),
    )


def withdraw(handoff: HandoffKey, by: AgentKey, why: str, epoch: int | None) -> api.WithdrawHandoffRequest:
    """Builds the withdrawal by the proposing agent."""
    execution, name = key_of(handoff)
    return api.WithdrawHandoffRequest(execution=execution, id=name, by=_party(by, epoch, "by"), why=_why(why))


def get(handoff: HandoffKey) -> api.GetHandoffRequest:
    """Builds the read of a handoff."""
    execution, name = key_of(handoff)
    return api.GetHandoffRequest(execution=execution, id=name)


def list_handoffs(
    execution: ExecutionKey | None, agent: AgentKey | None, statuses: Iterable[HandoffStatus]
) -> api.ListHandoffsRequest:
    """Builds a list request with all conditions."""
    return api.ListHandoffsRequest(
        execution="" if execution is None else _workflow_requests.key_of(execution, "execution"),
        agent="" if agent is None else _agent_requests.key_of(agent, "agent"),
        statuses=[
            handoff_pb2.HandoffStatus.ValueType(one) for one in _fields.several(HandoffStatus, statuses, "statuses")
        ],
    )


def _party(agent: AgentKey, epoch: int | None, path: str) -> handoff_pb2.HandoffParty:
    return handoff_pb2.HandoffParty(
        agent=_agent_requests.key_of(agent, f"{path}.agent"),
        epoch=_agent_requests.epoch_of(handoff_pb2.HandoffParty, agent, epoch),
    )


def _why(why: str) -> str:
    return _fields.text(why, "why", "the sources are missing")
