"""The attempts of a call, within its deadline and the retry budget, on the current leader.

Both clients share these decisions; they differ in how they wait. Each attempt sends the same message, so a write must
be safe to repeat. The first refusal that names the leader is followed at once and costs no retry. Every other retry
waits and takes a token from the budget.
"""

from __future__ import annotations

import enum
import time
from typing import Any

import grpc

from ._backoff import Backoff, Budget
from ._endpoints import Endpoints, Route
from ._fault import Fault, convert, in_doubt
from .errors import MinootsError, OutcomeUnknownError, UnavailableError

# A stream that lasted this long, in seconds, counts as a success: the backoff starts again.
LASTING = 2.0


class Kind(enum.Enum):
    """Whether an interrupted call may have changed something."""

    READ = 1
    WRITE = 2
    REPEATABLE = 3
    """A write whose repeat returns the first response, so a refused repeat means that the first was refused too."""
    ONCE = 4
    """A write whose repeat might be a second one: it is retried only while it cannot have happened."""


class Attempts:
    """The attempts of one call."""

    def __init__(
        self,
        kind: Kind,
        endpoints: Endpoints[Any],
        budget: Budget,
        deadline: float,
        patience: float,
        request_id: str = "",
    ) -> None:
        budget.earn()
        self._kind = kind
        self._endpoints = endpoints
        self._budget = budget
        self._deadline = time.monotonic() + deadline
        self._patience = patience
        self._request_id = request_id
        self._backoff = Backoff()
        self._in_doubt = False
        self._redirected = False
        self._answered: Fault | None = None

    def patience(self) -> float:
        """The time limit of the next attempt, in seconds."""
        return max(min(self._deadline - time.monotonic(), self._patience), 0.001)

    def failed(self, route: Route, fault: Fault) -> float:
        """Returns the seconds to wait before the next attempt. Raises the caller's error if there is none."""
        self._in_doubt |= fault.may_have_happened
        if fault.unsent:
            self._endpoints.renew(route)
        if self._kind is Kind.ONCE and self._in_doubt:
            raise self._last(route, fault)
        followed = fault.blames_the_node and self._endpoints.leave(route, fault.leader)
        if followed and not self._redirected:
            self._redirected = True
            return 0.0
        pause = self._backoff.next(fault.asked_pause)
        in_time = time.monotonic() + pause < self._deadline
        if fault.is_transient and in_time and self._budget.spend():
            if fault.spoken:
                self._answered = fault
            return pause
        if self._kind is Kind.READ and self._answered is not None and not fault.spoken:
            # An earlier answer tells a reader more than the last attempt, which got none in time.
            fault = self._answered
        raise self._last(route, fault)

    def _last(self, route: Route, fault: Fault) -> MinootsError:
        error = explained(fault, self._endpoints, route, self._request_id)
        if self._kind is not Kind.READ:
            certain = self._kind is Kind.REPEATABLE
            return in_doubt(error, certain) if self._in_doubt else error
        return convert(error, UnavailableError) if isinstance(error, OutcomeUnknownError) else error


def explained(fault: Fault, endpoints: Endpoints[Any], route: Route, request_id: str = "") -> MinootsError:
    """Converts a fault to an error. A transport error names the server; an error without any connection suggests a
    remedy.
    """
    error = fault.error(request_id)
    if fault.unsent:
        error.message = f"{endpoints.settings.hint(route.url)}. ({error.message})"
    elif fault.code is grpc.StatusCode.DEADLINE_EXCEEDED and not fault.spoken:
        # On a busy machine, a closed port may show only as this timeout, too.
        error.message = f"{route.url}: {error.message}; {endpoints.settings.hint(route.url)}"
    elif not fault.spoken:
        error.message = f"{route.url}: {error.message}"
    if fault.code is grpc.StatusCode.UNIMPLEMENTED:
        error.message += "; it is of another version"
    return error


class Reopening:
    """The lifetime of one logical stream, over any number of actual streams.

    The first stream must open within ``deadline`` seconds, so that a missing server is reported. After that, or without
    a deadline, it is reopened for as long as it is wanted.
    """

    def __init__(self, endpoints: Endpoints[Any], deadline: float | None) -> None:
        self._endpoints = endpoints
        self._first = None if deadline is None else time.monotonic() + deadline
        self._backoff = Backoff()
        self._redirected = False
        self._opened: float | None = None

    def opened(self) -> None:
        """Records that a stream is open."""
        self._opened = time.monotonic()
        self._first = None

    def failed(self, route: Route, fault: Fault) -> float:
        """Returns the seconds to wait before reopening. Raises if reopening cannot help."""
        if not fault.is_transient:
            raise fault.error()
        if fault.unsent:
            self._endpoints.renew(route)
        if self._first is not None and time.monotonic() >= self._first:
            error = explained(fault, self._endpoints, route)
            raise convert(error, UnavailableError) if isinstance(error, OutcomeUnknownError) else error
        if self._opened is not None and time.monotonic() - self._opened >= LASTING:
            self._backoff.reset()
            self._redirected = False
        self._opened = None
        # A node that relayed another node's error may since have become the leader itself.
        stays = fault.is_not_leader and fault.leader == route.url
        followed = stays or (fault.blames_the_node and self._endpoints.leave(route, fault.leader))
        if followed and not self._redirected:
            self._redirected = True
            return 0.0
        pause = self._backoff.next(fault.asked_pause)
        return pause if self._first is None else max(0.0, min(pause, self._first - time.monotonic()))
