"""A worker that is busy when its stream breaks: the next stream does not exceed its concurrency."""

from __future__ import annotations

import asyncio

import pytest

from minoots import AsyncClient, DeliveryInfo, NewTimer, Worker

from .conftest import Node


def restart(node: Node) -> None:
    node.kill()
    node.start()


@pytest.mark.parametrize("concurrency", [1, 2])
async def test_a_busy_worker_handles_no_more_than_its_concurrency(mortal: Node, concurrency: int) -> None:
    worker = Worker(mortal.endpoint, concurrency=concurrency)
    finish = asyncio.Event()
    handled: list[DeliveryInfo] = []
    at_work = most = 0

    @worker.on("timer.fired", queue="q")
    async def handle(job: DeliveryInfo) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await finish.wait()
        at_work -= 1
        handled.append(job)
        if len(handled) == concurrency + 3:
            worker.stop()

    async with AsyncClient(mortal.endpoint, deadline="30s") as client:
        timers = [NewTimer("t", delay="0s", queue="q", ack_deadline="6s") for _ in range(concurrency + 3)]
        await client.create_many(timers)
        serving = asyncio.create_task(worker.serve())
        while at_work < concurrency:
            await asyncio.sleep(0.05)
        # By then the node has stored the fired timers.
        await asyncio.sleep(1.5)
        await asyncio.to_thread(restart, mortal)
        # Longer than a lease, because the lease of a waiting delivery is extended, too.
        await asyncio.sleep(8)
        finish.set()
        await asyncio.wait_for(serving, 30)
    assert most == concurrency
    assert {job.event.timer_id for job in handled} == {timer.id for timer in timers} and len(handled) == len(timers)
    assert {job.attempt for job in handled} == {1}
