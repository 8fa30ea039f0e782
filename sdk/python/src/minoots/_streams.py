"""Parts that the streams of the blocking client share."""

from __future__ import annotations

import asyncio
import queue
import sys
import threading
import time
import warnings
from collections.abc import Callable, Hashable, Iterable, Iterator
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

import grpc
from google.protobuf.message import Message

from ._frames import Frames, Unread, cost
from .errors import BlockingCallWarning

_PACKAGE = __name__.partition(".")[0]

M = TypeVar("M", bound=Message)
A_co = TypeVar("A_co", covariant=True)


class Call(Protocol[A_co]):
    """A stream of responses."""

    def __iter__(self) -> Iterator[A_co]: ...

    def __next__(self) -> A_co: ...

    def cancel(self) -> object:
        """Cancels the stream, which ends its reader."""

    def is_active(self) -> bool:
        """Whether it has not ended."""

    def initial_metadata(self) -> Iterable[Any] | None:
        """Returns the initial metadata. Blocks until the stream is open or has ended."""


class Alarm:
    """Calls an action unless its block ends in time."""

    def __init__(self, seconds: float, action: Callable[[], object]) -> None:
        self.rang = False
        self._action = action
        self._timer = later(seconds, self._ring)

    def _ring(self) -> None:
        self.rang = True
        self._action()

    def __enter__(self) -> Alarm:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()


def later(seconds: float, action: Callable[[], object]) -> threading.Timer:
    """Calls an action after a delay, on a daemon thread."""
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()
    return timer


class Silence:
    """Calls an action when a block has waited for the given seconds. Reusable for any number of blocks in sequence."""

    def __init__(self, seconds: float, action: Callable[[], object]) -> None:
        self.rang = False
        self._seconds = seconds
        self._action = action
        self._since: float | None = None
        self._ended = False
        self._timer = later(seconds, self._look)

    def __enter__(self) -> Silence:
        self._since = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._since = None

    def end(self) -> None:
        """Ends the watch: no more blocks follow."""
        self._ended = True
        self._timer.cancel()

    def _look(self) -> None:
        since = self._since
        left = self._seconds if since is None else since + self._seconds - time.monotonic()
        if self._ended:
            return
        if left > 0:
            self._timer = later(left, self._look)
            return
        self.rang = True
        self._action()


def wait(event: threading.Event, seconds: float) -> None:
    """Waits for an event, at most for so many seconds."""
    event.wait(seconds)


class Incoming(Generic[A_co]):
    """A stream from the server. Any thread may cancel it."""

    def __init__(self, call: Call[A_co]) -> None:
        self._call = call

    def opened(self, key: str, patience: float) -> str | None:
        """Waits until the stream is open, and returns this entry of its metadata. Raises the error of an earlier end,
        and ``TimeoutError`` after ``patience``.
        """
        with Alarm(patience, self._call.cancel) as alarm:
            value = dict(self._call.initial_metadata() or ()).get(key)
        if isinstance(value, str):
            return value
        # A call that has ended has no such entry.
        try:
            next(self._call, None)
        except grpc.RpcError:
            if alarm.rang:
                raise TimeoutError from None
            raise
        self._call.cancel()
        return None

    def read(self) -> A_co | None:
        """Returns the next message; None when the server has ended the stream."""
        return next(self._call, None)

    def cancel(self) -> None:
        """Cancels the stream, which ends its reader."""
        self._call.cancel()

    def end(self) -> None:
        """Cancels the stream."""
        self._call.cancel()


class Answers(Generic[A_co]):
    """The messages of a stream from the server. Raises ``TimeoutError`` after so many seconds without one."""

    def __init__(self, call: Call[A_co], patience: float) -> None:
        self._call = call
        self._silence = Silence(patience, call.cancel)

    def __iter__(self) -> Iterator[A_co]:
        return self

    def __next__(self) -> A_co:
        try:
            with self._silence:
                return next(self._call)
        except grpc.RpcError:
            if self._silence.rang:
                raise TimeoutError from None
            raise

    def end(self) -> None:
        """Cancels the stream, and ends the watch over it."""
        self._silence.end()
        self._call.cancel()


class Outgoing(Generic[M]):
    """The messages of one stream in the order of sending. Ending them is the half-close.

    A message whose response has a key waits until the connection has room for its frame. A message that is no longer
    wanted at its turn is dropped.
    """

    def __init__(
        self,
        frames: Frames,
        key: Callable[[M], Hashable | None],
        wanted: Callable[[M], bool] = lambda _message: True,
    ) -> None:
        self._frames = frames
        self._key = key
        self._wanted = wanted
        self._unread = Unread()
        self._over = False
        self._messages: queue.SimpleQueue[M | None] = queue.SimpleQueue()

    def send(self, message: M) -> None:
        """Queues a message. Never blocks; the reader notices the end of the stream."""
        self._messages.put(message)

    def answered(self, key: Hashable) -> None:
        """Frees the frames up to the message whose response has this key."""
        with self._frames.changed:
            self._frames.free(self._unread.answered(key))

    def end(self) -> None:
        """Ends the messages."""
        self._messages.put(None)

    def drop(self) -> None:
        """Ends the messages, and frees their frames, because the stream is over."""
        with self._frames.changed:
            self._over = True
            self._frames.free(self._unread.all())
        self.end()

    def __iter__(self) -> Iterator[M]:
        return self

    def __next__(self) -> M:
        while (message := self._messages.get()) is not None:
            if self._goes(message):
                return message
        raise StopIteration

    def _goes(self, message: M) -> bool:
        key = self._key(message)
        if key is None:
            return self._wanted(message)
        counts = cost(message)
        with self._frames.changed:
            if not self._frames.wait(counts, lambda: self._over):
                return False
        # Called with no lock held, because the callback takes locks of its own.
        is_wanted = self._wanted(message)
        with self._frames.changed:
            if not is_wanted or self._over:
                self._frames.free(counts)
                return False
            self._unread.add(key, counts)
        return True


def warn_if_blocking() -> None:
    """Warns about a call on the thread of a running event loop: it works, and stops the loop in the meantime.

    The warning names the caller's line outside of this package.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    depth, frame = 1, sys._getframe()
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).partition(".")[0] == _PACKAGE:
        depth, frame = depth + 1, frame.f_back
    message = "this call blocks the running event loop: use minoots.AsyncClient here, or asyncio.to_thread"
    warnings.warn(message, BlockingCallWarning, stacklevel=depth)
