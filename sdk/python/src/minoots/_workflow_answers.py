"""Answers about workflows as plain values."""

from __future__ import annotations

from typing import Protocol, TypeVar

from . import _answers
from ._proto.workflow.v1 import workflow_pb2
from ._proto.workflow.v1 import workflow_service_pb2 as api
from .schedule_types import Priority
from .types import Event
from .workflow_types import (
    ApprovalDecided,
    ChildExecution,
    CurrentPhase,
    Definition,
    DefinitionApplied,
    Execution,
    ExecutionStarted,
    ExecutionStatus,
    FailureClass,
    FailureType,
    JoinProgress,
    PhaseFailure,
    PhaseStatus,
    TimelineEntry,
)


class _WithExecution(Protocol):
    @property
    def execution(self) -> workflow_pb2.Execution: ...


X = TypeVar("X", bound=_WithExecution)


def definition(message: workflow_pb2.Definition) -> Definition:
    """A definition."""
    return Definition(message.name, message.version, message.document)


def applied(message: api.ApplyDefinitionResponse) -> DefinitionApplied:
    """Of an application."""
    return DefinitionApplied(definition(message.definition), message.existing)


def listed_definition(message: api.ListDefinitionsResponse) -> Definition:
    """Of a list."""
    return definition(message.definition)


def execution(message: workflow_pb2.Execution) -> Execution:
    """An execution."""
    return Execution(
        id=message.id,
        definition=message.definition,
        definition_version=message.definition_version,
        status=_status(message.status),
        reason=message.reason,
        phase=_phase(message.phase) if message.HasField("phase") else None,
        input=message.input,
        visits=dict(message.visits),
        steps=message.steps,
        tokens=message.tokens,
        money_micros=message.money_micros,
        failure=_failure(message.failure) if message.HasField("failure") else None,
        children=tuple(_child(child) for child in message.children),
        parent=message.parent,
        version=message.version,
        priority=_answers.known(Priority, message.priority or Priority.NEXT.value, Priority.UNKNOWN),
    )


def stepped(message: X) -> Execution:
    """Of a call that reads or steps one."""
    return execution(message.execution)


def started(message: api.StartExecutionResponse) -> ExecutionStarted:
    """Of a start."""
    return ExecutionStarted(execution(message.execution), message.existing)


def decided(message: api.DecideApprovalResponse) -> ApprovalDecided:
    """Of a decision."""
    return ApprovalDecided(execution(message.execution), message.event_id)


def entry(message: api.GetTimelineResponse, execution_id: str) -> TimelineEntry:
    """Of a timeline. The answer leaves the subject out, which is the same for all of it."""
    told = message.entry
    subject = f"workflows/{execution_id}"
    event = Event(told.event_id, told.type, subject, _answers.instant(told, "time"), told.payload, told.signature)
    return TimelineEntry(told.number, event)


def _status(value: int) -> ExecutionStatus:
    return _answers.known(ExecutionStatus, value, ExecutionStatus.UNKNOWN)


def _phase(message: workflow_pb2.CurrentPhase) -> CurrentPhase:
    return CurrentPhase(
        id=message.id,
        visit=message.visit,
        attempt=message.attempt,
        fence=message.fence,
        status=_answers.known(PhaseStatus, message.status, PhaseStatus.UNKNOWN),
        approval_from=message.approval_from,
        approval_next=message.approval_next,
        join=_join(message.join) if message.HasField("join") else None,
    )


def _join(message: workflow_pb2.JoinProgress) -> JoinProgress:
    return JoinProgress(message.completed, message.children_needed, tuple(message.arrived), message.arrivals_needed)


def _failure(message: workflow_pb2.Failure) -> PhaseFailure:
    return PhaseFailure(
        # The field's name is a word of the language.
        failure_class=_answers.known(FailureClass, getattr(message, "class"), FailureClass.UNKNOWN),
        failure_type=_answers.known(FailureType, message.type, FailureType.UNKNOWN),
        signature=message.signature,
        message=message.message,
    )


def _child(message: workflow_pb2.Child) -> ChildExecution:
    return ChildExecution(message.id, message.definition, message.reason, message.phase, _status(message.status))
