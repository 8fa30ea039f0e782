"""A watchdog touched while a block runs, by a task."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING

from .. import _answers, _requests, _watchdog_answers
from .._attempts import Kind
from .._backoff import Backoff
from .._beating import Beating
from .._holding import now
from .._requests import TimerKey
from ..errors import MinootsError
from ..types import Consistency

if TYPE_CHECKING:
    from ._calls import Calls


class AsyncHeartbeat(Beating):
    """A watchdog as a context manager: touched as the block is entered, and then every third of its time to live.

    Nothing stops the block when its touches do not count any more: ask ``lost``, or call ``check``. One that keeps the
    event loop busy keeps the watchdog from being touched.
    """

    def __init__(self, calls: Calls, watchdog: TimerKey, epoch: int, partition_key: str, cancel: bool) -> None:
        super().__init__(watchdog, epoch, partition_key, cancel)
        self._calls = calls
        self._beating: asyncio.Task[None] | None = None

    async def __aenter__(self) -> AsyncHeartbeat:
        asked = self._request
        if self._known is None:
            request = _requests.get(asked.id, asked.partition_key, Consistency.LINEARIZABLE, 0)
            answer = await self._calls._call(Kind.READ, lambda route: route.timers.GetTimer, request)
            self._known = _answers.timer(answer.timer)
        self._begin(self._known)
        await self._touch(None)
        self.check()
        self._beating = asyncio.get_running_loop().create_task(self._beat(), name="minoots-heartbeat")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        if error is None and self._cancel and self._lost is None:
            request = _requests.cancel(self._request.id, self._request.partition_key, 0, "its work is done", None)
            await self._calls._call(Kind.WRITE, lambda route: route.timers.CancelTimer, request, request.request_id)

    async def _touch(self, within: float | None) -> None:
        sent = now()
        answer = await self._calls._call(
            Kind.REPEATABLE, lambda route: route.timers.Touch, self._request, within=within
        )
        self._answered(_watchdog_answers.only(answer), sent)

    async def _beat(self) -> None:
        backoff, pause = Backoff(), self._pause()
        while True:
            await asyncio.sleep(pause)
            if self._over():
                return
            try:
                await self._touch(self._left())
            except MinootsError as error:
                self._failed(error)
                pause = backoff.next()
            else:
                backoff.reset()
                pause = self._pause()
