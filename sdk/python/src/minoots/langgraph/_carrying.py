"""The ``configurable`` and the ``context`` of a run, which its waits carry to their resumption.

The saver's serializer writes and reads them. So they may have the types of the state, and are encrypted if the state
is.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from ..errors import InvalidError, invalid

# LangGraph sets the positions of checkpoints in each run. The other prefixes mark its own entries and its server's.
_PLACES = ("thread_id", "checkpoint_id", "checkpoint_ns", "checkpoint_map")
_OWN = ("__", "langgraph_")
_WAY_OUT = "make the Waits with carry=False, and give serve() the config and the context that resumptions have"


def of_run(saver: Any, settings: Mapping[str, Any], context: Any) -> list[str] | None:
    """Serializes the caller's part of a run's ``configurable``, and its ``context``; None if both are absent.

    Raises ``InvalidError`` for a value that would change in a round trip.
    """
    given = {name: value for name, value in settings.items() if name not in _PLACES and not name.startswith(_OWN)}
    if not given and context is None:
        return None
    for path, value in {**{f"configurable.{name}": value for name, value in given.items()}, "context": context}.items():
        _check(saver, path, value)
    kind, data = _serializer(saver, context).dumps_typed([given, context])
    return [kind, base64.b64encode(data).decode()]


def read(graph: Any, carried: Sequence[str] | None) -> tuple[Mapping[str, Any], Any]:
    """Reads the ``configurable`` and the ``context`` that a wait carries."""
    if carried is None:
        return {}, None
    kind, data = carried
    serializer = _serializer(graph.checkpointer, graph.context_schema)
    given, context = serializer.loads_typed((kind, base64.b64decode(data)))
    return given, context


def _check(saver: Any, path: str, value: object) -> None:
    serializer = _serializer(saver, value)
    try:
        back = serializer.loads_typed(serializer.dumps_typed(value))
    except Exception as error:
        raise _refused(path, value, str(error)) from None
    if type(back) is not type(value):
        raise _refused(path, value, f"it is read back as {type(back).__name__}")


def _refused(path: str, value: object, why: str) -> InvalidError:
    kind = type(value).__name__
    return invalid(path, f"is {kind}, and the saver's serializer cannot carry it to the deadline ({why}): {_WAY_OUT}")


def _serializer(saver: Any, of: object) -> Any:
    """Returns the saver's serializer, which may also read the type of a context."""
    if not isinstance(saver, BaseCheckpointSaver):
        return JsonPlusSerializer()
    kind = of if isinstance(of, type) else type(of)
    allowed: Collection[tuple[str, ...]] = [(kind.__module__, kind.__name__)]
    return saver.serde if kind.__module__ == "builtins" else saver.with_allowlist(allowed).serde
