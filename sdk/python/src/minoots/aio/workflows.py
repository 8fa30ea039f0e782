"""Workflows, for the asyncio client."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping

from .. import _board_requests, _time
from .. import _workflow_answers as _answers
from .. import _workflow_requests as _requests
from .._attempts import Kind
from .._backoff import Backoff
from .._proto.workflow.v1 import execution_requests_pb2 as api
from .._proto.workflow.v1 import phase_requests_pb2 as phases
from .._workflow_requests import ExecutionKey
from ..errors import UnavailableError
from ..failure_types import FailureClass, FailureType
from ..recovery_types import CommandStatus, RecoveryCounts
from ..types import Duration, Priority
from ..workflow_types import (
    ENDED,
    ApprovalDecided,
    ChildStarted,
    Definition,
    DefinitionApplied,
    Execution,
    ExecutionStarted,
    ExecutionStatus,
    ExecutionWaited,
)
from ._workflow_lists import WorkflowLists

# The last read of a wait has at least this long, in seconds.
_LOOK = 1.0


class AsyncWorkflows(WorkflowLists):
    """Runs work in durable phases, which survive their workers: ``client.workflows``."""

    async def apply(self, document: str, *, dry_run: bool = False) -> DefinitionApplied:
        """Applies a definition, or its next version, from YAML or JSON. Applying the current version again changes
        nothing.

        An unsound definition is an ``InvalidError``, whose ``metadata`` has ``line`` and ``column``. ``dry_run`` only
        validates it.
        """
        request = _requests.apply(document, dry_run)
        return _answers.applied(
            await self._calls._call(Kind.WRITE, lambda route: route.workflows.ApplyDefinition, request)
        )

    async def definition(self, name: str, *, version: int = 0) -> Definition:
        """Reads a definition; version 0 is the current one."""
        request = _requests.definition(name, version)
        answer = await self._calls._call(Kind.READ, lambda route: route.workflows.GetDefinition, request)
        return _answers.definition(answer.definition)

    async def start(
        self,
        definition: str,
        *,
        id: str | None = None,  # noqa: A002 - the API's word
        json: object = None,
        version: int = 0,
        priority: Priority = Priority.NEXT,
        phase: str = "",
        title: str = "",
        labels: Mapping[str, str] | None = None,
    ) -> ExecutionStarted:
        """Starts an execution of a definition. ``json`` is its input, at most 16 KiB, which every attempt gets.

        ``priority`` applies to its work in queues, and to its turn in phases that limit concurrent executions. It
        begins in ``phase``, or at the definition's first phase. ``title`` and ``labels`` describe it in lists and on
        boards. A second start under the same ``id``, with the same
        definition, input, priority and phase, returns the existing execution. Without an ``id``, the client draws one;
        an ``OutcomeUnknownError`` carries it as its ``request_id``.
        """
        request = _requests.start(definition, id, version, json, priority, phase, title, labels)
        answer = await self._calls._call(Kind.WRITE, lambda route: route.workflows.StartExecution, request, request.id)
        return _answers.started(answer)

    async def get(self, execution: ExecutionKey) -> Execution:
        """Reads an execution."""
        return await self._get(execution, None)

    async def _get(self, execution: ExecutionKey, within: float | None) -> Execution:
        request = api.GetExecutionRequest(id=_requests.key_of(execution))
        return _answers.stepped(
            await self._calls._call(Kind.READ, lambda route: route.workflows.GetExecution, request, within=within)
        )

    async def update(
        self,
        execution: ExecutionKey,
        *,
        title: str | None = None,
        set_labels: Mapping[str, str] | None = None,
        remove_labels: Iterable[str] = (),
        priority: Priority | None = None,
    ) -> Execution:
        """Changes title, labels or priority. None leaves title and priority unchanged. A queued execution with another
        priority requests its slot again.
        """
        request = _requests.update(execution, title, set_labels, remove_labels, priority)
        return _answers.stepped(
            await self._calls._call(Kind.REPEATABLE, lambda route: route.workflows.UpdateExecution, request)
        )

    async def claim(self, execution: ExecutionKey, *, by: str, fence: int = 0, signal_queue: str = "") -> Execution:
        """Records the worker that holds the attempt, for lists and boards. A later claim replaces it. While the worker
        holds the attempt, signals go to ``signal_queue``, by default the queue of the phase.

        The attempt is named as in ``complete``.
        """
        request = _requests.claim(execution, by, fence, signal_queue)
        return _answers.stepped(
            await self._calls._call(Kind.WRITE, lambda route: route.workflows.ClaimAttempt, request)
        )

    async def wait(
        self, execution: ExecutionKey, *, timeout: Duration, until: Iterable[ExecutionStatus] = ENDED
    ) -> ExecutionWaited:
        """Polls an execution, at least every two seconds, until it has ended or reached one of the given statuses.

        The wait continues across broken connections and changes of leader, for ``timeout`` and one more read.
        """
        wanted, backoff = _board_requests.statuses_of(until, "until"), Backoff()
        over = time.monotonic() + _time.seconds(timeout, "timeout")
        while True:
            try:
                now = await self._get(execution, max(_LOOK, over - time.monotonic()))
            except UnavailableError:
                if time.monotonic() >= over:
                    raise
            else:
                if now.status in wanted or time.monotonic() >= over:
                    return ExecutionWaited(now.status in wanted, now)
            await asyncio.sleep(max(0.0, min(backoff.advance(), over - time.monotonic())))

    async def complete(
        self,
        execution: ExecutionKey,
        *,
        fence: int = 0,
        checklist: Iterable[str] = (),
        artifacts: Iterable[str] = (),
        score: float | None = None,
        feedback: str = "",
        to: str = "",
        tokens: int = 0,
        money_micros: int = 0,
        output: object = None,
    ) -> Execution:
        """Completes the current phase: the next phase begins, or a decision is requested.

        ``output`` is the result, as JSON of at most 256 KiB; None means none.

        The attempt is that of the ``PhaseAttempt``, or of ``fence``; an older one is a ``ConflictError`` with reason
        ``STALE_FENCE``. An id without ``fence`` means the current attempt, and then the client does not retry the call.
        """
        request = _requests.complete(
            execution, fence, checklist, artifacts, score, feedback, to, tokens, money_micros, output
        )
        kind = _requests.kind_of(request)
        return _answers.stepped(await self._calls._call(kind, lambda route: route.workflows.CompletePhase, request))

    async def fail(
        self,
        execution: ExecutionKey,
        message: str = "",
        *,
        failure_class: FailureClass = FailureClass.TRANSIENT,
        failure_type: FailureType = FailureType.OTHER,
        signature: str = "",
        fence: int = 0,
        tokens: int = 0,
        money_micros: int = 0,
    ) -> Execution:
        """Reports the failure of an attempt. Another attempt follows a ``TRANSIENT`` failure; the definition decides
        about others.

        The same ``signature`` twice in a row ends the retries. The attempt is named as in ``complete``.
        """
        request = _requests.fail(
            execution, message, failure_class, failure_type, signature, fence, tokens, money_micros
        )
        kind = _requests.kind_of(request)
        return _answers.stepped(await self._calls._call(kind, lambda route: route.workflows.ReportFailure, request))

    async def resolve(self, execution: ExecutionKey, fix: str, *, by: str, why: str = "", fence: int = 0) -> Execution:
        """Chooses a fix for the failure that blocks the execution: any fix of its definition, suggested or not.

        ``fence`` names the failed attempt, as an ``Execution`` from a read does. Without it, the client does not retry
        the call once it may have happened.
        """
        request = _requests.resolve(execution, fix, by, why, fence)
        kind = _requests.kind_of(request)
        return _answers.stepped(await self._calls._call(kind, lambda route: route.workflows.ResolveFailure, request))

    async def update_command(
        self, execution: ExecutionKey, status: CommandStatus, *, by: str, note: str = "", command: str = ""
    ) -> Execution:
        """Reports the progress of a command that must be carried out before a fix can help.

        A ``PhaseCommand`` names the ``command``. The next attempt gets the ``note`` of a completed command.
        """
        request = _requests.command(execution, command, status, by, note)
        return _answers.stepped(
            await self._calls._call(Kind.WRITE, lambda route: route.workflows.UpdateCommand, request)
        )

    async def recovery_counts(self, definition: str) -> RecoveryCounts:
        """Returns how often the fixes of a definition have helped, over all executions."""
        request = _requests.counts(definition)
        return _answers.counts(
            await self._calls._call(Kind.READ, lambda route: route.workflows.GetRecoveryCounts, request)
        )

    async def approve(
        self, execution: ExecutionKey, *, by: str, why: str = "", phase: str = "", fence: int = 0
    ) -> ApprovalDecided:
        """Approves the completed work of a phase, so that the execution continues.

        ``phase`` and ``fence`` name the decided attempt, as an ``Execution`` from a read does; an attempt that has
        ended is a ``ConflictError``. Without them the decision is for the pending request, and then the client does not
        retry the call.
        """
        return await self._decide(_requests.decide(execution, True, by, why, phase, fence))

    async def deny(
        self, execution: ExecutionKey, *, by: str, why: str = "", phase: str = "", fence: int = 0
    ) -> ApprovalDecided:
        """Rejects the completed work of a phase. ``phase`` and ``fence`` are as in ``approve``."""
        return await self._decide(_requests.decide(execution, False, by, why, phase, fence))

    async def _decide(self, request: phases.DecideApprovalRequest) -> ApprovalDecided:
        kind = _requests.kind_of(request)
        return _answers.decided(await self._calls._call(kind, lambda route: route.workflows.DecideApproval, request))

    async def delegate(self, execution: ExecutionKey, *, to: str, by: str, why: str = "", fence: int = 0) -> Execution:
        """Asks another person or group for a pending decision. The deadline stays. ``fence`` is as in ``approve``."""
        request = _requests.delegate(execution, to, by, why, fence)
        kind = _requests.kind_of(request)
        return _answers.stepped(await self._calls._call(kind, lambda route: route.workflows.DelegateApproval, request))

    async def comment(self, execution: ExecutionKey, text: str, *, by: str, comment_id: str | None = None) -> Execution:
        """Adds a comment to an execution, also after its end. The same ``comment_id`` counts once."""
        request = _requests.comment(execution, text, by, comment_id)
        return _answers.stepped(
            await self._calls._call(
                Kind.REPEATABLE, lambda route: route.workflows.AddComment, request, request.comment_id
            )
        )

    async def regress(self, execution: ExecutionKey, *, to: str, reason: str = "", fence: int = 0) -> Execution:
        """Moves the execution back to an earlier phase.

        ``fence`` names the abandoned attempt, as an ``Execution`` from a read does; an attempt that has ended is a
        ``ConflictError``. Without it, the client does not retry the call once it may have happened.
        """
        request = _requests.regress(execution, to, reason, fence)
        return _answers.stepped(
            await self._calls._call(_requests.kind_of(request), lambda route: route.workflows.RegressPhase, request)
        )

    async def arrive(
        self, execution: ExecutionKey, *, point: str, who: str, arrival_id: str | None = None
    ) -> Execution:
        """Records an arrival at a phase whose ``join`` waits for arrivals.

        ``who`` counts once for each visit of the phase; while the execution is elsewhere, it counts for the next visit.
        The same ``arrival_id`` counts once.
        """
        request = _requests.arrive(execution, point, who, arrival_id)
        return _answers.stepped(
            await self._calls._call(Kind.REPEATABLE, lambda route: route.workflows.Arrive, request, request.arrival_id)
        )

    async def signal(
        self, execution: ExecutionKey, name: str, *, json: object = None, signal_id: str | None = None
    ) -> Execution:
        """Sends a signal to the workers of the execution, in the queue of its phase. The same ``signal_id`` counts
        once.
        """
        request = _requests.signal(execution, name, json, signal_id)
        return _answers.stepped(
            await self._calls._call(
                Kind.REPEATABLE, lambda route: route.workflows.SignalExecution, request, request.signal_id
            )
        )

    async def pause(self, execution: ExecutionKey, *, reason: str = "") -> Execution:
        """Pauses the execution. Its deadlines resume afterwards with their remaining time."""
        request = _requests.pause(execution, reason)
        return _answers.stepped(
            await self._calls._call(Kind.WRITE, lambda route: route.workflows.PauseExecution, request)
        )

    async def resume(self, execution: ExecutionKey, *, phase: str = "", version: int = 0) -> Execution:
        """Resumes the execution after a pause, or with a first attempt of its phase if it is blocked.

        With ``phase``, it resumes in the state of its last entry into that phase; with ``version``, in that version of
        its state. Items reported since then are cleared.
        """
        request = _requests.resume(execution, phase, version)
        return _answers.stepped(
            await self._calls._call(Kind.WRITE, lambda route: route.workflows.ResumeExecution, request)
        )

    async def retry(self, execution: ExecutionKey) -> Execution:
        """Restarts the attempts of the phase of an execution that is blocked or has failed.

        The client does not retry the call once it may have happened.
        """
        request = api.RetryExecutionRequest(id=_requests.key_of(execution))
        return _answers.stepped(
            await self._calls._call(Kind.ONCE, lambda route: route.workflows.RetryExecution, request)
        )

    async def cancel(self, execution: ExecutionKey, *, reason: str = "") -> Execution:
        """Cancels the execution, and all its children."""
        request = _requests.cancel(execution, reason)
        return _answers.stepped(
            await self._calls._call(Kind.REPEATABLE, lambda route: route.workflows.CancelExecution, request)
        )

    async def spawn(
        self,
        execution: ExecutionKey,
        definition: str,
        *,
        reason: str,
        child_id: str | None = None,
        json: object = None,
        phase: str = "",
    ) -> ChildStarted:
        """Starts a child: an execution that is cancelled together with this one.

        It begins in ``phase``, or at the first phase of its definition.
        """
        request = _requests.spawn(execution, definition, reason, child_id, json, phase)
        answer = await self._calls._call(
            Kind.WRITE, lambda route: route.workflows.SpawnChild, request, request.child_id
        )
        return ChildStarted(request.child_id, _answers.stepped(answer))
