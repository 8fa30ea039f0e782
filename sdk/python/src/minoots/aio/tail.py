"""The tenant's event log, read continuously.

Invariant: after a break, the tail resumes behind the last event that it returned, or at its start. No event is skipped
and none is repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import TYPE_CHECKING

from grpc import aio

from .. import _answers, _fields
from .._attempts import Reopening
from .._fault import Fault
from .._proto.event.v1.event_service_pb2 import TailRequest, TailResponse
from ..errors import MinootsError
from ..types import LogEvent
from ._streams import Incoming, wait

# blocking: from ._streams import warn_if_blocking

if TYPE_CHECKING:
    from ._calls import Route
    from .client import AsyncClient

# The metadata of the response with the cursor of the start of the tail.
_CURSOR = "minoots-cursor"


class AsyncTail:
    """The events in order: an asynchronous iterator, and a context manager that closes it.

    Connects when it is entered or first read. Iteration continues after an ``UnverifiedError``; any other error ends
    it.
    """

    def __init__(self, client: AsyncClient, request: TailRequest, verify: bool) -> None:
        self._client = client
        self._request = request
        self._verify = _fields.truth(verify, "verify")
        self._reopening: Reopening | None = None
        self._last: Incoming[TailResponse] | None = None
        self._open: tuple[Route, Incoming[TailResponse]] | None = None
        self._closed = asyncio.Event()

    @property
    def cursor(self) -> str:
        """A cursor behind the last event that was read, or at the start of the tail; empty while it is unknown."""
        return self._request.cursor

    def __aiter__(self) -> AsyncIterator[LogEvent]:
        return self

    async def __aenter__(self) -> AsyncTail:
        await self._opened()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if self._last is not None:
            await self._last.end()

    def close(self) -> None:
        """Closes the tail, which ends the iteration for a waiting reader."""
        self._closed.set()
        if self._last is not None:
            self._last.cancel()

    async def __anext__(self) -> LogEvent:
        # blocking: warn_if_blocking()
        while (opened := await self._opened()) is not None:
            route, stream = opened
            try:
                message = await stream.read()
            except aio.AioRpcError as error:
                await self._broken(route, Fault.of(error))
                continue
            if message is not None:
                return await self._read(message)
            await self._broken(route, Fault.ended())
        raise StopAsyncIteration

    async def _opened(self) -> tuple[Route, Incoming[TailResponse]] | None:
        """Returns the stream, and opens it if necessary; None after ``close``."""
        try:
            return await self._reopened()
        except BaseException:
            # An interruption, such as Ctrl-C, leaves a block before it was entered, so that its end closes nothing.
            self._open = None
            if self._last is not None:
                self._last.cancel()
            raise

    async def _reopened(self) -> tuple[Route, Incoming[TailResponse]] | None:
        while self._open is None and not self._closed.is_set():
            if self._reopening is None:
                self._reopening = Reopening(self._client.endpoints, self._client.core.deadline)
            route = self._client.endpoints.route()
            stream = Incoming(route.events.Tail(self._request, metadata=self._client.core.metadata))
            self._last = stream
            try:
                cursor = await stream.opened(_CURSOR, self._client.core.patience)
            except aio.AioRpcError as error:
                await self._broken(route, Fault.of(error))
                continue
            except asyncio.TimeoutError:
                stream.cancel()
                await self._broken(route, Fault.timed_out(self._client.core.patience))
                continue
            if cursor is None:
                await self._broken(route, Fault.ended())
                continue
            self._open = (route, stream)
            self._reopening.opened()
            if self._request.WhichOneof("position") is None:
                self._request.cursor = cursor
            if self._closed.is_set():
                stream.cancel()
        return None if self._closed.is_set() else self._open

    async def _broken(self, route: Route, fault: Fault) -> None:
        self._open = None
        if self._closed.is_set() or self._reopening is None:
            return
        try:
            pause = self._reopening.failed(route, fault)
        except MinootsError:
            self._closed.set()
            raise
        await wait(self._closed, pause)

    async def _read(self, message: TailResponse) -> LogEvent:
        event = _answers.log_event(message.event)
        self._request.cursor = event.cursor
        if self._verify:
            await self._client.verify(event.event)
        return event
