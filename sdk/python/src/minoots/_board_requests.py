"""Builds requests for lists of definitions and executions, and for boards, approvals and outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from . import _fields
from ._proto.workflow.v1 import definition_requests_pb2 as definition_api
from ._proto.workflow.v1 import list_requests_pb2 as api
from ._proto.workflow.v1 import workflow_pb2
from ._workflow_requests import ExecutionKey, key_of, labels_of
from .board_types import ExecutionOrder
from .errors import invalid
from .workflow_types import Execution, ExecutionStatus

# Milliseconds, later than any instant of a datetime.
_FAR = 10**15


def definitions(name_prefix: str) -> definition_api.ListDefinitionsRequest:
    """Builds the list of definitions."""
    return definition_api.ListDefinitionsRequest(name_prefix=_fields.text(name_prefix, "name_prefix", "review"))


def executions(
    id_prefix: str,
    definition: str,
    statuses: Iterable[ExecutionStatus],
    phase: str,
    labels: Mapping[str, str] | None,
    assignee: str,
    parent: str,
    schedule: str,
    order: ExecutionOrder,
    descending: bool,
    limit: int,
    after: str,
) -> api.ListExecutionsRequest:
    """Builds a list request with all conditions."""
    if not isinstance(order, ExecutionOrder):
        raise invalid("order", f"is {order!r}: give one such as ExecutionOrder.UPDATE_TIME")
    return api.ListExecutionsRequest(
        id_prefix=_fields.text(id_prefix, "id_prefix", "run-"),
        definition=_fields.text(definition, "definition", "review"),
        statuses=[
            workflow_pb2.ExecutionStatus.ValueType(one)
            for one in _fields.several(ExecutionStatus, statuses, "statuses")
        ],
        phase=_fields.text(phase, "phase", "draft"),
        labels=labels_of(labels, "labels"),
        assignee=_fields.text(assignee, "assignee", "writer-3"),
        parent=_fields.text(parent, "parent", "run-1"),
        schedule=_fields.text(schedule, "schedule", "nightly"),
        order=api.ExecutionOrder.ValueType(order.value),
        descending=_fields.truth(descending, "descending"),
        limit=_fields.number(api.ListExecutionsRequest, limit, "limit"),
        after=_fields.text(after, "after", "/run-1"),
    )


def board(
    definition: str, labels: Mapping[str, str] | None, assignee: str, parent: str, schedule: str, cards: int
) -> api.GetBoardRequest:
    """Builds the request for a board."""
    return api.GetBoardRequest(
        definition=_fields.said(definition, "definition", "review"),
        labels=labels_of(labels, "labels"),
        assignee=_fields.text(assignee, "assignee", "writer-3"),
        parent=_fields.text(parent, "parent", "run-1"),
        schedule=_fields.text(schedule, "schedule", "nightly"),
        cards=_fields.number(api.GetBoardRequest, cards, "cards"),
    )


def approvals(
    id_prefix: str, definition: str, asked: str, labels: Mapping[str, str] | None
) -> api.ListApprovalsRequest:
    """Builds the list of pending approvals."""
    request = api.ListApprovalsRequest(
        id_prefix=_fields.text(id_prefix, "id_prefix", "run-"),
        definition=_fields.text(definition, "definition", "review"),
        labels=labels_of(labels, "labels"),
    )
    # The field's name is a Python keyword.
    setattr(request, "from", _fields.text(asked, "from", "lead"))
    return request


def outputs(execution: ExecutionKey, phase: str, children: bool) -> api.ListOutputsRequest:
    """Builds the list of outputs."""
    return api.ListOutputsRequest(
        id=key_of(execution),
        phase=_fields.text(phase, "phase", "draft"),
        children=_fields.truth(children, "children"),
    )


def place_in(order: ExecutionOrder, descending: bool) -> Callable[[Execution], str]:
    """Returns the place of an execution in a list, as a text that grows along the list."""
    instants: dict[ExecutionOrder, Callable[[Execution], datetime | None]] = {
        ExecutionOrder.CREATE_TIME: lambda one: one.create_time,
        ExecutionOrder.UPDATE_TIME: lambda one: one.update_time,
        ExecutionOrder.END_TIME: lambda one: one.end_time,
        ExecutionOrder.PHASE_TIME: lambda one: one.phase.since if one.phase else None,
    }
    instant_of = instants.get(order)

    def place(one: Execution) -> str:
        if instant_of is None:
            return one.id
        instant = instant_of(one)
        if instant is None:
            return f"~{one.id}"
        millis = round(instant.timestamp() * 1000)
        return f"{_FAR - millis if descending else millis:016d}{one.id}"

    return place


def statuses_of(statuses: Iterable[ExecutionStatus], path: str) -> tuple[ExecutionStatus, ...]:
    """Validates statuses."""
    return tuple(map(ExecutionStatus, _fields.several(ExecutionStatus, statuses, path)))
