"""What a saver remembers. Nothing here is needed for what it answers to be right: it saves calls."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Cache(Generic[K, V]):
    """The values last used, up to a total size."""

    def __init__(self, size_max: int, size_of: Callable[[V], int] = lambda _: 1) -> None:
        self._lock = threading.Lock()
        self._values: OrderedDict[K, V] = OrderedDict()
        self._size_max = size_max
        self._size_of = size_of
        self._size = 0

    def get(self, key: K) -> V | None:
        """What is remembered, if it still is."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        """Remembers; forgets what was not used for longest."""
        with self._lock:
            self._drop(key)
            self._values[key] = value
            self._size += self._size_of(value)
            while self._size > self._size_max and self._values:
                self._drop(next(iter(self._values)))

    def forget(self, key: K) -> None:
        """Forgets one."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._values.clear()
            self._size = 0

    def _drop(self, key: K) -> None:
        value = self._values.pop(key, None)
        if value is not None:
            self._size -= self._size_of(value)


class Memory:
    """Of one saver."""

    def __init__(self) -> None:
        self.checkpoints: Cache[tuple[str, str], Any] = Cache(1_000)
        """By execution and id: the version and what is kept. A parent is looked up here."""
        self.written: Cache[tuple[str, str], int] = Cache(10_000)
        """The segment of a checkpoint's writes that was last added to, by execution and id."""
        self.values: Cache[tuple[str, str], bytes] = Cache(32 << 20, len)
        """By execution and id. A value never changes."""
        self.runs: Cache[tuple[str, str], bool] = Cache(10_000)
        """Runs that are registered, by execution and name."""
        self.namespaces: Cache[tuple[str, str], int] = Cache(10_000)
        """By execution and name, the version at which a namespace is registered: 1, unless it was removed before."""
