"""Every call about agents of both clients, on a real node."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from minoots import (
    AgentDoing,
    AgentLostError,
    Agents,
    AgentStatus,
    AgentWork,
    AsyncClient,
    Client,
    ConflictError,
    InvalidError,
    NotFoundError,
    PhaseAttempt,
)
from minoots._proto.workflow.v1.agent_service_pb2 import DESCRIPTOR

from .conftest import Lossy, Node, free_port, until


def test_an_agent_is_registered_heard_read_and_retired(client: Client, name: str) -> None:
    agents = client.agents
    agent = agents.register(name, ttl="10m", capabilities=["search"], queues=["writers"], rules="grace: 2m")
    assert (agent.id, agent.epoch, agent.status) == (name, 1, AgentStatus.LIVE)
    assert agent.ttl is not None and agent.ttl.total_seconds() == 600
    assert (agent.capabilities, agent.queues, agent.doing) == (("search",), ("writers",), AgentDoing.WORKING)
    alive = agents.heartbeat(agent)
    assert (alive.status, alive.epoch) == (AgentStatus.LIVE, 1) and alive.alive_until is not None
    told: dict[str, Any] = {"progress": "two of five pages", "tokens": 70, "money_micros": 5, "heartbeat_id": "b-1"}
    for _ in range(2):
        agents.heartbeat(agent, **told, work=AgentWork("run-1", 7))
    read = agents.get(agent)
    assert (read.progress, read.tokens, read.money_micros) == ("two of five pages", 70, 5)
    assert read.work == AgentWork("run-1", 7) and read.progress_time is not None
    agents.heartbeat(name, doing=AgentDoing.IDLE, tokens=1)
    assert (agents.get(name).doing, agents.get(name).work, agents.get(name).tokens) == (AgentDoing.IDLE, None, 71)
    retired = agents.retire(agent, reason="all pages written")
    assert (retired.status, retired.reason) == (AgentStatus.RETIRED, "all pages written")
    with pytest.raises(ConflictError) as gone:
        agents.heartbeat(name)
    assert gone.value.reason == "AGENT_NOT_ACTIVE"


def test_an_instance_that_was_replaced_is_refused(client: Client, name: str) -> None:
    first = client.agents.register(name, request_id="start-1")
    assert client.agents.register(name, request_id="start-1").epoch == 1
    second = client.agents.register(name)
    assert (first.epoch, second.epoch) == (1, 2)
    with pytest.raises(ConflictError) as stale:
        client.agents.heartbeat(first)
    assert stale.value.reason == "STALE_EPOCH" and stale.value.metadata["epoch"] == "2"
    assert client.agents.heartbeat(second).epoch == client.agents.heartbeat(name).epoch == 2
    with pytest.raises(InvalidError) as unknown:
        client.agents.heartbeat(name, epoch=9)
    assert [field.path for field in unknown.value.fields] == ["epoch"]


def test_a_quarantined_agent_is_heard_and_gets_no_work_until_it_is_released(client: Client, name: str) -> None:
    agent = client.agents.register(name, ttl="1s")
    quarantined = client.agents.quarantine(name, reason="it invents sources")
    assert (quarantined.status, quarantined.reason) == (AgentStatus.QUARANTINED, "it invents sources")
    alive = client.agents.heartbeat(agent)
    assert (alive.status, alive.alive_until) == (AgentStatus.QUARANTINED, None)
    with pytest.raises(ConflictError) as refused:
        client.agents.register(name)
    assert refused.value.reason == "AGENT_NOT_ACTIVE"
    with pytest.raises(AgentLostError) as lost, client.agents.beating(agent):
        raise AssertionError("this is not reached")
    assert lost.value.reason == "QUARANTINED"
    assert client.agents.release(name).status is AgentStatus.LIVE


def test_expected_agents_are_not_live_yet(client: Client, name: str) -> None:
    assert client.agents.register(name, expected=True).status is AgentStatus.EXPECTED
    with pytest.raises(NotFoundError) as absent:
        client.agents.heartbeat(name)
    assert absent.value.reason == "AGENT"
    assert client.agents.register(name).status is AgentStatus.LIVE
    with pytest.raises(NotFoundError):
        client.agents.get(f"{name}-none")


def test_agents_are_listed_by_id_status_and_capability(client: Client, name: str) -> None:
    ids = [f"{name}-{number}" for number in range(4)]
    for one in reversed(ids):
        client.agents.register(one, ttl="1h", capabilities=["search"] if one < ids[2] else [])
    client.agents.retire(ids[0])
    assert [agent.id for agent in client.agents.list(id_prefix=name)] == ids[1:]
    retired = client.agents.list(id_prefix=name, statuses=[AgentStatus.RETIRED, AgentStatus.LIVE])
    assert [agent.id for agent in retired] == ids
    assert [agent.id for agent in client.agents.list(id_prefix=name, capability="search")] == [ids[1]]


def test_rules_that_are_wrong_are_told_with_line_and_column(client: Client, name: str) -> None:
    with pytest.raises(InvalidError) as refused:
        client.agents.register(name, rules="grace: 1m\nwarned: [shout]\n")
    assert refused.value.reason == "AGENT_RULES" and refused.value.metadata["line"] == "2"
    with pytest.raises(InvalidError) as ttl:
        client.agents.register(name, ttl="1ms")
    assert [field.path for field in ttl.value.fields] == ["ttl"]


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda agents: agents.register(""), "id"),
        (lambda agents: agents.register("x", ttl=5), "ttl"),
        (lambda agents: agents.register("x", queues="writers"), "queues"),
        (lambda agents: agents.heartbeat("x", epoch=-1), "epoch"),
        (lambda agents: agents.heartbeat("x", tokens=1.5), "tokens"),
        (lambda agents: agents.heartbeat("x", doing="idle"), "doing"),
        (lambda agents: agents.heartbeat("x", work="run-1"), "work"),
        (lambda agents: agents.list(statuses=["LIVE"]), "statuses"),
        (lambda agents: agents.beating(7), "id"),
    ],
)
def test_invalid_arguments_are_refused_before_sending(call: Any, path: str) -> None:
    # No server listens on this port.
    with Client(f"http://127.0.0.1:{free_port()}") as client, pytest.raises(InvalidError) as refused:
        call(client.agents)
    assert [field.path for field in refused.value.fields] == [path] and refused.value.code is None


def test_a_block_keeps_an_agent_alive_and_its_end_lets_it_be_missed(client: Client, name: str) -> None:
    agent = client.agents.register(name, ttl="1s")
    work = PhaseAttempt("run-1", "review", "draft", 1, 1, 7, None, None)
    with client.agents.beating(agent, work=work) as beating:
        time.sleep(2.5)
        beating.check()
        assert beating.tell(progress="two of five pages", tokens=3).status is AgentStatus.LIVE
        read = client.agents.get(name)
        assert (read.status, read.missed, read.tokens) == (AgentStatus.LIVE, 0, 3)
        assert read.work == AgentWork("run-1", 7) and not beating.lost
    until(lambda: client.agents.get(name).missed > 0)


def test_a_block_that_ends_well_retires_its_agent_if_it_is_to(client: Client, name: str) -> None:
    client.agents.register(name, ttl="1m")
    with pytest.raises(ValueError, match="work"), client.agents.beating(name, retire=True):
        raise ValueError("the work has failed")
    assert client.agents.get(name).status is AgentStatus.LIVE
    with client.agents.beating(name, retire=True):
        pass
    assert client.agents.get(name).status is AgentStatus.RETIRED


def test_an_instance_that_was_replaced_while_it_beat_is_lost(client: Client, name: str) -> None:
    client.agents.register(name, ttl="1s")
    with client.agents.beating(name, retire=True) as beating:
        assert beating.epoch == 1
        client.agents.register(name, ttl="1m")
        until(lambda: beating.lost)
        with pytest.raises(AgentLostError) as lost:
            beating.check()
        assert lost.value.reason == "STALE_EPOCH"
    assert client.agents.get(name).status is AgentStatus.LIVE


def test_quarantined_agents_resume_beating_after_their_release(client: Client, name: str) -> None:
    client.agents.register(name, ttl="1s")
    with client.agents.beating(name) as beating:
        client.agents.quarantine(name)
        until(lambda: beating.lost)
        client.agents.release(name)
        until(lambda: not beating.lost)
        beating.check()
        time.sleep(1.5)
        assert client.agents.get(name).missed == 0


def test_a_shorter_time_to_live_is_kept_as_soon_as_it_holds(client: Client, name: str) -> None:
    client.agents.register(name, rules="heartbeat: { ttl: 1s, ttl_idle: 1m }")
    with client.agents.beating(name, doing=AgentDoing.IDLE) as beating:
        beating.tell(doing=AgentDoing.WORKING)
        time.sleep(2.5)
        assert (client.agents.get(name).status, client.agents.get(name).missed) == (AgentStatus.LIVE, 0)


def test_a_heartbeat_whose_answer_was_lost_counts_once(lossy: Lossy, client: Client, name: str) -> None:
    with Client(lossy.url) as losing:
        agent = losing.agents.register(name, ttl="1m")
        assert agent.epoch == 1
        losing.agents.heartbeat(agent, tokens=70)
    assert client.agents.get(name).tokens == 70 and len(lossy.lost) == 2


def test_an_agent_is_heard_again_after_its_node_was_killed(mortal: Node, name: str) -> None:
    with Client(mortal.endpoint) as client:
        agent = client.agents.register(name, ttl="3s")
        with client.agents.beating(agent) as beating:
            mortal.kill()
            mortal.start()
            until(lambda: client.agents.get(name).status is AgentStatus.LIVE)
            time.sleep(3)
            beating.check()
            assert client.agents.get(name).status is AgentStatus.LIVE


async def test_an_agent_on_an_event_loop(async_client: AsyncClient, name: str) -> None:
    agents = async_client.agents
    agent = await agents.register(name, rules="heartbeat: { ttl: 1s, ttl_idle: 1m }")
    async with agents.beating(agent, doing=AgentDoing.IDLE, retire=True) as beating:
        await beating.tell(doing=AgentDoing.WORKING, progress="begun")
        await asyncio.sleep(2.5)
        beating.check()
        read = await agents.get(agent)
        assert (read.status, read.missed, read.progress) == (AgentStatus.LIVE, 0, "begun")
        await agents.quarantine(agent, reason="it invents sources")
        await asyncio.to_thread(until, lambda: beating.lost)
        assert beating.status is AgentStatus.QUARANTINED
        await agents.release(agent)
        await asyncio.to_thread(until, lambda: not beating.lost)
    assert [one.status async for one in agents.list(id_prefix=name, statuses=[AgentStatus.RETIRED])] == [
        AgentStatus.RETIRED
    ]
    second = await agents.register(name)
    with pytest.raises(ConflictError) as replaced:
        await agents.retire(agent)
    assert replaced.value.reason == "STALE_EPOCH"
    assert second.epoch == 2 and (await agents.retire(second)).status is AgentStatus.RETIRED
    with pytest.raises(ConflictError):
        await agents.heartbeat(agent)


def test_the_client_has_all_calls_that_there_are() -> None:
    calls = {name for name in vars(Agents) if not name.startswith("_")}
    asked = {method.name for method in DESCRIPTOR.services_by_name["AgentService"].methods}
    # The additional method sends heartbeats while a block runs.
    assert len(calls) == len(asked) + 1
