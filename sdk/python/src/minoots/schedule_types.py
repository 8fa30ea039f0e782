"""Requests and responses about schedules, as plain values. docs/schedules.md defines the rules."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ._ids import new_id
from .types import Action, Duration, Payload, Priority, RetryPolicy, ShreddedPayload


class GapPolicy(enum.Enum):
    """For rules with fixed times: the treatment of a local time that a change of the clock skips."""

    UNKNOWN = 0
    """A policy that this version of the package does not know."""
    AFTER = 1
    """The schedule runs at the first instant after the gap."""
    SKIP = 2


class RepeatPolicy(enum.Enum):
    """For rules with fixed times: the pass that counts when a change of the clock repeats a local time."""

    UNKNOWN = 0
    FIRST = 1
    SECOND = 2
    BOTH = 3


class MonthEndPolicy(enum.Enum):
    """The treatment of a day of the month, named by its number, that a month does not have."""

    UNKNOWN = 0
    SKIP = 1
    LAST_DAY = 2
    """The schedule runs on the last day of that month."""
    NEXT_DAY = 3
    """The schedule runs on the first day of the next month."""


class MissedRunPolicy(enum.Enum):
    """The treatment of an occurrence that was not decided within 10 s of its instant."""

    UNKNOWN = 0
    LATEST = 1
    """The latest missed occurrence runs, unless a later one is on time."""
    ALL = 2
    """The latest missed occurrences run, up to ``missed_runs_max``."""
    NONE = 3


class OverlapPolicy(enum.Enum):
    """The treatment of an occurrence while the schedule's last timer is not settled, cancelled or failed."""

    UNKNOWN = 0
    SKIP = 1
    """The occurrence is missed, with an event."""
    ALLOW = 2
    BUFFER_ONE = 3
    """The occurrence waits for the end of that timer. Further occurrences are missed while one waits."""
    BUFFER_ALL = 4
    """Up to 1,000 occurrences wait, and run one after another."""
    CANCEL_OTHER = 5
    """That timer is cancelled, or failed if it has fired."""


@dataclass(frozen=True)
class Cron:
    """A cron expression: times of day and dates."""

    expression: str
    """Minute, hour, day, month, weekday; or a nickname such as ``@daily``."""
    seconds: bool = False
    """The expression has six fields, and the first is the second."""


@dataclass(frozen=True)
class Interval:
    """A fixed interval of elapsed time, independent of changes of the clock."""

    every: Duration
    anchor: datetime | None = None
    """An instant that is an occurrence. By default it is the calendar's start, or 1970 without a start."""


@dataclass(frozen=True)
class Rrule:
    """A recurrence rule of RFC 5545, as far as docs/schedules.md lists it."""

    rule: str
    """The rule, such as ``FREQ=MONTHLY;BYDAY=-1FR``."""
    dtstart: str
    """The local date and time of the start, as text without a zone: ``2026-03-01T09:00:00``."""


@dataclass(frozen=True)
class Instants:
    """A list of instants, at most 1,000, in any order."""

    times: Sequence[datetime]
    """The instants, with time zones."""


Rule = Cron | Interval | Rrule | Instants
"""A rule that determines the instants of a schedule."""


@dataclass(frozen=True)
class Calendar:
    """A rule, its time zone, and its policies."""

    rule: Rule | None
    """The rule. None only in responses, for a kind of rule that this version of the package does not know."""
    zone: str = "UTC"
    """An IANA name."""
    gap: GapPolicy = GapPolicy.AFTER
    repeat: RepeatPolicy = RepeatPolicy.FIRST
    month_end: MonthEndPolicy = MonthEndPolicy.SKIP
    start: datetime | None = None
    """No occurrence is before this instant."""
    end: datetime | None = None
    """No occurrence is at or after this instant."""
    count: int | None = None
    """The maximum number of occurrences from the start, which must be set."""
    jitter: Duration | None = None
    """The largest delay of an occurrence's timer after its instant. Each occurrence always has the same delay."""


@dataclass(frozen=True)
class TimerTemplate:
    """A template for the timers of a schedule: like a ``NewTimer``, due at the occurrence. None means the queue's
    default.
    """

    name: str = ""
    """A name for people, 1 to 255 bytes; the schedule's id if empty."""
    queue: str | None = "default"
    """The queue of the timer. None for no delivery: then the firing is only recorded."""
    webhook: str | None = None
    """The id of a webhook endpoint, instead of a queue."""
    payload: Payload | ShreddedPayload | bytes | str | None = None
    """The payload. Text has the type ``text/plain; charset=utf-8``, and bytes ``application/octet-stream``."""
    json: object = None
    """A value to send as ``application/json``, instead of a payload."""
    labels: Mapping[str, str] = field(default_factory=dict)
    retry_policy: RetryPolicy | None = None
    ack_deadline: Duration | None = None
    """The time within which a consumer must acknowledge, 1 s to 12 h."""
    priority: Priority = Priority.NEXT
    concurrency_key: str = ""
    """The key that serialises deliveries of the queue; see ``key_concurrency``."""
    actions: Sequence[Action] = ()


@dataclass(frozen=True)
class NewSchedule:
    """A schedule to create. Its first occurrence is after its creation.

    The id is drawn when the value is made, so creating the same ``NewSchedule`` again is safe: it returns the existing
    schedule.
    """

    calendar: Calendar
    timer: TimerTemplate = field(default_factory=TimerTemplate)
    id: str = field(default_factory=new_id)
    missed_run_policy: MissedRunPolicy = MissedRunPolicy.LATEST
    missed_runs_max: int | None = None
    """The maximum number of missed occurrences that run, 1 to 1,000; the latest ones do. ``MissedRunPolicy.ALL`` needs
    it.
    """
    overlap_policy: OverlapPolicy = OverlapPolicy.SKIP


@dataclass(frozen=True)
class SchedulePause:
    """The pause of a schedule: its start, its author and its reason."""

    by: str
    reason: str
    time: datetime | None


@dataclass(frozen=True)
class ScheduleBackfill:
    """A backfill: the creation of timers for the instants of a past window at a bounded rate, with its progress."""

    from_time: datetime
    """The first instant of the window."""
    to_time: datetime
    """The first instant after the window."""
    rate: int
    """The maximum number of timers per second."""
    instants: int
    """The number of instants in the window."""
    made: int
    """The number of timers created."""
    existing: int
    """The number of instants that had a timer already, and got no second one."""
    missed: int
    """The number of instants whose timers could not be created; ``schedule.missed`` gives the reason."""
    by: str
    begin_time: datetime | None
    end_time: datetime | None
    """The end of the backfill; None while it runs."""
    end_reason: str
    """The reason for an end before the last instant, ``PAUSED`` or ``RESTORE``; otherwise empty."""


@dataclass(frozen=True)
class Schedule:
    """A schedule, as the fabric stores it."""

    id: str
    tenant: str
    calendar: Calendar
    timer: TimerTemplate
    missed_run_policy: MissedRunPolicy
    missed_runs_max: int | None
    overlap_policy: OverlapPolicy
    pause: SchedulePause | None
    """The pause; None while the schedule is not paused."""
    next_time: datetime | None
    """The next instant, without jitter; None after the last. During a pause, the value from before the pause."""
    decided_time: datetime | None
    """Every instant up to this one has made a timer, was missed, or fell into a pause."""
    zone_data: str
    """The release of the zone data that the next instant was computed from."""
    last_timer_id: str
    """The id of the schedule's last timer; empty before the first."""
    runs: int
    """The number of timers that the schedule has made."""
    missed: int
    """The number of instants that made no timer, except for those in pauses."""
    waiting: int
    """The number of occurrences that wait for the end of the schedule's last timer."""
    create_time: datetime | None
    update_time: datetime | None
    created_by: str
    state_version: int
    """Changes with each change by a caller."""
    backfill: ScheduleBackfill | None
    """The current backfill, or the last one."""

    @property
    def payload_shredded(self) -> bool:
        """Whether the key of the timers' payload was shredded, so that the payload can no longer be decrypted."""
        return isinstance(self.timer.payload, ShreddedPayload)


@dataclass(frozen=True)
class ScheduleBackfilled:
    """A backfill has begun; the schedule reports its progress."""

    schedule: Schedule
    existing: bool
    """A backfill with the same window and rate was running already."""
    commit_index: int


@dataclass(frozen=True)
class ScheduleCreated:
    """A schedule that was created, or existed already. An existing one is in its current state, with later changes."""

    schedule: Schedule
    existing: bool
    commit_index: int


@dataclass(frozen=True)
class ScheduleChanged:
    """A schedule after an update, a pause or a resume."""

    schedule: Schedule
    commit_index: int


@dataclass(frozen=True)
class ScheduleDeleted:
    """A schedule was deleted. Its timers stay."""

    commit_index: int


@dataclass(frozen=True)
class ScheduleTriggered:
    """The timer that a trigger made."""

    timer_id: str
    timer_state_version: int
    existing: bool
    """An earlier request with this id made it."""
    commit_index: int


@dataclass(frozen=True)
class Occurrence:
    """One occurrence of a rule."""

    time: datetime
    """The nominal instant, without jitter."""
    local: str
    """The local time at that instant, in the format of RFC 9557."""
    note: str
    """The effect of a change of the clock on the occurrence; empty if there was none."""
