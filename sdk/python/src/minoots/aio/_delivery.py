"""One delivery of an event, for the asyncio client."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from .._consuming import DeliveryInfo, Hold, expect
from .._fault import in_doubt
from ..errors import ClosedError, MinootsError, UnavailableError
from ..types import AckOutcome, Duration, Nacked

if TYPE_CHECKING:
    from .consumer import AsyncConsumer


class AsyncDelivery(DeliveryInfo):
    """One delivery of an event. Acknowledge it, return it, or extend its lease.

    Otherwise the leader redelivers the event after ``ack_deadline_time``. Delivery is at least once: ``event.id`` is
    the dedupe key.
    """

    def __init__(self, info: DeliveryInfo, consumer: AsyncConsumer, hold: Hold) -> None:
        super().__init__(**vars(info))
        self._consumer = consumer
        self._hold = hold

    async def ack(self) -> AckOutcome:
        """Acknowledges the event. A repeat is safe, also after a redelivery."""
        try:
            answer = await self._consumer.ask(self.ack_request())
        except ClosedError:
            answer = await self._consumer.client.ack(self.event.id, self.fence)
        self._hold.release()
        self._consumer.count_released()
        return expect(answer, AckOutcome)

    async def nack(self, reason: str = "", *, delay: Duration | None = None) -> Nacked:
        """Returns the event as failed. ``delay`` replaces the backoff of the retry policy."""
        request = self.nack_request(reason, delay)
        try:
            answer = await self._consumer.ask(request)
        except ClosedError:
            try:
                answer = await self._consumer.client.nack(self.event.id, self.fence, reason=reason, delay=delay)
            except MinootsError as error:
                # The server may have processed a request that was sent before the stream ended.
                raise in_doubt(error) from None
        self._hold.release()
        self._consumer.count_released()
        return expect(answer, Nacked)

    async def extend(self, time_left: Duration) -> datetime:
        """Extends the lease to this much time from now, 1 s to 12 h, and returns the new deadline."""
        try:
            answer = await self._consumer.ask(self.extend_request(time_left))
        except ClosedError:
            raise UnavailableError("a deadline is extended by its consumer, which is closed") from None
        return expect(answer, datetime)
