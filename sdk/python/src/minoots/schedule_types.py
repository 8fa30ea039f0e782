"""What is asked of schedules and what is answered, as plain values. What rules mean stands in docs/schedules.md."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ._ids import new_id
from .types import Action, Duration, Payload, Priority, RetryPolicy, ShreddedPayload


class GapPolicy(enum.Enum):
    """Of rules with fixed times: what becomes of a local time that a change of the clock leaves out."""

    UNKNOWN = 0
    """One that this version does not know."""
    AFTER = 1
    """The first instant after the gap."""
    SKIP = 2


class RepeatPolicy(enum.Enum):
    """Of rules with fixed times: which pass counts of a local time that a change of the clock repeats."""

    UNKNOWN = 0
    FIRST = 1
    SECOND = 2
    BOTH = 3


class MonthEndPolicy(enum.Enum):
    """What becomes of a day of the month, named by itself, that a month does not have."""

    UNKNOWN = 0
    SKIP = 1
    LAST_DAY = 2
    """The last day of that month instead."""
    NEXT_DAY = 3
    """The first day of the next month instead."""


class MissedRunPolicy(enum.Enum):
    """What becomes of an occurrence that nobody came to within 10 s of its instant."""

    UNKNOWN = 0
    LATEST = 1
    """The latest runs, unless a later one is not late."""
    ALL = 2
    """The latest ones run, as many as ``missed_runs_max`` says."""
    NONE = 3


class OverlapPolicy(enum.Enum):
    """What becomes of an occurrence while the timer made last is not settled, cancelled or failed."""

    UNKNOWN = 0
    SKIP = 1
    """It is missed, with an event."""
    ALLOW = 2
    BUFFER_ONE = 3
    """It waits for the end of that timer; those that come while one waits are missed."""
    BUFFER_ALL = 4
    """As many as 1,000 wait, and run one after the end of the other."""
    CANCEL_OTHER = 5
    """That timer is cancelled, or failed if it has fired."""


@dataclass(frozen=True)
class Cron:
    """Times of day and dates."""

    expression: str
    """Minute, hour, day, month, weekday; or a nickname such as ``@daily``."""
    seconds: bool = False
    """It has six fields, of which the first is the second."""


@dataclass(frozen=True)
class Interval:
    """Every so much elapsed time, whatever clocks are set to."""

    every: Duration
    anchor: datetime | None = None
    """An instant that is an occurrence; else the calendar's start is, or 1970 without one."""


@dataclass(frozen=True)
class Rrule:
    """A recurrence rule of RFC 5545, as far as docs/schedules.md names it."""

    rule: str
    """Such as ``FREQ=MONTHLY;BYDAY=-1FR``."""
    dtstart: str
    """The local date and time it begins at, as text without a zone: ``2026-03-01T09:00:00``."""


@dataclass(frozen=True)
class Instants:
    """These instants, at most 1,000, in any order."""

    times: Sequence[datetime]
    """With time zones."""


Rule = Cron | Interval | Rrule | Instants
"""When something runs."""


@dataclass(frozen=True)
class Calendar:
    """A rule, the zone it is meant in, and its policies."""

    rule: Rule | None
    """None only in answers: a kind of rule that this version does not know."""
    zone: str = "UTC"
    """An IANA name."""
    gap: GapPolicy = GapPolicy.AFTER
    repeat: RepeatPolicy = RepeatPolicy.FIRST
    month_end: MonthEndPolicy = MonthEndPolicy.SKIP
    start: datetime | None = None
    """No occurrence before this."""
    end: datetime | None = None
    """No occurrence from here on."""
    count: int | None = None
    """At most so many occurrences from the start, which it needs."""
    jitter: Duration | None = None
    """Occurrences are due up to so much after their instant: always the same for each."""


@dataclass(frozen=True)
class TimerTemplate:
    """What each occurrence makes: a timer like a ``NewTimer``, due at the occurrence. None leaves it to the queue."""

    name: str = ""
    """1 to 255 bytes, for people; the schedule's id if empty."""
    queue: str | None = "default"
    """Where it is delivered; None for nowhere: then the firing is only recorded."""
    webhook: str | None = None
    """The id of an endpoint to deliver to instead; then there is no queue."""
    payload: Payload | ShreddedPayload | bytes | str | None = None
    """Text travels as ``text/plain; charset=utf-8``, bytes as ``application/octet-stream``."""
    json: object = None
    """A value to travel as ``application/json``, instead of a payload."""
    labels: Mapping[str, str] = field(default_factory=dict)
    retry_policy: RetryPolicy | None = None
    ack_deadline: Duration | None = None
    """How long a consumer may take to acknowledge, 1 s to 12 h."""
    priority: Priority = Priority.NEXT
    concurrency_key: str = ""
    """Whose turns it takes in its queue."""
    actions: Sequence[Action] = ()


@dataclass(frozen=True)
class NewSchedule:
    """A schedule to create. Its occurrences are those after its creation.

    Its id is drawn when it is made, so creating the same ``NewSchedule`` again is safe: the answer is the one that
    exists.
    """

    calendar: Calendar
    timer: TimerTemplate = field(default_factory=TimerTemplate)
    id: str = field(default_factory=new_id)
    missed_run_policy: MissedRunPolicy = MissedRunPolicy.LATEST
    missed_runs_max: int | None = None
    """Of ``MissedRunPolicy.ALL``, which needs it: at most so many run, the latest ones; 1 to 1,000."""
    overlap_policy: OverlapPolicy = OverlapPolicy.SKIP


@dataclass(frozen=True)
class SchedulePause:
    """Since when a schedule is paused, by whom and why."""

    by: str
    reason: str
    time: datetime | None


@dataclass(frozen=True)
class ScheduleBackfill:
    """Timers of the instants of a past window, made at a rate: how far that is."""

    from_time: datetime
    """The window begins with it."""
    to_time: datetime
    """The first instant after the window."""
    rate: int
    """Timers a second, at most."""
    instants: int
    """How many the window has."""
    made: int
    """Timers it made."""
    existing: int
    """Instants that had a timer already, and got no other."""
    missed: int
    """Instants whose timers could not be made; ``schedule.missed`` says why."""
    by: str
    begin_time: datetime | None
    end_time: datetime | None
    """None while it runs."""
    end_reason: str
    """Why it ended before its last instant, ``PAUSED`` or ``RESTORE``; empty if it did not."""


@dataclass(frozen=True)
class Schedule:
    """A schedule as the fabric knows it."""

    id: str
    tenant: str
    calendar: Calendar
    timer: TimerTemplate
    missed_run_policy: MissedRunPolicy
    missed_runs_max: int | None
    overlap_policy: OverlapPolicy
    pause: SchedulePause | None
    """None while it is not paused."""
    next_time: datetime | None
    """The next instant, without jitter; None if there is none any more. While it is paused, where it stood."""
    decided_time: datetime | None
    """Every instant up to this has made a timer, was missed, or fell into a pause."""
    zone_data: str
    """The release of the zone data that the next instant was computed from."""
    last_timer_id: str
    """The timer it made last; empty before."""
    runs: int
    """Timers it made."""
    missed: int
    """Instants that made none, but for pauses."""
    waiting: int
    """Instants that wait for the end of the timer it made last."""
    create_time: datetime | None
    update_time: datetime | None
    created_by: str
    state_version: int
    """Changes with each change by a caller."""
    backfill: ScheduleBackfill | None
    """The one that runs, or the last one."""

    @property
    def payload_shredded(self) -> bool:
        """Whether the key of its timers' payload was shredded: nobody can read the payload any more."""
        return isinstance(self.timer.payload, ShreddedPayload)


@dataclass(frozen=True)
class ScheduleBackfilled:
    """A backfill began; its progress is read with the schedule."""

    schedule: Schedule
    existing: bool
    """One of the same window and rate runs already."""
    commit_index: int


@dataclass(frozen=True)
class ScheduleCreated:
    """A schedule that was created, or existed already; then as it stands now, changes included."""

    schedule: Schedule
    existing: bool
    commit_index: int


@dataclass(frozen=True)
class ScheduleChanged:
    """A schedule as it stands after an update, a pause or a resume."""

    schedule: Schedule
    commit_index: int


@dataclass(frozen=True)
class ScheduleDeleted:
    """A schedule is gone. Timers that it made stay."""

    commit_index: int


@dataclass(frozen=True)
class ScheduleTriggered:
    """The timer that a trigger made."""

    timer_id: str
    timer_state_version: int
    existing: bool
    """An earlier request of this id made it."""
    commit_index: int


@dataclass(frozen=True)
class Occurrence:
    """One run of a rule."""

    time: datetime
    """The nominal instant, without jitter."""
    local: str
    """What the wall shows then, as RFC 9557 writes it."""
    note: str
    """What a change of the clock did to it; empty if nothing."""
