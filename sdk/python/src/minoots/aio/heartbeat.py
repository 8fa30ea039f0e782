"""Heartbeats while a block runs, sent by a task. This module has the one for watchdogs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import TYPE_CHECKING

from .. import _answers, _requests, _watchdog_answers
from .._attempts import Kind
from .._backoff import Backoff
from .._beating import Beating, Pulse, log
from .._holding import now
from .._requests import TimerKey
from ..errors import MinootsError
from ..types import Consistency
from ._background import Background

if TYPE_CHECKING:
    from ._calls import Calls


def background_of(pulse: Pulse, touch: Callable[[float | None], Awaitable[object]]) -> Background:
    """Makes the work that touches an object whenever its pulse says so, until the pulse ends."""
    return Background("minoots-heartbeat", lambda background: _beat(background, pulse, touch))


async def _beat(background: Background, pulse: Pulse, touch: Callable[[float | None], Awaitable[object]]) -> None:
    backoff, pause = Backoff(), pulse._pause()
    while not pulse._over():
        if not await background.pause(pause):
            pause = pulse._pause()
            continue
        if pulse._over():
            return
        try:
            await touch(pulse._left())
        except MinootsError as error:
            pulse._failed(error)
            pause = backoff.next()
        except Exception:
            log.exception("a heartbeat has ended")
            raise
        else:
            backoff.reset()
            pause = pulse._pause()


class AsyncHeartbeat(Beating):
    """A watchdog as a context manager: touched as the block is entered, and then every third of its time to live.

    The block is not interrupted when its touches stop counting: read ``lost``, or call ``check``.

    A block that keeps the event loop busy delays its own touches.
    """

    def __init__(self, calls: Calls, watchdog: TimerKey, epoch: int, partition_key: str, cancel: bool) -> None:
        super().__init__(watchdog, epoch, partition_key, cancel)
        self._calls = calls
        self._background = background_of(self, self._touch)

    async def __aenter__(self) -> AsyncHeartbeat:
        asked = self._request
        if self._known is None:
            request = _requests.get(asked.id, asked.partition_key, Consistency.LINEARIZABLE, 0)
            answer = await self._calls._call(Kind.READ, lambda route: route.timers.GetTimer, request)
            self._known = _answers.timer(answer.timer)
        self._begin(self._known)
        await self._touch(None)
        self.check()
        self._background = background_of(self, self._touch)
        self._background.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        await self._background.stop()
        if error is None and self._cancel and self._lost is None:
            request = _requests.cancel(self._request.id, self._request.partition_key, 0, "its work is done", None)
            await self._calls._call(Kind.WRITE, lambda route: route.timers.CancelTimer, request, request.request_id)

    async def _touch(self, within: float | None) -> None:
        sent = now()
        answer = await self._calls._call(
            Kind.REPEATABLE, lambda route: route.timers.Touch, self._request, within=within
        )
        self._answered(_watchdog_answers.only(answer), sent)
