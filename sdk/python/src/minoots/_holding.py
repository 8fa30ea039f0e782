"""What is known of a lease that a block holds, whichever client holds it.

Invariants:
- It is held for certain for two thirds of its ttl from when the last request that was granted was sent. The last third
  is for its holder to stop in.
- Once it is lost it stays lost, whatever is answered later: somebody may have been told.
- Time is that of the machine, sleep included.
"""

from __future__ import annotations

import logging
import threading
import time

from . import _lease_requests, _time
from ._fault import convert
from .errors import ClosedError, LeaseLostError, MinootsError, OutcomeUnknownError, RefusedError, UnavailableError
from .lease_types import Lease
from .types import Duration

log = logging.getLogger("minoots.lease")

HELD = "LEASE_HELD"
_RENEWED_AFTER = 1 / 3
_CERTAIN_FOR = 2 / 3


def now() -> float:
    """Seconds, also those that the machine slept."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Holding:
    """One grant. Used by the block and by what renews it at the same time."""

    def __init__(self, lease: Lease, ttl: float, sent: float) -> None:
        self._lock = threading.Lock()
        self._ttl = ttl
        self._lease = lease
        self._sent = sent
        self._problem: MinootsError | None = None
        self._lost = ""
        self._closed = False

    @property
    def lease(self) -> Lease:
        """As it was granted or renewed last."""
        with self._lock:
            return self._lease

    @property
    def lost(self) -> bool:
        """Whether it is not held for certain any more."""
        with self._lock:
            return self._is_lost()

    def _is_lost(self) -> bool:
        if not self._lost and not self._closed and self._left() <= 0:
            self._lost = f"lease {self._lease.id} could not be renewed in time, and is over or soon will be"
        return bool(self._lost)

    def _left(self) -> float:
        return self._sent + self._ttl * _CERTAIN_FOR - now()

    def left(self) -> float:
        """Seconds for which it is held for certain."""
        with self._lock:
            return self._left()

    def pause(self) -> float:
        """Seconds until it should be renewed."""
        with self._lock:
            return max(0.0, self._sent + self._ttl * _RENEWED_AFTER - now())

    def renewed(self, lease: Lease, sent: float) -> None:
        """A renewal that was sent then was granted."""
        with self._lock:
            if not self._is_lost():
                self._lease, self._sent, self._problem = lease, sent, None

    def failed(self, error: MinootsError) -> None:
        """A renewal failed; unless it may be tried again, the lease is lost.

        What failed in time may be told too late: a call ends when the lease does. It is the cause all the same.
        """
        again = isinstance(error, UnavailableError | OutcomeUnknownError)
        again |= isinstance(error, RefusedError) and error.retry_delay is not None
        with self._lock:
            if self._is_lost():
                if again and self._problem is None:
                    self._problem = error
                return
            if self._closed:
                return
            self._problem = error
            if not again:
                self._lost = f"lease {self._lease.id} is lost"
                log.warning("%s: %s", self._lost, error)

    def check(self) -> None:
        """Raises unless it is held for certain."""
        with self._lock:
            if not self._is_lost():
                return
            said = self._lost if self._problem is None else f"{self._lost}: {self._problem.message}"
            error = convert(self._problem or MinootsError(said), LeaseLostError)
            error.message = said
            raise error from self._problem

    @property
    def closed(self) -> bool:
        """Whether its block has ended."""
        with self._lock:
            return self._closed

    def close(self) -> bool:
        """The block ends; whether the lease was held for certain until now. From here on no clock ends it."""
        with self._lock:
            lost = self._is_lost()
            self._closed = True
            return not lost

    def taken(self, error: MinootsError) -> None:
        """As it was given back, it turned out to be another's."""
        with self._lock:
            self._lost, self._problem = f"lease {self._lease.id} was lost before its block ended", error


class Held:
    """What both clients' held leases are and tell."""

    def __init__(self, lease_id: str, ttl: Duration, holder: str | None, wait: Duration, partition_key: str) -> None:
        self._request = _lease_requests.acquire(lease_id, ttl, holder, partition_key, None)
        self._ttl = _time.seconds(ttl, "ttl")
        self._wait = _time.seconds(wait, "wait")
        self._holding: Holding | None = None

    def _state(self) -> Holding:
        if self._holding is None:
            raise ClosedError(f"lease {self._request.id} is not acquired: that happens as its block is entered")
        return self._holding

    @property
    def lease(self) -> Lease:
        """The lease as it was granted or renewed last."""
        return self._state().lease

    @property
    def token(self) -> int:
        """The fencing token of this grant, for whatever the block writes to."""
        return self.lease.token

    @property
    def lost(self) -> bool:
        """Whether it is not held for certain any more: then stop. Once true it stays so."""
        return self._state().lost

    def check(self) -> None:
        """Raises ``LeaseLostError`` unless the lease is held for certain."""
        self._state().check()
