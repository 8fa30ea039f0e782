"""A lease held while a block runs, renewed by a task."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING

from .. import _lease_answers as _answers
from .. import _lease_requests as _requests
from .._attempts import Kind
from .._backoff import Backoff
from .._holding import HELD, Held, Holding, log, now
from .._ids import new_id
from ..errors import ClosedError, ConflictError, MinootsError
from ..types import Duration
from ._background import Background

if TYPE_CHECKING:
    from ._calls import Calls


class AsyncHeldLease(Held):
    """A lease as a context manager: acquired on entry, renewed while the block runs, released on exit.

    The block is not interrupted when the lease is lost. Read ``lost``, or call ``check``, before each step that must
    not happen twice, and pass ``token`` to every system that the block writes to. A block that ends without an error
    and without the lease raises ``LeaseLostError``.

    ``wait_lost`` returns at a loss. A block that keeps the event loop busy delays the renewals.
    """

    def __init__(
        self, calls: Calls, lease_id: str, ttl: Duration, holder: str | None, wait: Duration, partition_key: str
    ) -> None:
        super().__init__(lease_id, ttl, holder, wait, partition_key)
        self._calls = calls
        # Entering the block sets it, with the state.
        self._renewing: Background

    async def __aenter__(self) -> AsyncHeldLease:
        over, backoff = now() + self._wait, Backoff()
        # Each block acquires its own grant.
        self._request.request_id = new_id()
        while True:
            sent = now()
            try:
                answer = await self._calls._call(
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
            await asyncio.sleep(max(0.0, min(backoff.next(), until, left)))
        state = self._holding = Holding(_answers.lease(answer.lease), self._ttl, sent)
        self._renewing = Background("minoots-lease", lambda background: self._renew(background, state))
        self._renewing.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        state = self._state()
        was_held = state.close()
        await self._renewing.stop()
        if was_held:
            request = _requests.release(state.lease, None, "")
            try:
                await self._calls._call(Kind.REPEATABLE, lambda route: route.leases.ReleaseLease, request)
            except ConflictError as problem:
                state.taken(problem)
            except MinootsError as problem:
                log.warning("lease %s was not released, and ends by itself: %s", state.lease.id, problem)
        if error is None:
            state.check()

    async def wait_lost(self) -> None:  # asyncio only
        """Returns once the lease is no longer certain. Await it beside the work that the lease protects.

        Raises ``ClosedError`` if the block ends first.
        """
        state, renewing = self._state(), self._renewing
        while not state.lost:
            if state.closed:
                raise ClosedError(f"the block that held lease {state.lease.id} has ended")
            await renewing.ended(max(0.0, state.left()))

    async def _renew(self, background: Background, state: Holding) -> None:
        request, backoff = _requests.renew(state.lease, None, None, ""), Backoff()
        pause = state.pause()
        while await background.pause(pause) and not state.lost:
            sent = now()
            try:
                answer = await self._calls._call(
                    Kind.REPEATABLE, lambda route: route.leases.RenewLease, request, within=state.left()
                )
            except MinootsError as error:
                state.failed(error)
                pause = max(0.0, min(backoff.next(), state.left()))
            else:
                state.renewed(_answers.lease(answer.lease), sent)
                backoff.reset()
                pause = state.pause()
