"""LangGraph's own suite for savers, on a real node, and on three nodes whose leaders are killed."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.capabilities import ALL_CAPABILITIES
from langgraph.checkpoint.conformance.report import CapabilityReport, ProgressCallbacks

from minoots.langgraph import AsyncMinootsSaver, MinootsSaver

from .conftest import Node
from .contract.cluster import Cluster

TESTS = {
    "put": 17,
    "put_writes": 10,
    "get_tuple": 10,
    "list": 16,
    "delete_thread": 5,
    "delete_for_runs": 7,
    "copy_thread": 8,
    "prune": 8,
}


# In the cluster, each capability's tests lose their leader after this many of them.
TESTS_BEFORE_KILL = 2
both = pytest.mark.parametrize("kind", [MinootsSaver, AsyncMinootsSaver])


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.end()


async def validated(
    kind: Any, servers: str | list[str], prefix: str, progress: ProgressCallbacks | None = None
) -> CapabilityReport:
    """Runs the suite on savers of one kind."""

    @checkpointer_test(name=prefix)
    async def saver() -> AsyncIterator[BaseCheckpointSaver[Any]]:
        if kind is MinootsSaver:
            with MinootsSaver.from_conn_string(servers, prefix=prefix) as blocking:
                await asyncio.to_thread(blocking.setup)
                yield blocking
        else:
            async with AsyncMinootsSaver.from_conn_string(servers, prefix=prefix) as asynchronous:
                await asynchronous.setup()
                yield asynchronous

    return await validate(saver, progress=progress)


def hold(report: CapabilityReport) -> None:
    """Asserts that every test of every capability has passed."""
    failures = {capability: result.failures for capability, result in report.results.items() if result.failures}
    assert not failures
    assert set(report.results) == {capability.value for capability in ALL_CAPABILITIES}
    assert {capability: result.tests_passed for capability, result in report.results.items()} == TESTS


@both
async def test_the_saver_conforms_with_every_capability(kind: Any, node: Node, name: str) -> None:
    hold(await validated(kind, node.endpoint, name))


@both
async def test_the_saver_conforms_while_leaders_are_killed(kind: Any, three: Cluster, name: str) -> None:
    done = {capability: itertools.count(1) for capability in TESTS}

    def told(capability: str, *_: Any) -> None:
        if next(done[capability]) == TESTS_BEFORE_KILL:
            three.fail("kill_leader")

    hold(await validated(kind, three.endpoints, name, ProgressCallbacks(on_test_result=told)))
    assert three.kills == len(TESTS)
