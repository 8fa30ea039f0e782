"""Requests as the API takes them. Rules that only the server knows are left to it; it names the field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from . import _time
from ._ids import new_id
from ._proto.event.v1 import event_service_pb2 as event_api
from ._proto.timer.v1 import timer_pb2
from ._proto.timer.v1 import timer_service_pb2 as api
from .errors import invalid
from .types import (
    Consistency,
    Duration,
    NewTimer,
    Payload,
    RetryPolicy,
    TailFrom,
    Timer,
    TimerFilter,
    TimerStatus,
    WaitUntil,
)

TimerKey = str | Timer
"""A timer by its id, or as it was read."""

REASON_BYTES_MAX = 255


def key_of(timer: TimerKey, partition_key: str) -> tuple[str, str]:
    """The id and partition key."""
    if isinstance(timer, Timer):
        return timer.id, partition_key or timer.partition_key
    return timer, partition_key


def create(timer: NewTimer) -> api.CreateTimerRequest:
    """Of one timer."""
    if not isinstance(timer, NewTimer):
        raise invalid("timer", f'is {timer!r}: give NewTimer("tea", delay="3m")')
    if (timer.delay is None) == (timer.fire_time is None):
        raise invalid("delay", "or fire_time must be given, and not both")
    if timer.labels:
        _check_labels(timer.labels)
    request = api.CreateTimerRequest(
        id=timer.id,
        partition_key=timer.partition_key,
        name=timer.name,
        payload=_payload(timer),
        labels=timer.labels,
        target=_target(timer.queue),
    )
    _set_time(request, timer.delay, timer.fire_time)
    if timer.retry_policy is not None:
        request.retry_policy.CopyFrom(_retry_policy(timer.retry_policy))
    if timer.ack_deadline is not None:
        request.ack_deadline.CopyFrom(_time.to_duration(timer.ack_deadline, "ack_deadline"))
    return request


def create_many(timers: Iterable[NewTimer]) -> api.BatchCreateTimersRequest:
    """Of several timers, all or none."""
    return api.BatchCreateTimersRequest(requests=[create(timer) for timer in timers])


def get(timer: TimerKey, partition_key: str, consistency: Consistency, min_index: int) -> api.GetTimerRequest:
    """Of one timer."""
    name, partition = key_of(timer, partition_key)
    return api.GetTimerRequest(id=name, partition_key=partition, read=_read(consistency, min_index))


def list_timers(
    where: TimerFilter,
    statuses: Iterable[TimerStatus],
    page_size: int,
    consistency: Consistency,
    min_index: int,
) -> api.ListTimersRequest:
    """Of the first page."""
    if isinstance(statuses, str) or not all(isinstance(status, TimerStatus) for status in statuses):
        raise invalid("statuses", "must be a sequence of TimerStatus")
    request = api.ListTimersRequest(
        page_size=_page_size(page_size),
        statuses=[timer_pb2.TimerStatus.ValueType(status.value) for status in statuses],
        read=_read(consistency, min_index),
        labels=where.labels,
        queue=where.queue,
        name_prefix=where.name_prefix,
        id_prefix=where.id_prefix,
    )
    _set_window(request, where)
    return request


def cancel(
    timer: TimerKey, partition_key: str, version: int, reason: str, request_id: str | None
) -> api.CancelTimerRequest:
    """Of one timer."""
    name, partition = key_of(timer, partition_key)
    return api.CancelTimerRequest(
        request_id=request_id or new_id(), id=name, partition_key=partition, state_version=version, reason=reason
    )


def cancel_many(where: TimerFilter, reason: str, page_size: int) -> api.CancelTimersRequest:
    """Of the first page; each page has a request id of its own."""
    request = api.CancelTimersRequest(
        page_size=_page_size(page_size),
        labels=where.labels,
        queue=where.queue,
        name_prefix=where.name_prefix,
        id_prefix=where.id_prefix,
        reason=reason,
    )
    _set_window(request, where)
    return request


def reschedule(
    timer: TimerKey,
    partition_key: str,
    delay: Duration | None,
    fire_time: datetime | None,
    version: int,
    request_id: str | None,
) -> api.RescheduleTimerRequest:
    """Of one timer."""
    if (delay is None) == (fire_time is None):
        raise invalid("delay", "or fire_time must be given, and not both")
    name, partition = key_of(timer, partition_key)
    request = api.RescheduleTimerRequest(
        request_id=request_id or new_id(), id=name, partition_key=partition, state_version=version
    )
    _set_time(request, delay, fire_time)
    return request


def wait(timer: TimerKey, partition_key: str, until: WaitUntil) -> api.WaitTimerRequest:
    """Of a wait, without its timeout."""
    name, partition = key_of(timer, partition_key)
    return api.WaitTimerRequest(id=name, partition_key=partition, until=api.WaitUntil.ValueType(until.value))


def tail(start: TailFrom | str, types: Iterable[str], unsigned: bool) -> event_api.TailRequest:
    """Of a tail; its position moves on with each event."""
    if isinstance(types, str):
        raise invalid("types", f"must be a sequence: give [{types!r}]")
    request = event_api.TailRequest(unsigned=unsigned, types=types)
    if isinstance(start, str):
        request.cursor = start
    elif start is TailFrom.START:
        request.start = True
    return request


def ack(event_id: str, fence: str, partition_key: str) -> event_api.AckRequest:
    """Of one delivery."""
    return event_api.AckRequest(event_id=event_id, fence=fence, partition_key=partition_key)


def nack(event_id: str, fence: str, reason: str, delay: Duration | None, partition_key: str) -> event_api.NackRequest:
    """Of one delivery."""
    request = event_api.NackRequest(event_id=event_id, fence=fence, reason=reason, partition_key=partition_key)
    if delay is not None:
        request.delay.CopyFrom(_time.to_duration(delay, "delay"))
    return request


def shortened(reason: str) -> str:
    """As much of a reason as the API takes, cut between characters."""
    return reason.encode()[:REASON_BYTES_MAX].decode(errors="ignore")


def _set_time(
    request: api.CreateTimerRequest | api.RescheduleTimerRequest, delay: Duration | None, fire_time: datetime | None
) -> None:
    if delay is not None:
        request.delay.CopyFrom(_time.to_duration(delay, "delay"))
    if fire_time is not None:
        request.fire_time.CopyFrom(_time.to_timestamp(fire_time, "fire_time"))


def _set_window(request: api.ListTimersRequest | api.CancelTimersRequest, where: TimerFilter) -> None:
    if not isinstance(where, TimerFilter):
        raise invalid("where", f'is {where!r}: give TimerFilter(queue="kitchen")')
    if where.due_from is not None:
        request.due_from.CopyFrom(_time.to_timestamp(where.due_from, "due_from"))
    if where.due_until is not None:
        request.due_until.CopyFrom(_time.to_timestamp(where.due_until, "due_until"))


def _payload(timer: NewTimer) -> timer_pb2.Payload | None:
    if timer.json is not None:
        if timer.payload is not None:
            raise invalid("payload", "and json cannot both be given")
        try:
            text_of_json = json.dumps(timer.json, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        except (TypeError, ValueError) as error:
            raise invalid("json", f"cannot be written as JSON: {error}") from None
        return timer_pb2.Payload(content_type="application/json", data=text_of_json.encode())
    match timer.payload:
        case None:
            return None
        case str(text):
            return timer_pb2.Payload(content_type="text/plain; charset=utf-8", data=text.encode())
        case bytes(raw):
            return timer_pb2.Payload(content_type="application/octet-stream", data=raw)
        case Payload(content, content_type):
            return timer_pb2.Payload(content_type=content_type, data=content)
        case other:
            raise invalid("payload", f"is {type(other).__name__}: give text, bytes or Payload, or use json=")


def _target(queue: str | None) -> timer_pb2.Target:
    if queue is None:
        return timer_pb2.Target(none=timer_pb2.NoTarget())
    return timer_pb2.Target(queue=queue)


def _retry_policy(policy: RetryPolicy) -> timer_pb2.RetryPolicy:
    request = timer_pb2.RetryPolicy(
        max_attempts=policy.max_attempts or 0, multiplier=policy.multiplier, jitter=policy.jitter
    )
    if policy.initial_backoff is not None:
        path = "retry_policy.initial_backoff"
        request.initial_backoff.CopyFrom(_time.to_duration(policy.initial_backoff, path))
    if policy.max_backoff is not None:
        request.max_backoff.CopyFrom(_time.to_duration(policy.max_backoff, "retry_policy.max_backoff"))
    return request


def _read(consistency: Consistency, min_index: int) -> timer_pb2.ReadOptions:
    return timer_pb2.ReadOptions(consistency=timer_pb2.Consistency.ValueType(consistency.value), min_index=min_index)


def _page_size(size: int) -> int:
    # Beyond what the message can hold; what the API refuses the server refuses, which names the limit.
    return max(min(size, 2**31 - 1), -(2**31))


def _check_labels(labels: Mapping[str, str]) -> None:
    for key, value in labels.items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise invalid("labels", f"must be text to text, and {key!r}: {value!r} is not")
