"""Reads and writes records.

A record is written before the record that names it, so that a crash leaves either nothing visible or the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .. import _framing
from .._backoff import Backoff
from .._ids import new_id
from ..checkpoint_types import Checkpoint
from ..errors import ConflictError, InternalError, NotFoundError
from ..transaction_types import PutCheckpoint
from ..types import Payload
from . import _names, _records
from ._cache import Memory
from ._names import Place
from ._plan import Ask, Pause, Plan, Take
from ._records import Kept, Stored, Writes

PAGE = 200
"""The number of names per page."""
BATCH_MAX = 32
"""The number of segments of writes per read."""
TRANSACTION_BYTES_MAX = 768 * 1024
"""The limit of one transaction in bytes; beyond it, values are written one by one before their checkpoint."""
TRANSACTION_VALUES_MAX = 90
ATTEMPTS_MAX = 40
"""The attempts of one change under contention, which take at most about half a minute."""
_CHANGED = ("VERSION_CONFLICT", "VERSION_REQUIRED")


@dataclass
class Box:
    """The settings and caches that the plans of one saver share."""

    prefix: str
    serde: Any
    memory: Memory

    def place(self, thread: Any, namespace: str) -> Place:
        """Returns one namespace of a thread."""
        return Place(self.prefix, str(thread), namespace)

    def dumps(self, value: Any) -> tuple[str, bytes]:
        """Serializes a value."""
        kind, data = self.serde.dumps_typed(value)
        return kind, bytes(data)

    def loads(self, kind: str, data: bytes) -> Any:
        """Deserializes a value."""
        return self.serde.loads_typed((kind, data))


def record(execution: str, name: str, body: bytes, **more: Any) -> list[PutCheckpoint]:
    """Builds the puts that store a record: its pieces, then itself."""
    data, parts = _framing.framed(body, new_id())
    puts = [PutCheckpoint(execution, piece, Payload(part, _records.CONTENT_TYPE)) for piece, part in parts]
    return [*puts, PutCheckpoint(execution, name, Payload(data, _records.CONTENT_TYPE), **more)]


def get(place: Place, name: str) -> Ask:
    """Reads one record."""
    return _get(place.execution, name, place.partition)


def _get(execution: str, name: str, partition: str) -> Ask:
    return Ask(lambda client: client.get_checkpoint(execution, name, partition_key=partition))


def put(place: Place, asked: PutCheckpoint) -> Ask:
    """Writes one record."""
    return Ask(
        lambda client: client.put_checkpoint(
            asked.execution,
            asked.name,
            asked.data,
            expected_version=asked.expected_version,
            labels=asked.labels,
            keep_last=asked.keep_last,
            partition_key=place.partition,
        )
    )


def store_new(place: Place, puts: Iterable[PutCheckpoint]) -> Plan[None]:
    """Writes records under names that no other writer uses; an existing one was written by an earlier attempt."""
    for asked in puts:
        try:
            yield put(place, asked)
        except ConflictError as error:
            if error.reason not in _CHANGED:
                raise


class Attempts:
    """The attempts of one change under contention. The second follows at once, later ones after pauses."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._made = 0
        self._backoff = Backoff()

    def next(self) -> Plan[None]:
        """Waits before each attempt. Raises ``ConflictError`` after the last."""
        if self._made == ATTEMPTS_MAX:
            raise ConflictError(f"{self._what} is changed by others again and again")
        if self._made > 1:
            yield Pause(self._backoff.next())
        self._made += 1


def changed(error: ConflictError) -> bool:
    """Whether another version was current than the expected one."""
    return error.reason in _CHANGED


def remove(execution: str, partition: str, name: str, version: int) -> Plan[None]:
    """Removes a record, regardless of its current version."""
    attempts = Attempts(f"{name} of {execution}")
    while version:
        yield from attempts.next()
        try:
            yield _delete(execution, partition, name, version)
            return
        except ConflictError as error:
            if not changed(error):
                raise
            version = error.current_version or 0


def _delete(execution: str, partition: str, name: str, version: int) -> Ask:
    return Ask(
        lambda client: client.delete_checkpoint(execution, name, expected_version=version, partition_key=partition)
    )


def version_of(execution: str, name: str, partition: str = "") -> Plan[int]:
    """Returns the current version of a record without a read of its data; 0 if there is none."""
    listed = yield Ask(lambda client: client.list_checkpoints(execution, name, page_size=1, partition_key=partition))
    try:
        newest = yield Take(listed, 1)
    except NotFoundError:
        return 0
    return newest[0].version if newest else 0


def body_of(place: Place, read: Checkpoint) -> Plan[bytes | None]:
    """Returns the body of a record that was read; None if its pieces were removed in the meantime."""
    data = read.data or b""
    body = _framing.whole(data)
    if body is not None:
        return body
    parts = yield [get(place, piece) for piece in _framing.pieces(data)]
    if any(part is None for part in parts):
        return None
    return _framing.joined(data, [part.data for part in parts])


def load(box: Box, place: Place, wanted: Iterable[Stored]) -> Plan[dict[str, bytes] | None]:
    """Loads the values stored under ids; None if one was removed in the meantime."""
    found: dict[str, bytes] = {}
    missing: list[str] = []
    for one in {stored for stored in wanted if isinstance(stored, str)}:
        known = box.memory.values.get((place.execution, one))
        if known is None:
            missing.append(one)
        else:
            found[one] = known
    records = (yield [get(place, f"v{one}") for one in missing]) if missing else []
    for one, read in zip(missing, records, strict=True):
        body = None if read is None else (yield from body_of(place, read))
        if body is None:
            return None
        found[one] = body
        box.memory.values.put((place.execution, one), body)
    return found


def known(box: Box, place: Place, checkpoint_id: str) -> Plan[tuple[int, Kept] | None]:
    """Returns a checkpoint and the version of its record, possibly from the cache."""
    held = box.memory.checkpoints.get((place.execution, checkpoint_id))
    if held is not None:
        return (held[0], held[1])
    read = yield get(place, _names.checkpoint(checkpoint_id))
    return (yield from kept(box, place, checkpoint_id, read))


def kept(box: Box, place: Place, checkpoint_id: str, read: Checkpoint | None) -> Plan[tuple[int, Kept] | None]:
    """Returns the same from a record that was read."""
    body = None if read is None else (yield from body_of(place, read))
    if read is None or body is None:
        return None
    held = (read.version, Kept.decode(body))
    box.memory.checkpoints.put((place.execution, checkpoint_id), held)
    return held


@dataclass
class Segment:
    """One segment of the writes to a checkpoint, as it is stored."""

    version: int
    """The version of its record; 0 if there is none."""
    writes: Writes
    full: bool
    pieces: list[str]
    """The names of the pieces of its record."""


def segment(place: Place, checkpoint_id: str, number: int, read: Checkpoint | None) -> Plan[Segment]:
    """Returns a segment from its record."""
    while read is not None:
        body = yield from body_of(place, read)
        if body is not None:
            full = len(body) >= _records.SEGMENT_BYTES
            return Segment(read.version, Writes.decode(body), full, _framing.pieces(read.data or b""))
        again = yield get(place, _names.writes(checkpoint_id, number))
        if again is not None and again.version == read.version:
            raise InternalError(f"the writes to checkpoint {checkpoint_id} of thread {place.thread} lack a piece")
        read = again
    return Segment(0, Writes(), False, [])


def writes(place: Place, checkpoint_id: str, first: Checkpoint | None) -> Plan[tuple[Writes, list[str]]]:
    """Reads all writes to a checkpoint from the record of their first segment, with the names of their records' pieces.

    A segment has a successor only if it is full, so no read is wasted on a missing successor.
    """
    one = yield from segment(place, checkpoint_id, 0, first)
    found, pieces, number, batch = one.writes, one.pieces, 0, 1
    while one.full:
        numbers = range(number + 1, number + 1 + batch)
        records = yield [get(place, _names.writes(checkpoint_id, at)) for at in numbers]
        for number, read in zip(numbers, records, strict=True):
            one = yield from segment(place, checkpoint_id, number, read)
            found.add(one.writes.items.values())
            pieces += one.pieces
            if not one.full:
                break
        batch = min(batch * 2, BATCH_MAX)
    return found, pieces


def last_segment(place: Place, checkpoint_id: str, known: int) -> Plan[tuple[int, Segment]]:
    """Returns the segment that takes the next write, and its number. ``known`` is a segment that existed."""
    number = known
    one = yield from segment(place, checkpoint_id, number, (yield get(place, _names.writes(checkpoint_id, number))))
    if number and not one.version:
        # The writes were removed in the meantime.
        number, one = 0, (yield from segment(place, checkpoint_id, 0, (yield get(place, _names.writes(checkpoint_id)))))
    while one.full:
        number += 1
        one = yield from segment(place, checkpoint_id, number, (yield get(place, _names.writes(checkpoint_id, number))))
    return number, one


def names(execution: str, partition: str = "", page_size: int = PAGE) -> Plan[Any]:
    """Lists the names of an execution, page by page, for ``Take``."""
    return (yield Ask(lambda client: client.list_checkpoints(execution, page_size=page_size, partition_key=partition)))


def all_names(execution: str, partition: str = "") -> Plan[list[Checkpoint]]:
    """Returns the names of an execution."""
    items, found = (yield from names(execution, partition)), []
    while True:
        page = yield Take(items, PAGE)
        found += page
        if len(page) < PAGE:
            return found


def registered(execution: str, partition: str = "") -> Plan[list[Any]]:
    """Returns the values registered in an execution."""
    found = []
    for name in (yield from all_names(execution, partition)):
        read = yield _get(execution, name.name, partition)
        if read is not None:
            found.append(read.json())
    return found


def register(
    execution: str, name: str, value: object, partition: str = "", labels: Mapping[str, str] | None = None
) -> Plan[int]:
    """Registers a value, unless it exists already. Returns its version: not 1 if it was removed before."""
    try:
        done = yield Ask(
            lambda client: client.put_checkpoint(
                execution, name, json=value, keep_last=1, partition_key=partition, labels=labels
            )
        )
    except ConflictError as error:
        if not changed(error) or not error.current_version:
            raise
        return error.current_version
    return int(done.checkpoint.version)


def labels(run: Any) -> Mapping[str, str]:
    """Returns the labels of a checkpoint that a run made, so that it is found without a read."""
    return {"run": _names.key(str(run))} if run is not None else {}
