"""The asyncio client's calls about checkpoints."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping

from .. import _checkpoint_answers as _answers
from .. import _checkpoint_requests as _requests
from .. import _large, _plans
from .._attempts import Kind
from .._proto.checkpoint.v1.checkpoint_service_pb2 import ListCheckpointsRequest, ListExecutionsRequest
from ..checkpoint_types import (
    Checkpoint,
    CheckpointDeleted,
    CheckpointRolledBack,
    CheckpointVerified,
    CheckpointWritten,
    Condition,
)
from ..types import Consistency, Payload
from ._calls import Calls


class CheckpointCalls(Calls):
    """The checkpoint methods of a client."""

    async def put_checkpoint(
        self,
        execution: str,
        name: str,
        data: Payload | bytes | str | None = None,
        *,
        json: object = None,
        expected_version: int = 0,
        labels: Mapping[str, str] | None = None,
        keep_last: int | None = None,
        timer_ids: Iterable[str] = (),
        preconditions: Iterable[Condition] = (),
        postconditions: Iterable[Condition] = (),
        partition_key: str = "",
        request_id: str | None = None,
    ) -> CheckpointWritten:
        """Writes the next version of a checkpoint, if the expected version is current; 0 expects no checkpoint.

        Among concurrent writers over the same version exactly one succeeds. The others get a ``ConflictError`` with
        reason ``VERSION_CONFLICT``, or ``VERSION_REQUIRED`` where none was expected, and ``current_version``. ``data``
        is text or bytes, or ``json`` is a value; at most 256 KiB. The fabric keeps the last ``keep_last`` versions from
        now on. A rollback to an earlier version cancels ``timer_ids``. ``preconditions`` apply to the data of the
        current version, and ``postconditions`` to the new data. The first that does not hold is a ``ConflictError``
        with reason ``CONDITION_FAILED``.
        """
        request = _requests.put(
            execution, name, data, json, expected_version, labels, keep_last, timer_ids, partition_key, request_id
        )
        _requests.set_conditions(request, preconditions, postconditions)
        answer = await self._call(
            Kind.REPEATABLE, lambda route: route.checkpoints.PutCheckpoint, request, request.request_id
        )
        return _answers.written(answer)

    async def get_checkpoint(
        self,
        execution: str,
        name: str,
        *,
        version: int = 0,
        partition_key: str = "",
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> Checkpoint:
        """Reads the current version of a checkpoint, or an earlier one that is kept, and verifies its checksum."""
        request = _requests.get(execution, name, version, partition_key, consistency, min_index)
        answer = await self._call(Kind.READ, lambda route: route.checkpoints.GetCheckpoint, request)
        return _answers.whole(answer.checkpoint)

    async def put_large_checkpoint(
        self,
        execution: str,
        name: str,
        data: Payload | bytes | str | None = None,
        *,
        expected_version: int = 0,
        labels: Mapping[str, str] | None = None,
        keep_last: int | None = None,
        timer_ids: Iterable[str] = (),
        partition_key: str = "",
        request_id: str | None = None,
    ) -> Checkpoint:
        """Writes a version as ``put_checkpoint`` does, of up to 64 MiB. Data above 256 KiB is stored in chunks.

        The named version refers to the chunks and is written last. If the put ends early, the checkpoint is unchanged,
        and a repeat writes only the missing chunks. Returns the size, type and checksum of the whole data.
        """
        request = _requests.put(
            execution, name, data, None, expected_version, labels, keep_last, timer_ids, partition_key, request_id
        )
        if len(request.data) <= _large.CHUNK_BYTES:
            answer = await self._call(
                Kind.REPEATABLE, lambda route: route.checkpoints.PutCheckpoint, request, request.request_id
            )
            return _answers.written(answer).checkpoint
        return await _plans.arun(self, _large.put(_large.Put.of(request)))

    async def get_large_checkpoint(
        self, execution: str, name: str, *, version: int = 0, partition_key: str = ""
    ) -> Checkpoint:
        """Reads a version of a checkpoint of any size: joins its chunks and verifies every checksum."""
        return await _plans.arun(self, _large.get(_large.Place(execution, name, partition_key), version))

    async def sweep_checkpoint(self, execution: str, name: str, *, partition_key: str = "") -> int:
        """Removes chunks that no version of the checkpoint refers to. Returns the number of states whose chunks it
        removed.
        """
        return await _plans.arun(self, _large.sweep(_large.Place(execution, name, partition_key)))

    def list_checkpoints(
        self,
        execution: str,
        name: str = "",
        *,
        partition_key: str = "",
        page_size: int = 0,
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> AsyncIterator[Checkpoint]:
        """Lists the versions of a checkpoint, newest first; without a name, the current ones of an execution, by name.

        The versions omit their data. The client fetches pages as the caller reads them.
        """
        request = _requests.list_checkpoints(execution, name, partition_key, page_size, consistency, min_index)
        return self._checkpoint_pages(request)

    async def _checkpoint_pages(self, request: ListCheckpointsRequest) -> AsyncIterator[Checkpoint]:
        while True:
            page = await self._call(Kind.READ, lambda route: route.checkpoints.ListCheckpoints, request)
            for checkpoint in page.checkpoints:
                yield _answers.checkpoint(checkpoint)
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def list_executions(
        self,
        *,
        id_prefix: str = "",
        page_size: int = 0,
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> AsyncIterator[str]:
        """Lists the ids with this prefix of executions that have checkpoints. The client fetches pages as the caller
        reads them.
        """
        request = _requests.list_executions(id_prefix, page_size, consistency, min_index)
        return self._execution_pages(request)

    async def _execution_pages(self, request: ListExecutionsRequest) -> AsyncIterator[str]:
        while True:
            page = await self._call(Kind.READ, lambda route: route.checkpoints.ListExecutions, request)
            for execution in page.executions:
                yield execution
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    async def verify_checkpoint(
        self,
        execution: str,
        name: str,
        *,
        partition_key: str = "",
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> CheckpointVerified:
        """Verifies the checksums of all kept versions on the server, newest first, up to the first mismatch."""
        request = _requests.verify(execution, name, partition_key, consistency, min_index)
        checked, shredded = 0, 0
        while True:
            page = await self._call(Kind.READ, lambda route: route.checkpoints.VerifyCheckpoint, request)
            checked, shredded = checked + page.checked, shredded + page.shredded
            if page.bad_version or not page.next_before_version:
                return _answers.verified(checked, shredded, page)
            request.before_version = page.next_before_version

    async def rollback_checkpoint(
        self,
        execution: str,
        name: str,
        *,
        to: int,
        expected_version: int,
        reason: str = "",
        preconditions: Iterable[Condition] = (),
        postconditions: Iterable[Condition] = (),
        partition_key: str = "",
        request_id: str | None = None,
    ) -> CheckpointRolledBack:
        """Writes the data of version ``to`` again, as the next version, if the expected version is current.

        The same step cancels the timers bound to versions after ``to``. Conflicts and conditions are as for a put;
        ``postconditions`` apply to the data of version ``to``.
        """
        request = _requests.rollback(execution, name, to, expected_version, reason, partition_key, request_id)
        _requests.set_conditions(request, preconditions, postconditions)
        answer = await self._call(
            Kind.REPEATABLE, lambda route: route.checkpoints.RollbackCheckpoint, request, request.request_id
        )
        return _answers.rolled_back(answer)

    async def delete_checkpoint(
        self,
        execution: str,
        name: str,
        *,
        expected_version: int,
        partition_key: str = "",
        request_id: str | None = None,
    ) -> CheckpointDeleted:
        """Removes all versions, if the expected version is current. The next put continues their numbering. Timers
        stay.
        """
        request = _requests.delete(execution, name, expected_version, partition_key, request_id)
        answer = await self._call(
            Kind.REPEATABLE, lambda route: route.checkpoints.DeleteCheckpoint, request, request.request_id
        )
        return _answers.deleted(answer)
