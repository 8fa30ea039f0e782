"""Workflows, by the blocking client."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from . import _time
from . import _workflow_answers as _answers
from . import _workflow_requests as _requests
from ._attempts import Kind
from ._backoff import Backoff
from ._proto.workflow.v1 import workflow_service_pb2 as api
from ._workflow_requests import ExecutionKey
from .errors import UnavailableError
from .failure_types import FailureClass, FailureType
from .recovery_types import CommandStatus, RecoveryCounts
from .types import Duration, Priority
from .workflow_types import (
    ENDED,
    ApprovalDecided,
    ChildStarted,
    Definition,
    DefinitionApplied,
    Execution,
    ExecutionStarted,
    ExecutionStatus,
    ExecutionWaited,
    TimelineEntry,
)

if TYPE_CHECKING:
    from ._calls import Calls

# The last look of a wait has this long at least, in seconds.
_LOOK = 1.0


class Workflows:
    """Work that goes in phases, and outlives whoever works on it: ``client.workflows``."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def apply(self, document: str, *, dry_run: bool = False) -> DefinitionApplied:
        """Makes a definition, or its next version, of YAML or JSON; the one that is current already changes nothing.

        One that is not sound is an ``InvalidError``, whose ``metadata`` has ``line`` and ``column``. ``dry_run`` only
        judges it.
        """
        request = _requests.apply(document, dry_run)
        return _answers.applied(self._calls._call(Kind.WRITE, lambda route: route.workflows.ApplyDefinition, request))

    def definition(self, name: str, *, version: int = 0) -> Definition:
        """Reads a definition; version 0 is the current one."""
        request = _requests.definition(name, version)
        answer = self._calls._call(Kind.READ, lambda route: route.workflows.GetDefinition, request)
        return _answers.definition(answer.definition)

    def definitions(self, *, name_prefix: str = "") -> Iterator[Definition]:
        """The definitions whose names begin so, each at its current version, by name."""
        request = _requests.definitions(name_prefix)
        return self._calls._each(
            lambda route: route.workflows.ListDefinitions, request, _answers.listed_definition, lambda one: one.name
        )

    def start(
        self,
        definition: str,
        *,
        id: str | None = None,  # noqa: A002 - the API's word
        json: object = None,
        version: int = 0,
        priority: Priority = Priority.NEXT,
        phase: str = "",
    ) -> ExecutionStarted:
        """Starts an execution of a definition; ``json`` is its input, at most 16 KiB, which every attempt gets.

        ``priority`` is that of its work in queues, and decides whose turn it is in phases that take only so many at a
        time. It begins in ``phase``, or where its definition says. Starting it again under the same ``id``, with the
        same definition, input, priority and phase, answers with the one that exists.
        Without an ``id`` it gets one, which an ``OutcomeUnknownError`` tells as its ``request_id``.
        """
        request = _requests.start(definition, id, version, json, priority, phase)
        answer = self._calls._call(Kind.WRITE, lambda route: route.workflows.StartExecution, request, request.id)
        return _answers.started(answer)

    def get(self, execution: ExecutionKey) -> Execution:
        """Reads an execution."""
        return self._get(execution, None)

    def _get(self, execution: ExecutionKey, within: float | None) -> Execution:
        request = api.GetExecutionRequest(id=_requests.key_of(execution))
        return _answers.stepped(
            self._calls._call(Kind.READ, lambda route: route.workflows.GetExecution, request, within=within)
        )

    def list(
        self, *, id_prefix: str = "", definition: str = "", statuses: Iterable[ExecutionStatus] = ()
    ) -> Iterator[Execution]:
        """The executions that fulfil the conditions, by id."""
        request = _requests.executions(id_prefix, definition, statuses)
        return self._calls._each(
            lambda route: route.workflows.ListExecutions, request, _answers.stepped, lambda one: one.id
        )

    def wait(
        self, execution: ExecutionKey, *, timeout: Duration, until: Iterable[ExecutionStatus] = ENDED
    ) -> ExecutionWaited:
        """Looks at an execution, at least every two seconds, until it has ended or come to another status.

        Across broken connections and changes of leader, for as long as ``timeout`` and one look more.
        """
        wanted, backoff = _requests.statuses_of(until, "until"), Backoff()
        over = time.monotonic() + _time.seconds(timeout, "timeout")
        while True:
            try:
                now = self._get(execution, max(_LOOK, over - time.monotonic()))
            except UnavailableError:
                if time.monotonic() >= over:
                    raise
            else:
                if now.status in wanted or time.monotonic() >= over:
                    return ExecutionWaited(now.status in wanted, now)
            time.sleep(max(0.0, min(backoff.advance(), over - time.monotonic())))

    def timeline(self, execution: ExecutionKey) -> Iterator[TimelineEntry]:
        """What happened in an execution, in order, each record signed. Ends with the last one that there is."""
        name = _requests.key_of(execution)
        return self._calls._each(
            lambda route: route.workflows.GetTimeline,
            api.GetTimelineRequest(id=name),
            lambda message: _answers.entry(message, name),
            lambda entry: entry.number,
        )

    def complete(
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
    ) -> Execution:
        """The work of the phase it is in is done: the next one begins, or somebody is asked.

        The attempt is that of the ``PhaseAttempt``, or of ``fence``; an older one is a ``ConflictError`` with reason
        ``STALE_FENCE``. An id without ``fence`` is whichever is at work, and then the call is not repeated by itself.
        """
        request = _requests.complete(execution, fence, checklist, artifacts, score, feedback, to, tokens, money_micros)
        kind = _requests.kind_of(request)
        return _answers.stepped(self._calls._call(kind, lambda route: route.workflows.CompletePhase, request))

    def fail(
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
        """An attempt has failed: another one follows if the class is ``TRANSIENT``, else what the definition says.

        The same ``signature`` twice in a row is not tried again. The attempt is as of ``complete``.
        """
        request = _requests.fail(
            execution, message, failure_class, failure_type, signature, fence, tokens, money_micros
        )
        kind = _requests.kind_of(request)
        return _answers.stepped(self._calls._call(kind, lambda route: route.workflows.ReportFailure, request))

    def resolve(self, execution: ExecutionKey, fix: str, *, by: str, why: str = "", fence: int = 0) -> Execution:
        """Chooses a fix for the failure that it is blocked by: one of its definition, whether it is suggested or not.

        ``fence`` names the attempt that failed, as an ``Execution`` that was read does. Without it the call is not
        repeated by itself once it may have happened.
        """
        request = _requests.resolve(execution, fix, by, why, fence)
        kind = _requests.kind_of(request)
        return _answers.stepped(self._calls._call(kind, lambda route: route.workflows.ResolveFailure, request))

    def update_command(
        self, execution: ExecutionKey, status: CommandStatus, *, by: str, note: str = "", command: str = ""
    ) -> Execution:
        """Says how far something is that has to be done before a fix can help.

        A ``PhaseCommand`` names the ``command``. The ``note`` of one that is completed goes to the next attempt.
        """
        request = _requests.command(execution, command, status, by, note)
        return _answers.stepped(self._calls._call(Kind.WRITE, lambda route: route.workflows.UpdateCommand, request))

    def recovery_counts(self, definition: str) -> RecoveryCounts:
        """How often the fixes of a definition have helped, in all executions."""
        request = _requests.counts(definition)
        return _answers.counts(self._calls._call(Kind.READ, lambda route: route.workflows.GetRecoveryCounts, request))

    def approve(
        self, execution: ExecutionKey, *, by: str, why: str = "", phase: str = "", fence: int = 0
    ) -> ApprovalDecided:
        """Decides that it goes on.

        ``phase`` and ``fence`` name what was decided on, as an ``Execution`` that was read does; of an attempt that is
        over it is a ``ConflictError``. Without them it is whichever is asked about, and then the call is not repeated
        by itself.
        """
        return self._decide(_requests.decide(execution, True, by, why, phase, fence))

    def deny(
        self, execution: ExecutionKey, *, by: str, why: str = "", phase: str = "", fence: int = 0
    ) -> ApprovalDecided:
        """Decides that it does not go on. ``phase`` and ``fence`` are as of ``approve``."""
        return self._decide(_requests.decide(execution, False, by, why, phase, fence))

    def _decide(self, request: api.DecideApprovalRequest) -> ApprovalDecided:
        kind = _requests.kind_of(request)
        return _answers.decided(self._calls._call(kind, lambda route: route.workflows.DecideApproval, request))

    def regress(self, execution: ExecutionKey, *, to: str, reason: str = "", fence: int = 0) -> Execution:
        """Falls back to an earlier phase.

        ``fence`` names the attempt that is given up, as an ``Execution`` that was read does; of one that is over it is
        a ``ConflictError``. Without it the call is not repeated by itself once it may have happened.
        """
        request = _requests.regress(execution, to, reason, fence)
        return _answers.stepped(
            self._calls._call(_requests.kind_of(request), lambda route: route.workflows.RegressPhase, request)
        )

    def arrive(self, execution: ExecutionKey, *, point: str, who: str) -> Execution:
        """Says that somebody has come to a phase whose ``join`` waits for arrivals.

        ``who`` counts once for each visit of the phase, for its next one while the execution is elsewhere: so it is not
        repeated by itself once it may have happened.
        """
        request = _requests.arrive(execution, point, who)
        return _answers.stepped(self._calls._call(Kind.ONCE, lambda route: route.workflows.Arrive, request))

    def signal(
        self, execution: ExecutionKey, name: str, *, json: object = None, signal_id: str | None = None
    ) -> Execution:
        """Tells those who work on it something, by the queue of its phase; the same ``signal_id`` counts once."""
        request = _requests.signal(execution, name, json, signal_id)
        return _answers.stepped(
            self._calls._call(
                Kind.REPEATABLE, lambda route: route.workflows.SignalExecution, request, request.signal_id
            )
        )

    def pause(self, execution: ExecutionKey, *, reason: str = "") -> Execution:
        """Stops it for a while; what is left of its deadlines goes on afterwards."""
        request = _requests.pause(execution, reason)
        return _answers.stepped(self._calls._call(Kind.WRITE, lambda route: route.workflows.PauseExecution, request))

    def resume(self, execution: ExecutionKey, *, phase: str = "", version: int = 0) -> Execution:
        """Goes on after a pause, or with a first attempt of its phase if it is blocked.

        With ``phase`` it goes on as it was when it entered that phase last, with ``version`` as it was in that version
        of its state; what was shown since then was not.
        """
        request = _requests.resume(execution, phase, version)
        return _answers.stepped(self._calls._call(Kind.WRITE, lambda route: route.workflows.ResumeExecution, request))

    def retry(self, execution: ExecutionKey) -> Execution:
        """Begins the attempts of its phase anew, of one that is blocked or has failed.

        It is not repeated by itself once it may have happened.
        """
        request = api.RetryExecutionRequest(id=_requests.key_of(execution))
        return _answers.stepped(self._calls._call(Kind.ONCE, lambda route: route.workflows.RetryExecution, request))

    def cancel(self, execution: ExecutionKey, *, reason: str = "") -> Execution:
        """Stops it for good, and all that it discovered."""
        request = _requests.cancel(execution, reason)
        return _answers.stepped(
            self._calls._call(Kind.REPEATABLE, lambda route: route.workflows.CancelExecution, request)
        )

    def spawn(
        self,
        execution: ExecutionKey,
        definition: str,
        *,
        reason: str,
        child_id: str | None = None,
        json: object = None,
        phase: str = "",
    ) -> ChildStarted:
        """More work was discovered: an execution of its own, that is cancelled with this one.

        It begins in ``phase`` of its definition, or where that says.
        """
        request = _requests.spawn(execution, definition, reason, child_id, json, phase)
        answer = self._calls._call(Kind.WRITE, lambda route: route.workflows.SpawnChild, request, request.child_id)
        return ChildStarted(request.child_id, _answers.stepped(answer))
