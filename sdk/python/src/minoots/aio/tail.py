"""The tenant's event log, read continuously by a task.

Invariant: after a break, the tail resumes behind the last event that it returned, or at its start. No event is skipped,
and none is repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import TYPE_CHECKING

from grpc import aio

from .. import _answers
from .._attempts import Reopening
from .._fault import Fault
from .._proto.event.v1.event_service_pb2 import TailRequest, TailResponse
from ..errors import MinootsError
from ..tail import CURSOR
from ..types import LogEvent
from ._streams import end, read, status_of

if TYPE_CHECKING:
    from ._calls import Route
    from .client import AsyncClient

Call = aio.UnaryStreamCall[TailRequest, TailResponse]


class AsyncTail:
    """The events in order: an asynchronous iterator, and a context manager that closes it.

    Connects when it is entered or first read. Iteration continues after an ``UnverifiedError``; any other error ends
    it.
    """

    def __init__(self, client: AsyncClient, request: TailRequest, verify: bool) -> None:
        self._client = client
        self._request = request
        self._verify = verify
        self._reopening: Reopening | None = None
        self._open: tuple[Route, Call] | None = None
        self._closed = False

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
        if self._open is not None:
            await end(self._open[1])

    def close(self) -> None:
        """Closes the tail, which ends the iteration for a waiting reader."""
        self._closed = True
        if self._open is not None:
            self._open[1].cancel()

    async def __anext__(self) -> LogEvent:
        while (stream := await self._opened()) is not None:
            route, call = stream
            try:
                message = await read(call)
            except aio.AioRpcError as error:
                await self._broken(route, Fault.of(error))
                continue
            except asyncio.CancelledError:
                if not self._closed:
                    raise
                await end(call)
                break
            if message is not None:
                return await self._read(message)
            await self._broken(route, Fault.ended())
        raise StopAsyncIteration

    async def _opened(self) -> tuple[Route, Call] | None:
        """Returns the stream, and opens it if necessary; None after ``close``."""
        while self._open is None and not self._closed:
            if self._reopening is None:
                self._reopening = Reopening(self._client.endpoints, self._client.core.deadline)
            route = self._client.endpoints.route()
            call: Call = route.events.Tail(self._request, metadata=self._client.core.metadata)
            try:
                cursor = await self._begin(call)
            except aio.AioRpcError as error:
                await self._broken(route, Fault.of(error))
                continue
            except asyncio.TimeoutError:
                call.cancel()
                await self._broken(route, Fault.timed_out(self._client.core.patience))
                continue
            self._open = (route, call)
            self._reopening.opened()
            if self._request.WhichOneof("position") is None:
                self._request.cursor = cursor
        return None if self._closed else self._open

    async def _begin(self, call: Call) -> str:
        metadata = await asyncio.wait_for(call.initial_metadata(), self._client.core.patience)
        cursor = metadata.get(CURSOR)
        if isinstance(cursor, str):
            return cursor
        # A call that has ended has no cursor in its metadata.
        if not call.done():
            call.cancel()
        raise await status_of(call)

    async def _broken(self, route: Route, fault: Fault) -> None:
        self._open = None
        if self._closed or self._reopening is None:
            return
        try:
            pause = self._reopening.failed(route, fault)
        except MinootsError:
            self._closed = True
            raise
        await asyncio.sleep(pause)

    async def _read(self, message: TailResponse) -> LogEvent:
        event = _answers.log_event(message.event)
        self._request.cursor = event.cursor
        if self._verify:
            await self._client.verify(event.event)
        return event
