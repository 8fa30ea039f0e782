"""Lone surrogates in a saver's arguments: refused by field name, before any write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from langgraph.checkpoint.base import empty_checkpoint

from minoots import InvalidError
from minoots.langgraph import AsyncMinootsSaver, MinootsSaver

from .conftest import Node
from .test_langgraph import config, saver, step

__all__ = ["saver"]


def test_a_lone_surrogate_in_the_place_of_a_checkpoint_is_refused_by_its_name(saver: MinootsSaver, name: str) -> None:
    half = f"{name}\ud800"
    for field in ("thread_id", "checkpoint_ns", "checkpoint_id"):
        at: Any = {"configurable": {"thread_id": name, "checkpoint_ns": "", "checkpoint_id": "c", field: half}}
        calls: list[Callable[[], Any]] = [
            lambda at=at: saver.get_tuple(at),  # type: ignore[misc]
            lambda at=at: saver.put_writes(at, [("ch", 1)], "task"),  # type: ignore[misc]
        ]
        for call in calls:
            with pytest.raises(InvalidError) as refused:
                call()
            assert refused.value.fields[0].path == field
    with pytest.raises(InvalidError, match="run_id"):
        saver.delete_for_runs([half])


def kept(saver: MinootsSaver) -> list[tuple[str, str, int, str]]:
    """Returns everything stored under the prefix of a saver."""
    client = saver.client
    executions = list(client.list_executions(id_prefix=f"{saver.prefix}."))
    listed = [one for execution in executions for one in client.list_checkpoints(execution)]
    return [(one.execution, one.name, one.version, one.checksum) for one in listed]


@pytest.mark.parametrize("field", ["checkpoint.channel_versions", "checkpoint_id", "parent", "run_id"])
def test_a_lone_surrogate_in_a_checkpoint_is_refused_by_its_name_and_nothing_is_written(
    saver: MinootsSaver, name: str, field: str
) -> None:
    at = step(saver, config(name), {"a": "x" * 5_000}, {"a": 1}, ["a"])
    before = kept(saver)
    assert [one[1][0] for one in before if ".n." in one[0]] == ["c", "v"]
    checkpoint, channel, run = empty_checkpoint(), "b", "another run"
    match field:
        case "checkpoint.channel_versions":
            channel = "b\ud800"
        case "checkpoint_id":
            checkpoint["id"] += "\ud800"
        case "parent":
            at = config(name, checkpoint_id="c\ud800")
        case "run_id":
            run += "\ud800"
    # A new value that is stored separately, and an unknown run.
    checkpoint["channel_values"], checkpoint["channel_versions"] = {channel: "y" * 5_000}, {"a": 1, channel: 1}
    metadata: Any = {"source": "loop", "step": 2, "run_id": run}
    with pytest.raises(InvalidError, match="lone surrogate") as refused:
        saver.put(at, checkpoint, metadata, {channel: 1})
    assert refused.value.fields[0].path == ("checkpoint_id" if field == "parent" else field)
    assert kept(saver) == before


@pytest.mark.parametrize("field", ["writes[1].channel", "task_id", "task_path", "checkpoint_id"])
def test_a_lone_surrogate_in_writes_is_refused_by_its_name_and_nothing_is_written(
    saver: MinootsSaver, name: str, field: str
) -> None:
    at = step(saver, config(name), {}, {}, [])
    saver.put_writes(at, [("a", 1)], "task", "path")
    before = kept(saver)
    assert [one[1][0] for one in before if ".n." in one[0]] == ["c", "w"]
    given = {"writes[1].channel": "b", "task_id": "another task", "task_path": "another path", "checkpoint_id": "c"}
    given[field] += "\ud800"
    if field == "checkpoint_id":
        at = config(name, checkpoint_id=given[field])
    # The values are stored separately, before the record of the writes.
    writes = [("a", "y" * 20_000), (given["writes[1].channel"], "z" * 20_000)]
    with pytest.raises(InvalidError, match="lone surrogate") as refused:
        saver.put_writes(at, writes, given["task_id"], given["task_path"])
    assert refused.value.fields[0].path == field
    assert kept(saver) == before


async def test_an_asynchronous_saver_refuses_lone_surrogates_by_their_names(node: Node, name: str) -> None:
    async with AsyncMinootsSaver.from_conn_string(node.endpoint, prefix=name) as saver:
        at = await saver.aput(config(name), empty_checkpoint(), {"source": "loop", "step": 1}, {})
        checkpoint = empty_checkpoint()
        checkpoint["channel_versions"] = {"a\ud800": 1}
        calls: dict[str, Callable[[], Any]] = {
            "checkpoint.channel_versions": lambda: saver.aput(
                at, checkpoint, {"source": "loop", "step": 2}, {"a\ud800": 1}
            ),
            "writes[0].channel": lambda: saver.aput_writes(at, [("a\ud800", 1)], "task"),
            "task_id": lambda: saver.aput_writes(at, [("a", 1)], "task\ud800"),
            "task_path": lambda: saver.aput_writes(at, [("a", 1)], "task", "path\ud800"),
        }
        for field, call in calls.items():
            with pytest.raises(InvalidError, match="lone surrogate") as refused:
                await call()
            assert refused.value.fields[0].path == field
        found = [one async for one in saver.alist(config(name))]
        assert [(one.config, one.pending_writes) for one in found] == [(at, [])]
