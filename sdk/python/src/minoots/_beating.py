"""The state of heartbeats during a block, for both clients: of a watchdog or an agent.

Invariants:
- A watchdog does not fire, and an agent is not missed, before its time to live has passed since the sending of the last
  answered touch, by this machine's clock. The fabric's own limit is later.
- A lost pulse stays lost.
"""

from __future__ import annotations

import logging
import threading

from . import _fields, _watchdog_requests
from ._holding import now
from ._proto.timer.v1 import watchdog_requests_pb2 as api
from ._requests import TimerKey, key_of
from .errors import InvalidError, MinootsError, OutcomeUnknownError, RefusedError, UnavailableError, WatchdogLostError
from .types import Timer
from .watchdog_types import Touched, TouchOutcome

log = logging.getLogger("minoots.watchdog")

_TOUCHED_AFTER = 1 / 3


class Pulse:
    """The schedule of touches of an object, and whether they still count."""

    def __init__(self, what: str, log: logging.Logger, kind: type[MinootsError]) -> None:
        self._what = what
        self._log = log
        self._kind = kind
        self._lock = threading.Lock()
        self._ttl = 0.0
        self._sent = 0.0
        self._lost: MinootsError | None = None
        self._closed = False

    def _reset(self, ttl: float) -> None:
        """Starts the schedule. Touches count while no two of them are more than ``ttl`` seconds apart."""
        self._ttl = ttl
        self._lost, self._closed = None, False

    def _end(self) -> None:
        """Stops the schedule."""
        with self._lock:
            self._closed = True

    def _lose(self, error: MinootsError) -> None:
        """Records the loss. The caller holds the lock."""
        if self._lost is None:
            self._lost = error
            self._log.warning("%s", error.message)

    def _failed(self, error: MinootsError) -> None:
        """Records a failed touch. The pulse is lost unless the error allows a retry."""
        again = isinstance(error, UnavailableError | OutcomeUnknownError)
        again |= isinstance(error, RefusedError) and error.retry_delay is not None
        with self._lock:
            if not again and not self._closed:
                said = f"{self._what} cannot be touched: {error.message}"
                self._lose(self._kind(said, reason=error.reason, code=error.code))

    def _pause(self) -> float:
        """Returns the seconds until the next touch."""
        with self._lock:
            return max(0.0, self._sent + self._ttl * _TOUCHED_AFTER - now())

    def _left(self) -> float:
        """Returns the seconds within which a touch must be answered to be in time."""
        with self._lock:
            return max(0.1, self._sent + self._ttl - now())

    def _over(self) -> bool:
        """Whether touching has ended."""
        with self._lock:
            return self._closed or self._lost is not None

    def _late(self) -> bool:
        return self._ttl > 0 and not self._closed and now() > self._sent + self._ttl


class Beating(Pulse):
    """The common part of both clients' watchdog heartbeats."""

    def __init__(self, watchdog: TimerKey, epoch: int, partition_key: str, cancel: bool) -> None:
        name, partition = key_of(watchdog, partition_key)
        self._request: api.TouchRequest = _watchdog_requests.touch(name, partition, epoch, 0)
        super().__init__(f"watchdog {name}", log, WatchdogLostError)
        self._known = watchdog if isinstance(watchdog, Timer) else None
        self._cancel = _fields.truth(cancel, "cancel")

    def _begin(self, timer: Timer) -> None:
        """Takes the time to live from a read of the watchdog."""
        if timer.watchdog is None or timer.watchdog.ttl is None:
            raise InvalidError(
                f"timer {timer.id} is no watchdog: create it with watchdog=NewWatchdog()", reason="NOT_A_WATCHDOG"
            )
        self._known = timer
        self._reset(timer.watchdog.ttl.total_seconds())

    def _answered(self, touched: Touched, sent: float) -> None:
        """Records the outcome of a touch that was sent at ``sent``."""
        with self._lock:
            if touched.outcome is TouchOutcome.TOUCHED:
                self._sent = sent
            else:
                said = f"watchdog {touched.id} was not touched: {touched.outcome.name}"
                self._lose(WatchdogLostError(said, reason=touched.outcome.name))

    @property
    def lost(self) -> bool:
        """Whether its touches no longer count: it has fired, was cancelled, or a newer instance touches it.

        Also true when its time to live has passed since the last answered touch: then it has fired, or is about to.
        """
        with self._lock:
            return self._lost is not None or self._late()

    def check(self) -> None:
        """Raises ``WatchdogLostError`` if its touches no longer count."""
        with self._lock:
            lost = self._lost
            if lost is None and self._late():
                said = f"{self._what} could not be touched in time, and fires or has fired"
                lost = WatchdogLostError(said, reason=TouchOutcome.TOO_LATE.name)
        if lost is not None:
            raise lost
