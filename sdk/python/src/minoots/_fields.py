"""Parts that several requests share.

``within`` is the path of the part in its request, such as ``timer.``, so that a refusal names the same path as the
server's.
"""

from __future__ import annotations

import enum
import json as json_text
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from . import _time
from ._proto.timer.v1 import timer_pb2
from .errors import invalid
from .types import Action, Consistency, Payload, Priority, RetryPolicy, ShreddedPayload

E = TypeVar("E", bound=enum.Enum)

# The default queue of a timer.
QUEUE_DEFAULT = "default"
UINT32_MAX = 2**32 - 1
UINT64_MAX = 2**64 - 1
_BITS_MAX = 64
_RANGES = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, UINT32_MAX),
    FieldDescriptor.CPPTYPE_UINT64: (0, UINT64_MAX),
}


def utf8(value: str, path: str) -> bytes:
    """Encodes text. All text of requests is encoded here, because protobuf's own error would not name the field."""
    try:
        return value.encode()
    except UnicodeEncodeError as error:
        half = value[error.start]
        raise invalid(
            path,
            f"has half a character, the lone surrogate {half!r} at index {error.start}, which UTF-8 does not have: "
            'replace it, such as by text.encode(errors="replace").decode()',
        ) from None


def payload_of(payload: object, json: object, within: str = "", called: str = "payload") -> timer_pb2.Payload | None:
    """Builds the payload of a timer from a value as JSON, from text, from bytes or from a ``Payload``."""
    if json is not None:
        if payload is not None:
            raise invalid(f"{within}{called}", "and json cannot both be given")
        return timer_pb2.Payload(content_type="application/json", data=json_of(json, f"{within}json"))
    match payload:
        case None:
            return None
        case str(said):
            return timer_pb2.Payload(content_type="text/plain; charset=utf-8", data=utf8(said, f"{within}{called}"))
        case bytes(raw):
            return timer_pb2.Payload(content_type="application/octet-stream", data=raw)
        case Payload(content, content_type):
            place = f"{within}{called}." if called == "payload" else within
            if not isinstance(content, bytes):
                raise invalid(f"{place}data", f"is {type(content).__name__}: give bytes, or text without Payload")
            return timer_pb2.Payload(
                content_type=text(content_type, f"{place}content_type", "text/plain"), data=content
            )
        case ShreddedPayload():
            raise invalid(f"{within}{called}", "was shredded, and nobody can read it: give another payload, or None")
        case other:
            kind = type(other).__name__
            raise invalid(f"{within}{called}", f"is {kind}: give text, bytes or Payload, or use json=")


def json_of(value: object, path: str = "json") -> bytes:
    """Encodes a value as JSON; empty for None."""
    return b"" if value is None else json_text_of(value, path).encode()


def json_text_of(value: object, path: str) -> str:
    """Encodes a value as JSON; null for None."""
    try:
        written = json_text.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise invalid(path, f"cannot be written as JSON: {error}") from None
    utf8(written, path)
    return written


def target_of(queue: str | None, webhook: str | None, within: str = "") -> timer_pb2.Target:
    """Builds a target: a queue, a webhook endpoint instead, or nothing."""
    path = f"{within}target"
    if webhook is not None and queue not in (None, QUEUE_DEFAULT):
        raise invalid(path, f"is both queue {queue!r} and webhook {webhook!r}: give one")
    if webhook is None and queue is None:
        return timer_pb2.Target(none=timer_pb2.NoTarget())
    return _place(None if webhook is not None else queue, webhook, path)


def actions_of(actions: Sequence[Action], within: str = "") -> list[timer_pb2.Action]:
    """Builds the further targets of a timer."""
    path = f"{within}actions"
    if isinstance(actions, str) or not isinstance(actions, Sequence):
        raise invalid(path, f'is {actions!r}: give a list, such as [Action(queue="audit")]')
    return [_action(action, f"{path}[{at}]") for at, action in enumerate(actions)]


def _action(asked: Action, path: str) -> timer_pb2.Action:
    if not isinstance(asked, Action):
        raise invalid(path, f'is {asked!r}: give Action(queue="audit")')
    target = one_place(asked.queue, asked.webhook, f"{path}.target")
    after_attempts = number(timer_pb2.Action, asked.after_attempts, f"{path}.after_attempts")
    return timer_pb2.Action(target=target, after_attempts=after_attempts)


def one_place(queue: str | None, webhook: str | None, path: str) -> timer_pb2.Target:
    """Builds a target from a queue or a webhook endpoint, exactly one of them."""
    if (queue is None) == (webhook is None):
        raise invalid(path, "is a queue or a webhook: give one of them")
    return _place(queue, webhook, path)


def _place(queue: str | None, webhook: str | None, path: str) -> timer_pb2.Target:
    if webhook is not None:
        return timer_pb2.Target(webhook=text(webhook, f"{path}.webhook", "billing"))
    return timer_pb2.Target(queue=text(queue, f"{path}.queue", "jobs"))


def priority_of(priority: Priority, within: str = "") -> timer_pb2.Priority.ValueType:
    """Returns the number of a known priority."""
    return timer_pb2.Priority.ValueType(chosen(Priority, priority, f"{within}priority"))


def retry_policy_of(policy: RetryPolicy, within: str = "") -> timer_pb2.RetryPolicy:
    """Builds a retry policy."""
    if not isinstance(policy, RetryPolicy):
        raise invalid(f"{within}retry_policy", f"is {policy!r}: give RetryPolicy(max_attempts=5)")
    path = f"{within}retry_policy"
    attempts = 0 if policy.max_attempts is None else policy.max_attempts
    request = timer_pb2.RetryPolicy(
        max_attempts=number(timer_pb2.RetryPolicy, attempts, f"{path}.max_attempts"),
        multiplier=None if policy.multiplier is None else real(policy.multiplier, f"{path}.multiplier", "such as 1.5"),
        jitter=None if policy.jitter is None else real(policy.jitter, f"{path}.jitter", "from 0 to 1"),
    )
    if policy.initial_backoff is not None:
        request.initial_backoff.CopyFrom(_time.to_duration(policy.initial_backoff, f"{path}.initial_backoff"))
    if policy.max_backoff is not None:
        request.max_backoff.CopyFrom(_time.to_duration(policy.max_backoff, f"{path}.max_backoff"))
    return request


def read_options(consistency: Consistency, min_index: int) -> timer_pb2.ReadOptions:
    """Builds the freshness options of a read."""
    return timer_pb2.ReadOptions(
        consistency=timer_pb2.Consistency.ValueType(chosen(Consistency, consistency, "consistency")),
        min_index=number(timer_pb2.ReadOptions, min_index, "min_index"),
    )


def check_labels(labels: Mapping[str, str], within: str = "", called: str = "labels") -> None:
    """Refuses labels that do not map text to text."""
    path = f"{within}{called}"
    if not isinstance(labels, Mapping):
        raise invalid(path, f'is {labels!r}: give text to text, such as {{"room": "kitchen"}}')
    for key, value in labels.items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise invalid(path, f"must be text to text, and {key!r}: {value!r} is not")
        utf8(key, path)
        utf8(value, path)


def text(value: object, path: str, example: str) -> str:
    """Returns a value that must be text."""
    if not isinstance(value, str):
        raise invalid(path, f"is {value!r}, which is no text: give text such as {example!r}")
    utf8(value, path)
    return value


def said(value: object, path: str, example: str) -> str:
    """Returns text that must not be empty."""
    if not text(value, path, example):
        raise invalid(path, f"is empty: give text such as {example!r}")
    return str(value)


def number(kind: type[Message], value: object, path: str, lowest: int | None = None) -> int:
    """Returns a whole number that fits the field of a message at the end of ``path``.

    All whole numbers of requests are checked here, because protobuf's own error would not name the field. The server
    alone checks narrower ranges; ``lowest`` is for fields where it would read 0 as something else.
    """
    least, most = _RANGES[kind.DESCRIPTOR.fields_by_name[path.rpartition(".")[2]].cpp_type]
    return whole(value, path, least if lowest is None else lowest, most)


def whole(value: object, path: str, lowest: int = 0, most: int = UINT64_MAX) -> int:
    """Returns a whole number from ``lowest`` to ``most``."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise invalid(path, f"is {value!r}: give a whole number of {max(lowest, 0)} or more")
    # Python refuses to write numbers of very many digits.
    told = f"is {value}" if value.bit_length() <= _BITS_MAX else f"has more than {_BITS_MAX} bits"
    if value < lowest:
        raise invalid(path, f"{told}: give a whole number of {max(lowest, 0)} or more")
    if value > most:
        raise invalid(path, f"{told}: give at most {most}")
    return value


def real(value: object, path: str, example: str) -> float:
    """Returns a number that may have a fraction."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise invalid(path, f"is {value!r}: give a number {example}")
    try:
        return float(value)
    except OverflowError:
        raise invalid(path, f"is too large: give a number {example}") from None


def truth(value: object, path: str) -> bool:
    """Returns a value that must be True or False: a text such as "no" would count as True."""
    if not isinstance(value, bool):
        raise invalid(path, f"is {value!r}: give True or False")
    return value


def several(kind: type[E], values: Iterable[E], path: str) -> list[int]:
    """Returns the numbers of known values of an enumeration."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        example = next(member for member in kind if member.value)
        raise invalid(path, f"is {values!r}: give a sequence, such as [{example}]")
    return [chosen(kind, value, path) for value in values]


def chosen(kind: type[E], value: E, path: str) -> int:
    """Returns the number of a known value of an enumeration."""
    if not isinstance(value, kind) or value.value == 0:
        choices = ", ".join(str(member) for member in kind if member.value != 0)
        raise invalid(path, f"is {value!r}: give one of {choices}")
    return int(value.value)
