"""How long to wait between attempts, and how many attempts a fleet of clients may add."""

from __future__ import annotations

import random
import threading

FIRST = 0.05
LONGEST = 2.0


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

    So a fleet of clients cannot multiply the load of servers that are already failing.
    """

    _TOKEN = 1_000

    def __init__(self, percent: int, burst: int) -> None:
        self._lock = threading.Lock()
        self._most = burst * self._TOKEN
        self._tokens = self._most
        self._per_call = percent * self._TOKEN // 100

    def earn(self) -> None:
        """A call begins."""
        with self._lock:
            self._tokens = min(self._tokens + self._per_call, self._most)

    def spend(self) -> bool:
        """Whether a retry is allowed; takes its token."""
        with self._lock:
            if self._tokens < self._TOKEN:
                return False
            self._tokens -= self._TOKEN
            return True
