"""Converts responses about watchdogs to plain values."""

from __future__ import annotations

from . import _time
from ._proto.timer.v1 import timer_pb2
from ._proto.timer.v1 import watchdog_requests_pb2 as api
from .errors import InternalError
from .watchdog_types import Stage, Touched, TouchOutcome, Watchdog


def watchdog(message: timer_pb2.Watchdog) -> Watchdog:
    """Converts the watchdog state of a timer."""
    return Watchdog(
        ttl=_time.from_duration(message.ttl) if message.HasField("ttl") else None,
        epoch=message.epoch,
        sequence=message.sequence,
        touch_time=_time.from_timestamp(message.touch_time) if message.HasField("touch_time") else None,
        stages=tuple(_stage(stage) for stage in message.stages),
        stages_reached=message.stages_reached,
    )


def touched(message: api.TouchResponse) -> list[Touched]:
    """Converts the results of a touch, in the order of the request."""
    return [_touched(result) for result in message.results]


def only(message: api.TouchResponse) -> Touched:
    """Returns the result of a touch of a single watchdog."""
    if len(message.results) != 1:
        raise InternalError(f"a touch of one watchdog was answered with {len(message.results)} results")
    return _touched(message.results[0])


def _touched(message: api.TouchResult) -> Touched:
    try:
        outcome = TouchOutcome(message.outcome)
    except ValueError:
        raise InternalError(f"an answer with the unknown TouchOutcome {message.outcome}") from None
    return Touched(
        id=message.id,
        outcome=outcome,
        event_id=message.event_id,
        fire_time=_time.from_timestamp(message.fire_time) if message.HasField("fire_time") else None,
        epoch=message.epoch,
        sequence=message.sequence,
        commit_index=message.commit_index,
    )


def _stage(message: timer_pb2.WatchdogStage) -> Stage:
    kind = message.target.WhichOneof("target")
    return Stage(
        _time.from_duration(message.delay),
        queue=message.target.queue if kind == "queue" else None,
        webhook=message.target.webhook if kind == "webhook" else None,
    )
