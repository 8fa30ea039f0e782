"""Invalid requests about schedules, and lost responses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import grpc
import pytest

from minoots import (
    Action,
    AsyncClient,
    Calendar,
    Client,
    ConflictError,
    Cron,
    GapPolicy,
    Instants,
    Interval,
    InvalidError,
    MissedRunPolicy,
    NewSchedule,
    NotFoundError,
    OutcomeUnknownError,
    OverlapPolicy,
    Priority,
    Rrule,
    TimerTemplate,
)
from minoots import _schedule_answers as answers
from minoots import _schedule_requests as requests
from minoots._proto.schedule.v1 import schedule_pb2

from .conftest import Lossy, free_port

DAILY = Calendar(Cron("@daily"))
NAIVE = datetime(2040, 1, 1)
AWARE = NAIVE.replace(tzinfo=timezone.utc)
NEVER = Calendar(Instants([AWARE.replace(year=2200)]))
TOO_MANY = [AWARE + timedelta(minutes=at) for at in range(1001)]
wrong: Any = object()


def of_calendar(calendar: Any) -> NewSchedule:
    return NewSchedule(calendar)


def changed(**fields: Any) -> Calendar:
    return replace(DAILY, **fields)


def of_timer(timer: Any) -> NewSchedule:
    return NewSchedule(DAILY, timer)


REFUSED_HERE: list[tuple[NewSchedule, str, str]] = [
    (wrong, "schedule", "give NewSchedule"),
    (of_calendar(Cron("@daily")), "calendar", "give Calendar"),
    (of_calendar(Calendar(wrong)), "calendar.rule", "give Cron"),
    (of_calendar(Calendar(None)), "calendar.rule", "give Cron"),
    (of_calendar(Calendar(Cron(""))), "calendar.cron", "is empty"),
    (of_calendar(Calendar(Cron(wrong))), "calendar.cron", "no text"),
    (of_calendar(Calendar(Cron("@daily", seconds=wrong))), "calendar.seconds", "give True"),
    (of_calendar(Calendar(Interval("25"))), "calendar.interval", "has no unit"),
    (of_calendar(Calendar(Interval("1s", anchor=NAIVE))), "calendar.anchor", "has no time zone"),
    (of_calendar(Calendar(Rrule("", "2040-01-01T09:00:00"))), "calendar.rrule", "is empty"),
    (of_calendar(Calendar(Rrule("FREQ=DAILY", ""))), "calendar.dtstart", "is empty"),
    (of_calendar(Calendar(Rrule("FREQ=DAILY", AWARE))), "calendar.dtstart", "give text"),  # type: ignore[arg-type]
    (of_calendar(Calendar(Instants([]))), "calendar.instants", "one at least"),
    (of_calendar(Calendar(Instants([AWARE, NAIVE]))), "calendar.instants[1]", "has no time zone"),
    (of_calendar(replace(DAILY, zone=wrong)), "calendar.zone", "no text"),
    (of_calendar(changed(gap=OverlapPolicy.SKIP)), "calendar.gap", "GapPolicy.AFTER, GapPolicy.SKIP"),
    (of_calendar(replace(DAILY, gap=GapPolicy.UNKNOWN)), "calendar.gap", "GapPolicy.AFTER, GapPolicy.SKIP"),
    (of_calendar(changed(repeat="both")), "calendar.repeat", "RepeatPolicy.BOTH"),
    (of_calendar(changed(month_end=3)), "calendar.month_end", "MonthEndPolicy.LAST_DAY"),
    (of_calendar(replace(DAILY, start=NAIVE)), "calendar.start", "has no time zone"),
    (of_calendar(replace(DAILY, end=NAIVE)), "calendar.end", "has no time zone"),
    (of_calendar(replace(DAILY, count=0)), "calendar.count", "1 or more"),
    (of_calendar(replace(DAILY, count=True)), "calendar.count", "whole number"),
    (of_calendar(changed(jitter=5)), "calendar.jitter", "no duration"),
    (of_timer(wrong), "timer", "give TimerTemplate"),
    (of_timer(TimerTemplate(name=wrong)), "timer.name", "no text"),
    (of_timer(TimerTemplate(queue=wrong)), "timer.target.queue", "no text"),
    (of_timer(TimerTemplate(webhook=wrong)), "timer.target.webhook", "no text"),
    (of_timer(TimerTemplate(queue="q", webhook="w")), "timer.target", "give one"),
    (of_timer(TimerTemplate(payload="a", json=1)), "timer.payload", "both"),
    (of_timer(TimerTemplate(payload=wrong)), "timer.payload", "give text"),
    (of_timer(TimerTemplate(json=float("nan"))), "timer.json", "JSON"),
    (of_timer(TimerTemplate(labels={"a": wrong})), "timer.labels", "text to text"),
    (of_timer(TimerTemplate(labels=wrong)), "timer.labels", "text to text"),
    (of_timer(TimerTemplate(retry_policy=wrong)), "timer.retry_policy", "give RetryPolicy"),
    (of_timer(TimerTemplate(ack_deadline="5")), "timer.ack_deadline", "has no unit"),
    (of_timer(TimerTemplate(priority=Priority.UNKNOWN)), "timer.priority", "Priority.NOW"),
    (of_timer(TimerTemplate(actions="audit")), "timer.actions", "give a list"),  # type: ignore[arg-type]
    (of_timer(TimerTemplate(actions=[wrong])), "timer.actions[0]", "give Action"),
    (of_timer(TimerTemplate(actions=[Action("a"), Action()])), "timer.actions[1].target", "give one"),
    (of_timer(TimerTemplate(actions=[Action("a", after_attempts=-1)])), "timer.actions[0].after_attempts", "0 or more"),
    (NewSchedule(DAILY, id=wrong), "id", "no text"),
    (NewSchedule(DAILY, id=""), "id", "is empty"),
    (NewSchedule(DAILY, missed_run_policy=wrong), "missed_run_policy", "MissedRunPolicy.LATEST"),
    (NewSchedule(DAILY, missed_runs_max=0), "missed_runs_max", "1 or more"),
    (NewSchedule(DAILY, overlap_policy=wrong), "overlap_policy", "OverlapPolicy.ALLOW"),
]


@pytest.mark.parametrize(("new", "path", "way_out"), REFUSED_HERE, ids=[row[1] for row in REFUSED_HERE])
def test_client_refusals_name_the_field_and_a_way_out(new: NewSchedule, path: str, way_out: str) -> None:
    # No server listens on this port: nothing is sent.
    with Client(f"http://127.0.0.1:{free_port()}") as client, pytest.raises(InvalidError) as refused:
        client.create_schedule(new)
    assert [field.path for field in refused.value.fields] == [path]
    assert way_out in refused.value.fields[0].rule and str(refused.value).startswith(path)
    assert refused.value.code is None


@pytest.mark.parametrize(
    ("attempt", "path"),
    [
        (lambda client: client.get_schedule(wrong), "id"),
        (lambda client: client.list_schedules(id_prefix=wrong), "id_prefix"),
        (lambda client: client.update_schedule("nightly"), "update_mask"),
        (lambda client: client.update_schedule("nightly", missed_runs_max=5), "missed_runs_max"),
        (lambda client: client.update_schedule("nightly", calendar=DAILY, version=-1), "state_version"),
        (lambda client: client.delete_schedule("nightly", version="1"), "state_version"),
        (lambda client: client.pause_schedule("nightly", reason=wrong), "reason"),
        (lambda client: client.resume_schedule("nightly", reason=wrong), "reason"),
        (lambda client: client.trigger_schedule("nightly", request_id=""), "request_id"),
        (lambda client: client.backfill_schedule("nightly", from_time=NAIVE, to_time=AWARE), "from"),
        (lambda client: client.backfill_schedule("nightly", from_time=AWARE, to_time=NAIVE), "to"),
        (lambda client: client.backfill_schedule("nightly", from_time=AWARE, to_time=AWARE, rate=0), "rate"),
        (lambda client: client.trigger_schedule("nightly", request_id=wrong), "request_id"),
        (lambda client: client.preview_schedule(DAILY, from_time=NAIVE), "from"),
        (lambda client: client.preview_schedule(DAILY, count=0), "count"),
    ],
)
def test_so_does_every_other_call(attempt: Callable[[Client], object], path: str) -> None:
    with Client(f"http://127.0.0.1:{free_port()}") as client, pytest.raises(InvalidError) as refused:
        attempt(client)
    assert [field.path for field in refused.value.fields] == [path] and refused.value.code is None


@pytest.mark.parametrize(
    ("change", "reason", "paths"),
    [
        ({"id": "a b"}, "ID_CHARSET", ["id"]),
        ({"calendar": Calendar(Cron("61 * * * *"))}, "CRON_FIELD_RANGE", ["calendar.cron"]),
        ({"calendar": Calendar(Cron("0 0 30 2 *"))}, "CRON_NEVER_MATCHES", ["calendar.cron"]),
        ({"calendar": replace(DAILY, zone="CEST")}, "TIMEZONE_UNKNOWN", ["calendar.zone"]),
        ({"calendar": Calendar(Interval(timedelta(0)))}, "INTERVAL_RANGE", ["calendar.interval"]),
        ({"calendar": Calendar(Interval("500ms"))}, "PERIOD_TOO_SHORT", ["calendar.interval"]),
        ({"calendar": Calendar(Rrule("FREQ=YEARLY", "2040-01-01T09:00:00"))}, "RRULE_UNSUPPORTED", ["calendar.rrule"]),
        ({"calendar": Calendar(Rrule("FREQ=DAILY", "tomorrow"))}, "RRULE_SYNTAX", ["calendar.dtstart"]),
        (
            {"calendar": Calendar(Instants(TOO_MANY))},
            "INSTANTS_RANGE",
            ["calendar.instants"],
        ),
        ({"calendar": replace(DAILY, count=5)}, "COUNT_RANGE", ["calendar.count"]),
        ({"calendar": replace(DAILY, start=AWARE, count=2**32 - 1)}, "COUNT_RANGE", ["calendar.count"]),
        ({"calendar": replace(DAILY, jitter="2d")}, "JITTER_RANGE", ["calendar.jitter"]),
        (
            {"timer": TimerTemplate(labels={"x" * 64: ""}, ack_deadline="1ms")},
            "LABEL_SIZE",
            ["timer.labels", "timer.ack_deadline"],
        ),
        ({"missed_run_policy": MissedRunPolicy.ALL}, "CATCHUP_UNBOUNDED", ["missed_runs_max"]),
        ({"missed_runs_max": 5}, "CATCHUP_UNBOUNDED", ["missed_runs_max"]),
    ],
)
def test_server_refusals_name_the_field_and_rule_and_create_nothing(
    client: Client, name: str, change: dict[str, Any], reason: str, paths: list[str]
) -> None:
    with pytest.raises(InvalidError) as refused:
        client.create_schedule(replace(NewSchedule(DAILY, id=name), **change))
    assert refused.value.reason == reason and refused.value.code is grpc.StatusCode.INVALID_ARGUMENT
    assert [field.path for field in refused.value.fields] == paths
    assert all(field.rule for field in refused.value.fields)
    assert list(client.list_schedules(id_prefix=name)) == []


def test_so_does_the_server_of_every_other_call(client: Client, name: str) -> None:
    attempts: list[tuple[Callable[[], object], str]] = [
        (lambda: client.get_schedule(""), "id"),
        (lambda: client.pause_schedule(name, reason="x" * 256), "reason"),
        (lambda: client.resume_schedule(name, reason="x" * 256), "reason"),
        (lambda: client.trigger_schedule(name, request_id="a b"), "request_id"),
        (lambda: list(client.list_schedules(page_size=2**31 - 1)), "page_size"),
        (lambda: list(client.list_schedules(id_prefix="a b")), "id_prefix"),
        (lambda: client.preview_schedule(DAILY, count=1001), "count"),
        (lambda: client.preview_schedule(DAILY, from_time=AWARE.replace(year=2400)), "from"),
    ]
    for attempt, path in attempts:
        with pytest.raises(InvalidError) as refused:
            attempt()
        assert [field.path for field in refused.value.fields] == [path] and refused.value.reason
    absent: list[Callable[[], object]] = [
        lambda: client.get_schedule(name),
        lambda: client.update_schedule(name, calendar=DAILY),
        lambda: client.delete_schedule(name),
        lambda: client.pause_schedule(name),
        lambda: client.resume_schedule(name),
        lambda: client.trigger_schedule(name),
    ]
    for attempt in absent:
        with pytest.raises(NotFoundError) as missing:
            attempt()
        assert missing.value.reason == "SCHEDULE"


def test_unknown_enum_values_are_shown_and_never_sent() -> None:
    message = schedule_pb2.Calendar(zone="UTC", gap=schedule_pb2.GapPolicy.ValueType(9))
    told = answers.schedule(schedule_pb2.Schedule(id="new", calendar=message))
    assert told.calendar.rule is None and told.calendar.gap is GapPolicy.UNKNOWN
    assert (told.overlap_policy, told.timer.priority) == (OverlapPolicy.SKIP, Priority.NEXT)
    for calendar in (told.calendar, replace(told.calendar, rule=Cron("@daily"))):
        with pytest.raises(InvalidError):
            requests.update(told, calendar, None, None, None, None, 0)


def test_a_write_whose_answer_was_lost_is_repeated_and_done_once(lossy: Lossy, name: str) -> None:
    with Client(lossy.url) as client:
        created = client.create_schedule(NewSchedule(NEVER, TimerTemplate(queue=None), id=name))
        assert created.existing and created.schedule.id == name
        triggered = client.trigger_schedule(name)
        assert triggered.existing and client.get_schedule(name).last_timer_id == triggered.timer_id
        assert client.get_schedule(name).runs == 1
        assert client.pause_schedule(name, reason="repairs").schedule.pause
        assert client.resume_schedule(name).schedule.pause is None
        changed = client.update_schedule(name, overlap_policy=OverlapPolicy.ALLOW)
        assert changed.schedule.overlap_policy is OverlapPolicy.ALLOW
        with pytest.raises(OutcomeUnknownError) as unknown:
            client.delete_schedule(name)
        assert unknown.value.reason == "SCHEDULE"
        with pytest.raises(NotFoundError):
            client.delete_schedule(name)
    assert len(lossy.lost) == 7


async def test_a_change_of_a_version_whose_answer_was_lost_is_told_as_unknown(lossy: Lossy, name: str) -> None:
    async with AsyncClient(lossy.url) as client:
        schedule = (await client.create_schedule(NewSchedule(NEVER, id=name))).schedule
        version = schedule.state_version
        with pytest.raises(OutcomeUnknownError) as unknown:
            await client.update_schedule(name, overlap_policy=OverlapPolicy.ALLOW, version=version)
        assert unknown.value.reason == "STATE_VERSION"
        changed = await client.get_schedule(name)
        assert changed.overlap_policy is OverlapPolicy.ALLOW
        assert unknown.value.metadata["version"] == str(changed.state_version)
        # No response was lost this time.
        with pytest.raises(ConflictError):
            await client.update_schedule(name, overlap_policy=OverlapPolicy.ALLOW, version=version)
