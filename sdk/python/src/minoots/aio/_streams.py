"""What streams of the client for event loops share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar, cast

from grpc import aio

Q = TypeVar("Q")
A = TypeVar("A")


class Stream(Generic[Q, A]):
    """A stream in both directions. Sending never waits; a stream that has ended is noticed by its reader."""

    def __init__(self, call: aio.StreamStreamCall[Q, A]) -> None:
        self._call = call
        self.given_up = False
        self._outgoing: asyncio.Queue[Q | None] = asyncio.Queue()
        self._writer = asyncio.get_running_loop().create_task(self._write())

    def send(self, message: Q) -> None:
        """Goes out in order."""
        self._outgoing.put_nowait(message)

    def end(self) -> None:
        """Nothing more is sent: the half-close."""
        self._outgoing.put_nowait(None)

    async def read(self) -> A | None:
        """The next message; None when the server has ended the stream."""
        message = await self._call.read()
        # The end is an object of its own, which no message equals.
        return None if message is aio.EOF else cast("A", message)

    async def opened(self) -> None:
        """Comes when the stream is open. Raises what ended it before."""
        await self._call.initial_metadata()
        if self._call.done():
            await self._call.read()

    def give_up(self) -> None:
        """Nothing comes any more: whoever reads is cancelled."""
        self.given_up = True
        self._call.cancel()

    async def close(self) -> None:
        """Ends it both ways, at once."""
        self._writer.cancel()
        self._call.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._writer

    async def _write(self) -> None:
        # What ails the stream is told to its reader.
        with contextlib.suppress(aio.AioRpcError, asyncio.InvalidStateError):
            while (message := await self._outgoing.get()) is not None:
                await self._call.write(message)
            await self._call.done_writing()


async def opening(step: Coroutine[Any, Any, A], closed: asyncio.Event, patience: float) -> A | None:
    """One step of opening a stream; None if this is closed first. Raises ``TimeoutError`` when patience ends."""
    loop = asyncio.get_running_loop()
    stepping, closing = loop.create_task(step), loop.create_task(closed.wait())
    try:
        done, _ = await asyncio.wait({stepping, closing}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        if stepping in done:
            return stepping.result()
        if closing in done:
            return None
        raise asyncio.TimeoutError
    finally:
        for task in (stepping, closing):
            task.cancel()
        await asyncio.gather(stepping, closing, return_exceptions=True)
