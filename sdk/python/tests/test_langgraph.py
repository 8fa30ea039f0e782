"""LangGraph's savers: stored records, restarts and removals, and graphs over a node that is killed."""

from __future__ import annotations

import asyncio
import json
import operator
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, TypedDict

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.channels import DeltaChannel
from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.serde.types import RESUME
from langgraph.graph import END, START, StateGraph

from minoots import AsyncClient, Client, ConflictError, InvalidError, NotFoundError, _framing
from minoots.langgraph import (
    AsyncMinootsSaver,
    MinootsSaver,
    _names,
    _plan,
    _records,
    _removing,
    _store,
    _writing,
)
from minoots.langgraph._cache import Memory
from minoots.langgraph._store import Box

from .conftest import Member, Node, binary
from .test_cluster import leader


@pytest.fixture
def saver(node: Node, name: str) -> Iterator[MinootsSaver]:
    with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as saver:
        saver.setup()
        yield saver


class State(TypedDict):
    log: Annotated[list[str], operator.add]


def config(thread: str, **more: Any) -> RunnableConfig:
    return {"configurable": {"thread_id": thread, "checkpoint_ns": "", **more}}


def step(saver: Any, at: RunnableConfig, values: dict[str, Any], versions: dict[str, int], new: list[str]) -> Any:
    """Puts a checkpoint on top of another one."""
    checkpoint = empty_checkpoint()
    checkpoint["channel_values"], checkpoint["channel_versions"] = values, dict(versions)
    told: dict[str, str | int | float] = {channel: versions[channel] for channel in new}
    return saver.put(at, checkpoint, {"source": "loop", "step": 1}, told)


def stored(saver: MinootsSaver, thread: str, namespace: str = "") -> list[str]:
    """Returns the names stored for a thread."""
    place = saver._box.place(thread, namespace)
    return [one.name for one in saver.client.list_checkpoints(place.execution, partition_key=place.partition)]


def replayed(endpoints: list[str], kill: Callable[[], None], name: str) -> None:
    """Runs a graph with two concurrent tasks. One dies after the other has written; the graph resumes and runs only
    that one.
    """
    done: list[str] = []
    broken = [True]

    def quick(state: State) -> State:
        assert state["log"] == []
        done.append("quick")
        return {"log": ["quick"]}

    def slow(_: State) -> State:
        done.append("slow")
        if broken[0]:
            kill()
            raise RuntimeError("the machine is gone")
        return {"log": ["slow"]}

    with MinootsSaver.from_conn_string(endpoints) as saver:
        builder = StateGraph(State)
        gate = threading.Event()

        def after_quick(state: State) -> State:
            assert gate.wait(10)
            return slow(state)

        builder.add_node("quick", quick)
        builder.add_node("slow", after_quick)
        builder.add_edge(START, "quick")
        builder.add_edge(START, "slow")
        graph = builder.compile(checkpointer=saver)
        put = saver.put_writes

        def noticed(config: RunnableConfig, writes: Sequence[tuple[str, Any]], *more: Any) -> None:
            put(config, writes, *more)
            # The writes of the graph's start come before both tasks.
            if ("log", ["quick"]) in writes:
                gate.set()

        saver.put_writes = noticed  # type: ignore[method-assign,assignment]
        with pytest.raises(RuntimeError, match="gone"):
            graph.invoke({"log": []}, config(name))
    broken[0] = False
    with MinootsSaver.from_conn_string(endpoints) as saver:
        again = builder.compile(checkpointer=saver)
        assert [task.name for task in again.get_state(config(name)).tasks if not task.result] == ["slow"]
        assert again.invoke(None, config(name)) == {"log": ["quick", "slow"]}
    assert done == ["quick", "slow", "slow"]


def test_pending_writes_are_replayed_after_the_node_was_killed(mortal: Node, name: str) -> None:
    def kill() -> None:
        mortal.kill()
        mortal.start()

    replayed([mortal.endpoint], kill, name)


def test_pending_writes_are_replayed_after_the_leader_was_killed(cluster: list[Member], name: str) -> None:
    replayed([member.endpoint for member in cluster], lambda: leader(cluster).kill(), name)


PROGRAM = """
    import operator, os, sys
    from typing import Annotated, TypedDict
    from langgraph.graph import END, START, StateGraph
    from minoots.langgraph import MinootsSaver

    class State(TypedDict):
        log: Annotated[list[str], operator.add]

    def node(number):
        def run(state):
            if number == int(sys.argv[3]):
                os.kill(os.getpid(), 9)
            return {"log": [f"{number} " + "x" * 2000]}
        return run

    with MinootsSaver.from_conn_string(sys.argv[1]) as saver:
        builder = StateGraph(State)
        for number in range(6):
            builder.add_node(f"n{number}", node(number))
            builder.add_edge(START if number == 0 else f"n{number - 1}", f"n{number}")
        builder.add_edge("n5", END)
        graph = builder.compile(checkpointer=saver)
        config = {"configurable": {"thread_id": sys.argv[2]}}
        begun = saver.get_tuple(config) is not None
        state = graph.invoke(None if begun else {"log": []}, config, durability="sync")
        print([line.split()[0] for line in state["log"]])
"""


def test_a_graph_whose_process_is_killed_at_each_of_its_nodes_goes_on(node: Node, name: str, tmp_path: Path) -> None:
    program = tmp_path / "graph.py"
    program.write_text(textwrap.dedent(PROGRAM))
    said = []
    for dying in (0, 3, 99):
        command = [sys.executable, str(program), node.endpoint, name, str(dying)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == (0 if dying == 99 else -9), done.stderr
        said.append(done.stdout)
    assert said == ["", "", "['0', '1', '2', '3', '4', '5']\n"]


def test_a_graph_runs_on_although_its_leader_is_killed(cluster: list[Member], name: str) -> None:
    endpoints = [member.endpoint for member in cluster]

    def node(number: int) -> Any:
        def run(_: State) -> State:
            if number == 3:
                leader(cluster).kill()
            return {"log": [str(number)]}

        return run

    with Client(endpoints, deadline="30s") as client:
        builder = StateGraph(State)
        for number in range(8):
            builder.add_node(f"n{number}", node(number))
            builder.add_edge(START if number == 0 else f"n{number - 1}", f"n{number}")
        builder.add_edge("n7", END)
        graph = builder.compile(checkpointer=MinootsSaver(client))
        assert graph.invoke({"log": []}, config(name))["log"] == [str(number) for number in range(8)]
        steps = [(one.metadata or {})["step"] for one in graph.get_state_history(config(name))]
    assert steps == list(range(8, -2, -1))


def test_a_large_value_is_stored_once_and_read_by_another_process(saver: MinootsSaver, node: Node, name: str) -> None:
    for size in (2_000, 300_000, 1_500_000):
        thread, text = f"{name}-{size}", "ä" * (size // 2)
        first = step(saver, config(thread), {"big": text, "small": 1}, {"big": 1, "small": 1}, ["big", "small"])
        pieces = sum(one.startswith("v") for one in stored(saver, thread))
        second = step(saver, first, {"big": text, "small": 2}, {"big": 1, "small": 2}, ["small"])
        assert sum(one.startswith("v") for one in stored(saver, thread)) == pieces
        with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as other:
            for at, small in ((first, 1), (second, 2)):
                found = other.get_tuple(at)
                assert found is not None and found.checkpoint["channel_values"] == {"big": text, "small": small}


def test_large_writes_are_whole(saver: MinootsSaver, node: Node, name: str) -> None:
    at = step(saver, config(name), {}, {}, [])
    for number in range(3):
        saver.put_writes(at, [("a", f"{number}" * 20_000), ("b", "x" * 400_000)], f"task-{number}", f"~{2 - number}")
    many = [("c", "y" * 15_000) for _ in range(30)]
    saver.put_writes(at, many, "task-many", "~9")
    with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as other:
        found = other.get_tuple(at)
    assert found is not None and found.pending_writes is not None
    assert [write[0] for write in found.pending_writes[:6]] == [f"task-{number}" for number in (2, 2, 1, 1, 0, 0)]
    assert found.pending_writes[0][2] == "2" * 20_000 and found.pending_writes[1][2] == "x" * 400_000
    assert [write[2] for write in found.pending_writes[6:]] == ["y" * 15_000] * 30


def test_writes_of_many_tasks_at_a_time_are_all_there(node: Node, name: str) -> None:
    with MinootsSaver.from_conn_string(node.endpoint) as one, MinootsSaver.from_conn_string(node.endpoint) as two:
        at = step(one, config(name), {}, {}, [])
        threads = [
            threading.Thread(target=saver.put_writes, args=(at, [("ch", number)], f"{number:02}"))
            for number in range(10)
            for saver in (one, two)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = two.get_tuple(at)
    assert found is not None and [write[2] for write in found.pending_writes or ()] == list(range(10))


def test_pruned_threads_depend_on_no_removed_record(saver: MinootsSaver, node: Node, name: str) -> None:
    text, other = "x" * 5_000, "y" * 5_000
    first = step(saver, config(name), {"a": text, "b": other}, {"a": 1, "b": 1}, ["a", "b"])
    second = step(saver, first, {"a": text, "b": "gone"}, {"a": 1, "b": 2}, ["b"])
    saver.put_writes(first, [("a", "z" * 20_000)], "task")
    assert [one[0] for one in stored(saver, name)] == ["c", "c", "v", "v", "v", "w"]
    saver.prune([name])
    assert [one[0] for one in stored(saver, name)] == ["c", "v"]
    # A saver that cached the pruned parent, and continues from it, stores everything again.
    with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as reader:
        found = reader.get_tuple(second)
        assert found is not None and found.checkpoint["channel_values"] == {"a": text, "b": "gone"}


def test_forks_from_a_pruned_checkpoint_store_their_values_again(saver: MinootsSaver, node: Node, name: str) -> None:
    text = "x" * 5_000
    first = step(saver, config(name), {"a": text}, {"a": 1}, ["a"])
    with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as other:
        step(other, first, {"a": "new"}, {"a": 2}, ["a"])
        other.prune([name])
        fork = step(saver, first, {"a": text, "b": 1}, {"a": 1, "b": 1}, ["b"])
        found = other.get_tuple(fork)
    assert found is not None and found.checkpoint["channel_values"] == {"a": text, "b": 1}


def test_a_thread_that_another_process_removed_can_begin_anew(saver: MinootsSaver, node: Node, name: str) -> None:
    first = step(saver, config(name), {"a": "x" * 5_000}, {"a": 1}, ["a"])
    with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as other:
        other.delete_thread(name)
        assert stored(other, name) == [] and list(other.list(None)) == []
        again = step(saver, first, {"a": "x" * 5_000}, {"a": 1}, [])
        assert [one.config for one in other.list(None)] == [again]
        # A saver continues in the thread whether or not it knew the thread before.
        with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as fresh:
            third = step(fresh, again, {"a": "y"}, {"a": 2}, ["a"])
            fourth = step(fresh, third, {"a": "z"}, {"a": 3}, ["a"])
        assert [one.config for one in other.list(None)] == [fourth, third, again]


def test_a_copy_is_whole_although_another_process_removed_the_last_one(
    saver: MinootsSaver, node: Node, name: str
) -> None:
    at = step(saver, config(name), {"a": "x" * 5_000}, {"a": 1}, ["a"])
    saver.put_writes(at, [("a", "z" * 20_000)], "task")
    copy = config(f"{name}-copy")
    for _ in range(2):
        saver.copy_thread(name, f"{name}-copy")
        assert saver.get_tuple(copy) is not None
        with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as other:
            found = other.get_tuple(copy)
            assert found is not None and found.checkpoint["channel_values"] == {"a": "x" * 5_000}
            assert [write[2] for write in found.pending_writes or ()] == ["z" * 20_000]
            other.delete_thread(f"{name}-copy")


def added(before: list[int], writes: Any) -> list[int]:
    return [*before, *(one for write in writes for one in write)]


class Deltas(TypedDict):
    numbers: Annotated[list[int], DeltaChannel(added, snapshot_frequency=4)]


def test_delta_channels_are_rebuilt_also_after_a_prune_and_a_copy(saver: MinootsSaver, node: Node, name: str) -> None:
    builder = StateGraph(Deltas)
    builder.add_node("add", lambda state: {"numbers": [len(state["numbers"])]})
    builder.add_edge(START, "add")
    builder.add_edge("add", END)
    graph = builder.compile(checkpointer=saver)
    for _ in range(7):
        graph.invoke({"numbers": []}, config(name))
    before = len(list(saver.list(config(name))))
    saver.copy_thread(name, f"{name}-copy")
    saver.prune([name])
    assert 1 <= len(list(saver.list(config(name)))) < before
    with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as other:
        again = builder.compile(checkpointer=other)
        for thread in (name, f"{name}-copy"):
            assert again.get_state(config(thread)).values == {"numbers": list(range(7))}
            assert again.invoke({"numbers": []}, config(thread)) == {"numbers": list(range(8))}


async def test_an_asynchronous_graph_and_the_blocking_methods_of_its_saver(node: Node, name: str) -> None:
    async with AsyncMinootsSaver.from_conn_string(node.endpoint, prefix=name) as saver:
        await saver.setup()
        builder = StateGraph(State)
        builder.add_node("one", lambda _: {"log": ["x" * 3_000]})
        builder.add_edge(START, "one")
        graph = builder.compile(checkpointer=saver)
        await graph.ainvoke({"log": []}, config(name))
        with pytest.raises(RuntimeError, match="its own event loop"):
            saver.get_tuple(config(name))

        listed = await asyncio.to_thread(lambda: list(saver.list(config(name), limit=2)))
        assert len(listed) == 2 and listed[0].checkpoint["channel_values"]["log"] == ["x" * 3_000]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"thread_id": "x" * 300}, "thread_id"), ({"thread_id": "x", "checkpoint_id": "y" * 61}, "checkpoint_id")],
)
def test_a_wrong_setting_is_named(saver: MinootsSaver, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        saver.get_tuple({"configurable": wrong})
    assert refused.value.fields[0].path == field
    with pytest.raises(InvalidError) as refused:
        saver.prune(["x"], strategy="some")
    assert refused.value.fields[0].path == "strategy"


def test_names_sort_the_newest_first_and_are_read_back() -> None:
    ids = ["1f0", "1f05", "1ef", "a", "ä", "a-b", "1f0573c2-0000-6000-8000-000000000000"]
    by_name = sorted(ids, key=_names.checkpoint)
    assert by_name == sorted(ids, key=str.encode, reverse=True)
    assert [_names.id_of(_names.checkpoint(one)) for one in ids] == ids


def test_stored_bytes_are_what_they_were() -> None:
    file = Path(__file__).parent / "golden/langgraph.json"
    kept = _records.Kept(
        "p", ("msgpack", b"\x81"), ("json", b"{}"), {"a": (1, "msgpack", b"\x01"), "b": ("2.5", "x", "v1")}
    )
    writes = _records.Writes()
    writes.add([_records.Write("t", -1, "__error__", "json", b"1", "~"), _records.Write("t", 0, "ch", "x", "v2", "~")])
    whole, _ = _framing.framed(b"body", "id")
    large, pieces = _framing.framed(b"x" * 300_000, "id")
    place = _names.Place("langgraph", "thread", "ns")
    told = {
        "checkpoint": kept.encode().hex(),
        "writes": writes.encode().hex(),
        "whole": whole.hex(),
        "pieces": large.hex(),
        "names of pieces": [one for one, _ in pieces],
        "place": [place.partition, place.execution, place.namespaces, place.name],
        "run": _names.runs("langgraph", "run"),
        "name": _names.checkpoint("1f0573c2"),
        "segments": [_names.writes("1f0573c2", number) for number in (0, 1, 12)],
    }
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(json.dumps(told, indent=2) + "\n")
    assert told == json.loads(file.read_text())
    assert _records.Kept.decode(kept.encode()) == kept and _records.Writes.decode(writes.encode()) == writes
    assert _framing.joined(large, [data for _, data in pieces]) == b"x" * 300_000


async def test_a_client_of_the_wrong_kind_is_told(node: Node) -> None:
    async with AsyncClient(node.endpoint) as client:
        with pytest.raises(InvalidError, match="AsyncMinootsSaver"):
            MinootsSaver(client)  # type: ignore[arg-type]
    with Client(node.endpoint) as blocking, pytest.raises(InvalidError, match="MinootsSaver"):
        AsyncMinootsSaver(blocking)  # type: ignore[arg-type]


def test_a_step_costs_a_bounded_number_of_calls(saver: MinootsSaver, node: Node, name: str) -> None:
    at = step(saver, config(name), {"a": "x" * 5_000}, {"a": 1}, ["a"])
    made: list[str] = []
    call = saver.client._call

    def counted(kind: Any, method: Any, request: Any, *more: Any, **named: Any) -> Any:
        made.append(type(request).__name__)
        return call(kind, method, request, *more, **named)

    saver.client._call = counted  # type: ignore[method-assign]
    for number in range(60):
        at = step(saver, at, {"a": "x" * 5_000, "b": number}, {"a": 1, "b": number + 1}, ["b"])
    assert made == ["TransactRequest"] * 60
    made.clear()
    saver.put_writes(at, [("b", 1)], "task")
    assert made == ["PutCheckpointRequest"]
    made.clear()
    with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as other:
        other.client._call = counted  # type: ignore[method-assign]
        found = other.get_tuple(config(name))
        assert found is not None and found.checkpoint["channel_values"]["b"] == 59
    assert made == ["ListCheckpointsRequest"] + ["GetCheckpointRequest"] * 3


class Counted:
    """The requests of a saver's writes, by type, and their bytes."""

    def __init__(self, saver: MinootsSaver) -> None:
        self.bytes = 0
        self.calls = 0
        self._call = saver.client._call
        saver.client._call = self._counted  # type: ignore[method-assign]

    def _counted(self, kind: Any, method: Any, request: Any, *more: Any, **named: Any) -> Any:
        self.calls += 1
        self.bytes += request.ByteSize()
        return self._call(kind, method, request, *more, **named)


@pytest.mark.parametrize("size", [50, 1_000, 10_240, 20_000])
def test_the_bytes_of_writes_grow_linearly_with_the_tasks(saver: MinootsSaver, name: str, size: int) -> None:
    at, count = step(saver, config(name), {}, {}, []), 60
    counted = Counted(saver)

    def write(numbers: range) -> tuple[int, int]:
        before = counted.calls, counted.bytes
        for number in numbers:
            saver.put_writes(at, [("ch", f"{number:0{size}}")], f"task-{number:03}", f"~{number:03}")
        return counted.calls - before[0], counted.bytes - before[1]

    once, twice = write(range(count)), write(range(count, 2 * count))
    assert twice[0] <= 1.1 * once[0] and twice[1] <= 1.1 * once[1]
    assert once[0] <= 4 * count
    assert once[1] <= count * (size + _records.SEGMENT_BYTES + 1_024)
    found = saver.get_tuple(at)
    assert found is not None
    assert [int(write[2][-6:]) for write in found.pending_writes or ()] == list(range(2 * count))


def test_writes_of_an_earlier_format_are_read_and_added_to(saver: MinootsSaver, node: Node, name: str) -> None:
    """The earlier format had all writes to a checkpoint in one record, of any size."""
    at = step(saver, config(name), {}, {}, [])
    place, checkpoint_id = saver._box.place(name, ""), at["configurable"]["checkpoint_id"]
    earlier = _records.Writes()
    kind, value = saver._box.dumps("x" * 10_000)
    earlier.add([_records.Write(f"task-{number:02}", 0, "ch", kind, value, "") for number in range(40)])
    for put in _store.record(place.execution, _names.writes(checkpoint_id), earlier.encode()):
        saver.client.put_checkpoint(place.execution, put.name, put.data, partition_key=place.partition)
    saver.put_writes(at, [("ch", "y")], "task-40")
    with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as other:
        found = other.get_tuple(at)
    assert found is not None
    assert [write[2] for write in found.pending_writes or ()] == ["x" * 10_000] * 40 + ["y"]
    saver.delete_thread(name)
    assert stored(saver, name) == []


def test_the_first_write_under_an_index_stays_and_a_special_one_is_replaced_in_any_segment(
    saver: MinootsSaver, node: Node, name: str
) -> None:
    at = step(saver, config(name), {}, {}, [])
    with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as other:
        for number in range(6):
            writer = (saver, other)[number % 2]
            writer.put_writes(at, [("ch", f"{number}" * 3_000)], "task")
            writer.put_writes(at, [(RESUME, [number])], "task")
            writer.put_writes(at, [("ch", f"{number}" * 3_000)], f"task-{number}")
        found = other.get_tuple(at)
    assert found is not None and "w.5" in {one[0] + one[-2:] for one in stored(saver, name)}
    of_task = [write[1:] for write in found.pending_writes or () if write[0] == "task"]
    assert of_task == [(RESUME, [5]), ("ch", "0" * 3_000)]
    assert len(found.pending_writes or ()) == 8


def test_all_segments_of_writes_are_copied_once_and_pruned(saver: MinootsSaver, node: Node, name: str) -> None:
    first = step(saver, config(name), {}, {}, [])
    for number in range(12):
        saver.put_writes(first, [("ch", f"{number:05000}")], f"task-{number:02}")
    copies = []
    for _ in range(2):
        saver.copy_thread(name, f"{name}-copy")
        copies.append(stored(saver, f"{name}-copy"))
        copied = saver.get_tuple(config(f"{name}-copy"))
        assert copied is not None and [int(write[2][-6:]) for write in copied.pending_writes or ()] == list(range(12))
    assert copies[0] == copies[1]
    step(saver, first, {}, {}, [])
    assert sum(one[0] == "w" for one in stored(saver, name)) == 12
    saver.prune([name])
    assert [one[0] for one in stored(saver, name)] == ["c"]


def test_the_benchmark_of_savers_measures_bytes_that_grow_linearly() -> None:
    script = Path(__file__).parent.parent / "scripts/bench_savers.py"
    command = [sys.executable, str(script), "--tasks", "20", "40"]
    environment = {**os.environ, "MINOOTS_BIN": str(binary())}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["saver"], row["tasks"]) for row in rows] == [
        (saver, tasks) for saver in ("MinootsSaver", "SqliteSaver") for tasks in (20, 40)
    ]
    assert all(row["bytesWritten"] > row["bytesOfValues"] for row in rows)
    assert rows[1]["bytesWritten"] < 2.5 * rows[0]["bytesWritten"]


class Overtaken:
    """A client whose every change loses a race."""

    def get_checkpoint(self, *_: Any, **__: Any) -> None:
        raise NotFoundError("there is none")

    def put_checkpoint(self, *_: Any, **__: Any) -> None:
        raise ConflictError("overtaken", reason="VERSION_CONFLICT", metadata={"version": "7"})

    delete_checkpoint = put_checkpoint

    def transact(self, *_: Any, **__: Any) -> None:
        raise ConflictError("overtaken", reason="GUARD_FAILED", metadata={"guard": "2", "cause": "VERSION_CONFLICT"})


def test_changes_that_others_overtake_are_repeated_with_pauses_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    box, client = Box("p", JsonPlusSerializer(), Memory()), Overtaken()
    place, kept = box.place("thread", ""), _records.Kept(None, ("null", b""), ("null", b""), {})
    plans: dict[str, Any] = {
        "put": _writing.put(box, config("thread"), empty_checkpoint(), {}, {}),
        "writes": _writing.add_writes(box, place, "c", [_records.Write("t", 0, "ch", "null", b"", "")]),
        "copy": _removing._copy_checkpoint(place, "c", kept, None),
        "remove": _store.remove(place.execution, place.partition, "c", 1),
    }
    for name, plan in plans.items():
        pauses: list[float] = []
        monkeypatch.setattr("minoots.langgraph._plan.time.sleep", pauses.append)
        with pytest.raises(ConflictError, match="again and again"):
            _plan.run(client, plan)  # type: ignore[arg-type]
        assert 10 <= len(pauses) <= 100 and max(pauses) <= 2.0, name
