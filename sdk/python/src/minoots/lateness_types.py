"""How late deliveries were, as a node tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class LatenessBucket:
    """Deliveries of like lateness."""

    below: timedelta
    """All of them were less late than this, and not less than the bucket before says."""
    count: int


@dataclass(frozen=True)
class LatenessDistribution:
    """By the node's clock. Percentiles are by nearest rank."""

    count: int
    p50: timedelta
    p90: timedelta
    p99: timedelta
    max: timedelta
    buckets: tuple[LatenessBucket, ...]
    """In order, without empty ones; those of several nodes may be added up."""


@dataclass(frozen=True)
class QueueLateness:
    """How late the first deliveries of a queue were."""

    queue: str
    released: LatenessDistribution
    delivered: LatenessDistribution


@dataclass(frozen=True)
class LatenessStats:
    """How late the first deliveries of one node were since it was started."""

    node: int
    since: datetime | None
    queues: tuple[QueueLateness, ...]
