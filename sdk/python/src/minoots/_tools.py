"""The tools for all agent frameworks: their arguments, actions and results.

A result is small JSON. A problem that the model can act on is a result too: each wrong field with its rule, and the
remedy. Only misuse by the surrounding program, such as a closed client, raises. A tool is written once, as a plan of
calls; a blocking or an asynchronous client makes them.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from ._arguments import CancelTimer, Heartbeat, ListTimers, ScheduleTimer, WaitTimer, instant_text
from ._ids import new_id
from .aio import AsyncClient
from .client import Client
from .errors import (
    ClosedError,
    ConflictError,
    Field,
    ForkedError,
    InternalError,
    InvalidError,
    MinootsError,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    RefusedError,
    UnauthenticatedError,
    UnavailableError,
    invalid,
)
from .types import CancelOutcome, NewTimer, Timer, TimerFilter, TimerStatus, WaitUntil
from .watchdog_types import NewWatchdog, Touched


@dataclass(frozen=True)
class Answer:
    """The result of a tool: JSON, and whether it is an error."""

    value: dict[str, Any]
    failed: bool = False

    def __str__(self) -> str:
        return json.dumps(self.value, ensure_ascii=False)


@dataclass(frozen=True)
class Ask:
    """A call of a plan; of an iterator, the first ``take`` items."""

    call: Callable[[Any], Any]
    take: int = 0


Plan = Generator[Ask, Any, dict[str, Any]]


@dataclass(frozen=True)
class Tool:
    """A tool, independent of the framework."""

    name: str
    description: str
    schema: type[BaseModel]
    plan: Callable[[Toolbox, Any, str], Plan]

    def arguments(self, positional: tuple[Any, ...], named: Mapping[str, Any]) -> dict[str, Any]:
        """Returns named arguments. The frameworks pass a single text by position."""
        return {**dict(zip(self.schema.model_fields, positional, strict=False)), **named}


@dataclass(frozen=True)
class Toolbox:
    """The clients and the limits that one agent's tools work with."""

    client: Client = field(default_factory=Client)
    async_client: AsyncClient | None = None
    queue: str | None = "default"
    labels: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""

    def run(self, tool: Tool, arguments: Mapping[str, Any], call: str = "") -> Answer:
        """Runs a tool. ``call`` is the id of the call, and is equal for a repeat."""
        try:
            plan = tool.plan(self, tool.schema.model_validate(arguments), call)
            ask = next(plan)
            while True:
                try:
                    given = ask.call(self.client)
                    given = list(islice(given, ask.take)) if ask.take else given
                except MinootsError as error:
                    ask = plan.throw(error)
                else:
                    ask = plan.send(given)
        except StopIteration as end:
            return Answer(end.value)
        except (ValidationError, MinootsError) as error:
            return refusal(error)

    async def arun(self, tool: Tool, arguments: Mapping[str, Any], call: str = "") -> Answer:
        """Runs a tool on an event loop: with the asynchronous client, or in a thread if there is none."""
        if self.async_client is None:
            return await asyncio.to_thread(self.run, tool, arguments, call)
        try:
            plan = tool.plan(self, tool.schema.model_validate(arguments), call)
            ask = next(plan)
            while True:
                try:
                    given = ask.call(self.async_client)
                    given = await (_taken(given, ask.take) if ask.take else given)
                except MinootsError as error:
                    ask = plan.throw(error)
                else:
                    ask = plan.send(given)
        except StopIteration as end:
            return Answer(end.value)
        except (ValidationError, MinootsError) as error:
            return refusal(error)

    def owned(self, timer: Timer) -> Timer:
        """Refuses a timer without the labels of these tools, as if it did not exist."""
        if any(timer.labels.get(key) != value for key, value in self.labels.items()):
            raise NotFoundError(f"there is no timer {timer.id} among those of these tools", reason="TIMER")
        return timer


def client_of(client: Client | None, api_key: str | None) -> Client:
    """Returns the given client, or a new one with the key."""
    if client is None:
        return Client(api_key=api_key)
    if api_key is not None:
        raise invalid("api_key", "is given beside client, which shows a key of its own: give the client the key")
    return client


async def _taken(items: AsyncIterator[Timer], count: int) -> list[Timer]:
    taken: list[Timer] = []
    async for item in items:
        taken.append(item)
        # The items after these are not fetched.
        if len(taken) == count:
            break
    return taken


def _shown(timer: Timer) -> dict[str, Any]:
    fire_time = instant_text(timer.fire_time) if timer.fire_time else None
    return {"id": timer.id, "name": timer.name, "status": timer.status.name.lower(), "fire_time": fire_time}


def _id_of(box: Toolbox, asked: ScheduleTimer, call: str) -> str:
    """Returns the timer id, which is equal for a repeat of the same call with the same arguments.

    Some models number their calls from 0 in every conversation, so the arguments and the scope are part of the id.
    """
    # Omitted when they are not set, so that ids equal those of releases before these arguments.
    later = {name for name in ("watchdog", "note") if not getattr(asked, name)}
    what = asked.model_dump(mode="json", exclude=later)
    told = json.dumps([box.scope, call, what, box.queue, dict(box.labels)], sort_keys=True)
    return f"call-{hashlib.sha256(told.encode()).hexdigest()[:40]}"


class _ScheduleUnknownError(OutcomeUnknownError):
    """The error for a timer that may have been scheduled."""

    def __init__(self, error: OutcomeUnknownError, timer: str) -> None:
        super().__init__(error.message, reason=error.reason)
        self.timer = timer


def _schedule(box: Toolbox, asked: ScheduleTimer, call: str) -> Plan:
    new = NewTimer(
        asked.name,
        delay=asked.delay,
        fire_time=asked.instant(),
        queue=box.queue,
        payload=asked.message,
        labels=box.labels,
        watchdog=NewWatchdog() if asked.watchdog else None,
        note=asked.note or "",
        id=asked.id or (_id_of(box, asked, call) if call else new_id()),
    )
    try:
        created = yield Ask(lambda client: client.create(new))
    except OutcomeUnknownError as error:
        raise _ScheduleUnknownError(error, new.id) from error
    return {**_shown(created.timer), "existing": created.existing}


def _cancel(box: Toolbox, asked: CancelTimer, _call: str) -> Plan:
    timer = box.owned((yield Ask(lambda client: client.get(asked.id))))
    cancelled = yield Ask(lambda client: client.cancel(asked.id, reason=asked.reason or ""))
    outcome: CancelOutcome = cancelled.outcome
    if outcome is CancelOutcome.CANCELLED:
        # The timer is not read again: a failure of the read would hide that it was cancelled.
        return {"outcome": "cancelled", **_shown(timer), "status": "cancelled"}
    timer = yield Ask(lambda client: client.get(asked.id))
    return {"outcome": outcome.name.lower(), **_shown(timer)}


def _list(box: Toolbox, asked: ListTimers, _call: str) -> Plan:
    where = TimerFilter(labels=box.labels, name_prefix=asked.name_prefix or "")
    statuses = [TimerStatus[asked.status.upper()]] if asked.status else []
    timers: list[Timer] = yield Ask(
        lambda client: client.list(where, statuses=statuses, page_size=asked.limit + 1), asked.limit + 1
    )
    return {"timers": [_shown(timer) for timer in timers[: asked.limit]], "more": len(timers) > asked.limit}


def _wait(box: Toolbox, asked: WaitTimer, _call: str) -> Plan:
    if box.labels:
        box.owned((yield Ask(lambda client: client.get(asked.id))))
    until = WaitUntil[asked.until.upper()]
    waited = yield Ask(lambda client: client.wait(asked.id, until=until, timeout=asked.timeout))
    return {"outcome": "reached" if waited.reached else "timed_out", **_shown(waited.timer)}


def _beat(box: Toolbox, asked: Heartbeat, _call: str) -> Plan:
    if box.labels:
        box.owned((yield Ask(lambda client: client.get(asked.id))))
    touched: Touched = yield Ask(lambda client: client.touch(asked.id))
    fire_time = instant_text(touched.fire_time) if touched.fire_time else None
    return {"outcome": touched.outcome.name.lower(), "id": touched.id, "fire_time": fire_time}


def refusal(error: ValidationError | MinootsError) -> Answer:
    """Returns the result for an error that the model can act on. Raises an error that only the program can act on."""
    if isinstance(error, ClosedError | ForkedError):
        raise error
    if isinstance(error, ValidationError):
        error = _invalid(error)
    value: dict[str, Any] = {"error": error.reason or _reason(error), "message": error.message}
    if error.fields:
        value["fields"] = [{"field": _named(wrong.path), "rule": wrong.rule} for wrong in error.fields]
    return Answer({**value, "do": _way_out(error)}, failed=True)


def _reason(error: MinootsError) -> str:
    """Returns a reason for an error without one: the fabric did not answer, or this package raised it."""
    match error:
        case UnavailableError():
            return "UNAVAILABLE"
        case OutcomeUnknownError():
            return "OUTCOME_UNKNOWN"
        case InternalError():
            return "INTERNAL"
    return "INVALID_ARGUMENT"


def _named(path: str) -> str:
    head, dot, rest = path.partition(".")
    # The tools call a payload a message.
    return "message" if head == "payload" else head + dot + rest


def _invalid(error: ValidationError) -> InvalidError:
    fields = []
    for wrong in error.errors(include_url=False, include_input=False):
        # The only rule about several fields is that of the times.
        path = ".".join(map(str, wrong["loc"])) or "delay"
        raised = wrong.get("ctx", {}).get("error")
        fields.append(Field(path, str(raised) if raised else wrong["msg"]))
    return InvalidError("; ".join(f"{wrong.path} {wrong.rule}" for wrong in fields), fields=tuple(fields))


def _way_out(error: MinootsError) -> str:
    match error:
        case InvalidError():
            return "Nothing was changed. Correct what is named and call again."
        case NotFoundError():
            return f"Call {LIST.name} for the ids that exist."
        case ConflictError(reason="TIMER_EXISTS"):
            return (
                "A timer has this id, of another request as far as can be told. If it is yours, go on with it:"
                f" {LIST.name} shows it. Else leave id out, or choose another, and call again."
            )
        case ConflictError(reason="NOT_A_WATCHDOG"):
            return f"Only watchdogs have heartbeats. Schedule one: {SCHEDULE.name} with watchdog true."
        case UnauthenticatedError() | PermissionDeniedError():
            return f"Calling again does not help. Tell whoever runs these tools: {error.way_out}."
        case RefusedError(retry_delay=delay) if delay is not None:
            return f"Nothing was changed. Call again after {delay.total_seconds():g}s."
        case UnavailableError():
            return "Nothing was changed. Call again later."
        case _ScheduleUnknownError(timer=known):
            again = f'Call again with id "{known}" and the same other arguments'
            return f"It may have happened. {again}: it is not done twice."
        case OutcomeUnknownError():
            return "It may have happened. Call again with the same arguments: it is not done twice."
    return "This cannot be solved by calling again. Report it to whoever runs these tools."


SCHEDULE = Tool(
    "minoots_schedule_timer",
    "Schedule a durable timer. It outlives this conversation and fires after delay or at fire_time: give exactly one "
    "of them. When it fires, message is delivered to whoever handles timers for you. Answers with id, name, status, "
    "fire_time, and existing, which is true if this very timer had been scheduled before.",
    ScheduleTimer,
    _schedule,
)
CANCEL = Tool(
    "minoots_cancel_timer",
    "Cancel a timer that has not fired. outcome is cancelled: it never fires; or too_late: it fires or has fired.",
    CancelTimer,
    _cancel,
)
LIST = Tool(
    "minoots_list_timers",
    "List timers with id, name, status and fire_time. more is true if there are others beyond limit.",
    ListTimers,
    _list,
)
WAIT = Tool(
    "minoots_wait",
    "Wait until a timer has fired, or has ended. outcome is reached, or timed_out if timeout passed first: the timer "
    "goes on then, and you may wait again. For long times do not wait: schedule a timer and finish.",
    WaitTimer,
    _wait,
)
HEARTBEAT = Tool(
    "minoots_heartbeat",
    "Tell a watchdog that you are alive: it does not fire before the fire_time of the answer, and does then unless you "
    "call again before. outcome is touched; too_late: it has fired; cancelled; or superseded: another took your place.",
    Heartbeat,
    _beat,
)
TOOLS = (SCHEDULE, CANCEL, LIST, WAIT, HEARTBEAT)
