"""Watchdogs and heartbeats, on a real node."""

from __future__ import annotations

import asyncio
import time

import pytest

from minoots import (
    AsyncClient,
    Client,
    InvalidError,
    NewTimer,
    NewWatchdog,
    Stage,
    TimerStatus,
    Touch,
    TouchOutcome,
    WaitUntil,
    WatchdogLostError,
)

from .conftest import Node


def watchdog(name: str, ttl: str, **more: object) -> NewTimer:
    return NewTimer("agent", delay=ttl, id=name, queue=name, watchdog=NewWatchdog(**more))  # type: ignore[arg-type]


def test_a_watchdog_is_created_touched_and_superseded(client: Client, name: str) -> None:
    made = client.create(watchdog(name, "10m", epoch=1, stages=(Stage("5m", queue="warnings"),))).timer
    assert made.watchdog is not None and made.watchdog.ttl is not None
    assert (made.watchdog.ttl.total_seconds(), made.watchdog.epoch, made.watchdog.stages_reached) == (600, 1, 0)
    assert [(stage.queue, stage.webhook) for stage in made.watchdog.stages] == [("warnings", None)]
    first = client.touch(made, epoch=1, sequence=3)
    assert first.outcome is TouchOutcome.TOUCHED and first.sequence == 3 and made.fire_time and first.fire_time
    assert first.fire_time > made.fire_time
    assert client.touch(name, epoch=1, sequence=2).outcome is TouchOutcome.SUPERSEDED
    assert client.touch(name, epoch=2).outcome is TouchOutcome.TOUCHED
    assert client.touch(name, epoch=1, sequence=4).outcome is TouchOutcome.SUPERSEDED
    client.cancel(name)
    assert client.touch(name, epoch=2).outcome is TouchOutcome.CANCELLED


def test_each_of_many_has_an_outcome(client: Client, name: str) -> None:
    client.create(watchdog(name, "10m"))
    client.create(NewTimer("tea", delay="1h", id=f"{name}-tea"))
    answers = client.touch_many([Touch(name), Touch(f"{name}-none"), Touch(f"{name}-tea")])
    assert [(one.id, one.outcome) for one in answers] == [
        (name, TouchOutcome.TOUCHED),
        (f"{name}-none", TouchOutcome.NOT_FOUND),
        (f"{name}-tea", TouchOutcome.NOT_A_WATCHDOG),
    ]


def test_a_heartbeat_keeps_a_watchdog_from_firing_and_its_end_lets_it(client: Client, name: str) -> None:
    client.create(watchdog(name, "1s"))
    with client.heartbeat(name) as heartbeat:
        time.sleep(1.6)
        heartbeat.check()
        assert not heartbeat.lost and client.get(name).status is TimerStatus.SCHEDULED
    assert client.wait(name, timeout="10s").reached


def test_a_heartbeat_that_ends_well_cancels_if_it_is_to(client: Client, name: str) -> None:
    made = client.create(watchdog(name, "5s")).timer
    with client.heartbeat(made, cancel=True):
        pass
    assert client.get(name).status is TimerStatus.CANCELLED
    client.create(watchdog(f"{name}-2", "5s"))
    with pytest.raises(ValueError, match="work"), client.heartbeat(f"{name}-2", cancel=True):
        raise ValueError("the work has failed")
    assert client.get(f"{name}-2").status is TimerStatus.SCHEDULED


def test_a_heartbeat_of_an_older_instance_is_lost(client: Client, name: str) -> None:
    client.create(watchdog(name, "3s"))
    with client.heartbeat(name, epoch=1) as heartbeat:
        assert client.touch(name, epoch=2).outcome is TouchOutcome.TOUCHED
        over = time.monotonic() + 10
        while not heartbeat.lost and time.monotonic() < over:
            time.sleep(0.05)
        with pytest.raises(WatchdogLostError) as lost:
            heartbeat.check()
        assert lost.value.reason == "SUPERSEDED"
    with pytest.raises(WatchdogLostError), client.heartbeat(name, epoch=1):
        raise AssertionError("this is not reached")


def test_heartbeats_need_a_watchdog(client: Client, name: str) -> None:
    client.create(NewTimer("tea", delay="1h", id=name))
    with pytest.raises(InvalidError) as refused, client.heartbeat(name):
        raise AssertionError("this is not reached")
    assert refused.value.reason == "NOT_A_WATCHDOG"


@pytest.mark.parametrize(
    ("stage", "path"),
    [
        (Stage("5m"), "watchdog.stages[0].target"),
        (Stage("5m", queue="a", webhook="b"), "watchdog.stages[0].target"),
        (Stage("5", queue="a"), "watchdog.stages[0].delay"),
    ],
)
def test_a_wrong_stage_is_named(client: Client, stage: Stage, path: str) -> None:
    with pytest.raises(InvalidError) as refused:
        client.create(watchdog("x", "10m", stages=(stage,)))
    assert refused.value.fields[0].path == path


async def test_a_heartbeat_on_an_event_loop(async_client: AsyncClient, name: str) -> None:
    await async_client.create(watchdog(name, "1s"))
    async with async_client.heartbeat(name, cancel=True) as heartbeat:
        await asyncio.sleep(1.6)
        heartbeat.check()
        assert (await async_client.touch(name)).outcome is TouchOutcome.TOUCHED
    assert [one.outcome for one in await async_client.touch_many([Touch(name)])] == [TouchOutcome.CANCELLED]


def test_a_heartbeat_goes_on_after_its_node_was_killed(mortal: Node, name: str) -> None:
    with Client(mortal.endpoint) as client:
        client.create(watchdog(name, "4s"))
        with client.heartbeat(name) as heartbeat:
            mortal.kill()
            mortal.start()
            time.sleep(3)
            heartbeat.check()
            assert client.get(name).status is TimerStatus.SCHEDULED
        assert client.wait(name, until=WaitUntil.FIRED, timeout="20s").reached
