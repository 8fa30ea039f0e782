"""The client for event loops. It belongs to the loop of its first use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from .. import _answers, _requests
from .._attempts import Kind
from .._backoff import Backoff
from .._proto.admin.v1 import system_service_pb2 as system_api
from .._proto.event.v1 import event_service_pb2 as event_api
from .._proto.timer.v1.timer_service_pb2 import ListTimersRequest
from .._requests import TimerKey
from .._settings import CREDITS_DEFAULT, Core, Countdown, Keys
from ..errors import UnavailableError, UnverifiedError
from ..types import (
    AckOutcome,
    BatchCreated,
    Cancelled,
    CancelledMany,
    Consistency,
    Created,
    Duration,
    Event,
    LatenessStats,
    Nacked,
    NewTimer,
    Rescheduled,
    TailFrom,
    Timer,
    TimerFilter,
    TimerStatus,
    VerificationKey,
    Version,
    Waited,
    WaitUntil,
)
from ..verify import Verifier
from ._checkpoint_calls import CheckpointCalls
from ._lease_calls import LeaseCalls
from ._schedule_calls import ScheduleCalls
from ._transaction_calls import TransactionCalls
from ._watchdog_calls import WatchdogCalls
from .agents import AsyncAgents
from .consumer import AsyncConsumer
from .handoffs import AsyncHandoffs
from .submitter import AsyncSubmitter
from .tail import AsyncTail
from .workflows import AsyncWorkflows

_EVERYTHING = TimerFilter()


class AsyncClient(ScheduleCalls, CheckpointCalls, LeaseCalls, TransactionCalls, WatchdogCalls):
    """A client of one fabric. It connects on first use.

    ``endpoint`` is one URL or several. Among several, the client stays with a server that answers, and follows the
    leader that a refusal names. Without ``endpoint``, the client uses ``MINOOTS_ENDPOINT``, or else
    ``http://127.0.0.1:7411``. Every call carries ``api_key``; without one, it carries ``MINOOTS_API_KEY`` if that
    variable is set and not empty. The client retries a call within ``deadline`` where a retry is safe and can help;
    ``retry_percent`` and ``retry_burst`` bound the retries over all calls. The client verifies ``https://`` servers
    with the authorities in ``ca_file`` (PEM), or else in the file that ``MINOOTS_CA_FILE`` names, or else with the
    transport's own authorities.
    """

    def __init__(
        self,
        endpoint: str | Sequence[str] | None = None,
        *,
        api_key: str | None = None,
        deadline: Duration = "10s",
        retry_percent: int = 10,
        retry_burst: int = 500,
        follow_proxy: bool = False,
        ca_file: str | Path | None = None,
    ) -> None:
        super().__init__(Core.of(endpoint, deadline, retry_percent, retry_burst, follow_proxy, api_key, ca_file))
        self.workflows = AsyncWorkflows(self)
        """The calls about workflows."""
        self.agents = AsyncAgents(self)
        """The calls about agents."""
        self.handoffs = AsyncHandoffs(self)
        """The calls about handoffs."""
        self._keys = Keys()
        self._fetching = asyncio.Lock()
        self._streams: set[asyncio.Task[None]] = set()  # asyncio only

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections, which also ends every stream on them."""
        for route in self.endpoints.close():
            await route.channel.close()
        for stream in self._streams:  # asyncio only
            stream.cancel()
        await asyncio.gather(*self._streams, return_exceptions=True)  # asyncio only

    def stream(self, running: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:  # asyncio only
        """Starts a task that owns a stream. It ends with this client, even if the stream was never closed."""
        task = asyncio.get_running_loop().create_task(running, name=name)
        self._streams.add(task)
        task.add_done_callback(self._streams.discard)
        return task

    async def create(self, timer: NewTimer) -> Created:
        """Creates a timer. Creating the same ``NewTimer`` again returns the existing timer."""
        request = _requests.create(timer)
        return _answers.created(await self._call(Kind.WRITE, lambda route: route.timers.CreateTimer, request))

    async def create_many(self, timers: Iterable[NewTimer]) -> list[BatchCreated]:
        """Creates up to 1,000 timers in one entry of the log: all or none."""
        request = _requests.create_many(timers)
        return _answers.batch_created(
            await self._call(Kind.WRITE, lambda route: route.timers.BatchCreateTimers, request)
        )

    async def get(
        self,
        timer: TimerKey,
        *,
        partition_key: str = "",
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> Timer:
        """Reads a timer."""
        request = _requests.get(timer, partition_key, consistency, min_index)
        return _answers.timer((await self._call(Kind.READ, lambda route: route.timers.GetTimer, request)).timer)

    def list(
        self,
        where: TimerFilter = _EVERYTHING,
        *,
        statuses: Iterable[TimerStatus] = (),
        page_size: int = 0,
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> AsyncIterator[Timer]:
        """Lists the timers that match all conditions. The client fetches pages as the caller reads them.

        The order is by due instant and id if the filter selects scheduled or armed timers, else by id.
        """
        request = _requests.list_timers(where, statuses, page_size, consistency, min_index)
        return self._pages(request)

    async def _pages(self, request: ListTimersRequest) -> AsyncIterator[Timer]:
        while True:
            page = await self._call(Kind.READ, lambda route: route.timers.ListTimers, request)
            for timer in page.timers:
                yield _answers.timer(timer)
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    async def cancel(
        self,
        timer: TimerKey,
        *,
        partition_key: str = "",
        version: int = 0,
        reason: str = "",
        request_id: str | None = None,
    ) -> Cancelled:
        """Cancels a timer that is not yet armed. The result reports who won a race with the firing.

        ``version`` cancels only that version; 0 means the current one.
        """
        request = _requests.cancel(timer, partition_key, version, reason, request_id)
        answer = await self._call(Kind.WRITE, lambda route: route.timers.CancelTimer, request, request.request_id)
        return _answers.cancelled(answer)

    async def cancel_many(
        self, where: TimerFilter, *, reason: str = "", page_size: int = 0, request_id: str | None = None
    ) -> CancelledMany:
        """Cancels all waiting timers that match the filter, up to 1,000 in one entry of the log.

        If the call fails half-way, repeat it with the ``request_id`` of the error: the repeat processes the same pages
        again and counts them.
        """
        request_id = _requests.request_id_of(request_id)
        request = _requests.cancel_many(where, reason, page_size)
        total, number = CancelledMany(), 1
        while True:
            request.request_id = f"{request_id}.{number}"
            page = await self._call(Kind.WRITE, lambda route: route.timers.CancelTimers, request, request_id)
            total = _answers.cancelled_many(total, page)
            if not page.next_page_token:
                return total
            request.page_token, number = page.next_page_token, number + 1

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
        """Reschedules a timer that is not yet armed. The result reports who won a race with the firing."""
        request = _requests.reschedule(timer, partition_key, delay, fire_time, version, request_id)
        answer = await self._call(Kind.WRITE, lambda route: route.timers.RescheduleTimer, request, request.request_id)
        return _answers.rescheduled(answer)

    async def wait(
        self,
        timer: TimerKey,
        *,
        until: WaitUntil = WaitUntil.FIRED,
        timeout: Duration | None = None,
        partition_key: str = "",
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> Waited:
        """Waits until a timer has fired or ended, across broken connections and changes of leader.

        Without a timeout, the wait is unbounded.
        """
        request = _requests.wait(timer, partition_key, until, consistency, min_index)
        over, backoff = Countdown(timeout), Backoff()
        while True:
            left = over.left()
            request.timeout.FromNanoseconds(int(left * 1e9))
            try:
                answer = await self._call(Kind.READ, lambda route: route.timers.WaitTimer, request, more=left)
            except UnavailableError:
                if over.left() <= 0:
                    raise
                await asyncio.sleep(min(backoff.next(), over.left()))
                continue
            waited = _answers.waited(answer)
            if waited.reached or over.left() <= 0:
                return waited
            backoff.reset()

    def submit(self) -> AsyncSubmitter:
        """Opens a stream for many writes: up to 4,096 in flight, each with its own response."""
        self.endpoints.route()
        return AsyncSubmitter(self)

    def consume(
        self,
        queue: str = "default",
        *,
        credits: int = CREDITS_DEFAULT,  # noqa: A002 - the API's word
        verify: bool = False,
        skip_duplicates: int = 0,
    ) -> AsyncConsumer:
        """Takes deliveries from a queue, which it shares with the queue's other consumers.

        At most ``credits`` deliveries are unacknowledged at a time. ``verify`` checks every signature.
        ``skip_duplicates`` is the number of acknowledged events to remember; the consumer acknowledges a redelivery of
        one of them and does not return it.
        """
        self.endpoints.route()
        return AsyncConsumer(self, queue, credits, verify, skip_duplicates)

    def tail(
        self,
        start: TailFrom | str = TailFrom.END,
        *,
        types: Iterable[str] = (),
        subject: str = "",
        unsigned: bool = False,
        verify: bool = False,
    ) -> AsyncTail:
        """Reads the event log and follows it, from its start, from its end, or after the event of a cursor."""
        return AsyncTail(self, _requests.tail(start, types, subject, unsigned), verify)

    async def ack(self, event_id: str, fence: str, *, partition_key: str = "") -> AckOutcome:
        """Acknowledges a delivery outside the consumer that took it."""
        request = _requests.ack(event_id, fence, partition_key)
        return _answers.ack(await self._call(Kind.WRITE, lambda route: route.events.Ack, request))

    async def nack(
        self, event_id: str, fence: str, *, reason: str = "", delay: Duration | None = None, partition_key: str = ""
    ) -> Nacked:
        """Returns a delivery as failed. A repeated nack whose response was lost counts once."""
        request = _requests.nack(event_id, fence, reason, delay, partition_key)
        return _answers.nacked(await self._call(Kind.WRITE, lambda route: route.events.Nack, request))

    async def verification_keys(self) -> Sequence[VerificationKey]:
        """Returns the public keys that verify this fabric's events."""
        request = event_api.ListVerificationKeysRequest()
        return _answers.keys(await self._call(Kind.READ, lambda route: route.events.ListVerificationKeys, request))

    async def verify(self, event: Event) -> str:
        """Verifies that the fabric signed this event, and returns the id of the signing key. Fetches and caches the
        keys.
        """
        async with self._fetching:
            verifier = self._keys.verifier or self._keys.store(await self._fetched())
        try:
            return verifier.verify_event(event)
        except UnverifiedError as error:
            if error.reason != "KEY_UNKNOWN":
                raise
        async with self._fetching:
            if self._keys.verifier is verifier:
                await asyncio.sleep(self._keys.pause())
                self._keys.store(await self._fetched())
            verifier = self._keys.verifier or verifier
        return verifier.verify_event(event)

    async def lateness_stats(self) -> LatenessStats:
        """Returns the lateness of first deliveries on the node that answers, by queue."""
        request = system_api.GetLatenessStatsRequest()
        return _answers.lateness(await self._call(Kind.READ, lambda route: route.system.GetLatenessStats, request))

    async def limits(self) -> dict[str, object]:
        """Returns every limit that requests must respect, by its name in the API."""
        request = system_api.GetLimitsRequest()
        return dict(_answers.limits(await self._call(Kind.READ, lambda route: route.system.GetLimits, request)))

    async def version(self) -> Version:
        """Returns the version of the server that answers."""
        request = system_api.GetVersionRequest()
        return _answers.version(await self._call(Kind.READ, lambda route: route.system.GetVersion, request))

    async def _fetched(self) -> Verifier:
        return Verifier.from_keys(await self.verification_keys())
