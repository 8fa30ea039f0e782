"""Conversions between Python's times, their text and protobuf's.

Python's times have a resolution of microseconds, so the server's times are rounded down to them.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from google.protobuf.duration_pb2 import Duration as ProtoDuration
from google.protobuf.timestamp_pb2 import Timestamp as ProtoTimestamp

from .errors import invalid

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
_EXAMPLE = 'give timedelta(seconds=25), or text such as "1500ms", "25s", "1h30m" or "PT1H30M"'

# The units in nanoseconds, longest first: a text names each unit at most once and in this order.
_UNITS = {
    "d": 86_400_000_000_000,
    "h": 3_600_000_000_000,
    "m": 60_000_000_000,
    "s": 1_000_000_000,
    "ms": 1_000_000,
    "us": 1_000,
    "ns": 1,
}
_SHORT = re.compile("".join(rf"(?:([0-9]+(?:\.[0-9]+)?){unit})?" for unit in _UNITS))
_NUMBER = r"([0-9]+(?:\.[0-9]+)?)"
_ISO = re.compile(rf"P(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?")
_ISO_UNITS = (604_800_000_000_000, *(_UNITS[unit] for unit in "dhms"))

# The limit of protobuf's durations in seconds: 10,000 years.
_SECONDS_MAX = 315_576_000_000


def nanoseconds(value: timedelta | str, path: str) -> int:
    """Returns a duration in nanoseconds. Refuses numbers, since they have no unit."""
    if isinstance(value, timedelta):
        return (value // _MICROSECOND) * 1_000
    if not isinstance(value, str):
        raise invalid(path, f"is {value!r}, which is no duration: {_EXAMPLE}")
    for pattern, units in ((_SHORT, tuple(_UNITS.values())), (_ISO, _ISO_UNITS)):
        match = pattern.fullmatch(value)
        if match and any(match.groups()) and not value.endswith("T"):
            return _sum(match.groups(), units, value, path)
    problem = "has no unit" if re.fullmatch(r"-?[0-9.]+", value) else "is no duration"
    raise invalid(path, f"{value!r} {problem}: {_EXAMPLE}")


def _sum(numbers: tuple[str | None, ...], units: tuple[int, ...], text: str, path: str) -> int:
    given = [(number, unit) for number, unit in zip(numbers, units, strict=True) if number]
    if any("." in number for number, _ in given[:-1]):
        raise invalid(path, f"{text!r} has a fraction before its last unit")
    total = 0
    for number, unit in given:
        whole, _, fraction = number.partition(".")
        part = int(fraction or "0") * unit
        scale = 10 ** len(fraction)
        if part % scale:
            raise invalid(path, f"{text!r} is finer than nanoseconds")
        total += int(whole) * unit + part // scale
    return total


def seconds(value: timedelta | str, path: str) -> float:
    """Returns a local waiting time in seconds."""
    return nanoseconds(value, path) / 1e9


def to_duration(value: timedelta | str, path: str) -> ProtoDuration:
    """Converts a duration to the API's form."""
    total = nanoseconds(value, path)
    whole, nanos = divmod(abs(total), 1_000_000_000)
    if whole > _SECONDS_MAX:
        raise invalid(path, f"{value!r} is longer than 10,000 years")
    sign = -1 if total < 0 else 1
    return ProtoDuration(seconds=sign * whole, nanos=sign * nanos)


def to_timestamp(value: datetime, path: str) -> ProtoTimestamp:
    """Converts an instant to the API's form. Refuses an instant without a time zone, since it is ambiguous."""
    if not isinstance(value, datetime):
        raise invalid(path, f"is {value!r}, which is no instant: give a datetime with a time zone")
    if value.tzinfo is None or value.utcoffset() is None:
        raise invalid(path, f"{value.isoformat()} has no time zone: give datetime(…, tzinfo=timezone.utc)")
    micros = (value - _EPOCH) // _MICROSECOND
    whole, rest = divmod(micros, 1_000_000)
    return ProtoTimestamp(seconds=whole, nanos=rest * 1_000)


def from_duration(value: ProtoDuration) -> timedelta:
    """Converts a duration from the server."""
    return timedelta(seconds=value.seconds, microseconds=value.nanos // 1_000)


def from_timestamp(value: ProtoTimestamp) -> datetime:
    """Converts an instant from the server, in UTC."""
    return _EPOCH + timedelta(seconds=value.seconds, microseconds=value.nanos // 1_000)
