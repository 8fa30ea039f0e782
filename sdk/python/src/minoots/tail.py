"""The tenant's event log, read continuously by a thread.

Invariant: after a break, the tail resumes behind the last event that it returned, or at its start. No event is skipped,
and none is repeated.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING

import grpc

from . import _answers
from ._attempts import Reopening
from ._fault import Fault
from ._proto.event.v1.event_service_pb2 import TailRequest, TailResponse
from ._streams import Alarm, Call, warn_if_blocking
from .errors import MinootsError
from .types import LogEvent

if TYPE_CHECKING:
    from ._calls import Route
    from .client import Client

# The metadata of the response with the cursor of the start of the tail.
CURSOR = "minoots-cursor"


class Tail:
    """The events in order: an iterator, and a context manager that closes it. Any thread may call ``close``.

    Connects when it is entered or first read. Iteration continues after an ``UnverifiedError``; any other error ends
    it.
    """

    def __init__(self, client: Client, request: TailRequest, verify: bool) -> None:
        self._client = client
        self._request = request
        self._verify = verify
        self._reopening: Reopening | None = None
        self._open: tuple[Route, Call[TailResponse]] | None = None
        self._closed = threading.Event()

    @property
    def cursor(self) -> str:
        """A cursor behind the last event that was read, or at the start of the tail; empty while it is unknown."""
        return self._request.cursor

    def __iter__(self) -> Iterator[LogEvent]:
        return self

    def __enter__(self) -> Tail:
        self._opened()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the tail, which ends the iteration for a waiting reader."""
        self._closed.set()
        if self._open is not None:
            self._open[1].cancel()

    def __next__(self) -> LogEvent:
        warn_if_blocking()
        while (stream := self._opened()) is not None:
            route, call = stream
            try:
                message = next(call)
            except grpc.RpcError as error:
                self._broken(route, Fault.of(error))
            except StopIteration:
                self._broken(route, Fault.ended())
            else:
                return self._read(message)
        raise StopIteration

    def _opened(self) -> tuple[Route, Call[TailResponse]] | None:
        """Returns the stream, and opens it if necessary; None after ``close``."""
        while self._open is None and not self._closed.is_set():
            if self._reopening is None:
                self._reopening = Reopening(self._client.endpoints, self._client.core.deadline)
            route = self._client.endpoints.route()
            call = route.events.Tail(self._request, metadata=self._client.core.metadata)
            self._open = (route, call)
            with Alarm(self._client.core.patience, call.cancel) as alarm:
                metadata = dict(call.initial_metadata() or ())
            # A call that has ended has no cursor in its metadata.
            cursor = metadata.get(CURSOR)
            if not isinstance(cursor, str):
                self._failed_to_open(route, call, alarm.rang)
                continue
            self._reopening.opened()
            if self._request.WhichOneof("position") is None:
                self._request.cursor = cursor
            if self._closed.is_set():
                call.cancel()
        return None if self._closed.is_set() else self._open

    def _failed_to_open(self, route: Route, call: Call[TailResponse], timed_out: bool) -> None:
        try:
            next(call)
        except grpc.RpcError as error:
            self._broken(route, Fault.timed_out(self._client.core.patience) if timed_out else Fault.of(error))
        except StopIteration:
            self._broken(route, Fault.ended())
        else:
            call.cancel()
            self._broken(route, Fault.ended())

    def _broken(self, route: Route, fault: Fault) -> None:
        self._open = None
        if self._closed.is_set() or self._reopening is None:
            return
        try:
            self._closed.wait(self._reopening.failed(route, fault))
        except MinootsError:
            self._closed.set()
            raise

    def _read(self, message: TailResponse) -> LogEvent:
        event = _answers.log_event(message.event)
        self._request.cursor = event.cursor
        if self._verify:
            self._client.verify(event.event)
        return event
