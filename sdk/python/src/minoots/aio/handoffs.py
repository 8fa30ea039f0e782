"""Handoffs, for the asyncio client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING

from .. import _handoff_answers as _answers
from .. import _handoff_requests as _requests
from .._agent_requests import AgentKey
from .._attempts import Kind
from .._handoff_requests import HandoffKey
from .._workflow_requests import ExecutionKey
from ..handoff_types import Handoff, HandoffStatus
from ..types import Duration

if TYPE_CHECKING:
    from ._calls import Calls


class AsyncHandoffs:
    """Transfers attempts from one agent to another, with their state: ``client.handoffs``.

    In ``from_agent`` and ``by``, an ``Agent`` acts as its own instance, and an id as the newest one, unless ``epoch``
    says otherwise. Each refusal is a ``ConflictError``. Its reason is ``STALE_EPOCH`` for an instance that was
    replaced, ``AGENT_NOT_ACTIVE`` for an agent that has retired or is quarantined, and ``HANDOFF_PARTY`` for an agent
    without a part in the handoff.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def propose(
        self,
        execution: ExecutionKey,
        *,
        from_agent: AgentKey,
        to_agent: AgentKey,
        json: object = None,
        fence: int = 0,
        epoch: int | None = None,
        reason: str = "",
        deadline: Duration | None = None,
        id: str | None = None,  # noqa: A002 - the API's word
    ) -> Handoff:
        """Proposes the transfer of the working agent's attempt to another agent. ``json`` is its state, at most 16 KiB.

        The attempt is that of the ``PhaseAttempt`` or the ``Execution``, or of ``fence``. An older attempt is a
        ``ConflictError`` with reason ``STALE_FENCE``. A state that violates the phase's schema is an ``InvalidError``
        with reason ``HANDOFF_STATE``, whose ``fields`` name the rule. ``deadline``, 1 s to 24 h, bounds the whole
        handoff; by default it is that of the phase, else 60 s. An attempt has at most one open handoff: a second one is
        a ``ConflictError`` with reason ``HANDOFF_OPEN``. ``reason`` has at most 255 bytes. The same proposal under the
        same ``id`` returns the existing handoff. Without an ``id``, the client draws one; an ``OutcomeUnknownError``
        carries it as its ``request_id``.
        """
        request = _requests.propose(execution, from_agent, to_agent, json, fence, epoch, reason, deadline, id)
        return _answers.told(
            await self._calls._call(Kind.WRITE, lambda route: route.handoffs.ProposeHandoff, request, request.id)
        )

    async def accept(self, handoff: HandoffKey, *, by: AgentKey, epoch: int | None = None) -> Handoff:
        """Accepts the handoff for the receiving agent. If no vote is missing, the handoff is ``COMMITTED`` at once.

        Then the attempt has a new fence, and its ``PhaseAttempt`` is in the agent's queue. A handoff that has ended
        otherwise is a ``ConflictError`` with reason ``HANDOFF_OVER``, whose ``metadata`` has the ``status``.
        """
        request = _requests.accept(handoff, by, epoch)
        return _answers.told(await self._calls._call(Kind.WRITE, lambda route: route.handoffs.AcceptHandoff, request))

    async def reject(self, handoff: HandoffKey, *, by: AgentKey, why: str = "", epoch: int | None = None) -> Handoff:
        """Rejects the handoff for the receiving agent. ``why`` has at most 255 bytes.

        A handoff that has ended is refused as in ``accept``.
        """
        request = _requests.reject(handoff, by, why, epoch)
        return _answers.told(await self._calls._call(Kind.WRITE, lambda route: route.handoffs.RejectHandoff, request))

    async def vote(self, handoff: HandoffKey, *, voter: str, approved: bool, why: str = "") -> Handoff:
        """Records a vote of one of the phase's voters. A later vote of the same voter replaces it.

        After acceptance and enough approvals the handoff is ``COMMITTED``; once too few voters are left to reach that
        number, it is ``REJECTED``. A caller that is not a voter gets a ``ConflictError`` with reason ``HANDOFF_PARTY``.
        A handoff that has ended is refused as in ``accept``. ``why`` has at most 255 bytes.
        """
        request = _requests.vote(handoff, voter, approved, why)
        return _answers.told(await self._calls._call(Kind.WRITE, lambda route: route.handoffs.VoteHandoff, request))

    async def withdraw(self, handoff: HandoffKey, *, by: AgentKey, why: str = "", epoch: int | None = None) -> Handoff:
        """Withdraws the handoff for the proposing agent. ``why`` has at most 255 bytes.

        A handoff that has ended is refused as in ``accept``.
        """
        request = _requests.withdraw(handoff, by, why, epoch)
        return _answers.told(await self._calls._call(Kind.WRITE, lambda route: route.handoffs.WithdrawHandoff, request))

    async def get(self, handoff: HandoffKey) -> Handoff:
        """Reads a handoff. An execution keeps its last 16; an older one is a ``NotFoundError``, reason ``HANDOFF``."""
        request = _requests.get(handoff)
        return _answers.told(await self._calls._call(Kind.READ, lambda route: route.handoffs.GetHandoff, request))

    def list(
        self,
        *,
        execution: ExecutionKey | None = None,
        agent: AgentKey | None = None,
        statuses: Iterable[HandoffStatus] = (),
    ) -> AsyncIterator[Handoff]:
        """Lists the handoffs of an execution, from or to an agent: by execution id, and oldest first within each."""
        request = _requests.list_handoffs(execution, agent, statuses)
        each = self._calls._each(
            lambda route: route.handoffs.ListHandoffs, request, _answers.listed, lambda some: some[0]
        )
        return (handoff async for _, handoffs in each for handoff in handoffs)
