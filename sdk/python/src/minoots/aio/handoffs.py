"""Handoffs, by the client for event loops."""

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
    """Attempts that go from one agent to another, with what is known about them: ``client.handoffs``.

    Of ``from_agent`` and ``by``, an ``Agent`` acts as the instance that it is, and an id as the newest one, unless
    ``epoch`` says otherwise. One that was replaced is a ``ConflictError`` with reason ``STALE_EPOCH``; one that has
    retired or is quarantined, ``AGENT_NOT_ACTIVE``; who is not the one to do it, ``HANDOFF_PARTY``.
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
        """The agent at work offers its attempt to another one; ``json`` is what it knows, at most 16 KiB.

        The attempt is that of the ``PhaseAttempt`` or the ``Execution``, or of ``fence``; an older one is a
        ``ConflictError`` with reason ``STALE_FENCE``. What is not as the phase's schema says is an ``InvalidError``
        with reason ``HANDOFF_STATE``, whose ``fields`` name the rule. All of it may take as long as ``deadline``, 1 s
        to 24 h; without one as long as the phase says, else 60 s. An attempt has one open handoff at most: another
        one is a ``ConflictError`` with reason ``HANDOFF_OPEN``. ``reason`` has at most 255 bytes. Proposing the same
        under the same ``id`` answers with the one that exists. Without an ``id`` it gets one, which an
        ``OutcomeUnknownError`` tells as its ``request_id``.
        """
        request = _requests.propose(execution, from_agent, to_agent, json, fence, epoch, reason, deadline, id)
        return _answers.told(
            await self._calls._call(Kind.WRITE, lambda route: route.handoffs.ProposeHandoff, request, request.id)
        )

    async def accept(self, handoff: HandoffKey, *, by: AgentKey, epoch: int | None = None) -> Handoff:
        """Whoever is asked takes it; if no vote is missing it is ``COMMITTED`` at once.

        Then the attempt has another fence, and its ``PhaseAttempt`` is in the agent's queue. One that has ended
        otherwise is a ``ConflictError`` with reason ``HANDOFF_OVER``, whose ``metadata`` has the ``status``.
        """
        request = _requests.accept(handoff, by, epoch)
        return _answers.told(await self._calls._call(Kind.WRITE, lambda route: route.handoffs.AcceptHandoff, request))

    async def reject(self, handoff: HandoffKey, *, by: AgentKey, why: str = "", epoch: int | None = None) -> Handoff:
        """Whoever is asked does not take it; ``why`` has at most 255 bytes. One that has ended is as of ``accept``."""
        request = _requests.reject(handoff, by, why, epoch)
        return _answers.told(await self._calls._call(Kind.WRITE, lambda route: route.handoffs.RejectHandoff, request))

    async def vote(self, handoff: HandoffKey, *, voter: str, approved: bool, why: str = "") -> Handoff:
        """One of the phase's voters says yes or no; the last that it said counts. ``why`` has at most 255 bytes.

        Once it is accepted and enough have said yes it is ``COMMITTED``; once too few are left that could, it is
        ``REJECTED``. Anybody else is a ``ConflictError`` with reason ``HANDOFF_PARTY``; one that has ended is as of
        ``accept``.
        """
        request = _requests.vote(handoff, voter, approved, why)
        return _answers.told(await self._calls._call(Kind.WRITE, lambda route: route.handoffs.VoteHandoff, request))

    async def withdraw(self, handoff: HandoffKey, *, by: AgentKey, why: str = "", epoch: int | None = None) -> Handoff:
        """Whoever proposed it takes it back; ``why`` has at most 255 bytes. One that has ended is as of ``accept``."""
        request = _requests.withdraw(handoff, by, why, epoch)
        return _answers.told(await self._calls._call(Kind.WRITE, lambda route: route.handoffs.WithdrawHandoff, request))

    async def get(self, handoff: HandoffKey) -> Handoff:
        """Reads a handoff. An execution knows its last 16; another one is a ``NotFoundError``, reason ``HANDOFF``."""
        request = _requests.get(handoff)
        return _answers.told(await self._calls._call(Kind.READ, lambda route: route.handoffs.GetHandoff, request))

    def list(
        self,
        *,
        execution: ExecutionKey | None = None,
        agent: AgentKey | None = None,
        statuses: Iterable[HandoffStatus] = (),
    ) -> AsyncIterator[Handoff]:
        """The handoffs of an execution, from or to an agent; by the executions' ids, the oldest first of each."""
        request = _requests.list_handoffs(execution, agent, statuses)
        each = self._calls._each(
            lambda route: route.handoffs.ListHandoffs, request, _answers.listed, lambda some: some[0]
        )
        return (handoff async for _, handoffs in each for handoff in handoffs)
