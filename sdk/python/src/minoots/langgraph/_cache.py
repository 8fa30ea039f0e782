"""The caches of a saver. They only save calls; results are correct without them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Cache(Generic[K, V]):
    """The most recently used values, up to a total size."""

    def __init__(self, size_max: int, size_of: Callable[[V], int] = lambda _: 1) -> None:
        self._lock = threading.Lock()
        self._values: OrderedDict[K, V] = OrderedDict()
        self._size_max = size_max
        self._size_of = size_of
        self._size = 0

    def get(self, key: K) -> V | None:
        """Returns a cached value; None if there is none."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        """Caches a value, and evicts the least recently used ones."""
        with self._lock:
            self._drop(key)
            self._values[key] = value
            self._size += self._size_of(value)
            while self._size > self._size_max and self._values:
                self._drop(next(iter(self._values)))

    def forget(self, key: K) -> None:
        """Evicts one value."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Evicts everything."""
        with self._lock:
            self._values.clear()
            self._size = 0

    def _drop(self, key: K) -> None:
        value = self._values.pop(key, None)
        if value is not None:
            self._size -= self._size_of(value)


class Memory:
    """The caches of one saver."""

    def __init__(self) -> None:
        self.checkpoints: Cache[tuple[str, str], Any] = Cache(1_000)
        """The version and contents of checkpoints, by execution and id. A parent is looked up here."""
        self.written: Cache[tuple[str, str], int] = Cache(10_000)
        """The last segment of a checkpoint's writes that this saver extended, by execution and id."""
        self.values: Cache[tuple[str, str], bytes] = Cache(32 << 20, len)
        """Values by execution and id. A value never changes."""
        self.runs: Cache[tuple[str, str], bool] = Cache(10_000)
        """The registered runs, by execution and name."""
        self.namespaces: Cache[tuple[str, str], int] = Cache(10_000)
        """The version at which a namespace is registered, by execution and name: 1, unless it was removed before."""
