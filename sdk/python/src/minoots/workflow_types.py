"""Workflows as plain values. docs/workflows.md states the guarantees."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .failure_types import PhaseFailure
from .handoff_types import Handed, handed_of
from .recovery_types import Recovery
from .types import Event, Priority


@dataclass(frozen=True)
class Definition:
    """A workflow as data."""

    name: str
    version: int
    """The version: 1 for the first that was applied under the name; 0 for a dry run."""
    document: str
    """The document, YAML or JSON, as it was applied."""


@dataclass(frozen=True)
class DefinitionApplied:
    """A definition that is now the current one of its name, or passed a dry run."""

    definition: Definition
    existing: bool
    """The definition was the current one already."""


class ExecutionStatus(enum.Enum):
    """The status of an execution."""

    UNKNOWN = 0
    """A status that this version of the package does not know."""
    RUNNING = 1
    PAUSED = 2
    BLOCKED = 3
    """The execution cannot continue automatically. Its ``reason`` says why; resume or cancel it."""
    COMPLETED = 4
    FAILED = 5
    CANCELLED = 6

    @property
    def has_ended(self) -> bool:
        """Whether the status is final, so that neither time nor a resume continues the execution."""
        return self in ENDED


ENDED = frozenset({ExecutionStatus.COMPLETED, ExecutionStatus.FAILED, ExecutionStatus.CANCELLED})


CHILDREN = "children"
"""The name of the children among the outputs that a phase needs."""


class PhaseStatus(enum.Enum):
    """The state of the current phase of an execution."""

    UNKNOWN = 0
    """A status that this version of the package does not know."""
    WORKING = 1
    BACKING_OFF = 2
    """The next attempt has not begun."""
    AWAITING_APPROVAL = 3
    """The work is done, and a decision is missing."""
    JOINING = 4
    """The work has not begun: the phase waits for children or arrivals."""
    QUEUED = 5
    """The work has not begun: the phase is at its limit of concurrent executions."""
    RECOVERING = 6
    """The attempts have failed: the recovery looks for a fix, or prepares one."""


@dataclass(frozen=True)
class JoinProgress:
    """The progress of a join: the children and arrivals that a phase waits for before its work begins."""

    completed: int
    """The number of children that have completed."""
    children_needed: int
    """The number of children to wait for; 0 for none."""
    arrived: tuple[str, ...]
    """The participants that have arrived."""
    arrivals_needed: int


@dataclass(frozen=True)
class CurrentPhase:
    """The current phase of an execution."""

    id: str
    visit: int
    """The number of this visit of the phase, from 1."""
    attempt: int
    """The number of this attempt, from 1."""
    fence: int
    """The fence of this attempt, larger than any before. A call that completes or fails the attempt names it."""
    status: PhaseStatus
    approval_from: str
    """The decider; empty while no decision is requested."""
    approval_next: str
    """The phase that follows an approval."""
    join: JoinProgress | None
    """The progress of the join; None unless the status is JOINING."""
    held_by: str = ""
    """The agent that the attempt was handed to; empty without a handoff."""
    handoff: str = ""
    """The id of the handoff that transferred the attempt, by which it can be read; empty without a handoff."""
    since: datetime | None = None
    """The instant at which the execution entered the phase."""
    deadline: datetime | None = None
    """The instant at which the phase, its approval or its join times out; None without one and while paused."""


@dataclass(frozen=True)
class PhaseOutput:
    """The output of a phase, without its data."""

    phase: str
    version: int
    """The version of its checkpoint, ``output.PHASE`` of ``wf.ID``."""
    size_bytes: int


@dataclass(frozen=True)
class Output:
    """The output of a phase, with its data."""

    execution: str
    definition: str
    status: ExecutionStatus
    """The status of the execution."""
    phase: str
    """The phase; empty for a child without an output."""
    version: int
    """The version of its checkpoint; 0 for a child without an output."""
    data: bytes = field(repr=False)
    """The output: JSON; empty for a child without an output."""

    def json(self) -> object:
        """Returns the output; None for a child without one."""
        return json.loads(self.data) if self.data else None


@dataclass(frozen=True)
class ChildExecution:
    """An execution that another execution started."""

    id: str
    definition: str
    reason: str
    phase: str
    """The phase in which the parent started it."""
    status: ExecutionStatus


@dataclass(frozen=True)
class Comment:
    """A comment on an execution."""

    by: str
    text: str
    time: datetime | None


@dataclass(frozen=True)
class Execution:
    """One run through a definition."""

    id: str
    definition: str
    definition_version: int
    """The version of the definition that the execution follows to its end."""
    status: ExecutionStatus
    reason: str
    """The reason for the status; empty if the status explains itself."""
    phase: CurrentPhase | None
    """The current phase, or the phase in which it stopped; None after completion."""
    input: bytes
    """The input of the start: JSON; empty if there was none."""
    visits: Mapping[str, int] = field(repr=False)
    """The number of visits of each phase that was entered."""
    steps: int
    tokens: int
    money_micros: int
    """Money spent, in millionths of the unit that the definition's author chose."""
    failure: PhaseFailure | None
    """The last failure, until the next completion."""
    children: tuple[ChildExecution, ...]
    parent: str
    """The execution that started this one; empty for a caller's start."""
    version: int
    """The version of this record, which grows with each step."""
    priority: Priority
    """The priority of its work in queues, and of its turn in phases that limit concurrent executions."""
    recovery: Recovery | None = None
    """The current or last recovery from a failure that no further attempt followed automatically."""
    outputs: tuple[PhaseOutput, ...] = ()
    """The outputs of phases, without their data."""
    output_phase: str = ""
    """The phase whose output is that of the execution; empty before the first output."""
    title: str = ""
    """The title, for people."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """The labels. Children inherit those of their parent."""
    create_time: datetime | None = None
    start_time: datetime | None = None
    """The instant at which the first attempt began; None before."""
    update_time: datetime | None = None
    end_time: datetime | None = None
    """The instant of the end; None before."""
    deadline: datetime | None = None
    """The instant at which the time budget ends; None without one, while it does not run, and after the end."""
    assignee: str = ""
    """The worker or agent that holds the current attempt; empty if it is unknown."""
    schedule: str = ""
    """The schedule that started the execution; empty if there is none."""
    occurrence_time: datetime | None = None
    """The instant of the schedule; None without one."""
    position: str = ""
    """The position in the list that contains it, for ``after``; empty elsewhere."""
    comments: tuple[Comment, ...] = ()
    """The last comments, at most 16, oldest first. The timeline has all."""

    def json(self) -> object:
        """Returns the input of the start; None if there was none."""
        return json.loads(self.input) if self.input else None


@dataclass(frozen=True)
class ExecutionStarted:
    """An execution that was started, or existed already."""

    execution: Execution
    existing: bool
    """The execution existed already, with the same definition and input."""


@dataclass(frozen=True)
class ExecutionWaited:
    """The result of a wait, with the last state of the execution."""

    reached: bool
    """The execution has reached an awaited status; otherwise the timeout has passed."""
    execution: Execution


@dataclass(frozen=True)
class ApprovalDecided:
    """A recorded decision."""

    execution: Execution
    event_id: str
    """The id of the signed record of the decision, also for a repeat; empty if it is no longer kept."""


@dataclass(frozen=True)
class ChildStarted:
    """A child that was started."""

    child_id: str
    execution: Execution
    """The execution that started it."""


@dataclass(frozen=True)
class TimelineEntry:
    """A record of a change in an execution, and its reason."""

    number: int
    """The number of the record, from 1 without gaps."""
    event: Event
    """The event. Its data name the change and the cause; ``Client.verify`` checks the signature."""


@dataclass(frozen=True)
class PhaseAttempt:
    """An attempt at a phase, as the message in the phase's queue brings it to a worker.

    After a handoff, the attempt is delivered again in the queue ``agent.ID`` of its new agent.
    """

    execution: str
    definition: str
    phase: str
    visit: int
    attempt: int
    fence: int
    """The fence. A call that completes or fails the attempt names it."""
    input: object
    """The input of the execution's start."""
    feedback: object
    """The problem of the previous attempt; None if there is nothing to report."""
    handed: Handed | None = None
    """The last handoff of this visit of the phase, for this attempt or an earlier one; None if there was none."""
    needs: Mapping[str, object] = field(default_factory=dict, repr=False)
    """The outputs that the phase ``needs``, by phase; under ``children`` a list with one object for each child."""
    needs_stored: tuple[str, ...] = ()
    """The names of needed outputs that are too large for the message. ``workflows.needs`` reads them, too."""


@dataclass(frozen=True)
class PhaseSignal:
    """A signal to an execution, as a message in the queue of its current phase."""

    execution: str
    definition: str
    phase: str
    fence: int
    """The fence of the attempt that was current when the signal was sent."""
    name: str
    signal_id: str
    data: object


@dataclass(frozen=True)
class PhaseCommand:
    """A command that must be carried out before a fix can help, as the message in the command's queue brings it."""

    execution: str
    definition: str
    phase: str
    """The phase whose work has failed."""
    command: str
    """The command's id, which ``workflows.update_command`` takes."""
    sent: int
    """The number of this message about the command, from 1."""
    fix: str
    hint: str
    failure: object
    """The problem of the last attempt."""
    input: object
    """The input of the execution's start."""


def phase_message(event: Event) -> PhaseAttempt | PhaseSignal | PhaseCommand | None:
    """Reads a message of work from the queue of a phase, a command or an agent; None for any other event.

    ``handoff_message`` reads the other messages of handoffs in an agent's queue.
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
                # A message about a transferred attempt is its own handoff; a later attempt contains the handoff.
                brought = said if kind == "handed_over" else said.get("handed")
                handed = handed_of(brought) if brought else None
                return PhaseAttempt(
                    *place,
                    *count,
                    said.get("input"),
                    said.get("feedback"),
                    handed,
                    dict(said.get("needs") or {}),
                    tuple(map(str, said.get("needsStored") or ())),
                )
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
