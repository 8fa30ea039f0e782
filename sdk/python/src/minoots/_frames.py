"""A bound on the small DATA frames of one connection that its server has not read.

gRPC's Python library sends each message of a stream in a DATA frame of its own, as it has no way to gather several. A
server counts what each unread frame lacks to 256 bytes, over all streams of a connection. Beyond 512 KiB it takes the
connection for a flood, and ends it with ENHANCE_YOUR_CALM. So messages wait here before that. Servers read a stream in
order: the answer to one message tells that those before it were read, too.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Callable, Hashable
from typing import Protocol

# The size below which a frame counts as small, and the bytes that gRPC puts before a message.
_SMALL = 256
_PREFIX = 5
# Of 512 KiB; the rest is for messages that are not answered, such as the opening of a stream.
LIMIT = 384 << 10


class _Sized(Protocol):
    def ByteSize(self) -> int:  # noqa: N802 - as protobuf names it
        """Bytes on the wire."""


def cost(message: _Sized) -> int:
    """What a message counts while it is not read."""
    return max(0, _SMALL - _PREFIX - message.ByteSize())


class Unread:
    """The messages of one stream that its server may not have read, in order."""

    def __init__(self) -> None:
        self._messages: deque[tuple[Hashable, int]] = deque()
        self._keys: Counter[Hashable] = Counter()

    def add(self, key: Hashable, counts: int) -> None:
        """A message goes out, whose answer has this key."""
        self._messages.append((key, counts))
        self._keys[key] += 1

    def answered(self, key: Hashable) -> int:
        """An answer came: what the messages up to that one counted."""
        # A message that is not in here was told to be read by the answer to a later one.
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
        """The stream is over: what all of them counted."""
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
        """The most there ever were."""

    def fits(self, counts: int) -> bool:
        """Takes room for a message, if there is any. One message always fits."""
        if self.used and self.used + counts > self._limit:
            return False
        self.used += counts
        self.most = max(self.most, self.used)
        return True


class Frames(_Used):
    """For threads."""

    def __init__(self, limit: int = LIMIT) -> None:
        super().__init__(limit)
        self.changed = threading.Condition()

    def wait(self, counts: int, ended: Callable[[], bool]) -> bool:
        """Waits for room and takes it; False if the stream ends first. With ``changed`` held."""
        while not ended():
            if self.fits(counts):
                return True
            self.changed.wait()
        return False

    def free(self, counts: int) -> None:
        """Gives room back, and has others look. With ``changed`` held."""
        self.used -= counts
        self.changed.notify_all()


class AsyncFrames(_Used):
    """For one event loop."""

    def __init__(self, limit: int = LIMIT) -> None:
        super().__init__(limit)
        self._freed: asyncio.Event | None = None

    async def wait(self, counts: int) -> None:
        """Waits for room and takes it."""
        while not self.fits(counts):
            # Belongs to the loop that waits.
            if self._freed is None:
                self._freed = asyncio.Event()
            await self._freed.wait()

    def free(self, counts: int) -> None:
        """Gives room back, and has others look."""
        self.used -= counts
        if counts and self._freed is not None:
            self._freed.set()
            self._freed = None
