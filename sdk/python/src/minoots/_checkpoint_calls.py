"""The blocking client's calls about checkpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from . import _checkpoint_answers as _answers
from . import _checkpoint_requests as _requests
from . import _large, _plans
from ._attempts import Kind
from ._calls import Calls
from ._proto.checkpoint.v1.checkpoint_service_pb2 import ListCheckpointsRequest, ListExecutionsRequest
from .checkpoint_types import (
    Checkpoint,
    CheckpointDeleted,
    CheckpointRolledBack,
    CheckpointVerified,
    CheckpointWritten,
    Condition,
)
from .types import Consistency, Payload


class CheckpointCalls(Calls):
    """Methods of a client."""

    def put_checkpoint(
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
        """Writes the next version of a checkpoint, if the expected one is current; 0 expects that there is none.

        Of those who write over the same version exactly one wins. The others get a ``ConflictError`` with reason
        ``VERSION_CONFLICT``, or ``VERSION_REQUIRED`` where none was expected, and ``current_version``. ``data`` is text
        or bytes, or a value as ``json``, at most 256 KiB. ``keep_last`` versions are kept from now on; ``timer_ids``
        are cancelled by a rollback to a version before this one. ``preconditions`` are about the data of the current
        version, and ``postconditions`` about the new data: the first that does not hold is a ``ConflictError`` with
        reason ``CONDITION_FAILED``.
        """
        request = _requests.put(
            execution, name, data, json, expected_version, labels, keep_last, timer_ids, partition_key, request_id
        )
        _requests.set_conditions(request, preconditions, postconditions)
        answer = self._call(Kind.REPEATABLE, lambda route: route.checkpoints.PutCheckpoint, request, request.request_id)
        return _answers.written(answer)

    def get_checkpoint(
        self,
        execution: str,
        name: str,
        *,
        version: int = 0,
        partition_key: str = "",
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> Checkpoint:
        """Reads the current version of a checkpoint, or an earlier one that is kept, and checks its checksum."""
        request = _requests.get(execution, name, version, partition_key, consistency, min_index)
        answer = self._call(Kind.READ, lambda route: route.checkpoints.GetCheckpoint, request)
        return _answers.whole(answer.checkpoint)

    def put_large_checkpoint(
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
        """As ``put_checkpoint``, of up to 64 MiB: what is larger than 256 KiB goes in chunks.

        The named version, which refers to them, is written last: a put that ends before that leaves the checkpoint as
        it was, and a repeat writes only the chunks that are missing. Answers with the size, type and checksum of the
        whole.
        """
        request = _requests.put(
            execution, name, data, None, expected_version, labels, keep_last, timer_ids, partition_key, request_id
        )
        if len(request.data) <= _large.CHUNK_BYTES:
            answer = self._call(
                Kind.REPEATABLE, lambda route: route.checkpoints.PutCheckpoint, request, request.request_id
            )
            return _answers.written(answer).checkpoint
        return _plans.run(self, _large.put(_large.Put.of(request)))

    def get_large_checkpoint(
        self, execution: str, name: str, *, version: int = 0, partition_key: str = ""
    ) -> Checkpoint:
        """Reads a version of a checkpoint whatever its size: puts chunks together, and computes every sum again."""
        return _plans.run(self, _large.get(_large.Place(execution, name, partition_key), version))

    def sweep_checkpoint(self, execution: str, name: str, *, partition_key: str = "") -> int:
        """Removes chunks of large states that no version of the checkpoint refers to; answers of how many states."""
        return _plans.run(self, _large.sweep(_large.Place(execution, name, partition_key)))

    def list_checkpoints(
        self,
        execution: str,
        name: str = "",
        *,
        partition_key: str = "",
        page_size: int = 0,
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> Iterator[Checkpoint]:
        """The versions of a checkpoint, newest first; without a name the current ones of an execution, by name.

        Without their data. Pages are fetched as they are read.
        """
        request = _requests.list_checkpoints(execution, name, partition_key, page_size, consistency, min_index)
        return self._checkpoint_pages(request)

    def _checkpoint_pages(self, request: ListCheckpointsRequest) -> Iterator[Checkpoint]:
        while True:
            page = self._call(Kind.READ, lambda route: route.checkpoints.ListCheckpoints, request)
            yield from map(_answers.checkpoint, page.checkpoints)
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
    ) -> Iterator[str]:
        """The ids of executions that have checkpoints and begin so, by id; pages are fetched as they are read."""
        request = _requests.list_executions(id_prefix, page_size, consistency, min_index)
        return self._execution_pages(request)

    def _execution_pages(self, request: ListExecutionsRequest) -> Iterator[str]:
        while True:
            page = self._call(Kind.READ, lambda route: route.checkpoints.ListExecutions, request)
            yield from page.executions
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def verify_checkpoint(
        self,
        execution: str,
        name: str,
        *,
        partition_key: str = "",
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> CheckpointVerified:
        """Has the checksums of all kept versions computed again, newest first, up to the first that differs."""
        request = _requests.verify(execution, name, partition_key, consistency, min_index)
        checked, shredded = 0, 0
        while True:
            page = self._call(Kind.READ, lambda route: route.checkpoints.VerifyCheckpoint, request)
            checked, shredded = checked + page.checked, shredded + page.shredded
            if page.bad_version or not page.next_before_version:
                return _answers.verified(checked, shredded, page)
            request.before_version = page.next_before_version

    def rollback_checkpoint(
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
        """Writes the data of version ``to`` again, as the next version, if the expected one is current.

        In the same step the timers that hang on versions after ``to`` are cancelled. Conflicts and conditions
        are as of a put; ``postconditions`` are about the data of version ``to``.
        """
        request = _requests.rollback(execution, name, to, expected_version, reason, partition_key, request_id)
        _requests.set_conditions(request, preconditions, postconditions)
        answer = self._call(
            Kind.REPEATABLE, lambda route: route.checkpoints.RollbackCheckpoint, request, request.request_id
        )
        return _answers.rolled_back(answer)

    def delete_checkpoint(
        self,
        execution: str,
        name: str,
        *,
        expected_version: int,
        partition_key: str = "",
        request_id: str | None = None,
    ) -> CheckpointDeleted:
        """Removes all versions, if the expected one is current. The next put goes on after them. Timers stay."""
        request = _requests.delete(execution, name, expected_version, partition_key, request_id)
        answer = self._call(
            Kind.REPEATABLE, lambda route: route.checkpoints.DeleteCheckpoint, request, request.request_id
        )
        return _answers.deleted(answer)
