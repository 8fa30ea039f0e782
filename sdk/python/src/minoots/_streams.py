"""What streams of the blocking client share."""

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

from google.protobuf.message import Message

from ._frames import Frames, Unread, cost
from .errors import BlockingCallWarning

_PACKAGE = __name__.partition(".")[0]

M = TypeVar("M", bound=Message)
A_co = TypeVar("A_co", covariant=True)


class Call(Protocol[A_co]):
    """A stream of answers."""

    def __iter__(self) -> Iterator[A_co]: ...

    def __next__(self) -> A_co: ...

    def cancel(self) -> object:
        """Ends it; whoever reads is told."""

    def is_active(self) -> bool:
        """Whether it has not ended."""

    def initial_metadata(self) -> Iterable[Any] | None:
        """What comes first. Waits until the stream is open or has ended."""


class Alarm:
    """Calls something unless its block is left in time."""

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
    """Calls something after a while, on a thread that keeps no process alive."""
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()
    return timer


class Silence:
    """Calls something once a block has waited for so many seconds; for many blocks, one after the other."""

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
        """No more blocks follow."""
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


class Outgoing(Generic[M]):
    """The messages of one stream, in the order they were sent. Ending them is the half-close.

    Those whose answers have a key wait until the connection has room for their frames. A message that is not wanted any
    more when its turn comes is left out.
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
        """Never waits; a stream that has ended is noticed by its reader."""
        self._messages.put(message)

    def answered(self, key: Hashable) -> None:
        """The answer with this key came."""
        with self._frames.changed:
            self._frames.free(self._unread.answered(key))

    def end(self) -> None:
        """Nothing more is sent."""
        self._messages.put(None)

    def drop(self) -> None:
        """The stream is over: nothing more is sent, and nothing is unread."""
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
        # With no lock held: others have locks of their own.
        is_wanted = self._wanted(message)
        with self._frames.changed:
            if not is_wanted or self._over:
                self._frames.free(counts)
                return False
            self._unread.add(key, counts)
        return True


def warn_if_blocking() -> None:
    """A call on the thread of a running event loop works, and stops everything else on that loop meanwhile.

    The line that is named is the caller's, outside of this package.
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
