"""What a consumer remembers, whichever way it waits: the same for threads and for an event loop.

Invariants:
- What was said on a stream and not answered when it broke is said again on the next.
- No more deliveries are held here than were asked for, over all streams.
- An answer reaches the one who waits for it, once.
"""

from __future__ import annotations

import queue
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from . import _answers, _fields, _requests, _time
from ._backoff import Backoff, Budget
from ._fault import Fault, in_doubt
from ._proto.event.v1 import event_pb2
from ._proto.event.v1 import event_service_pb2 as api
from .errors import ClosedError, MinootsError
from .types import AckOutcome, Duration, Event, Nacked

Answer = AckOutcome | Nacked | datetime


class Reply(Protocol):
    """A future of either kind."""

    def done(self) -> bool:
        """Nobody waits any more, or it is answered."""

    def set_result(self, result: Any, /) -> None:
        """The answer."""

    def set_exception(self, exception: Any, /) -> None:
        """Why there is none."""


class Asked:
    """One ack, nack or extension whose answer has not come."""

    def __init__(self, request: api.ConsumeRequest, reply: Reply) -> None:
        self.request = request
        self.reply = reply
        self.backoff = Backoff()
        self.in_doubt = False

    @property
    def kind(self) -> str:
        """Which of the three."""
        return self.request.WhichOneof("request") or ""

    @property
    def key(self) -> tuple[str, str]:
        """Which delivery it is about."""
        body = getattr(self.request, self.kind)
        return body.event_id, body.fence

    def settle(self, result: Answer | MinootsError) -> None:
        """Tells whoever waits."""
        if self.reply.done():
            return
        if isinstance(result, MinootsError):
            self.reply.set_exception(in_doubt(result) if self.in_doubt else result)
        else:
            self.reply.set_result(result)


@dataclass(eq=False)
class DeliveryInfo:
    """What one handing-over of an event says."""

    event: Event
    fence: str
    """Larger than every earlier fence of this event; text order is fence order."""
    attempt: int
    """1 + the failures recorded before this delivery."""
    fire_time: datetime | None
    """The timer's fire time as asked."""
    release_time: datetime | None
    """When this delivery was released, on the releasing node's clock."""
    lateness: timedelta | None
    """Release minus due."""
    ack_deadline_time: datetime | None
    """Acknowledge, or extend, before this."""

    @staticmethod
    def of(message: event_pb2.Delivery) -> DeliveryInfo:
        """As it came."""
        return DeliveryInfo(
            _answers.event(message.envelope),
            message.fence,
            message.attempt,
            _answers.instant(message, "fire_time"),
            _answers.instant(message, "release_time"),
            _answers.length(message, "lateness"),
            _answers.instant(message, "ack_deadline_time"),
        )

    def ack_request(self) -> api.ConsumeRequest:
        """Settles it."""
        return api.ConsumeRequest(ack=api.ConsumeAck(event_id=self.event.id, fence=self.fence))

    def nack_request(self, reason: str, delay: Duration | None) -> api.ConsumeRequest:
        """Gives it back as failed."""
        nack = _requests.nack(self.event.id, self.fence, reason, delay, "")
        request = api.ConsumeNack(event_id=nack.event_id, fence=nack.fence, reason=nack.reason)
        if nack.HasField("delay"):
            request.delay.CopyFrom(nack.delay)
        return api.ConsumeRequest(nack=request)

    def extend_request(self, time_left: Duration) -> api.ConsumeRequest:
        """Asks for more time."""
        deadline = _time.to_duration(time_left, "ack_deadline")
        extend = api.ConsumeExtend(event_id=self.event.id, fence=self.fence, ack_deadline=deadline)
        return api.ConsumeRequest(extend=extend)


class Hold:
    """One delivery that is held here. Letting go of it is told once, from whatever thread collects garbage."""

    def __init__(self, released: queue.SimpleQueue[int], generation: int) -> None:
        self._released: queue.SimpleQueue[int] | None = released
        self._generation = generation

    def release(self) -> None:
        """It is settled, given back, or nobody knows it any more."""
        released, self._released = self._released, None
        if released is not None:
            released.put(self._generation)

    def __del__(self) -> None:
        self.release()


class Duplicates:
    """The dedupe keys acknowledged last, and no more of them than asked for."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._keys: OrderedDict[str, None] = OrderedDict()

    def remember(self, key: str) -> None:
        """This event is done."""
        self._keys[key] = None
        while len(self._keys) > self._most:
            self._keys.popitem(last=False)

    def __contains__(self, key: str) -> bool:
        return key in self._keys


class Load:
    """How many deliveries are here.

    The server counts what it sent on a stream. What came on earlier ones and is still held it does not know, so it is
    taken off the credits asked for.
    """

    def __init__(self, credits: int) -> None:  # noqa: A002 - the API's word
        self.credits = credits
        self.generation = 0
        self._present = 0
        self._earlier = 0

    def open(self) -> int:
        """Another stream begins; the credits to open it with. None of a consumer that has a bound: it is full."""
        self.generation += 1
        self._earlier += self._present
        self._present = 0
        return self.room

    def take(self) -> int:
        """A delivery came; the stream it came on."""
        self._present += 1
        return self.generation

    def release(self, generation: int) -> None:
        """A delivery is let go of."""
        if generation == self.generation:
            self._present = max(0, self._present - 1)
        else:
            self._earlier = max(0, self._earlier - 1)

    @property
    def held(self) -> int:
        """Deliveries held, of whatever stream."""
        return self._present + self._earlier

    @property
    def room(self) -> int:
        """The credits to ask for on the present stream."""
        # Without a bound the server chooses its default, or tells its rule.
        return max(0, self.credits - self._earlier)


class MoveOnError(Exception):
    """Another server must be asked."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Consuming:
    """See the module's words. ``send`` puts a message on the present stream, ``later`` calls after some seconds."""

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
        # What is let go of is noted here and counted at the next occasion: the collector may run in the midst of one.
        self._released: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.load = Load(credits)
        # The credits of the present stream.
        self._asked = 0
        self.duplicates = Duplicates(duplicates)
        self.paused = False

    def opening(self) -> api.ConsumeRequest:
        """The first message of another stream."""
        self.count_released()
        credits_ = self._asked = self.load.open()
        paused = self.load.credits > 0 and credits_ == 0
        # A paused stream asks for the fewest credits, for a server that does not know of pauses.
        opening = api.ConsumeOpen(queue=self._queue, credits=1 if paused else credits_, paused=paused)
        return api.ConsumeRequest(open=opening)

    def opened(self, send: Callable[[api.ConsumeRequest], None]) -> None:
        """The stream is registered: what was not answered is said again."""
        self._send = send
        if self.paused:
            send(credits_request(0))
        # What was let go of while the stream was made.
        self.count_released()
        again, self._idle = self._idle, []
        for asked in again:
            if not asked.reply.done():
                self._say(asked)

    def broken(self) -> None:
        """The stream is over: what was said on it may or may not have been done."""
        self._send = None
        for waiting in self._waiting.values():
            for asked in waiting:
                asked.in_doubt = True
                self._idle.append(asked)
        self._waiting.clear()

    def ask(self, asked: Asked) -> None:
        """Says it now, or on the next stream."""
        if asked.kind == "ack":
            self.duplicates.remember(asked.key[0])
        self._budget.earn()
        self._say(asked)

    def forget(self, asked: Asked) -> None:
        """Nobody waits for this one any more."""
        waiting = self._waiting.get(asked.key)
        if waiting and asked in waiting:
            waiting.remove(asked)
            if not waiting:
                del self._waiting[asked.key]
        if asked in self._idle:
            self._idle.remove(asked)

    def take(self) -> Hold:
        """A delivery came."""
        self.count_released()
        return Hold(self._released, self.load.take())

    def count_released(self) -> None:
        """Counts what is no longer held, and asks for more instead where the server cannot know."""
        while not self._released.empty():
            self.load.release(self._released.get())
        room = self.load.room
        if room != self._asked and self._send is not None and not self.paused:
            self._asked = room
            self._send(credits_request(room))

    def pause(self) -> None:
        """No more deliveries are wanted."""
        self.paused = True
        if self._send is not None:
            self._send(credits_request(0))

    def acknowledge_duplicate(self, delivery: event_pb2.Delivery) -> None:
        """It was done before; its answer interests nobody."""
        if self._send is not None:
            ack = api.ConsumeAck(event_id=delivery.envelope.id, fence=delivery.fence)
            self._send(api.ConsumeRequest(ack=ack))

    def answered(self, result: api.ConsumeResult) -> None:
        """An answer came. Raises when another server must be asked."""
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
        """Whoever still waits is told that no answer came."""
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
    """Which answer a message gets; None if it gets none."""
    kind = request.WhichOneof("request")
    if kind not in ("ack", "nack", "extend"):
        return None
    body = getattr(request, kind)
    return body.event_id, body.fence


def credits_request(number: int) -> api.ConsumeRequest:
    """Replaces the number of deliveries that may be out."""
    return api.ConsumeRequest(credits=api.ConsumeCredits(credits=number))
