"""Deliveries of a queue, received by a task that owns the stream.

The stream continues across broken connections and changes of leader. A delivery from an earlier stream can be
acknowledged on a later one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import TYPE_CHECKING

from grpc import aio

from .. import _fields, _time
from .._attempts import Reopening
from .._consuming import NO_ANSWER, Answer, Asked, Consuming, DeliveryInfo, MoveOnError, answer_key
from .._fault import Fault
from .._proto.event.v1 import event_service_pb2 as api
from ..errors import ClosedError, MinootsError, OutcomeUnknownError
from ..types import Duration
from ._delivery import AsyncDelivery
from ._streams import Stream, opening, wait

if TYPE_CHECKING:
    from ._calls import Route
    from .client import AsyncClient

__all__ = ["AsyncConsumer", "AsyncDelivery"]


class AsyncConsumer:
    """Deliveries as an asynchronous iterator, and a context manager that closes it. Connects when entered or first
    read.

    Iteration continues after an ``UnverifiedError``; any other error ends it. A ``patient`` consumer waits for its
    first connection without a limit.
    """

    def __init__(
        self,
        client: AsyncClient,
        name: str,
        credits: int,  # noqa: A002 - the API's word
        verify: bool,
        duplicates: int,
        *,
        patient: bool = False,
        on_broken: Callable[[str], None] | None = None,
    ) -> None:
        self.client = client
        self._verify = _fields.truth(verify, "verify")
        self._patient = patient
        self._on_broken = on_broken
        self._state = Consuming(name, credits, duplicates, client.core.budget, self._later)
        self._deliveries: asyncio.Queue[AsyncDelivery | MinootsError | None] = asyncio.Queue()
        self._closed = asyncio.Event()
        self._stream: Stream[api.ConsumeRequest, api.ConsumeResponse] | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> AsyncConsumer:
        self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __aiter__(self) -> AsyncIterator[AsyncDelivery]:
        return self

    async def __anext__(self) -> AsyncDelivery:
        delivery = await self.receive()
        if delivery is None:
            raise StopAsyncIteration
        return delivery

    async def receive(self, timeout: Duration | None = None) -> AsyncDelivery | None:
        """Returns the next delivery; None if none arrived in time, or if the consumer is closed."""
        self._start()
        self.count_released()
        seconds = None if timeout is None else _time.seconds(timeout, "timeout")
        try:
            item = await asyncio.wait_for(self._deliveries.get(), seconds)
        except asyncio.TimeoutError:
            return None
        if item is None:
            # Leaves the end marker for other readers, and for a second read.
            self._deliveries.put_nowait(None)
        if isinstance(item, MinootsError):
            raise item
        return item

    @property
    def closed(self) -> bool:
        """Whether the consumer has ended."""
        return self._closed.is_set()

    def pause(self) -> None:
        """Stops taking deliveries. Those in hand can still be acknowledged."""
        self._state.pause()

    async def close(self) -> None:
        """Closes the consumer. The leader offers its unacknowledged deliveries to other consumers at once."""
        if self._closed.is_set():
            return
        self._closed.set()
        if self._stream is not None:
            self._stream.end()
        if self._task is not None:
            # The server answers the requests sent before the goodbye, then ends the stream.
            _, late = await asyncio.wait({self._task}, timeout=self.client.core.deadline)
            for task in late:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        self._over()

    async def ask(self, request: api.ConsumeRequest) -> Answer:
        """Sends a request about a delivery and waits for the response. Raises ``ClosedError`` if no response can
        arrive.
        """
        if self._closed.is_set():
            raise ClosedError("the consumer is closed")
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        asked = Asked(request, future)
        self._state.ask(asked)
        try:
            return await asyncio.wait_for(future, self.client.core.deadline)
        except asyncio.TimeoutError:
            raise OutcomeUnknownError(NO_ANSWER) from None
        finally:
            self._state.forget(asked)

    def count_released(self) -> None:
        """Requests new deliveries to replace those that were released."""
        self._state.count_released()

    def _start(self) -> None:
        if self._task is None and not self._closed.is_set():
            self._task = self.client.stream(self._run(), "minoots-consumer")

    async def _run(self) -> None:
        reopening = Reopening(self.client.endpoints, None if self._patient else self.client.core.deadline)
        try:
            while not self._closed.is_set():
                route = self.client.endpoints.route()
                fault = await self._exchange(route, reopening)
                if self._closed.is_set():
                    break
                pause = reopening.failed(route, fault)
                if self._on_broken is not None:
                    self._on_broken(self.client.core.settings.hint(route.url) if fault.unsent else fault.message)
                await wait(self._closed, pause)
        except MinootsError as error:
            self._deliveries.put_nowait(error)
        except asyncio.CancelledError:
            if not self._closed.is_set():
                self._deliveries.put_nowait(ClosedError("the client is closed"))
            raise
        finally:
            self._over()

    def _over(self) -> None:
        self._closed.set()
        self._state.abandon()
        self._deliveries.put_nowait(None)

    async def _exchange(self, route: Route, reopening: Reopening) -> Fault:
        """Runs one stream until it breaks or the consumer is closed."""
        patience = self.client.core.patience
        stream: Stream[api.ConsumeRequest, api.ConsumeResponse] = Stream(
            route.events.Consume(metadata=self.client.core.metadata), route.frames, answer_key
        )
        try:
            if await opening(stream.opened(), self._closed, patience) is None:
                return Fault.ended()
            stream.send(self._state.opening())
            if await opening(stream.read(), self._closed, patience) is None:
                return Fault.ended()
            reopening.opened()
            self._stream = stream
            self._state.opened(stream.send)
            while (message := await stream.read()) is not None:
                if message.HasField("result"):
                    stream.answered((message.result.event_id, message.result.fence))
                await self._received(message)
        except MoveOnError as error:
            return error.fault
        except aio.AioRpcError as error:
            return Fault.of(error)
        except asyncio.TimeoutError:
            return Fault.timed_out(patience)
        finally:
            self._stream = None
            self._state.broken()
            await stream.close()
        return Fault.ended()

    async def _received(self, message: api.ConsumeResponse) -> None:
        match message.WhichOneof("response"):
            case "result":
                self._state.answered(message.result)
            case "delivery":
                delivery = AsyncDelivery(DeliveryInfo.of(message.delivery), self, self._state.take())
                try:
                    if self._verify:
                        await self.client.verify(delivery.event)
                except MinootsError as error:
                    self._deliveries.put_nowait(error)
                    return
                if delivery.event.id in self._state.duplicates:
                    self._state.acknowledge_duplicate(message.delivery)
                    return
                self._deliveries.put_nowait(delivery)

    def _later(self, seconds: float, action: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(seconds, action)
