"""Converts responses about leases and budgets to plain values."""

from __future__ import annotations

from . import _answers
from ._proto.lease.v1 import lease_pb2
from ._proto.lease.v1 import lease_service_pb2 as api
from .lease_types import (
    Budget,
    BudgetDeleted,
    BudgetSet,
    BudgetSpent,
    Lease,
    LeaseAcquired,
    LeaseReleased,
    LeaseRenewed,
)


def lease(message: lease_pb2.Lease) -> Lease:
    """Converts a lease."""
    return Lease(
        id=message.id,
        partition_key=message.partition_key,
        tenant=message.tenant,
        holder=message.holder,
        token=message.token,
        ttl=_answers.length(message, "ttl"),
        acquire_time=_answers.instant(message, "acquire_time"),
        expire_time=_answers.instant(message, "expire_time"),
        acquired_by=message.acquired_by,
    )


def acquired(message: api.AcquireLeaseResponse) -> LeaseAcquired:
    """Converts the response to an acquisition."""
    return LeaseAcquired(lease(message.lease), message.commit_index, message.original_commit_index)


def renewed(message: api.RenewLeaseResponse) -> LeaseRenewed:
    """Converts the response to a renewal."""
    return LeaseRenewed(lease(message.lease), message.commit_index)


def released(message: api.ReleaseLeaseResponse) -> LeaseReleased:
    """Converts the response to a release."""
    return LeaseReleased(message.commit_index)


def budget(message: lease_pb2.Budget) -> Budget:
    """Converts a budget."""
    return Budget(
        id=message.id,
        partition_key=message.partition_key,
        tenant=message.tenant,
        limit=message.limit,
        window=_answers.length(message, "window"),
        cooldown=_answers.length(message, "cooldown"),
        remaining=message.remaining,
        next_spend_time=_answers.instant(message, "next_spend_time"),
        spent_total=message.spent_total,
        spend_count=message.spend_count,
        last_spend_time=_answers.instant(message, "last_spend_time"),
        create_time=_answers.instant(message, "create_time"),
        update_time=_answers.instant(message, "update_time"),
        updated_by=message.updated_by,
    )


def budget_set(message: api.SetBudgetResponse) -> BudgetSet:
    """Converts the response to a set."""
    return BudgetSet(budget(message.budget), message.existing, message.commit_index)


def spent(message: api.SpendBudgetResponse) -> BudgetSpent:
    """Converts the response to a spend."""
    time = _answers.instant(message, "spend_time")
    return BudgetSpent(time, message.remaining, message.commit_index, message.original_commit_index)


def budget_deleted(message: api.DeleteBudgetResponse) -> BudgetDeleted:
    """Converts the response to a delete."""
    return BudgetDeleted(message.commit_index)
