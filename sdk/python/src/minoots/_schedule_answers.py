"""Converts responses about schedules to plain values. A policy without a value is the default, as everywhere in the
API.
"""

from __future__ import annotations

from . import _answers, _time
from ._proto.schedule.v1 import schedule_pb2
from ._proto.schedule.v1 import schedule_service_pb2 as api
from .schedule_types import (
    Calendar,
    Cron,
    GapPolicy,
    Instants,
    Interval,
    MissedRunPolicy,
    MonthEndPolicy,
    Occurrence,
    OverlapPolicy,
    RepeatPolicy,
    Rrule,
    Rule,
    Schedule,
    ScheduleBackfill,
    ScheduleBackfilled,
    ScheduleChanged,
    ScheduleCreated,
    ScheduleDeleted,
    SchedulePause,
    ScheduleTriggered,
    TimerTemplate,
)

Changed = api.UpdateScheduleResponse | api.PauseScheduleResponse | api.ResumeScheduleResponse


def schedule(message: schedule_pb2.Schedule) -> Schedule:
    """Converts a schedule."""
    missed_run_policy = message.missed_run_policy or MissedRunPolicy.LATEST.value
    overlap_policy = message.overlap_policy or OverlapPolicy.SKIP.value
    return Schedule(
        id=message.id,
        tenant=message.tenant,
        calendar=_calendar(message.calendar),
        timer=_template(message.timer, message.payload_shredded),
        missed_run_policy=_answers.known(MissedRunPolicy, missed_run_policy, MissedRunPolicy.UNKNOWN),
        missed_runs_max=message.missed_runs_max or None,
        overlap_policy=_answers.known(OverlapPolicy, overlap_policy, OverlapPolicy.UNKNOWN),
        pause=_pause(message.pause) if message.HasField("pause") else None,
        next_time=_answers.instant(message, "next_time"),
        decided_time=_answers.instant(message, "decided_time"),
        zone_data=message.zone_data,
        last_timer_id=message.last_timer_id,
        runs=message.runs,
        missed=message.missed,
        waiting=message.waiting,
        create_time=_answers.instant(message, "create_time"),
        update_time=_answers.instant(message, "update_time"),
        created_by=message.created_by,
        state_version=message.state_version,
        backfill=_backfill(message.backfill) if message.HasField("backfill") else None,
    )


def created(message: api.CreateScheduleResponse) -> ScheduleCreated:
    """Converts the response to a create."""
    return ScheduleCreated(schedule(message.schedule), message.existing, message.commit_index)


def changed(message: Changed) -> ScheduleChanged:
    """Converts the response to an update, a pause or a resume."""
    return ScheduleChanged(schedule(message.schedule), message.commit_index)


def deleted(message: api.DeleteScheduleResponse) -> ScheduleDeleted:
    """Converts the response to a delete."""
    return ScheduleDeleted(message.commit_index)


def triggered(message: api.TriggerScheduleResponse) -> ScheduleTriggered:
    """Converts the response to a trigger."""
    return ScheduleTriggered(message.timer_id, message.timer_state_version, message.existing, message.commit_index)


def backfilled(message: api.BackfillScheduleResponse) -> ScheduleBackfilled:
    """Converts the response to the start of a backfill."""
    return ScheduleBackfilled(schedule(message.schedule), message.existing, message.commit_index)


def occurrences(message: api.PreviewScheduleResponse) -> list[Occurrence]:
    """Converts the response to a preview, in order."""
    return [Occurrence(_time.from_timestamp(one.time), one.local, one.note) for one in message.occurrences]


def _pause(message: schedule_pb2.SchedulePause) -> SchedulePause:
    return SchedulePause(message.by, message.reason, _answers.instant(message, "time"))


def _backfill(message: schedule_pb2.ScheduleBackfill) -> ScheduleBackfill:
    return ScheduleBackfill(
        from_time=_time.from_timestamp(getattr(message, "from")),
        to_time=_time.from_timestamp(message.to),
        rate=message.rate,
        instants=message.instants,
        made=message.made,
        existing=message.existing,
        missed=message.missed,
        by=message.by,
        begin_time=_answers.instant(message, "begin_time"),
        end_time=_answers.instant(message, "end_time"),
        end_reason=message.end_reason,
    )


def _calendar(message: schedule_pb2.Calendar) -> Calendar:
    return Calendar(
        rule=_rule(message),
        zone=message.zone,
        gap=_answers.known(GapPolicy, message.gap or GapPolicy.AFTER.value, GapPolicy.UNKNOWN),
        repeat=_answers.known(RepeatPolicy, message.repeat or RepeatPolicy.FIRST.value, RepeatPolicy.UNKNOWN),
        month_end=_answers.known(
            MonthEndPolicy, message.month_end or MonthEndPolicy.SKIP.value, MonthEndPolicy.UNKNOWN
        ),
        start=_answers.instant(message, "start"),
        end=_answers.instant(message, "end"),
        count=message.count or None,
        jitter=_answers.length(message, "jitter"),
    )


def _rule(message: schedule_pb2.Calendar) -> Rule | None:
    if message.cron:
        return Cron(message.cron, message.seconds)
    if message.HasField("interval"):
        return Interval(_time.from_duration(message.interval), _answers.instant(message, "anchor"))
    if message.rrule:
        return Rrule(message.rrule, message.dtstart)
    if message.instants:
        return Instants(tuple(_time.from_timestamp(instant) for instant in message.instants))
    return None


def _template(message: schedule_pb2.TimerTemplate, shredded: bool) -> TimerTemplate:
    queue, webhook = _answers.place(message.target)
    policy = message.retry_policy
    return TimerTemplate(
        name=message.name,
        queue=queue,
        webhook=webhook,
        payload=_answers.payload(message, shredded),
        labels=dict(message.labels),
        retry_policy=_answers.retry_policy(policy) if message.HasField("retry_policy") else None,
        ack_deadline=_answers.length(message, "ack_deadline"),
        priority=_answers.priority(message.priority),
        concurrency_key=message.concurrency_key,
        actions=_answers.actions(message.actions),
    )
