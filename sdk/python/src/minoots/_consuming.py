"""The state of a consumer, for threads and for an event loop.

Invariants:
- A request that was not answered when its stream broke is sent again on the next stream.
- The consumer never holds more deliveries than requested, over all streams.
- Each waiting caller gets its response once.
"""

from __future__ import annotations

import queue
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from . import _answers, _fields, _requests, _time
from ._backoff import Backoff, Budget
from ._fault import Fault, in_doubt
from ._proto.event.v1 import event_pb2
from ._proto.event.v1 import event_service_pb2 as api
from .errors import ClosedError, InternalError, MinootsError
from .types import AckOutcome, Duration, Event, Nacked

Answer = AckOutcome | Nacked | datetime
A = TypeVar("A")
NO_ANSWER = "no answer came within the deadline"


def expect(answer: Answer, kind: type[A]) -> A:
    """Returns the response if it has the requested type."""
    if not isinstance(answer, kind):
        raise InternalError("an answer of another kind than was asked for")
    return answer


class Reply(Protocol):
    """A future of either kind."""

    def done(self) -> bool:
        """Whether it has a result, or its caller no longer waits."""

    def set_result(self, result: Any, /) -> None:
        """Sets the response."""

    def set_exception(self, exception: Any, /) -> None:
        """Sets the error."""


class Asked:
    """An ack, nack or extension without a response."""

    def __init__(self, request: api.ConsumeRequest, reply: Reply) -> None:
        self.request = request
        self.reply = reply
        self.backoff = Backoff()
        self.in_doubt = False

    @property
    def kind(self) -> str:
        """The field name of the request: ack, nack or extend."""
        return self.request.WhichOneof("request") or ""

    @property
    def key(self) -> tuple[str, str]:
        """The delivery that the request is about: event id and fence."""
        body = getattr(self.request, self.kind)
        return body.event_id, body.fence

    def settle(self, result: Answer | MinootsError) -> None:
        """Gives the response to the waiting caller."""
        if self.reply.done():
            return
        if isinstance(result, MinootsError):
            self.reply.set_exception(in_doubt(result) if self.in_doubt else result)
        else:
            self.reply.set_result(result)


@dataclass(eq=False)
class DeliveryInfo:
    """The facts of one delivery of an event."""

    event: Event
    fence: str
    """A fencing text, larger than every earlier fence of this event; text order is fence order."""
    attempt: int
    """1 plus the number of failures recorded before this delivery."""
    fire_time: datetime | None
    """The timer's requested fire time."""
    release_time: datetime | None
    """The instant of the release of this delivery, by the releasing node's clock."""
    lateness: timedelta | None
    """The release instant minus the due instant."""
    ack_deadline_time: datetime | None
    """The deadline for an acknowledgement or an extension."""
    traceparent: str = ""
    """The W3C trace context of this delivery. Empty unless the node records the trace of this timer."""

    @staticmethod
    def of(message: event_pb2.Delivery) -> DeliveryInfo:
        """Converts a delivery."""
        return DeliveryInfo(
            _answers.event(message.envelope),
            message.fence,
            message.attempt,
            _answers.instant(message, "fire_time"),
            _answers.instant(message, "release_time"),
            _answers.length(message, "lateness"),
            _answers.instant(message, "ack_deadline_time"),
            message.traceparent,
        )

    def ack_request(self) -> api.ConsumeRequest:
        """Builds its acknowledgement."""
        return api.ConsumeRequest(ack=api.ConsumeAck(event_id=self.event.id, fence=self.fence))

    def nack_request(self, reason: str, delay: Duration | None) -> api.ConsumeRequest:
        """Builds its nack."""
        nack = _requests.nack(self.event.id, self.fence, reason, delay, "")
        request = api.ConsumeNack(event_id=nack.event_id, fence=nack.fence, reason=nack.reason)
        if nack.HasField("delay"):
            request.delay.CopyFrom(nack.delay)
        return api.ConsumeRequest(nack=request)

    def extend_request(self, time_left: Duration) -> api.ConsumeRequest:
        """Builds an extension of its lease."""
        deadline = _time.to_duration(time_left, "ack_deadline")
        extend = api.ConsumeExtend(event_id=self.event.id, fence=self.fence, ack_deadline=deadline)
        return api.ConsumeRequest(extend=extend)


class Hold:
    """A delivery in hand. It reports its release once, on any thread that collects garbage."""

    def __init__(self, released: queue.SimpleQueue[int], generation: int) -> None:
        self._released: queue.SimpleQueue[int] | None = released
        self._generation = generation

    def release(self) -> None:
        """Releases the delivery: it was acknowledged or returned, or its last reference was dropped."""
        released, self._released = self._released, None
        if released is not None:
            released.put(self._generation)

    def __del__(self) -> None:
        self.release()


class Duplicates:
    """The dedupe keys of the last acknowledged events, up to a maximum."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._keys: OrderedDict[str, None] = OrderedDict()

    def remember(self, key: str) -> None:
        """Remembers an acknowledged event."""
        self._keys[key] = None
        while len(self._keys) > self._most:
            self._keys.popitem(last=False)

    def __contains__(self, key: str) -> bool:
        return key in self._keys


class Load:
    """The number of deliveries in hand.

    The server counts the deliveries of one stream. It does not count deliveries of earlier streams that are still in
    hand, so the requested credits are reduced by them.
    """

    def __init__(self, credits: int) -> None:  # noqa: A002 - the API's word
        self.credits = credits
        self.generation = 0
        self._present = 0
        self._earlier = 0

    def open(self) -> int:
        """Starts another stream. Returns its initial credits; 0 if the consumer has a bound and is full."""
        self.generation += 1
        self._earlier += self._present
        self._present = 0
        return self.room

    def take(self) -> int:
        """Counts a new delivery. Returns the generation of its stream."""
        self._present += 1
        return self.generation

    def release(self, generation: int) -> None:
        """Counts a released delivery."""
        if generation == self.generation:
            self._present = max(0, self._present - 1)
        else:
            self._earlier = max(0, self._earlier - 1)

    @property
    def held(self) -> int:
        """The deliveries in hand, of all streams."""
        return self._present + self._earlier

    @property
    def room(self) -> int:
        """Returns the credits to request on the current stream."""
        # Without a bound, the server uses its default or reports its rule.
        return max(0, self.credits - self._earlier)


class MoveOnError(Exception):
    """The call must move to another server."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Consuming:
    """The state of a consumer: see the module. ``send`` sends on the current stream, and ``later`` calls after a delay
    in seconds.
    """

    def __init__(
        self,
        name: str,
        credits: int,  # noqa: A002 - the API's word
        duplicates: int,
        budget: Budget,
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._queue = _fields.text(name, "queue", "kitchen")
        self._budget = budget
        self._later = later
        self._waiting: dict[tuple[str, str], deque[Asked]] = {}
        self._send: Callable[[api.ConsumeRequest], None] | None = None
        self._idle: list[Asked] = []
        # Released deliveries are queued here and counted at the next opportunity: the garbage collector may run in the
        # middle of one.
        self._released: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.load = Load(_fields.number(api.ConsumeOpen, credits, "credits"))
        # The credits of the current stream.
        self._asked = 0
        self.duplicates = Duplicates(_fields.whole(duplicates, "skip_duplicates"))
        self.paused = False

    def opening(self) -> api.ConsumeRequest:
        """Builds the first message of another stream."""
        self.count_released()
        credits_ = self._asked = self.load.open()
        paused = self.load.credits > 0 and credits_ == 0
        # A paused stream requests the fewest credits, for a server without support for pauses.
        opening = api.ConsumeOpen(queue=self._queue, credits=1 if paused else credits_, paused=paused)
        return api.ConsumeRequest(open=opening)

    def opened(self, send: Callable[[api.ConsumeRequest], None]) -> None:
        """Starts using a registered stream, and sends all unanswered requests again."""
        self._send = send
        if self.paused:
            send(credits_request(0))
        # Counts the deliveries released while the stream was opened.
        self.count_released()
        again, self._idle = self._idle, []
        for asked in again:
            if not asked.reply.done():
                self._say(asked)

    def broken(self) -> None:
        """Records the end of the stream. Its unanswered requests may or may not have been processed."""
        self._send = None
        for waiting in self._waiting.values():
            for asked in waiting:
                asked.in_doubt = True
                self._idle.append(asked)
        self._waiting.clear()

    def ask(self, asked: Asked) -> None:
        """Sends a request now, or on the next stream."""
        if asked.kind == "ack":
            self.duplicates.remember(asked.key[0])
        self._budget.earn()
        self._say(asked)

    def forget(self, asked: Asked) -> None:
        """Drops a request that no caller waits for."""
        waiting = self._waiting.get(asked.key)
        if waiting and asked in waiting:
            waiting.remove(asked)
            if not waiting:
                del self._waiting[asked.key]
        if asked in self._idle:
            self._idle.remove(asked)

    def take(self) -> Hold:
        """Counts a new delivery."""
        self.count_released()
        return Hold(self._released, self.load.take())

    def count_released(self) -> None:
        """Counts released deliveries. Requests replacements where the server cannot know of them."""
        while not self._released.empty():
            self.load.release(self._released.get())
        room = self.load.room
        if room != self._asked and self._send is not None and not self.paused:
            self._asked = room
            self._send(credits_request(room))

    def pause(self) -> None:
        """Stops requesting deliveries."""
        self.paused = True
        if self._send is not None:
            self._send(credits_request(0))

    def acknowledge_duplicate(self, delivery: event_pb2.Delivery) -> None:
        """Acknowledges a redelivery of an acknowledged event; no caller needs the response."""
        if self._send is not None:
            ack = api.ConsumeAck(event_id=delivery.envelope.id, fence=delivery.fence)
            self._send(api.ConsumeRequest(ack=ack))

    def answered(self, result: api.ConsumeResult) -> None:
        """Handles a response. Raises if another server must be called."""
        kind = result.WhichOneof("result")
        waiting = self._waiting.get((result.event_id, result.fence))
        asked = next((asked for asked in waiting or () if kind in ("error", asked.kind)), None)
        if waiting is None or asked is None:
            return
        waiting.remove(asked)
        if not waiting:
            del self._waiting[asked.key]
        match kind:
            case "ack":
                asked.settle(_read(lambda: _answers.ack(result.ack)))
            case "nack":
                asked.settle(_answers.nacked(result.nack))
            case "extend":
                asked.settle(_answers.extended(result.extend))
            case _:
                self._refused(asked, Fault.of_consume(result.error))

    def abandon(self) -> None:
        """Fails every waiting caller, because no response arrived."""
        self.broken()
        abandoned, self._idle = self._idle, []
        for asked in abandoned:
            asked.settle(ClosedError("the consumer is closed"))

    def _say(self, asked: Asked) -> None:
        if self._send is None:
            self._idle.append(asked)
            return
        self._waiting.setdefault(asked.key, deque()).append(asked)
        self._send(asked.request)

    def _refused(self, asked: Asked, fault: Fault) -> None:
        asked.in_doubt |= fault.may_have_happened
        if fault.is_not_leader:
            self._waiting.setdefault(asked.key, deque()).append(asked)
            raise MoveOnError(fault)
        if not fault.is_transient or not self._budget.spend():
            asked.settle(fault.error())
            return
        self._later(asked.backoff.next(fault.asked_pause), lambda: self._say(asked))


def _read(reading: Callable[[], Answer]) -> Answer | MinootsError:
    try:
        return reading()
    except MinootsError as error:
        return error


def answer_key(request: api.ConsumeRequest) -> tuple[str, str] | None:
    """Returns the key of the response to a message; None if it gets no response."""
    kind = request.WhichOneof("request")
    if kind not in ("ack", "nack", "extend"):
        return None
    body = getattr(request, kind)
    return body.event_id, body.fence


def credits_request(number: int) -> api.ConsumeRequest:
    """Builds the message that replaces the credits of the stream."""
    return api.ConsumeRequest(credits=api.ConsumeCredits(credits=number))
