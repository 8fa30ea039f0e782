"""Checkpoints, their writes and large values as they are stored. The bytes are a stored format: golden files hold them.

Bodies are MessagePack.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import ormsgpack

INLINE_BYTES_MAX = 512
"""A value up to this stands in its checkpoint, and is copied from one to the next; a larger one is stored once."""
WRITE_BYTES_MAX = 16 * 1024
"""The same of a write."""
SEGMENT_BYTES = 4 * 1024
"""A segment of writes whose body has this size or more is full: the next write begins another one. So a write is copied
with less than this of earlier ones, however many there are."""
CONTENT_TYPE = "application/vnd.minoots.langgraph"

Stored = bytes | str
"""The bytes of a value, or the id it is stored under."""
Entry = tuple[Any, str, Stored]
"""The version of a channel, the type of its value, and the value."""


@dataclass
class Kept:
    """A checkpoint of a graph."""

    parent: str | None
    checkpoint: tuple[str, bytes]
    """Without its channels' values, serialized."""
    metadata: tuple[str, bytes]
    values: dict[str, Entry]
    """By channel; a channel that is empty has none."""

    def encode(self) -> bytes:
        """The body of its record."""
        values = {channel: list(entry) for channel, entry in self.values.items()}
        return ormsgpack.packb([self.parent, list(self.checkpoint), list(self.metadata), values])

    @staticmethod
    def decode(body: bytes) -> Kept:
        """Of the body of its record."""
        parent, checkpoint, metadata, values = ormsgpack.unpackb(body)
        entries = {channel: (entry[0], entry[1], entry[2]) for channel, entry in values.items()}
        return Kept(parent, (checkpoint[0], checkpoint[1]), (metadata[0], metadata[1]), entries)

    def references(self) -> set[str]:
        """The ids of the values it stands on."""
        return {stored for _, _, stored in self.values.values() if isinstance(stored, str)}


@dataclass(frozen=True)
class Write:
    """What a task wrote to one channel."""

    task_id: str
    index: int
    """Of the write; errors, interrupts and the like have fixed ones below 0."""
    channel: str
    kind: str
    value: Stored
    path: str


@dataclass
class Writes:
    """Writes to one checkpoint: a segment of them, or all."""

    items: dict[tuple[str, int], Write] = field(default_factory=dict)

    def add(self, writes: Iterable[Write]) -> bool:
        """The first write under an index stays, save that one below 0 is replaced; whether anything changed."""
        changed = False
        for write in writes:
            at = (write.task_id, write.index)
            if write.index >= 0 and at in self.items:
                continue
            changed |= self.items.get(at) != write
            self.items[at] = write
        return changed

    def ordered(self) -> list[Write]:
        """As a run applies them."""
        return sorted(self.items.values(), key=lambda write: (write.path, write.task_id, write.index))

    def references(self) -> set[str]:
        """The ids of the values they stand on."""
        return {write.value for write in self.items.values() if isinstance(write.value, str)}

    def encode(self) -> bytes:
        """The body of its record."""
        return ormsgpack.packb(
            [[one.task_id, one.index, one.channel, one.kind, one.value, one.path] for one in self.ordered()]
        )

    @staticmethod
    def decode(body: bytes) -> Writes:
        """Of the body of its record."""
        items = [Write(*fields) for fields in ormsgpack.unpackb(body)]
        return Writes({(one.task_id, one.index): one for one in items})
