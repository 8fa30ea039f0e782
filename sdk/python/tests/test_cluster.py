"""Three nodes whose leader is killed, under clients and a worker."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time

import pytest

from minoots import (
    AsyncClient,
    Client,
    DeliveryInfo,
    ExecutionStatus,
    NewTimer,
    NotFoundError,
    PhaseAttempt,
    TimerStatus,
    WaitUntil,
    Worker,
    phase_message,
)

from .conftest import Member, binary


def leader(members: list[Member]) -> Member:
    """Returns the leader, as the command line reports it."""
    command = [str(binary()), "cluster", "status", "-o", "json", "--endpoint", members[0].endpoint]
    status = subprocess.run(command, capture_output=True, check=True)
    number: int = json.loads(status.stdout)["leader"]
    return members[number - 1]


async def test_a_worker_and_its_clients_outlast_their_leader(cluster: list[Member], name: str) -> None:
    endpoints = [member.endpoint for member in cluster]
    worker = Worker(endpoints, concurrency=4)
    handled: list[str] = []

    @worker.on("timer.fired", queue=name)
    async def slow(job: DeliveryInfo) -> None:
        await asyncio.sleep(0.05)
        handled.append(job.event.timer_id)

    serving = asyncio.create_task(worker.serve())
    async with AsyncClient(endpoints, deadline="20s") as client:
        timers = [NewTimer(name, delay="0s", queue=name, ack_deadline="2s") for _ in range(40)]
        async with client.tail(types=["timer.scheduled"]) as tail, client.submit() as submitter:
            await asyncio.gather(*(submitter.create(timer) for timer in timers[:20]))
            leader(cluster).kill()
            await asyncio.gather(*(submitter.create(timer) for timer in timers[20:]))
            for timer in timers:
                waited = await client.wait(timer.id, until=WaitUntil.ENDED, timeout="20s")
                assert waited.reached and waited.timer.status is TimerStatus.SETTLED
            scheduled = [(await anext(tail)).event.timer_id for _ in timers]
    worker.stop()
    await asyncio.wait_for(serving, 20)
    assert set(handled) == set(scheduled) == {timer.id for timer in timers}


def test_leases_and_checkpoints_survive_the_leader(cluster: list[Member], name: str) -> None:
    endpoints = [member.endpoint for member in cluster]
    with Client(endpoints, deadline="20s") as client:
        client.set_budget(name, limit=2, window="1h")
        client.put_checkpoint(name, "state", "0")
        spent = client.spend_budget(name, request_id=name)
        with client.lease(name, ttl="30s") as lease:
            granted = lease.lease
            leader(cluster).kill()
            assert client.put_checkpoint(name, "state", "1", expected_version=1).checkpoint.version == 2
            assert client.spend_budget(name, request_id=name).original_commit_index == spent.commit_index
            assert client.spend_budget(name).remaining == 0
            while not lease.lost and lease.lease.expire_time == granted.expire_time:
                time.sleep(0.05)
            lease.check()
            assert client.get_lease(name).token == granted.token
        with pytest.raises(NotFoundError):
            client.get_lease(name)
        assert [one.version for one in client.list_checkpoints(name, "state")] == [2, 1]


def test_a_blocking_client_outlasts_its_leader(cluster: list[Member], name: str) -> None:
    endpoints = [member.endpoint for member in cluster]
    with Client(endpoints, deadline="20s") as client, client.consume(name) as consumer:
        before = client.create(NewTimer(name, delay="0s", queue=name)).timer
        first = consumer.receive("10s")
        assert first and first.event.timer_id == before.id
        leader(cluster).kill()
        after = client.create(NewTimer(name, delay="0s", queue=name)).timer
        first.ack()
        # A delivery of the killed leader may be repeated.
        taken = {before.id}
        while after.id not in taken:
            delivery = consumer.receive("20s")
            assert delivery
            delivery.ack()
            taken.add(delivery.event.timer_id)
        assert taken == {before.id, after.id}
        for timer in (before, after):
            assert client.get(timer).status is TimerStatus.SETTLED


def test_an_execution_and_an_agent_outlast_the_leader(cluster: list[Member], name: str) -> None:
    endpoints = [member.endpoint for member in cluster]
    document = f"{{name: {name}, phases: [{{id: draft, queue: {name}, to: [done]}}, {{id: done}}]}}"
    with Client(endpoints, deadline="20s") as client:
        client.workflows.apply(document)
        runs = [client.workflows.start(name, id=f"{name}-{number}").execution for number in range(3)]
        agent = client.agents.register(name, ttl="20s")
        with client.agents.beating(agent) as beating, client.consume(name) as consumer:
            leader(cluster).kill()
            assert client.workflows.start(name, id=runs[0].id).existing
            assert [one.id for one in client.workflows.list(id_prefix=name)] == [run.id for run in runs]
            left = {run.id for run in runs}
            while left:
                delivery = consumer.receive("20s")
                assert delivery
                work = phase_message(delivery.event)
                assert isinstance(work, PhaseAttempt)
                beating.tell(work=work, tokens=1)
                # A delivery of the killed leader may be repeated, and so may this call.
                assert client.workflows.complete(work).status is ExecutionStatus.COMPLETED
                left.discard(work.execution)
                delivery.ack()
            beating.check()
        for run in runs:
            assert client.workflows.wait(run, timeout="20s").execution.visits == {"draft": 1, "done": 1}
            kinds = [entry.event.type for entry in client.workflows.timeline(run)]
            assert kinds.count("workflow.phase_completed") == kinds.count("workflow.completed") == 1
        assert client.agents.get(agent).epoch == 1 and client.agents.get(agent).tokens >= len(runs)
