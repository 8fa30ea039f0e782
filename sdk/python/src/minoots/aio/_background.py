"""Work that goes on beside a block, on a task."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Background:
    """The work beside one block. It runs from ``start`` until it returns or is stopped."""

    def __init__(self, name: str, work: Callable[[Background], Coroutine[Any, Any, None]]) -> None:
        self._name = name
        self._work = work
        self._hurried = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Starts the task."""
        self._task = asyncio.get_running_loop().create_task(self._work(self), name=self._name)

    async def stop(self) -> None:
        """Stops the work."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def hurry(self) -> None:
        """Ends the current pause of the work, or else the next one."""
        self._hurried.set()

    async def pause(self, seconds: float) -> bool:
        """Waits between two steps of the work. Returns whether the time has passed: False if the pause was ended."""
        try:
            await asyncio.wait_for(self._hurried.wait(), seconds)
        except asyncio.TimeoutError:
            return True
        self._hurried.clear()
        return False

    async def ended(self, seconds: float) -> None:
        """Waits until running work ends, at most for so many seconds. If it does not run, waits for all of them."""
        if self._task is None or self._task.done():
            await asyncio.sleep(seconds)
        else:
            await asyncio.wait({self._task}, timeout=seconds)
