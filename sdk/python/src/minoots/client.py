"""The blocking client. Any number of threads may call its methods at the same time."""

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
        """Closes the connections, which also ends every stream on them."""
        for route in self.endpoints.close():
            route.channel.close()

    def create(self, timer: NewTimer) -> Created:
        """Creates a timer. Creating the same ``NewTimer`` again returns the existing timer."""
        request = _requests.create(timer)
        return _answers.created(self._call(Kind.WRITE, lambda route: route.timers.CreateTimer, request))

    def create_many(self, timers: Iterable[NewTimer]) -> list[BatchCreated]:
        """Creates up to 1,000 timers in one entry of the log: all or none."""
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
        """Lists the timers that match all conditions. The client fetches pages as the caller reads them.

        The order is by due instant and id if the filter selects scheduled or armed timers, else by id.
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
        """Cancels a timer that is not yet armed. The result reports who won a race with the firing.

        ``version`` cancels only that version; 0 means the current one.
        """
        request = _requests.cancel(timer, partition_key, version, reason, request_id)
        answer = self._call(Kind.WRITE, lambda route: route.timers.CancelTimer, request, request.request_id)
        return _answers.cancelled(answer)

    def cancel_many(
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
        """Reschedules a timer that is not yet armed. The result reports who won a race with the firing."""
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

        Without a timeout, the wait is unbounded.
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
        """Opens a stream for many writes: up to 4,096 in flight, each with its own response."""
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
        """Takes deliveries from a queue, which it shares with the queue's other consumers.

        At most ``credits`` deliveries are unacknowledged at a time. ``verify`` checks every signature.
        ``skip_duplicates`` is the number of acknowledged events to remember; the consumer acknowledges a redelivery of
        one of them and does not return it.
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
        """Reads the event log and follows it, from its start, from its end, or after the event of a cursor."""
        return Tail(self, _requests.tail(start, types, subject, unsigned), verify)

    def ack(self, event_id: str, fence: str, *, partition_key: str = "") -> AckOutcome:
        """Acknowledges a delivery outside the consumer that took it."""
        request = _requests.ack(event_id, fence, partition_key)
        return _answers.ack(self._call(Kind.WRITE, lambda route: route.events.Ack, request))

    def nack(
        self, event_id: str, fence: str, *, reason: str = "", delay: Duration | None = None, partition_key: str = ""
    ) -> Nacked:
        """Returns a delivery as failed. A repeated nack whose response was lost counts once."""
        request = _requests.nack(event_id, fence, reason, delay, partition_key)
        return _answers.nacked(self._call(Kind.WRITE, lambda route: route.events.Nack, request))

    def verification_keys(self) -> Sequence[VerificationKey]:
        """Returns the public keys that verify this fabric's events."""
        request = event_api.ListVerificationKeysRequest()
        return _answers.keys(self._call(Kind.READ, lambda route: route.events.ListVerificationKeys, request))

    def verify(self, event: Event) -> str:
        """Verifies that the fabric signed this event, and returns the id of the signing key. Fetches and caches the
        keys.
        """
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
        """Returns the lateness of first deliveries on the node that answers, by queue."""
        request = system_api.GetLatenessStatsRequest()
        return _answers.lateness(self._call(Kind.READ, lambda route: route.system.GetLatenessStats, request))

    def limits(self) -> dict[str, object]:
        """Returns every limit that requests must respect, by its name in the API."""
        request = system_api.GetLimitsRequest()
        return dict(_answers.limits(self._call(Kind.READ, lambda route: route.system.GetLimits, request)))

    def version(self) -> Version:
        """Returns the version of the server that answers."""
        request = system_api.GetVersionRequest()
        return _answers.version(self._call(Kind.READ, lambda route: route.system.GetVersion, request))

    def _fetched(self) -> Verifier:
        return Verifier.from_keys(self.verification_keys())
