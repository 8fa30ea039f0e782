"""Reads and lists checkpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    Checkpoint,
    CheckpointTuple,
    DeltaChannelHistory,
    PendingWrite,
    get_checkpoint_id,
)

from ..errors import InternalError
from . import _names, _store
from ._names import Place
from ._plan import Found, Plan, Take
from ._records import Kept, Writes
from ._store import Box
from ._writing import config_of, place_of

# The attempts of a read. If data of a checkpoint was removed in the meantime, the checkpoint was too.
_READ_AGAIN = 3
_BATCH = 20


def get_tuple(box: Box, config: RunnableConfig) -> Plan[CheckpointTuple | None]:
    """Returns the checkpoint that a configuration names, or else the latest of its thread."""
    place, asked = place_of(box, config), get_checkpoint_id(config)
    for _ in range(_READ_AGAIN):
        checkpoint_id = asked or (yield from latest(place))
        if checkpoint_id is None:
            return None
        found = yield from read(box, place, checkpoint_id)
        if found is not None or asked:
            return found
    return None


def latest(place: Place) -> Plan[str | None]:
    """Returns the id of the latest checkpoint, which is the first name."""
    items = yield from _store.names(place.execution, place.partition, 1)
    page = yield Take(items, 1)
    return _names.id_of(page[0].name) if page and page[0].name.startswith("c") else None


def read(box: Box, place: Place, checkpoint_id: str) -> Plan[CheckpointTuple | None]:
    """Reads one checkpoint, with its writes and all values; None if there is none."""
    for _ in range(_READ_AGAIN):
        kept, writes = yield from record(box, place, checkpoint_id)
        if kept is None:
            return None
        found = yield from shown(box, place, checkpoint_id, kept, writes)
        if found is not None:
            return found
    raise InternalError(f"checkpoint {checkpoint_id} of thread {place.thread} lacks a value that it stands on")


def record(box: Box, place: Place, checkpoint_id: str) -> Plan[tuple[Kept | None, Writes]]:
    """Reads one checkpoint and its writes as they are stored."""
    name = _names.checkpoint(checkpoint_id)
    of_checkpoint, of_writes = yield [_store.get(place, name), _store.get(place, _names.writes(checkpoint_id))]
    held = yield from _store.kept(box, place, checkpoint_id, of_checkpoint)
    if held is None:
        return None, Writes()
    writes, _ = yield from _store.writes(place, checkpoint_id, of_writes)
    return held[1], writes


def shown(box: Box, place: Place, checkpoint_id: str, kept: Kept, writes: Writes) -> Plan[CheckpointTuple | None]:
    """Converts a checkpoint to LangGraph's form; None if one of its values was removed in the meantime."""
    stored = [entry[2] for entry in kept.values.values()] + [write.value for write in writes.items.values()]
    large = yield from _store.load(box, place, stored)
    if large is None:
        return None
    values = {
        channel: box.loads(kind, large[value] if isinstance(value, str) else value)
        for channel, (_, kind, value) in kept.values.items()
    }
    parent = kept.parent
    checkpoint: Checkpoint = box.loads(*kept.checkpoint)
    checkpoint["channel_values"] = values
    return CheckpointTuple(
        config=config_of(place, checkpoint_id),
        checkpoint=checkpoint,
        metadata=box.loads(*kept.metadata),
        parent_config=config_of(place, parent) if parent else None,
        pending_writes=_pending(box, writes, large),
    )


def _pending(box: Box, writes: Writes, large: Mapping[str, bytes]) -> list[PendingWrite]:
    return [
        (one.task_id, one.channel, box.loads(one.kind, large[one.value] if isinstance(one.value, str) else one.value))
        for one in writes.ordered()
    ]


def places(box: Box, config: RunnableConfig | None) -> Plan[list[Place]]:
    """Returns the namespaces of a listing."""
    if config is None:
        found = []
        for thread in (yield from _store.registered(_names.threads(box.prefix))):
            found += yield from of_thread(box, thread)
        return found
    settings = config["configurable"]
    if "checkpoint_ns" in settings:
        return [place_of(box, config)]
    return (yield from of_thread(box, settings["thread_id"]))


def of_thread(box: Box, thread: Any) -> Plan[list[Place]]:
    """Returns the namespaces of a thread."""
    root = box.place(thread, "")
    known = yield from _store.registered(root.namespaces, root.partition)
    return [box.place(thread, namespace) for namespace in sorted(known)]


def listing(
    box: Box,
    config: RunnableConfig | None,
    where: Mapping[str, Any] | None,
    before: RunnableConfig | None,
    limit: int | None,
) -> Plan[None]:
    """Lists the checkpoints that match all conditions, newest first within each namespace."""
    only = get_checkpoint_id(config) if config else None
    until = get_checkpoint_id(before) if before else None
    left = [limit if limit is not None else -1]
    for place in (yield from places(box, config)):
        if left[0] == 0:
            return
        if only:
            if until is None or only < until:
                yield from _matching(box, place, [only], where, left)
        else:
            yield from _of_place(box, place, where, until, left)


def _of_place(
    box: Box, place: Place, where: Mapping[str, Any] | None, until: str | None, left: list[int]
) -> Plan[None]:
    size = _store.PAGE if where or until or left[0] < 0 else min(_store.PAGE, left[0] + 1)
    items = yield from _store.names(place.execution, place.partition, size)
    newest = None if until is None else _names.checkpoint(until)
    while left[0]:
        count = _BATCH if left[0] < 0 else min(_BATCH, left[0])
        page = yield Take(items, count)
        ids = [_names.id_of(one.name) for one in page if one.name[0] == "c" and (newest is None or one.name > newest)]
        yield from _matching(box, place, ids, where, left)
        if len(page) < count or page[-1].name[0] != "c":
            return


def _matching(
    box: Box, place: Place, ids: Sequence[str], where: Mapping[str, Any] | None, left: list[int]
) -> Plan[None]:
    records = yield [_store.get(place, _names.checkpoint(one)) for one in ids]
    for one, got in zip(ids, records, strict=True):
        held = yield from _store.kept(box, place, one, got)
        if held is None or left[0] == 0:
            continue
        metadata = box.loads(*held[1].metadata)
        if where and any(metadata.get(name) != value for name, value in where.items()):
            continue
        found = yield from read(box, place, one)
        if found is not None:
            left[0] -= 1
            yield Found(found)


def history(box: Box, config: RunnableConfig, channels: Sequence[str]) -> Plan[Mapping[str, DeltaChannelHistory]]:
    """Reads the writes to channels on the path to a checkpoint, back to the last stored value of each channel."""
    place = place_of(box, config)
    asked = get_checkpoint_id(config) or (yield from latest(place))
    target = None if asked is None else (yield from _store.known(box, place, asked))
    at = None if target is None else target[1].parent
    collected: dict[str, list[PendingWrite]] = {channel: [] for channel in channels}
    seeds: dict[str, Any] = {}
    remaining = set(channels)
    while at is not None and remaining:
        kept, writes = yield from record(box, place, at)
        if kept is None:
            break
        ordered = [one for one in writes.ordered() if one.channel in remaining]
        ending = {channel: kept.values[channel] for channel in remaining if channel in kept.values}
        large = yield from _store.load(box, place, [one.value for one in ordered] + [one[2] for one in ending.values()])
        if large is None:
            raise InternalError(f"checkpoint {at} of thread {place.thread} lacks a value that it stands on")
        for one in reversed(ordered):
            value = large[one.value] if isinstance(one.value, str) else one.value
            collected[one.channel].append((one.task_id, one.channel, box.loads(one.kind, value)))
        for channel, (_, kind, stored) in ending.items():
            seeds[channel] = box.loads(kind, large[stored] if isinstance(stored, str) else stored)
            remaining.discard(channel)
        at = kept.parent
    return {channel: _told(collected[channel], channel, seeds) for channel in channels}


def _told(collected: list[PendingWrite], channel: str, seeds: Mapping[str, Any]) -> DeltaChannelHistory:
    told: DeltaChannelHistory = {"writes": collected[::-1]}
    if channel in seeds:
        told["seed"] = seeds[channel]
    return told
