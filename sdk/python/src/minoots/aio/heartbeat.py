"""Heartbeats while a block runs, sent by a task. This module has the one for watchdogs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import TYPE_CHECKING

from .. import _answers, _requests, _watchdog_answers
from .._attempts import Kind
from .._backoff import Backoff
from .._beating import Beating, Pulse
from .._holding import now
from .._requests import TimerKey
from ..errors import MinootsError
from ..types import Consistency

if TYPE_CHECKING:
    from ._calls import Calls


class BeatingTask:
    """Touches an object whenever its pulse says so, until the pulse ends or the thread is stopped."""

    def __init__(self, pulse: Pulse, touch: Callable[[float | None], Awaitable[object]]) -> None:
        self._pulse = pulse
        self._touch = touch
        self._noticed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Starts the thread."""
        self._task = asyncio.get_running_loop().create_task(self._beat(), name="minoots-heartbeat")

    def hurry(self) -> None:
        """Makes the thread read the pulse again, because the pulse has changed."""
        self._noticed.set()

    async def stop(self) -> None:
        """Stops touching."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _beat(self) -> None:
        backoff, pause = Backoff(), self._pulse._pause()
        while not self._pulse._over():
            if await self._hurried(pause):
                pause = self._pulse._pause()
                continue
            if self._pulse._over():
                return
            try:
                await self._touch(self._pulse._left())
            except MinootsError as error:
                self._pulse._failed(error)
                pause = backoff.next()
            else:
                backoff.reset()
                pause = self._pulse._pause()

    async def _hurried(self, pause: float) -> bool:
        try:
            await asyncio.wait_for(self._noticed.wait(), pause)
        except asyncio.TimeoutError:
            return False
        self._noticed.clear()
        return True


class AsyncHeartbeat(Beating):
    """A watchdog as a context manager: touched as the block is entered, and then every third of its time to live.

    The block is not interrupted when its touches stop counting: read ``lost``, or call ``check``. A block that keeps
    the event loop busy delays its own touches.
    """

    def __init__(self, calls: Calls, watchdog: TimerKey, epoch: int, partition_key: str, cancel: bool) -> None:
        super().__init__(watchdog, epoch, partition_key, cancel)
        self._calls = calls
        self._task = BeatingTask(self, self._touch)

    async def __aenter__(self) -> AsyncHeartbeat:
        asked = self._request
        if self._known is None:
            request = _requests.get(asked.id, asked.partition_key, Consistency.LINEARIZABLE, 0)
            answer = await self._calls._call(Kind.READ, lambda route: route.timers.GetTimer, request)
            self._known = _answers.timer(answer.timer)
        self._begin(self._known)
        await self._touch(None)
        self.check()
        self._task.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        await self._task.stop()
        if error is None and self._cancel and self._lost is None:
            request = _requests.cancel(self._request.id, self._request.partition_key, 0, "its work is done", None)
            await self._calls._call(Kind.WRITE, lambda route: route.timers.CancelTimer, request, request.request_id)

    async def _touch(self, within: float | None) -> None:
        sent = now()
        answer = await self._calls._call(
            Kind.REPEATABLE, lambda route: route.timers.Touch, self._request, within=within
        )
        self._answered(_watchdog_answers.only(answer), sent)
