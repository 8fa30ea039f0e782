"""The blocking client. Its methods may be called by many threads at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType

from . import _answers, _requests
from ._attempts import Kind
from ._backoff import Backoff
from ._checkpoint_calls import CheckpointCalls
from ._lease_calls import LeaseCalls
from ._proto.admin.v1 import system_service_pb2 as system_api
from ._proto.event.v1 import event_service_pb2 as event_api
from ._proto.timer.v1.timer_service_pb2 import ListTimersRequest
from ._requests import TimerKey
from ._schedule_calls import ScheduleCalls
from ._settings import CREDITS_DEFAULT, Core, Countdown, Keys
from ._transaction_calls import TransactionCalls
from ._watchdog_calls import WatchdogCalls
from .agents import Agents
from .consumer import Consumer
from .errors import UnavailableError, UnverifiedError
from .handoffs import Handoffs
from .submitter import Submitter
from .tail import Tail
from .types import (
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
from .verify import Verifier
from .workflows import Workflows

_EVERYTHING = TimerFilter()


class Client(ScheduleCalls, CheckpointCalls, LeaseCalls, TransactionCalls, WatchdogCalls):
    """A client of one fabric. It connects when it is first used.

    With several endpoints it stays with the one that answers, and follows the leader that a refusal names. Without any,
    ``MINOOTS_ENDPOINT`` holds, else ``http://127.0.0.1:7411``. ``api_key`` is shown with every call; without one,
    ``MINOOTS_API_KEY`` is, if it is set and not empty. Each call is repeated within ``deadline`` where that is
    safe and helps; ``retry_percent`` and ``retry_burst`` bound the retries over all calls. Servers at ``https://`` are
    believed by the authorities in ``ca_file``, PEM, else in the file that ``MINOOTS_CA_FILE`` names, else by those
    that the transport brings.
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
        self.workflows = Workflows(self)
        """The calls about workflows."""
        self.agents = Agents(self)
        """The calls about agents."""
        self.handoffs = Handoffs(self)
        """The calls about handoffs."""
        self._keys = Keys()
        self._fetching = threading.Lock()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends its connections. What streams on them ends too."""
        for route in self.endpoints.close():
            route.channel.close()

    def create(self, timer: NewTimer) -> Created:
        """Creates a timer. Creating the same ``NewTimer`` again answers with the timer that exists."""
        request = _requests.create(timer)
        return _answers.created(self._call(Kind.WRITE, lambda route: route.timers.CreateTimer, request))

    def create_many(self, timers: Iterable[NewTimer]) -> list[BatchCreated]:
        """Creates up to 1,000 timers in one entry of the log, all or none."""
        request = _requests.create_many(timers)
        return _answers.batch_created(self._call(Kind.WRITE, lambda route: route.timers.BatchCreateTimers, request))

    def get(
        self,
        timer: TimerKey,
        *,
        partition_key: str = "",
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> Timer:
        """Reads a timer."""
        request = _requests.get(timer, partition_key, consistency, min_index)
        return _answers.timer(self._call(Kind.READ, lambda route: route.timers.GetTimer, request).timer)

    def list(
        self,
        where: TimerFilter = _EVERYTHING,
        *,
        statuses: Iterable[TimerStatus] = (),
        page_size: int = 0,
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> Iterator[Timer]:
        """The timers that fulfil the conditions; pages are fetched as they are read.

        By due and id when filtered to scheduled or armed timers, else by id.
        """
        request = _requests.list_timers(where, tuple(statuses), page_size, consistency, min_index)
        return self._pages(request)

    def _pages(self, request: ListTimersRequest) -> Iterator[Timer]:
        while True:
            page = self._call(Kind.READ, lambda route: route.timers.ListTimers, request)
            yield from map(_answers.timer, page.timers)
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def cancel(
        self,
        timer: TimerKey,
        *,
        partition_key: str = "",
        version: int = 0,
        reason: str = "",
        request_id: str | None = None,
    ) -> Cancelled:
        """Withdraws a timer that is not yet armed. Every race has an outcome.

        ``version`` withdraws only that version; 0 means whatever is current.
        """
        request = _requests.cancel(timer, partition_key, version, reason, request_id)
        answer = self._call(Kind.WRITE, lambda route: route.timers.CancelTimer, request, request.request_id)
        return _answers.cancelled(answer)

    def cancel_many(
        self, where: TimerFilter, *, reason: str = "", page_size: int = 0, request_id: str | None = None
    ) -> CancelledMany:
        """Withdraws all timers that wait and fulfil the conditions, up to 1,000 in one entry of the log.

        If it fails half-way, the error's ``request_id`` makes a repeat go through the same pages again, and count them.
        """
        request_id = _requests.request_id_of(request_id)
        request = _requests.cancel_many(where, reason, page_size)
        total, number = CancelledMany(), 1
        while True:
            request.request_id = f"{request_id}.{number}"
            page = self._call(Kind.WRITE, lambda route: route.timers.CancelTimers, request, request_id)
            total = _answers.cancelled_many(total, page)
            if not page.next_page_token:
                return total
            request.page_token, number = page.next_page_token, number + 1

    def reschedule(
        self,
        timer: TimerKey,
        *,
        delay: Duration | None = None,
        fire_time: datetime | None = None,
        partition_key: str = "",
        version: int = 0,
        request_id: str | None = None,
    ) -> Rescheduled:
        """Moves a timer that is not yet armed. Every race has an outcome."""
        request = _requests.reschedule(timer, partition_key, delay, fire_time, version, request_id)
        answer = self._call(Kind.WRITE, lambda route: route.timers.RescheduleTimer, request, request.request_id)
        return _answers.rescheduled(answer)

    def wait(
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

        Without a timeout, for as long as it takes.
        """
        request = _requests.wait(timer, partition_key, until, consistency, min_index)
        over, backoff = Countdown(timeout), Backoff()
        while True:
            left = over.left()
            request.timeout.FromNanoseconds(int(left * 1e9))
            try:
                answer = self._call(Kind.READ, lambda route: route.timers.WaitTimer, request, more=left)
            except UnavailableError:
                if over.left() <= 0:
                    raise
                time.sleep(min(backoff.next(), over.left()))
                continue
            waited = _answers.waited(answer)
            if waited.reached or over.left() <= 0:
                return waited
            backoff.reset()

    def submit(self) -> Submitter:
        """A stream for many writes: up to 4,096 are in flight, and each is answered by itself."""
        self.endpoints.route()
        return Submitter(self)

    def consume(
        self,
        queue: str = "default",
        *,
        credits: int = CREDITS_DEFAULT,  # noqa: A002 - the API's word
        verify: bool = False,
        skip_duplicates: int = 0,
    ) -> Consumer:
        """Takes deliveries from a queue, sharing it with its other consumers; at most ``credits`` are out at a time.

        ``verify`` checks every signature. ``skip_duplicates`` remembers that many events acknowledged here; one that
        comes again is acknowledged again and not shown.
        """
        self.endpoints.route()
        return Consumer(self, queue, credits, verify, skip_duplicates)

    def tail(
        self,
        start: TailFrom | str = TailFrom.END,
        *,
        types: Iterable[str] = (),
        subject: str = "",
        unsigned: bool = False,
        verify: bool = False,
    ) -> Tail:
        """Reads the event log and follows it, from its start, its end, or after the event of a cursor."""
        return Tail(self, _requests.tail(start, types, subject, unsigned), verify)

    def ack(self, event_id: str, fence: str, *, partition_key: str = "") -> AckOutcome:
        """Settles a delivery by itself, outside the consumer that took it."""
        request = _requests.ack(event_id, fence, partition_key)
        return _answers.ack(self._call(Kind.WRITE, lambda route: route.events.Ack, request))

    def nack(
        self, event_id: str, fence: str, *, reason: str = "", delay: Duration | None = None, partition_key: str = ""
    ) -> Nacked:
        """Gives a delivery back as failed; a repeat of a nack whose answer was lost counts once."""
        request = _requests.nack(event_id, fence, reason, delay, partition_key)
        return _answers.nacked(self._call(Kind.WRITE, lambda route: route.events.Nack, request))

    def verification_keys(self) -> Sequence[VerificationKey]:
        """The public keys that verify this fabric's events."""
        request = event_api.ListVerificationKeysRequest()
        return _answers.keys(self._call(Kind.READ, lambda route: route.events.ListVerificationKeys, request))

    def verify(self, event: Event) -> str:
        """Checks that the fabric signed this event; the id of the key that did. Keys are fetched and kept."""
        with self._fetching:
            verifier = self._keys.verifier or self._keys.store(self._fetched())
        try:
            return verifier.verify_event(event)
        except UnverifiedError as error:
            if error.reason != "KEY_UNKNOWN":
                raise
        with self._fetching:
            if self._keys.verifier is verifier:
                time.sleep(self._keys.pause())
                self._keys.store(self._fetched())
            verifier = self._keys.verifier or verifier
        return verifier.verify_event(event)

    def lateness_stats(self) -> LatenessStats:
        """How late the first deliveries of the node that answers were, by queue."""
        request = system_api.GetLatenessStatsRequest()
        return _answers.lateness(self._call(Kind.READ, lambda route: route.system.GetLatenessStats, request))

    def limits(self) -> dict[str, object]:
        """Every limit a request is held to, by its name in the API."""
        request = system_api.GetLimitsRequest()
        return dict(_answers.limits(self._call(Kind.READ, lambda route: route.system.GetLimits, request)))

    def version(self) -> Version:
        """What answers."""
        request = system_api.GetVersionRequest()
        return _answers.version(self._call(Kind.READ, lambda route: route.system.GetVersion, request))

    def _fetched(self) -> Verifier:
        return Verifier.from_keys(self.verification_keys())
