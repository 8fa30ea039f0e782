"""How long to wait between attempts, and how many attempts a fleet of clients may add."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

FIRST = 0.05
LONGEST = 2.0
# How long a budget that is spent takes to be whole by itself, in nanoseconds.
REFILL = 10_000_000_000


class Backoff:
    """The pauses of one sequence of attempts: exponential with full jitter, in seconds."""

    def __init__(self) -> None:
        self._pauses = 0

    def next(self, asked: float | None = None) -> float:
        """Random up to a ceiling that doubles from 50 ms to 2 s, and on top of what the server asked for."""
        return (asked or 0.0) + random.random() * self.advance()

    def advance(self) -> float:
        """The ceiling of the next pause."""
        ceiling = min(FIRST * (1 << min(self._pauses, 16)), LONGEST)
        self._pauses += 1
        return ceiling

    def reset(self) -> None:
        """Something worked: the next failure is a first one."""
        self._pauses = 0


class Budget:
    """The retries of a client: a fraction of a token is earned with each call, and each retry takes one.

    So a fleet of clients cannot multiply the load of servers that are already failing. What was spent of a burst comes
    back with time, too: what a client of few calls earns with them would never last for an election.
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
        """A call begins."""
        with self._lock:
            self._add(self._per_call)

    def spend(self) -> bool:
        """Whether a retry is allowed; takes its token."""
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
