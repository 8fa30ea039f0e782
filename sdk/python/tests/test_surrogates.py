"""Text with a lone surrogate: every field of every request refuses it by its name, before anything is sent."""

from __future__ import annotations

import asyncio
import dataclasses
import enum
import inspect
import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from minoots import (
    Action,
    AgentBinding,
    AgentWork,
    AsyncClient,
    BudgetGuard,
    Calendar,
    CancelTimer,
    CheckpointGuard,
    Client,
    CommandStatus,
    Comparison,
    Condition,
    CreateTimer,
    Cron,
    EmitEvent,
    Event,
    ExecutionOrder,
    InvalidError,
    LeaseGuard,
    NewSchedule,
    NewTimer,
    NewWatchdog,
    Payload,
    PhaseAttempt,
    PhaseCommand,
    PutCheckpoint,
    RescheduleTimer,
    RollbackCheckpoint,
    Rrule,
    Settle,
    SpendBudget,
    Stage,
    TimerFilter,
    TimerGuard,
    TimerTemplate,
    Touch,
    Verifier,
    WithdrawTimer,
    Worker,
)
from minoots._agent_beating import Told
from minoots._consuming import DeliveryInfo
from minoots._proto.checkpoint.v1 import checkpoint_service_pb2
from minoots._proto.event.v1 import event_service_pb2
from minoots._proto.lease.v1 import lease_service_pb2
from minoots._proto.schedule.v1 import schedule_service_pb2
from minoots._proto.timer.v1 import timer_service_pb2, watchdog_requests_pb2
from minoots._proto.transaction.v1 import transaction_service_pb2
from minoots._proto.workflow.v1 import (
    agent_service_pb2,
    definition_requests_pb2,
    handoff_service_pb2,
    phase_requests_pb2,
    workflow_service_pb2,
)
from minoots.langgraph import MinootsSaver, Waits
from minoots.openai_agents import MinootsSession

HALF = "\ud800"
SERVICES = (
    timer_service_pb2,
    watchdog_requests_pb2,
    schedule_service_pb2,
    checkpoint_service_pb2,
    lease_service_pb2,
    event_service_pb2,
    transaction_service_pb2,
    workflow_service_pb2,
    phase_requests_pb2,
    definition_requests_pb2,
    agent_service_pb2,
    handoff_service_pb2,
)
NOW = datetime(2026, 3, 1, tzinfo=timezone.utc)


class Sent(Exception):  # noqa: N818 - not an error
    """A request that would have been sent."""

    def __init__(self, request: Message) -> None:
        super().__init__(type(request).__name__)
        self.request = request


def asked(*args: Any, **kwargs: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return args, kwargs


LABELS = {"a key": "a value"}
TIMER = NewTimer(
    "the name", "3m", id="the id", partition_key="the part", queue="the queue", payload="the text", labels=LABELS,
    concurrency_key="the key", note="the note", actions=[Action(queue="action queue"), Action(webhook="action hook")],
    watchdog=NewWatchdog(stages=(Stage("1m", queue="stage queue"), Stage("2m", webhook="stage hook"))),
)  # fmt: skip
TYPED = NewTimer("n", "3m", payload=Payload(b"x", "the type"))
JSON = NewTimer("n", "3m", json={"json key": ["json value"]})
AGENT = NewTimer("n", "3m", agent=AgentBinding("the agent", "the adapter", {"template key": "template value"}))
HOOK = NewTimer("n", "3m", webhook="the hook")
CONDITIONS = [Condition("the pointer", Comparison.EQUAL, {"condition key": "condition value"})]
FILTER = TimerFilter(labels=LABELS, queue="the queue", name_prefix="name start", id_prefix="id start")
TEMPLATE = TimerTemplate(
    name="the name", queue="the queue", payload="the text", labels=LABELS, concurrency_key="the key",
    actions=[Action(queue="action queue"), Action(webhook="action hook")],
)  # fmt: skip
CRON = Calendar(Cron("cron text"), zone="the zone")
RRULE = Calendar(Rrule("rrule text", "dtstart text"), zone="UTC")
ATTEMPT = PhaseAttempt("run of attempt", "d", "phase of attempt", 1, 1, 7, None, None)
# Its needed outputs are read by a list.
NEEDING = PhaseAttempt("run of attempt", "d", "phase of attempt", 1, 1, 7, None, None, needs_stored=("the phase",))
COMMAND = PhaseCommand("run of command", "d", "phase of command", "the command", 1, "f", "h", None, None)
WORK = AgentWork("run of work", 1)

CALLS: list[tuple[str, tuple[tuple[Any, ...], dict[str, Any]]]] = [
    ("create", asked(TIMER)),
    ("create", asked(TYPED)),
    ("create", asked(JSON)),
    ("create", asked(AGENT)),
    ("create", asked(HOOK)),
    ("submit.create", asked(TIMER)),
    ("submit.cancel", asked("the id", partition_key="the part", reason="the reason", request_id="the request")),
    ("submit.reschedule", asked("the id", delay="3m", partition_key="the part", request_id="the request")),
    ("create_many", asked([TIMER])),
    ("get", asked("the id", partition_key="the part")),
    ("list", asked(FILTER)),
    ("cancel", asked("the id", partition_key="the part", reason="the reason", request_id="the request")),
    ("cancel_many", asked(FILTER, reason="the reason", request_id="the request")),
    ("reschedule", asked("the id", delay="3m", partition_key="the part", request_id="the request")),
    ("wait", asked("the id", timeout="3s", partition_key="the part")),
    ("ack", asked("the event", "the fence", partition_key="the part")),
    ("nack", asked("the event", "the fence", reason="the reason", partition_key="the part")),
    ("put_checkpoint", asked("the run", "the name", "the text", labels=LABELS, timer_ids=["a timer"],
                             partition_key="the part", request_id="the request")),
    ("put_checkpoint", asked("r", "n", Payload(b"x", "the type"))),
    ("put_checkpoint", asked("r", "n", json=["json value"])),
    ("put_checkpoint", asked("r", "n", "text", preconditions=CONDITIONS)),
    ("put_checkpoint", asked("r", "n", "text", postconditions=CONDITIONS)),
    ("get_checkpoint", asked("the run", "the name", partition_key="the part")),
    ("list_checkpoints", asked("the run", "the name", partition_key="the part")),
    ("list_executions", asked(id_prefix="id start")),
    ("verify_checkpoint", asked("the run", "the name", partition_key="the part")),
    ("rollback_checkpoint", asked("the run", "the name", to=1, expected_version=2, reason="the reason",
                                  partition_key="the part", request_id="the request")),
    ("rollback_checkpoint", asked("r", "n", to=1, expected_version=2, preconditions=CONDITIONS)),
    ("rollback_checkpoint", asked("r", "n", to=1, expected_version=2, postconditions=CONDITIONS)),
    ("delete_checkpoint", asked("the run", "the name", expected_version=1, partition_key="the part",
                                request_id="the request")),
    ("put_large_checkpoint", asked("the run", "the name", "the text", labels=LABELS, timer_ids=["a timer"],
                                   partition_key="the part", request_id="the request")),
    ("get_large_checkpoint", asked("the run", "the name", partition_key="the part")),
    ("sweep_checkpoint", asked("the run", "the name", partition_key="the part")),
    ("lease", asked("the id", holder="the holder", partition_key="the part")),
    ("acquire_lease", asked("the id", ttl="3s", holder="the holder", partition_key="the part",
                            request_id="the request")),
    ("renew_lease", asked("the id", token=1, partition_key="the part")),
    ("release_lease", asked("the id", token=1, partition_key="the part")),
    ("get_lease", asked("the id", partition_key="the part")),
    ("list_leases", asked(id_prefix="id start")),
    ("set_budget", asked("the id", limit=1, window="3m", partition_key="the part")),
    ("spend_budget", asked("the id", partition_key="the part", request_id="the request")),
    ("get_budget", asked("the id", partition_key="the part")),
    ("list_budgets", asked(id_prefix="id start")),
    ("delete_budget", asked("the id", partition_key="the part")),
    ("create_schedule", asked(NewSchedule(CRON, TEMPLATE, id="the id"))),
    ("create_schedule", asked(NewSchedule(RRULE, TimerTemplate(webhook="the hook"), id="i"))),
    ("create_schedule", asked(NewSchedule(RRULE, TimerTemplate(payload=Payload(b"x", "the type")), id="i"))),
    ("get_schedule", asked("the id")),
    ("list_schedules", asked(id_prefix="id start")),
    ("update_schedule", asked("the id", calendar=CRON, timer=TEMPLATE)),
    ("delete_schedule", asked("the id")),
    ("pause_schedule", asked("the id", reason="the reason")),
    ("resume_schedule", asked("the id", reason="the reason")),
    ("trigger_schedule", asked("the id", request_id="the request")),
    ("backfill_schedule", asked("the id", from_time=NOW, to_time=NOW + timedelta(days=1))),
    ("preview_schedule", asked(CRON)),
    ("emit", asked("the type", "the subject", "the text", attributes=LABELS, request_id="the request")),
    ("emit", asked("the type", "the subject", json=["json value"])),
    ("touch", asked("the id", epoch=1, sequence=1, partition_key="the part")),
    ("heartbeat", asked("the id", partition_key="the part")),
    ("touch_many", asked([Touch("the id", partition_key="the part")])),
    ("transact", asked(
        [
            CreateTimer(TIMER), CancelTimer("cancelled", reason="the reason"), RescheduleTimer("moved", delay="3m"),
            WithdrawTimer("withdrawn", reason="withdrawal reason"),
            PutCheckpoint("the run", "the name", "the text", labels=LABELS, timer_ids=["a timer"]),
            RollbackCheckpoint("run back", "name back", 1, 2, "back reason"), Settle("the event", "the fence"),
            SpendBudget("spent"), EmitEvent("emit type", "the subject", "emit text", attributes={"one": "two"}),
        ],
        partition_key="the part",
        guards=[CheckpointGuard("guard run", "guard name"), TimerGuard("guard timer"), LeaseGuard("guard lease", 1),
                BudgetGuard("guard budget")],
        request_id="the request",
    )),
    ("workflows.apply", asked("the document")),
    ("workflows.definition", asked("the name")),
    ("workflows.definitions", asked(name_prefix="name start")),
    ("workflows.start", asked("the definition", id="the id", json=["json value"], phase="the phase", title="the title",
                              labels={"label name": "label value"})),
    ("workflows.update", asked("the id", title="the title", set_labels={"label name": "label value"},
                               remove_labels=["the label"])),
    ("workflows.claim", asked("the id", by="somebody", fence=1, signal_queue="the queue")),
    ("workflows.comment", asked("the id", "the text", by="somebody", comment_id="the comment")),
    ("workflows.delegate", asked("the id", to="the goal", by="somebody", why="the reason", fence=1)),
    ("workflows.approvals", asked(id_prefix="id start", definition="the definition", asked="the person",
                                  labels={"label name": "label value"})),
    ("workflows.board", asked("the definition", labels={"label name": "label value"}, assignee="somebody",
                              parent="the parent", schedule="the schedule")),
    ("workflows.outputs", asked("the id", phase="the phase")),
    ("workflows.get", asked("the id")),
    ("workflows.wait", asked("the id", timeout="3s")),
    ("workflows.list", asked(id_prefix="id start", definition="the definition", phase="the phase",
                             labels={"label name": "label value"}, assignee="somebody", parent="the parent",
                             schedule="the schedule", order=ExecutionOrder.UPDATE_TIME, after="the position")),
    ("workflows.needs", asked(NEEDING)),
    ("workflows.timeline", asked("the id")),
    ("workflows.complete", asked("the id", fence=1, checklist=["an item"], artifacts=["an artifact"],
                                 feedback="the feedback", to="the goal", output=["json value"])),
    ("workflows.complete", asked(ATTEMPT)),
    ("workflows.fail", asked("the id", "the message", fence=1, signature="the signature")),
    ("workflows.resolve", asked("the id", "the fix", by="somebody", why="the reason", fence=1)),
    ("workflows.update_command", asked("the id", CommandStatus.COMPLETED, by="somebody", note="the note",
                                       command="the command")),
    ("workflows.update_command", asked(COMMAND, CommandStatus.COMPLETED, by="somebody")),
    ("workflows.recovery_counts", asked("the definition")),
    ("workflows.approve", asked("the id", by="somebody", why="the reason", phase="the phase", fence=1)),
    ("workflows.deny", asked("the id", by="somebody", why="the reason", phase="the phase", fence=1)),
    ("workflows.regress", asked("the id", to="the goal", reason="the reason", fence=1)),
    ("workflows.arrive", asked("the id", point="the point", who="somebody", arrival_id="the arrival")),
    ("workflows.signal", asked("the id", "the name", json=["json value"], signal_id="the signal")),
    ("workflows.pause", asked("the id", reason="the reason")),
    ("workflows.resume", asked("the id", phase="the phase")),
    ("workflows.retry", asked("the id")),
    ("workflows.cancel", asked("the id", reason="the reason")),
    ("workflows.spawn", asked("the id", "the definition", reason="the reason", child_id="the child",
                              json=["json value"], phase="the phase")),
    ("agents.register", asked("the id", ttl="3s", capabilities=["a skill"], queues=["the queue"], rules="the rules",
                              request_id="the request")),
    ("agents.heartbeat", asked("the id", epoch=1, progress="the progress", fingerprint="the print",
                               failure="the failure", work=WORK, heartbeat_id="the beat")),
    ("agents.beating", asked("the id", work=WORK)),
    ("agents.get", asked("the id")),
    ("agents.list", asked(id_prefix="id start", capability="a skill")),
    ("agents.retire", asked("the id", reason="the reason")),
    ("agents.quarantine", asked("the id", reason="the reason")),
    ("agents.release", asked("the id")),
    ("handoffs.propose", asked("the run", from_agent="the giver", to_agent="the taker", json=["json value"], fence=1,
                               reason="the reason", id="the id")),
    ("handoffs.accept", asked(("the run", "the id"), by="the taker")),
    ("handoffs.reject", asked(("the run", "the id"), by="the taker", why="the reason")),
    ("handoffs.vote", asked(("the run", "the id"), voter="the voter", approved=True, why="the reason")),
    ("handoffs.withdraw", asked(("the run", "the id"), by="the giver", why="the reason")),
    ("handoffs.get", asked(("the run", "the id"))),
    ("handoffs.list", asked(execution="the run", agent="the agent")),
    ("tail", asked("the cursor", types=["the type"], subject="the subject")),
    ("consume", asked("the queue")),
    ("delivery.nack", asked("the reason")),
]  # fmt: skip

NOT_CALLED = {"ListVerificationKeys", "Redrive", "RedriveDeadLetters", "TouchStream"}
"""Methods of the services that the clients do not call."""
NOT_SET = {
    "minoots.checkpoint.v1.ListCheckpointsRequest.page_token",
    "minoots.checkpoint.v1.ListExecutionsRequest.page_token",
    "minoots.event.v1.ConsumeAck.event_id",
    "minoots.event.v1.ConsumeAck.fence",
    "minoots.event.v1.ConsumeExtend.event_id",
    "minoots.event.v1.ConsumeExtend.fence",
    "minoots.lease.v1.ListBudgetsRequest.page_token",
    "minoots.lease.v1.ListLeasesRequest.page_token",
    "minoots.schedule.v1.ListSchedulesRequest.page_token",
    "minoots.timer.v1.CancelTimersRequest.page_token",
    "minoots.timer.v1.CreateTimerRequest.request_id",
    "minoots.timer.v1.ListTimersRequest.page_token",
}
"""Text fields of the requests that no argument of the clients sets."""
NOT_ASKED = {"verify.event"}
"""Arguments that may be text and are not part of a request."""
TEXTLESS = {
    "AgentDoing", "Consistency", "Duration", "FailureClass", "FailureType", "Iterable[AgentStatus]",
    "Iterable[ExecutionStatus]", "Iterable[HandoffStatus]", "Iterable[TimerStatus]", "MissedRunPolicy", "OverlapPolicy",
    "Priority", "WaitUntil", "bool", "datetime", "float", "int",
}  # fmt: skip
"""Types of arguments without text, or whose text is parsed by the client, such as a duration."""


def leaves(value: Any) -> Iterator[tuple[str, Callable[[str], Any]]]:
    """Yields the texts in arguments, each with a function that replaces it."""
    match value:
        case enum.Enum() | bytes() | datetime():
            return
        case str():
            yield value, lambda new: new
        case list() | tuple():
            for at, one in enumerate(value):
                for text, put in leaves(one):
                    yield text, lambda new, at=at, put=put: type(value)([*value[:at], put(new), *value[at + 1 :]])  # type: ignore[misc]
        case Mapping():
            for key, one in value.items():
                rest = {other: it for other, it in value.items() if other != key}
                for text, put in leaves(one):
                    yield text, lambda new, key=key, put=put: {**value, key: put(new)}  # type: ignore[misc]
                yield key, lambda new, one=one, rest=rest: {**rest, new: one}  # type: ignore[misc]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            for field in dataclasses.fields(value):
                for text, put in leaves(getattr(value, field.name)):
                    yield text, lambda new, name=field.name, put=put: dataclasses.replace(value, **{name: put(new)})  # type: ignore[misc]


def arguments(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    """Yields each text of a call, and the call with a lone surrogate in it."""
    for text, put in leaves(list(args)):
        yield text, tuple(put(text + HALF)), kwargs
    for name, value in kwargs.items():
        for text, put in leaves(value):
            yield text, args, {**kwargs, name: put(text + HALF)}


def texts(message: Message, path: str = "") -> Iterator[tuple[str, str, str | bytes]]:
    """Yields the texts and bytes of a message: the field's full name, its path, and the value."""
    for field, value in message.ListFields():
        inner = f"{path}.{field.name}" if path else field.name
        is_map = field.message_type is not None and field.message_type.GetOptions().map_entry
        many = value.items() if is_map else value if field.is_repeated else [value]
        for one in many:
            for part in one if is_map else [one]:
                if isinstance(part, Message):
                    yield from texts(part, inner)
                elif isinstance(part, str | bytes):
                    yield field.full_name, inner, part


def declared(message: Descriptor, seen: set[str]) -> Iterator[str]:
    """Yields the text fields that a message may have, by their full names."""
    if message.full_name in seen or message.full_name.startswith("google."):
        return
    seen.add(message.full_name)
    for field in message.fields:
        entry = field.message_type is not None and field.message_type.GetOptions().map_entry
        if field.type == FieldDescriptor.TYPE_STRING or entry:
            yield field.full_name
        elif field.message_type is not None:
            yield from declared(field.message_type, seen)


def method_of(client: Any, call: str) -> Any:
    """Returns a function that makes the call."""
    method: Any = client
    for name in call.split("."):
        method = getattr(method, name)
        if name == "submit":
            submitter: Any = method()

            def written(write: Any) -> Any:
                raise Sent(write.request)

            submitter._write = written
            method = submitter
    return method


def takes_text(owner: Any, within: str = "") -> Iterator[str]:
    """Yields the arguments of a client's public methods that may be text."""
    for name, method in inspect.getmembers(owner):
        if name.startswith("_") or name in ("close", "core", "endpoints", "stream", "submit", "verification_keys"):
            continue
        if not inspect.ismethod(method):
            yield from takes_text(method, f"{within}{name}.")
            continue
        for argument in inspect.signature(method).parameters.values():
            if argument.annotation == "Unpack[Told]":
                kinds = {told: kind.__forward_arg__ for told, kind in Told.__annotations__.items()}
            else:
                kinds = {argument.name: argument.annotation}
            for told, kind in kinds.items():
                if not all(one in TEXTLESS for one in kind.removesuffix(" | None").split(" | ")):
                    yield f"{within}{name}.{told}"


async def request_of(client: Any, call: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Message:
    """Returns the request that a call would send."""
    if call == "delivery.nack":
        event = Event("timer:dev:t:1", "timer.fired", "timers/t", None, b"{}", "")
        return DeliveryInfo(event, "f", 1, None, None, None, None).nack_request(args[0], None)
    method = method_of(client, call)
    try:
        result = method(*args, **kwargs)
        if call in ("tail", "lease", "heartbeat"):
            return result._request  # type: ignore[no-any-return]
        if call == "consume":
            return result._state.opening()  # type: ignore[no-any-return]
        if hasattr(result, "__aenter__"):
            await result.__aenter__()
        elif hasattr(result, "__enter__"):
            result.__enter__()
        elif inspect.isawaitable(result):
            await result
        elif hasattr(result, "__anext__"):
            await anext(result)
        else:
            next(result)
    except Sent as sent:
        return sent.request
    raise AssertionError(f"{call} sent nothing")


@pytest.fixture(params=["Client", "AsyncClient"])
async def recorded(request: pytest.FixtureRequest) -> Any:
    """A client that raises its requests instead of sending them."""
    client: Any = Client("http://127.0.0.1:9") if request.param == "Client" else AsyncClient("http://127.0.0.1:9")

    def sent(kind: Any, method: Any, message: Message, *more: Any, **named: Any) -> Any:
        raise Sent(message)

    def sent_each(method: Any, message: Message, *more: Any) -> Any:
        raise Sent(message)

    client._call, client._each = sent, sent_each
    return client


def names(text: str, value: str | bytes) -> bool:
    """Whether a field contains a text of the call, or derives from it."""
    told = value if isinstance(value, str) else value.decode()
    return text == told or (" " in text and text in told)


def allowed(path: str, kind: str | bytes) -> set[str]:
    """Returns the last path parts by which a refusal may name a field; for JSON and data also the argument's name."""
    last = path.rpartition(".")[2]
    return {last, "json", "payload", "data"} if isinstance(kind, bytes) else {last}


async def test_every_text_of_every_request_is_refused_by_its_name(recorded: Any) -> None:
    tried = 0
    for call, (args, kwargs) in CALLS:
        valid = list(texts(await request_of(recorded, call, args, kwargs)))
        for text, wrong_args, wrong_kwargs in arguments(args, kwargs):
            places = [place[1:] for place in valid if text and names(text, place[2])]
            tried += bool(places)
            try:
                sent = await request_of(recorded, call, wrong_args, wrong_kwargs)
            except InvalidError as refused:
                told = re.sub(r"\[\d+\]", "", refused.fields[0].path).rpartition(".")[2]
                assert not places or "lone surrogate" in str(refused), (call, text)
                assert not places or told in set().union(*(allowed(*place) for place in places)), (call, text, told)
            else:
                # The argument is an attempt or a command, which is not part of the request.
                assert not places, f"{call} with {text!r} sent {sent}"
    assert tried > 300


async def test_the_walk_knows_every_text_of_every_request(recorded: Any) -> None:
    given, called = set(), {"minoots.timer.v1.SubmitRequest"}
    for call, (args, kwargs) in CALLS:
        message = await request_of(recorded, call, args, kwargs)
        called.add(message.DESCRIPTOR.full_name)
        given |= {name for name, _, _ in texts(message)}
    methods = [
        method for file in SERVICES for one in file.DESCRIPTOR.services_by_name.values() for method in one.methods
    ]
    assert {method.name for method in methods if method.input_type.full_name not in called} == NOT_CALLED
    seen: set[str] = set()
    known = {name for method in methods if method.name not in NOT_CALLED for name in declared(method.input_type, seen)}
    assert known - given == NOT_SET


async def test_the_walk_gives_every_argument_that_may_have_text(recorded: Any) -> None:
    given = set()
    for call, (args, kwargs) in CALLS:
        if call != "delivery.nack":
            bound = inspect.signature(method_of(recorded, call)).bind(*args, **kwargs).arguments
            given |= {f"{call}.{name}" for name in {**bound, **bound.get("told", {})}}
    owners = [(recorded, ""), (recorded.submit(), "submit.")]
    asked = {name for owner, within in owners for name in takes_text(owner, within)}
    assert len(asked) > 150
    assert asked - given == NOT_ASKED


SETTINGS: list[tuple[str, Callable[[str], Any]]] = [
    ("endpoint", Client),
    ("endpoint", lambda half: Client(f"http://{half}:7411")),
    ("endpoint", lambda half: Client(["http://127.0.0.1:7411", f"http://{half}:7411"])),
    ("endpoint", lambda half: AsyncClient(f"http://{half}:7411")),
    ("endpoint", lambda half: Worker(f"http://{half}:7411")),
    ("endpoint", lambda half: MinootsSaver.from_conn_string(f"http://{half}:7411").__enter__()),
    ("api_key", lambda half: Client(api_key=half)),
    ("api_key", lambda half: Worker(api_key=half)),
    ("ca_file", lambda half: Client("https://127.0.0.1:7411", ca_file=half)),
    ("queue", lambda half: Client().consume(half)),
    ("queue", lambda half: asyncio.run(working(half))),
    ("prefix", lambda half: MinootsSaver(Client(), prefix=half)),
    ("queue", lambda half: Waits(Client(), queue=half)),
    ("graph", lambda half: Waits(Client(), graph=half)),
    ("thread_id", lambda half: Waits(Client()).exclusive(half)),
    ("default", lambda half: Waits(Client()).interrupt("?", deadline="1s", default=[half])),
    ("session_id", lambda half: MinootsSession(half, AsyncClient())),
    ("prefix", lambda half: MinootsSession("conversation-1", AsyncClient(), prefix=half)),
]


async def working(queue: str) -> None:
    worker = Worker()
    worker.on("timer.fired", queue=queue)(print)
    await worker.serve()


@pytest.mark.parametrize(("field", "made"), SETTINGS)
def test_a_setting_with_a_lone_surrogate_is_refused_by_its_name(field: str, made: Callable[[str], Any]) -> None:
    with pytest.raises(InvalidError) as refused:
        made(f"half{HALF}")
    assert [one.path for one in refused.value.fields] == [field]


@pytest.mark.parametrize("variable", ["MINOOTS_ENDPOINT", "MINOOTS_API_KEY", "MINOOTS_CA_FILE"])
def test_an_environment_that_is_no_utf8_is_refused_by_its_name(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINOOTS_ENDPOINT", "https://127.0.0.1:7411")
    monkeypatch.setenv(variable, os.fsdecode(b"https://127.0.0.1\xff:7411"))
    with pytest.raises(InvalidError) as refused:
        Client()
    assert [one.path for one in refused.value.fields] == ["endpoint" if variable == "MINOOTS_ENDPOINT" else variable]


def test_a_host_whose_name_is_no_utf8_holds_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: os.fsdecode(b"host\xff"))
    assert Client().lease("the id")._request.holder == f"host?/{os.getpid()}"


def test_a_key_set_with_a_lone_surrogate_is_malformed() -> None:
    with pytest.raises(Exception, match="key set") as refused:
        Verifier.from_jwks('{"keys": [{"kid": "' + HALF + '"}]}')
    assert type(refused.value).__name__ == "UnverifiedError"
