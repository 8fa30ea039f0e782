"""Threads of a saver whose payload key was shredded can be removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import empty_checkpoint

from minoots import Client, ShreddedError
from minoots.langgraph import MinootsSaver

from .conftest import Node
from .test_payloads import payload_key


def put(saver: MinootsSaver, thread: str, namespace: str) -> None:
    at: RunnableConfig = {"configurable": {"thread_id": thread, "checkpoint_ns": namespace}}
    saver.put(at, empty_checkpoint(), {"source": "loop", "step": 1}, {})


def test_a_thread_is_removed_with_all_namespaces_after_its_key_was_shredded(tmp_path: Path) -> None:
    node = Node(tmp_path)
    node.start()
    try:
        payload_key(node, "rotate")
        with Client(node.endpoint) as client:
            saver = MinootsSaver(client, prefix="graph")
            for namespace in ("", "part:1"):
                put(saver, "lost", namespace)
            payload_key(node, "rotate")
            put(saver, "kept", "")
            payload_key(node, "shred", "1")
            other = MinootsSaver(client, prefix="graph")
            with pytest.raises(ShreddedError):
                other.get_tuple({"configurable": {"thread_id": "lost"}})
            other.delete_thread("lost")
            executions = [
                execution for execution in client.list_executions() if list(client.list_checkpoints(execution))
            ]
            kept = other._box.place("kept", "")
            assert sorted(executions) == sorted(["graph.threads", kept.namespaces, kept.execution])
            assert other.get_tuple({"configurable": {"thread_id": "kept"}}) is not None
            assert len(list(other.list(None))) == 1
    finally:
        node.kill()
