"""Converts responses about handoffs to plain values."""

from __future__ import annotations

from typing import Protocol, TypeVar

from . import _answers
from ._proto.workflow.v1 import handoff_pb2
from ._proto.workflow.v1 import handoff_service_pb2 as api
from .handoff_types import Handoff, HandoffStatus, HandoffVote


class _WithHandoff(Protocol):
    @property
    def handoff(self) -> handoff_pb2.Handoff: ...


X = TypeVar("X", bound=_WithHandoff)


def handoff(message: handoff_pb2.Handoff) -> Handoff:
    """Converts a handoff."""
    # The field's name is a Python keyword.
    giver: handoff_pb2.HandoffParty = getattr(message, "from")
    return Handoff(
        execution=message.execution,
        id=message.id,
        status=_answers.known(HandoffStatus, message.status, HandoffStatus.UNKNOWN),
        from_agent=giver.agent,
        from_epoch=giver.epoch,
        to_agent=message.to.agent,
        to_epoch=message.to.epoch,
        phase=message.phase,
        fence=message.fence,
        reason=message.reason,
        state=message.state,
        state_sha256=message.state_sha256,
        voters=tuple(message.voters),
        votes=tuple(HandoffVote(vote.voter, vote.approved, vote.why) for vote in message.votes),
        votes_needed=message.votes_needed,
        deadline=_answers.instant(message, "deadline"),
        why=message.why,
        new_fence=message.new_fence,
    )


def told(message: X) -> Handoff:
    """Converts the response of a call that reads or changes a handoff."""
    return handoff(message.handoff)


def listed(message: api.ListHandoffsResponse) -> tuple[str, tuple[Handoff, ...]]:
    """Converts one response of a list: the id of an execution, and its handoffs."""
    handoffs = tuple(map(handoff, message.handoffs))
    return handoffs[0].execution if handoffs else "", handoffs
