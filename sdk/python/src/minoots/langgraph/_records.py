"""The stored form of checkpoints, their writes and large values. The bytes are a stored format, which golden files pin.

Bodies are MessagePack.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import ormsgpack

INLINE_BYTES_MAX = 512
"""The largest value, in bytes, that is stored inside its checkpoint and copied to the next. A larger one is stored
once.
"""
WRITE_BYTES_MAX = 16 * 1024
"""The same limit for a write."""
SEGMENT_BYTES = 4 * 1024
"""The size, in bytes, at which a segment of writes is full: the next write begins another segment.

So a write copies less than this of earlier writes, however many there are.
"""
CONTENT_TYPE = "application/vnd.minoots.langgraph"

Stored = bytes | str
"""The bytes of a value, or the id that it is stored under."""
Entry = tuple[Any, str, Stored]
"""The version of a channel, the type of its value, and the value."""


@dataclass
class Kept:
    """A checkpoint of a graph."""

    parent: str | None
    checkpoint: tuple[str, bytes]
    """The serialized checkpoint, without its channels' values."""
    metadata: tuple[str, bytes]
    values: dict[str, Entry]
    """The values by channel; an empty channel has none."""

    def encode(self) -> bytes:
        """Encodes the body of its record."""
        values = {channel: list(entry) for channel, entry in self.values.items()}
        return ormsgpack.packb([self.parent, list(self.checkpoint), list(self.metadata), values])

    @staticmethod
    def decode(body: bytes) -> Kept:
        """Decodes the body of its record."""
        parent, checkpoint, metadata, values = ormsgpack.unpackb(body)
        entries = {channel: (entry[0], entry[1], entry[2]) for channel, entry in values.items()}
        return Kept(parent, (checkpoint[0], checkpoint[1]), (metadata[0], metadata[1]), entries)

    def references(self) -> set[str]:
        """Returns the ids of the values that it refers to."""
        return {stored for _, _, stored in self.values.values() if isinstance(stored, str)}


@dataclass(frozen=True)
class Write:
    """A write of a task to one channel."""

    task_id: str
    index: int
    """The index of the write; errors, interrupts and similar writes have fixed ones below 0."""
    channel: str
    kind: str
    value: Stored
    path: str


@dataclass
class Writes:
    """Writes to one checkpoint: one segment, or all."""

    items: dict[tuple[str, int], Write] = field(default_factory=dict)

    def add(self, writes: Iterable[Write]) -> bool:
        """Adds writes. The first write under an index stays; one below 0 is replaced. Returns whether any changed."""
        changed = False
        for write in writes:
            at = (write.task_id, write.index)
            if write.index >= 0 and at in self.items:
                continue
            changed |= self.items.get(at) != write
            self.items[at] = write
        return changed

    def ordered(self) -> list[Write]:
        """Returns the writes in the order in which a run applies them."""
        return sorted(self.items.values(), key=lambda write: (write.path, write.task_id, write.index))

    def references(self) -> set[str]:
        """Returns the ids of the values that the writes refer to."""
        return {write.value for write in self.items.values() if isinstance(write.value, str)}

    def encode(self) -> bytes:
        """Encodes the body of its record."""
        return ormsgpack.packb(
            [[one.task_id, one.index, one.channel, one.kind, one.value, one.path] for one in self.ordered()]
        )

    @staticmethod
    def decode(body: bytes) -> Writes:
        """Decodes the body of its record."""
        items = [Write(*fields) for fields in ormsgpack.unpackb(body)]
        return Writes({(one.task_id, one.index): one for one in items})
