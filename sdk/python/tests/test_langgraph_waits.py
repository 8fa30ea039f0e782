"""Interrupts with deadlines, under kills of processes and nodes."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
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
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.func import entrypoint, task
from langgraph.graph import START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from minoots import (
    AsyncClient,
    Client,
    ConflictError,
    InvalidError,
    NewTimer,
    RetryPolicy,
    TimerFilter,
    TimerStatus,
    Worker,
)
from minoots.langgraph import AsyncMinootsSaver, MinootsSaver, Waits

from .conftest import Member, Node, until
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
    """Returns the values of a thread after its end."""
    # Until a node's writes are in a checkpoint, nothing is next, but its task exists.
    over = time.monotonic() + within
    while (state := graph.get_state(config(thread))).next or state.tasks:
        assert time.monotonic() < over, state
        time.sleep(0.05)
    return state.values


def settled(client: Client, queue: str) -> None:
    """Waits until no timer of a queue is unsettled."""
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
            # If the machine stalled until the deadline, the leader died too late: the test repeats with a longer
            # deadline.
            for deadline in ("3s", "15s", "60s"):
                thread, killed = f"{name}-{deadline}", leader(cluster)
                graph.invoke({"said": []}, config(thread), durability="sync")
                killed.kill()
                # Another node leads, and reports that the timer has not fired.
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
        (lambda: waits.interrupt("?", deadline="1s", default=["half \ud800"]), "default"),
        (lambda: waits.exclusive("half \ud800"), "thread_id"),
        (lambda: Waits(client, grace="5"), "grace"),
        (lambda: Waits(client, queue=""), "queue"),
    ):
        with pytest.raises(InvalidError) as refused:
            call()
        assert refused.value.fields[0].path == path


def test_a_thread_with_a_lone_surrogate_is_named_also_with_another_saver(client: Client, waits: Waits) -> None:
    def ask(_: State) -> State:
        return {"said": [waits.interrupt("?", deadline="1s")]}

    with pytest.raises(InvalidError, match="lone surrogate") as refused:
        graph_of(InMemorySaver(), ask).invoke({"said": []}, config("thread \ud800"))
    assert refused.value.fields[0].path == "thread_id"
    assert list(client.list(TimerFilter(queue=waits.queue))) == []


class Log:
    """The lines of a logger during a test."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog

    def has(self, *words: str) -> bool:
        return any(all(word in record.getMessage() for word in words) for record in self._caplog.records)


@pytest.mark.parametrize("apart", ["graphs", "savers", "names"])
def test_two_applications_of_one_queue_keep_their_deadlines(
    node: Node, client: Client, name: str, caplog: pytest.LogCaptureFixture, apart: str
) -> None:
    """The waits differ in their nodes, savers or names only."""
    again = RetryPolicy(initial_backoff="100ms", max_backoff="200ms", max_attempts=100)

    def application(which: str) -> tuple[Waits, Any]:
        named = which if apart == "names" else ""
        waits = Waits(client, queue=name, graph=named, lease_ttl="2s", grace="100ms", retry_policy=again)

        def ask(_: State) -> State:
            return {"said": [which, waits.interrupt("?", deadline="100ms", default="default")]}

        builder: Any = StateGraph(State)
        at = which if apart == "graphs" else "ask"
        builder.add_node(at, ask)
        builder.add_edge(START, at)
        saver = MinootsSaver(client, prefix=which if apart == "savers" else "shared")
        return waits, builder.compile(checkpointer=saver)

    (mine, my_graph), (yours, your_graph) = application("mine"), application("yours")
    threads = [f"{name}-{number}" for number in range(3)]
    for thread in threads:
        my_graph.invoke({"said": []}, config(thread))
    with serving(yours, your_graph, node):
        until(lambda: Log(caplog).has("given back", "another application", name))
        assert all(my_graph.get_state(config(thread)).interrupts for thread in threads)
        with serving(mine, my_graph, node):
            assert [ended(my_graph, thread) for thread in threads] == [{"said": ["mine", "default"]}] * 3
            settled(client, name)


def test_a_named_graph_has_a_queue_of_its_own(client: Client) -> None:
    assert Waits(client).queue == "langgraph.waits"
    assert Waits(client, graph="reviews").queue == "langgraph.waits.reviews"
    assert Waits(client, graph="reviews", queue="q").queue == "q"


def test_a_wait_of_a_thread_that_is_not_there_becomes_a_dead_letter(
    node: Node, client: Client, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    once = RetryPolicy(initial_backoff="100ms", max_attempts=2)
    waits = Waits(client, queue=name, lease_ttl="2s", grace="100ms", retry_policy=once)

    def ask(_: State) -> State:
        return {"said": [waits.interrupt("?", deadline="100ms", default="default")]}

    saver = MinootsSaver(client)
    graph = graph_of(saver, ask)
    graph.invoke({"said": []}, config(name))
    saver.delete_thread(name)
    with serving(waits, graph, node):
        until(lambda: Log(caplog).has("dead letter", "no such thread", name))
    [failed] = client.list(TimerFilter(queue=name), statuses=[TimerStatus.FAILED])
    assert failed.id.startswith("wait-")


def test_an_event_that_is_no_wait_becomes_a_dead_letter(
    waits: Waits, node: Node, client: Client, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    once = RetryPolicy(max_attempts=1)
    for body in ({"thread": "t"}, [1], "text", None):
        client.create(NewTimer("of another", delay="0s", queue=name, json=body, retry_policy=once))
    with serving(waits, graph_of(MinootsSaver(client), lambda state: state), node):
        failed = {"statuses": [TimerStatus.FAILED]}
        until(lambda: len(list(client.list(TimerFilter(queue=name), **failed))) == 4)  # type: ignore[arg-type]
    assert Log(caplog).has("dead letter", "is of no wait")


@task
def asks_in_a_task(waits: Waits, which: str) -> Any:
    return waits.interrupt(which, deadline="200ms", default=f"{which} by default")


@task
def calls_a_task(waits: Waits, which: str) -> Any:
    return asks_in_a_task(waits, which).result()


def test_a_wait_in_a_task_of_a_node_ends_at_its_deadline(waits: Waits, node: Node, client: Client, name: str) -> None:
    def ask(_: State) -> State:
        first = waits.interrupt("node", deadline="200ms", default="node by default")
        return {"said": [first, asks_in_a_task(waits, "a").result(), calls_a_task(waits, "b").result()]}

    graph = graph_of(MinootsSaver(client), ask)
    graph.invoke({"said": []}, config(name))
    with serving(waits, graph, node):
        assert ended(graph, name) == {"said": ["node by default", "a by default", "b by default"]}
        settled(client, name)


def test_a_wait_in_a_task_after_an_answer_that_names_no_interrupt(
    waits: Waits, node: Node, client: Client, name: str
) -> None:
    def ask(_: State) -> State:
        return {"said": [interrupt("node"), asks_in_a_task(waits, "a").result()]}

    graph = graph_of(MinootsSaver(client), ask)
    graph.invoke({"said": []}, config(name))
    graph.invoke(Command(resume="by hand"), config(name))
    with serving(waits, graph, node):
        assert ended(graph, name) == {"said": ["by hand", "a by default"]}
        settled(client, name)


def test_a_wait_in_a_task_of_an_entrypoint_ends_at_its_deadline(
    waits: Waits, node: Node, client: Client, name: str
) -> None:
    @entrypoint(checkpointer=MinootsSaver(client))
    def flow(which: str) -> Any:
        return calls_a_task(waits, which).result()

    flow.invoke("a", config(name))
    with serving(waits, flow, node):
        settled(client, name)
    assert flow.get_state(config(name)).values == "a by default"


@dataclasses.dataclass
class Context:
    user: str
    limits: list[int]


def test_the_resumption_has_the_configurable_and_the_context_of_its_run(
    node: Node, client: Client, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    waits = Waits(client, queue=name, lease_ttl="2s", grace="100ms")
    seen: list[Any] = []

    def ask(state: State, config: RunnableConfig, runtime: Runtime[Context]) -> State:
        settings = config["configurable"]
        seen.append((runtime.context, settings.get("tenant"), settings.get("model"), settings.get("region")))
        return {"said": [waits.interrupt("?", deadline="100ms", default=1)]}

    builder: Any = StateGraph(State, context_schema=Context)
    builder.add_node("ask", ask)
    builder.add_edge(START, "ask")
    graph = builder.compile(checkpointer=MinootsSaver(client))
    run = {"configurable": {"thread_id": name, "tenant": "acme", "model": {"name": "m", "sizes": [1, 2]}}}
    graph.invoke({"said": []}, run, context=Context("ann", [1]))
    worker = Worker(node.endpoint)
    waits.serve(worker, graph, {"configurable": {"tenant": "other", "region": "north"}})
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        ended(graph, name)
    finally:
        worker.stop()
        thread.join()
    kept = (Context("ann", [1]), "acme", {"name": "m", "sizes": [1, 2]})
    assert seen == [(*kept, None), (*kept, "north")]


def test_uncarriable_context_is_refused_by_name(client: Client, name: str) -> None:
    def graph_with(waits: Waits) -> Any:
        def ask(_: State) -> State:
            return {"said": [waits.interrupt("?", deadline="1h", default=1)]}

        return graph_of(MinootsSaver(client), ask)

    class Local:
        pass

    db = {"configurable": {"thread_id": name, "db": threading.Lock()}}
    for run, context, path in ((db, None, "configurable.db"), (config(f"{name}-2"), Local(), "context")):
        with pytest.raises(InvalidError) as refused:
            graph_with(Waits(client, queue=name)).invoke({"said": []}, run, context=context)
        assert refused.value.fields[0].path == path and "carry=False" in str(refused.value)
        graph_with(Waits(client, queue=name, carry=False)).invoke({"said": []}, run, context=context)
    for timer in client.list(TimerFilter(queue=name)):
        client.cancel(timer)
