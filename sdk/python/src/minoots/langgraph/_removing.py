"""Removes and copies checkpoints.

A checkpoint is removed first, then the values that only it refers to. A writer whose new checkpoint refers to values of
its parent guards, in the same entry of the log, that the parent still exists. So if no remaining checkpoint refers to a
value, in a list read after the removal, no later checkpoint can.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .. import _framing
from ..checkpoint_types import Checkpoint
from ..errors import ConflictError, invalid
from . import _names, _reading, _store, _writing
from ._names import Place
from ._plan import Ask, Plan
from ._records import Kept
from ._store import Box

_DELTA = "counters_since_delta_snapshot"


def delete_thread(box: Box, thread: str) -> Plan[None]:
    """Removes everything of a thread. A repeat after a crash continues the removal."""
    root = box.place(thread, "")
    # Registrations are not read, so that a thread whose payload key was shredded can be removed.
    for registration in (yield from _store.all_names(root.namespaces, root.partition)):
        execution = yield from _execution_of(box, root, registration)
        everything = yield from _store.all_names(execution, root.partition)
        for one in everything:
            yield from _store.remove(execution, root.partition, one.name, one.version)
        yield from _unregister(root.namespaces, registration.name, root.partition)
    yield from _unregister(_names.threads(box.prefix), _names.key(root.thread))
    for cache in (box.memory.checkpoints, box.memory.written, box.memory.values):
        cache.clear()


def _execution_of(box: Box, root: Place, registration: Checkpoint) -> Plan[str]:
    """Returns the execution with the contents of a registered namespace."""
    labelled = registration.labels.get(_names.CONTENTS)
    if labelled is not None:
        return labelled
    if registration.name == root.name:
        return root.execution
    # An earlier release registered it without the label.
    read = yield Ask(
        lambda client: client.get_checkpoint(root.namespaces, registration.name, partition_key=root.partition)
    )
    # Removed by another caller in the meantime, as its contents were.
    return root.execution if read is None else box.place(root.thread, read.json()).execution


def _unregister(execution: str, name: str, partition: str = "") -> Plan[None]:
    version = yield from _store.version_of(execution, name, partition)
    if not version:
        return
    try:
        yield Ask(
            lambda client: client.delete_checkpoint(execution, name, expected_version=version, partition_key=partition)
        )
    except ConflictError as error:
        # Another caller removed it, or removed it and created it again.
        if not _store.changed(error):
            raise


def delete_for_runs(box: Box, run_ids: Sequence[str]) -> Plan[None]:
    """Removes the checkpoints that runs made, in all threads."""
    for run in run_ids:
        execution = _names.runs(box.prefix, str(run))
        for thread, namespace in (yield from _store.registered(execution)):
            place, label = box.place(thread, namespace), _names.key(str(run))
            listed = yield from _checkpoints(place)
            yield from _remove(box, place, [one for one in listed if one.labels.get("run") == label])
            name = _names.key(place.thread, place.namespace)
            yield from _unregister(execution, name)
            box.memory.runs.forget((execution, name))


def prune(box: Box, threads: Sequence[str], strategy: str) -> Plan[None]:
    """Removes all but the latest checkpoint of each namespace. Keeps the writes that rebuild its delta channels."""
    if strategy not in ("keep_latest", "delete"):
        raise invalid("strategy", f"is {strategy!r}: give 'keep_latest' or 'delete'")
    for thread in threads:
        if strategy == "delete":
            yield from delete_thread(box, thread)
            continue
        for place in (yield from _reading.of_thread(box, thread)):
            listed = yield from _checkpoints(place)
            if listed:
                staying = yield from _standing_on(box, place, _names.id_of(listed[0].name))
                yield from _remove(box, place, [one for one in listed if _names.id_of(one.name) not in staying])


def _standing_on(box: Box, place: Place, checkpoint_id: str) -> Plan[set[str]]:
    """Returns a checkpoint, and the ancestors whose writes rebuild its delta channels."""
    staying = {checkpoint_id}
    held = yield from _store.known(box, place, checkpoint_id)
    if held is None:
        return staying
    missing = set(box.loads(*held[1].metadata).get(_DELTA) or ()) - held[1].values.keys()
    while missing and held is not None and held[1].parent is not None:
        staying.add(held[1].parent)
        held = yield from _store.known(box, place, held[1].parent)
        missing -= held[1].values.keys() if held is not None else set()
    return staying


def _checkpoints(place: Place) -> Plan[list[Checkpoint]]:
    """Returns the names of a namespace's checkpoints, newest first."""
    listed = yield from _store.all_names(place.execution, place.partition)
    return [one for one in listed if one.name[0] == "c"]


def _remove(box: Box, place: Place, victims: Sequence[Checkpoint]) -> Plan[None]:
    """Removes checkpoints, their writes, and the values that no other checkpoint refers to."""
    candidates: set[str] = set()
    for victim in victims:
        checkpoint_id = _names.id_of(victim.name)
        of_checkpoint, of_writes = yield [
            _store.get(place, victim.name),
            _store.get(place, _names.writes(checkpoint_id)),
        ]
        candidates |= yield from _values_of(box, place, checkpoint_id, of_checkpoint, of_writes)
        yield from _store.remove(place.execution, place.partition, victim.name, victim.version)
        box.memory.checkpoints.forget((place.execution, checkpoint_id))
    listed = (yield from _store.all_names(place.execution, place.partition)) if victims else []
    for one in listed:
        if candidates and one.name[0] == "c":
            read = yield _store.get(place, one.name)
            held = yield from _store.kept(box, place, _names.id_of(one.name), read)
            candidates -= held[1].references() if held is not None else set()
    written = {_names.writes(_names.id_of(victim.name)) for victim in victims}
    for one in listed:
        if _names.first_segment(one.name) in written or _record_of(one.name) in candidates:
            yield from _store.remove(place.execution, place.partition, one.name, one.version)
            box.memory.values.forget((place.execution, _record_of(one.name)))
    for victim in victims:
        box.memory.written.forget((place.execution, _names.id_of(victim.name)))


def _record_of(name: str) -> str:
    """Returns the id that a value, or a piece of a record, is stored under."""
    return name[1:].split(".", maxsplit=1)[0] if name[0] == "v" else ""


def _values_of(
    box: Box, place: Place, checkpoint_id: str, of_checkpoint: Checkpoint | None, of_writes: Checkpoint | None
) -> Plan[set[str]]:
    """Returns the ids that a checkpoint and its writes refer to, including pieces of their records."""
    held = yield from _store.kept(box, place, checkpoint_id, of_checkpoint)
    writes, pieces = yield from _store.writes(place, checkpoint_id, of_writes)
    if of_checkpoint is not None:
        pieces += _framing.pieces(of_checkpoint.data or b"")
    found = writes.references() | (held[1].references() if held is not None else set())
    return found | {_record_of(name) for name in pieces}


def copy_thread(box: Box, source: str, target: str) -> Plan[None]:
    """Copies all checkpoints of a thread, parents first. A repeat after a crash continues the copy."""
    for place in (yield from _reading.of_thread(box, source)):
        goal = box.place(target, place.namespace)
        yield from _writing.register(box, goal)
        for one in reversed((yield from _checkpoints(place))):
            checkpoint_id = _names.id_of(one.name)
            kept, writes = yield from _reading.record(box, place, checkpoint_id)
            if kept is None:
                continue
            run = box.loads(*kept.metadata).get("run_id")
            if run is not None:
                yield from _writing.register_run(box, goal, str(run))
            if not (yield from _copy_values(box, place, goal, kept.references() | writes.references())):
                continue
            # A copy that continues after a crash finds some of them.
            there, _ = yield from _store.writes(
                goal, checkpoint_id, (yield _store.get(goal, _names.writes(checkpoint_id)))
            )
            if missing := [one for one in writes.ordered() if there.items.get((one.task_id, one.index)) != one]:
                yield from _writing.add_writes(box, goal, checkpoint_id, missing)
            yield from _copy_checkpoint(goal, checkpoint_id, kept, run)


def _copy_values(box: Box, place: Place, goal: Place, wanted: Iterable[str]) -> Plan[bool]:
    """Copies values. Returns whether all exist; otherwise the checkpoint was removed in the meantime."""
    found = yield from _store.load(box, place, wanted)
    for one, data in (found or {}).items():
        yield from _store.store_new(goal, _store.record(goal.execution, f"v{one}", data))
    return found is not None


def _copy_checkpoint(goal: Place, checkpoint_id: str, kept: Kept, run: Any) -> Plan[None]:
    name, expected = _names.checkpoint(checkpoint_id), 0
    attempts = _store.Attempts(f"checkpoint {checkpoint_id} of thread {goal.thread}")
    while True:
        yield from attempts.next()
        *parts, last = _store.record(
            goal.execution,
            name,
            kept.encode(),
            expected_version=expected,
            labels=_store.labels(run),
            keep_last=1,
        )
        yield from _store.store_new(goal, parts)
        try:
            yield _store.put(goal, last)
            return
        except ConflictError as error:
            if not _store.changed(error):
                raise
            expected = error.current_version or 0
