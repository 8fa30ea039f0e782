"""What is answered about leases and budgets, as plain values. What they promise stands in docs/leases.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Lease:
    """What one holder has until an instant, unless it is renewed."""

    id: str
    partition_key: str
    """Part of the name: another partition key is another lease."""
    tenant: str
    holder: str
    """Who holds it, in the caller's words."""
    token: int
    """Fencing token: larger with each grant, never the same again. What is written to should refuse smaller ones."""
    ttl: timedelta | None
    """As it was acquired for."""
    acquire_time: datetime | None
    expire_time: datetime | None
    """The first instant at which it is not held any more, by the cluster's time."""
    acquired_by: str


@dataclass(frozen=True)
class LeaseAcquired:
    """A lease was granted."""

    lease: Lease
    commit_index: int
    original_commit_index: int
    """Where a repeat was answered as the first request was: the index of that answer. Else 0.

    The lease is as it was then, and may be over.
    """


@dataclass(frozen=True)
class LeaseRenewed:
    """A lease is held for longer."""

    lease: Lease
    commit_index: int


@dataclass(frozen=True)
class LeaseReleased:
    """A lease is not held by this token any more."""

    commit_index: int


@dataclass(frozen=True)
class Budget:
    """So much in any window of time."""

    id: str
    partition_key: str
    """Part of the name: another partition key is another budget."""
    tenant: str
    limit: int
    """What may be spent in any window."""
    window: timedelta | None
    cooldown: timedelta | None
    """The least time from one spend to the next."""
    remaining: int
    """What the window leaves, whether or not the cooldown is over."""
    next_spend_time: datetime | None
    """When one may be spent; None if now."""
    spent_total: int
    """Spent since it was made."""
    spend_count: int
    """In how many spends."""
    last_spend_time: datetime | None
    """None while nothing was."""
    create_time: datetime | None
    update_time: datetime | None
    updated_by: str
    """Who made it, or changed it last."""


@dataclass(frozen=True)
class BudgetSet:
    """A budget as it stands after it was made or changed."""

    budget: Budget
    existing: bool
    """It stood there like that."""
    commit_index: int


@dataclass(frozen=True)
class BudgetSpent:
    """Something was spent."""

    spend_time: datetime | None
    """When, by the cluster's time."""
    remaining: int
    """What the window left then."""
    commit_index: int
    original_commit_index: int
    """Where a repeat was answered as the first request was: the index of that answer. Else 0."""


@dataclass(frozen=True)
class BudgetDeleted:
    """A budget is gone, and what was spent of it is forgotten."""

    commit_index: int
