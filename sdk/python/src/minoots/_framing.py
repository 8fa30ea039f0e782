"""Records of any size in checkpoints. The bytes are a stored format, which golden files pin.

A record is its body, or the list of its pieces if the body exceeds a checkpoint.
"""

from __future__ import annotations

import hashlib
import json

from .errors import InternalError

BYTES_MAX = 256 * 1024
"""The size limit of one checkpoint's data, in bytes."""

_WHOLE = b"\x01"
_PIECES = b"\x02"


def framed(body: bytes, record_id: str) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Encodes a record. Returns it with its pieces by name, which must be stored first."""
    if len(body) < BYTES_MAX:
        return _WHOLE + body, []
    pieces = [body[at : at + BYTES_MAX] for at in range(0, len(body), BYTES_MAX)]
    told = [record_id, len(pieces), len(body), hashlib.sha256(body).hexdigest()]
    return _PIECES + json.dumps(told).encode(), [(_piece(record_id, at), data) for at, data in enumerate(pieces)]


def _piece(record_id: str, number: int) -> str:
    return f"v{record_id}.{number:05}"


def whole(data: bytes) -> bytes | None:
    """Returns the body of a record in one piece; None otherwise."""
    return data[1:] if data[:1] == _WHOLE else None


def pieces(data: bytes) -> list[str]:
    """Returns the names of a record's pieces; empty for a record in one piece."""
    if data[:1] != _PIECES:
        return []
    record_id, count, *_ = json.loads(data[1:])
    return [_piece(record_id, number) for number in range(count)]


def joined(data: bytes, parts: list[bytes]) -> bytes:
    """Joins the pieces of a record, and verifies that the body is the stored one."""
    if data[:1] != _PIECES:
        raise InternalError(f"a record of the unknown form {data[:1]!r}: a newer version wrote it, or it is damaged")
    record_id, _, size, checksum = json.loads(data[1:])
    body = b"".join(parts)
    if len(body) != size or hashlib.sha256(body).hexdigest() != checksum:
        raise InternalError(f"the pieces of {record_id} are not what was stored", reason="CHECKSUM_MISMATCH")
    return body
