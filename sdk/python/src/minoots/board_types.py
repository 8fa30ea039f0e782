"""Lists of executions, boards and pending approvals as plain values. docs/workflows.md states the guarantees."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .workflow_types import Execution, ExecutionStatus


@dataclass(frozen=True)
class ApprovalVote:
    """A vote on an approval that needs several."""

    by: str
    principal: str
    """The principal that voted; empty without authentication."""
    approved: bool
    why: str


@dataclass(frozen=True)
class Approval:
    """A pending decision, with what is decided."""

    execution: Execution
    """The execution, without its children."""
    asked: str
    """The person or group that is asked."""
    risk: str
    """The risk that the definition states; empty if it states none."""
    request_time: datetime | None
    late: bool
    """The time for the decision has passed, and the execution is blocked for that reason. It can still be decided."""
    output: bytes = field(repr=False)
    """The output of the phase: JSON; empty without one, and if it is larger than 64 KiB: see ``outputs``."""
    checklist: tuple[str, ...]
    artifacts: tuple[str, ...]
    score: float | None
    tokens: int
    money_micros: int
    worker: str
    """The principal whose key completed the work; empty without authentication."""
    votes: tuple[ApprovalVote, ...]
    """The votes so far."""
    quorum: int
    """The number of approving votes required."""
    omitted: int
    """The number of reported items and artifacts that are left out here."""


class ExecutionOrder(enum.Enum):
    """The order of a list of executions. Executions without the instant come last."""

    ID = 1
    CREATE_TIME = 2
    UPDATE_TIME = 3
    END_TIME = 4
    PHASE_TIME = 5
    """The instant at which the phase was entered."""


@dataclass(frozen=True)
class BoardColumn:
    """The executions in one phase that have not ended."""

    phase: str
    count: int
    blocked: int
    """How many of them are blocked."""
    executions: tuple[Execution, ...]
    """The first of them, without input and children: the highest priority first, then those that entered the phase
    first.
    """


@dataclass(frozen=True)
class Board:
    """The executions of a definition, by phase."""

    definition: str
    columns: tuple[BoardColumn, ...]
    """The phases of the current version in their order, then phases of other versions that have executions."""
    statuses: Mapping[ExecutionStatus, int]
    """The numbers of executions by status."""
    tokens: int
    money_micros: int
