"""The asynchronous client's calls about transactions and events of the caller's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .. import _transaction_answers as _answers
from .. import _transaction_requests as _requests
from .._attempts import Kind
from ..transaction_types import Emitted, Guard, Operation, Transacted
from ..types import Payload
from ._calls import Calls


class TransactionCalls(Calls):
    """Methods of a client."""

    async def transact(
        self,
        operations: Iterable[Operation],
        *,
        partition_key: str,
        guards: Iterable[Guard] = (),
        request_id: str | None = None,
    ) -> Transacted:
        """Does up to 100 writes in one entry of the log, or none of them; each sees what those before it did.

        ``partition_key`` is that of everything that is named. A guard that does not hold, or an operation that does not
        come about, is a ``ConflictError`` with reason ``GUARD_FAILED`` and ``cause``; then nothing was done.
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
        """Writes an event of the caller's own into the event log, for its readers and webhooks."""
        request = _requests.emit(event_type, subject, payload, json, attributes, request_id)
        return _answers.emitted(
            await self._call(Kind.REPEATABLE, lambda route: route.events.Emit, request, request.request_id)
        )
