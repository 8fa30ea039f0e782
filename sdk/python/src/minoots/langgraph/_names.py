"""Where a saver keeps what: executions and names of checkpoints of the fabric.

- `PREFIX.threads`: a name for each thread.
- `PREFIX.t.THREAD`: a name for each checkpoint namespace of the thread.
- `PREFIX.r.RUN`: a name for each namespace of a thread in which the run has written.
- `PREFIX.n.PLACE`: what one namespace of a thread holds: `c` and the id of a checkpoint, `w` and the id for its writes,
  `w`, the id, `.` and a number for each further segment of them, `v` and an id drawn for a large value. Ids of
  checkpoints stand in a form that sorts the newest first, so that the first name of the execution is the latest
  checkpoint.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from .. import _fields
from ..errors import invalid

_TERMINATOR = "z"
_INVERTED = str.maketrans("0123456789abcdef", "fedcba9876543210")
_ID_BYTES_MAX = 60
_TEXT_BYTES_MAX = 250


def key(*parts: str) -> str:
    """Texts as part of an id."""
    told = "\0".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()[:40]


@dataclass(frozen=True)
class Place:
    """One checkpoint namespace of one thread."""

    prefix: str
    thread: str
    namespace: str
    partition: str = field(init=False)
    """Of everything of the thread, so that one transaction can name it."""
    execution: str = field(init=False)
    namespaces: str = field(init=False)
    """The execution in which it is registered."""
    name: str = field(init=False)
    """And under which name."""

    def __post_init__(self) -> None:
        _fields.utf8(self.namespace, "checkpoint_ns")
        if len(_fields.utf8(self.thread, "thread_id")) > _TEXT_BYTES_MAX:
            raise invalid("thread_id", f"has more than {_TEXT_BYTES_MAX} bytes: give a shorter one")
        thread = key(self.thread)
        object.__setattr__(self, "partition", f"{self.prefix}.{thread}")
        object.__setattr__(self, "execution", f"{self.prefix}.n.{key(self.thread, self.namespace)}")
        object.__setattr__(self, "namespaces", f"{self.prefix}.t.{thread}")
        object.__setattr__(self, "name", key(self.namespace))


def threads(prefix: str) -> str:
    """The execution in which threads are registered."""
    return f"{prefix}.threads"


def runs(prefix: str, run: str) -> str:
    """The execution in which a run's places are registered."""
    _fields.utf8(run, "run_id")
    return f"{prefix}.r.{key(run)}"


def inverted(checkpoint: str) -> str:
    """The id of a checkpoint, so that those that sort later sort earlier."""
    encoded = _fields.utf8(checkpoint, "checkpoint_id")
    if not encoded or len(encoded) > _ID_BYTES_MAX:
        raise invalid("checkpoint_id", f"must have 1 to {_ID_BYTES_MAX} bytes, as UUIDs have")
    return encoded.hex().translate(_INVERTED) + _TERMINATOR


def id_of(name: str) -> str:
    """The id of a checkpoint by the name it is kept under."""
    return bytes.fromhex(name[1:].removesuffix(_TERMINATOR).translate(_INVERTED)).decode()


def checkpoint(checkpoint_id: str) -> str:
    """The name of a checkpoint."""
    return f"c{inverted(checkpoint_id)}"


def writes(checkpoint_id: str, segment: int = 0) -> str:
    """The name of a segment of the writes to a checkpoint."""
    first = f"w{inverted(checkpoint_id)}"
    return f"{first}.{segment}" if segment else first


def first_segment(name: str) -> str:
    """The name of the first segment of writes, by that of any of them."""
    return name.partition(".")[0]
