"""A worker: calls handlers for events, and acknowledges the events.

Invariants:
- The worker acknowledges an event after its handler has returned. It returns the event if the handler raised, or if
  there is no handler. The log says why, and reports an event that has become a dead letter.
- While a handler works, the worker extends the lease, as long as it can reach the server.
- At most ``concurrency`` handlers of a queue work at a time, across reconnects.
- The worker handles each event at most once at a time. A redelivery of an event in hand replaces the earlier delivery.
  If the earlier one was returned in the meantime, the newer one is handled next.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import contextvars
import inspect
import logging
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from . import _fields, _requests, _time, _tracing
from ._consuming import DeliveryInfo
from .aio import AsyncClient, AsyncConsumer, AsyncDelivery
from .errors import ConflictError, MinootsError, invalid
from .types import AckOutcome, Duration

log = logging.getLogger("minoots.worker")

Handler = Callable[[DeliveryInfo], object]
H = TypeVar("H", bound=Handler)

_LEASE_DEFAULT = timedelta(seconds=60)
_LEASE_MIN, _LEASE_MAX = timedelta(seconds=1), timedelta(hours=12)
_DUPLICATES = 10_000
# If the event loop is blocked for this long, in seconds, leases cannot be extended.
_BLOCKED = 1.0


class Retry(Exception):  # noqa: N818 - raised to ask for something, as StopIteration is
    """Raised by a handler to return its event, for a redelivery after ``delay`` if that is given."""

    def __init__(self, reason: str = "", *, delay: Duration | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.delay = delay
        if delay is not None:
            _time.nanoseconds(delay, "delay")


class Worker:
    """Takes events from queues and calls their handlers.

    ``concurrency`` is the number of events of a queue in hand at a time. Handlers that are coroutine functions run on
    the worker's event loop; plain functions run in threads. ``drain`` is the time that handlers have to finish after
    ``stop``. ``api_key`` and ``ca_file`` are as in ``Client``. If the key is not valid, or is no longer valid, the
    worker ends with that error.
    """

    def __init__(
        self,
        endpoint: str | Sequence[str] | None = None,
        *,
        api_key: str | None = None,
        concurrency: int = 16,
        verify: bool = False,
        drain: Duration = "30s",
        deadline: Duration = "10s",
        follow_proxy: bool = False,
        ca_file: str | Path | None = None,
    ) -> None:
        self._concurrency = _fields.whole(concurrency, "concurrency", 1, _fields.UINT32_MAX)

        # Settings are validated here, and the worker connects later, on its loop and in its process. A partial would
        # show the key in its repr.
        def client() -> AsyncClient:
            settings: dict[str, Any] = {"deadline": deadline, "follow_proxy": follow_proxy, "ca_file": ca_file}
            return AsyncClient(endpoint, api_key=api_key, **settings)

        self._client = client
        self._client()
        self._verify = verify
        self._drain = _time.seconds(drain, "drain")
        self._handlers: dict[str, dict[str, Handler]] = {}
        self._lock = threading.Lock()
        self._stopped = False
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def on(self, event_type: str, *, queue: str = "default") -> Callable[[H], H]:
        """Registers a function as the handler of a queue's events of one type, such as ``timer.fired``."""
        if not isinstance(event_type, str) or not event_type:
            raise invalid("event_type", f'is {event_type!r}: write @worker.on("timer.fired", queue="kitchen")')
        of_queue = self._handlers.setdefault(queue, {})
        if event_type in of_queue:
            raise invalid("event_type", f"{event_type!r} of queue {queue!r} has a handler already")

        def register(handler: H) -> H:
            of_queue[event_type] = handler
            return handler

        return register

    def run(self) -> None:
        """Works until ``stop``, SIGINT or SIGTERM; a second signal ends it at once. Blocks."""
        # A second signal cancels the serving task; nothing is left to report then.
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(self._serve_with_signals())

    async def serve(self) -> None:
        """Works until ``stop``, or until it is cancelled."""
        if not any(self._handlers.values()):
            raise invalid("handlers", 'are missing: write @worker.on("timer.fired", queue="kitchen") over a function')
        stopping = asyncio.Event()
        with self._lock:
            self._running = asyncio.get_running_loop(), stopping
            if self._stopped:
                stopping.set()
        pool = concurrent.futures.ThreadPoolExecutor(
            self._concurrency * len(self._handlers), thread_name_prefix="minoots-handler"
        )
        queues: list[_Queue] = []
        watch = asyncio.create_task(_watch_loop(queues))
        try:
            async with self._client() as client:
                queues += [
                    _Queue(client, name, handlers, pool, self._concurrency, self._verify)
                    for name, handlers in self._handlers.items()
                ]
                await _all([queue.work(stopping, self._drain) for queue in queues], stopping)
        finally:
            watch.cancel()
            with self._lock:
                self._running = None
            pool.shutdown(wait=False, cancel_futures=True)

    def stop(self) -> None:
        """Stops taking events, lets handlers finish, and ends. Any thread and any handler may call it."""
        with self._lock:
            self._stopped = True
            if self._running is not None:
                loop, stopping = self._running
                loop.call_soon_threadsafe(stopping.set)

    async def _serve_with_signals(self) -> None:
        task = asyncio.current_task()
        loop = asyncio.get_running_loop()

        def asked() -> None:
            if self._stopped and task is not None:
                task.cancel()
            self.stop()

        handled = []
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, asked)
                handled.append(number)
        try:
            await self.serve()
        finally:
            for number in handled:
                loop.remove_signal_handler(number)


class _Held:
    """An event in hand, with its newest delivery."""

    def __init__(self, delivery: AsyncDelivery) -> None:
        self.take(delivery)

    def take(self, delivery: AsyncDelivery) -> None:
        """Replaces the delivery by a newer one."""
        self.delivery = delivery
        self.kept(time.monotonic())

    def kept(self, since: float) -> None:
        """Restarts the lease at this instant of the monotonic clock."""
        self.over = since + _lease(self.delivery).total_seconds()


class _Queue:
    """The events of one queue."""

    def __init__(
        self,
        client: AsyncClient,
        name: str,
        handlers: dict[str, Handler],
        pool: concurrent.futures.ThreadPoolExecutor,
        concurrency: int,
        verify: bool,
    ) -> None:
        self._name = name
        self._handlers = handlers
        self._pool = pool
        self._held: dict[str, _Held] = {}
        self._slots = asyncio.Semaphore(concurrency)
        self._tasks: set[asyncio.Task[None]] = set()
        self._consumer = AsyncConsumer(
            client, name, concurrency, verify, _DUPLICATES, patient=True, on_broken=self._broken
        )

    async def work(self, stopping: asyncio.Event, drain: float) -> None:
        """Works until it is stopped; then the events in hand have ``drain`` seconds to finish."""
        stopped = asyncio.create_task(stopping.wait())
        try:
            async with self._consumer:
                while (delivery := await self._next(stopped)) is not None:
                    self._take(delivery)
                self._consumer.pause()
                if self._tasks:
                    _, late = await asyncio.wait(self._tasks, timeout=drain)
                    for task in late:
                        log.warning("queue %s: a handler did not finish in time; its event is given back", self._name)
                        task.cancel()
        finally:
            stopped.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _next(self, stopped: asyncio.Task[bool]) -> AsyncDelivery | None:
        """Returns the next delivery; None when the worker stops."""
        while not stopped.done():
            receiving = asyncio.create_task(self._consumer.receive())
            try:
                await asyncio.wait({receiving, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if stopped.done():
                    break
                return receiving.result()
            except MinootsError as error:
                if self._consumer.closed:
                    raise
                log.error("queue %s: an event is not handled: %s", self._name, error)
            finally:
                receiving.cancel()
        return None

    def _take(self, delivery: AsyncDelivery) -> None:
        held = self._held.get(delivery.event.id)
        if held is not None:
            held.take(delivery)
            return
        held = self._held[delivery.event.id] = _Held(delivery)
        task = asyncio.create_task(self._handle(held))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle(self, held: _Held) -> None:
        try:
            while await self._handled(held):
                pass
        finally:
            del self._held[held.delivery.event.id]

    async def _handled(self, held: _Held) -> bool:
        """Handles the newest delivery. Returns whether the event was redelivered before its return was confirmed."""
        event = held.delivery.event
        extending = asyncio.create_task(self._extend(held))
        try:
            # A server without support for pauses may send one delivery more on a reopened stream.
            async with self._slots:
                problem = await self._called(held.delivery)
        finally:
            extending.cancel()
        settled = held.delivery
        try:
            await self._settle(settled, problem)
        except MinootsError as error:
            log.warning("queue %s: event %s could not be settled: %s", self._name, event.id, error)
        return problem is not None and held.delivery is not settled

    async def _called(self, delivery: AsyncDelivery) -> Retry | None:
        """Calls the handler. Returns the reason to return the event, or None."""
        handler = self._handlers.get(delivery.event.type)
        if handler is None:
            problem = f"no handler for {delivery.event.type}"
            log.warning("queue %s: event %s is given back: %s", self._name, delivery.event.id, problem)
            return Retry(problem)
        try:
            with _tracing.processing(self._name, delivery):
                result = await self._invoked(handler, delivery)
                if inspect.isawaitable(result):
                    await result
        except Retry as retry:
            log.info("queue %s: event %s is given back: %s", self._name, delivery.event.id, retry.reason)
            return retry
        except Exception as error:
            log.exception("queue %s: the handler of event %s failed", self._name, delivery.event.id)
            return Retry(f"{type(error).__name__}: {error}")
        return None

    def _invoked(self, handler: Handler, delivery: AsyncDelivery) -> Awaitable[object]:
        # A handler gets all facts of the delivery and no way to acknowledge it: the worker does that.
        info = DeliveryInfo(**{name: getattr(delivery, name) for name in DeliveryInfo.__dataclass_fields__})
        if inspect.iscoroutinefunction(handler):
            return handler(info)
        context = contextvars.copy_context()
        return asyncio.get_running_loop().run_in_executor(self._pool, context.run, handler, info)

    async def _settle(self, delivery: AsyncDelivery, problem: Retry | None) -> None:
        if problem is not None:
            nacked = await delivery.nack(_requests.shortened(problem.reason), delay=problem.delay)
            if nacked.retry_time is None:
                log.error(
                    "queue %s: event %s has failed %d times and is a dead letter: %s",
                    self._name,
                    delivery.event.id,
                    nacked.attempts,
                    problem.reason,
                )
            return
        outcome = await delivery.ack()
        if outcome is AckOutcome.ALREADY_FAILED:
            log.warning("queue %s: event %s had failed before it was handled", self._name, delivery.event.id)

    async def _extend(self, held: _Held) -> None:
        lease = _lease(held.delivery)
        while True:
            await asyncio.sleep(lease.total_seconds() / 3)
            asked = time.monotonic()
            try:
                await held.delivery.extend(lease)
                held.kept(asked)
            except ConflictError as error:
                log.warning("queue %s: event %s is not ours any more: %s", self._name, held.delivery.event.id, error)
            except MinootsError as error:
                log.warning("queue %s: no more time for event %s yet: %s", self._name, held.delivery.event.id, error)

    def tell_lost(self) -> None:
        """Logs each event in hand whose lease has expired, because another consumer may have it."""
        for held in self._held.values():
            if held.over <= time.monotonic():
                log.warning(
                    "queue %s: event %s was to be acknowledged or extended within %.0f s, and the event loop was "
                    "blocked for longer: it is offered to others, and may be handled there too",
                    self._name,
                    held.delivery.event.id,
                    _lease(held.delivery).total_seconds(),
                )

    def _broken(self, problem: str) -> None:
        log.warning("queue %s: the connection broke, and is made again: %s", self._name, problem)


def _lease(delivery: DeliveryInfo) -> timedelta:
    if delivery.ack_deadline_time is None or delivery.release_time is None:
        return _LEASE_DEFAULT
    return max(_LEASE_MIN, min(delivery.ack_deadline_time - delivery.release_time, _LEASE_MAX))


async def _all(works: list[Awaitable[None]], stopping: asyncio.Event) -> None:
    """Runs all of them. If one fails, stops the others and raises its error."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        _, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        stopping.set()
        if others:
            await asyncio.wait(others)
        for task in tasks:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _watch_loop(queues: list[_Queue]) -> None:
    """Logs when a handler blocks the event loop, and the leases that it lost by that."""
    while True:
        before = time.monotonic()
        await asyncio.sleep(_BLOCKED / 2)
        blocked = time.monotonic() - before - _BLOCKED / 2
        if blocked > _BLOCKED:
            log.warning(
                "the event loop was blocked for %.1f s, and no lease was extended meanwhile: a handler that blocks "
                "must be a plain function, which runs in a thread",
                blocked,
            )
            for queue in queues:
                queue.tell_lost()
