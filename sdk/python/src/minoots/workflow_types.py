"""Workflows as plain values. What they promise stands in docs/workflows.md."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from .failure_types import PhaseFailure
from .handoff_types import Handed, handed_of
from .recovery_types import Recovery
from .types import Event, Priority


@dataclass(frozen=True)
class Definition:
    """How work goes, as data."""

    name: str
    version: int
    """1 for the first that was applied under the name; 0 of one that was only judged."""
    document: str
    """YAML or JSON, as it was applied."""


@dataclass(frozen=True)
class DefinitionApplied:
    """A definition is the current one of its name, or was judged to be sound."""

    definition: Definition
    existing: bool
    """It was the current one already."""


class ExecutionStatus(enum.Enum):
    """What has become of an execution."""

    UNKNOWN = 0
    """One that this version does not know."""
    RUNNING = 1
    PAUSED = 2
    BLOCKED = 3
    """It cannot go on by itself: its ``reason`` says why; resume or cancel it."""
    COMPLETED = 4
    FAILED = 5
    CANCELLED = 6

    @property
    def has_ended(self) -> bool:
        """Whether nothing follows by itself or by resuming it."""
        return self in ENDED


ENDED = frozenset({ExecutionStatus.COMPLETED, ExecutionStatus.FAILED, ExecutionStatus.CANCELLED})


class PhaseStatus(enum.Enum):
    """What the phase of an execution waits for."""

    UNKNOWN = 0
    """One that this version does not know."""
    WORKING = 1
    BACKING_OFF = 2
    """The next attempt has not begun."""
    AWAITING_APPROVAL = 3
    """Its work is done, and somebody has to decide."""
    JOINING = 4
    """Its work has not begun: children or arrivals are waited for."""
    QUEUED = 5
    """Its work has not begun: the phase takes only so many executions at a time."""
    RECOVERING = 6
    """Its attempts have failed: a fix is looked for, or prepared."""


@dataclass(frozen=True)
class JoinProgress:
    """How far what a phase waits for is, before its work begins."""

    completed: int
    """Children that have completed."""
    children_needed: int
    """0: none are waited for."""
    arrived: tuple[str, ...]
    """Who has come."""
    arrivals_needed: int


@dataclass(frozen=True)
class CurrentPhase:
    """What an execution is at."""

    id: str
    visit: int
    """The how-manyth time that the execution is in it, from 1."""
    attempt: int
    """From 1."""
    fence: int
    """Of this attempt, larger than any before: who completes or fails it names it."""
    status: PhaseStatus
    approval_from: str
    """Who has to decide; empty while nobody is asked."""
    approval_next: str
    """The phase that follows if that is a yes."""
    join: JoinProgress | None
    """None unless it is JOINING."""
    held_by: str = ""
    """The agent that the attempt was handed to; empty if it was not handed over."""
    handoff: str = ""
    """The handoff that it was handed over by, with which it can be read; empty if there is none."""


@dataclass(frozen=True)
class ChildExecution:
    """An execution that another one discovered."""

    id: str
    definition: str
    reason: str
    phase: str
    """In which it was discovered."""
    status: ExecutionStatus


@dataclass(frozen=True)
class Execution:
    """One run through a definition."""

    id: str
    definition: str
    definition_version: int
    """That it follows to its end."""
    status: ExecutionStatus
    reason: str
    """Why it is where it is, if that is not obvious."""
    phase: CurrentPhase | None
    """What it is at, or was at when it stopped; None once it has completed."""
    input: bytes
    """What it was started with: JSON; empty if that was nothing."""
    visits: Mapping[str, int] = field(repr=False)
    """The phases that were entered, by how often."""
    steps: int
    tokens: int
    money_micros: int
    """Millionths of the unit that the definition's author has in mind."""
    failure: PhaseFailure | None
    """The last one, while nothing was completed since."""
    children: tuple[ChildExecution, ...]
    parent: str
    """The execution that discovered this one; empty if it was started."""
    version: int
    """Grows with each step."""
    priority: Priority
    """Of its work in queues, and of its turn in phases that take only so many at a time."""
    recovery: Recovery | None = None
    """What is, or was last, done about a failure after which no other attempt followed by itself."""

    def json(self) -> object:
        """What it was started with; None if that was nothing."""
        return json.loads(self.input) if self.input else None


@dataclass(frozen=True)
class ExecutionStarted:
    """An execution is there."""

    execution: Execution
    existing: bool
    """It was there already, with the same definition and input."""


@dataclass(frozen=True)
class ExecutionWaited:
    """How an execution stood when it was looked at last."""

    reached: bool
    """It had come to one of the statuses that were waited for; else the timeout was over."""
    execution: Execution


@dataclass(frozen=True)
class ApprovalDecided:
    """A decision holds."""

    execution: Execution
    event_id: str
    """Of the signed record of the decision; of a repeat as well; empty if it is no longer kept."""


@dataclass(frozen=True)
class ChildStarted:
    """More work was discovered."""

    child_id: str
    execution: Execution
    """The one that discovered it."""


@dataclass(frozen=True)
class TimelineEntry:
    """What happened in an execution, and why."""

    number: int
    """From 1, without gaps."""
    event: Event
    """Its data say what happened and the cause; ``Client.verify`` checks the signature."""


@dataclass(frozen=True)
class PhaseAttempt:
    """An attempt at a phase, as the message in the phase's queue brings it to whoever does the work.

    One that was handed over comes again so, in the queue ``agent.ID`` of the agent that has it now.
    """

    execution: str
    definition: str
    phase: str
    visit: int
    attempt: int
    fence: int
    """Completing or failing the attempt names it."""
    input: object
    """What the execution was started with."""
    feedback: object
    """What was wrong with the attempt before; None if there is nothing to tell."""
    handed: Handed | None = None
    """What it, or an earlier one of this visit of the phase, was handed over with last; None if none was."""


@dataclass(frozen=True)
class PhaseSignal:
    """A signal to an execution, as a message in the queue of the phase that it is in."""

    execution: str
    definition: str
    phase: str
    fence: int
    """Of the attempt at work when the signal came."""
    name: str
    signal_id: str
    data: object


@dataclass(frozen=True)
class PhaseCommand:
    """Something that has to be done before a fix can help, as the message in the command's queue brings it."""

    execution: str
    definition: str
    phase: str
    """Whose work has failed."""
    command: str
    """Whoever does it names it: ``workflows.update_command``."""
    sent: int
    """The how-manyth time, from 1."""
    fix: str
    hint: str
    failure: object
    """What was wrong with the last attempt."""
    input: object
    """What the execution was started with."""


def phase_message(event: Event) -> PhaseAttempt | PhaseSignal | PhaseCommand | None:
    """What a message of work in the queue of a phase, a command or an agent says; None of any other event.

    ``handoff_message`` reads what else a handoff brings to an agent's queue.
    """
    try:
        said = event.data()
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    try:
        place = (str(said["execution"]), str(said["definition"]), str(said["phase"]))
        match said.get("kind"):
            case "attempt" | "handed_over" as kind:
                count = (int(said["visit"]), int(said["attempt"]), int(said["fence"]))
                # One that was handed over is told by its handoff; an attempt after it has that within.
                brought = said if kind == "handed_over" else said.get("handed")
                handed = handed_of(brought) if brought else None
                return PhaseAttempt(*place, *count, said.get("input"), said.get("feedback"), handed)
            case "signal":
                told = (str(said["signal"]), str(said["signalId"]), said.get("data"))
                return PhaseSignal(*place, int(said["fence"]), *told)
            case "command":
                fix = said["fix"]
                named = (str(fix["id"]), str(fix["hint"]))
                sent = int(said["sent"])
                return PhaseCommand(*place, str(said["command"]), sent, *named, said.get("failure"), said.get("input"))
    except (KeyError, TypeError, ValueError):
        return None
    return None
