"""The rules by which modules of the blocking client are derived."""

from __future__ import annotations

import blocking
import pytest

ASYNCIO = '''"""Boxes of the asyncio client."""
import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from .. import _plans
from ._calls import Calls
# blocking: from ._streams import warn_if_blocking

class AsyncBox(Calls):
    """A box, as ``AsyncBox.open`` opens it."""

    async def __aenter__(self) -> AsyncBox:
        self._tasks: set[asyncio.Task[None]] = set()  # asyncio only
        # blocking: warn_if_blocking()
        return self

    async def stop(  # asyncio only
        self,
    ) -> None:
        await asyncio.wait(self._tasks)

    async def open(self, act: Callable[[str], Awaitable[int]]) -> AsyncIterator[str]:
        async with asyncio.Lock():
            await asyncio.sleep((await act("it")).real)
        async for one in self._each():
            yield (
                await self._one(one)
            )[0]
        await _plans.arun([one async for one in self._each()])
'''
BLOCKING = '''"""Boxes of the blocking client."""
import threading
import time
from collections.abc import Iterator, Awaitable, Callable
from . import _plans
from ._calls import Calls
from ._streams import warn_if_blocking

class Box(Calls):
    """A box, as ``Box.open`` opens it."""

    def __enter__(self) -> Box:
        warn_if_blocking()
        return self


    def open(self, act: Callable[[str], int]) -> Iterator[str]:
        with threading.Lock():
            time.sleep(act("it").real)
        for one in self._each():
            yield self._one(one)[0]
        _plans.run([one for one in self._each()])
'''


def test_a_module_is_derived_by_its_syntax() -> None:
    assert blocking.derive(ASYNCIO) == BLOCKING


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import asyncio\nasyncio.run(main())\n", "asyncio.run has no blocking form"),
        ("x = 1  # for the event loop\n", "this line would stay: x = 1  # for the event loop"),
        ("x = '\u00e9'\n", "ASCII"),
    ],
)
def test_a_module_without_a_blocking_form_is_refused(source: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        blocking.derive(source)
