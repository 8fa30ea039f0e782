"""The blocking saver. On an event loop it works in threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
)
from langgraph.checkpoint.serde.base import SerializerProtocol

from .._fields import said
from ..client import Client
from ..errors import invalid
from . import _plan, _reading, _removing, _writing
from ._cache import Memory
from ._store import Box

PREFIX = "langgraph"
_LOCKS = 64


class MinootsSaver(BaseCheckpointSaver[int]):
    """Stores the checkpoints of LangGraph's graphs in MINOOTS. Any number of threads may use it at the same time.

    A checkpoint is stored as a whole or not at all, even if a process is killed. ``prefix`` separates the threads of
    several applications of a tenant.
    """

    def __init__(self, client: Client, *, serde: SerializerProtocol | None = None, prefix: str = PREFIX) -> None:
        super().__init__(serde=serde)
        if not isinstance(client, Client):
            raise invalid("client", f"is {client!r}: give a Client; an AsyncClient is for AsyncMinootsSaver")
        self.client = client
        self.prefix = said(prefix, "prefix", PREFIX)
        self._memory = Memory()
        # These locks serialise this process's own writes to one checkpoint.
        self._locks = tuple(threading.Lock() for _ in range(_LOCKS))

    @classmethod
    @contextmanager
    def from_conn_string(
        cls, conn_string: str | Sequence[str] | None = None, *, api_key: str | None = None, prefix: str = PREFIX
    ) -> Iterator[MinootsSaver]:
        """Makes a saver with its own client, to one server or several, and closes the client in the end."""
        with Client(conn_string, api_key=api_key) as client:
            yield cls(client, prefix=prefix)

    def setup(self) -> None:
        """Checks the connection. There is nothing to create; raises if no server can be reached or the key is not
        valid.
        """
        next(self.client.list_checkpoints(f"{self.prefix}.threads", page_size=1), None)

    @property
    def _box(self) -> Box:
        # A copy with another serializer shares the caches.
        return Box(self.prefix, self.serde, self._memory)

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Returns the checkpoint that a configuration names, or else the latest of its thread."""
        return _plan.run(self.client, _reading.get_tuple(self._box, config))

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002 - LangGraph's word
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """Lists the checkpoints that match all conditions, newest first within each namespace."""
        return _plan.listed(self.client, _reading.listing(self._box, config, filter, before, limit))

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Stores a checkpoint, which is durable on return."""
        return _plan.run(self.client, _writing.put(self._box, config, checkpoint, metadata, new_versions))

    def put_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Stores the writes of a task, which are durable on return."""
        plan = _writing.put_writes(self._box, config, writes, task_id, task_path)
        settings = config["configurable"]
        which = hash((settings["thread_id"], settings.get("checkpoint_ns", ""), settings["checkpoint_id"]))
        with self._locks[which % _LOCKS]:
            _plan.run(self.client, plan)

    def delete_thread(self, thread_id: str) -> None:
        """Removes everything of a thread."""
        _plan.run(self.client, _removing.delete_thread(self._box, thread_id))

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Removes the checkpoints that runs made."""
        _plan.run(self.client, _removing.delete_for_runs(self._box, run_ids))

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """Copies everything of a thread."""
        _plan.run(self.client, _removing.copy_thread(self._box, source_thread_id, target_thread_id))

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Removes all but the latest checkpoints and the writes that rebuild their delta channels; or everything."""
        _plan.run(self.client, _removing.prune(self._box, thread_ids, strategy))

    def get_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        """Reads the writes that rebuild delta channels."""
        return _plan.run(self.client, _reading.history(self._box, config, channels))

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Calls ``get_tuple`` in a thread."""
        return await asyncio.to_thread(self.get_tuple, config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002 - LangGraph's word
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Calls ``list`` in a thread."""
        items = self.list(config, filter=filter, before=before, limit=limit)
        while (item := await asyncio.to_thread(next, items, None)) is not None:
            yield item

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Calls ``put`` in a thread."""
        return await asyncio.to_thread(self.put, config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Calls ``put_writes`` in a thread."""
        await asyncio.to_thread(self.put_writes, config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        """Calls ``delete_thread`` in a thread."""
        await asyncio.to_thread(self.delete_thread, thread_id)

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Calls ``delete_for_runs`` in a thread."""
        await asyncio.to_thread(self.delete_for_runs, run_ids)

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """Calls ``copy_thread`` in a thread."""
        await asyncio.to_thread(self.copy_thread, source_thread_id, target_thread_id)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Calls ``prune`` in a thread."""
        await asyncio.to_thread(self.prune, thread_ids, strategy=strategy)

    async def aget_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        """Calls ``get_delta_channel_history`` in a thread."""
        return await asyncio.to_thread(self.get_delta_channel_history, config=config, channels=channels)
