"""Builds requests about leases and budgets. The server alone checks rules that only it knows.

A refused field has the same path here and on the server.
"""

from __future__ import annotations

import os
import socket

from . import _fields, _time
from ._ids import new_id
from ._proto.lease.v1 import lease_service_pb2 as api
from .errors import invalid
from .lease_types import Budget, Lease
from .types import Consistency, Duration

LeaseKey = str | Lease
"""A lease by its id, or as it was granted or read."""
BudgetKey = str | Budget
"""A budget by its id, or as it was read."""

_HOST_CHARACTERS_MAX = 200
_ACQUIRE_ID = "leader-1"
_SPEND_ID = "restart-1"


def acquire(
    lease_id: str, ttl: Duration, holder: str | None, partition_key: str, request_id: str | None
) -> api.AcquireLeaseRequest:
    """Builds the acquisition of a lease."""
    request = api.AcquireLeaseRequest(
        # Without an id, a repeat would conflict with the lease that the first request was granted.
        request_id=new_id() if request_id is None else _fields.said(request_id, "request_id", _ACQUIRE_ID),
        id=_fields.text(lease_id, "id", "leader"),
        partition_key=_partition_key(partition_key),
        holder=holder_of(holder),
    )
    request.ttl.CopyFrom(_time.to_duration(ttl, "ttl"))
    return request


def holder_of(holder: str | None) -> str:
    """Returns the given holder, or this process by host name and process id."""
    if holder is None:
        # A host name that is not UTF-8 arrives with lone surrogates.
        host = socket.gethostname().encode(errors="replace").decode()
        return f"{host[:_HOST_CHARACTERS_MAX]}/{os.getpid()}"
    return _fields.text(holder, "holder", "worker three")


def renew(lease: LeaseKey, token: int | None, ttl: Duration | None, partition_key: str) -> api.RenewLeaseRequest:
    """Builds the renewal of a grant."""
    name, partition = _lease(lease, partition_key)
    request = api.RenewLeaseRequest(id=name, partition_key=partition, token=_token(lease, token))
    if ttl is not None:
        request.ttl.CopyFrom(_time.to_duration(ttl, "ttl"))
    return request


def release(lease: LeaseKey, token: int | None, partition_key: str) -> api.ReleaseLeaseRequest:
    """Builds the release of a grant."""
    name, partition = _lease(lease, partition_key)
    return api.ReleaseLeaseRequest(id=name, partition_key=partition, token=_token(lease, token))


def get_lease(lease: LeaseKey, partition_key: str, consistency: Consistency, min_index: int) -> api.GetLeaseRequest:
    """Builds the read of a lease."""
    name, partition = _lease(lease, partition_key)
    read = _fields.read_options(consistency, min_index)
    return api.GetLeaseRequest(id=name, partition_key=partition, read=read)


def list_leases(id_prefix: str, page_size: int, consistency: Consistency, min_index: int) -> api.ListLeasesRequest:
    """Builds the request for the first page."""
    return api.ListLeasesRequest(
        page_size=_fields.number(api.ListLeasesRequest, page_size, "page_size"),
        id_prefix=_fields.text(id_prefix, "id_prefix", "lead"),
        read=_fields.read_options(consistency, min_index),
    )


def set_budget(
    budget: BudgetKey, limit: int, window: Duration, cooldown: Duration | None, partition_key: str
) -> api.SetBudgetRequest:
    """Builds a budget's settings."""
    name, partition = _budget(budget, partition_key)
    most = _fields.number(api.SetBudgetRequest, limit, "limit", 1)
    request = api.SetBudgetRequest(id=name, partition_key=partition, limit=most)
    request.window.CopyFrom(_time.to_duration(window, "window"))
    if cooldown is not None:
        request.cooldown.CopyFrom(_time.to_duration(cooldown, "cooldown"))
    return request


def spend(budget: BudgetKey, amount: int, partition_key: str, request_id: str | None) -> api.SpendBudgetRequest:
    """Builds a spend."""
    name, partition = _budget(budget, partition_key)
    return api.SpendBudgetRequest(
        # Without an id, a repeat would spend again.
        request_id=new_id() if request_id is None else _fields.said(request_id, "request_id", _SPEND_ID),
        id=name,
        partition_key=partition,
        # The server would read 0 as 1.
        amount=_fields.number(api.SpendBudgetRequest, amount, "amount", 1),
    )


def get_budget(budget: BudgetKey, partition_key: str, consistency: Consistency, min_index: int) -> api.GetBudgetRequest:
    """Builds the read of a budget."""
    name, partition = _budget(budget, partition_key)
    read = _fields.read_options(consistency, min_index)
    return api.GetBudgetRequest(id=name, partition_key=partition, read=read)


def list_budgets(id_prefix: str, page_size: int, consistency: Consistency, min_index: int) -> api.ListBudgetsRequest:
    """Builds the request for the first page."""
    return api.ListBudgetsRequest(
        page_size=_fields.number(api.ListBudgetsRequest, page_size, "page_size"),
        id_prefix=_fields.text(id_prefix, "id_prefix", "rest"),
        read=_fields.read_options(consistency, min_index),
    )


def delete_budget(budget: BudgetKey, partition_key: str) -> api.DeleteBudgetRequest:
    """Builds the delete of a budget."""
    name, partition = _budget(budget, partition_key)
    return api.DeleteBudgetRequest(id=name, partition_key=partition)


def _lease(lease: LeaseKey, partition_key: str) -> tuple[str, str]:
    if isinstance(lease, Lease):
        return _fields.text(lease.id, "id", "leader"), _partition_key(partition_key or lease.partition_key)
    return _fields.text(lease, "id", "leader"), _partition_key(partition_key)


def _token(lease: LeaseKey, token: int | None) -> int:
    if token is None:
        if not isinstance(lease, Lease):
            raise invalid("token", f"is missing: give the lease as it was granted, or token= beside {lease!r}")
        token = lease.token
    return _fields.number(api.RenewLeaseRequest, token, "token", 1)


def _budget(budget: BudgetKey, partition_key: str) -> tuple[str, str]:
    if isinstance(budget, Budget):
        return _fields.text(budget.id, "id", "restarts"), _partition_key(partition_key or budget.partition_key)
    return _fields.text(budget, "id", "restarts"), _partition_key(partition_key)


def _partition_key(partition_key: str) -> str:
    return _fields.text(partition_key, "partition_key", "run-1")
