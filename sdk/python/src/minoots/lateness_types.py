"""Lateness of deliveries, as a node reports it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class LatenessBucket:
    """The deliveries within one range of lateness."""

    below: timedelta
    """The exclusive upper bound. The lower bound, inclusive, is the upper bound of the bucket before."""
    count: int


@dataclass(frozen=True)
class LatenessDistribution:
    """A distribution of lateness by the node's clock. Percentiles use the nearest rank."""

    count: int
    p50: timedelta
    p90: timedelta
    p99: timedelta
    max: timedelta
    buckets: tuple[LatenessBucket, ...]
    """The buckets in order, without empty ones. Buckets of several nodes may be added up."""


@dataclass(frozen=True)
class QueueLateness:
    """The lateness of the first deliveries of a queue."""

    queue: str
    released: LatenessDistribution
    delivered: LatenessDistribution


@dataclass(frozen=True)
class LatenessStats:
    """The lateness of the first deliveries of one node since its start."""

    node: int
    since: datetime | None
    queues: tuple[QueueLateness, ...]
