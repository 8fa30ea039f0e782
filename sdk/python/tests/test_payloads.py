"""Shredded payloads on a node that encrypts them: every value reports the loss, and none reads as empty."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from minoots import (
    Calendar,
    Client,
    DeliveryInfo,
    Event,
    Interval,
    InvalidError,
    LogEvent,
    NewSchedule,
    NewTimer,
    Payload,
    ShreddedError,
    ShreddedPayload,
    TailFrom,
    Timer,
    TimerTemplate,
    Worker,
    handoff_message,
    phase_message,
)
from minoots._large import CHUNK_BYTES

from .conftest import Node, binary

LARGE = b"x" * (CHUNK_BYTES + 1)


def payload_key(node: Node, *arguments: str) -> None:
    environment = {**os.environ, "MINOOTS_ENDPOINT": node.endpoint}
    command = [str(binary()), "tenant", "payload-key", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr


@dataclass
class Shredded:
    """A client, and the ids of a tenant's objects whose key was shredded."""

    client: Client
    node: Node
    timer: Timer


@pytest.fixture(scope="module")
def shredded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shredded]:
    node = Node(tmp_path_factory.mktemp("sealing"))
    node.start()
    try:
        payload_key(node, "rotate")
        with Client(node.endpoint) as client:
            timer = client.create(NewTimer("tea", delay="1h", id="tea", payload="two cups")).timer
            assert timer.payload == Payload(b"two cups", "text/plain; charset=utf-8")
            template = TimerTemplate(queue=None, json={"cups": 2})
            client.create_schedule(NewSchedule(Calendar(Interval("1h")), template, id="hourly"))
            for queue in ("hand", "worker", "nothing"):
                payload = None if queue == "nothing" else b"now"
                client.create(NewTimer(queue, delay="0s", queue=queue, payload=payload))
            client.emit("order.packed", "orders/17", payload="seventeen")
            client.put_checkpoint("run", "state", b"small")
            client.put_large_checkpoint("run", "large", LARGE)
            payload_key(node, "rotate")
            payload_key(node, "shred", "1")
            yield Shredded(client, node, timer)
    finally:
        node.kill()


def assert_shredded(payload: object) -> None:
    assert isinstance(payload, ShreddedPayload)
    with pytest.raises(ShreddedError, match="PAYLOAD_SHREDDED"):
        _ = payload.data


def test_timers_of_every_read_say_that_their_payload_is_shredded(shredded: Shredded) -> None:
    client, timer = shredded.client, shredded.timer
    reads: list[Callable[[], Timer]] = [
        lambda: client.get(timer.id),
        lambda: next(one for one in client.list() if one.id == timer.id),
        lambda: client.wait(timer.id, timeout="1ms").timer,
    ]
    for read in reads:
        found = read()
        assert found.payload_shredded
        assert_shredded(found.payload)
        assert replace(found, payload=None) == replace(timer, payload=None)
    assert not client.create(NewTimer("empty", delay="1h", payload=b"")).timer.payload_shredded


def test_no_request_takes_a_shredded_payload(shredded: Shredded) -> None:
    client = shredded.client
    gone = client.get(shredded.timer.id).payload
    assert isinstance(gone, ShreddedPayload)
    requests: list[Callable[[], object]] = [
        lambda: client.create(NewTimer("tea", delay="1h", payload=gone)),  # type: ignore[arg-type]
        lambda: client.emit("order.packed", "orders/17", payload=gone),  # type: ignore[arg-type]
        lambda: client.put_checkpoint("run", "other", gone),  # type: ignore[arg-type]
    ]
    for request in requests:
        with pytest.raises(InvalidError, match="was shredded, and nobody can read it: give another payload"):
            request()


def test_schedules_say_that_their_payload_is_shredded(shredded: Shredded) -> None:
    client = shredded.client
    for schedule in (client.get_schedule("hourly"), *client.list_schedules()):
        assert schedule.payload_shredded
        assert_shredded(schedule.timer.payload)
        with pytest.raises(InvalidError) as refused:
            client.update_schedule(schedule, timer=replace(schedule.timer, queue="jobs"))
        assert [field.path for field in refused.value.fields] == ["timer.payload"]
    mended = client.update_schedule("hourly", timer=replace(schedule.timer, payload=b"new")).schedule
    assert mended.timer.payload == Payload(b"new") and not mended.payload_shredded


def assert_event_shredded(event: Event) -> None:
    assert event.payload_shredded
    for read in (event.data, lambda: phase_message(event), lambda: handoff_message(event)):
        with pytest.raises(ShreddedError):
            read()


def test_deliveries_and_the_log_say_that_data_is_shredded(shredded: Shredded) -> None:
    client = shredded.client
    with client.consume("hand", verify=True) as consumer:
        delivery = consumer.receive("10s")
        assert delivery
        assert_event_shredded(delivery.event)
        delivery.ack()
    with client.consume("nothing") as consumer:
        delivery = consumer.receive("10s")
        assert delivery and not delivery.event.payload_shredded and delivery.event.data() is None
        delivery.ack()
    with client.tail(TailFrom.START, types=["order.packed"], verify=True) as tail:
        logged: LogEvent = next(tail)
        assert_event_shredded(logged.event)


def test_a_worker_does_not_take_shredded_data_for_none(shredded: Shredded) -> None:
    worker = Worker(shredded.node.endpoint)
    seen: list[Event] = []

    @worker.on("timer.fired", queue="worker")
    def handle(job: DeliveryInfo) -> None:
        seen.append(job.event)
        worker.stop()

    worker.run()
    assert_event_shredded(seen[0])


def test_a_callers_own_attribute_does_not_hide_data(shredded: Shredded) -> None:
    client = shredded.client
    with client.tail(types=["order.sent"]) as tail:
        client.emit("order.sent", "orders/18", json=[18], attributes={"payloadshredded": "true"})
        event = next(tail).event
    assert event.data() == [18] and not event.payload_shredded


def test_a_checkpoint_of_shredded_data_is_refused_and_replaced(shredded: Shredded) -> None:
    client = shredded.client
    for read in (client.get_checkpoint, client.get_large_checkpoint):
        for name in ("state", "large"):
            with pytest.raises(ShreddedError):
                read("run", name)
    assert client.verify_checkpoint("run", "state").shredded == 1
    assert client.put_checkpoint("run", "state", b"next", expected_version=1).checkpoint.version == 2
    assert client.get_checkpoint("run", "state").data == b"next"
    client.put_large_checkpoint("run", "large", LARGE + b"y", expected_version=1)
    assert client.get_large_checkpoint("run", "large").data == LARGE + b"y"
    assert client.sweep_checkpoint("run", "large") == 0


def test_a_large_state_whose_chunks_were_shredded_is_written_again(tmp_path: Path) -> None:
    node = Node(tmp_path)
    node.start()
    try:
        payload_key(node, "rotate")
        with Client(node.endpoint) as client:
            client.put_large_checkpoint("run", "large", LARGE)
            payload_key(node, "shred", "1")
            client.put_large_checkpoint("run", "large", LARGE, expected_version=1)
            assert client.get_large_checkpoint("run", "large").data == LARGE
    finally:
        node.kill()
