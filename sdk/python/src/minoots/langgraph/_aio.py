"""The saver for event loops. It belongs to the loop of its client's first use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

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
from ..aio import AsyncClient
from ..errors import invalid
from . import _plan, _reading, _removing, _writing
from ._cache import Memory
from ._saver import _LOCKS, PREFIX
from ._store import Box

T = TypeVar("T")


class AsyncMinootsSaver(BaseCheckpointSaver[int]):
    """Stores the checkpoints of LangGraph's graphs in MINOOTS, for graphs that run on an event loop.

    It is made on that loop. Other threads may call its blocking methods.
    """

    def __init__(self, client: AsyncClient, *, serde: SerializerProtocol | None = None, prefix: str = PREFIX) -> None:
        super().__init__(serde=serde)
        if not isinstance(client, AsyncClient):
            raise invalid("client", f"is {client!r}: give an AsyncClient; a Client is for MinootsSaver")
        self.client = client
        self.prefix = said(prefix, "prefix", PREFIX)
        self._memory = Memory()
        # These locks serialise this process's own writes to one checkpoint.
        self._locks = tuple(asyncio.Lock() for _ in range(_LOCKS))
        self._loop = asyncio.get_running_loop()

    @classmethod
    @asynccontextmanager
    async def from_conn_string(
        cls, conn_string: str | Sequence[str] | None = None, *, api_key: str | None = None, prefix: str = PREFIX
    ) -> AsyncIterator[AsyncMinootsSaver]:
        """Makes a saver with its own client, to one server or several, and closes the client in the end."""
        async with AsyncClient(conn_string, api_key=api_key) as client:
            yield cls(client, prefix=prefix)

    async def setup(self) -> None:
        """Checks the connection. There is nothing to create; raises if no server can be reached or the key is not
        valid.
        """
        async for _ in self.client.list_checkpoints(f"{self.prefix}.threads", page_size=1):
            break

    @property
    def _box(self) -> Box:
        return Box(self.prefix, self.serde, self._memory)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Returns the checkpoint that a configuration names, or else the latest of its thread."""
        return await _plan.arun(self.client, _reading.get_tuple(self._box, config))

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002 - LangGraph's word
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Lists the checkpoints that match all conditions, newest first within each namespace."""
        async for found in _plan.alisted(self.client, _reading.listing(self._box, config, filter, before, limit)):
            yield found

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Stores a checkpoint, which is durable on return."""
        return await _plan.arun(self.client, _writing.put(self._box, config, checkpoint, metadata, new_versions))

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Stores the writes of a task, which are durable on return."""
        plan = _writing.put_writes(self._box, config, writes, task_id, task_path)
        settings = config["configurable"]
        which = hash((settings["thread_id"], settings.get("checkpoint_ns", ""), settings["checkpoint_id"]))
        async with self._locks[which % _LOCKS]:
            await _plan.arun(self.client, plan)

    async def adelete_thread(self, thread_id: str) -> None:
        """Removes everything of a thread."""
        await _plan.arun(self.client, _removing.delete_thread(self._box, thread_id))

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Removes the checkpoints that runs made."""
        await _plan.arun(self.client, _removing.delete_for_runs(self._box, run_ids))

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """Copies everything of a thread."""
        await _plan.arun(self.client, _removing.copy_thread(self._box, source_thread_id, target_thread_id))

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Removes all but the latest checkpoints and the writes that rebuild their delta channels; or everything."""
        await _plan.arun(self.client, _removing.prune(self._box, thread_ids, strategy))

    async def aget_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        """Reads the writes that rebuild delta channels."""
        return await _plan.arun(self.client, _reading.history(self._box, config, channels))

    def _from_thread(self, call: Coroutine[Any, Any, T]) -> T:
        try:
            running: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            running = None
        if running is self._loop:
            call.close()
            raise RuntimeError("a blocking method of AsyncMinootsSaver on its own event loop: use the one with a")
        return asyncio.run_coroutine_threadsafe(call, self._loop).result()

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Calls ``aget_tuple`` from another thread."""
        return self._from_thread(self.aget_tuple(config))

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002 - LangGraph's word
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """Calls ``alist`` from another thread."""
        items = self.alist(config, filter=filter, before=before, limit=limit)

        async def following() -> CheckpointTuple | None:
            return await anext(items, None)

        while (item := self._from_thread(following())) is not None:
            yield item

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Calls ``aput`` from another thread."""
        return self._from_thread(self.aput(config, checkpoint, metadata, new_versions))

    def put_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Calls ``aput_writes`` from another thread."""
        self._from_thread(self.aput_writes(config, writes, task_id, task_path))

    def delete_thread(self, thread_id: str) -> None:
        """Calls ``adelete_thread`` from another thread."""
        self._from_thread(self.adelete_thread(thread_id))

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Calls ``adelete_for_runs`` from another thread."""
        self._from_thread(self.adelete_for_runs(run_ids))

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """Calls ``acopy_thread`` from another thread."""
        self._from_thread(self.acopy_thread(source_thread_id, target_thread_id))

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Calls ``aprune`` from another thread."""
        self._from_thread(self.aprune(thread_ids, strategy=strategy))

    def get_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        """Calls ``aget_delta_channel_history`` from another thread."""
        return self._from_thread(self.aget_delta_channel_history(config=config, channels=channels))
