"""Builds requests about checkpoints. The server alone checks rules that only it knows.

A refused field has the same path here and on the server.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from . import _fields
from ._ids import new_id
from ._proto.checkpoint.v1 import checkpoint_pb2
from ._proto.checkpoint.v1 import checkpoint_service_pb2 as api
from .checkpoint_types import Comparison, Condition
from .errors import invalid
from .types import Consistency, Payload

_PUT_ID = "run-1-plan"


def put(
    execution: str,
    name: str,
    data: Payload | bytes | str | None,
    json: object,
    expected_version: int,
    labels: Mapping[str, str] | None,
    keep_last: int | None,
    timer_ids: Iterable[str],
    partition_key: str,
    request_id: str | None,
) -> api.PutCheckpointRequest:
    """Builds a put of the next version, with the checksum of its data."""
    content = _fields.payload_of(data, json, called="data")
    if content is None:
        raise invalid("data", "is missing: give text, bytes or Payload, or use json=")
    if isinstance(timer_ids, str):
        raise invalid("timer_ids", f"must be a sequence: give [{timer_ids!r}]")
    _fields.check_labels(labels or {})
    return api.PutCheckpointRequest(
        request_id=_request_id(request_id),
        execution=_execution(execution),
        name=_name(name),
        partition_key=_partition_key(partition_key),
        expected_version=_fields.number(api.PutCheckpointRequest, expected_version, "expected_version"),
        content_type=content.content_type,
        data=content.data,
        checksum=checksum(content.data),
        labels=labels,
        keep_last=0 if keep_last is None else _fields.number(api.PutCheckpointRequest, keep_last, "keep_last", 1),
        timer_ids=[_fields.text(one, f"timer_ids[{at}]", "retry-1") for at, one in enumerate(timer_ids)],
    )


def get(
    execution: str, name: str, version: int, partition_key: str, consistency: Consistency, min_index: int
) -> api.GetCheckpointRequest:
    """Builds a read of one version."""
    return api.GetCheckpointRequest(
        execution=_execution(execution),
        name=_name(name),
        partition_key=_partition_key(partition_key),
        version=_fields.number(api.GetCheckpointRequest, version, "version"),
        read=_fields.read_options(consistency, min_index),
    )


def list_checkpoints(
    execution: str, name: str, partition_key: str, page_size: int, consistency: Consistency, min_index: int
) -> api.ListCheckpointsRequest:
    """Builds the request for the first page."""
    return api.ListCheckpointsRequest(
        execution=_execution(execution),
        name=_name(name),
        partition_key=_partition_key(partition_key),
        page_size=_fields.number(api.ListCheckpointsRequest, page_size, "page_size"),
        read=_fields.read_options(consistency, min_index),
    )


def list_executions(
    id_prefix: str, page_size: int, consistency: Consistency, min_index: int
) -> api.ListExecutionsRequest:
    """Builds the request for the first page."""
    return api.ListExecutionsRequest(
        id_prefix=_fields.text(id_prefix, "id_prefix", "run-"),
        page_size=_fields.number(api.ListExecutionsRequest, page_size, "page_size"),
        read=_fields.read_options(consistency, min_index),
    )


def verify(
    execution: str, name: str, partition_key: str, consistency: Consistency, min_index: int
) -> api.VerifyCheckpointRequest:
    """Builds a verification from the current version on."""
    return api.VerifyCheckpointRequest(
        execution=_execution(execution),
        name=_name(name),
        partition_key=_partition_key(partition_key),
        read=_fields.read_options(consistency, min_index),
    )


def rollback(
    execution: str,
    name: str,
    to: int,
    expected_version: int,
    reason: str,
    partition_key: str,
    request_id: str | None,
) -> api.RollbackCheckpointRequest:
    """Builds a rollback to one version."""
    return api.RollbackCheckpointRequest(
        request_id=_request_id(request_id),
        execution=_execution(execution),
        name=_name(name),
        partition_key=_partition_key(partition_key),
        expected_version=_fields.number(api.RollbackCheckpointRequest, expected_version, "expected_version"),
        version=_fields.number(api.RollbackCheckpointRequest, to, "version"),
        reason=_fields.text(reason, "reason", "the plan was wrong"),
    )


def delete(
    execution: str, name: str, expected_version: int, partition_key: str, request_id: str | None
) -> api.DeleteCheckpointRequest:
    """Builds a delete of all versions."""
    return api.DeleteCheckpointRequest(
        request_id=_request_id(request_id),
        execution=_execution(execution),
        name=_name(name),
        partition_key=_partition_key(partition_key),
        expected_version=_fields.number(api.DeleteCheckpointRequest, expected_version, "expected_version"),
    )


def set_conditions(
    request: api.PutCheckpointRequest | api.RollbackCheckpointRequest,
    preconditions: Iterable[Condition],
    postconditions: Iterable[Condition],
) -> None:
    """Adds conditions to a request."""
    request.preconditions.extend(_conditions(preconditions, "preconditions"))
    request.postconditions.extend(_conditions(postconditions, "postconditions"))


def _conditions(conditions: Iterable[Condition], path: str) -> Iterator[checkpoint_pb2.Condition]:
    for at, one in enumerate(conditions):
        within = f"{path}[{at}]"
        if not isinstance(one, Condition):
            raise invalid(within, f'is {one!r}: give Condition("/step", Comparison.EQUAL, "plan")')
        comparison = _fields.chosen(Comparison, one.comparison, f"{within}.comparison")
        compares = one.comparison not in (Comparison.EXISTS, Comparison.ABSENT)
        if one.value is not None and not compares:
            raise invalid(f"{within}.value", f"goes with a comparison, and {one.comparison} takes none: leave it out")
        yield checkpoint_pb2.Condition(
            pointer=_fields.text(one.pointer, f"{within}.pointer", "/step"),
            comparison=checkpoint_pb2.Comparison.ValueType(comparison),
            value=_fields.json_text_of(one.value, f"{within}.value") if compares else "",
        )


def checksum(data: bytes) -> str:
    """Returns the checksum in the API's format."""
    return hashlib.sha256(data).hexdigest()


def _execution(execution: str) -> str:
    return _fields.text(execution, "execution", "run-1")


def _name(name: str) -> str:
    return _fields.text(name, "name", "state")


def _partition_key(partition_key: str) -> str:
    return _fields.text(partition_key, "partition_key", "run-1")


def _request_id(request_id: str | None) -> str:
    # Without an id, a repeat would be refused because of the version that the first request wrote.
    return new_id() if request_id is None else _fields.said(request_id, "request_id", _PUT_ID)
