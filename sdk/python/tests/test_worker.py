"""The worker: handlers of both kinds, leases, failures, draining, and a node that dies during work."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable

import pytest

from minoots import (
    AsyncClient,
    AsyncDelivery,
    Client,
    DeliveryInfo,
    Duration,
    InvalidError,
    Nacked,
    NewTimer,
    Retry,
    RetryPolicy,
    Timer,
    TimerStatus,
    WaitUntil,
    Worker,
)

from .conftest import Node


@contextlib.asynccontextmanager
async def working(worker: Worker) -> AsyncIterator[asyncio.Task[None]]:
    """Runs a worker during the block, and asserts that it ends without an error."""
    task = asyncio.create_task(worker.serve())
    try:
        yield task
    finally:
        worker.stop()
        await asyncio.wait_for(task, 20)


async def ended(client: AsyncClient, timer_id: str, seconds: int = 15) -> Timer:
    waited = await client.wait(timer_id, until=WaitUntil.ENDED, timeout=f"{seconds}s")
    assert waited.reached, waited.timer
    return waited.timer


async def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    over = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < over, "it did not come to that"
        await asyncio.sleep(0.01)


async def test_handlers_of_both_kinds_get_their_queues_events(node: Node, async_client: AsyncClient, name: str) -> None:
    worker = Worker(node.endpoint, verify=True)
    got: list[tuple[str, object, bool]] = []

    @worker.on("timer.fired", queue=f"{name}-sync")
    def plain(job: DeliveryInfo) -> None:
        got.append(("plain", job.event.data(), threading.current_thread() is threading.main_thread()))

    @worker.on("timer.fired", queue=f"{name}-async")
    async def native(job: DeliveryInfo) -> None:
        await asyncio.sleep(0)
        got.append(("native", job.event.data(), threading.current_thread() is threading.main_thread()))

    timers = [NewTimer(name, delay="0s", queue=f"{name}-{kind}", json=[kind]) for kind in ("sync", "async")]
    async with working(worker):
        await async_client.create_many(timers)
        for timer in timers:
            assert (await ended(async_client, timer.id)).status is TimerStatus.SETTLED
    assert sorted(got, key=str) == [("native", ["async"], True), ("plain", ["sync"], False)]


async def test_a_handler_that_raises_gives_its_event_back(
    node: Node, async_client: AsyncClient, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(node.endpoint)
    attempts: list[int] = []

    @worker.on("timer.fired", queue=name)
    def fail_twice(job: DeliveryInfo) -> None:
        attempts.append(job.attempt)
        if job.attempt == 1:
            raise Retry("not yet", delay="10ms")
        if job.attempt == 2:
            raise ValueError("é" * 300)

    policy = RetryPolicy(max_attempts=3, initial_backoff="10ms", max_backoff="20ms")
    timer = NewTimer(name, delay="0s", queue=name, retry_policy=policy)
    async with working(worker):
        await async_client.create(timer)
        settled = await ended(async_client, timer.id)
    assert attempts == [1, 2, 3] and settled.status is TimerStatus.SETTLED and settled.attempts == 2
    assert "the handler of event" in caplog.text and "not yet" not in caplog.text


async def test_an_event_that_comes_again_before_its_nack_is_answered_is_handled_again(
    node: Node, async_client: AsyncClient, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker(node.endpoint)
    attempts: list[int] = []
    answered = AsyncDelivery.nack

    async def answered_late(delivery: AsyncDelivery, reason: str = "", *, delay: Duration | None = None) -> Nacked:
        answer = await answered(delivery, reason, delay=delay)
        await asyncio.sleep(1)
        return answer

    monkeypatch.setattr(AsyncDelivery, "nack", answered_late)

    @worker.on("timer.fired", queue=name)
    async def fail_once(job: DeliveryInfo) -> None:
        attempts.append(job.attempt)
        if job.attempt == 1:
            raise Retry("not yet", delay="1ms")

    timer = NewTimer(name, delay="0s", queue=name, ack_deadline="10m")
    async with working(worker):
        await async_client.create(timer)
        assert (await ended(async_client, timer.id, 60)).status is TimerStatus.SETTLED
    assert attempts == [1, 2]


def raises(error: Exception) -> Callable[[DeliveryInfo], None]:
    def handler(job: DeliveryInfo) -> None:
        raise error

    return handler


@pytest.mark.parametrize(
    ("event_type", "handler", "why"),
    [
        ("timer.other", lambda job: None, "no handler for timer.fired"),
        ("timer.fired", raises(Retry("not mine")), "not mine"),
        ("timer.fired", raises(ValueError("broken")), "ValueError: broken"),
        ("timer.fired", raises(ValueError("half \ud800")), "ValueError: half "),
    ],
    ids=["no handler", "Retry", "error", "half a character"],
)
async def test_an_event_that_is_not_handled_becomes_a_dead_letter_with_a_log_line(
    node: Node,
    async_client: AsyncClient,
    name: str,
    caplog: pytest.LogCaptureFixture,
    event_type: str,
    handler: Callable[[DeliveryInfo], None],
    why: str,
) -> None:
    worker = Worker(node.endpoint)
    worker.on(event_type, queue=name)(handler)
    timer = NewTimer(name, delay="0s", queue=name, retry_policy=RetryPolicy(max_attempts=1))
    async with working(worker):
        await async_client.create(timer)
        failed = await ended(async_client, timer.id)
    assert failed.failure and failed.failure.message.rstrip("?") == why
    told = [record.getMessage() for record in caplog.records if record.name == "minoots.worker"]
    assert any("dead letter" in line and timer.id in line and why in line for line in told)


async def test_leases_are_extended_while_handlers_work(node: Node, async_client: AsyncClient, name: str) -> None:
    worker = Worker(node.endpoint)
    runs: list[int] = []

    @worker.on("timer.fired", queue=f"{name}-plain")
    def plain(job: DeliveryInfo) -> None:
        runs.append(job.attempt)
        time.sleep(2.2)

    @worker.on("timer.fired", queue=f"{name}-native")
    async def native(job: DeliveryInfo) -> None:
        runs.append(job.attempt)
        await asyncio.sleep(2.2)

    timers = [NewTimer(name, delay="0s", queue=f"{name}-{kind}", ack_deadline="1s") for kind in ("plain", "native")]
    async with working(worker):
        await async_client.create_many(timers)
        settled = [await ended(async_client, timer.id) for timer in timers]
    assert runs == [1, 1]
    assert [(timer.attempts, timer.status) for timer in settled] == [(0, TimerStatus.SETTLED)] * 2


async def test_stopping_lets_handlers_finish_and_leaves_the_rest_to_others(
    node: Node, async_client: AsyncClient, name: str
) -> None:
    worker = Worker(node.endpoint, concurrency=2)
    begun: list[str] = []

    @worker.on("timer.fired", queue=name)
    async def slow(job: DeliveryInfo) -> None:
        begun.append(job.event.timer_id)
        await asyncio.sleep(0.5)

    timers = [NewTimer(name, delay="0s", queue=name) for _ in range(6)]
    async with working(worker):
        await async_client.create_many(timers)
        await until(lambda: len(begun) == 2)
    statuses = Counter([(await async_client.get(timer.id)).status for timer in timers])
    assert statuses == {TimerStatus.SETTLED: 2, TimerStatus.FIRED: 4}
    async with async_client.consume(name) as other:
        assert {await other.receive("3s") is not None for _ in range(4)} == {True}


async def test_a_handler_that_outlasts_the_drain_is_cancelled_and_its_event_offered_again(
    node: Node, async_client: AsyncClient, name: str
) -> None:
    worker = Worker(node.endpoint, drain="100ms")
    begun, cancelled = asyncio.Event(), asyncio.Event()

    @worker.on("timer.fired", queue=name)
    async def endless(job: DeliveryInfo) -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async with working(worker):
        await async_client.create(NewTimer(name, delay="0s", queue=name))
        await asyncio.wait_for(begun.wait(), 5)
    assert cancelled.is_set()
    async with async_client.consume(name) as other:
        assert await other.receive("5s")


@pytest.mark.parametrize("kind", ["plain", "native"])
async def test_a_node_that_is_killed_and_restarted_mid_work_loses_nothing(
    mortal: Node, name: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(mortal.endpoint, concurrency=8)
    begun: Counter[str] = Counter()
    at_a_time: Counter[str] = Counter()
    twice: list[str] = []
    go = threading.Event()

    def enter(job: DeliveryInfo) -> None:
        begun[job.event.timer_id] += 1
        at_a_time[job.event.timer_id] += 1
        if at_a_time[job.event.timer_id] > 1:
            twice.append(job.event.timer_id)

    def plain(job: DeliveryInfo) -> None:
        enter(job)
        go.wait(20)
        at_a_time[job.event.timer_id] -= 1

    async def native(job: DeliveryInfo) -> None:
        enter(job)
        while not go.is_set():
            await asyncio.sleep(0.01)
        at_a_time[job.event.timer_id] -= 1

    worker.on("timer.fired", queue=name)(plain if kind == "plain" else native)
    timers = [NewTimer(name, delay="0s", queue=name, ack_deadline="2s") for _ in range(30)]
    async with AsyncClient(mortal.endpoint) as client, working(worker):
        await client.create_many(timers)
        await until(lambda: len(begun) == 8)
        mortal.kill()
        await asyncio.sleep(0.3)
        mortal.start()
        await asyncio.sleep(0.5)
        go.set()
        for timer in timers:
            assert (await ended(client, timer.id)).status is TimerStatus.SETTLED
    assert set(begun) == {timer.id for timer in timers} and not twice
    assert "the connection broke" in caplog.text


async def test_a_worker_waits_for_a_node_that_is_not_there_yet(
    mortal: Node, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    timer = NewTimer(name, delay="0s", queue=name)
    async with AsyncClient(mortal.endpoint) as client:
        await client.create(timer)
        mortal.kill()
        worker = Worker(mortal.endpoint, deadline="500ms")
        worker.on("timer.fired", queue=name)(lambda job: None)
        async with working(worker):
            await until(lambda: "minoots dev" in caplog.text)
            await asyncio.sleep(0.7)
            mortal.start()
            assert (await ended(client, timer.id)).status is TimerStatus.SETTLED


async def test_a_handler_that_blocks_the_event_loop_is_told(
    node: Node, async_client: AsyncClient, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(node.endpoint)

    @worker.on("timer.fired", queue=name)
    async def blocking(job: DeliveryInfo) -> None:
        time.sleep(2)

    timer = NewTimer(name, delay="0s", queue=name)
    with caplog.at_level(logging.WARNING):
        async with working(worker):
            await async_client.create(timer)
            await ended(async_client, timer.id)
            await until(lambda: "must be a plain function" in caplog.text)


async def test_a_handler_that_blocks_the_event_loop_for_longer_than_its_lease_is_told_what_that_costs(
    node: Node, async_client: AsyncClient, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(node.endpoint)

    @worker.on("timer.fired", queue=name)
    async def blocking(job: DeliveryInfo) -> None:
        time.sleep(2.5)

    timer = NewTimer(name, delay="0s", queue=name, ack_deadline="1s")
    with caplog.at_level(logging.WARNING):
        async with working(worker):
            await async_client.create(timer)
            await until(lambda: "may be handled there too" in caplog.text)
    [told] = {message for message in caplog.messages if "may be handled there too" in message}
    assert f"timer:dev:{timer.id}:" in told and "within 1 s" in told and "must be a plain function" in caplog.text


async def test_wrong_use_is_told_at_once(node: Node) -> None:
    with pytest.raises(InvalidError, match="concurrency"):
        Worker(node.endpoint, concurrency=0)
    with pytest.raises(InvalidError, match="drain"):
        Worker(node.endpoint, drain=5)  # type: ignore[arg-type]
    with pytest.raises(InvalidError, match="delay"):
        Retry(delay="soon")
    worker = Worker(node.endpoint)
    with pytest.raises(InvalidError, match="handlers"):
        await worker.serve()
    with pytest.raises(InvalidError, match=r"@worker\.on"):
        worker.on(lambda job: None)  # type: ignore[arg-type]
    worker.on("timer.fired")(print)
    with pytest.raises(InvalidError, match="has a handler already"):
        worker.on("timer.fired")
    wrong = Worker(node.endpoint, concurrency=10_001)
    wrong.on("timer.fired")(print)
    with pytest.raises(InvalidError) as refused:
        await asyncio.wait_for(wrong.serve(), 10)
    assert refused.value.reason == "CREDITS_RANGE"


PROGRAM = """
import sys, time
from minoots import Worker

worker = Worker()

@worker.on("timer.fired", queue=sys.argv[1])
def slow(job):
    print("begun", flush=True)
    time.sleep(0.5)
    print("done", flush=True)

worker.run()
print("ended", flush=True)
"""


def test_sigterm_drains_a_worker_program(node: Node, client: Client, name: str) -> None:
    timer = client.create(NewTimer(name, delay="0s", queue=name)).timer
    environment = {**os.environ, "MINOOTS_ENDPOINT": node.endpoint}
    command = [sys.executable, "-c", PROGRAM, name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as program:
        assert program.stdout
        assert program.stdout.readline() == "begun\n"
        program.send_signal(signal.SIGTERM)
        assert program.stdout.read() == "done\nended\n"
        assert program.wait(10) == 0
    assert client.get(timer).status is TimerStatus.SETTLED


ENDLESS = """
import asyncio, sys
from minoots import Worker

worker = Worker()

@worker.on("timer.fired", queue=sys.argv[1])
async def endless(job):
    print("begun", flush=True)
    await asyncio.sleep(60)

worker.run()
print("ended", flush=True)
"""


def test_a_second_signal_ends_a_worker_at_once(node: Node, client: Client, name: str) -> None:
    client.create(NewTimer(name, delay="0s", queue=name))
    environment = {**os.environ, "MINOOTS_ENDPOINT": node.endpoint}
    command = [sys.executable, "-c", ENDLESS, name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as program:
        assert program.stdout
        assert program.stdout.readline() == "begun\n"
        program.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert program.poll() is None
        program.send_signal(signal.SIGINT)
        assert program.stdout.read() == "ended\n"
        assert program.wait(10) == 0
    with client.consume(name) as consumer:
        assert consumer.receive("5s")
