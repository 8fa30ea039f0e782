"""The asyncio client's calls about transactions and the caller's own events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .. import _transaction_answers as _answers
from .. import _transaction_requests as _requests
from .._attempts import Kind
from ..transaction_types import Emitted, Guard, Operation, Transacted
from ..types import Payload
from ._calls import Calls


class TransactionCalls(Calls):
    """The transaction methods of a client."""

    async def transact(
        self,
        operations: Iterable[Operation],
        *,
        partition_key: str,
        guards: Iterable[Guard] = (),
        request_id: str | None = None,
    ) -> Transacted:
        """Commits up to 100 writes in one entry of the log, all or none. Each operation sees the effects of those
        before it.

        ``partition_key`` applies to every named object. A guard that does not hold, or an operation that fails, is a
        ``ConflictError`` with reason ``GUARD_FAILED`` and ``cause``; then nothing was written.
        """
        request = _requests.transact(operations, guards, partition_key, request_id)
        answer = await self._call(
            Kind.REPEATABLE, lambda route: route.transactions.Transact, request, request.request_id
        )
        return _answers.transacted(answer)

    async def emit(
        self,
        event_type: str,
        subject: str,
        payload: Payload | bytes | str | None = None,
        *,
        json: object = None,
        attributes: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> Emitted:
        """Writes the caller's own event into the event log, for its readers and webhooks."""
        request = _requests.emit(event_type, subject, payload, json, attributes, request_id)
        return _answers.emitted(
            await self._call(Kind.REPEATABLE, lambda route: route.events.Emit, request, request.request_id)
        )
