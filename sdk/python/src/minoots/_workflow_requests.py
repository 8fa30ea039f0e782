"""Builds requests about workflows. The server alone checks rules that only it knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from google.protobuf.message import Message

from . import _fields
from ._attempts import Kind
from ._ids import new_id
from ._proto.timer.v1 import timer_pb2
from ._proto.workflow.v1 import child_requests_pb2 as children
from ._proto.workflow.v1 import definition_requests_pb2 as definition_api
from ._proto.workflow.v1 import execution_requests_pb2 as api
from ._proto.workflow.v1 import failure_pb2, recovery_pb2
from ._proto.workflow.v1 import phase_requests_pb2 as phases
from .errors import invalid
from .failure_types import FailureClass, FailureType
from .recovery_types import CommandStatus
from .types import Priority
from .workflow_types import Execution, PhaseAttempt, PhaseCommand, PhaseSignal

ExecutionKey = str | Execution | PhaseAttempt | PhaseSignal | PhaseCommand
"""An execution by its id, as it was read, or as a message in a phase's queue named it."""


def key_of(execution: ExecutionKey, path: str = "id") -> str:
    """Returns the id."""
    match execution:
        case Execution():
            name: object = execution.id
        case PhaseAttempt() | PhaseSignal() | PhaseCommand():
            name = execution.execution
        case _:
            name = execution
    return _fields.said(name, path, "run-1")


def fence_of(kind: type[Message], execution: ExecutionKey, fence: int) -> int:
    """Returns the fence of the attempt for a message; 0 if none is named."""
    asked = _fields.number(kind, fence, "fence")
    # A command is about the attempt that has failed, and names none.
    if asked or isinstance(execution, str | PhaseCommand):
        return asked
    if isinstance(execution, Execution):
        return _fields.number(kind, execution.phase.fence, "fence") if execution.phase else 0
    return _fields.number(kind, execution.fence, "fence")


def apply(document: str, dry_run: bool) -> definition_api.ApplyDefinitionRequest:
    """Builds the application of a definition."""
    return definition_api.ApplyDefinitionRequest(
        document=_fields.said(document, "document", "name: review"), dry_run=_fields.truth(dry_run, "dry_run")
    )


def definition(name: str, version: int) -> definition_api.GetDefinitionRequest:
    """Builds the read of one version."""
    return definition_api.GetDefinitionRequest(
        name=_fields.said(name, "name", "review"),
        version=_fields.number(definition_api.GetDefinitionRequest, version, "version"),
    )


def start(
    definition: str,
    name: str | None,
    version: int,
    json: object,
    priority: Priority,
    phase: str,
    title: str,
    labels: Mapping[str, str] | None,
) -> api.StartExecutionRequest:
    """Builds the start of an execution."""
    return api.StartExecutionRequest(
        # Without an id the server would draw one, and a repeat would start another execution.
        id=new_id() if name is None else _fields.said(name, "id", "run-1"),
        definition=_fields.said(definition, "definition", "review"),
        definition_version=_fields.number(api.StartExecutionRequest, version, "definition_version"),
        input=_fields.json_of(json),
        priority=_fields.priority_of(priority),
        phase=_fields.text(phase, "phase", "draft"),
        title=_fields.text(title, "title", "A book about tea"),
        labels=labels_of(labels, "labels"),
    )


def update(
    execution: ExecutionKey,
    title: str | None,
    set_labels: Mapping[str, str] | None,
    remove_labels: Iterable[str],
    priority: Priority | None,
) -> api.UpdateExecutionRequest:
    """Builds a change of title, labels or priority."""
    return api.UpdateExecutionRequest(
        id=key_of(execution),
        title=None if title is None else _fields.text(title, "title", "A book about tea"),
        set_labels=labels_of(set_labels, "set_labels"),
        remove_labels=_items(remove_labels, "remove_labels"),
        priority=timer_pb2.PRIORITY_UNSPECIFIED if priority is None else _fields.priority_of(priority),
    )


def delegate(execution: ExecutionKey, to: str, by: str, why: str, fence: int) -> phases.DelegateApprovalRequest:
    """Builds a delegation."""
    return phases.DelegateApprovalRequest(
        id=key_of(execution),
        fence=fence_of(phases.DelegateApprovalRequest, execution, fence),
        to=_fields.said(to, "to", "director"),
        by=_fields.said(by, "by", "lead"),
        why=_fields.text(why, "why", "beyond my budget"),
    )


def comment(execution: ExecutionKey, text: str, by: str, comment_id: str | None) -> phases.AddCommentRequest:
    """Builds a comment."""
    return phases.AddCommentRequest(
        id=key_of(execution),
        comment_id=new_id() if comment_id is None else _fields.said(comment_id, "comment_id", "c-1"),
        by=_fields.said(by, "by", "ann"),
        text=_fields.said(text, "text", "the second chapter is thin"),
    )


def claim(execution: ExecutionKey, by: str, fence: int, signal_queue: str) -> api.ClaimAttemptRequest:
    """Builds the claim of an attempt."""
    return api.ClaimAttemptRequest(
        id=key_of(execution),
        fence=fence_of(api.ClaimAttemptRequest, execution, fence),
        by=_fields.said(by, "by", "writer-3"),
        signal_queue=_fields.text(signal_queue, "signal_queue", "agent.writer-3"),
    )


def complete(
    execution: ExecutionKey,
    fence: int,
    checklist: Iterable[str],
    artifacts: Iterable[str],
    score: float | None,
    feedback: str,
    to: str,
    tokens: int,
    money_micros: int,
    output: object,
) -> phases.CompletePhaseRequest:
    """Builds the completion of the current attempt."""
    return phases.CompletePhaseRequest(
        id=key_of(execution),
        phase=_phase_of(execution),
        fence=fence_of(phases.CompletePhaseRequest, execution, fence),
        checklist=_items(checklist, "checklist"),
        artifacts=_items(artifacts, "artifacts"),
        score=None if score is None else _fields.real(score, "score", "from 0 to 1"),
        feedback=_fields.text(feedback, "feedback", "too short"),
        to=_fields.text(to, "to", "review"),
        tokens=_fields.number(phases.CompletePhaseRequest, tokens, "tokens"),
        money_micros=_fields.number(phases.CompletePhaseRequest, money_micros, "money_micros"),
        output=_fields.json_of(output),
    )


def fail(
    execution: ExecutionKey,
    message: str,
    failure_class: FailureClass,
    failure_type: FailureType,
    signature: str,
    fence: int,
    tokens: int,
    money_micros: int,
) -> phases.ReportFailureRequest:
    """Builds the failure of the current attempt."""
    request = phases.ReportFailureRequest(
        id=key_of(execution),
        fence=fence_of(phases.ReportFailureRequest, execution, fence),
        tokens=_fields.number(phases.ReportFailureRequest, tokens, "tokens"),
        money_micros=_fields.number(phases.ReportFailureRequest, money_micros, "money_micros"),
    )
    if not isinstance(failure_class, FailureClass) or not failure_class.value:
        raise invalid("failure_class", f"is {failure_class!r}: give one such as FailureClass.PERMANENT")
    if not isinstance(failure_type, FailureType) or not failure_type.value:
        raise invalid("failure_type", f"is {failure_type!r}: give one such as FailureType.TOOL_ERROR")
    # The field's name is a Python keyword, so it cannot be a keyword argument.
    setattr(request.failure, "class", failure_class.value)
    request.failure.type = failure_pb2.FailureType.ValueType(failure_type.value)
    request.failure.signature = _fields.text(signature, "failure.signature", "http 503")
    request.failure.message = _fields.text(message, "failure.message", "the search was not answered")
    return request


def resolve(execution: ExecutionKey, fix: str, by: str, why: str, fence: int) -> phases.ResolveFailureRequest:
    """Builds the choice of a fix."""
    return phases.ResolveFailureRequest(
        id=key_of(execution),
        fix=_fields.said(fix, "fix", "constrain"),
        fence=fence_of(phases.ResolveFailureRequest, execution, fence),
        by=_fields.said(by, "by", "lead"),
        why=_fields.text(why, "why", "it has helped before"),
    )


def command(
    execution: ExecutionKey, command: str, status: CommandStatus, by: str, note: str
) -> phases.UpdateCommandRequest:
    """Builds a progress report of a command."""
    if not isinstance(status, CommandStatus) or status in {CommandStatus.UNKNOWN, CommandStatus.PENDING}:
        raise invalid("status", f"is {status!r}: give one such as CommandStatus.COMPLETED")
    if not command and isinstance(execution, PhaseCommand):
        command = execution.command
    return phases.UpdateCommandRequest(
        id=key_of(execution),
        command=_fields.said(command, "command", "c7"),
        status=recovery_pb2.CommandStatus.ValueType(status.value),
        by=_fields.said(by, "by", "operator-1"),
        note=_fields.text(note, "note", "it was restarted"),
    )


def counts(definition: str) -> phases.GetRecoveryCountsRequest:
    """Builds the read of the success counts of a definition's fixes."""
    return phases.GetRecoveryCountsRequest(definition=_fields.said(definition, "definition", "review"))


def decide(
    execution: ExecutionKey, approved: bool, by: str, why: str, phase: str, fence: int
) -> phases.DecideApprovalRequest:
    """Builds the decision of an approval."""
    return phases.DecideApprovalRequest(
        id=key_of(execution),
        phase=_fields.text(phase, "phase", "review") or _phase_of(execution),
        fence=fence_of(phases.DecideApprovalRequest, execution, fence),
        approved=_fields.truth(approved, "approved"),
        by=_fields.said(by, "by", "lead"),
        why=_fields.text(why, "why", "reads well"),
    )


def regress(execution: ExecutionKey, to: str, reason: str, fence: int) -> phases.RegressPhaseRequest:
    """Builds the return to an earlier phase."""
    return phases.RegressPhaseRequest(
        id=key_of(execution),
        to=_fields.said(to, "to", "draft"),
        reason=_reason(reason),
        fence=fence_of(phases.RegressPhaseRequest, execution, fence),
    )


def arrive(execution: ExecutionKey, point: str, who: str, arrival_id: str | None) -> children.ArriveRequest:
    """Builds an arrival at a join."""
    return children.ArriveRequest(
        id=key_of(execution),
        point=_fields.said(point, "point", "gather"),
        who=_fields.said(who, "who", "editor"),
        arrival_id=new_id() if arrival_id is None else _fields.said(arrival_id, "arrival_id", "arrival-1"),
    )


def signal(execution: ExecutionKey, name: str, json: object, signal_id: str | None) -> api.SignalExecutionRequest:
    """Builds a signal to the workers of an execution."""
    return api.SignalExecutionRequest(
        id=key_of(execution),
        signal_id=new_id() if signal_id is None else _fields.said(signal_id, "signal_id", "signal-1"),
        name=_fields.said(name, "name", "hurry"),
        data=_fields.json_of(json),
    )


def pause(execution: ExecutionKey, reason: str) -> api.PauseExecutionRequest:
    """Builds a pause."""
    return api.PauseExecutionRequest(id=key_of(execution), reason=_reason(reason))


def resume(execution: ExecutionKey, phase: str, version: int) -> api.ResumeExecutionRequest:
    """Builds a resume, from the current state or an earlier one."""
    if phase and version:
        raise invalid("version", "must be left out where there is a phase")
    return api.ResumeExecutionRequest(
        id=key_of(execution),
        phase=_fields.text(phase, "phase", "draft"),
        version=_fields.number(api.ResumeExecutionRequest, version, "version"),
    )


def cancel(execution: ExecutionKey, reason: str) -> api.CancelExecutionRequest:
    """Builds the cancellation of an execution."""
    return api.CancelExecutionRequest(id=key_of(execution), reason=_reason(reason))


def spawn(
    execution: ExecutionKey, definition: str, reason: str, child_id: str | None, json: object, phase: str
) -> children.SpawnChildRequest:
    """Builds the start of a child."""
    return children.SpawnChildRequest(
        id=key_of(execution),
        child_id=new_id() if child_id is None else _fields.said(child_id, "child_id", "run-1-sources"),
        definition=_fields.said(definition, "definition", "review"),
        reason=_fields.said(reason, "reason", "sources are missing"),
        input=_fields.json_of(json),
        phase=_fields.text(phase, "phase", "draft"),
    )


def kind_of(
    request: phases.CompletePhaseRequest
    | phases.ReportFailureRequest
    | phases.ResolveFailureRequest
    | phases.DecideApprovalRequest
    | phases.DelegateApprovalRequest
    | phases.RegressPhaseRequest,
) -> Kind:
    """Returns the retry rule. Without the attempt or the decided phase, a repeat would apply to the next one."""
    named = request.fence or (isinstance(request, phases.DecideApprovalRequest) and request.phase)
    return Kind.WRITE if named else Kind.ONCE


def _phase_of(execution: ExecutionKey) -> str:
    if isinstance(execution, Execution):
        phase = execution.phase.id if execution.phase else ""
    else:
        phase = "" if isinstance(execution, str) else execution.phase
    return _fields.text(phase, "phase", "draft")


def _items(items: Iterable[str], path: str) -> list[str]:
    if isinstance(items, str):
        raise invalid(path, f"must be a sequence: give [{items!r}]")
    return [_fields.text(item, f"{path}[{at}]", "outline") for at, item in enumerate(items)]


def _reason(reason: str) -> str:
    return _fields.text(reason, "reason", "the sources have moved")


def labels_of(labels: Mapping[str, str] | None, path: str) -> Mapping[str, str]:
    found = {} if labels is None else labels
    _fields.check_labels(found, called=path)
    return found
