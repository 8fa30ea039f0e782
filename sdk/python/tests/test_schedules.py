"""Every call about schedules of the blocking client, and parts that both clients share, against a real node."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from minoots import (
    AckOutcome,
    Action,
    BlockingCallWarning,
    Calendar,
    Client,
    ConflictError,
    Consistency,
    Cron,
    GapPolicy,
    Instants,
    Interval,
    MissedRunPolicy,
    MonthEndPolicy,
    NewSchedule,
    NewTimer,
    NotFoundError,
    OverlapPolicy,
    Payload,
    Priority,
    RepeatPolicy,
    RetryPolicy,
    Rrule,
    Rule,
    ScheduleBackfill,
    TimerStatus,
    TimerTemplate,
)

from .conftest import Node, make_webhook

FAR = datetime(2200, 1, 1, tzinfo=timezone.utc)
NEVER = Calendar(Instants([FAR]))
NEW_YEAR = datetime(2040, 1, 1, tzinfo=timezone.utc)


def every(period: str, name: str) -> NewSchedule:
    """Builds a schedule with its own queue."""
    return NewSchedule(Calendar(Interval(period)), TimerTemplate(queue=name, json={"cups": 2}), id=name)


@pytest.fixture(scope="module")
def hooks(node: Node) -> None:
    """Creates the webhook endpoints of these schedules."""
    for webhook in ("pager", "hook"):
        make_webhook(node, webhook)


@pytest.mark.usefixtures("hooks")
def test_a_schedule_is_read_as_it_was_asked_for(client: Client, name: str) -> None:
    calendar = Calendar(
        Cron("30 2 31 * *"),
        zone="Europe/Berlin",
        gap=GapPolicy.SKIP,
        repeat=RepeatPolicy.BOTH,
        month_end=MonthEndPolicy.LAST_DAY,
        start=NEW_YEAR,
        end=NEW_YEAR + timedelta(days=900),
        count=7,
        jitter="90s",
    )
    timer = TimerTemplate(
        name="backup",
        queue="jobs",
        payload=Payload(b"{}", "application/json"),
        labels={"team": "core"},
        retry_policy=RetryPolicy(3, timedelta(seconds=2), timedelta(minutes=1), 3.0, 0.5),
        ack_deadline="90s",
        priority=Priority.NOW,
        concurrency_key="database",
        actions=[Action(queue="audit"), Action(webhook="pager", after_attempts=2)],
    )
    new = NewSchedule(calendar, timer, name, MissedRunPolicy.ALL, 100, OverlapPolicy.ALLOW)
    created = client.create_schedule(new)
    assert not created.existing and created.commit_index > 0
    schedule = client.get_schedule(name, consistency=Consistency.LOCAL, min_index=created.commit_index)
    assert schedule == created.schedule and (schedule.id, schedule.tenant) == (name, "dev")
    assert schedule.calendar == replace(calendar, jitter=timedelta(seconds=90))
    shown = replace(timer, ack_deadline=timedelta(seconds=90), actions=tuple(timer.actions))
    assert schedule.timer == shown
    assert (schedule.missed_run_policy, schedule.missed_runs_max) == (MissedRunPolicy.ALL, 100)
    assert schedule.overlap_policy is OverlapPolicy.ALLOW
    assert schedule.next_time == datetime(2040, 1, 31, 1, 30, tzinfo=timezone.utc)
    assert schedule.create_time and schedule.decided_time and schedule.update_time == schedule.create_time
    assert (schedule.runs, schedule.missed, schedule.last_timer_id, schedule.pause) == (0, 0, "", None)
    assert schedule.zone_data and schedule.created_by and schedule.state_version > 0


@pytest.mark.parametrize(
    "rule",
    [
        Cron("0 0 12 * * MON-FRI", seconds=True),
        Interval(timedelta(hours=36), anchor=NEW_YEAR),
        Rrule("FREQ=MONTHLY;BYDAY=-1FR", "2040-03-01T09:00:00"),
        Instants((NEW_YEAR, NEW_YEAR + timedelta(microseconds=1_500_000))),
    ],
)
@pytest.mark.parametrize("timer", [TimerTemplate("t", webhook="hook", queue=None), TimerTemplate("t", queue=None)])
@pytest.mark.usefixtures("hooks")
def test_returned_schedules_can_be_created_again(client: Client, name: str, rule: Rule, timer: TimerTemplate) -> None:
    first = client.create_schedule(NewSchedule(Calendar(rule), timer, id=name)).schedule
    assert (first.calendar, first.timer) == (Calendar(rule), timer)
    assert (first.missed_run_policy, first.missed_runs_max) == (MissedRunPolicy.LATEST, None)
    assert first.overlap_policy is OverlapPolicy.SKIP
    again = client.create_schedule(NewSchedule(first.calendar, first.timer)).schedule
    assert (again.calendar, again.timer, again.next_time) == (first.calendar, first.timer, first.next_time)


def test_creating_the_same_schedule_again_answers_with_the_one_that_exists(client: Client) -> None:
    new = NewSchedule(NEVER)
    first, again = client.create_schedule(new), client.create_schedule(new)
    assert again.existing and again.schedule == first.schedule and again.schedule.timer.name == new.id
    changed = client.update_schedule(new.id, overlap_policy=OverlapPolicy.ALLOW)
    assert client.create_schedule(new).schedule == changed.schedule
    with pytest.raises(ConflictError) as conflict:
        client.create_schedule(replace(new, overlap_policy=OverlapPolicy.ALLOW))
    assert conflict.value.reason == "SCHEDULE_EXISTS"
    assert client.get_schedule(new.id) == changed.schedule


def test_a_list_goes_through_all_pages_by_id(client: Client, name: str) -> None:
    ids = [f"{name}-{number}" for number in range(7)]
    for number in (3, 0, 6, 1, 5, 2, 4):
        client.create_schedule(NewSchedule(NEVER, id=ids[number]))
    assert [schedule.id for schedule in client.list_schedules(id_prefix=name, page_size=2)] == ids
    assert [schedule.id for schedule in client.list_schedules(id_prefix=ids[3])] == [ids[3]]
    everyone = [schedule.id for schedule in client.list_schedules(page_size=1, consistency=Consistency.LOCAL)]
    assert set(ids) <= set(everyone) and everyone == sorted(everyone)
    assert list(client.list_schedules(id_prefix=f"{name}-none")) == []


def test_a_schedule_fires_and_its_timers_are_consumed(client: Client, name: str) -> None:
    client.create_schedule(every("1s", name))
    seen = []
    with client.consume(name, verify=True) as consumer:
        for _ in range(2):
            delivery = consumer.receive("20s")
            assert delivery and delivery.event.data() == {"cups": 2}
            timer = client.get(delivery.event.timer_id)
            # While this timer is not settled, there is no other.
            assert client.get_schedule(name).last_timer_id == timer.id
            assert timer.name == name and timer.fire_time and timer.fire_time.microsecond == 0
            assert timer.origin and (timer.origin.schedule_id, timer.origin.parent_id) == (name, "")
            assert timer.origin.schedule_time == timer.fire_time
            seen.append(timer.id)
            delivery.ack()
    assert len(set(seen)) == 2
    schedule = client.get_schedule(name)
    assert schedule.runs >= 2 and schedule.next_time and schedule.decided_time
    assert schedule.next_time > schedule.decided_time
    client.delete_schedule(schedule)
    assert client.get(seen[1]).status is TimerStatus.SETTLED
    with pytest.raises(NotFoundError) as absent:
        client.get_schedule(schedule)
    assert absent.value.reason == "SCHEDULE"


def test_a_timer_that_an_action_made_names_its_parent(client: Client, name: str) -> None:
    other = f"{name}-audit"
    actions = [Action(queue=f"{name}-none", after_attempts=3), Action(queue=other)]
    client.create_schedule(NewSchedule(NEVER, TimerTemplate(queue=None, actions=actions), id=name))
    triggered = client.trigger_schedule(name)
    with client.consume(other) as consumer:
        delivery = consumer.receive("20s")
        assert delivery and delivery.ack() is AckOutcome.SETTLED
    timer, origin = client.get(triggered.timer_id), client.get(delivery.event.timer_id).origin
    assert origin and (origin.parent_id, origin.parent_state_version) == (timer.id, timer.state_version)
    assert (origin.action, origin.schedule_id, origin.schedule_time) == (1, "", None)
    assert client.create(NewTimer(name, delay="1h", queue=None)).timer.origin is None


def test_a_paused_schedule_does_not_fire_until_it_goes_on(client: Client, name: str) -> None:
    allowed = replace(every("1s", name), overlap_policy=OverlapPolicy.ALLOW)
    client.create_schedule(allowed)
    paused = client.pause_schedule(name, reason="repairs").schedule
    assert paused.pause and (paused.pause.reason, paused.pause.by) == ("repairs", paused.created_by)
    assert paused.pause.time == paused.update_time
    # A second pause changes nothing.
    assert client.pause_schedule(name, reason="more repairs").schedule == paused
    # Another schedule with the same rule shows that time passes.
    other = f"{name}-other"
    client.create_schedule(every("1s", other))
    with client.consume(other) as consumer:
        for _ in range(3):
            delivery = consumer.receive("20s")
            assert delivery
            delivery.ack()
    client.delete_schedule(other)
    still = client.get_schedule(name)
    assert (still.runs, still.missed, still.pause) == (paused.runs, paused.missed, paused.pause)
    triggered = client.trigger_schedule(name, request_id=name)
    assert not triggered.existing and client.get(triggered.timer_id).state_version == triggered.timer_state_version
    again = client.trigger_schedule(name, request_id=name)
    assert again.existing and again.timer_id == triggered.timer_id
    assert client.trigger_schedule(name).timer_id != triggered.timer_id
    assert client.get_schedule(name).runs == paused.runs + 2
    resumed = client.resume_schedule(name, reason="repaired")
    assert resumed.schedule.pause is None and resumed.schedule.runs == paused.runs + 2
    assert client.resume_schedule(name).schedule.state_version == resumed.schedule.state_version
    with client.consume(name) as consumer:
        for _ in range(paused.runs + 3):
            delivery = consumer.receive("20s")
            assert delivery
            delivery.ack()
    client.delete_schedule(name)


def test_an_update_changes_what_it_names_and_only_the_version_that_it_names(client: Client, name: str) -> None:
    first = client.create_schedule(NewSchedule(NEVER, TimerTemplate("first", queue=name), id=name)).schedule
    calendar = Calendar(Cron("@yearly"), zone="Asia/Tokyo")
    changed = client.update_schedule(first, calendar=calendar, version=first.state_version)
    second = changed.schedule
    assert changed.commit_index > 0 and second.state_version > first.state_version
    assert second.calendar == calendar and second.timer == first.timer
    assert second.next_time and second.next_time.month == 12 and second.next_time.hour == 15
    timer = TimerTemplate("second", queue=None)
    third = client.update_schedule(second, timer=timer, overlap_policy=OverlapPolicy.ALLOW).schedule
    assert (third.calendar, third.timer, third.overlap_policy) == (calendar, timer, OverlapPolicy.ALLOW)
    missed = client.update_schedule(name, missed_run_policy=MissedRunPolicy.ALL, missed_runs_max=9).schedule
    assert (missed.missed_run_policy, missed.missed_runs_max) == (MissedRunPolicy.ALL, 9)
    last = client.update_schedule(name, missed_run_policy=MissedRunPolicy.NONE).schedule
    assert (last.missed_run_policy, last.missed_runs_max) == (MissedRunPolicy.NONE, None)
    assert (last.calendar, last.timer, last.overlap_policy) == (calendar, timer, OverlapPolicy.ALLOW)
    stale = first.state_version
    for attempt in (
        lambda: client.update_schedule(name, calendar=NEVER, version=stale),
        lambda: client.pause_schedule(name, version=stale),
        lambda: client.resume_schedule(name, version=stale),
        lambda: client.delete_schedule(name, version=stale),
    ):
        with pytest.raises(ConflictError) as conflict:
            attempt()
        assert conflict.value.reason == "STATE_VERSION"
        assert conflict.value.current_version == last.state_version
    assert client.get_schedule(name) == last
    assert client.delete_schedule(name, version=last.state_version).commit_index > 0


def test_a_preview_tells_what_a_change_of_the_clock_does_and_keeps_nothing(client: Client) -> None:
    before = len(list(client.list_schedules(page_size=1000)))
    calendar = Calendar(Cron("30 2 * * *"), zone="Europe/Berlin")
    start = datetime(2026, 3, 28, tzinfo=timezone.utc)
    shown = client.preview_schedule(calendar, from_time=start, count=3)
    hours = [timedelta(hours=1, minutes=30), timedelta(days=1, hours=1), timedelta(days=2, minutes=30)]
    assert [occurrence.time - start for occurrence in shown] == hours
    assert shown[1].local == "2026-03-29T03:00:00+02:00[Europe/Berlin]"
    assert "does not exist" in shown[1].note and shown[0].note == shown[2].note == ""
    skipping = client.preview_schedule(replace(calendar, gap=GapPolicy.SKIP), from_time=start, count=2)
    assert [occurrence.time for occurrence in skipping] == [shown[0].time, shown[2].time]
    assert len(client.preview_schedule(calendar)) == 10
    assert [occurrence.time for occurrence in client.preview_schedule(NEVER)] == [
        datetime(2200, 1, 1, tzinfo=timezone.utc)
    ]
    assert len(list(client.list_schedules(page_size=1000))) == before


async def test_a_blocking_call_in_an_event_loop_warns_of_the_callers_line(client: Client) -> None:
    for attempt in (lambda: client.preview_schedule(NEVER), lambda: list(client.list_schedules())):
        with pytest.warns(BlockingCallWarning, match="AsyncClient") as warned:
            attempt()
        assert warned[0].filename == __file__


def test_an_occurrence_waits_for_the_timer_before_it(client: Client, name: str) -> None:
    new = replace(every("1s", name), overlap_policy=OverlapPolicy.BUFFER_ALL)
    schedule = client.create_schedule(new).schedule
    with client.consume(name) as consumer:
        first = consumer.receive("20s")
        while client.get_schedule(schedule).waiting < 1:
            time.sleep(0.05)
        assert first and first.ack() is AckOutcome.SETTLED
        second = consumer.receive("20s")
        assert second and second.event.timer_id != first.event.timer_id
    assert client.get_schedule(schedule).overlap_policy is OverlapPolicy.BUFFER_ALL
    client.delete_schedule(schedule)


def test_a_backfill_makes_the_timers_of_past_instants_once(client: Client, name: str) -> None:
    client.create_schedule(NewSchedule(Calendar(Cron("0 0 1 * *")), TimerTemplate(queue=None), id=name))
    begin = datetime(2025, 1, 1, tzinfo=timezone.utc)
    end = datetime(2026, 1, 1, tzinfo=timezone.utc)
    begun = client.backfill_schedule(name, from_time=begin, to_time=end, rate=500)
    assert not begun.existing and begun.schedule.backfill is not None and begun.commit_index > 0
    first = backfilled(client, name)
    assert (first.from_time, first.to_time, first.rate, first.instants) == (begin, end, 500, 12)
    assert (first.made, first.existing, first.missed, first.end_reason) == (12, 0, 0, "")
    assert client.get_schedule(name).runs == 12
    client.backfill_schedule(name, from_time=begin, to_time=datetime(2026, 3, 1, tzinfo=timezone.utc))
    again = backfilled(client, name)
    assert (again.rate, again.instants, again.made, again.existing) == (10, 14, 2, 12)


def backfilled(client: Client, name: str) -> ScheduleBackfill:
    """Returns the backfill after its end."""
    for _ in range(300):
        backfill = client.get_schedule(name).backfill
        if backfill is not None and backfill.end_time is not None:
            assert backfill.begin_time is not None and backfill.begin_time <= backfill.end_time
            return backfill
        time.sleep(0.1)
    raise AssertionError(f"the backfill of {name} does not end")
