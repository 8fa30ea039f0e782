"""States larger than one version of a checkpoint, stored in chunks. docs/checkpoints.md describes the layout.

Each plan is written once; either client makes its calls.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from . import _fields
from ._plans import Plan
from ._proto.checkpoint.v1.checkpoint_service_pb2 import PutCheckpointRequest
from .checkpoint_types import Checkpoint
from .errors import ConflictError, InternalError, NotFoundError, ShreddedError, invalid
from .transaction_types import CheckpointDone, CheckpointGuard, PutCheckpoint
from .types import Payload

CHUNK_BYTES = 256 * 1024
LARGE_BYTES_MAX = 64 * 1024 * 1024
_VERSIONS_MAX = 1_000
_NAME_BYTES_MAX = 255
_LOOKS_MAX = 1_000
_READS_MAX = 20
_BESIDE = ".chunks."
_CHUNK = "application/vnd.minoots.chunk"
_MARK = "application/vnd.minoots.chunks-mark"
_REFERENCE = re.compile(r"application/vnd\.minoots\.chunks\+json;sha256=([0-9a-f]{64})")
_CHUNKS = re.compile(r"(.+)\.chunks\.([0-9a-f]{64})")
_SUM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Place:
    """The name of a checkpoint."""

    execution: str
    name: str
    partition_key: str = ""

    def __post_init__(self) -> None:
        # Some plans read a list before they name these to a server.
        _fields.text(self.execution, "execution", "run-1")
        _fields.text(self.name, "name", "state")
        _fields.text(self.partition_key, "partition_key", "run-1")

    def beside(self, sha256: str) -> Place:
        """Returns the checkpoint that stores a state's chunks."""
        return replace(self, name=f"{self.name}{_BESIDE}{sha256}")


@dataclass(frozen=True)
class Put:
    """A requested put."""

    place: Place
    data: Payload
    expected_version: int
    labels: Mapping[str, str]
    keep_last: int | None
    timer_ids: tuple[str, ...]
    request_id: str

    @classmethod
    def of(cls, request: PutCheckpointRequest) -> Put:
        """Reads the put from its request."""
        return cls(
            Place(request.execution, request.name, request.partition_key),
            Payload(request.data, request.content_type),
            request.expected_version,
            dict(request.labels),
            request.keep_last or None,
            tuple(request.timer_ids),
            request.request_id,
        )


@dataclass(frozen=True)
class Manifest:
    """The description of a state in chunks, stored as the named version."""

    content_type: str
    size: int
    sha256: str
    chunks: tuple[str, ...]
    request_id: str

    def stored(self, first_version: int) -> Payload:
        """Encodes the manifest as the data of its version."""
        fields = {
            "contentType": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
            "firstVersion": first_version,
            "chunks": self.chunks,
            "requestId": self.request_id,
        }
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        return Payload(text.encode(), f"application/vnd.minoots.chunks+json;sha256={self.sha256}")

    def shown(self, stored: Checkpoint, data: bytes | None = None) -> Checkpoint:
        """Returns the version that refers to the chunks, as if it had the data itself."""
        whole = replace(stored, content_type=self.content_type, data_size=self.size, checksum=self.sha256)
        return replace(whole, data=data)


def _sum(data: bytes | bytearray | memoryview) -> str:
    return hashlib.sha256(data).hexdigest()


def _manifest(put: Put) -> Manifest:
    data = memoryview(put.data.data)
    if len(data) > LARGE_BYTES_MAX:
        raise invalid(
            "data",
            f"has {len(data)} bytes; at most {LARGE_BYTES_MAX} are allowed, in chunks: "
            "keep more in a store of your own, and put where it is",
        )
    bytes_of_name, most = len(put.place.name.encode()), _NAME_BYTES_MAX - len(_BESIDE) - 64
    if bytes_of_name > most:
        raise invalid(
            "name", f"has {bytes_of_name} bytes; of a state in chunks at most {most} are allowed: choose a shorter one"
        )
    if _CHUNKS.fullmatch(put.place.name):
        raise invalid("name", "ends as the names of chunks do, .chunks. and 64 hexadecimal digits: choose another one")
    chunks = tuple(_sum(data[at : at + CHUNK_BYTES]) for at in range(0, len(data), CHUNK_BYTES))
    return Manifest(put.data.content_type, len(data), _sum(data), chunks, put.request_id)


def _referred(content_type: str) -> str | None:
    found = _REFERENCE.fullmatch(content_type)
    return found[1] if found else None


def _read(stored: Checkpoint) -> tuple[Manifest, int] | None:
    sha256 = _referred(stored.content_type)
    if sha256 is None:
        return None
    try:
        match json.loads(stored.data or b""):
            case {
                "contentType": str(content_type),
                "size": int(size),
                "sha256": str(whole),
                "firstVersion": int(first_version),
                "chunks": list(chunks),
                "requestId": str(request_id),
                **others,
            } if not others:
                sums = all(isinstance(one, str) and _SUM.fullmatch(one) for one in chunks)
                fits = 0 < size <= LARGE_BYTES_MAX and len(chunks) == -(-size // CHUNK_BYTES)
                if sums and fits and whole == sha256 and first_version > 0:
                    return Manifest(content_type, size, sha256, tuple(chunks), request_id), first_version
    except ValueError:
        pass
    raise InternalError(f"version {stored.version} of {stored.name} does not refer to chunks, though its type says so")


@dataclass(frozen=True)
class _Kept:
    """The existing versions, and those that refer to chunks, as of one instant."""

    version: int
    oldest: int
    partition_key: str
    referred: Mapping[int, str]


def _versions(place: Place) -> Plan[list[Checkpoint]]:
    try:
        found: list[Checkpoint] = yield lambda client: client.list_checkpoints(
            place.execution, place.name, partition_key=place.partition_key
        )
    except NotFoundError:
        return []
    return found


def _kept(place: Place) -> Plan[_Kept]:
    for _ in range(_LOOKS_MAX):
        found = yield from _versions(place)
        version = found[0].version if found else 0
        # Pages are read at different instants. They are consistent if no version was written in between.
        try:
            read: Checkpoint = yield lambda client: client.get_checkpoint(
                place.execution, place.name, partition_key=place.partition_key
            )
            current = read.version
        except NotFoundError:
            current = 0
        except ShreddedError:
            # The data of the version cannot be read, but the list still has its number.
            again = yield from _versions(place)
            current = again[0].version if again else 0
        if current == version:
            sums = ((one.version, _referred(one.content_type)) for one in found)
            referred = {at: sha256 for at, sha256 in sums if sha256}
            oldest, partition_key = (found[-1].version, found[0].partition_key) if found else (0, "")
            return _Kept(version, oldest, partition_key, referred)
    raise _conflict("others write versions all the while")


def put(put: Put) -> Plan[Checkpoint]:
    """Writes the chunks first, and the version that refers to them last."""
    manifest = _manifest(put)
    for _ in range(_LOOKS_MAX):
        kept = yield from _kept(put.place)
        if kept.version != put.expected_version:
            return (yield from _put_before(put, manifest, kept))
        partition_key = put.place.partition_key or kept.partition_key or put.place.execution
        place = replace(put.place, partition_key=partition_key)
        is_referred = manifest.sha256 in kept.referred.values()
        chunks = yield from _written(place, manifest, put.data.data, is_referred)
        if chunks is None:
            continue
        try:
            stored = yield from _refer(put, place, manifest, chunks, is_referred)
        except ConflictError as error:
            # The conflict concerns the version or the chunks; the next read decides.
            if error.cause in ("VERSION_CONFLICT", "VERSION_REQUIRED", "CHECKPOINT"):
                continue
            raise
        # The put is done. Chunks that remain are found by the next put.
        with contextlib.suppress(Exception):
            yield from sweep(place)
        return manifest.shown(stored)
    raise _conflict("others write and remove these chunks all the while")


def _refer(put: Put, place: Place, manifest: Manifest, chunks: tuple[int, int], is_referred: bool) -> Plan[Checkpoint]:
    first_version, version = chunks
    beside = place.beside(manifest.sha256)
    stored = manifest.stored(first_version)
    operations = [
        PutCheckpoint(
            place.execution,
            place.name,
            stored,
            expected_version=put.expected_version,
            labels=put.labels,
            keep_last=put.keep_last,
            timer_ids=put.timer_ids,
        )
    ]
    guards = [CheckpointGuard(beside.execution, beside.name, version)] if is_referred else []
    if not is_referred:
        # The mark advances the version, so that a sweep that saw these chunks without a reference can no longer remove
        # them.
        mark = Payload(b"", _MARK)
        operations.append(PutCheckpoint(beside.execution, beside.name, mark, expected_version=version))
    done = yield lambda client: client.transact(operations, partition_key=place.partition_key, guards=guards)
    match done.results[0]:
        case CheckpointDone(checkpoint=checkpoint):
            return checkpoint
    raise InternalError("a transaction without what its put wrote")


def _put_before(put: Put, manifest: Manifest, kept: _Kept) -> Plan[Checkpoint]:
    made = kept.oldest if put.expected_version == 0 else put.expected_version + 1
    if kept.referred.get(made) == manifest.sha256:
        place = put.place
        stored: Checkpoint = yield lambda client: client.get_checkpoint(
            place.execution, place.name, version=made, partition_key=place.partition_key
        )
        found = _read(stored)
        if found and found[0].request_id == put.request_id:
            return manifest.shown(stored)
    message = f"version {kept.version} is current, not {put.expected_version}; read it, and put what follows from it"
    raise _conflict(message, kept.version)


def _written(place: Place, manifest: Manifest, data: bytes, is_referred: bool) -> Plan[tuple[int, int] | None]:
    """Writes the missing chunks. Returns their first and last versions; None if others write or remove them."""
    beside = place.beside(manifest.sha256)
    found = (yield from _versions(beside))[::-1]
    version = found[-1].version if found else 0
    if found:
        verified = yield lambda client: client.verify_checkpoint(
            beside.execution, beside.name, partition_key=beside.partition_key
        )
        if verified.shredded:
            # The chunks' payload key was shredded: they are written again, also for versions that refer to them.
            yield from _remove(beside, version)
            return None
    is_prefix = all(one.checksum == sha256 for one, sha256 in zip(found, manifest.chunks, strict=False))
    if is_referred and found and (not is_prefix or len(found) < len(manifest.chunks)):
        raise InternalError(f"chunks that are kept in {beside.name} are not what was written")
    if not is_prefix or (not is_referred and len(found) >= _VERSIONS_MAX):
        yield from _remove(beside, version)
        return None
    first_version = found[0].version if found else 0
    for at in range(len(found), len(manifest.chunks)):
        chunk = Payload(data[at * CHUNK_BYTES : (at + 1) * CHUNK_BYTES], _CHUNK)
        expected = version
        try:
            written = yield lambda client: client.put_checkpoint(
                beside.execution,
                beside.name,
                chunk,  # noqa: B023
                expected_version=expected,  # noqa: B023
                keep_last=_VERSIONS_MAX,
                partition_key=beside.partition_key,
            )
        except ConflictError as error:
            if error.reason in ("VERSION_CONFLICT", "VERSION_REQUIRED"):
                return None
            raise
        version = written.checkpoint.version
        first_version = first_version or version
    return first_version, version


def get(place: Place, version: int) -> Plan[Checkpoint]:
    """Joins the chunks, and verifies every checksum."""
    for _ in range(_READS_MAX):
        stored: Checkpoint = yield lambda client: client.get_checkpoint(
            place.execution, place.name, version=version, partition_key=place.partition_key
        )
        found = _read(stored)
        if found is None:
            return stored
        manifest, first_version = found
        whole = bytearray()
        try:
            for at, sha256 in enumerate(manifest.chunks, first_version):
                whole += yield from _chunk(place.beside(manifest.sha256), at, sha256)
        except NotFoundError:
            # The chunks were removed after the version that referred to them, so that version is no longer kept.
            continue
        if len(whole) != manifest.size or _sum(whole) != manifest.sha256:
            raise InternalError("chunks of it are as they were written, and the whole is not")
        return manifest.shown(stored, bytes(whole))
    raise InternalError(f"chunks of checkpoint {place.name} of {place.execution} are missing")


def _chunk(beside: Place, version: int, sha256: str) -> Plan[bytes]:
    chunk: Checkpoint = yield lambda client: client.get_checkpoint(
        beside.execution, beside.name, version=version, partition_key=beside.partition_key
    )
    # The data matches this checksum, because get_checkpoint verified it.
    if chunk.checksum != sha256 or chunk.data is None:
        raise InternalError(f"chunk {version} of {beside.name} is not what was written")
    return chunk.data


def sweep(place: Place) -> Plan[int]:
    """Removes chunks that no version refers to."""
    # The chunks are listed before the versions: a later reference adds a mark, and this list has the version before the
    # mark.
    listed: list[Checkpoint] = yield lambda client: client.list_checkpoints(place.execution)
    found = [(one, match[2]) for one in listed if (match := _CHUNKS.fullmatch(one.name)) and match[1] == place.name]
    if not found:
        return 0
    kept = yield from _kept(place)
    removed = 0
    for one, sha256 in found:
        if sha256 not in kept.referred.values():
            removed += yield from _remove(Place(one.execution, one.name, one.partition_key), one.version)
    return removed


def _remove(place: Place, version: int) -> Plan[bool]:
    try:
        yield lambda client: client.delete_checkpoint(
            place.execution, place.name, expected_version=version, partition_key=place.partition_key
        )
    except NotFoundError:
        return False
    except ConflictError as error:
        if error.reason == "VERSION_CONFLICT":
            return False
        raise
    return True


def _conflict(message: str, version: int | None = None) -> ConflictError:
    metadata = {} if version is None else {"version": str(version)}
    return ConflictError(message, reason="VERSION_CONFLICT", metadata=metadata)
