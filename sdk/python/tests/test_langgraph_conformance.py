"""LangGraph's own suite for savers, on a real node."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.capabilities import ALL_CAPABILITIES

from minoots.langgraph import AsyncMinootsSaver, MinootsSaver

from .conftest import Node

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


@pytest.mark.parametrize("kind", [MinootsSaver, AsyncMinootsSaver])
async def test_the_saver_conforms_with_every_capability(kind: Any, node: Node, name: str) -> None:
    @checkpointer_test(name=name)
    async def saver() -> AsyncIterator[BaseCheckpointSaver[Any]]:
        if kind is MinootsSaver:
            with MinootsSaver.from_conn_string(node.endpoint, prefix=name) as blocking:
                await asyncio.to_thread(blocking.setup)
                yield blocking
        else:
            async with AsyncMinootsSaver.from_conn_string(node.endpoint, prefix=name) as asynchronous:
                await asynchronous.setup()
                yield asynchronous

    report = await validate(saver)
    failures = {capability: result.failures for capability, result in report.results.items() if result.failures}
    assert not failures
    assert set(report.results) == {capability.value for capability in ALL_CAPABILITIES}
    assert {capability: result.tests_passed for capability, result in report.results.items()} == TESTS
