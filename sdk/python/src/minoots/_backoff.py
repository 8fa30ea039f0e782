"""Backoff between attempts, and a budget for the retries of a fleet of clients."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

FIRST = 0.05
LONGEST = 2.0
# The time in which a spent budget refills by itself, in nanoseconds.
REFILL = 10_000_000_000


class Backoff:
    """The pauses of one sequence of attempts: exponential with full jitter, in seconds."""

    def __init__(self) -> None:
        self._pauses = 0

    def next(self, asked: float | None = None) -> float:
        """Returns a random pause below a ceiling that doubles from 50 ms to 2 s, plus the delay that the server asked
        for.
        """
        return (asked or 0.0) + random.random() * self.advance()

    def advance(self) -> float:
        """Returns the ceiling of the next pause, and doubles it."""
        ceiling = min(FIRST * (1 << min(self._pauses, 16)), LONGEST)
        self._pauses += 1
        return ceiling

    def reset(self) -> None:
        """Restarts the backoff after a success."""
        self._pauses = 0


class Budget:
    """The retry budget of a client: each call earns a fraction of a token, and each retry takes one.

    So a fleet of clients cannot multiply the load on failing servers. A spent burst also refills with time, because the
    earnings of a client with few calls would never last for an election.
    """

    _TOKEN = 1_000

    def __init__(self, percent: int, burst: int, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._filled = clock()
        self._most = burst * self._TOKEN
        self._tokens = self._most
        self._per_call = percent * self._TOKEN // 100

    def earn(self) -> None:
        """Earns the fraction of a call."""
        with self._lock:
            self._add(self._per_call)

    def spend(self) -> bool:
        """Takes the token of a retry. Returns whether there was one."""
        with self._lock:
            now = self._clock()
            back = self._most * min(now - self._filled, REFILL) // REFILL
            if back > 0:
                self._filled = now
                self._add(back)
            if self._tokens < self._TOKEN:
                return False
            self._tokens -= self._TOKEN
            return True

    def _add(self, thousandths: int) -> None:
        self._tokens = min(self._tokens + thousandths, self._most)
