"""Builds requests of the API. The server alone checks rules that only it knows, and names the field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from . import _fields, _time, _watchdog_requests
from ._ids import new_id
from ._proto.event.v1 import event_service_pb2 as event_api
from ._proto.timer.v1 import cancel_many_requests_pb2 as cancel_many_api
from ._proto.timer.v1 import timer_pb2
from ._proto.timer.v1 import timer_service_pb2 as api
from .errors import invalid
from .types import (
    AgentBinding,
    Consistency,
    Duration,
    NewTimer,
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
    """Returns the id and the partition key."""
    name, partition = (timer.id, timer.partition_key) if isinstance(timer, Timer) else (timer, "")
    return _fields.text(name, "id", "tea-1"), _partition_key(partition_key or partition)


def request_id_of(request_id: str | None) -> str:
    """Returns the caller's request id, or draws one."""
    return _fields.text(request_id, "request_id", "cancel-1") if request_id else new_id()


def create(timer: NewTimer) -> api.CreateTimerRequest:
    """Builds the create of a timer."""
    if not isinstance(timer, NewTimer):
        raise invalid("timer", f'is {timer!r}: give NewTimer("tea", delay="3m")')
    if (timer.delay is None) == (timer.fire_time is None):
        raise invalid("delay", "or fire_time must be given, and not both")
    if timer.labels:
        _fields.check_labels(timer.labels)
    request = api.CreateTimerRequest(
        # Without an id the server would draw one, and a repeat would create another timer.
        id=_fields.said(timer.id, "id", "tea-1"),
        partition_key=_partition_key(timer.partition_key),
        name=_fields.text(timer.name, "name", "tea"),
        payload=_fields.payload_of(timer.payload, timer.json),
        labels=timer.labels,
        target=_target(timer),
        agent=None if timer.agent is None else _agent(timer.agent),
        # An absent field stays absent, because the server distinguishes a repeat from another request by its fields.
        priority=timer_pb2.PRIORITY_UNSPECIFIED if timer.priority is None else _fields.priority_of(timer.priority),
        concurrency_key=_fields.text(timer.concurrency_key, "concurrency_key", "customer-7"),
        actions=_fields.actions_of(timer.actions),
        note=_fields.text(timer.note, "note", "remind the team"),
    )
    _set_time(request, timer.delay, timer.fire_time)
    if timer.retry_policy is not None:
        request.retry_policy.CopyFrom(_fields.retry_policy_of(timer.retry_policy))
    if timer.ack_deadline is not None:
        request.ack_deadline.CopyFrom(_time.to_duration(timer.ack_deadline, "ack_deadline"))
    if timer.watchdog is not None:
        request.watchdog.CopyFrom(_watchdog_requests.new_watchdog(timer.watchdog))
    return request


def create_many(timers: Iterable[NewTimer]) -> api.BatchCreateTimersRequest:
    """Builds a batch: all timers or none."""
    return api.BatchCreateTimersRequest(requests=[create(timer) for timer in timers])


def get(timer: TimerKey, partition_key: str, consistency: Consistency, min_index: int) -> api.GetTimerRequest:
    """Builds the read of a timer."""
    name, partition = key_of(timer, partition_key)
    return api.GetTimerRequest(id=name, partition_key=partition, read=_fields.read_options(consistency, min_index))


def list_timers(
    where: TimerFilter,
    statuses: Iterable[TimerStatus],
    page_size: int,
    consistency: Consistency,
    min_index: int,
) -> api.ListTimersRequest:
    """Builds the request for the first page."""
    request = api.ListTimersRequest(
        page_size=_fields.number(api.ListTimersRequest, page_size, "page_size"),
        statuses=[timer_pb2.TimerStatus.ValueType(one) for one in _fields.several(TimerStatus, statuses, "statuses")],
        read=_fields.read_options(consistency, min_index),
    )
    _set_filter(request, where)
    return request


def cancel(
    timer: TimerKey, partition_key: str, version: int, reason: str, request_id: str | None
) -> api.CancelTimerRequest:
    """Builds the cancellation of a timer."""
    name, partition = key_of(timer, partition_key)
    return api.CancelTimerRequest(
        request_id=request_id_of(request_id),
        id=name,
        partition_key=partition,
        state_version=_fields.number(api.CancelTimerRequest, version, "state_version"),
        reason=_reason(reason),
    )


def cancel_many(where: TimerFilter, reason: str, page_size: int) -> cancel_many_api.CancelTimersRequest:
    """Builds the request for the first page; each page has its own request id."""
    request = cancel_many_api.CancelTimersRequest(
        page_size=_fields.number(cancel_many_api.CancelTimersRequest, page_size, "page_size"),
        reason=_reason(reason),
    )
    _set_filter(request, where)
    return request


def reschedule(
    timer: TimerKey,
    partition_key: str,
    delay: Duration | None,
    fire_time: datetime | None,
    version: int,
    request_id: str | None,
) -> api.RescheduleTimerRequest:
    """Builds the rescheduling of a timer."""
    if (delay is None) == (fire_time is None):
        raise invalid("delay", "or fire_time must be given, and not both")
    name, partition = key_of(timer, partition_key)
    request = api.RescheduleTimerRequest(
        request_id=request_id_of(request_id),
        id=name,
        partition_key=partition,
        state_version=_fields.number(api.RescheduleTimerRequest, version, "state_version"),
    )
    _set_time(request, delay, fire_time)
    return request


def wait(
    timer: TimerKey, partition_key: str, until: WaitUntil, consistency: Consistency, min_index: int
) -> api.WaitTimerRequest:
    """Builds a wait without its timeout."""
    name, partition = key_of(timer, partition_key)
    return api.WaitTimerRequest(
        id=name,
        partition_key=partition,
        until=api.WaitUntil.ValueType(_fields.chosen(WaitUntil, until, "until")),
        read=_fields.read_options(consistency, min_index),
    )


def tail(start: TailFrom | str, types: Iterable[str], subject: str, unsigned: bool) -> event_api.TailRequest:
    """Builds a tail, whose cursor advances with each event."""
    if isinstance(types, str):
        raise invalid("types", f"must be a sequence: give [{types!r}]")
    request = event_api.TailRequest(
        unsigned=_fields.truth(unsigned, "unsigned"),
        types=[_fields.text(one, f"types[{at}]", "timer.fired") for at, one in enumerate(types)],
        subject=_fields.text(subject, "subject", "orders/17"),
    )
    if isinstance(start, str):
        request.cursor = _fields.text(start, "cursor", "the cursor of an event")
    elif start is TailFrom.START:
        request.start = True
    return request


def ack(event_id: str, fence: str, partition_key: str) -> event_api.AckRequest:
    """Builds the acknowledgement of a delivery."""
    return event_api.AckRequest(
        event_id=_event_id(event_id), fence=_fence(fence), partition_key=_partition_key(partition_key)
    )


def nack(event_id: str, fence: str, reason: str, delay: Duration | None, partition_key: str) -> event_api.NackRequest:
    """Builds the nack of a delivery."""
    request = event_api.NackRequest(
        event_id=_event_id(event_id),
        fence=_fence(fence),
        reason=_reason(reason),
        partition_key=_partition_key(partition_key),
    )
    if delay is not None:
        request.delay.CopyFrom(_time.to_duration(delay, "delay"))
    return request


def shortened(reason: str) -> str:
    """Shortens a reason to the API's limit, at a character boundary. An error may contain any text."""
    return reason.encode(errors="replace")[:REASON_BYTES_MAX].decode(errors="ignore")


def _partition_key(partition_key: str) -> str:
    return _fields.text(partition_key, "partition_key", "run-1")


def _reason(reason: str) -> str:
    return _fields.text(reason, "reason", "it is not needed any more")


def _event_id(event_id: str) -> str:
    return _fields.text(event_id, "event_id", "timer:dev:tea-1:1")


def _fence(fence: str) -> str:
    return _fields.text(fence, "fence", "the fence of a delivery")


def _target(timer: NewTimer) -> timer_pb2.Target | None:
    if timer.agent is None:
        return _fields.target_of(timer.queue, timer.webhook)
    if timer.webhook is not None or timer.queue not in (None, _fields.QUEUE_DEFAULT):
        raise invalid("target", "is the agent's queue: give agent without queue and webhook")
    return None


def _agent(agent: AgentBinding) -> timer_pb2.AgentBinding:
    if not isinstance(agent, AgentBinding):
        raise invalid("agent", f'is {agent!r}: give AgentBinding("writer-1")')
    return timer_pb2.AgentBinding(
        target=_fields.said(agent.target, "agent.target", "writer-1"),
        adapter=_fields.text(agent.adapter, "agent.adapter", "langgraph"),
        template=_fields.json_of(agent.template, "agent.template").decode(),
    )


def _set_time(
    request: api.CreateTimerRequest | api.RescheduleTimerRequest, delay: Duration | None, fire_time: datetime | None
) -> None:
    if delay is not None:
        request.delay.CopyFrom(_time.to_duration(delay, "delay"))
    if fire_time is not None:
        request.fire_time.CopyFrom(_time.to_timestamp(fire_time, "fire_time"))


def _set_filter(request: api.ListTimersRequest | cancel_many_api.CancelTimersRequest, where: TimerFilter) -> None:
    if not isinstance(where, TimerFilter):
        raise invalid("where", f'is {where!r}: give TimerFilter(queue="kitchen")')
    _fields.check_labels(where.labels)
    request.labels.update(where.labels)
    request.queue = _fields.text(where.queue, "queue", "kitchen")
    request.name_prefix = _fields.text(where.name_prefix, "name_prefix", "tea")
    request.id_prefix = _fields.text(where.id_prefix, "id_prefix", "tea-")
    if where.due_from is not None:
        request.due_from.CopyFrom(_time.to_timestamp(where.due_from, "due_from"))
    if where.due_until is not None:
        request.due_until.CopyFrom(_time.to_timestamp(where.due_until, "due_until"))
