"""Responses about leases and budgets as plain values. docs/leases.md states the guarantees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Lease:
    """Exclusive ownership of a name until an instant, unless the holder renews it."""

    id: str
    partition_key: str
    """Part of the name: another partition key is another lease."""
    tenant: str
    holder: str
    """The holder, in the caller's words."""
    token: int
    """The fencing token: larger with each grant, never reused. A system that the holder writes to should reject smaller
    ones.
    """
    ttl: timedelta | None
    """The time to live that the lease was acquired for."""
    acquire_time: datetime | None
    expire_time: datetime | None
    """The first instant at which the lease is no longer held, by the cluster's time."""
    acquired_by: str


@dataclass(frozen=True)
class LeaseAcquired:
    """A lease was granted."""

    lease: Lease
    commit_index: int
    original_commit_index: int
    """For a repeated request: the commit index of the first response. Otherwise 0.

    The lease is as it was at that index, and may have expired.
    """


@dataclass(frozen=True)
class LeaseRenewed:
    """A lease was renewed."""

    lease: Lease
    commit_index: int


@dataclass(frozen=True)
class LeaseReleased:
    """A lease is no longer held by this token."""

    commit_index: int


@dataclass(frozen=True)
class Budget:
    """A limit on an amount in any window of time."""

    id: str
    partition_key: str
    """Part of the name: another partition key is another budget."""
    tenant: str
    limit: int
    """The largest amount in any window."""
    window: timedelta | None
    cooldown: timedelta | None
    """The least time from one spend to the next."""
    remaining: int
    """The amount that the window leaves, whether or not the cooldown is over."""
    next_spend_time: datetime | None
    """The instant from which a spend may succeed; None if now."""
    spent_total: int
    """The amount spent since the budget was created."""
    spend_count: int
    """The number of spends."""
    last_spend_time: datetime | None
    """The time of the last spend; None before the first."""
    create_time: datetime | None
    update_time: datetime | None
    updated_by: str
    """The principal that created the budget, or changed it last."""


@dataclass(frozen=True)
class BudgetSet:
    """A budget after it was created or changed."""

    budget: Budget
    existing: bool
    """The budget existed with the same settings."""
    commit_index: int


@dataclass(frozen=True)
class BudgetSpent:
    """An amount was spent."""

    spend_time: datetime | None
    """The time of the spend, by the cluster's time."""
    remaining: int
    """The amount that the window left after the spend."""
    commit_index: int
    original_commit_index: int
    """For a repeated request: the commit index of the first response. Otherwise 0."""


@dataclass(frozen=True)
class BudgetDeleted:
    """A budget was deleted, with the record of its spends."""

    commit_index: int
