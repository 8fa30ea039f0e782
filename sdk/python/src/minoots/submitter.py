"""Many writes in flight on one stream, sent and read by a thread."""

from __future__ import annotations

import concurrent.futures
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING

import grpc

from . import _requests
from ._attempts import Reopening, explained
from ._consuming import MoveOnError
from ._fault import Fault
from ._proto.timer.v1 import timer_service_pb2 as api
from ._requests import TimerKey
from ._streams import Alarm, Call, Outgoing, later
from ._submitting import IN_FLIGHT_MAX, Submitting, W, Write
from .errors import ClosedError, MinootsError, UnavailableError
from .types import Cancelled, Created, Duration, NewTimer, Rescheduled

if TYPE_CHECKING:
    from ._calls import Route
    from .client import Client

NO_ROOM = "too many writes are in flight; this one was not sent"


class Submitter:
    """Sends writes without waiting for their responses. Every method returns a future. A context manager that closes
    it.

    At 4,096 unanswered writes, the next one blocks. Each write is answered, or fails, within the client's deadline.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.RLock()
        self._room = threading.BoundedSemaphore(IN_FLIGHT_MAX)
        self._state = Submitting(client.core.budget, self._later)
        self._deadlines: deque[tuple[float, int]] = deque()
        self._wanted = threading.Event()
        self._closed = False
        self._outgoing: Outgoing[api.SubmitRequest] | None = None
        self._call: Call[api.SubmitResponse] | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Submitter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def create(self, timer: NewTimer) -> concurrent.futures.Future[Created]:
        """Creates a timer, as ``Client.create`` does."""
        return self._write(Write.create(_requests.create(timer)))

    def cancel(
        self,
        timer: TimerKey,
        *,
        partition_key: str = "",
        version: int = 0,
        reason: str = "",
        request_id: str | None = None,
    ) -> concurrent.futures.Future[Cancelled]:
        """Cancels a timer, as ``Client.cancel`` does."""
        return self._write(Write.cancel(_requests.cancel(timer, partition_key, version, reason, request_id)))

    def reschedule(
        self,
        timer: TimerKey,
        *,
        delay: Duration | None = None,
        fire_time: datetime | None = None,
        partition_key: str = "",
        version: int = 0,
        request_id: str | None = None,
    ) -> concurrent.futures.Future[Rescheduled]:
        """Reschedules a timer, as ``Client.reschedule`` does."""
        request = _requests.reschedule(timer, partition_key, delay, fire_time, version, request_id)
        return self._write(Write.reschedule(request))

    def close(self) -> None:
        """Waits until every write is answered or has failed, and ends the stream."""
        with self._lock:
            self._closed = True
            self._wanted.set()
            self._end_if_done()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            # Every write is answered or fails within the deadline.
            thread.join(self._client.core.deadline * 2)

    def _write(self, write: Write[W]) -> concurrent.futures.Future[W]:
        deadline = self._client.core.deadline
        future: concurrent.futures.Future[W] = concurrent.futures.Future()
        if not self._room.acquire(timeout=deadline):
            future.set_exception(UnavailableError(NO_ROOM, request_id=write.request_id))
            return future
        with self._lock:
            if self._closed:
                self._room.release()
                raise ClosedError("the submitter is closed")
            future.add_done_callback(lambda _: self._room.release())
            self._deadlines.append((time.monotonic() + deadline, self._state.write(write, future, deadline)))
            if len(self._deadlines) == 1:
                later(deadline, self._expire)
            self._start()
        return future

    def _expire(self) -> None:
        """Fails the writes whose deadline has passed. All writes have the same time, so the oldest expires first."""
        with self._lock:
            while self._deadlines and self._deadlines[0][0] <= time.monotonic():
                stuck = self._state.expired(self._deadlines.popleft()[1])
                if stuck and self._call is not None:
                    self._call.cancel()
            # An answered write needs no deadline.
            while self._deadlines and self._deadlines[0][1] not in self._state.pending:
                self._deadlines.popleft()
            if self._deadlines:
                later(max(0.0, self._deadlines[0][0] - time.monotonic()), self._expire)
            self._end_if_done()

    def _start(self) -> None:
        self._wanted.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="minoots-submitter", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        reopening = Reopening(self._client.endpoints, None)
        while True:
            self._wanted.wait()
            with self._lock:
                if not self._state.pending:
                    if self._closed:
                        return
                    self._wanted.clear()
                    continue
            try:
                route = self._client.endpoints.route()
                fault = self._stream(route, reopening)
                if fault is not None:
                    self._state.problem = explained(fault, self._client.endpoints, route).message
                    threading.Event().wait(reopening.failed(route, fault))
            except MinootsError as error:
                with self._lock:
                    self._state.fail_all(error)

    def _stream(self, route: Route, reopening: Reopening) -> Fault | None:
        """Runs one stream until it breaks or is no longer needed."""
        patience = self._client.core.patience
        outgoing: Outgoing[api.SubmitRequest] = Outgoing(
            route.frames, lambda request: request.sequence, self._going_out
        )
        call = route.timers.Submit(outgoing, metadata=self._client.core.metadata)
        alarm = Alarm(patience, call.cancel)
        begun = unheard = False
        try:
            with alarm:
                # Returns when the stream is open or has ended; after an end, reading it raises the reason.
                begun = bool(call.initial_metadata())
                if not call.is_active():
                    next(call)
            reopening.opened()
            with self._lock:
                self._call, self._outgoing = call, outgoing
                self._state.opened(outgoing.send)
                self._end_if_done()
            for message in call:
                outgoing.answered(message.sequence)
                with self._lock:
                    self._state.answered(message)
                    self._end_if_done()
        except MoveOnError as error:
            return error.fault
        except StopIteration:
            return Fault.ended()
        except grpc.RpcError as error:
            fault = Fault.timed_out(patience) if alarm.rang else Fault.of(error)
            # The end of the stream may be noticed late. If a refusal comes before any metadata, the server processed
            # nothing.
            unheard = fault.spoken and not begun
            return fault
        finally:
            outgoing.drop()
            call.cancel()
            with self._lock:
                self._call = self._outgoing = None
                self._state.broken(unheard)
                done = self._closed and not self._state.pending
        return None if done else Fault.ended()

    def _going_out(self, request: api.SubmitRequest) -> bool:
        with self._lock:
            return self._state.going_out(request)

    def _end_if_done(self) -> None:
        if self._closed and not self._state.pending and self._outgoing is not None:
            self._outgoing.end()

    def _later(self, seconds: float, action: Callable[[], None]) -> None:
        def locked() -> None:
            with self._lock:
                action()

        later(seconds, locked)
