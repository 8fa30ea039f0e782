"""The client covers every method and every field of the public API, except for the listed ones with their reasons.

A server built from the API's descriptors sees the requests. A field of a response counts as readable if a change of it
changes the client's result, or its next request.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from minoots import (
    Agents,
    AsyncAgents,
    AsyncClient,
    AsyncDelivery,
    AsyncHandoffs,
    AsyncSubmitter,
    AsyncWorkflows,
    Client,
    Delivery,
    Handoffs,
    MinootsError,
    Submitter,
    Workflows,
)

from .parity import Path_, Recorder, checksum, fill, is_set, paths, public_methods
from .parity_calls import CALLS, Call

METHODS = public_methods()

# Methods that the client does not call, by a prefix of their paths.
NO_METHOD = {
    "minoots.admin.v1.AuditService/": "of administrators: `minoots audit`",
    "minoots.admin.v1.ClusterService/": "of operators: `minoots cluster` and `minoots backup`",
    "minoots.admin.v1.KeyService/": "of administrators: `minoots key`",
    "minoots.admin.v1.TenantService/": "of administrators: `minoots tenant`",
    "minoots.queue.v1.QueueService/": "of operators: `minoots queue`",
    "minoots.webhook.v1.WebhookService/": "of operators: `minoots webhook`",
    "minoots.event.v1.EventService/Redrive": "of operators: `minoots dead-letter`",
    "minoots.timer.v1.TimerService/TouchStream": "`touch_many` touches 1,000 in one call",
}

# Fields of requests that the client never sets, by the end of their paths.
NOT_SET = {
    "CreateTimerRequest.request_id": "a NewTimer always has an id, which makes a repeat safe",
    "requests.request_id": "as of CreateTimerRequest",
    "create.request_id": "as of CreateTimerRequest",
    "actions.target.none": "an action goes to a queue or a webhook endpoint",
    "stages.target.none": "a stage goes to a queue or a webhook endpoint",
    "operations.create_timer.request_id": "an operation has the request id of its transaction",
    "operations.cancel_timer.request_id": "an operation has the request id of its transaction",
    "operations.reschedule_timer.request_id": "an operation has the request id of its transaction",
    "operations.put_checkpoint.request_id": "an operation has the request id of its transaction",
    "operations.rollback_checkpoint.request_id": "an operation has the request id of its transaction",
    "operations.spend_budget.request_id": "an operation has the request id of its transaction",
    "operations.emit.request_id": "an operation has the request id of its transaction",
    "operations.cancel_timer.partition_key": "an operation has the partition key of its transaction",
    "operations.reschedule_timer.partition_key": "an operation has the partition key of its transaction",
    "operations.put_checkpoint.partition_key": "an operation has the partition key of its transaction",
    "operations.rollback_checkpoint.partition_key": "an operation has the partition key of its transaction",
    "operations.settle.partition_key": "an operation has the partition key of its transaction",
    "operations.spend_budget.partition_key": "an operation has the partition key of its transaction",
    **{
        f"operations.{operation}.{side}{field}": "the server refuses conditions in a transaction: guards are for that"
        for operation in ("put_checkpoint", "rollback_checkpoint")
        for side in ("preconditions", "postconditions")
        for field in ("", ".pointer", ".comparison", ".value")
    },
    "ProposeHandoffRequest.to.epoch": "the server does not look at it",
    "ConsumeRequest.credits": "the client counts deliveries itself, and asks for more after a reconnect",
    "ConsumeRequest.credits.credits": "as of ConsumeRequest.credits",
    "ConsumeRequest.open.paused": "the client says it when it connects again and is full",
}

# Fields of responses that the client does not return, by the end of their paths.
NOT_SHOWN = {
    "shard": "a fabric has one shard; the commit index is the place in its log",
    "read": "a read answers with the value itself, and min_index takes the commit index of a write",
    "read.index": "as of read",
    "read.max_age": "as of read",
    "AckResponse.commit_index": "an acknowledgement answers with its outcome itself",
    "result.ack.commit_index": "an acknowledgement answers with its outcome itself",
    "result.extend.commit_index": "an extension answers with the deadline itself",
    "opened": "the first message of a stream; that it came is all it says",
    "opened.queue": "the server repeats the name that it was asked for",
    "opened.credits": "the server repeats the number that it was asked for",
    "PutCheckpointResponse.checkpoint.data": "the server leaves the data out",
    "RollbackCheckpointResponse.checkpoint.data": "the server leaves the data out",
    "ListCheckpointsResponse.checkpoints.data": "the server leaves the data out",
    "results.checkpoint.checkpoint.data": "the server leaves the data out",
}


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    recorder = Recorder(METHODS)
    yield recorder
    recorder.end()


@pytest.fixture(scope="module")
def asked(recorder: Recorder) -> Iterator[Client]:
    with Client(recorder.endpoint, deadline="2s") as client:
        yield client


def listed(path: str, reasons: Mapping[str, str]) -> str:
    """Returns the entry that matches the end of a path; empty if there is none."""
    return next((end for end in reasons if f".{path}".endswith(f".{end}")), "")


def signatures(kind: type) -> dict[str, list[str]]:
    """Returns the parameters of every public method."""
    methods = {name: getattr(kind, name) for name in dir(kind) if not name.startswith("_")}
    return {name: list(inspect.signature(method).parameters) for name, method in methods.items() if callable(method)}


@pytest.mark.parametrize(
    ("blocking", "other"),
    [
        (Client, AsyncClient),
        (Workflows, AsyncWorkflows),
        (Agents, AsyncAgents),
        (Handoffs, AsyncHandoffs),
        (Submitter, AsyncSubmitter),
        (Delivery, AsyncDelivery),
    ],
)
def test_both_clients_have_the_same_methods(blocking: type, other: type) -> None:
    # The additional method serves the client's own streams.
    assert signatures(blocking) == {name: said for name, said in signatures(other).items() if name != "stream"}


def test_every_method_is_called_or_listed() -> None:
    missing = METHODS.keys() - CALLS.keys()
    unlisted = {name for name in missing if not name.startswith(tuple(NO_METHOD))}
    assert not unlisted, f"say how the client calls these, or why it does not: {sorted(unlisted)}"
    assert CALLS.keys() <= METHODS.keys()
    assert all(any(name.startswith(entry) for name in missing) for entry in NO_METHOD)


def test_every_field_of_requests_is_set_or_listed(recorder: Recorder, asked: Client) -> None:
    unset: set[str] = set()
    for name, method_calls in CALLS.items():
        requests = []
        for call in method_calls:
            # A first page with a next one.
            recorder.answer = lambda request, at: base_answers(request, page_of(request) if at == 0 else ())
            recorder.requests.clear()
            call(asked)
            requests += [
                one for one in recorder.requests if one.DESCRIPTOR.full_name == METHODS[name].input_type.full_name
            ]
        assert requests, name
        for path in paths(METHODS[name].input_type):
            if not any(is_set(request, path) for request in requests):
                unset.add(".".join((METHODS[name].input_type.name, *path)))
    unlisted = {path for path in unset if not listed(path, NOT_SET)}
    assert not unlisted, f"let the client set these, or say why not: {sorted(unlisted)}"
    stale = NOT_SET.keys() - {listed(path, NOT_SET) for path in unset}
    assert not stale, f"these are set: {stale}"


def page_of(request: Message) -> Path_:
    output = method_of(request).output_type.fields_by_name
    return next(((token,) for token in ("next_page_token", "next_before_version") if token in output), ())


def method_of(request: Message) -> MethodDescriptor:
    found: MethodDescriptor = next(one for one in METHODS.values() if one.input_type is request.DESCRIPTOR)
    return found


def test_every_field_of_answers_is_shown_or_listed(recorder: Recorder, asked: Client) -> None:
    hidden: set[str] = set()
    for name in CALLS:
        hidden.update(hidden_fields(name, recorder, asked))
    unlisted = {path for path in hidden if not listed(path, NOT_SHOWN)}
    assert not unlisted, f"let the client show these, or say why not: {sorted(unlisted)}"
    stale = NOT_SHOWN.keys() - {listed(path, NOT_SHOWN) for path in hidden}
    assert not stale, f"these are shown: {stale}"


def hidden_fields(name: str, recorder: Recorder, client: Client) -> Iterator[str]:
    """Yields the fields of a method's response whose change has no effect."""
    method = METHODS[name]
    known: dict[tuple[bytes, Call], Any] = {}
    for path in paths(method.output_type):
        call = reading(name, path)
        base = answer_of(method, path).SerializeToString(deterministic=True), call
        if method.client_streaming or base not in known:
            known[base] = outcome(recorder, client, method, call, path, 0)
            assert known[base] == outcome(recorder, client, method, call, path, 0), "a call must ask the same each time"
        if known[base] == outcome(recorder, client, method, call, path, 1):
            yield ".".join((method.output_type.name, *path))


def reading(name: str, path: Path_) -> Call:
    """Returns the call whose response has this field."""
    of_stream = {"Submit": {"cancel": 4, "reschedule": 5}, "Consume": {"ack": 1, "nack": 2, "extend": 3}}
    choices = of_stream.get(name.rpartition("/")[2], {})
    at = next((choices[part] for part in path[:2] if part in choices), 0)
    if name.endswith("Consume") and path[0] == "result":
        at = at or 1
    return CALLS[name][at]


def answer_of(method: MethodDescriptor, path: Path_ | None = None, variant: int = 0) -> Message:
    """Builds a response with every field; the named one has the other value if ``variant`` is 1."""
    message = GetMessageClass(method.output_type)()
    fill(message, variant, path or ())
    mended(message, path or ())
    return message


RULE_FIELDS = {"cron", "seconds", "interval", "anchor", "rrule", "dtstart", "instants"}


def calendars(message: Any) -> Iterator[Any]:
    for schedule in getattr(message, "schedules", None) or [message.schedule]:
        yield schedule.calendar


def mended(message: Any, path: Path_) -> None:
    """Makes the dependent parts of a response consistent."""
    for token in ("next_page_token", "next_before_version"):
        if token in message.DESCRIPTOR.fields_by_name and path != (token,):
            message.ClearField(token)
    if path == ("next_before_version",):
        message.ClearField("bad_version")
    if path[-1:] and path[-1] in RULE_FIELDS and "calendar" in path:
        kept = {"cron": {"cron", "seconds"}, "interval": {"interval", "anchor"}, "rrule": {"rrule", "dtstart"}}
        group = next((names for names in kept.values() if path[-1] in names), {"instants"})
        for other in RULE_FIELDS - group:
            for calendar in calendars(message):
                calendar.ClearField(other)
    if message.DESCRIPTOR.name == "GetCheckpointResponse" and path != ("checkpoint", "checksum"):
        base: Any = GetMessageClass(message.DESCRIPTOR)()
        fill(base)
        message.checkpoint.checksum = checksum(base.checkpoint.data)
    error = getattr(message, "error", None) or getattr(getattr(message, "result", None), "error", None)
    if error is not None and error.code:
        # These codes are final.
        error.code = {7: 3, 8: 5}[error.code]


def base_answers(request: Message, path: Path_ | None = None, variant: int = 0, at: int = 0) -> list[Message]:
    """Builds the responses to a request."""
    method = method_of(request)
    if at:
        path = None
    match method.name:
        case "Submit":
            return [_submit_answer(method, request, path, variant)]
        case "Consume":
            return _consume_answers(method, request, path, variant)
    return [answer_of(method, path, variant)]


def _submit_answer(method: MethodDescriptor, request: Any, path: Path_ | None, variant: int) -> Message:
    kind = request.WhichOneof("write")
    named = path if path and path[0] in (kind, "error", "sequence") else (kind,)
    message: Any = answer_of(method, named, variant if named is path else 0)
    message.sequence = request.sequence + (variant if path == ("sequence",) else 0)
    return message  # type: ignore[no-any-return]


def _consume_answers(method: MethodDescriptor, request: Any, path: Path_ | None, variant: int) -> list[Message]:
    kind = request.WhichOneof("request")
    if kind == "open":
        named = [path if path and path[0] == part else (part,) for part in ("opened", "delivery")]
        return [answer_of(method, one, variant if one is path else 0) for one in named]
    asked = getattr(request, kind)
    is_named = path and path[:1] == ("result",) and (len(path) < 2 or path[1] in (kind, "error", "event_id", "fence"))
    named_path: Path_ = path if path and is_named else ("result", kind)
    if named_path[1:] in (("event_id",), ("fence",)):
        named_path = ("result", kind)
    message: Any = answer_of(method, named_path, variant if named_path is path else 0)
    message.result.event_id, message.result.fence = asked.event_id, asked.fence
    if path in (("result", "event_id"), ("result", "fence")) and variant:
        setattr(message.result, path[1], "another")
    return [message]


def outcome(
    recorder: Recorder, client: Client, method: MethodDescriptor, call: Call, path: Path_, variant: int
) -> tuple[Any, list[bytes]]:
    """Returns the client's result, and its requests."""
    seen = [0]

    def answer(request: Message, _at: int) -> list[Message]:
        if request.DESCRIPTOR is not method.input_type:
            return base_answers(request)
        seen[0] += 1
        return base_answers(request, path, variant, 0 if method.client_streaming else seen[0] - 1)

    recorder.requests.clear()
    recorder.answer = answer
    try:
        result = plain(call(client))
    except MinootsError as error:
        result = plain(error)
    return result, [request.SerializeToString(deterministic=True) for request in recorder.requests]


def plain(value: Any) -> Any:
    """Converts a value to a comparable one."""
    if isinstance(value, enum.Enum):
        return value
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return type(value).__name__, {field.name: plain(getattr(value, field.name)) for field in fields}
    if isinstance(value, MinootsError):
        return type(value).__name__, {name: plain(told) for name, told in vars(value).items()}
    if isinstance(value, Mapping):
        return {name: plain(told) for name, told in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value
