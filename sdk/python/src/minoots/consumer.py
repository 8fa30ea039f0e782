"""Deliveries of a queue, received by a thread that owns the stream.

The stream continues across broken connections and changes of leader. A delivery from an earlier stream can be
acknowledged on a later one.
"""

from __future__ import annotations

import concurrent.futures
import queue
import threading
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING

import grpc

from . import _fields, _time
from ._attempts import Reopening
from ._consuming import NO_ANSWER, Answer, Asked, Consuming, DeliveryInfo, MoveOnError, answer_key
from ._delivery import Delivery
from ._fault import Fault
from ._proto.event.v1 import event_service_pb2 as api
from ._streams import Alarm, Call, Outgoing, later, warn_if_blocking
from .errors import ClosedError, MinootsError, OutcomeUnknownError
from .types import Duration

if TYPE_CHECKING:
    from ._calls import Route
    from .client import Client

__all__ = ["Consumer", "Delivery"]


class Consumer:
    """Deliveries as an iterator, and a context manager that closes it. Connects when it is entered or first read.

    Any thread may acknowledge. Iteration continues after an ``UnverifiedError``; any other error ends it.
    """

    def __init__(
        self,
        client: Client,
        name: str,
        credits: int,  # noqa: A002 - the API's word
        verify: bool,
        duplicates: int,
    ) -> None:
        self.client = client
        self._verify = _fields.truth(verify, "verify")
        self._lock = threading.RLock()
        self._state = Consuming(name, credits, duplicates, client.core.budget, self._later)
        self._deliveries: queue.SimpleQueue[Delivery | MinootsError | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._outgoing: Outgoing[api.ConsumeRequest] | None = None
        self._call: Call[api.ConsumeResponse] | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Consumer:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Delivery]:
        return self

    def __next__(self) -> Delivery:
        delivery = self.receive()
        if delivery is None:
            raise StopIteration
        return delivery

    def receive(self, timeout: Duration | None = None) -> Delivery | None:
        """Returns the next delivery; None if none arrived in time, or if the consumer is closed."""
        warn_if_blocking()
        self._start()
        self.count_released()
        try:
            item = self._deliveries.get(timeout=None if timeout is None else _time.seconds(timeout, "timeout"))
        except queue.Empty:
            return None
        if item is None:
            # Leaves the end marker for other readers, and for a second read.
            self._deliveries.put(None)
        if isinstance(item, MinootsError):
            raise item
        return item

    def close(self) -> None:
        """Closes the consumer. The leader offers its unacknowledged deliveries to other consumers at once."""
        with self._lock:
            if self._closed.is_set():
                return
            self._closed.set()
            outgoing, call, thread = self._outgoing, self._call, self._thread
            if outgoing is not None:
                outgoing.end()
            elif call is not None:
                call.cancel()
        if thread is not None and thread is not threading.current_thread():
            # The server answers the requests sent before the goodbye, then ends the stream.
            thread.join(self.client.core.deadline)
            if call is not None:
                call.cancel()
        self._over()

    def ask(self, request: api.ConsumeRequest) -> Answer:
        """Sends a request about a delivery and waits for the response. Raises ``ClosedError`` if no response can
        arrive.
        """
        future: concurrent.futures.Future[Answer] = concurrent.futures.Future()
        asked = Asked(request, future)
        with self._lock:
            if self._closed.is_set():
                raise ClosedError("the consumer is closed")
            self._state.ask(asked)
        try:
            return future.result(self.client.core.deadline)
        except concurrent.futures.TimeoutError:
            raise OutcomeUnknownError(NO_ANSWER) from None
        finally:
            with self._lock:
                self._state.forget(asked)

    def count_released(self) -> None:
        """Requests new deliveries to replace those that were released."""
        with self._lock:
            self._state.count_released()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None and not self._closed.is_set():
                self._thread = threading.Thread(target=self._run, name="minoots-consumer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        reopening = Reopening(self.client.endpoints, self.client.core.deadline)
        try:
            while not self._closed.is_set():
                route = self.client.endpoints.route()
                fault = self._stream(route, reopening)
                if not self._closed.is_set():
                    self._closed.wait(reopening.failed(route, fault))
        except MinootsError as error:
            self._deliveries.put(error)
        finally:
            self._over()

    def _over(self) -> None:
        with self._lock:
            self._closed.set()
            self._state.abandon()
        self._deliveries.put(None)

    def _stream(self, route: Route, reopening: Reopening) -> Fault:
        """Runs one stream until it breaks or the consumer is closed."""
        patience = self.client.core.patience
        outgoing: Outgoing[api.ConsumeRequest] = Outgoing(route.frames, answer_key)
        with self._lock:
            outgoing.send(self._state.opening())
        call = route.events.Consume(outgoing, metadata=self.client.core.metadata)
        with self._lock:
            # Does not wait for a stream that was closed in the meantime.
            self._call = call
            if self._closed.is_set():
                return Fault.ended()
        alarm = Alarm(patience, call.cancel)
        try:
            with alarm:
                next(call)
            reopening.opened()
            with self._lock:
                if self._closed.is_set():
                    return Fault.ended()
                self._outgoing = outgoing
                self._state.opened(outgoing.send)
            for message in call:
                if message.HasField("result"):
                    outgoing.answered((message.result.event_id, message.result.fence))
                self._received(message)
        except MoveOnError as error:
            return error.fault
        except grpc.RpcError as error:
            return Fault.timed_out(patience) if alarm.rang else Fault.of(error)
        except StopIteration:
            return Fault.ended()
        finally:
            outgoing.drop()
            call.cancel()
            with self._lock:
                self._call = self._outgoing = None
                self._state.broken()
        return Fault.ended()

    def _received(self, message: api.ConsumeResponse) -> None:
        match message.WhichOneof("response"):
            case "result":
                with self._lock:
                    self._state.answered(message.result)
            case "delivery":
                with self._lock:
                    hold = self._state.take()
                delivery = Delivery(DeliveryInfo.of(message.delivery), self, hold)
                try:
                    if self._verify:
                        self.client.verify(delivery.event)
                except MinootsError as error:
                    self._deliveries.put(error)
                    return
                with self._lock:
                    if delivery.event.id in self._state.duplicates:
                        self._state.acknowledge_duplicate(message.delivery)
                        return
                self._deliveries.put(delivery)

    def _later(self, seconds: float, action: Callable[[], None]) -> None:
        def locked() -> None:
            with self._lock:
                action()

        later(seconds, locked)
