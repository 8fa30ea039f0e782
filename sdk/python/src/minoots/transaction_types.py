"""Transactions: what they look at, do and come to. What they promise stands in docs/transactions.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .checkpoint_types import Checkpoint
from .types import Duration, NewTimer, Payload


@dataclass(frozen=True)
class CheckpointGuard:
    """This version of a checkpoint is current."""

    execution: str
    name: str
    version: int = 0
    """0: there is no such checkpoint."""


@dataclass(frozen=True)
class TimerGuard:
    """This version of a timer is current."""

    id: str
    state_version: int = 0
    """0: there is no such timer."""


@dataclass(frozen=True)
class LeaseGuard:
    """The grant of this token holds the lease."""

    id: str
    token: int


@dataclass(frozen=True)
class BudgetGuard:
    """So much of a budget may be spent."""

    id: str
    amount: int = 1


Guard = CheckpointGuard | TimerGuard | LeaseGuard | BudgetGuard
"""What must be so before the first operation."""


class Operation:
    """One write of a transaction: one of the classes below."""


@dataclass(frozen=True, kw_only=True)
class Optional(Operation):
    """An operation that the others can do without."""

    optional: bool = False
    """If it does not come about, the others do all the same."""


@dataclass(frozen=True)
class CreateTimer(Optional):
    """Creates a timer. One that is there already does not come about."""

    timer: NewTimer


@dataclass(frozen=True)
class CancelTimer(Optional):
    """Withdraws a timer that is not yet armed."""

    id: str
    version: int = 0
    """Only this one; 0 means whatever is current."""
    reason: str = ""


@dataclass(frozen=True)
class WithdrawTimer(Optional):
    """Ends a timer, also one that is out for delivery: a waiting one is cancelled, a delivered one is settled.

    One that has ended, or is absent, stays as it is.
    """

    id: str
    reason: str = ""


@dataclass(frozen=True)
class RescheduleTimer(Optional):
    """Moves a timer that is not yet armed."""

    id: str
    delay: Duration | None = None
    fire_time: datetime | None = None
    """With a time zone."""
    version: int = 0
    """Only this one; 0 means whatever is current."""


@dataclass(frozen=True)
class PutCheckpoint(Optional):
    """Writes the next version of a checkpoint, if the expected one is current."""

    execution: str
    name: str
    data: Payload | bytes | str | None = None
    json: object = None
    """A value, instead of data."""
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
    """Acknowledges a delivery. It comes about if the event has not been settled, and has not failed, before."""

    event_id: str
    fence: str


@dataclass(frozen=True)
class SpendBudget(Optional):
    """Spends of a budget."""

    id: str
    amount: int = 1


@dataclass(frozen=True)
class EmitEvent(Optional):
    """Writes an event of the caller's own into the event log."""

    type: str
    subject: str
    payload: Payload | bytes | str | None = None
    json: object = None
    """A value, instead of a payload."""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TimerDone:
    """Of a timer that was created, withdrawn or moved."""

    id: str
    state_version: int
    fire_time: datetime | None


@dataclass(frozen=True)
class CheckpointDone:
    """Of a put or a rollback."""

    checkpoint: Checkpoint
    """Without its data."""
    cancelled_timer_ids: tuple[str, ...]
    """Of a rollback: as of ``CheckpointRolledBack``."""
    too_late_timer_ids: tuple[str, ...]


@dataclass(frozen=True)
class SettleDone:
    """Of a delivery that was settled here."""

    event_id: str


@dataclass(frozen=True)
class SpendDone:
    """Of a budget that was spent of."""

    spend_time: datetime | None
    remaining: int


@dataclass(frozen=True)
class EmitDone:
    """Of an event that was written."""

    event_id: str


@dataclass(frozen=True)
class NotDone:
    """Of an optional operation that did not come about."""

    cause: str
    """A reason, such as ``TIMER_EXISTS``, or an outcome: ``TOO_LATE``, ``SUPERSEDED`` or ``CANCELLED``."""
    state_version: int
    """That is current, of a timer or a checkpoint."""


Done = TimerDone | CheckpointDone | SettleDone | SpendDone | EmitDone | NotDone
"""What came of one operation."""


@dataclass(frozen=True)
class Transacted:
    """A transaction that was done."""

    results: tuple[Done, ...]
    """One of each operation, in their order."""
    commit_index: int
    original_commit_index: int
    """Where a repeat was answered as the first request was: the index of that answer. Else 0."""


@dataclass(frozen=True)
class Emitted:
    """An event of the caller's own that is in the log."""

    event_id: str
    commit_index: int
    original_commit_index: int
    """As of ``Transacted``."""
