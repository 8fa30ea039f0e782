"""The unanswered writes of one stream, for threads and for an event loop.

Invariant: each write gets one result. If the stream breaks first, the write is sent again with the same ids.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from . import _answers
from ._backoff import Backoff, Budget
from ._consuming import NO_ANSWER, MoveOnError, Reply
from ._fault import Fault, in_doubt
from ._proto.timer.v1 import timer_service_pb2 as api
from .errors import InternalError, MinootsError, OutcomeUnknownError, UnavailableError
from .types import Cancelled, Created, Rescheduled

# The number of unanswered writes on one stream at which a server stops reading.
IN_FLIGHT_MAX = 4_096
NOT_SENT = "the write could not be sent within the deadline"

W = TypeVar("W")


class Write(Generic[W]):
    """One write, with the conversion of its response."""

    def __init__(self, request: api.SubmitRequest, read: Callable[[api.SubmitResponse], W]) -> None:
        self.request = request
        self.read = read
        self.reply: Reply | None = None
        self.backoff = Backoff()
        self.in_doubt = False
        self.sent = False
        self.answers_before = 0
        self.ends = 0.0

    @staticmethod
    def create(request: api.CreateTimerRequest) -> Write[Created]:
        """A create."""
        return Write[Created](api.SubmitRequest(create=request), lambda answer: _answers.created(answer.create))

    @staticmethod
    def cancel(request: api.CancelTimerRequest) -> Write[Cancelled]:
        """A cancellation."""
        return Write[Cancelled](api.SubmitRequest(cancel=request), lambda answer: _answers.cancelled(answer.cancel))

    @staticmethod
    def reschedule(request: api.RescheduleTimerRequest) -> Write[Rescheduled]:
        """A rescheduling."""
        return Write[Rescheduled](
            api.SubmitRequest(reschedule=request), lambda answer: _answers.rescheduled(answer.reschedule)
        )

    @property
    def request_id(self) -> str:
        """The request id, under which the write can be repeated."""
        body = getattr(self.request, self.request.WhichOneof("write") or "")
        return str(body.request_id)

    def settle(self, result: W | MinootsError) -> None:
        """Gives the result to the waiting caller."""
        if self.reply is None or self.reply.done():
            return
        if isinstance(result, MinootsError):
            self.reply.set_exception(in_doubt(result) if self.in_doubt else result)
        else:
            self.reply.set_result(result)


class Submitting:
    """The state of a submitter: see the module. ``later`` calls after a delay in seconds."""

    def __init__(self, budget: Budget, later: Callable[[float, Callable[[], None]], object]) -> None:
        self._budget = budget
        self._later = later
        self._send: Callable[[api.SubmitRequest], None] | None = None
        self._sequence = 0
        self._answers = 0
        self.pending: dict[int, Write[Any]] = {}
        # The reason why there is no stream.
        self.problem = ""

    def opened(self, send: Callable[[api.SubmitRequest], None]) -> None:
        """Starts using an open stream, and sends all unanswered writes."""
        self._send = send
        self.problem = ""
        for sequence in list(self.pending):
            self._dispatch(sequence)

    def broken(self, unheard: bool = False) -> None:
        """Records the end of the stream. Its writes may or may not have been processed, unless the server read none."""
        self._send = None
        for write in self.pending.values():
            if unheard:
                write.sent = write.in_doubt
            else:
                write.in_doubt |= write.sent

    def write(self, write: Write[Any], reply: Reply, deadline: float) -> int:
        """Adds a write that has so many seconds, and returns its number."""
        write.ends = time.monotonic() + deadline
        self._budget.earn()
        self._sequence += 1
        write.reply = reply
        write.request.sequence = self._sequence
        self.pending[self._sequence] = write
        self._dispatch(self._sequence)
        return self._sequence

    def going_out(self, request: api.SubmitRequest) -> bool:
        """Marks a write as sent. Returns whether its caller still waits."""
        write = self.pending.get(request.sequence)
        if write is None:
            return False
        write.sent = True
        write.answers_before = self._answers
        return True

    def expired(self, sequence: int) -> bool:
        """Fails an unanswered write. Returns whether the stream seems stuck: it answered no other write since."""
        write = self.pending.pop(sequence, None)
        if write is None:
            return False
        if write.sent:
            write.settle(OutcomeUnknownError(NO_ANSWER, request_id=write.request_id))
        else:
            words = f"{NOT_SENT}: {self.problem}" if self.problem else NOT_SENT
            write.settle(UnavailableError(words, request_id=write.request_id))
        return write.sent and write.answers_before == self._answers and self._send is not None

    def answered(self, message: api.SubmitResponse) -> None:
        """Handles a response. Raises if another server must be called."""
        self._answers += 1
        write = self.pending.pop(message.sequence, None)
        if write is None:
            return
        kind = message.WhichOneof("answer")
        if kind == "error":
            self._refused(message.sequence, write, Fault.of_submit(message.error))
        elif kind != write.request.WhichOneof("write"):
            write.settle(InternalError("a write was answered with the answer to another kind of write"))
        else:
            try:
                write.settle(write.read(message))
            except MinootsError as error:
                write.settle(error)

    def fail_all(self, error: MinootsError) -> None:
        """Fails all writes, because no stream can be opened."""
        pending, self.pending = self.pending, {}
        for write in pending.values():
            write.settle(error)

    def _refused(self, sequence: int, write: Write[Any], fault: Fault) -> None:
        write.in_doubt |= fault.may_have_happened
        if fault.is_not_leader:
            self.pending[sequence] = write
            raise MoveOnError(fault)
        # This attempt had no effect, so that only an earlier one can be in doubt.
        write.sent = write.in_doubt
        pause = write.backoff.next(fault.asked_pause)
        has_time = time.monotonic() + pause < write.ends
        if not fault.is_transient or not has_time or not self._budget.spend():
            write.settle(fault.error(write.request_id))
            return
        self.pending[sequence] = write
        self._later(pause, lambda: self._dispatch(sequence))

    def _dispatch(self, sequence: int) -> None:
        write = self.pending.get(sequence)
        if write is None or self._send is None:
            return
        self._send(write.request)
