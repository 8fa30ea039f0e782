"""Every call about schedules of the client for event loops against a real node."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from minoots import (
    AsyncClient,
    Calendar,
    ConflictError,
    Consistency,
    Cron,
    Instants,
    Interval,
    InvalidError,
    MinootsError,
    NewSchedule,
    NotFoundError,
    OverlapPolicy,
    TimerTemplate,
)

NEVER = Calendar(Instants((datetime(2200, 1, 1, tzinfo=timezone.utc),)))


async def test_a_schedule_is_made_read_changed_and_removed(async_client: AsyncClient, name: str) -> None:
    client = async_client
    new = NewSchedule(NEVER, TimerTemplate("tea", queue=name), id=name)
    created = await client.create_schedule(new)
    again = await client.create_schedule(new)
    assert not created.existing and again.existing and again.schedule == created.schedule
    with pytest.raises(ConflictError):
        await client.create_schedule(replace(new, calendar=Calendar(Cron("@daily"))))
    schedule = await client.get_schedule(name, consistency=Consistency.LOCAL, min_index=created.commit_index)
    assert schedule == created.schedule and (schedule.calendar, schedule.timer) == (NEVER, new.timer)
    yearly = Calendar(Cron("@yearly"))
    changed = await client.update_schedule(schedule, calendar=yearly, version=schedule.state_version)
    assert changed.schedule.calendar == yearly and changed.schedule.timer == new.timer
    with pytest.raises(ConflictError) as conflict:
        await client.delete_schedule(schedule, version=schedule.state_version)
    assert conflict.value.reason == "STATE_VERSION"
    assert (await client.delete_schedule(schedule)).commit_index > changed.commit_index
    with pytest.raises(NotFoundError):
        await client.get_schedule(schedule)


async def test_schedules_are_listed_page_by_page(async_client: AsyncClient, name: str) -> None:
    ids = [f"{name}-{number}" for number in range(5)]
    for one in reversed(ids):
        await async_client.create_schedule(NewSchedule(NEVER, id=one))
    assert [schedule.id async for schedule in async_client.list_schedules(id_prefix=name, page_size=2)] == ids


async def test_a_schedule_fires_and_a_paused_one_does_not(async_client: AsyncClient, name: str) -> None:
    client, other = async_client, f"{name}-other"
    second = Calendar(Interval("1s"))
    await client.create_schedule(
        NewSchedule(second, TimerTemplate(queue=name), id=name, overlap_policy=OverlapPolicy.ALLOW)
    )
    paused = (await client.pause_schedule(name, reason="repairs")).schedule
    assert paused.pause and paused.pause.reason == "repairs"
    await client.create_schedule(NewSchedule(second, TimerTemplate(queue=other, payload="go"), id=other))
    async with client.consume(other) as consumer:
        for _ in range(2):
            delivery = await consumer.receive("20s")
            assert delivery and delivery.event.data() == "go"
            await delivery.ack()
    await client.delete_schedule(other)
    assert (await client.get_schedule(name)).runs == paused.runs
    triggered = await client.trigger_schedule(name, request_id=name)
    again = await client.trigger_schedule(name, request_id=name)
    assert again.existing and again.timer_id == triggered.timer_id
    assert (await client.get_schedule(name)).runs == paused.runs + 1
    resumed = (await client.resume_schedule(name)).schedule
    assert resumed.pause is None
    async with client.consume(name) as consumer:
        for _ in range(paused.runs + 2):
            delivery = await consumer.receive("20s")
            assert delivery
            await delivery.ack()
    await client.delete_schedule(name)


async def test_a_preview_is_of_now_or_of_an_instant(async_client: AsyncClient) -> None:
    calendar = Calendar(Cron("0 9 * * MON"), zone="Asia/Tokyo")
    assert len(await async_client.preview_schedule(calendar, count=4)) == 4
    start = datetime(2040, 1, 1, tzinfo=timezone.utc)
    [first] = await async_client.preview_schedule(calendar, from_time=start, count=1)
    assert first.time == datetime(2040, 1, 2, tzinfo=timezone.utc) and first.local.startswith("2040-01-02T09:00")


async def test_invalid_schedules_are_refused_by_client_or_server(async_client: AsyncClient) -> None:
    with pytest.raises(InvalidError) as here:
        await async_client.preview_schedule(Calendar(Interval(5)))  # type: ignore[arg-type]
    assert [field.path for field in here.value.fields] == ["calendar.interval"] and here.value.code is None
    with pytest.raises(InvalidError) as there:
        await async_client.preview_schedule(Calendar(Cron("61 * * * *")))
    assert [field.path for field in there.value.fields] == ["calendar.cron"]
    assert there.value.reason == "CRON_FIELD_RANGE"


async def test_a_backfill_is_begun_once_and_ends_with_a_pause(async_client: AsyncClient, name: str) -> None:
    client = async_client
    await client.create_schedule(NewSchedule(Calendar(Cron("0 * * * *")), TimerTemplate(queue=None), id=name))
    start, end = datetime(2026, 1, 1, tzinfo=timezone.utc), datetime(2026, 2, 1, tzinfo=timezone.utc)
    begun = await client.backfill_schedule(name, from_time=start, to_time=end, rate=1)
    again = await client.backfill_schedule(name, from_time=start, to_time=end, rate=1)
    assert not begun.existing and again.existing
    paused = (await client.pause_schedule(name)).schedule.backfill
    assert paused is not None and paused.end_reason == "PAUSED" and paused.made < paused.instants == 744
    with pytest.raises(MinootsError) as refused:
        await client.backfill_schedule(name, from_time=start, to_time=end)
    assert refused.value.reason == "SCHEDULE_PAUSED"
    await client.resume_schedule(name)
    with pytest.raises(InvalidError) as large:
        await client.backfill_schedule(name, from_time=start.replace(year=2025), to_time=end)
    assert large.value.reason == "BACKFILL_TOO_LARGE" and "9504 instants" in str(large.value)
