"""A bound on the small DATA frames of one connection that its server has not read.

gRPC's Python library sends each message of a stream in its own DATA frame, because it cannot combine them. For each
unread frame, a server counts the bytes missing to 256, over all streams of a connection. Above 512 KiB it treats the
connection as a flood, and ends it with ENHANCE_YOUR_CALM. So messages wait here before that limit. Servers read a
stream in order: the response to a message shows that the earlier ones were read, too.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Callable, Hashable
from typing import Protocol

# The size below which a frame counts as small, and the bytes that gRPC adds before a message.
_SMALL = 256
_PREFIX = 5
# A part of the 512 KiB; the rest is for messages without a response, such as the opening of a stream.
LIMIT = 384 << 10


class _Sized(Protocol):
    def ByteSize(self) -> int:  # noqa: N802 - as protobuf names it
        """Returns the size on the wire in bytes."""


def cost(message: _Sized) -> int:
    """Returns the cost of an unread message."""
    return max(0, _SMALL - _PREFIX - message.ByteSize())


class Unread:
    """The messages of one stream that its server may not have read, in order."""

    def __init__(self) -> None:
        self._messages: deque[tuple[Hashable, int]] = deque()
        self._keys: Counter[Hashable] = Counter()

    def add(self, key: Hashable, counts: int) -> None:
        """Adds a sent message, by the key of its response."""
        self._messages.append((key, counts))
        self._keys[key] += 1

    def answered(self, key: Hashable) -> int:
        """Removes the messages up to the answered one, and returns their cost."""
        # A missing message was already removed by the response to a later one.
        if key not in self._keys:
            return 0
        freed = 0
        while True:
            known, counts = self._messages.popleft()
            self._keys[known] -= 1
            if not self._keys[known]:
                del self._keys[known]
            freed += counts
            if known == key:
                return freed

    def all(self) -> int:
        """Removes all messages after the end of the stream, and returns their cost."""
        freed = sum(counts for _, counts in self._messages)
        self._messages.clear()
        self._keys.clear()
        return freed


class _Used:
    """The small frames of one connection."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self.used = 0
        self.most = 0
        """The largest use so far."""

    def fits(self, counts: int) -> bool:
        """Reserves room for a message if there is any. A single message always fits."""
        if self.used and self.used + counts > self._limit:
            return False
        self.used += counts
        self.most = max(self.most, self.used)
        return True


class Frames(_Used):
    """The frames of a connection, for threads."""

    def __init__(self, limit: int = LIMIT) -> None:
        super().__init__(limit)
        self.changed = threading.Condition()

    def wait(self, counts: int, ended: Callable[[], bool]) -> bool:
        """Waits for room and reserves it. Returns False if the stream ends first. The caller holds ``changed``."""
        while not ended():
            if self.fits(counts):
                return True
            self.changed.wait()
        return False

    def free(self, counts: int) -> None:
        """Frees room, and wakes waiters. The caller holds ``changed``."""
        self.used -= counts
        self.changed.notify_all()


class AsyncFrames(_Used):
    """The frames of a connection, for one event loop."""

    def __init__(self, limit: int = LIMIT) -> None:
        super().__init__(limit)
        self._freed: asyncio.Event | None = None

    async def wait(self, counts: int) -> None:
        """Waits for room and reserves it."""
        while not self.fits(counts):
            # The event belongs to the loop that waits.
            if self._freed is None:
                self._freed = asyncio.Event()
            await self._freed.wait()

    def free(self, counts: int) -> None:
        """Frees room, and wakes waiters."""
        self.used -= counts
        if counts and self._freed is not None:
            self._freed.set()
            self._freed = None
