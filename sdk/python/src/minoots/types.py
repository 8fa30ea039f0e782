"""What is asked of the fabric and what it answers, as plain values."""

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
    """Bytes that travel with a timer, unchanged."""

    data: bytes
    content_type: str = "application/octet-stream"


@dataclass(frozen=True)
class ShreddedPayload:
    """A payload whose payload key was shredded. Reading ``data`` raises ``ShreddedError``; no request takes it."""

    content_type: str = "application/octet-stream"

    @property
    def data(self) -> NoReturn:
        """Raises ``ShreddedError``."""
        raise ShreddedError(SHREDDED_MESSAGE, reason=SHREDDED)


@dataclass(frozen=True)
class Action:
    """Another place that a timer is delivered to: a queue or a webhook endpoint, exactly one of them."""

    queue: str | None = None
    webhook: str | None = None
    after_attempts: int = 0
    """0: as the timer fires. 1 to 100: when so many deliveries have failed, or when it fails for good before."""


@dataclass(frozen=True)
class AgentBinding:
    """Makes a timer a message to an agent: it goes to the queue ``agent.TARGET`` and has the label ``agent``."""

    target: str
    """The agent's name: letters, digits, ``.``, ``_`` and ``-``, at most 120."""
    adapter: str = ""
    """Names the agent's runtime, such as ``langgraph``; for the message only."""
    template: object = None
    """A JSON value. In its texts the server replaces ``{{name}}``, ``{{agent}}``, ``{{adapter}}`` and
    ``{{labels.KEY}}``; a text that is just ``{{payload}}`` becomes the payload. None: an object of all of these."""


@dataclass(frozen=True)
class RetryPolicy:
    """What happens after a delivery that was not acknowledged. None means the default."""

    max_attempts: int | None = None
    initial_backoff: Duration | None = None
    max_backoff: Duration | None = None
    multiplier: float | None = None
    jitter: float | None = None


@dataclass(frozen=True)
class NewTimer:
    """A timer to create, after ``delay`` or at ``fire_time``.

    Its id is drawn when it is made, so creating the same ``NewTimer`` again is safe: the answer is the one that exists.
    """

    name: str
    """1 to 255 bytes, for people; never unique."""
    delay: Duration | None = None
    fire_time: datetime | None = None
    """With a time zone."""
    id: str = field(default_factory=new_id)
    partition_key: str = ""
    queue: str | None = "default"
    """Where it is delivered; None for nowhere: then the firing is only recorded."""
    payload: Payload | bytes | str | None = None
    """Text travels as ``text/plain; charset=utf-8``, bytes as ``application/octet-stream``."""
    json: object = None
    """A value to travel as ``application/json``, instead of a payload."""
    labels: Mapping[str, str] = field(default_factory=dict)
    retry_policy: RetryPolicy | None = None
    ack_deadline: Duration | None = None
    """How long a consumer may take to acknowledge, 1 s to 12 h; 60 s if not given."""
    watchdog: NewWatchdog | None = None
    """Makes it a watchdog, which fires when it was not touched for ``delay``."""
    webhook: str | None = None
    """The id of an endpoint to deliver to instead of a queue."""
    agent: AgentBinding | None = None
    """An agent to deliver to instead of a queue."""
    priority: Priority | None = None
    """``NEXT`` if not given."""
    concurrency_key: str = ""
    """At most 64 bytes. Deliveries of a queue that share a key are bounded by the queue's ``key_concurrency``."""
    actions: Sequence[Action] = ()
    """At most 8 more places that it is delivered to."""


@dataclass(frozen=True)
class Cancellation:
    """How a timer came to be cancelled."""

    by: str
    reason: str
    time: datetime | None


@dataclass(frozen=True)
class Failure:
    """Why a timer failed, and the last consumer's words."""

    reason: FailureReason
    message: str


@dataclass(frozen=True)
class Origin:
    """What made a timer that nobody created: an action of another timer, or a schedule."""

    parent_id: str
    """The timer whose action made it; empty if a schedule did."""
    parent_state_version: int
    """And which occurrence of it."""
    action: int
    """Which of its actions, from 0."""
    schedule_id: str
    """The schedule; empty if an action made it."""
    schedule_time: datetime | None
    """The nominal instant of the schedule's occurrence, or when it was triggered."""
    stage: int = 0
    """Of a timer that a stage of a watchdog made: which, from 1."""


@dataclass(frozen=True)
class Timer:
    """A timer as the fabric knows it."""

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
    """None if it goes to a webhook endpoint, or nowhere."""
    retry_policy: RetryPolicy
    ack_deadline: timedelta | None
    attempts: int
    created_by: str
    cancel: Cancellation | None
    failure: Failure | None
    state_version: int
    lateness: timedelta | None
    origin: Origin | None
    """None if it was created."""
    watchdog: Watchdog | None
    """None if it fires once, at its ``fire_time``."""
    kind: TimerKind
    webhook: str | None
    """The id of the endpoint that it goes to; None if it goes to a queue, or nowhere."""
    priority: Priority
    concurrency_key: str
    actions: tuple[Action, ...]

    @property
    def payload_shredded(self) -> bool:
        """Whether the payload's key was shredded: nobody can read the payload any more."""
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
    """Of the batch."""


@dataclass(frozen=True)
class TimerFilter:
    """Conditions on timers; every one that is set must hold."""

    due_from: datetime | None = None
    """Fire time at or after."""
    due_until: datetime | None = None
    """Fire time before."""
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
    """Where a repeat was answered as the first request was: the index of that answer. Else 0."""


@dataclass(frozen=True)
class CancelledMany:
    """What became of the timers that a filter selected."""

    cancelled: int = 0
    too_late: int = 0
    superseded: int = 0
    already_cancelled: int = 0
    commit_index: int = field(default=0, compare=False)
    """Of the last page."""
    original_commit_index: int = field(default=0, compare=False)
    """Of the last page, as of ``Cancelled``."""


@dataclass(frozen=True)
class Rescheduled:
    """The outcome of a rescheduling."""

    outcome: RescheduleOutcome
    event_id: str
    state_version: int
    fire_time: datetime | None
    commit_index: int
    original_commit_index: int
    """As of ``Cancelled``."""


@dataclass(frozen=True)
class Waited:
    """How a wait ended: the timer is where it was waited for, or the time was over first."""

    reached: bool
    timer: Timer


@dataclass(frozen=True)
class Event:
    """An event. Only ``payload`` is signed; the other fields are copies of what it says."""

    id: str
    """The same on every delivery of the event: its dedupe key."""
    type: str
    subject: str
    time: datetime | None
    payload: bytes
    """CloudEvents JSON, exactly as signed."""
    signature: str

    @property
    def timer_id(self) -> str:
        """The timer that the event is about; empty if it is about none."""
        kind, _, name = self.subject.partition("/")
        return name if kind == "timers" else ""

    @property
    def payload_shredded(self) -> bool:
        """Whether the key of the data was shredded: nobody can read the data any more, and ``data`` raises."""
        return _is_shredded(json.loads(self.payload))

    def data(self) -> object:
        """The data inside the payload: a JSON value, text or bytes; None if there is none.

        Raises ``ShreddedError`` if its payload key was shredded. Of an event whose signature has not been checked it
        is as trustworthy as the connection.
        """
        return _data_of(self.payload)


@dataclass(frozen=True)
class LogEvent:
    """An event of the log."""

    event: Event
    sequence: int
    cursor: str
    """Resumes after this event."""
    fire_time: datetime | None


@dataclass(frozen=True)
class Nacked:
    """What a nack led to."""

    attempts: int
    """Failures recorded, this one included."""
    retry_time: datetime | None
    """When it is offered again; None when it failed for good."""
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
    """What answered."""

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
    # An emitted event may have an attribute of this name from its caller; a shredded one never has data.
    has_data = "data" in document or "data_base64" in document
    return document.get("payloadshredded") == "true" and not has_data
