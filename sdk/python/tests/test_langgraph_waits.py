"""Interrupts with deadlines, whoever is killed meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypedDict

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt

from minoots import AsyncClient, Client, ConflictError, InvalidError, TimerFilter, TimerStatus, Worker
from minoots.langgraph import AsyncMinootsSaver, MinootsSaver, Waits

from .conftest import Member, Node
from .test_cluster import leader

EXAMPLE = Path(__file__).parent.parent / "examples/reminding_agent.py"


class State(TypedDict, total=False):
    said: list[Any]


def config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread}}


def graph_of(saver: Any, *nodes: Callable[[State], Any]) -> Any:
    builder: Any = StateGraph(State)
    for number, node in enumerate(nodes):
        builder.add_node(f"n{number}", node)
        builder.add_edge(START if number == 0 else f"n{number - 1}", f"n{number}")
    return builder.compile(checkpointer=saver)


@pytest.fixture
def waits(client: Client, name: str) -> Waits:
    return Waits(client, queue=name, lease_ttl="2s", grace="300ms")


@contextlib.contextmanager
def serving(waits: Waits, graph: Any, *nodes: Node) -> Iterator[None]:
    worker = Worker([node.endpoint for node in nodes])
    waits.serve(worker, graph)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()


def ended(graph: Any, thread: str, within: float = 20.0) -> Any:
    """The values of a thread, once it has ended."""
    # While what a node wrote is not in a checkpoint yet, nothing is next, but its task is there.
    over = time.monotonic() + within
    while (state := graph.get_state(config(thread))).next or state.tasks:
        assert time.monotonic() < over, state
        time.sleep(0.05)
    return state.values


def settled(client: Client, queue: str) -> None:
    """Comes once no timer of a queue is out."""
    over = time.monotonic() + 10
    statuses = [TimerStatus.SCHEDULED, TimerStatus.ARMED, TimerStatus.FIRED]
    while any(True for _ in client.list(TimerFilter(queue=queue), statuses=statuses)):
        assert time.monotonic() < over
        time.sleep(0.05)


def test_a_deadline_resumes_the_thread_with_the_default(waits: Waits, node: Node, client: Client, name: str) -> None:
    def ask(state: State) -> State:
        first = waits.interrupt("one?", deadline="200ms", default={"by": "default"})
        waits.wait_until("200ms")
        return {"said": [first, waits.interrupt("two?", deadline="200ms", default=None)]}

    graph = graph_of(MinootsSaver(client), ask)
    assert graph.invoke({"said": []}, config(name))["__interrupt__"][0].value == "one?"
    with serving(waits, graph, node):
        assert ended(graph, name) == {"said": [{"by": "default"}, None]}
        settled(client, name)


def test_a_deadline_resumes_the_thread_although_the_leader_is_killed_before_it(
    cluster: list[Member], name: str
) -> None:
    with Client([member.endpoint for member in cluster], deadline="30s") as client:
        waits = Waits(client, queue=name, lease_ttl="2s", grace="300ms")
        deadline = "3s"

        def ask(_: State) -> State:
            return {"said": [waits.interrupt("?", deadline=deadline, default="default")]}

        def after(state: State) -> State:
            return {"said": [*(state.get("said") or []), "after"]}

        graph = graph_of(MinootsSaver(client), ask, after)
        with serving(waits, graph, *cluster):
            # Where the machine stood still until the deadline, the leader died too late: again, with a longer one.
            for deadline in ("3s", "15s", "60s"):
                thread, killed = f"{name}-{deadline}", leader(cluster)
                graph.invoke({"said": []}, config(thread), durability="sync")
                killed.kill()
                # Another one leads, and says that it has not fired.
                waiting = list(client.list(TimerFilter(queue=name), statuses=[TimerStatus.SCHEDULED]))
                assert ended(graph, thread, within=90.0) == {"said": ["default", "after"]}
                if waiting:
                    break
                killed.start()
            else:
                raise AssertionError("the leader never died before the deadline")
            settled(client, name)


def test_an_answer_in_time_holds_and_its_deadline_changes_nothing(
    waits: Waits, node: Node, client: Client, name: str
) -> None:
    runs: list[Any] = []

    def ask(state: State) -> State:
        return {"said": [waits.interrupt("?", deadline="1s", default="nobody")]}

    def after(state: State) -> State:
        runs.append(state["said"])
        return {}

    graph = graph_of(MinootsSaver(client), ask, after)
    [stopped] = graph.invoke({"said": []}, config(name))["__interrupt__"]
    assert waits.answer(graph, config(name), "somebody", interrupt_id=stopped.id) == {"said": ["somebody"]}
    with serving(waits, graph, node):
        settled(client, name)
    assert runs == [["somebody"]]
    with pytest.raises(ConflictError) as late:
        waits.answer(graph, config(name), "too late", interrupt_id=stopped.id)
    assert late.value.reason == "NOT_WAITING"


def test_a_wait_in_a_subgraph_and_beside_other_interrupts(waits: Waits, node: Node, client: Client, name: str) -> None:
    def inner(state: State) -> State:
        return {"said": [waits.interrupt("inner?", deadline="300ms", default="inner")]}

    sub = StateGraph(State)
    sub.add_node("inner", inner)
    sub.add_edge(START, "inner")
    child = sub.compile()

    def outer(state: State) -> Any:
        return child.invoke({"said": []})

    def last(state: State) -> State:
        return {"said": [*state["said"], interrupt("human?")]}

    graph = graph_of(MinootsSaver(client), outer, last)
    graph.invoke({"said": []}, config(name))
    with serving(waits, graph, node):
        settled(client, name)
        snapshot = graph.get_state(config(name))
        assert [one.value for one in snapshot.interrupts] == ["human?"] and snapshot.values == {"said": ["inner"]}
        waits.answer(graph, config(name), "human", interrupt_id=snapshot.interrupts[0].id)
    assert ended(graph, name) == {"said": ["inner", "human"]}


def test_a_run_that_failed_after_the_deadline_is_resumed_and_not_answered_twice(
    waits: Waits, node: Node, client: Client, name: str
) -> None:
    failing = [True]

    def ask(state: State) -> State:
        first = waits.interrupt("one?", deadline="200ms", default="one")
        if failing[0]:
            failing[0] = False
            raise RuntimeError("not yet")
        return {"said": [first, waits.interrupt("two?", deadline="200ms", default="two")]}

    graph = graph_of(MinootsSaver(client), ask)
    graph.invoke({"said": []}, config(name))
    with serving(waits, graph, node):
        assert ended(graph, name) == {"said": ["one", "two"]}


async def test_on_an_event_loop(node: Node, client: Client, name: str) -> None:
    waits = Waits(client, queue=name, lease_ttl="2s", grace="300ms")

    async def ask(state: State) -> State:
        return {"said": [await waits.ainterrupt("?", deadline="200ms", default="default")]}

    async with AsyncClient(node.endpoint) as asynchronous:
        graph = graph_of(AsyncMinootsSaver(asynchronous), ask)
        await graph.ainvoke({"said": []}, config(name))
        worker = Worker(node.endpoint)
        waits.serve(worker, graph)
        serving = asyncio.create_task(worker.serve())
        over = time.monotonic() + 20
        while (state := await graph.aget_state(config(name))).next or state.tasks:
            assert time.monotonic() < over
            await asyncio.sleep(0.05)
        worker.stop()
        await serving
    assert state.values == {"said": ["default"]}


PROGRAM = """
    import os, sys
    from typing import TypedDict
    from langgraph.graph import START, StateGraph
    from minoots import Client, Worker
    from minoots.langgraph import MinootsSaver, Waits

    class State(TypedDict, total=False):
        said: list[str]

    def die(at):
        if at == dying:
            os.kill(os.getpid(), 9)

    endpoint, name, role, dying = sys.argv[1:]
    client = Client(endpoint)
    waits = Waits(client, queue=name, lease_ttl="4s", grace="300ms", ack_deadline="1s")
    worker = Worker(endpoint)
    arm = waits._arm

    def armed(timer):
        arm(timer)
        die("armed")

    waits._arm = armed

    def ask(state):
        answer = waits.interrupt("?", deadline="500ms", default="default")
        die("answered")
        return {"said": [answer]}

    def after(state):
        die("after")
        return {"said": [*state["said"], "after"]}

    builder = StateGraph(State)
    builder.add_node("ask", ask)
    builder.add_node("after", after)
    builder.add_edge(START, "ask")
    builder.add_edge("ask", "after")
    graph = builder.compile(checkpointer=MinootsSaver(client))
    config = {"configurable": {"thread_id": name}}
    if role == "run":
        with waits.exclusive(name):
            graph.invoke({"said": []}, config, durability="sync")
    else:
        waits.serve(worker, graph)
        worker.run()
"""


@pytest.mark.parametrize("dying", ["armed", "answered", "after"])
def test_a_wait_ends_although_who_ran_it_or_resumed_it_is_killed(
    node: Node, client: Client, name: str, tmp_path: Path, dying: str
) -> None:
    program = tmp_path / "waiting.py"
    program.write_text(textwrap.dedent(PROGRAM))

    def process(role: str, at: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, str(program), node.endpoint, name, role, at])

    assert process("run", dying).wait(60) == (-9 if dying == "armed" else 0)
    if dying != "armed":
        assert process("serve", dying).wait(60) == -signal.SIGKILL
    survivor = process("serve", "")
    try:
        graph = graph_of(MinootsSaver(client), lambda state: state, lambda state: state)
        over = time.monotonic() + 40
        while graph.get_state(config(name)).values.get("said") != ["default", "after"]:
            assert time.monotonic() < over and survivor.poll() is None
            time.sleep(0.1)
    finally:
        survivor.kill()
        survivor.wait()


def test_the_example_killed_in_the_middle_of_its_run_wakes_on_its_timer_and_finishes(node: Node, name: str) -> None:
    command = [sys.executable, str(EXAMPLE), name, "the shed", "1s"]
    environment = {**os.environ, "MINOOTS_ENDPOINT": node.endpoint}
    first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert first.stdout is not None
    assert [first.stdout.readline() for _ in range(2)] == ["planning\n", "asking\n"]
    first.kill()
    first.communicate()
    said = []
    for more, code in (({"DIE_WHILE_ACTING": "yes"}, -9), ({}, 0)):
        merged = {**environment, **more}
        done = subprocess.run(command, capture_output=True, text=True, env=merged, timeout=60, check=False)
        assert done.returncode == code, done.stderr
        said.append(done.stdout.splitlines())
    assert said[0][-2:] == ["asking", "acting"] and "planning" not in said[0]
    assert said[1] == ["acting", "report: prepare the shed; do the shed; check the shed"]


def test_wrong_settings_are_named(waits: Waits, client: Client) -> None:
    for call, path in (
        (lambda: waits.interrupt("?", deadline="1s", default={1, 2}), "default"),
        (lambda: Waits(client, grace="5"), "grace"),
        (lambda: Waits(client, queue=""), "queue"),
    ):
        with pytest.raises(InvalidError) as refused:
            call()
        assert refused.value.fields[0].path == path
