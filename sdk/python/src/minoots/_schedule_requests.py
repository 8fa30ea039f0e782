"""Builds requests about schedules. The server alone checks rules that only it knows.

A refused field has the same path here and on the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from google.protobuf.message import Message

from . import _fields, _time
from ._ids import new_id
from ._proto.schedule.v1 import schedule_pb2
from ._proto.schedule.v1 import schedule_service_pb2 as api
from .errors import invalid
from .schedule_types import (
    Calendar,
    Cron,
    GapPolicy,
    Instants,
    Interval,
    MissedRunPolicy,
    MonthEndPolicy,
    NewSchedule,
    OverlapPolicy,
    RepeatPolicy,
    Rrule,
    Rule,
    Schedule,
    TimerTemplate,
)
from .types import Consistency

ScheduleKey = str | Schedule
"""A schedule by its id, or as it was read."""


_CALENDAR = 'give Calendar(Cron("30 2 * * *"), zone="Europe/Berlin")'
_RULE = 'give Cron("30 2 * * *"), Interval("15m"), Rrule(…) or Instants([…])'
_DTSTART = "2026-03-01T09:00:00"


def create(new: NewSchedule) -> api.CreateScheduleRequest:
    """Builds the create of a schedule."""
    if not isinstance(new, NewSchedule):
        raise invalid("schedule", f"is {new!r}: give NewSchedule(Calendar(…), TimerTemplate(…))")
    return api.CreateScheduleRequest(
        # Without an id the server would draw one, and a repeat would create another schedule.
        id=_fields.said(new.id, "id", "nightly"),
        calendar=calendar(new.calendar),
        timer=template(new.timer),
        missed_run_policy=_missed_run_policy(new.missed_run_policy),
        missed_runs_max=_missed_runs_max(api.CreateScheduleRequest, new.missed_runs_max),
        overlap_policy=_overlap_policy(new.overlap_policy),
    )


def get(schedule: ScheduleKey, consistency: Consistency, min_index: int) -> api.GetScheduleRequest:
    """Builds the read of a schedule."""
    return api.GetScheduleRequest(id=id_of(schedule), read=_fields.read_options(consistency, min_index))


def list_schedules(
    id_prefix: str, page_size: int, consistency: Consistency, min_index: int
) -> api.ListSchedulesRequest:
    """Builds the request for the first page."""
    return api.ListSchedulesRequest(
        page_size=_fields.number(api.ListSchedulesRequest, page_size, "page_size"),
        id_prefix=_fields.text(id_prefix, "id_prefix", "night"),
        read=_fields.read_options(consistency, min_index),
    )


def update(
    schedule: ScheduleKey,
    new_calendar: Calendar | None,
    timer: TimerTemplate | None,
    missed_run_policy: MissedRunPolicy | None,
    missed_runs_max: int | None,
    overlap_policy: OverlapPolicy | None,
    version: int,
) -> api.UpdateScheduleRequest:
    """Builds the update of the given parts."""
    held = _fields.number(api.UpdateScheduleRequest, version, "state_version")
    request = api.UpdateScheduleRequest(id=id_of(schedule), state_version=held)
    if new_calendar is not None:
        request.update_mask.paths.append("calendar")
        request.calendar.CopyFrom(calendar(new_calendar))
    if timer is not None:
        request.update_mask.paths.append("timer")
        request.timer.CopyFrom(template(timer))
    if missed_run_policy is not None:
        request.update_mask.paths.append("missed_run_policy")
        request.missed_run_policy = _missed_run_policy(missed_run_policy)
        request.missed_runs_max = _missed_runs_max(api.UpdateScheduleRequest, missed_runs_max)
    elif missed_runs_max is not None:
        raise invalid("missed_runs_max", "goes with missed_run_policy=MissedRunPolicy.ALL: give that too")
    if overlap_policy is not None:
        request.update_mask.paths.append("overlap_policy")
        request.overlap_policy = _overlap_policy(overlap_policy)
    if not request.update_mask.paths:
        raise invalid("update_mask", "names nothing: give calendar, timer, missed_run_policy or overlap_policy")
    return request


def delete(schedule: ScheduleKey, version: int) -> api.DeleteScheduleRequest:
    """Builds the delete of a schedule."""
    held = _fields.number(api.DeleteScheduleRequest, version, "state_version")
    return api.DeleteScheduleRequest(id=id_of(schedule), state_version=held)


def pause(schedule: ScheduleKey, reason: str, version: int) -> api.PauseScheduleRequest:
    """Builds the pause of a schedule."""
    said = _fields.text(reason, "reason", "the database is being moved")
    held = _fields.number(api.PauseScheduleRequest, version, "state_version")
    return api.PauseScheduleRequest(id=id_of(schedule), reason=said, state_version=held)


def resume(schedule: ScheduleKey, reason: str, version: int) -> api.ResumeScheduleRequest:
    """Builds the resume of a schedule."""
    said = _fields.text(reason, "reason", "the database is back")
    held = _fields.number(api.ResumeScheduleRequest, version, "state_version")
    return api.ResumeScheduleRequest(id=id_of(schedule), reason=said, state_version=held)


def trigger(schedule: ScheduleKey, request_id: str | None) -> api.TriggerScheduleRequest:
    """Builds a trigger; its request id determines the timer."""
    drawn = new_id() if request_id is None else _fields.said(request_id, "request_id", "once-more")
    return api.TriggerScheduleRequest(id=id_of(schedule), request_id=drawn)


def backfill(
    schedule: ScheduleKey, from_time: datetime, to_time: datetime, rate: int | None, version: int
) -> api.BackfillScheduleRequest:
    """Builds the backfill of a window."""
    held = _fields.number(api.BackfillScheduleRequest, version, "state_version")
    request = api.BackfillScheduleRequest(id=id_of(schedule), state_version=held)
    getattr(request, "from").CopyFrom(_time.to_timestamp(from_time, "from"))
    request.to.CopyFrom(_time.to_timestamp(to_time, "to"))
    if rate is not None:
        # The server would read 0 as the default rate.
        request.rate = _fields.number(api.BackfillScheduleRequest, rate, "rate", 1)
    return request


def preview(shown: Calendar, from_time: datetime | None, count: int) -> api.PreviewScheduleRequest:
    """Builds the preview of a rule."""
    most = _fields.number(api.PreviewScheduleRequest, count, "count", 1)
    request = api.PreviewScheduleRequest(calendar=calendar(shown), count=most)
    if from_time is not None:
        getattr(request, "from").CopyFrom(_time.to_timestamp(from_time, "from"))
    return request


def id_of(schedule: ScheduleKey) -> str:
    """Returns the id."""
    return _fields.text(schedule.id if isinstance(schedule, Schedule) else schedule, "id", "nightly")


def calendar(asked: Calendar) -> schedule_pb2.Calendar:
    """Builds a calendar: a rule, its zone and its policies."""
    if not isinstance(asked, Calendar):
        raise invalid("calendar", f"is {asked!r}: {_CALENDAR}")
    request = schedule_pb2.Calendar(
        zone=_fields.text(asked.zone, "calendar.zone", "Europe/Berlin"),
        gap=schedule_pb2.GapPolicy.ValueType(_fields.chosen(GapPolicy, asked.gap, "calendar.gap")),
        repeat=schedule_pb2.RepeatPolicy.ValueType(_fields.chosen(RepeatPolicy, asked.repeat, "calendar.repeat")),
        month_end=schedule_pb2.MonthEndPolicy.ValueType(
            _fields.chosen(MonthEndPolicy, asked.month_end, "calendar.month_end")
        ),
    )
    _set_rule(request, asked.rule)
    if asked.start is not None:
        request.start.CopyFrom(_time.to_timestamp(asked.start, "calendar.start"))
    if asked.end is not None:
        request.end.CopyFrom(_time.to_timestamp(asked.end, "calendar.end"))
    if asked.count is not None:
        # The server would read 0 as no limit.
        request.count = _fields.number(schedule_pb2.Calendar, asked.count, "calendar.count", 1)
    if asked.jitter is not None:
        request.jitter.CopyFrom(_time.to_duration(asked.jitter, "calendar.jitter"))
    return request


def _set_rule(request: schedule_pb2.Calendar, rule: Rule | None) -> None:
    match rule:
        case Cron(expression, seconds):
            request.cron = _fields.said(expression, "calendar.cron", "30 2 * * *")
            if not isinstance(seconds, bool):
                raise invalid("calendar.seconds", f"is {seconds!r}: give True for an expression of six fields")
            request.seconds = seconds
        case Interval(every, anchor):
            request.interval.CopyFrom(_time.to_duration(every, "calendar.interval"))
            if anchor is not None:
                request.anchor.CopyFrom(_time.to_timestamp(anchor, "calendar.anchor"))
        case Rrule(text, dtstart):
            request.rrule = _fields.said(text, "calendar.rrule", "FREQ=MONTHLY;BYDAY=-1FR")
            if isinstance(dtstart, datetime):
                problem = f"is a datetime, and a local time is meant: give text such as {_DTSTART!r}, and the zone"
                raise invalid("calendar.dtstart", problem)
            request.dtstart = _fields.said(dtstart, "calendar.dtstart", _DTSTART)
        case Instants(times):
            if isinstance(times, str) or not isinstance(times, Sequence) or not times:
                raise invalid("calendar.instants", f"is {times!r}: give a list of datetimes, with one at least")
            for at, instant in enumerate(times):
                request.instants.append(_time.to_timestamp(instant, f"calendar.instants[{at}]"))
        case other:
            raise invalid("calendar.rule", f"is {other!r}: {_RULE}")


def template(asked: TimerTemplate) -> schedule_pb2.TimerTemplate:
    """Builds the template of the schedule's timers."""
    if not isinstance(asked, TimerTemplate):
        raise invalid("timer", f'is {asked!r}: give TimerTemplate(queue="jobs"); occurrences say when it is due')
    _fields.check_labels(asked.labels, "timer.")
    request = schedule_pb2.TimerTemplate(
        name=_fields.text(asked.name, "timer.name", "nightly"),
        payload=_fields.payload_of(asked.payload, asked.json, "timer."),
        labels=asked.labels,
        target=_fields.target_of(asked.queue, asked.webhook, "timer."),
        priority=_fields.priority_of(asked.priority, "timer."),
        concurrency_key=_fields.text(asked.concurrency_key, "timer.concurrency_key", "customer-7"),
        actions=_fields.actions_of(asked.actions, "timer."),
    )
    if asked.retry_policy is not None:
        request.retry_policy.CopyFrom(_fields.retry_policy_of(asked.retry_policy, "timer."))
    if asked.ack_deadline is not None:
        request.ack_deadline.CopyFrom(_time.to_duration(asked.ack_deadline, "timer.ack_deadline"))
    return request


def _missed_run_policy(policy: MissedRunPolicy) -> schedule_pb2.MissedRunPolicy.ValueType:
    return schedule_pb2.MissedRunPolicy.ValueType(_fields.chosen(MissedRunPolicy, policy, "missed_run_policy"))


def _missed_runs_max(kind: type[Message], asked: int | None) -> int:
    return 0 if asked is None else _fields.number(kind, asked, "missed_runs_max", 1)


def _overlap_policy(policy: OverlapPolicy) -> schedule_pb2.OverlapPolicy.ValueType:
    return schedule_pb2.OverlapPolicy.ValueType(_fields.chosen(OverlapPolicy, policy, "overlap_policy"))
