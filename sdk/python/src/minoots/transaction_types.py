"""Transactions: their guards, operations and results. docs/transactions.md states the guarantees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .checkpoint_types import Checkpoint
from .types import Duration, NewTimer, Payload


@dataclass(frozen=True)
class CheckpointGuard:
    """Requires that this version of a checkpoint is current."""

    execution: str
    name: str
    version: int = 0
    """The version; 0 requires that the checkpoint does not exist."""


@dataclass(frozen=True)
class TimerGuard:
    """Requires that this version of a timer is current."""

    id: str
    state_version: int = 0
    """The version; 0 requires that the timer does not exist."""


@dataclass(frozen=True)
class LeaseGuard:
    """Requires that the grant with this token holds the lease."""

    id: str
    token: int


@dataclass(frozen=True)
class BudgetGuard:
    """Requires that the budget allows this amount."""

    id: str
    amount: int = 1


Guard = CheckpointGuard | TimerGuard | LeaseGuard | BudgetGuard
"""A condition that must hold before the first operation."""


class Operation:
    """One write of a transaction: one of the classes below."""


@dataclass(frozen=True, kw_only=True)
class Optional(Operation):
    """An operation that may be optional."""

    optional: bool = False
    """If it fails, the transaction continues without it."""


@dataclass(frozen=True)
class CreateTimer(Optional):
    """Creates a timer. The operation fails if the timer exists already."""

    timer: NewTimer


@dataclass(frozen=True)
class CancelTimer(Optional):
    """Cancels a timer that is not yet armed."""

    id: str
    version: int = 0
    """The version to cancel; 0 means the current one."""
    reason: str = ""


@dataclass(frozen=True)
class WithdrawTimer(Optional):
    """Ends a timer in any state: a waiting timer is cancelled, and a delivered one is settled.

    A timer that has ended, or does not exist, stays as it is.
    """

    id: str
    reason: str = ""


@dataclass(frozen=True)
class RescheduleTimer(Optional):
    """Reschedules a timer that is not yet armed."""

    id: str
    delay: Duration | None = None
    fire_time: datetime | None = None
    """The new fire time, with a time zone."""
    version: int = 0
    """The version to reschedule; 0 means the current one."""


@dataclass(frozen=True)
class PutCheckpoint(Optional):
    """Writes the next version of a checkpoint, if the expected version is current."""

    execution: str
    name: str
    data: Payload | bytes | str | None = None
    json: object = None
    """A JSON value, instead of data."""
    expected_version: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    keep_last: int | None = None
    timer_ids: Iterable[str] = ()


@dataclass(frozen=True)
class RollbackCheckpoint(Optional):
    """Writes the data of version ``to`` again, as the next version."""

    execution: str
    name: str
    to: int
    expected_version: int
    reason: str = ""


@dataclass(frozen=True)
class Settle(Operation):
    """Acknowledges a delivery. The operation fails if the event is already settled, or has failed."""

    event_id: str
    fence: str


@dataclass(frozen=True)
class SpendBudget(Optional):
    """Spends an amount of a budget."""

    id: str
    amount: int = 1


@dataclass(frozen=True)
class EmitEvent(Optional):
    """Writes the caller's own event into the event log."""

    type: str
    subject: str
    payload: Payload | bytes | str | None = None
    json: object = None
    """A JSON value, instead of a payload."""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TimerDone:
    """The result for a timer that was created, cancelled or rescheduled."""

    id: str
    state_version: int
    fire_time: datetime | None


@dataclass(frozen=True)
class CheckpointDone:
    """The result of a put or a rollback."""

    checkpoint: Checkpoint
    """The new version, without its data."""
    cancelled_timer_ids: tuple[str, ...]
    """For a rollback: as in ``CheckpointRolledBack``."""
    too_late_timer_ids: tuple[str, ...]


@dataclass(frozen=True)
class SettleDone:
    """The result for a delivery that the transaction settled."""

    event_id: str


@dataclass(frozen=True)
class SpendDone:
    """The result of a spend."""

    spend_time: datetime | None
    remaining: int


@dataclass(frozen=True)
class EmitDone:
    """The result for an event that was written."""

    event_id: str


@dataclass(frozen=True)
class NotDone:
    """The result of an optional operation that failed."""

    cause: str
    """A reason, such as ``TIMER_EXISTS``, or an outcome: ``TOO_LATE``, ``SUPERSEDED`` or ``CANCELLED``."""
    state_version: int
    """The current version of the timer or checkpoint."""


Done = TimerDone | CheckpointDone | SettleDone | SpendDone | EmitDone | NotDone
"""The result of one operation."""


@dataclass(frozen=True)
class Transacted:
    """A committed transaction."""

    results: tuple[Done, ...]
    """One result for each operation, in their order."""
    commit_index: int
    original_commit_index: int
    """For a repeated request: the commit index of the first response. Otherwise 0."""


@dataclass(frozen=True)
class Emitted:
    """An event of the caller that was written to the log."""

    event_id: str
    commit_index: int
    original_commit_index: int
    """As in ``Transacted``."""
