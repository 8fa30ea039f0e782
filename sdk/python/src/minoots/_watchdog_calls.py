"""The blocking client's calls about watchdogs."""

from __future__ import annotations

from collections.abc import Iterable

from . import _watchdog_answers as _answers
from . import _watchdog_requests as _requests
from ._attempts import Kind
from ._calls import Calls
from ._requests import TimerKey, key_of
from .heartbeat import Heartbeat
from .watchdog_types import Touch, Touched


class WatchdogCalls(Calls):
    """The watchdog methods of a client."""

    def touch(self, watchdog: TimerKey, *, epoch: int = 0, sequence: int = 0, partition_key: str = "") -> Touched:
        """Touches a watchdog. With the outcome ``TOUCHED``, it does not fire before ``fire_time``.

        ``epoch`` identifies the touching instance: a restarted instance uses a larger one. ``sequence`` numbers its
        touches, so that a late one does not count.
        """
        name, partition = key_of(watchdog, partition_key)
        request = _requests.touch(name, partition, epoch, sequence)
        return _answers.only(self._call(Kind.REPEATABLE, lambda route: route.timers.Touch, request))

    def touch_many(self, touches: Iterable[Touch]) -> list[Touched]:
        """Touches up to 1,000 watchdogs. Each has its own outcome, in the order of the request."""
        request = _requests.touch_many(touches)
        return _answers.touched(self._call(Kind.REPEATABLE, lambda route: route.timers.Touch, request))

    def heartbeat(
        self, watchdog: TimerKey, *, epoch: int = 0, partition_key: str = "", cancel: bool = False
    ) -> Heartbeat:
        """Touches a watchdog while a block runs, every third of its time to live.

        With ``cancel``, the watchdog is cancelled after the block ends without an error.
        """
        return Heartbeat(self, watchdog, epoch, partition_key, cancel)
