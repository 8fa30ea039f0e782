"""The asyncio client's calls about watchdogs."""

from __future__ import annotations

from collections.abc import Iterable

from .. import _watchdog_answers as _answers
from .. import _watchdog_requests as _requests
from .._attempts import Kind
from .._requests import TimerKey, key_of
from ..watchdog_types import Touch, Touched
from ._calls import Calls
from .heartbeat import AsyncHeartbeat


class WatchdogCalls(Calls):
    """The watchdog methods of a client."""

    async def touch(self, watchdog: TimerKey, *, epoch: int = 0, sequence: int = 0, partition_key: str = "") -> Touched:
        """Touches a watchdog. With the outcome ``TOUCHED``, it does not fire before ``fire_time``.

        ``epoch`` identifies the touching instance: a restarted instance uses a larger one. ``sequence`` numbers its
        touches, so that a late one does not count.
        """
        name, partition = key_of(watchdog, partition_key)
        request = _requests.touch(name, partition, epoch, sequence)
        return _answers.only(await self._call(Kind.REPEATABLE, lambda route: route.timers.Touch, request))

    async def touch_many(self, touches: Iterable[Touch]) -> list[Touched]:
        """Touches up to 1,000 watchdogs. Each has its own outcome, in the order of the request."""
        request = _requests.touch_many(touches)
        return _answers.touched(await self._call(Kind.REPEATABLE, lambda route: route.timers.Touch, request))

    def heartbeat(
        self, watchdog: TimerKey, *, epoch: int = 0, partition_key: str = "", cancel: bool = False
    ) -> AsyncHeartbeat:
        """Touches a watchdog while a block runs, every third of its time to live.

        With ``cancel``, the watchdog is cancelled after the block ends without an error.
        """
        return AsyncHeartbeat(self, watchdog, epoch, partition_key, cancel)
