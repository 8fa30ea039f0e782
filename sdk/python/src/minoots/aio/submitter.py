"""Many writes in flight on one stream, sent and read by a task."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING

from grpc import aio

from .. import _requests
from .._attempts import Reopening, explained
from .._consuming import MoveOnError
from .._fault import Fault
from .._proto.timer.v1 import timer_service_pb2 as api
from .._requests import TimerKey
from .._submitting import IN_FLIGHT_MAX, Submitting, W, Write
from ..errors import ClosedError, MinootsError, UnavailableError
from ..submitter import NO_ROOM
from ..types import Cancelled, Created, Duration, NewTimer, Rescheduled
from ._streams import Stream

if TYPE_CHECKING:
    from ._calls import Route
    from .client import AsyncClient


class AsyncSubmitter:
    """Sends writes on one stream; gather many to have many in flight. A context manager that closes it.

    At 4,096 unanswered writes, the next one waits. Each write is answered, or fails, within the client's deadline.
    """

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._room = asyncio.Semaphore(IN_FLIGHT_MAX)
        self._state = Submitting(client.core.budget, self._later)
        self._wanted = asyncio.Event()
        self._closed = False
        self._stream: Stream[api.SubmitRequest, api.SubmitResponse] | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> AsyncSubmitter:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def create(self, timer: NewTimer) -> Created:
        """Creates a timer, as ``AsyncClient.create`` does."""
        return await self._write(Write.create(_requests.create(timer)))

    async def cancel(
        self,
        timer: TimerKey,
        *,
        partition_key: str = "",
        version: int = 0,
        reason: str = "",
        request_id: str | None = None,
    ) -> Cancelled:
        """Cancels a timer, as ``AsyncClient.cancel`` does."""
        return await self._write(Write.cancel(_requests.cancel(timer, partition_key, version, reason, request_id)))

    async def reschedule(
        self,
        timer: TimerKey,
        *,
        delay: Duration | None = None,
        fire_time: datetime | None = None,
        partition_key: str = "",
        version: int = 0,
        request_id: str | None = None,
    ) -> Rescheduled:
        """Reschedules a timer, as ``AsyncClient.reschedule`` does."""
        request = _requests.reschedule(timer, partition_key, delay, fire_time, version, request_id)
        return await self._write(Write.reschedule(request))

    async def close(self) -> None:
        """Waits until every write is answered or has failed, and ends the stream."""
        self._closed = True
        self._wanted.set()
        self._end_if_done()
        if self._task is not None:
            await asyncio.wait({self._task})

    async def _write(self, write: Write[W]) -> W:
        deadline = self._client.core.deadline
        try:
            await asyncio.wait_for(self._room.acquire(), deadline)
        except asyncio.TimeoutError:
            raise UnavailableError(NO_ROOM, request_id=write.request_id) from None
        alarm = None
        sequence = 0
        try:
            if self._closed:
                raise ClosedError("the submitter is closed")
            loop = asyncio.get_running_loop()
            future: asyncio.Future[W] = loop.create_future()
            sequence = self._state.write(write, future, deadline)
            alarm = loop.call_later(deadline, self._expired, sequence)
            self._start()
            return await future
        finally:
            if alarm is not None:
                alarm.cancel()
            # A cancelled caller no longer waits.
            self._state.pending.pop(sequence, None)
            self._end_if_done()
            self._room.release()

    def _expired(self, sequence: int) -> None:
        if self._state.expired(sequence) and self._stream is not None:
            self._stream.give_up()
        self._end_if_done()

    def _start(self) -> None:
        self._wanted.set()
        if self._task is None or self._task.done():
            self._task = self._client.stream(self._run(), "minoots-submitter")

    async def _run(self) -> None:
        try:
            await self._work()
        finally:
            self._state.fail_all(ClosedError("the client is closed"))

    async def _work(self) -> None:
        """Runs streams until the submitter is closed and every write is answered."""
        reopening = Reopening(self._client.endpoints, None)
        while True:
            await self._wanted.wait()
            if not self._state.pending:
                if self._closed:
                    return
                self._wanted.clear()
                continue
            try:
                route = self._client.endpoints.route()
                fault = await self._exchange(route, reopening)
                if fault is not None:
                    self._state.problem = explained(fault, self._client.endpoints, route).message
                    await asyncio.sleep(reopening.failed(route, fault))
            except MinootsError as error:
                self._state.fail_all(error)
                if isinstance(error, ClosedError):
                    return

    async def _exchange(self, route: Route, reopening: Reopening) -> Fault | None:
        """Runs one stream until it breaks or is no longer needed."""
        patience = self._client.core.patience
        stream: Stream[api.SubmitRequest, api.SubmitResponse] = Stream(
            route.timers.Submit(metadata=self._client.core.metadata),
            route.frames,
            lambda request: request.sequence,
            self._state.going_out,
        )
        begun = unheard = False
        try:
            begun = await asyncio.wait_for(stream.opened(), patience)
            reopening.opened()
            self._stream = stream
            self._state.opened(stream.send)
            self._end_if_done()
            while (message := await stream.read()) is not None:
                stream.answered(message.sequence)
                self._state.answered(message)
                self._end_if_done()
        except MoveOnError as error:
            return error.fault
        except aio.AioRpcError as error:
            fault = Fault.of(error)
            # The end of the stream may be noticed late. If a refusal comes before any metadata, the server processed
            # nothing.
            unheard = fault.spoken and not begun
            return fault
        except asyncio.TimeoutError:
            return Fault.timed_out(patience)
        except asyncio.CancelledError:
            # This submitter cancelled the stream if it seemed stuck; otherwise the task was cancelled.
            if not stream.given_up:
                raise
            return Fault.timed_out(self._client.core.deadline)
        finally:
            self._stream = None
            self._state.broken(unheard)
            await stream.close()
        return None if self._closed and not self._state.pending else Fault.ended()

    def _end_if_done(self) -> None:
        if self._closed and not self._state.pending and self._stream is not None:
            self._stream.end()

    def _later(self, seconds: float, action: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(seconds, action)
