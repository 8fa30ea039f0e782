"""Converts responses about workflows to plain values."""

from __future__ import annotations

import dataclasses
from typing import Protocol, TypeVar

from . import _answers
from ._proto.workflow.v1 import definition_requests_pb2 as definition_api
from ._proto.workflow.v1 import execution_requests_pb2 as api
from ._proto.workflow.v1 import failure_pb2, recovery_pb2, workflow_pb2
from ._proto.workflow.v1 import list_requests_pb2 as lists
from ._proto.workflow.v1 import phase_requests_pb2 as phases
from .board_types import Approval, ApprovalVote, Board, BoardColumn
from .failure_types import FailureClass, FailureType, PhaseFailure
from .recovery_types import (
    CommandStatus,
    FixCount,
    Recovery,
    RecoveryCommand,
    RecoveryCounts,
    RecoveryStatus,
    Suggestion,
)
from .types import Event
from .workflow_types import (
    ApprovalDecided,
    ChildExecution,
    Comment,
    CurrentPhase,
    Definition,
    DefinitionApplied,
    Execution,
    ExecutionStarted,
    ExecutionStatus,
    JoinProgress,
    Output,
    PhaseOutput,
    PhaseStatus,
    TimelineEntry,
)


class _WithExecution(Protocol):
    @property
    def execution(self) -> workflow_pb2.Execution: ...


X = TypeVar("X", bound=_WithExecution)


def definition(message: workflow_pb2.Definition) -> Definition:
    """Converts a definition."""
    return Definition(message.name, message.version, message.document)


def applied(message: definition_api.ApplyDefinitionResponse) -> DefinitionApplied:
    """Converts the response to an application."""
    return DefinitionApplied(definition(message.definition), message.existing)


def listed_definition(message: definition_api.ListDefinitionsResponse) -> Definition:
    """Converts one response of a list."""
    return definition(message.definition)


def execution(message: workflow_pb2.Execution) -> Execution:
    """Converts an execution."""
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
        priority=_answers.priority(message.priority),
        recovery=_recovery(message.recovery) if message.HasField("recovery") else None,
        outputs=tuple(_output(output) for output in message.outputs),
        output_phase=message.output_phase,
        title=message.title,
        labels=dict(message.labels),
        create_time=_answers.instant(message, "create_time"),
        start_time=_answers.instant(message, "start_time"),
        update_time=_answers.instant(message, "update_time"),
        end_time=_answers.instant(message, "end_time"),
        deadline=_answers.instant(message, "deadline"),
        assignee=message.assignee,
        schedule=message.schedule,
        occurrence_time=_answers.instant(message, "occurrence_time"),
        comments=tuple(Comment(one.by, one.text, _answers.instant(one, "time")) for one in message.comments),
    )


def approval(message: lists.ListApprovalsResponse) -> Approval:
    """Converts a pending approval."""
    told = message.approval
    return Approval(
        execution=execution(told.execution),
        asked=getattr(told, "from"),
        risk=told.risk,
        request_time=_answers.instant(told, "request_time"),
        late=told.late,
        output=told.output,
        checklist=tuple(told.checklist),
        artifacts=tuple(told.artifacts),
        score=told.score if told.HasField("score") else None,
        tokens=told.tokens,
        money_micros=told.money_micros,
        worker=told.worker,
        votes=tuple(ApprovalVote(one.by, one.principal, one.approved, one.why) for one in told.votes),
        quorum=told.quorum,
        omitted=told.omitted,
    )


def board(message: lists.GetBoardResponse) -> Board:
    """Converts a board."""
    told = message.board
    return Board(
        definition=told.definition,
        columns=tuple(
            BoardColumn(one.phase, one.count, one.blocked, tuple(map(execution, one.executions)))
            for one in told.columns
        ),
        statuses={_status(one.status): one.count for one in told.statuses},
        tokens=told.tokens,
        money_micros=told.money_micros,
    )


def listed_execution(message: lists.ListExecutionsResponse) -> Execution:
    """Converts one execution of a list."""
    return dataclasses.replace(execution(message.execution), position=message.position)


def listed_output(message: lists.ListOutputsResponse) -> Output:
    """Converts one output of a list."""
    told = message.output
    return Output(
        execution=told.execution,
        definition=told.definition,
        status=_status(told.status),
        phase=told.phase,
        version=told.version,
        data=told.data,
    )


def needed(output: Output) -> dict[str, object]:
    """Returns the output of a child in the form of a message."""
    return {
        "id": output.execution,
        "definition": output.definition,
        "status": output.status.name,
        "output": output.json(),
    }


def _output(message: workflow_pb2.PhaseOutput) -> PhaseOutput:
    return PhaseOutput(message.phase, message.version, message.size_bytes)


def stepped(message: X) -> Execution:
    """Converts the response of a call that reads or advances an execution."""
    return execution(message.execution)


def started(message: api.StartExecutionResponse) -> ExecutionStarted:
    """Converts the response to a start."""
    return ExecutionStarted(execution(message.execution), message.existing)


def decided(message: phases.DecideApprovalResponse) -> ApprovalDecided:
    """Converts the response to a decision."""
    return ApprovalDecided(execution(message.execution), message.event_id)


def counts(message: phases.GetRecoveryCountsResponse) -> RecoveryCounts:
    """Converts the success counts of a definition's fixes."""
    said = message.counts
    return RecoveryCounts(
        recovered_automatically=said.recovered_automatically,
        recovered_by_choice=said.recovered_by_choice,
        failed=said.failed,
        withdrawn=said.withdrawn,
        fixes=tuple(
            FixCount(count.fix, _type(count.failure_type), count.tried, count.succeeded, count.confidence)
            for count in said.fixes
        ),
    )


def entry(message: lists.GetTimelineResponse, execution_id: str) -> TimelineEntry:
    """Converts a record of the timeline. The response omits the subject, which is equal for the whole timeline."""
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
        held_by=message.held_by,
        handoff=message.handoff,
        since=_answers.instant(message, "since"),
        deadline=_answers.instant(message, "deadline"),
    )


def _join(message: workflow_pb2.JoinProgress) -> JoinProgress:
    return JoinProgress(message.completed, message.children_needed, tuple(message.arrived), message.arrivals_needed)


def _failure(message: failure_pb2.Failure) -> PhaseFailure:
    return PhaseFailure(
        # The field's name is a Python keyword.
        failure_class=_answers.known(FailureClass, getattr(message, "class"), FailureClass.UNKNOWN),
        failure_type=_type(message.type),
        signature=message.signature,
        message=message.message,
    )


def _child(message: workflow_pb2.Child) -> ChildExecution:
    return ChildExecution(message.id, message.definition, message.reason, message.phase, _status(message.status))


def _type(value: int) -> FailureType:
    return _answers.known(FailureType, value, FailureType.UNKNOWN)


def _recovery(message: recovery_pb2.Recovery) -> Recovery:
    return Recovery(
        status=_answers.known(RecoveryStatus, message.status, RecoveryStatus.UNKNOWN),
        failure_type=_type(message.failure_type),
        rule=message.rule,
        suggestions=tuple(
            Suggestion(one.fix, one.confidence, one.tried, one.succeeded, one.high_risk) for one in message.suggestions
        ),
        fix=message.fix,
        by=message.by,
        failed=tuple(message.failed),
        command=_command(message.command) if message.HasField("command") else None,
    )


def _command(message: recovery_pb2.RecoveryCommand) -> RecoveryCommand:
    status = _answers.known(CommandStatus, message.status, CommandStatus.UNKNOWN)
    return RecoveryCommand(message.id, message.queue, status, message.by, message.note, message.sent)
