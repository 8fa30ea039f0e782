"""Builds touches and watchdogs. The server alone checks rules that only it knows."""

from __future__ import annotations

from collections.abc import Iterable

from . import _fields, _time
from ._proto.timer.v1 import timer_pb2
from ._proto.timer.v1 import timer_service_pb2 as api
from ._proto.timer.v1 import watchdog_requests_pb2 as touches_api
from .errors import invalid
from .watchdog_types import NewWatchdog, Stage, Touch


def new_watchdog(asked: NewWatchdog) -> api.NewWatchdog:
    """Builds the watchdog part of a create."""
    if not isinstance(asked, NewWatchdog):
        raise invalid("watchdog", f"is {asked!r}: give NewWatchdog()")
    stages = [_stage(stage, f"watchdog.stages[{at}]") for at, stage in enumerate(asked.stages)]
    return api.NewWatchdog(epoch=_fields.number(api.NewWatchdog, asked.epoch, "watchdog.epoch"), stages=stages)


def touch(name: str, partition_key: str, epoch: int, sequence: int) -> touches_api.TouchRequest:
    """Builds the touch of one watchdog."""
    return touches_api.TouchRequest(
        id=_fields.said(name, "id", "agent-7"),
        partition_key=_fields.text(partition_key, "partition_key", "agent-7"),
        epoch=_fields.number(touches_api.TouchRequest, epoch, "epoch"),
        sequence=_fields.number(touches_api.TouchRequest, sequence, "sequence"),
    )


def touch_many(touches: Iterable[Touch]) -> touches_api.TouchRequest:
    """Builds the touch of several watchdogs."""
    return touches_api.TouchRequest(touches=[_touch(one, f"touches[{at}]") for at, one in enumerate(touches)])


def _touch(one: Touch, path: str) -> touches_api.WatchdogTouch:
    if not isinstance(one, Touch):
        raise invalid(path, f'is {one!r}: give Touch("agent-7")')
    return touches_api.WatchdogTouch(
        id=_fields.said(one.id, f"{path}.id", "agent-7"),
        partition_key=_fields.text(one.partition_key, f"{path}.partition_key", "agent-7"),
        epoch=_fields.number(touches_api.WatchdogTouch, one.epoch, f"{path}.epoch"),
        sequence=_fields.number(touches_api.WatchdogTouch, one.sequence, f"{path}.sequence"),
    )


def _stage(stage: Stage, path: str) -> timer_pb2.WatchdogStage:
    if not isinstance(stage, Stage):
        raise invalid(path, f'is {stage!r}: give Stage("5m", queue="warnings")')
    target = _fields.one_place(stage.queue, stage.webhook, f"{path}.target")
    return timer_pb2.WatchdogStage(delay=_time.to_duration(stage.delay, f"{path}.delay"), target=target)
