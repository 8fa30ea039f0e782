"""The arguments of the tools, with their formats and limits in words, and their validation.

The server alone checks rules that only it knows.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from . import _time
from .errors import InvalidError

WAIT_MAX = timedelta(minutes=5)
_TEXT_MAX = 64
_DURATION = '"25s", "1h30m" or "PT1H30M"'
_INSTANT = '"2031-05-06T07:08:09Z" or "2031-05-06T09:08:09+02:00"'
_RFC3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_MICROSECOND_DIGITS = 6


def _text(value: object, example: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text such as {example}")
    if len(value) > _TEXT_MAX:
        raise ValueError(f"has more than {_TEXT_MAX} characters: give text such as {example}")
    return value


def duration(value: object) -> str | None:
    """Validates a duration with units."""
    if value is None:
        return None
    text = _text(value, _DURATION)
    try:
        _time.to_duration(text, "delay")
    except InvalidError:
        problem = "has no unit" if re.fullmatch(r"[0-9.]+", text) else "is no duration"
        raise ValueError(f"{text!r} {problem}: give text such as {_DURATION}, longest unit first") from None
    return text


def _timeout(value: object) -> str | None:
    text = duration(value)
    if text is not None and _time.seconds(text, "timeout") > WAIT_MAX.total_seconds():
        raise ValueError(f"{text!r} is longer than 5m: give at most 5m, and wait again if it was not enough")
    return text


def instant(text: str) -> datetime:
    """Parses an RFC 3339 instant. Raises ``ValueError`` with the problem."""
    match = _RFC3339.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no RFC 3339 instant with an offset: give text such as {_INSTANT}")
    day, clock, fraction, offset = match.groups()
    if fraction and len(fraction) > _MICROSECOND_DIGITS:
        raise ValueError(f"{text!r} is finer than microseconds: give at most 6 digits after the point")
    zone = "+00:00" if offset in "Zz" else offset
    try:
        return datetime.fromisoformat(f"{day}T{clock}.{(fraction or '0').ljust(_MICROSECOND_DIGITS, '0')}{zone}")
    except ValueError:
        raise ValueError(f"{text!r} is not in the calendar: give text such as {_INSTANT}") from None


def instant_text(value: datetime) -> str:
    """Formats an instant as RFC 3339, in UTC."""
    return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def _fire_time(value: object) -> str | None:
    if value is None:
        return None
    text = _text(value, _INSTANT)
    instant(text)
    return text


def _unicode(value: object) -> object:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("holds half a character (a lone surrogate): leave it out") from None
    return value


_Words = Annotated[str, BeforeValidator(_unicode)]
_Id = Annotated[_Words, Field(min_length=1)]
_DurationText = Annotated[str | None, BeforeValidator(duration)]
_FORMAT = f"Text with units d, h, m, s, ms (or ISO 8601), such as {_DURATION}. Never a bare number."


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ScheduleTimer(_Arguments):
    """Arguments of ``minoots_schedule_timer``."""

    name: _Id = Field(description="What it is for, in a few words: 1 to 255 bytes. Need not be unique.")
    delay: _DurationText = Field(
        None, description=f"Fire after this long. {_FORMAT} 0s to 100 years. Give this or fire_time, not both."
    )
    fire_time: Annotated[str | None, BeforeValidator(_fire_time)] = Field(
        None,
        description=f"Fire at this instant: RFC 3339 with Z or an offset, such as {_INSTANT}. At most 100 years ahead; "
        "up to 24 hours in the past means now. Give this or delay, not both.",
    )
    message: _Words | None = Field(
        None, description="Text that is delivered when it fires, at most 256 KiB. Say what has to be done then."
    )
    id: _Id | None = Field(
        None,
        description="Usually left out. An id of your own makes a repeated call safe: the same id with the same "
        "arguments is the same timer. 1 to 128 ASCII letters, digits, '.', '_' and '-', the first a letter or digit.",
    )

    watchdog: bool = Field(
        False,
        description="true makes it a watchdog: it fires once minoots_heartbeat was not called with its id for delay, "
        "which is 1s to 7d then.",
    )
    note: _Words | None = Field(
        None, description="Why it exists, for people who look at it: at most 1024 bytes. It is not delivered."
    )

    @model_validator(mode="after")
    def _one_time(self) -> ScheduleTimer:
        if (self.delay is None) == (self.fire_time is None):
            raise ValueError("or fire_time must be given, and not both")
        return self

    def instant(self) -> datetime | None:
        """The fire time, if it was given."""
        return instant(self.fire_time) if self.fire_time is not None else None


class CancelTimer(_Arguments):
    """Arguments of ``minoots_cancel_timer``."""

    id: _Id = Field(description="The timer's id, as it was answered when it was scheduled or listed.")
    reason: _Words | None = Field(None, description="Why, at most 255 bytes. It is kept with the timer.")


class ListTimers(_Arguments):
    """Arguments of ``minoots_list_timers``."""

    status: Literal["scheduled", "armed", "fired", "settled", "cancelled", "failed"] | None = Field(
        None,
        description="Only timers in this status. scheduled: waiting; armed: about to fire; fired: delivered or on its "
        "way; settled: handled. Left out: all.",
    )
    name_prefix: _Words | None = Field(None, description="Only timers whose name begins with this.")
    limit: int = Field(20, ge=1, le=100, description="How many at most, 1 to 100.")


class WaitTimer(_Arguments):
    """Arguments of ``minoots_wait``."""

    id: _Id = Field(description="The timer's id, as it was answered when it was scheduled or listed.")
    until: Literal["fired", "ended"] = Field(
        "fired",
        description="fired: its time has come, or it has ended before; ended: it is handled, cancelled or failed.",
    )
    timeout: Annotated[str, BeforeValidator(_timeout)] = Field(
        "30s", description=f"How long to wait at most. {_FORMAT} At most 5m."
    )


class Heartbeat(_Arguments):
    """Arguments of ``minoots_heartbeat``."""

    id: _Id = Field(description="The watchdog's id, as it was answered when it was scheduled or listed.")
