"""Every method of the blocking client against a real node."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import datetime, timedelta, timezone

import pytest

from minoots import (
    AckOutcome,
    BlockingCallWarning,
    CancelOutcome,
    Client,
    ClosedError,
    ConflictError,
    Consistency,
    InvalidError,
    LogEvent,
    MinootsError,
    NewTimer,
    NotFoundError,
    Payload,
    RescheduleOutcome,
    RetryPolicy,
    TailFrom,
    TimerFilter,
    TimerStatus,
    UnavailableError,
    Verifier,
    WaitUntil,
)

from .conftest import Node, free_port


def test_a_timer_is_read_as_it_was_asked_for(client: Client, name: str) -> None:
    new = NewTimer(
        name,
        delay="1h",
        id=name,
        partition_key="p",
        queue="kitchen",
        json={"cups": 2},
        labels={"room": "kitchen"},
        retry_policy=RetryPolicy(max_attempts=3, initial_backoff="2s", max_backoff=timedelta(minutes=1), jitter=0.5),
        ack_deadline="90s",
    )
    created = client.create(new)
    assert not created.existing and created.commit_index > 0
    timer = client.get(name, partition_key="p", consistency=Consistency.LOCAL, min_index=created.commit_index)
    assert timer == created.timer
    assert (timer.id, timer.partition_key, timer.tenant, timer.queue) == (name, "p", "dev", "kitchen")
    assert timer.status is TimerStatus.SCHEDULED and timer.labels == {"room": "kitchen"}
    assert timer.payload == Payload(b'{"cups":2}', "application/json")
    assert timer.delay == timedelta(hours=1) and timer.ack_deadline == timedelta(seconds=90)
    assert timer.create_time and timer.fire_time == timer.create_time + timedelta(hours=1)
    policy = timer.retry_policy
    assert (policy.max_attempts, policy.initial_backoff, policy.max_backoff, policy.jitter) == (
        3,
        timedelta(seconds=2),
        timedelta(minutes=1),
        0.5,
    )


def test_creating_the_same_timer_again_answers_with_the_one_that_exists(client: Client, name: str) -> None:
    new = NewTimer(name, delay="1h")
    first, again = client.create(new), client.create(new)
    assert again.existing and again.timer == first.timer
    with pytest.raises(ConflictError) as conflict:
        client.create(NewTimer("another", delay="1h", id=new.id))
    assert conflict.value.reason == "TIMER_EXISTS" and "TIMER_EXISTS" in str(conflict.value)


def test_a_fire_time_is_kept_to_the_microsecond(client: Client, name: str) -> None:
    at = datetime(2031, 5, 6, 7, 8, 9, 123456, tzinfo=timezone(timedelta(hours=2)))
    assert client.create(NewTimer(name, fire_time=at)).timer.fire_time == at


def test_a_batch_is_all_or_none(client: Client, name: str) -> None:
    timers = [NewTimer(name, delay="1h", id=f"{name}-{number}") for number in range(5)]
    assert [one.id for one in client.create_many(timers)] == [timer.id for timer in timers]
    assert all(one.existing for one in client.create_many(timers))
    with pytest.raises(InvalidError) as refused:
        client.create_many([NewTimer(name, delay="1h", id=f"{name}-new"), NewTimer("", delay="1h")])
    assert refused.value.reason == "NAME_EMPTY"
    assert [field.path for field in refused.value.fields] == ["requests[1].name"]
    with pytest.raises(NotFoundError):
        client.get(f"{name}-new")


def test_a_list_goes_through_all_pages_and_every_filter_holds(client: Client, name: str) -> None:
    start = datetime(2040, 1, 1, tzinfo=timezone.utc)
    for number in range(7):
        labels = {"odd": str(number % 2), "of": name}
        at = start + timedelta(days=number)
        client.create(NewTimer(f"{name} {number}", fire_time=at, id=f"{name}-{number}", queue=name, labels=labels))

    def numbers(where: TimerFilter, *statuses: TimerStatus) -> list[int]:
        return [int(timer.name[-1]) for timer in client.list(where, statuses=statuses, page_size=2)]

    assert numbers(TimerFilter(id_prefix=name)) == list(range(7))
    assert numbers(TimerFilter(queue=name), TimerStatus.SCHEDULED) == list(range(7))
    assert numbers(TimerFilter(queue=name), TimerStatus.SETTLED, TimerStatus.FAILED) == []
    assert numbers(TimerFilter(name_prefix=f"{name} 3")) == [3]
    assert numbers(TimerFilter(labels={"odd": "1", "of": name})) == [1, 3, 5]
    window = TimerFilter(queue=name, due_from=start + timedelta(days=2), due_until=start + timedelta(days=4))
    assert numbers(window) == [2, 3]


def test_a_cancellation_has_an_outcome_whoever_was_first(client: Client, name: str) -> None:
    timer = client.create(NewTimer(name, delay="1h")).timer
    stale = client.cancel(timer, version=timer.state_version + 99)
    assert (stale.outcome, stale.state_version) == (CancelOutcome.SUPERSEDED, timer.state_version)
    done = client.cancel(timer, reason="out of tea")
    assert done.outcome is CancelOutcome.CANCELLED
    assert client.cancel(timer).outcome is CancelOutcome.CANCELLED
    cancelled = client.get(timer)
    assert cancelled.status is TimerStatus.CANCELLED
    assert cancelled.cancel and cancelled.cancel.reason == "out of tea"
    late = client.create(NewTimer(name, delay="0s", queue=None)).timer
    assert client.wait(late, timeout="5s").reached
    too_late = client.cancel(late)
    assert too_late.outcome is CancelOutcome.TOO_LATE and late.id in too_late.event_id


def test_a_filter_cancels_all_pages_and_a_repeat_counts_the_same(client: Client, name: str) -> None:
    client.create_many([NewTimer(f"{name} {number}", delay="1h", queue=name) for number in range(5)])
    total = client.cancel_many(TimerFilter(queue=name), reason="closed", page_size=2, request_id=name)
    assert (total.cancelled, total.too_late, total.superseded, total.already_cancelled) == (5, 0, 0, 0)
    assert client.cancel_many(TimerFilter(queue=name), reason="closed", page_size=2, request_id=name) == total
    assert client.cancel_many(TimerFilter(queue=name)).cancelled == 0
    with pytest.raises(InvalidError) as refused:
        client.cancel_many(TimerFilter())
    assert refused.value.reason == "FILTER_EMPTY"


def test_a_timer_is_moved(client: Client, name: str) -> None:
    timer = client.create(NewTimer(name, delay="1h")).timer
    moved = client.reschedule(timer, delay="2h", request_id=name)
    assert moved.outcome is RescheduleOutcome.RESCHEDULED and moved.state_version > timer.state_version
    assert client.reschedule(timer, delay="2h", request_id=name).state_version == moved.state_version
    stale = client.reschedule(timer, delay="3h", version=timer.state_version)
    assert stale.outcome is RescheduleOutcome.SUPERSEDED
    at = datetime(2041, 1, 1, tzinfo=timezone.utc)
    assert client.reschedule(timer.id, fire_time=at).fire_time == at
    client.cancel(timer)
    assert client.reschedule(timer, delay="1h").outcome is RescheduleOutcome.CANCELLED


def test_a_wait_ends_when_the_timer_fired_or_time_is_over(client: Client, name: str) -> None:
    timer = client.create(NewTimer(name, delay="300ms", queue=None)).timer
    early = client.wait(timer, timeout="50ms")
    assert not early.reached and early.timer.status in (TimerStatus.SCHEDULED, TimerStatus.ARMED)
    assert client.wait(timer, until=WaitUntil.ENDED, timeout="5s").timer.status is TimerStatus.SETTLED
    with pytest.raises(NotFoundError):
        client.wait(f"{name}-absent", timeout="1s")


def test_many_writes_share_a_stream(client: Client, name: str) -> None:
    with client.submit() as submitter:
        timers = [NewTimer(name, delay="1h", id=f"{name}-{number}", queue=name) for number in range(500)]
        created = [future.result() for future in [submitter.create(timer) for timer in timers]]
        assert [one.timer.id for one in created] == [timer.id for timer in timers]
        assert submitter.reschedule(timers[0].id, delay="2h").result().outcome is RescheduleOutcome.RESCHEDULED
        assert submitter.cancel(timers[1].id).result().outcome is CancelOutcome.CANCELLED
        with pytest.raises(ConflictError):
            submitter.create(NewTimer("another", delay="1h", id=timers[2].id)).result()
        with pytest.raises(InvalidError) as refused:
            submitter.create(NewTimer("", delay="1h")).result()
        assert [field.path for field in refused.value.fields] == ["name"]
        unread = submitter.create(NewTimer(name, delay="1h", queue=name))
    assert unread.done() and unread.result().timer.queue == name
    with pytest.raises(ClosedError):
        submitter.create(NewTimer(name, delay="1h"))
    assert client.cancel_many(TimerFilter(queue=name)).cancelled == 500


def test_deliveries_are_acknowledged_given_back_and_extended(client: Client, name: str) -> None:
    client.create(NewTimer(name, delay="0s", queue=name, payload="hello", ack_deadline="5s"))
    with client.consume(name, credits=4, verify=True) as consumer:
        first = consumer.receive("5s")
        assert first and first.attempt == 1 and first.event.type == "timer.fired"
        assert first.event.data() == "hello" and first.ack_deadline_time and first.lateness is not None
        assert first.extend("60s") > first.ack_deadline_time + timedelta(seconds=30)
        given_back = first.nack("no cups", delay="10ms")
        assert given_back.attempts == 1 and given_back.retry_time
        with pytest.raises(ConflictError) as stale:
            first.nack("again")
        assert stale.value.reason == "STALE_FENCE"
        second = next(consumer)
        assert (second.event.id, second.attempt) == (first.event.id, 2) and second.fence > first.fence
        assert second.ack() is AckOutcome.SETTLED
        assert second.ack() is AckOutcome.ALREADY_SETTLED
        assert consumer.receive("50ms") is None
    assert list(consumer) == []
    assert client.get(second.event.timer_id).status is TimerStatus.SETTLED


def test_consumers_of_a_queue_share_it(client: Client, name: str) -> None:
    client.create_many([NewTimer(name, delay="0s", queue=name) for _ in range(40)])
    taken: list[list[str]] = [[], []]

    def take(into: list[str]) -> None:
        with client.consume(name, credits=1) as consumer:
            while delivery := consumer.receive("700ms"):
                into.append(delivery.event.id)
                time.sleep(0.005)
                delivery.ack()

    threads = [threading.Thread(target=take, args=(into,)) for into in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken[0]) + len(taken[1]) == len({*taken[0], *taken[1]}) == 40
    assert taken[0] and taken[1]


def test_unacknowledged_deliveries_move_at_once_and_can_be_settled_later(client: Client, name: str) -> None:
    client.create(NewTimer(name, delay="0s", queue=name))
    with client.consume(name) as consumer:
        first = consumer.receive("5s")
        assert first
    with client.consume(name) as other:
        again = other.receive("5s")
        assert again and again.event.id == first.event.id
        assert first.ack() is AckOutcome.SETTLED
    with pytest.raises(UnavailableError):
        first.extend("5s")
    assert client.ack(again.event.id, again.fence) is AckOutcome.ALREADY_SETTLED
    with pytest.raises(ConflictError):
        client.nack(again.event.id, again.fence, reason="late", delay="1s")


def test_a_tail_resumes_where_it_was(client: Client, name: str) -> None:
    with client.tail() as tail:
        assert tail.cursor
        ids = [client.create(NewTimer(name, delay="1h", id=f"{name}-{n}")).timer.id for n in range(3)]
        seen: list[LogEvent] = []
        while len(seen) < 2:
            event = next(tail)
            if event.event.timer_id in ids:
                seen.append(event)
    assert [event.event.timer_id for event in seen] == ids[:2]
    assert seen[1].event.type == "timer.scheduled" and seen[1].event.signature and seen[1].fire_time
    with client.tail(seen[1].cursor, types=["timer.scheduled"], unsigned=True) as resumed:
        event = next(resumed)
        assert event.event.timer_id == ids[2] and event.event.signature == ""
        assert event.sequence > seen[1].sequence and resumed.cursor == event.cursor
    with client.tail(TailFrom.START, verify=True) as whole:
        assert next(whole).sequence == 1
    with client.tail(TailFrom.START, subject=f"timers/{ids[2]}") as only:
        assert next(only).event.timer_id == ids[2]
    with pytest.raises(InvalidError) as refused:
        next(client.tail("not a cursor"))
    assert refused.value.reason == "CURSOR_INVALID"


def test_a_tail_is_closed_from_another_thread(client: Client) -> None:
    with client.tail() as tail:
        threading.Timer(0.1, tail.close).start()
        assert list(tail) == []


def test_keys_limits_version_and_lateness_are_told(client: Client, name: str) -> None:
    keys = client.verification_keys()
    assert keys and Verifier.from_keys(keys).kids == {key.kid for key in keys}
    assert client.limits()["batch_max"] == 1000 and client.limits()["wait_max"] == timedelta(seconds=60)
    version = client.version()
    assert version.version and version.cluster_id and version.node == keys[0].node
    client.create(NewTimer(name, delay="0s", queue=name))
    with client.consume(name) as consumer:
        delivery = consumer.receive("5s")
        assert delivery
        delivery.ack()
    stats = client.lateness_stats()
    mine = next(queue for queue in stats.queues if queue.queue == name)
    assert mine.released.count == 1 and mine.released.max >= mine.released.p50 >= timedelta(0) and stats.since


def test_a_server_that_is_not_there_is_named_with_what_to_try() -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    with Client(endpoint, deadline="1s") as client:
        begun = time.monotonic()
        with pytest.raises(UnavailableError) as absent:
            client.create(NewTimer("tea", delay="1s"))
        assert time.monotonic() - begun < 3
        assert endpoint in str(absent.value) and "minoots dev" in str(absent.value)
        assert "MINOOTS_ENDPOINT" in str(absent.value)
        with pytest.raises(UnavailableError, match="minoots dev"), client.consume("q") as consumer:
            next(consumer)
        with pytest.raises(UnavailableError, match="minoots dev"), client.tail():
            pass
        with client.submit() as submitter, pytest.raises(UnavailableError, match="minoots dev"):
            submitter.create(NewTimer("tea", delay="1s")).result()


async def test_a_blocking_call_in_an_event_loop_works_and_warns(client: Client, name: str) -> None:
    with pytest.warns(BlockingCallWarning, match="AsyncClient") as warned:
        client.create(NewTimer(name, delay="1h"))
    assert warned[0].filename == __file__
    assert (await asyncio.to_thread(client.version)).version


def test_a_closed_client_says_so(node: Node) -> None:
    client = Client(node.endpoint)
    client.version()
    client.close()
    with pytest.raises(ClosedError):
        client.version()
    assert issubclass(ClosedError, MinootsError)
