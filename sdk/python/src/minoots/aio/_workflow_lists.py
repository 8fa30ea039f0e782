"""Lists of workflows: definitions, executions, boards, approvals, outputs and timelines."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import TYPE_CHECKING

from .. import _board_requests as _lists
from .. import _workflow_answers as _answers
from .._attempts import Kind
from .._proto.workflow.v1 import list_requests_pb2 as api
from .._workflow_requests import ExecutionKey, key_of
from ..board_types import Approval, Board, ExecutionOrder
from ..workflow_types import (
    CHILDREN,
    Definition,
    Execution,
    ExecutionStatus,
    Output,
    PhaseAttempt,
    TimelineEntry,
)

if TYPE_CHECKING:
    from ._calls import Calls


class WorkflowLists:
    """Reads lists of workflows: a part of ``client.workflows``."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def definitions(self, *, name_prefix: str = "") -> AsyncIterator[Definition]:
        """Lists the definitions whose names start with the prefix, each at its current version, by name."""
        request = _lists.definitions(name_prefix)
        return self._calls._each(
            lambda route: route.workflows.ListDefinitions, request, _answers.listed_definition, lambda one: one.name
        )

    def list(
        self,
        *,
        id_prefix: str = "",
        definition: str = "",
        statuses: Iterable[ExecutionStatus] = (),
        phase: str = "",
        labels: Mapping[str, str] | None = None,
        assignee: str = "",
        parent: str = "",
        schedule: str = "",
        order: ExecutionOrder = ExecutionOrder.ID,
        descending: bool = False,
        limit: int = 0,
        after: str = "",
    ) -> AsyncIterator[Execution]:
        """Lists the executions that match all conditions, by id or in another order.

        ``limit`` is at most 1,000; without it the list has all executions by id, and at most 1,000 in another order.
        ``after`` is the ``position`` of the last execution of the previous part.
        """
        request = _lists.executions(
            id_prefix, definition, statuses, phase, labels, assignee, parent, schedule, order, descending, limit, after
        )
        return self._calls._each(
            lambda route: route.workflows.ListExecutions,
            request,
            _answers.listed_execution,
            _lists.place_in(order, descending),
        )

    async def board(
        self,
        definition: str,
        *,
        labels: Mapping[str, str] | None = None,
        assignee: str = "",
        parent: str = "",
        schedule: str = "",
        cards: int = 0,
    ) -> Board:
        """Reads the executions of a definition by phase, with counts. ``cards`` limits the executions of a phase, by
        default to 20.
        """
        request = _lists.board(definition, labels, assignee, parent, schedule, cards)
        return _answers.board(await self._calls._call(Kind.READ, lambda route: route.workflows.GetBoard, request))

    def approvals(
        self,
        *,
        id_prefix: str = "",
        definition: str = "",
        asked: str = "",
        labels: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Approval]:
        """Lists the pending approvals with what is decided, by execution. ``asked`` is the person or group that is
        asked.
        """
        request = _lists.approvals(id_prefix, definition, asked, labels)
        return self._calls._each(
            lambda route: route.workflows.ListApprovals, request, _answers.approval, lambda one: one.execution.id
        )

    def outputs(self, execution: ExecutionKey, *, phase: str = "", children: bool = False) -> AsyncIterator[Output]:
        """Lists the outputs of an execution's phases, by phase; with ``children``, one output for each of its
        children, by id.
        """
        request = _lists.outputs(execution, phase, children)
        return self._calls._each(
            lambda route: route.workflows.ListOutputs,
            request,
            _answers.listed_output,
            lambda one: f"{one.execution} {one.phase}",
        )

    async def needs(self, attempt: PhaseAttempt) -> dict[str, object]:
        """Returns the outputs that an attempt needs, by phase. Reads those that its message does not contain."""
        needs = dict(attempt.needs)
        for name in attempt.needs_stored:
            if name == CHILDREN:
                needs[name] = [_answers.needed(one) async for one in self.outputs(attempt, children=True)]
            else:
                needs[name] = None
                async for one in self.outputs(attempt, phase=name):
                    needs[name] = one.json()
        return needs

    def timeline(self, execution: ExecutionKey) -> AsyncIterator[TimelineEntry]:
        """Reads the records of an execution in order, each signed, up to the last one so far."""
        name = key_of(execution)
        return self._calls._each(
            lambda route: route.workflows.GetTimeline,
            api.GetTimelineRequest(id=name),
            lambda message: _answers.entry(message, name),
            lambda entry: entry.number,
        )
