"""The state of a lease that a block holds, for both clients.

Invariants:
- The lease is certain for two thirds of its ttl, from the sending of the last granted request. In the last third the
  holder stops its work.
- A lost lease stays lost, whatever a later response says: a caller may have read ``lost``.
- The clock includes the time that the machine sleeps.
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
    """Returns the time in seconds, including the time that the machine slept."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Holding:
    """One grant, shared by the block and the renewing thread or task."""

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
        """The lease as it was granted or renewed last."""
        with self._lock:
            return self._lease

    @property
    def lost(self) -> bool:
        """Whether the lease is no longer certain."""
        with self._lock:
            return self._is_lost()

    def _is_lost(self) -> bool:
        if not self._lost and not self._closed and self._left() <= 0:
            self._lost = f"lease {self._lease.id} could not be renewed in time, and is over or soon will be"
        return bool(self._lost)

    def _left(self) -> float:
        return self._sent + self._ttl * _CERTAIN_FOR - now()

    def left(self) -> float:
        """Returns the seconds for which the lease is certain."""
        with self._lock:
            return self._left()

    def pause(self) -> float:
        """Returns the seconds until the next renewal."""
        with self._lock:
            return max(0.0, self._sent + self._ttl * _RENEWED_AFTER - now())

    def renewed(self, lease: Lease, sent: float) -> None:
        """Records a granted renewal that was sent at ``sent``."""
        with self._lock:
            if not self._is_lost():
                self._lease, self._sent, self._problem = lease, sent, None

    def failed(self, error: MinootsError) -> None:
        """Records a failed renewal. The lease is lost unless the error allows a retry.

        A timely failure may be reported after the lease has ended, because the call ends with the lease. It is still
        the cause.
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
        """Raises unless the lease is certain."""
        with self._lock:
            if not self._is_lost():
                return
            said = self._lost if self._problem is None else f"{self._lost}: {self._problem.message}"
            error = convert(self._problem or MinootsError(said), LeaseLostError)
            error.message = said
            raise error from self._problem

    @property
    def closed(self) -> bool:
        """Whether the block has ended."""
        with self._lock:
            return self._closed

    def close(self) -> bool:
        """Ends the block. Returns whether the lease was certain until now. From here on, time no longer ends it."""
        with self._lock:
            lost = self._is_lost()
            self._closed = True
            return not lost

    def taken(self, error: MinootsError) -> None:
        """Records that the lease belonged to another holder at its release."""
        with self._lock:
            self._lost, self._problem = f"lease {self._lease.id} was lost before its block ended", error


class Held:
    """The common part of both clients' held leases."""

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
        """The fencing token of this grant, for the systems that the block writes to."""
        return self.lease.token

    @property
    def lost(self) -> bool:
        """Whether the lease is no longer certain, so that the work must stop. Once true, it stays true."""
        return self._state().lost

    def check(self) -> None:
        """Raises ``LeaseLostError`` unless the lease is certain."""
        self._state().check()
