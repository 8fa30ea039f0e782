"""Stores checkpoints and writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import WRITES_IDX_MAP, ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.base import get_checkpoint_metadata as merged_metadata

from .._fields import utf8
from .._ids import new_id
from ..errors import ConflictError
from ..transaction_types import CheckpointGuard, PutCheckpoint
from ..types import Payload
from . import _names, _records, _store
from ._names import Place
from ._plan import Ask, Plan
from ._records import Entry, Kept, Write, Writes
from ._store import Box


def place_of(box: Box, config: RunnableConfig) -> Place:
    """Returns the namespace that a configuration names."""
    settings = config["configurable"]
    return box.place(settings["thread_id"], settings.get("checkpoint_ns", ""))


def config_of(place: Place, checkpoint_id: str) -> RunnableConfig:
    """Returns the configuration that names a checkpoint."""
    return {
        "configurable": {
            "thread_id": place.thread,
            "checkpoint_ns": place.namespace,
            "checkpoint_id": checkpoint_id,
        }
    }


def put(
    box: Box,
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    new_versions: ChannelVersions,
) -> Plan[RunnableConfig]:
    """Stores a checkpoint with its new values, in one entry of the log unless they are too large."""
    place = place_of(box, config)
    parent = config["configurable"].get("checkpoint_id")
    # Checked before any write, and before the serializer, whose error would not name the field.
    name = _names.checkpoint(checkpoint["id"])
    if parent is not None:
        _names.checkpoint(str(parent))
    for channel in checkpoint["channel_versions"]:
        utf8(channel, "checkpoint.channel_versions")
    told = merged_metadata(config, metadata)
    run = told.get("run_id")
    if run is not None:
        yield from register_run(box, place, str(run))
    bare: dict[str, Any] = {name: value for name, value in checkpoint.items() if name != "channel_values"}
    fresh = Kept(parent, box.dumps(bare), box.dumps(told), {})
    serialized: dict[str, tuple[str, bytes]] = {}
    expected = 0
    attempts = _store.Attempts(f"checkpoint {checkpoint['id']} of thread {place.thread}")
    while True:
        yield from attempts.next()
        base = None if parent is None else (yield from _store.known(box, place, parent))
        large = _fill(box, fresh, checkpoint, new_versions, base[1] if base else None, serialized)
        inherits = bool(fresh.references() - large.keys())
        registered = box.memory.namespaces.get((place.namespaces, place.name)) or 1
        guards = [CheckpointGuard(place.namespaces, place.name, registered)]
        if base is not None and inherits:
            guards.append(CheckpointGuard(place.execution, _names.checkpoint(str(parent)), base[0]))
        more: dict[str, Any] = {"expected_version": expected, "labels": _store.labels(run)}
        if expected:
            more["keep_last"] = 1
        try:
            version = yield from _commit(place, fresh, name, large, guards, more)
        except ConflictError as error:
            if error.reason != "GUARD_FAILED":
                raise
            expected = yield from _after(box, place, error, parent, name, expected)
            continue
        box.memory.checkpoints.put((place.execution, checkpoint["id"]), (version, fresh))
        for one, data in large.items():
            box.memory.values.put((place.execution, one), data)
        return config_of(place, checkpoint["id"])


def _fill(
    box: Box,
    fresh: Kept,
    checkpoint: Checkpoint,
    new_versions: ChannelVersions,
    base: Kept | None,
    serialized: dict[str, tuple[str, bytes]],
) -> dict[str, bytes]:
    """Decides where the value of each channel is stored. Returns the large values to store, by new ids."""
    values, large = checkpoint["channel_values"], {}
    fresh.values = {}
    for channel, version in checkpoint["channel_versions"].items():
        before: Entry | None = None if base is None else base.values.get(channel)
        if channel not in new_versions and before is not None and before[0] == version:
            fresh.values[channel] = before
        elif channel in values:
            kind, data = serialized.setdefault(channel, box.dumps(values[channel]))
            if len(data) <= _records.INLINE_BYTES_MAX:
                fresh.values[channel] = (version, kind, data)
            else:
                one = new_id()
                fresh.values[channel], large[one] = (version, kind, one), data
    return large


def _commit(
    place: Place,
    fresh: Kept,
    name: str,
    large: dict[str, bytes],
    guards: list[CheckpointGuard],
    more: dict[str, Any],
) -> Plan[int]:
    """Stores a checkpoint, and returns the version of its record."""
    puts: list[PutCheckpoint] = []
    for one, data in large.items():
        puts += _store.record(place.execution, f"v{one}", data)
    *parts, last = _store.record(place.execution, name, fresh.encode(), **more)
    puts += parts
    size = sum(len(asked.data.data) for asked in [*puts, last] if isinstance(asked.data, Payload))
    if size > _store.TRANSACTION_BYTES_MAX or len(puts) > _store.TRANSACTION_VALUES_MAX:
        yield from _store.store_new(place, puts)
        puts = []
    operations = [*puts, last]
    done = yield Ask(lambda client: client.transact(operations, partition_key=place.partition, guards=guards))
    return int(done.results[-1].checkpoint.version)


def _after(box: Box, place: Place, error: ConflictError, parent: str | None, name: str, expected: int) -> Plan[int]:
    """Resolves the conflict that a guard or the last operation found. Returns the version to expect."""
    match error.metadata.get("guard"):
        case "0":
            yield from register(box, place)
        case "1":
            box.memory.checkpoints.forget((place.execution, str(parent)))
        case _:
            if error.cause not in ("VERSION_REQUIRED", "VERSION_CONFLICT"):
                raise error
            read = yield _store.get(place, name)
            return 0 if read is None else int(read.version)
    return expected


def register(box: Box, place: Place) -> Plan[None]:
    """Registers a namespace of a thread, before anything is stored in it."""
    yield from _store.register(_names.threads(box.prefix), _names.key(place.thread), place.thread)
    version = yield from _store.register(
        place.namespaces, place.name, place.namespace, place.partition, {_names.CONTENTS: place.execution}
    )
    box.memory.namespaces.put((place.namespaces, place.name), version)


def register_run(box: Box, place: Place, run: str) -> Plan[None]:
    """Registers that a run writes in a namespace, before it does."""
    execution, name = _names.runs(box.prefix, run), _names.key(place.thread, place.namespace)
    if box.memory.runs.get((execution, name)) is None:
        yield from _store.register(execution, name, [place.thread, place.namespace])
        box.memory.runs.put((execution, name), True)


def put_writes(
    box: Box, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str
) -> Plan[None]:
    """Adds the writes of a task to the writes to a checkpoint."""
    place, checkpoint_id = place_of(box, config), str(config["configurable"]["checkpoint_id"])
    # Checked before large values are written.
    _names.writes(checkpoint_id)
    utf8(task_id, "task_id")
    utf8(task_path, "task_path")
    added: list[Write] = []
    large: dict[str, bytes] = {}
    for at, (channel, value) in enumerate(writes):
        utf8(channel, f"writes[{at}].channel")
        kind, data = box.dumps(value)
        one = ""
        if len(data) > _records.WRITE_BYTES_MAX:
            one = new_id()
            large[one] = data
        added.append(Write(task_id, WRITES_IDX_MAP.get(channel, at), channel, kind, one or data, task_path))
    for one, data in large.items():
        yield from _store.store_new(place, _store.record(place.execution, f"v{one}", data))
    yield from add_writes(box, place, checkpoint_id, added)


def add_writes(box: Box, place: Place, checkpoint_id: str, added: Sequence[Write]) -> Plan[None]:
    """Adds writes, whose large values are stored already, to the last segment.

    Earlier segments are not read: readers take the first write under an index, and the last below 0.
    """
    at = (place.execution, checkpoint_id)
    known, number, last = box.memory.written.get(at), 0, _store.Segment(0, Writes(), False, [])
    attempts = _store.Attempts(f"the record of the writes to checkpoint {checkpoint_id}")
    while True:
        yield from attempts.next()
        # The contents are not cached: the thread may have been removed and created again in the meantime.
        if known is not None:
            number, last = yield from _store.last_segment(place, checkpoint_id, known)
        if not last.writes.add(added) and last.version:
            return
        name, body = _names.writes(checkpoint_id, number), last.writes.encode()
        *parts, record = _store.record(place.execution, name, body, expected_version=last.version, keep_last=1)
        yield from _store.store_new(place, parts)
        try:
            yield _store.put(place, record)
        except ConflictError as error:
            if not _store.changed(error):
                raise
            known = number
        else:
            box.memory.written.put(at, number)
            return
