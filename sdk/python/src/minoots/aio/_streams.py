"""Parts that the streams of the asyncio client share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar, cast

from google.protobuf.message import Message
from grpc import aio

from .._frames import AsyncFrames, Unread, cost

Q = TypeVar("Q", bound=Message)
A = TypeVar("A")
_NOTICE = 1.0


async def read(call: aio.UnaryStreamCall[Q, A] | aio.StreamStreamCall[Q, A]) -> A | None:
    """Returns the next message; None when the server has ended the stream."""
    try:
        message = await call.read()
    except asyncio.CancelledError:
        # The transport raises this also when the server cancelled: then the call has ended without a local
        # cancellation.
        if call.done() and "Locally cancelled" not in (await call.details() or ""):
            raise await status_of(call) from None
        raise
    # The end marker is an object of its own, which no message equals.
    return None if message is aio.EOF else cast("A", message)


async def wait(event: asyncio.Event, seconds: float) -> None:
    """Waits for an event, at most for so many seconds."""
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


async def status_of(call: aio.UnaryStreamCall[Q, A] | aio.StreamStreamCall[Q, A]) -> aio.AioRpcError:
    """Returns how a call ended."""
    initial, trailing = await call.initial_metadata(), await call.trailing_metadata()
    return aio.AioRpcError(await call.code(), initial, trailing, await call.details())


async def end(call: aio.UnaryStreamCall[Q, A] | aio.StreamStreamCall[Q, A]) -> None:
    """Cancels a call, and waits until the transport has noticed and no longer needs the event loop."""
    call.cancel()
    with contextlib.suppress(asyncio.TimeoutError, asyncio.CancelledError):
        await asyncio.wait_for(call.code(), _NOTICE)


class Incoming(Generic[A]):
    """A stream from the server."""

    def __init__(self, call: aio.UnaryStreamCall[Any, A]) -> None:
        self._call = call
        self._cancelled = False

    async def opened(self, key: str, patience: float) -> str | None:
        """Waits until the stream is open, and returns this entry of its metadata. Raises the error of an earlier end,
        and ``asyncio.TimeoutError`` after ``patience``.
        """
        metadata = await asyncio.wait_for(self._call.initial_metadata(), patience)
        value = metadata.get(key)
        if isinstance(value, str):
            return value
        # A call that has ended has no such entry.
        if not self._call.done():
            self._call.cancel()
        raise await status_of(self._call)

    async def read(self) -> A | None:
        """Returns the next message; None when the server or ``cancel`` has ended the stream."""
        try:
            return await read(self._call)
        except asyncio.CancelledError:
            if not self._cancelled:
                raise
            await self.end()
            return None

    def cancel(self) -> None:
        """Cancels the stream, which ends its reader."""
        self._cancelled = True
        self._call.cancel()

    async def end(self) -> None:
        """Cancels the stream, and waits until the transport has noticed."""
        await end(self._call)


class Answers(Generic[A]):
    """The messages of a stream from the server. Raises ``asyncio.TimeoutError`` after so many seconds without one."""

    def __init__(self, call: aio.UnaryStreamCall[Any, A], patience: float) -> None:
        self._call = call
        self._patience = patience

    def __aiter__(self) -> AsyncIterator[A]:
        return self

    async def __anext__(self) -> A:
        message = await asyncio.wait_for(self._call.read(), self._patience)
        if message is aio.EOF:
            raise StopAsyncIteration
        return cast("A", message)

    def end(self) -> None:
        """Cancels the stream."""
        self._call.cancel()


class Stream(Generic[Q, A]):
    """A stream in both directions. Sending never blocks; the reader notices the end of the stream.

    A message whose response has a key waits until the connection has room for its frame. A message that is no longer
    wanted at its turn is dropped.
    """

    def __init__(
        self,
        call: aio.StreamStreamCall[Q, A],
        frames: AsyncFrames,
        key: Callable[[Q], Hashable | None],
        wanted: Callable[[Q], bool] = lambda _message: True,
    ) -> None:
        self._call = call
        self._frames = frames
        self._key = key
        self._wanted = wanted
        self._unread = Unread()
        self.given_up = False
        self._outgoing: asyncio.Queue[Q | None] = asyncio.Queue()
        self._writer = asyncio.get_running_loop().create_task(self._write())

    def send(self, message: Q) -> None:
        """Queues a message to be sent in order."""
        self._outgoing.put_nowait(message)

    def answered(self, key: Hashable) -> None:
        """Frees the frames up to the message whose response has this key."""
        self._frames.free(self._unread.answered(key))

    def end(self) -> None:
        """Ends the sending direction: the half-close."""
        self._outgoing.put_nowait(None)

    async def read(self) -> A | None:
        """Returns the next message; None when the server has ended the stream."""
        return await read(self._call)

    async def opened(self) -> bool:
        """Waits until the stream is open. Returns whether the server confirmed it. Raises the error of an earlier end.

        A message that is sent earlier may reach a stream that has just ended, and then the transport hides the reason.
        """
        metadata = await self._call.initial_metadata()
        if not metadata:
            # A refusal looks like this until its end arrives, which is immediate.
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._call.code(), _NOTICE)
        if self._call.done():
            raise await status_of(self._call)
        return len(metadata) > 0

    def give_up(self) -> None:
        """Gives up on further messages, and cancels the reader."""
        self.given_up = True
        self._call.cancel()

    async def close(self) -> None:
        """Ends both directions at once."""
        self._writer.cancel()
        await end(self._call)
        with contextlib.suppress(asyncio.CancelledError):
            await self._writer
        self._frames.free(self._unread.all())

    async def _write(self) -> None:
        # The reader gets the error of the stream.
        with contextlib.suppress(aio.AioRpcError, asyncio.InvalidStateError):
            while (message := await self._outgoing.get()) is not None:
                key = self._key(message)
                counts = 0 if key is None else cost(message)
                await self._frames.wait(counts)
                if not self._wanted(message):
                    self._frames.free(counts)
                    continue
                if key is not None:
                    self._unread.add(key, counts)
                await self._call.write(message)
            await self._call.done_writing()


async def opening(step: Coroutine[Any, Any, A], closed: asyncio.Event, patience: float) -> A | None:
    """Runs one step of opening a stream. Returns None if ``closed`` comes first; raises ``TimeoutError`` after
    ``patience``.
    """
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
