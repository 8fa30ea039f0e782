"""Many small messages to a node that reads nothing for a while: it must not treat the connection as a flood."""

from __future__ import annotations

import asyncio
import re
import signal
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from minoots import AckOutcome, AsyncClient, AsyncDelivery, Client, NewTimer
from minoots._frames import LIMIT, AsyncFrames, Frames, Unread

from .conftest import Node, until

# More than the node's limit: 512 KiB, where each small frame costs the bytes that it lacks to 256.
MANY = 4_000
FLOODS = r'^minoots_connections_closed_total\{cause="flood"\} (\S+)$'


def floods(node: Node) -> int:
    """Returns the number of connections that the node closed as floods."""
    with urllib.request.urlopen(f"{node.endpoint}/metrics") as answer:
        text = answer.read().decode()
    found = re.search(FLOODS, text, re.MULTILINE)
    assert found, text
    return int(float(found[1]))


@contextmanager
def stopped(node: Node) -> Iterator[None]:
    """Stops a node while the block runs."""
    assert node.process
    node.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        node.process.send_signal(signal.SIGCONT)


def is_full(frames: Frames | AsyncFrames) -> bool:
    return frames.used > LIMIT - 256


async def filled(frames: AsyncFrames) -> None:
    over = time.monotonic() + 20
    while not is_full(frames):
        assert time.monotonic() < over, "what was sent is less than the limit"
        await asyncio.sleep(0.05)


def test_a_full_window_of_small_writes_is_no_flood(mortal: Node) -> None:
    with Client(mortal.endpoint, deadline="60s") as client, client.submit() as first, client.submit() as second:
        # Both streams share one connection.
        for submitter in (first, second):
            submitter.create(NewTimer("t", delay="1h")).result(20)
        with stopped(mortal):
            futures = [
                submitter.create(NewTimer("t", delay="1h", queue=None))
                for submitter in (first, second)
                for _ in range(MANY // 2)
            ]
            frames = client.endpoints.route().frames
            until(lambda: is_full(frames))
        assert all(future.result(60).commit_index for future in futures)
        assert frames.most <= LIMIT
    assert frames.used == 0
    assert floods(mortal) == 0


async def test_a_full_window_of_small_writes_on_a_loop_is_no_flood(mortal: Node) -> None:
    async with AsyncClient(mortal.endpoint, deadline="60s") as client, client.submit() as submitter:
        await submitter.create(NewTimer("t", delay="1h"))
        with stopped(mortal):
            tasks = [
                asyncio.ensure_future(submitter.create(NewTimer("t", delay="1h", queue=None))) for _ in range(MANY)
            ]
            frames = client.endpoints.route().frames
            await filled(frames)
        await asyncio.gather(*tasks)
        assert frames.most <= LIMIT
    assert frames.used == 0
    assert floods(mortal) == 0


async def test_many_acknowledgements_are_no_flood(mortal: Node) -> None:
    async with AsyncClient(mortal.endpoint, deadline="60s") as client:
        for _ in range(MANY // 1_000):
            await client.create_many([NewTimer("t", delay="0s", queue="q") for _ in range(1_000)])
        async with client.consume("q", credits=MANY) as consumer:
            taken = [await consumer.receive("30s") for _ in range(MANY)]
            deliveries = [one for one in taken if isinstance(one, AsyncDelivery)]
            assert len(deliveries) == MANY
            with stopped(mortal):
                tasks = [asyncio.ensure_future(delivery.ack()) for delivery in deliveries]
                frames = client.endpoints.route().frames
                await filled(frames)
            assert set(await asyncio.gather(*tasks)) == {AckOutcome.SETTLED}
            assert frames.most <= LIMIT
    assert frames.used == 0
    assert floods(mortal) == 0


def test_an_answer_frees_what_was_read_before_it() -> None:
    unread = Unread()
    for key in ("a", "b", "c", "b"):
        unread.add(key, 10)
    assert [unread.answered(key) for key in ("b", "a", "x", "b", "b")] == [20, 0, 0, 20, 0]
    unread.add("d", 5)
    assert (unread.all(), unread.all()) == (5, 0)


async def test_one_message_always_fits() -> None:
    frames, other = Frames(limit=10), AsyncFrames(limit=10)
    with frames.changed:
        assert frames.wait(20, lambda: False)
        assert not frames.fits(1)
        assert not frames.wait(1, lambda: True)
        frames.free(20)
    await other.wait(20)
    waiting = asyncio.ensure_future(other.wait(5))
    await asyncio.sleep(0)
    assert not waiting.done()
    other.free(20)
    await waiting
    assert other.used == 5
