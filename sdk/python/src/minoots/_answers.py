"""Converts responses of the API to plain values. A response without a required field is a defect of the server."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeVar

from google.protobuf.duration_pb2 import Duration as ProtoDuration
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp as ProtoTimestamp

from . import _time, _watchdog_answers
from ._proto.admin.v1 import system_service_pb2 as system_api
from ._proto.event.v1 import event_pb2
from ._proto.event.v1 import event_service_pb2 as event_api
from ._proto.timer.v1 import cancel_many_requests_pb2 as cancel_many_api
from ._proto.timer.v1 import timer_pb2
from ._proto.timer.v1 import timer_service_pb2 as api
from .errors import InternalError
from .types import (
    AckOutcome,
    Action,
    BatchCreated,
    Cancellation,
    Cancelled,
    CancelledMany,
    CancelOutcome,
    Created,
    Event,
    Failure,
    FailureReason,
    LatenessBucket,
    LatenessDistribution,
    LatenessStats,
    LogEvent,
    Nacked,
    Origin,
    Payload,
    Priority,
    QueueLateness,
    Rescheduled,
    RescheduleOutcome,
    RetryPolicy,
    ShreddedPayload,
    Timer,
    TimerKind,
    TimerStatus,
    VerificationKey,
    Version,
    Waited,
)

E = TypeVar("E", bound=enum.Enum)


class _WithPayload(Protocol):
    @property
    def payload(self) -> timer_pb2.Payload: ...

    def HasField(self, field_name: Literal["payload"]) -> bool: ...  # noqa: N802 - as protobuf names it


def instant(message: Message, field: str) -> datetime | None:
    """Returns a field that is an instant, if it is set."""
    value: ProtoTimestamp = getattr(message, field)
    return _time.from_timestamp(value) if message.HasField(field) else None


def length(message: Message, field: str) -> timedelta | None:
    """Returns a field that is a duration, if it is set."""
    value: ProtoDuration = getattr(message, field)
    return _time.from_duration(value) if message.HasField(field) else None


def known(kind: type[E], value: int, unknown: E) -> E:
    """Returns a value of an enumeration that may grow; ``unknown`` for a number without a name."""
    try:
        return kind(value)
    except ValueError:
        return unknown


def _outcome(kind: type[E], value: int) -> E:
    try:
        return kind(value)
    except ValueError:
        raise InternalError(f"an answer with the unknown {kind.__name__} {value}") from None


def timer(message: timer_pb2.Timer) -> Timer:
    """Converts a timer."""
    queue, webhook = place(message.target)
    return Timer(
        id=message.id,
        partition_key=message.partition_key,
        tenant=message.tenant,
        name=message.name,
        status=known(TimerStatus, message.status, TimerStatus.UNKNOWN),
        create_time=instant(message, "create_time"),
        fire_time=instant(message, "fire_time"),
        arm_time=instant(message, "arm_time"),
        release_time=instant(message, "release_time"),
        settle_time=instant(message, "settle_time"),
        delay=length(message, "delay"),
        payload=payload(message, message.payload_shredded),
        labels=dict(message.labels),
        queue=queue,
        retry_policy=retry_policy(message.retry_policy),
        ack_deadline=length(message, "ack_deadline"),
        attempts=message.attempts,
        created_by=message.created_by,
        cancel=_cancellation(message.cancel) if message.HasField("cancel") else None,
        failure=_failure(message.failure) if message.HasField("failure") else None,
        state_version=message.state_version,
        lateness=length(message, "lateness"),
        origin=_origin(message.origin) if message.HasField("origin") else None,
        watchdog=_watchdog_answers.watchdog(message.watchdog) if message.HasField("watchdog") else None,
        kind=known(TimerKind, message.kind or TimerKind.ONE_SHOT.value, TimerKind.UNKNOWN),
        webhook=webhook,
        priority=priority(message.priority),
        concurrency_key=message.concurrency_key,
        actions=actions(message.actions),
        note=message.note,
    )


def payload(carrier: _WithPayload, shredded: bool) -> Payload | ShreddedPayload | None:
    """Returns the payload of a timer or a template."""
    said = carrier.payload
    if shredded:
        return ShreddedPayload(said.content_type)
    return Payload(said.data, said.content_type) if carrier.HasField("payload") else None


def place(message: timer_pb2.Target) -> tuple[str | None, str | None]:
    """Returns the queue and the webhook endpoint of a target, which names at most one of them."""
    kind = message.WhichOneof("target")
    return message.queue if kind == "queue" else None, message.webhook if kind == "webhook" else None


def priority(value: int) -> Priority:
    """Returns a priority; the default if the message has none."""
    return known(Priority, value or Priority.NEXT.value, Priority.UNKNOWN)


def actions(messages: Iterable[timer_pb2.Action]) -> tuple[Action, ...]:
    """Converts the further targets of a timer."""
    return tuple(Action(*place(action.target), action.after_attempts) for action in messages)


def retry_policy(message: timer_pb2.RetryPolicy) -> RetryPolicy:
    """Converts a retry policy."""
    return RetryPolicy(
        message.max_attempts or None,
        length(message, "initial_backoff"),
        length(message, "max_backoff"),
        message.multiplier if message.HasField("multiplier") else None,
        message.jitter if message.HasField("jitter") else None,
    )


def _cancellation(message: timer_pb2.Cancellation) -> Cancellation:
    return Cancellation(message.by, message.reason, instant(message, "time"))


def _origin(message: timer_pb2.Origin) -> Origin:
    return Origin(
        message.parent_id,
        message.parent_state_version,
        message.action,
        message.schedule_id,
        instant(message, "schedule_time"),
        message.stage,
    )


def _failure(message: timer_pb2.Failure) -> Failure:
    return Failure(known(FailureReason, message.reason, FailureReason.UNKNOWN), message.message)


def created(message: api.CreateTimerResponse) -> Created:
    """Converts the response to a create."""
    return Created(timer(message.timer), message.existing, message.commit_index)


def batch_created(message: api.BatchCreateTimersResponse) -> list[BatchCreated]:
    """Converts the results of a batch, in its order."""
    index = message.commit_index
    return [BatchCreated(result.id, result.state_version, result.existing, index) for result in message.results]


def cancelled(message: api.CancelTimerResponse) -> Cancelled:
    """Converts the response to a cancellation."""
    outcome = _outcome(CancelOutcome, message.outcome)
    index, original = message.commit_index, message.original_commit_index
    return Cancelled(outcome, message.event_id, message.state_version, index, original)


def cancelled_many(total: CancelledMany, page: cancel_many_api.CancelTimersResponse) -> CancelledMany:
    """Adds one page to the totals."""
    return CancelledMany(
        total.cancelled + page.cancelled,
        total.too_late + page.too_late,
        total.superseded + page.superseded,
        total.already_cancelled + page.already_cancelled,
        page.commit_index,
        page.original_commit_index,
    )


def rescheduled(message: api.RescheduleTimerResponse) -> Rescheduled:
    """Converts the response to a rescheduling."""
    outcome = _outcome(RescheduleOutcome, message.outcome)
    fire_time = instant(message, "fire_time")
    index, original = message.commit_index, message.original_commit_index
    return Rescheduled(outcome, message.event_id, message.state_version, fire_time, index, original)


def waited(message: api.WaitTimerResponse) -> Waited:
    """Converts the response to a wait."""
    if message.outcome == api.WAIT_OUTCOME_UNSPECIFIED:
        raise InternalError("a wait without an outcome")
    return Waited(message.outcome == api.WAIT_OUTCOME_REACHED, timer(message.timer))


def event(message: event_pb2.Envelope) -> Event:
    """Converts an event."""
    return Event(
        message.id, message.type, message.subject, instant(message, "time"), message.payload, message.signature
    )


def log_event(message: event_pb2.LogEvent) -> LogEvent:
    """Converts an event of the log."""
    return LogEvent(event(message.envelope), message.sequence, message.cursor, instant(message, "fire_time"))


def ack(message: event_api.AckResponse) -> AckOutcome:
    """Converts the response to an acknowledgement."""
    return _outcome(AckOutcome, message.outcome)


def nacked(message: event_api.NackResponse) -> Nacked:
    """Converts the response to a nack."""
    return Nacked(message.attempts, instant(message, "retry_time"), message.commit_index)


def extended(message: event_api.ExtendResult) -> datetime:
    """Returns the new deadline after an extension."""
    return _time.from_timestamp(message.ack_deadline_time)


def keys(message: event_api.ListVerificationKeysResponse) -> list[VerificationKey]:
    """Converts the verification keys."""
    return [VerificationKey(key.kid, key.public_key, key.node, instant(key, "create_time")) for key in message.keys]


def lateness(message: system_api.GetLatenessStatsResponse) -> LatenessStats:
    """Converts the lateness of a node."""
    queues = (
        QueueLateness(queue.queue, _distribution(queue.released), _distribution(queue.delivered))
        for queue in message.queues
    )
    return LatenessStats(message.node, instant(message, "since"), tuple(queues))


def _distribution(message: system_api.LatenessDistribution) -> LatenessDistribution:
    p50, p90, p99, most = map(_time.from_duration, (message.p50, message.p90, message.p99, message.max))
    buckets = (LatenessBucket(_time.from_duration(bucket.below), bucket.count) for bucket in message.buckets)
    return LatenessDistribution(message.count, p50, p90, p99, most, tuple(buckets))


def version(message: system_api.GetVersionResponse) -> Version:
    """Converts the version of the answering server."""
    return Version(message.version, message.cluster_id, message.node)


def limits(message: system_api.GetLimitsResponse) -> dict[str, int | timedelta]:
    """Returns every limit by its name in the API."""
    values = {name.name: getattr(message, name.name) for name in message.DESCRIPTOR.fields}
    return {
        name: _time.from_duration(value) if isinstance(value, ProtoDuration) else int(value)
        for name, value in values.items()
    }
