"""Requests and responses of the API, as plain values."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NoReturn

from ._ids import new_id
from .errors import SHREDDED, ShreddedError
from .lateness_types import LatenessBucket as LatenessBucket
from .lateness_types import LatenessDistribution as LatenessDistribution
from .lateness_types import LatenessStats as LatenessStats
from .lateness_types import QueueLateness as QueueLateness
from .timer_enums import AckOutcome as AckOutcome
from .timer_enums import CancelOutcome as CancelOutcome
from .timer_enums import Consistency as Consistency
from .timer_enums import FailureReason as FailureReason
from .timer_enums import Priority as Priority
from .timer_enums import RescheduleOutcome as RescheduleOutcome
from .timer_enums import TailFrom as TailFrom
from .timer_enums import TimerKind as TimerKind
from .timer_enums import TimerStatus as TimerStatus
from .timer_enums import WaitUntil as WaitUntil
from .watchdog_types import NewWatchdog, Watchdog

SHREDDED_MESSAGE = "the payload key was shredded: nobody can read this payload any more"

Duration = timedelta | str
"""A ``timedelta``, or text such as ``"1500ms"``, ``"25s"``, ``"1h30m"`` or ``"PT1H30M"``. Never a bare number."""


@dataclass(frozen=True)
class Payload:
    """The bytes that a timer carries, unchanged."""

    data: bytes
    content_type: str = "application/octet-stream"


@dataclass(frozen=True)
class ShreddedPayload:
    """A payload whose key was shredded. Reading ``data`` raises ``ShreddedError``; no request accepts it."""

    content_type: str = "application/octet-stream"

    @property
    def data(self) -> NoReturn:
        """Raises ``ShreddedError``."""
        raise ShreddedError(SHREDDED_MESSAGE, reason=SHREDDED)


@dataclass(frozen=True)
class Action:
    """A further target of a timer: a queue or a webhook endpoint, exactly one of them."""

    queue: str | None = None
    webhook: str | None = None
    after_attempts: int = 0
    """The trigger. 0: the firing of the timer. 1 to 100: that many failed deliveries, or an earlier final failure."""


@dataclass(frozen=True)
class AgentBinding:
    """Makes a timer a message to an agent: its queue is ``agent.TARGET``, and it has the label ``agent``."""

    target: str
    """The agent's name: letters, digits, ``.``, ``_`` and ``-``, at most 120."""
    adapter: str = ""
    """The name of the agent's runtime, such as ``langgraph``. Only the message uses it."""
    template: object = None
    """A JSON value. In its texts the server replaces ``{{name}}``, ``{{agent}}``, ``{{adapter}}`` and
    ``{{labels.KEY}}``.

    A text that consists of ``{{payload}}`` only becomes the payload. None: an object of all of these.
    """


@dataclass(frozen=True)
class RetryPolicy:
    """The retries after a delivery that was not acknowledged. None means the default."""

    max_attempts: int | None = None
    initial_backoff: Duration | None = None
    max_backoff: Duration | None = None
    multiplier: float | None = None
    jitter: float | None = None


@dataclass(frozen=True)
class NewTimer:
    """A timer to create, due after ``delay`` or at ``fire_time``.

    The id is drawn when the value is made, so creating the same ``NewTimer`` again is safe: it returns the existing
    timer.
    """

    name: str
    """A name for people, 1 to 255 bytes; not necessarily unique."""
    delay: Duration | None = None
    fire_time: datetime | None = None
    """The fire time, with a time zone."""
    id: str = field(default_factory=new_id)
    partition_key: str = ""
    queue: str | None = "default"
    """The queue of the timer. None for no delivery: then the firing is only recorded."""
    payload: Payload | bytes | str | None = None
    """The payload. Text has the type ``text/plain; charset=utf-8``, and bytes ``application/octet-stream``."""
    json: object = None
    """A value to send as ``application/json``, instead of a payload."""
    labels: Mapping[str, str] = field(default_factory=dict)
    retry_policy: RetryPolicy | None = None
    ack_deadline: Duration | None = None
    """The time within which a consumer must acknowledge, 1 s to 12 h; 60 s by default."""
    watchdog: NewWatchdog | None = None
    """Makes the timer a watchdog, which fires after a ``delay`` without a touch."""
    webhook: str | None = None
    """The id of a webhook endpoint, instead of a queue."""
    agent: AgentBinding | None = None
    """An agent, instead of a queue."""
    priority: Priority | None = None
    """The priority; ``NEXT`` by default."""
    concurrency_key: str = ""
    """At most 64 bytes. The queue's ``key_concurrency`` bounds the deliveries that share this key."""
    actions: Sequence[Action] = ()
    """At most 8 further targets of the timer."""
    note: str = ""
    """Why the timer exists, for people: at most 1,024 bytes, shown with the timer, in plain text."""


@dataclass(frozen=True)
class Cancellation:
    """The author, the time and the reason of a cancellation."""

    by: str
    reason: str
    time: datetime | None


@dataclass(frozen=True)
class Failure:
    """The reason why a timer failed, and the reason in the consumer's last nack."""

    reason: FailureReason
    message: str


@dataclass(frozen=True)
class Origin:
    """The origin of a timer that no caller created: an action of another timer, or a schedule."""

    parent_id: str
    """The timer whose action made it; empty if a schedule did."""
    parent_state_version: int
    """The state version, and so the occurrence, of that timer."""
    action: int
    """The index of the action, from 0."""
    schedule_id: str
    """The schedule; empty if an action made it."""
    schedule_time: datetime | None
    """The nominal instant of the schedule's occurrence, or the time of the trigger."""
    stage: int = 0
    """For a timer that a watchdog's stage made: the number of the stage, from 1."""


@dataclass(frozen=True)
class Timer:
    """A timer, as the fabric stores it."""

    id: str
    partition_key: str
    tenant: str
    name: str
    status: TimerStatus
    create_time: datetime | None
    fire_time: datetime | None
    arm_time: datetime | None
    release_time: datetime | None
    settle_time: datetime | None
    delay: timedelta | None
    payload: Payload | ShreddedPayload | None
    labels: Mapping[str, str]
    queue: str | None
    """The queue; None if the timer has a webhook endpoint, or no target."""
    retry_policy: RetryPolicy
    ack_deadline: timedelta | None
    attempts: int
    created_by: str
    cancel: Cancellation | None
    failure: Failure | None
    state_version: int
    lateness: timedelta | None
    origin: Origin | None
    """The origin; None if a caller created the timer."""
    watchdog: Watchdog | None
    """The watchdog's state; None for a timer that fires once, at its ``fire_time``."""
    kind: TimerKind
    webhook: str | None
    """The id of the webhook endpoint; None if the timer has a queue, or no target."""
    priority: Priority
    concurrency_key: str
    actions: tuple[Action, ...]
    note: str

    @property
    def payload_shredded(self) -> bool:
        """Whether the payload's key was shredded, so that the payload can no longer be decrypted."""
        return isinstance(self.payload, ShreddedPayload)


@dataclass(frozen=True)
class Created:
    """A timer that was created, or existed already."""

    timer: Timer
    existing: bool
    commit_index: int


@dataclass(frozen=True)
class BatchCreated:
    """One timer of a batch."""

    id: str
    state_version: int
    existing: bool
    commit_index: int
    """The commit index of the batch."""


@dataclass(frozen=True)
class TimerFilter:
    """Conditions on timers; every condition that is set must hold."""

    due_from: datetime | None = None
    """The inclusive lower bound of the fire time."""
    due_until: datetime | None = None
    """The exclusive upper bound of the fire time."""
    labels: Mapping[str, str] = field(default_factory=dict)
    queue: str = ""
    name_prefix: str = ""
    id_prefix: str = ""


@dataclass(frozen=True)
class Cancelled:
    """The outcome of a cancellation."""

    outcome: CancelOutcome
    event_id: str
    state_version: int
    commit_index: int
    original_commit_index: int
    """For a repeated request: the commit index of the first response. Otherwise 0."""


@dataclass(frozen=True)
class CancelledMany:
    """The outcomes for the timers that a filter selected."""

    cancelled: int = 0
    too_late: int = 0
    superseded: int = 0
    already_cancelled: int = 0
    commit_index: int = field(default=0, compare=False)
    """The commit index of the last page."""
    original_commit_index: int = field(default=0, compare=False)
    """As in ``Cancelled``, for the last page."""


@dataclass(frozen=True)
class Rescheduled:
    """The outcome of a rescheduling."""

    outcome: RescheduleOutcome
    event_id: str
    state_version: int
    fire_time: datetime | None
    commit_index: int
    original_commit_index: int
    """As in ``Cancelled``."""


@dataclass(frozen=True)
class Waited:
    """The result of a wait: either the timer has reached the awaited state, or the timeout has passed."""

    reached: bool
    timer: Timer


@dataclass(frozen=True)
class Event:
    """An event. Only ``payload`` is signed; the other fields are copies of its contents."""

    id: str
    """The event id, equal on every delivery of the event: its dedupe key."""
    type: str
    subject: str
    time: datetime | None
    payload: bytes
    """CloudEvents JSON: exactly the signed bytes."""
    signature: str

    @property
    def timer_id(self) -> str:
        """The id of the timer that the event is about; empty if it is about another object."""
        kind, _, name = self.subject.partition("/")
        return name if kind == "timers" else ""

    @property
    def payload_shredded(self) -> bool:
        """Whether the key of the data was shredded. Then the data can no longer be decrypted, and ``data`` raises."""
        return _is_shredded(json.loads(self.payload))

    def data(self) -> object:
        """Returns the data inside the payload: a JSON value, text or bytes; None if there is none.

        Raises ``ShreddedError`` if the key of the data was shredded. Before the signature is checked, the data is only
        as trustworthy as the connection.
        """
        return _data_of(self.payload)


@dataclass(frozen=True)
class LogEvent:
    """An event of the log."""

    event: Event
    sequence: int
    cursor: str
    """A cursor that resumes behind this event."""
    fire_time: datetime | None


@dataclass(frozen=True)
class Nacked:
    """The result of a nack."""

    attempts: int
    """The number of recorded failures, including this one."""
    retry_time: datetime | None
    """The time of the next delivery; None if the timer failed for good."""
    commit_index: int


@dataclass(frozen=True)
class VerificationKey:
    """A public key that verifies envelopes."""

    kid: str
    public_key: bytes
    node: int
    create_time: datetime | None


@dataclass(frozen=True)
class Version:
    """The version of the answering server."""

    version: str
    cluster_id: str
    node: int


def _data_of(payload: bytes) -> object:
    document = json.loads(payload)
    if _is_shredded(document):
        raise ShreddedError(SHREDDED_MESSAGE, reason=SHREDDED)
    if "data_base64" in document:
        return base64.b64decode(document["data_base64"], validate=True)
    return document.get("data")


def _is_shredded(document: dict[str, object]) -> bool:
    # The caller of an emitted event may set an attribute with this name. A shredded event never has data.
    has_data = "data" in document or "data_base64" in document
    return document.get("payloadshredded") == "true" and not has_data
