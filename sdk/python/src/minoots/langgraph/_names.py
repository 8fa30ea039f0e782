"""The layout of a saver: executions and names of checkpoints in MINOOTS.

- `PREFIX.threads`: a name for each thread.
- `PREFIX.t.THREAD`: a name for each checkpoint namespace of the thread.
- `PREFIX.r.RUN`: a name for each namespace of a thread in which the run has written.
- `PREFIX.n.PLACE`: the contents of one namespace of a thread. `c` and the id name a checkpoint, and `w` and the id its
  writes. `w`, the id, `.` and a number name each further segment of writes. `v` and a drawn id name a large value. Ids
  of checkpoints are encoded so that the newest sorts first: the first name of the execution is the latest checkpoint.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from .. import _fields
from ..errors import invalid

CONTENTS = "contents"
"""The label of a registered namespace that names the execution with its contents."""
_TERMINATOR = "z"
_INVERTED = str.maketrans("0123456789abcdef", "fedcba9876543210")
_ID_BYTES_MAX = 60
_TEXT_BYTES_MAX = 250


def key(*parts: str) -> str:
    """Hashes texts to a part of an id."""
    told = "\0".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()[:40]


@dataclass(frozen=True)
class Place:
    """One checkpoint namespace of one thread."""

    prefix: str
    thread: str
    namespace: str
    partition: str = field(init=False)
    """The partition key of the whole thread, so that one transaction can name all of it."""
    execution: str = field(init=False)
    namespaces: str = field(init=False)
    """The execution in which the namespace is registered."""
    name: str = field(init=False)
    """The name under which it is registered."""

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
    """Returns the execution in which threads are registered."""
    return f"{prefix}.threads"


def runs(prefix: str, run: str) -> str:
    """Returns the execution in which a run's namespaces are registered."""
    _fields.utf8(run, "run_id")
    return f"{prefix}.r.{key(run)}"


def inverted(checkpoint: str) -> str:
    """Encodes the id of a checkpoint so that the sort order is reversed."""
    encoded = _fields.utf8(checkpoint, "checkpoint_id")
    if not encoded or len(encoded) > _ID_BYTES_MAX:
        raise invalid("checkpoint_id", f"must have 1 to {_ID_BYTES_MAX} bytes, as UUIDs have")
    return encoded.hex().translate(_INVERTED) + _TERMINATOR


def id_of(name: str) -> str:
    """Decodes the id of a checkpoint from its name."""
    return bytes.fromhex(name[1:].removesuffix(_TERMINATOR).translate(_INVERTED)).decode()


def checkpoint(checkpoint_id: str) -> str:
    """Returns the name of a checkpoint."""
    return f"c{inverted(checkpoint_id)}"


def writes(checkpoint_id: str, segment: int = 0) -> str:
    """Returns the name of a segment of the writes to a checkpoint."""
    first = f"w{inverted(checkpoint_id)}"
    return f"{first}.{segment}" if segment else first


def first_segment(name: str) -> str:
    """Returns the name of the first segment of writes from that of any segment."""
    return name.partition(".")[0]
