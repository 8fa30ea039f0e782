"""Every method of the client for event loops against a real node."""

from __future__ import annotations

import asyncio
import gc
from datetime import datetime, timedelta, timezone

import pytest

from minoots import (
    AckOutcome,
    AsyncClient,
    AsyncTail,
    CancelOutcome,
    ClosedError,
    ConflictError,
    InvalidError,
    LogEvent,
    NewTimer,
    NotFoundError,
    Payload,
    RescheduleOutcome,
    TailFrom,
    TimerFilter,
    TimerStatus,
    UnavailableError,
    Verifier,
    WaitUntil,
)
from minoots._attempts import Reopening

from .conftest import Node, free_port


async def test_a_timer_is_created_read_moved_and_withdrawn(async_client: AsyncClient, name: str) -> None:
    client = async_client
    new = NewTimer(name, delay="1h", payload=b"\x00\x01", labels={"a": "b"})
    created = await client.create(new)
    assert (await client.create(new)).existing
    timer = await client.get(created.timer)
    assert timer == created.timer and timer.payload == Payload(b"\x00\x01")
    assert (await client.reschedule(timer, delay="2h")).outcome is RescheduleOutcome.RESCHEDULED
    assert (await client.cancel(timer, version=timer.state_version)).outcome is CancelOutcome.SUPERSEDED
    assert (await client.cancel(timer.id, reason="done")).outcome is CancelOutcome.CANCELLED
    assert (await client.get(timer)).status is TimerStatus.CANCELLED
    with pytest.raises(NotFoundError):
        await client.get(f"{name}-absent")


async def test_a_batch_is_listed_page_by_page_and_cancelled_by_filter(async_client: AsyncClient, name: str) -> None:
    client = async_client
    at = datetime(2040, 1, 1, tzinfo=timezone.utc)
    timers = [NewTimer(name, fire_time=at + timedelta(days=n), id=f"{name}-{n}", queue=name) for n in range(7)]
    assert [one.id for one in await client.create_many(timers)] == [timer.id for timer in timers]
    listed = [timer.id async for timer in client.list(TimerFilter(queue=name), page_size=2)]
    assert listed == [timer.id for timer in timers]
    window = TimerFilter(queue=name, due_from=at + timedelta(days=5))
    waiting = [timer.id async for timer in client.list(window, statuses=[TimerStatus.SCHEDULED])]
    assert waiting == listed[5:]
    assert (await client.cancel_many(window, page_size=1)).cancelled == 2
    assert (await client.cancel_many(TimerFilter(id_prefix=name))).cancelled == 5


async def test_a_wait_ends_when_the_timer_fired_or_time_is_over(async_client: AsyncClient, name: str) -> None:
    timer = (await async_client.create(NewTimer(name, delay="300ms", queue=None))).timer
    assert not (await async_client.wait(timer, timeout="20ms")).reached
    ended = await async_client.wait(timer, until=WaitUntil.ENDED)
    assert ended.reached and ended.timer.status is TimerStatus.SETTLED


async def test_many_writes_share_a_stream(async_client: AsyncClient, name: str) -> None:
    async with async_client.submit() as submitter:
        timers = [NewTimer(name, delay="1h", id=f"{name}-{number}", queue=name) for number in range(500)]
        created = await asyncio.gather(*(submitter.create(timer) for timer in timers))
        assert [one.timer.id for one in created] == [timer.id for timer in timers]
        moved = await submitter.reschedule(timers[0].id, delay="2h")
        assert moved.outcome is RescheduleOutcome.RESCHEDULED
        assert (await submitter.cancel(timers[1].id)).outcome is CancelOutcome.CANCELLED
        with pytest.raises(ConflictError):
            await submitter.create(NewTimer("another", delay="1h", id=timers[2].id))
    with pytest.raises(ClosedError):
        await submitter.create(timers[0])
    assert (await async_client.cancel_many(TimerFilter(queue=name))).cancelled == 499


async def test_deliveries_are_acknowledged_given_back_and_extended(async_client: AsyncClient, name: str) -> None:
    await async_client.create(NewTimer(name, delay="0s", queue=name, json={"cups": 2}, ack_deadline="5s"))
    async with async_client.consume(name, credits=4, verify=True) as consumer:
        first = await consumer.receive("5s")
        assert first and first.event.data() == {"cups": 2} and first.ack_deadline_time
        assert await first.extend("60s") > first.ack_deadline_time + timedelta(seconds=30)
        assert (await first.nack("no cups", delay="10ms")).attempts == 1
        second = await anext(consumer)
        assert (second.event.id, second.attempt) == (first.event.id, 2) and second.fence > first.fence
        assert await second.ack() is AckOutcome.SETTLED
        assert await consumer.receive("50ms") is None
    assert [delivery async for delivery in consumer] == []
    assert await second.ack() is AckOutcome.ALREADY_SETTLED
    with pytest.raises(UnavailableError):
        await second.extend("5s")
    with pytest.raises(ConflictError):
        await async_client.nack(second.event.id, second.fence)


async def test_an_event_acknowledged_here_is_not_shown_again(async_client: AsyncClient, name: str) -> None:
    await async_client.create(NewTimer(name, delay="0s", queue=name))
    async with async_client.consume(name, skip_duplicates=10) as consumer:
        first = await consumer.receive("5s")
        assert first
        # Returned on another path after the consumer asked to acknowledge, as if the response had been lost.
        consumer._state.duplicates.remember(first.event.id)
        await async_client.nack(first.event.id, first.fence, delay="0s")
        assert await consumer.receive("300ms") is None
    assert (await async_client.get(first.event.timer_id)).status is TimerStatus.SETTLED


async def test_a_tail_resumes_where_it_was(async_client: AsyncClient, name: str) -> None:
    client = async_client
    async with client.tail(types=["timer.scheduled"], verify=True) as tail:
        ids = [(await client.create(NewTimer(name, delay="1h", id=f"{name}-{n}"))).timer.id for n in range(3)]
        seen: list[LogEvent] = []
        while len(seen) < 2:
            event = await anext(tail)
            if event.event.timer_id in ids:
                seen.append(event)
    assert [event.event.timer_id for event in seen] == ids[:2]
    async with client.tail(seen[1].cursor, unsigned=True) as resumed:
        assert (await anext(resumed)).event.timer_id == ids[2]
        waiting = asyncio.create_task(_drained(resumed))
        await asyncio.sleep(0.1)
        resumed.close()
        assert await waiting == []
    async with client.tail(TailFrom.START) as whole:
        assert (await anext(whole)).sequence == 1
    with pytest.raises(InvalidError):
        await anext(client.tail("not a cursor"))


async def _drained(tail: AsyncTail) -> list[LogEvent]:
    return [event async for event in tail]


async def test_closing_a_tail_ends_its_pause_between_two_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    pausing = asyncio.Event()

    def pause(*_: object) -> float:
        pausing.set()
        return 60.0

    monkeypatch.setattr(Reopening, "failed", pause)
    async with AsyncClient(f"http://127.0.0.1:{free_port()}", deadline="1s") as client:
        tail = client.tail()
        waiting = asyncio.create_task(_drained(tail))
        await pausing.wait()
        tail.close()
        assert await asyncio.wait_for(waiting, 10) == []


async def test_keys_limits_version_and_lateness_are_told(async_client: AsyncClient) -> None:
    keys = await async_client.verification_keys()
    assert Verifier.from_keys(keys).kids == {key.kid for key in keys}
    assert (await async_client.limits())["batch_max"] == 1000
    assert (await async_client.version()).node == (await async_client.lateness_stats()).node == keys[0].node


async def test_a_server_that_is_not_there_is_named_with_what_to_try() -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    async with AsyncClient(endpoint, deadline="1s") as client:
        for attempt in (
            client.version(),
            client.create(NewTimer("tea", delay="1s")),
            anext(client.consume("q")),
            anext(client.tail()),
            _submitted(client),
        ):
            with pytest.raises(UnavailableError, match="minoots dev") as absent:
                await attempt
            assert endpoint in str(absent.value)


async def _submitted(client: AsyncClient) -> None:
    async with client.submit() as submitter:
        await submitter.create(NewTimer("tea", delay="1s"))


async def test_a_caller_that_is_cancelled_leaves_the_client_usable(node: Node, name: str) -> None:
    async with AsyncClient(node.endpoint) as client:
        timer = (await client.create(NewTimer(name, delay="1h"))).timer
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.wait(timer), 0.1)
        async with client.consume(name) as consumer:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(consumer.receive(), 0.1)
        assert (await client.get(timer)).id == timer.id


async def test_streams_that_nobody_closed_end_with_their_client(
    node: Node, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A write is answered or reported as failed, a reader gets an error, and no task of the package is left on the
    loop.
    """
    client = AsyncClient(node.endpoint)
    submitter, consumer = client.submit(), client.consume(name)
    await submitter.create(NewTimer(name, delay="0s", queue=name))
    assert await consumer.receive("10s")
    receiving = asyncio.create_task(consumer.receive())
    await asyncio.sleep(0)
    await client.close()
    with pytest.raises(ClosedError):
        await receiving
    assert await consumer.receive() is None
    with pytest.raises(ClosedError):
        await submitter.create(NewTimer(name, delay="1h"))
    with pytest.raises(ClosedError):
        await client.submit().create(NewTimer(name, delay="1h"))
    await submitter.close()
    await consumer.close()
    del submitter, consumer
    gc.collect()
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("minoots")]
    assert not caplog.records
