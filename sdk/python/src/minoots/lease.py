"""A lease held while a block runs, renewed by a thread."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

from . import _lease_answers as _answers
from . import _lease_requests as _requests
from ._attempts import Kind
from ._backoff import Backoff
from ._holding import HELD, Held, Holding, log, now
from ._ids import new_id
from .errors import ClosedError, ConflictError, MinootsError
from .types import Duration

if TYPE_CHECKING:
    from ._calls import Calls

# The renewing thread ends by itself. This is the longest time to wait for it, in seconds.
_NOTICE = 1.0


class HeldLease(Held):
    """A lease as a context manager: acquired on entry, renewed while the block runs, released on exit.

    The block is not interrupted when the lease is lost. Read ``lost``, or call ``check``, before each step that must
    not happen twice, and pass ``token`` to every system that the block writes to. A block that ends without an error
    and without the lease raises ``LeaseLostError``.
    """

    def __init__(
        self, calls: Calls, lease_id: str, ttl: Duration, holder: str | None, wait: Duration, partition_key: str
    ) -> None:
        super().__init__(lease_id, ttl, holder, wait, partition_key)
        self._calls = calls
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> HeldLease:
        over, backoff = now() + self._wait, Backoff()
        # Each block acquires its own grant.
        self._request.request_id = new_id()
        while True:
            sent = now()
            try:
                answer = self._calls._call(
                    Kind.REPEATABLE,
                    lambda route: route.leases.AcquireLease,
                    self._request,
                    self._request.request_id,
                )
                break
            except ConflictError as error:
                left = over - now()
                if error.reason != HELD or left <= 0:
                    raise
                until = left if error.retry_delay is None else error.retry_delay.total_seconds()
            time.sleep(max(0.0, min(backoff.next(), until, left)))
        state = self._holding = Holding(_answers.lease(answer.lease), self._ttl, sent)
        ended = self._ended = threading.Event()
        self._thread = threading.Thread(target=self._renew, args=(state, ended), name="minoots-lease", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        state = self._state()
        was_held = state.close()
        self._ended.set()
        if self._thread is not None:
            self._thread.join(_NOTICE)
        if was_held:
            request = _requests.release(state.lease, None, "")
            try:
                self._calls._call(Kind.REPEATABLE, lambda route: route.leases.ReleaseLease, request)
            except ConflictError as problem:
                state.taken(problem)
            except MinootsError as problem:
                log.warning("lease %s was not released, and ends by itself: %s", state.lease.id, problem)
        if error is None:
            state.check()

    def _renew(self, state: Holding, ended: threading.Event) -> None:
        request, backoff = _requests.renew(state.lease, None, None, ""), Backoff()
        pause = state.pause()
        while not ended.wait(pause) and not state.lost:
            sent = now()
            try:
                answer = self._calls._call(
                    Kind.REPEATABLE, lambda route: route.leases.RenewLease, request, within=state.left()
                )
            except MinootsError as error:
                state.failed(error)
                pause = max(0.0, min(backoff.next(), state.left()))
            except ValueError:
                # The transport raises this when its connection closes as a call begins.
                state.failed(ClosedError("the client is closed"))
            else:
                state.renewed(_answers.lease(answer.lease), sent)
                backoff.reset()
                pause = state.pause()
