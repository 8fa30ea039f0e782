"""Every method and every field of the public API is reached through the client, or is listed here with the reason.

Requests are seen by a server that knows the API from its descriptors. A field of an answer counts as readable if a
change of it changes what the client answers, or asks next.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import product
from typing import Any

import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from minoots import (
    Action,
    AgentBinding,
    AgentDoing,
    Agents,
    AgentStatus,
    AgentWork,
    AsyncAgents,
    AsyncClient,
    AsyncDelivery,
    AsyncHandoffs,
    AsyncSubmitter,
    AsyncWorkflows,
    BudgetGuard,
    Calendar,
    CancelTimer,
    CheckpointGuard,
    Client,
    CommandStatus,
    Comparison,
    Condition,
    Consistency,
    CreateTimer,
    Cron,
    Delivery,
    EmitEvent,
    ExecutionStatus,
    FailureType,
    GapPolicy,
    Guard,
    Handoffs,
    HandoffStatus,
    Instants,
    Interval,
    LeaseGuard,
    MinootsError,
    MissedRunPolicy,
    MonthEndPolicy,
    NewSchedule,
    NewTimer,
    NewWatchdog,
    Operation,
    OverlapPolicy,
    Priority,
    PutCheckpoint,
    RepeatPolicy,
    RescheduleTimer,
    RetryPolicy,
    RollbackCheckpoint,
    Rrule,
    Rule,
    Settle,
    SpendBudget,
    Stage,
    Submitter,
    TailFrom,
    TimerFilter,
    TimerGuard,
    TimerStatus,
    TimerTemplate,
    Touch,
    WaitUntil,
    Workflows,
)

from .parity import Path_, Recorder, checksum, fill, is_set, paths, public_methods

METHODS = public_methods()
NOON = datetime(2027, 3, 1, 12, tzinfo=timezone.utc)

# Methods that the client does not call, by a beginning of their paths.
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

# Fields of requests that nothing sets, by the end of their paths.
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
}

# Fields of answers that nothing shows, by the end of their paths.
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


CONDITION = Condition("/step", Comparison.EQUAL, "plan")
CONDITIONS: dict[str, Any] = {"preconditions": [CONDITION], "postconditions": [CONDITION]}
READ: dict[str, Any] = {"consistency": Consistency.LOCAL, "min_index": 7}
POLICY = RetryPolicy(3, "1s", "2s", 1.5, 0.5)
ACTIONS = (Action(queue="audit", after_attempts=2), Action(webhook="billing"))
FULL = NewTimer(
    "tea",
    fire_time=NOON,
    id="tea-1",
    partition_key="kitchen",
    queue="kitchen",
    payload="two cups",
    labels={"room": "kitchen"},
    retry_policy=POLICY,
    ack_deadline="30s",
    watchdog=NewWatchdog(epoch=3, stages=(Stage("5s", queue="warnings"), Stage("6s", webhook="billing"))),
    priority=Priority.NOW,
    concurrency_key="customer-7",
    actions=ACTIONS,
)
TIMERS = [
    FULL,
    NewTimer("tea", delay="3m", id="tea-2", webhook="billing"),
    NewTimer("tea", delay="3m", id="tea-3", queue=None),
    NewTimer("tea", delay="3m", id="tea-4", agent=AgentBinding("writer-1", "langgraph", {"say": "{{name}}"})),
]
WHERE = TimerFilter(NOON, NOON + timedelta(days=1), {"room": "kitchen"}, "kitchen", "te", "tea-")
TEMPLATES = [
    TimerTemplate(
        name="tea",
        queue="kitchen",
        json={"cups": 2},
        labels={"room": "kitchen"},
        retry_policy=POLICY,
        ack_deadline="30s",
        priority=Priority.FUTURE,
        concurrency_key="customer-7",
        actions=ACTIONS,
    ),
    TimerTemplate(webhook="billing"),
    TimerTemplate(queue=None),
]
RULES: list[Rule] = [
    Cron("0 30 2 * * *", seconds=True),
    Interval("15m", NOON),
    Rrule("FREQ=MONTHLY;BYDAY=-1FR", "2026-03-01T09:00:00"),
    Instants([NOON]),
]
CALENDARS = [
    Calendar(
        rule,
        "Europe/Berlin",
        GapPolicy.SKIP,
        RepeatPolicy.BOTH,
        MonthEndPolicy.LAST_DAY,
        start=NOON,
        end=NOON + timedelta(days=9),
        count=5,
        jitter="1m",
    )
    for rule in RULES
]
KEPT: dict[str, Any] = {"partition_key": "kitchen", "request_id": "once"}
OPERATIONS: list[Operation] = [
    *(CreateTimer(timer, optional=True) for timer in TIMERS),
    CancelTimer("tea-1", version=3, reason="cold"),
    RescheduleTimer("tea-1", delay="1m", version=3),
    RescheduleTimer("tea-1", fire_time=NOON),
    PutCheckpoint("run", "state", "data", None, 3, {"step": "plan"}, 5, ["tea-1"]),
    RollbackCheckpoint("run", "state", 2, 4, "wrong"),
    Settle("event", "fence"),
    SpendBudget("restarts", 2),
    EmitEvent("order.packed", "orders/17", "seventeen", None, {"room": "kitchen"}),
]
GUARDS: list[Guard] = [
    CheckpointGuard("run", "state", 3),
    TimerGuard("tea-1", 3),
    LeaseGuard("leader", 3),
    BudgetGuard("b", 2),
]

Call = Callable[[Client], Any]


def each(call: Callable[[Any, Any], Any], values: Iterable[Any]) -> list[Call]:
    """One call with each of the values."""
    return [partial(_with, call, value) for value in values]


def _with(call: Callable[[Any, Any], Any], value: Any, client: Client) -> Any:
    return call(client, value)


def submitted(write: Callable[[Submitter], Any]) -> Call:
    def call(client: Client) -> Any:
        with client.submit() as submitter:
            return write(submitter).result(10)

    return call


def consumed(call: Callable[[Any], Any] = lambda delivery: delivery) -> Call:
    def consume(client: Client) -> Any:
        with client.consume("kitchen", credits=5) as consumer:
            return call(consumer.receive("2s"))

    return consume


def tailed(*arguments: Any, **named: Any) -> Call:
    def call(client: Client) -> Any:
        with client.tail(*arguments, **named) as tail:
            return tail.cursor, next(tail), tail.cursor

    return call


def calls() -> dict[str, list[Call]]:
    """By method, calls that say everything between them; the first reads the answer."""
    timer, schedule = "minoots.timer.v1.TimerService/", "minoots.schedule.v1.ScheduleService/"
    checkpoint, lease = "minoots.checkpoint.v1.CheckpointService/", "minoots.lease.v1.LeaseService/"
    workflow, agent = "minoots.workflow.v1.WorkflowService/", "minoots.workflow.v1.AgentService/"
    handoff, event = "minoots.workflow.v1.HandoffService/", "minoots.event.v1.EventService/"
    system, transaction = "minoots.admin.v1.SystemService/", "minoots.transaction.v1.TransactionService/"
    return {
        timer + "CreateTimer": each(lambda c, timer: c.create(timer), TIMERS),
        timer + "BatchCreateTimers": [lambda c: c.create_many(TIMERS)],
        timer + "GetTimer": [lambda c: c.get("tea-1", partition_key="kitchen", **READ)],
        timer + "ListTimers": [lambda c: list(c.list(WHERE, statuses=[TimerStatus.ARMED], page_size=9, **READ))],
        timer + "RescheduleTimer": [
            lambda c: c.reschedule("tea-1", delay="1m", version=3, **KEPT),
            lambda c: c.reschedule("tea-1", fire_time=NOON, **KEPT),
        ],
        timer + "CancelTimer": [lambda c: c.cancel("tea-1", version=3, reason="cold", **KEPT)],
        timer + "CancelTimers": [lambda c: c.cancel_many(WHERE, reason="cold", page_size=9, request_id="once")],
        timer + "WaitTimer": [
            lambda c: c.wait("tea-1", until=WaitUntil.ENDED, timeout="0s", partition_key="kitchen", **READ),
            lambda c: c.wait("tea-1", timeout="1ms"),
        ],
        timer + "Submit": [
            *each(lambda c, timer: submitted(lambda s: s.create(timer))(c), TIMERS),
            submitted(lambda s: s.cancel("tea-1", version=3, reason="cold", **KEPT)),
            submitted(lambda s: s.reschedule("tea-1", delay="1m", version=3, **KEPT)),
            submitted(lambda s: s.reschedule("tea-1", fire_time=NOON, **KEPT)),
        ],
        timer + "Touch": [
            lambda c: c.touch_many([Touch("tea-1", 3, 4, "kitchen")]),
            lambda c: c.touch("tea-1", epoch=3, sequence=4, partition_key="kitchen"),
        ],
        schedule + "CreateSchedule": each(
            lambda c, asked: c.create_schedule(
                NewSchedule(asked[0], asked[1], "nightly", MissedRunPolicy.ALL, 9, OverlapPolicy.ALLOW)
            ),
            product(CALENDARS, TEMPLATES),
        ),
        schedule + "GetSchedule": [lambda c: c.get_schedule("nightly", **READ)],
        schedule + "ListSchedules": [lambda c: list(c.list_schedules(id_prefix="n", page_size=9, **READ))],
        schedule + "UpdateSchedule": each(
            lambda c, asked: c.update_schedule(
                "nightly",
                calendar=asked[0],
                timer=asked[1],
                missed_run_policy=MissedRunPolicy.ALL,
                missed_runs_max=9,
                overlap_policy=OverlapPolicy.ALLOW,
                version=3,
            ),
            product(CALENDARS, TEMPLATES),
        ),
        schedule + "DeleteSchedule": [lambda c: c.delete_schedule("nightly", version=3)],
        schedule + "PauseSchedule": [lambda c: c.pause_schedule("nightly", reason="moved", version=3)],
        schedule + "ResumeSchedule": [lambda c: c.resume_schedule("nightly", reason="back", version=3)],
        schedule + "TriggerSchedule": [lambda c: c.trigger_schedule("nightly", request_id="once")],
        schedule + "BackfillSchedule": [
            lambda c: c.backfill_schedule("n", from_time=NOON, to_time=NOON + timedelta(days=1), rate=5, version=3)
        ],
        schedule + "PreviewSchedule": each(
            lambda c, calendar: c.preview_schedule(calendar, from_time=NOON, count=2), CALENDARS
        ),
        checkpoint + "PutCheckpoint": [
            lambda c: c.put_checkpoint(
                "run",
                "state",
                "data",
                expected_version=3,
                labels={"step": "plan"},
                keep_last=5,
                timer_ids=["tea-1"],
                **CONDITIONS,
                **KEPT,
            )
        ],
        checkpoint + "GetCheckpoint": [
            lambda c: c.get_checkpoint("run", "state", version=3, partition_key="kitchen", **READ)
        ],
        checkpoint + "ListCheckpoints": [
            lambda c: list(c.list_checkpoints("run", "state", partition_key="kitchen", page_size=9, **READ))
        ],
        checkpoint + "ListExecutions": [lambda c: list(c.list_executions(id_prefix="r", page_size=9, **READ))],
        checkpoint + "VerifyCheckpoint": [
            lambda c: c.verify_checkpoint("run", "state", partition_key="kitchen", **READ)
        ],
        checkpoint + "RollbackCheckpoint": [
            lambda c: c.rollback_checkpoint(
                "run", "state", to=2, expected_version=4, reason="wrong", **CONDITIONS, **KEPT
            )
        ],
        checkpoint + "DeleteCheckpoint": [lambda c: c.delete_checkpoint("run", "state", expected_version=4, **KEPT)],
        lease + "AcquireLease": [lambda c: c.acquire_lease("leader", ttl="9s", holder="three", **KEPT)],
        lease + "RenewLease": [lambda c: c.renew_lease("leader", token=3, ttl="9s", partition_key="kitchen")],
        lease + "ReleaseLease": [lambda c: c.release_lease("leader", token=3, partition_key="kitchen")],
        lease + "GetLease": [lambda c: c.get_lease("leader", partition_key="kitchen", **READ)],
        lease + "ListLeases": [lambda c: list(c.list_leases(id_prefix="l", page_size=9, **READ))],
        lease + "SetBudget": [
            lambda c: c.set_budget("b", limit=3, window="1h", cooldown="60s", partition_key="kitchen")
        ],
        lease + "SpendBudget": [lambda c: c.spend_budget("b", 2, **KEPT)],
        lease + "GetBudget": [lambda c: c.get_budget("b", partition_key="kitchen", **READ)],
        lease + "ListBudgets": [lambda c: list(c.list_budgets(id_prefix="b", page_size=9, **READ))],
        lease + "DeleteBudget": [lambda c: c.delete_budget("b", partition_key="kitchen")],
        event + "Tail": [
            tailed("after", types=["timer.fired"], subject="timers/tea", unsigned=True),
            tailed(TailFrom.START),
        ],
        event + "Consume": [
            consumed(),
            consumed(lambda delivery: delivery.ack()),
            consumed(lambda delivery: delivery.nack("no cups", delay="30s")),
            consumed(lambda delivery: delivery.extend("30s")),
        ],
        event + "Ack": [lambda c: c.ack("event", "fence", partition_key="kitchen")],
        event + "Nack": [lambda c: c.nack("event", "fence", reason="no cups", delay="30s", partition_key="kitchen")],
        event + "ListVerificationKeys": [lambda c: c.verification_keys()],
        event + "Emit": [
            lambda c: c.emit("order.packed", "orders/17", "x", attributes={"room": "kitchen"}, request_id="once")
        ],
        transaction + "Transact": [
            lambda c: c.transact(OPERATIONS, partition_key="kitchen", guards=GUARDS, request_id="once")
        ],
        workflow + "ApplyDefinition": [lambda c: c.workflows.apply("name: review", dry_run=True)],
        workflow + "GetDefinition": [lambda c: c.workflows.definition("review", version=3)],
        workflow + "ListDefinitions": [lambda c: list(c.workflows.definitions(name_prefix="r"))],
        workflow + "StartExecution": [
            lambda c: c.workflows.start(
                "review", id="run", json={"topic": "tea"}, version=3, priority=Priority.NOW, phase="draft"
            )
        ],
        workflow + "GetExecution": [lambda c: c.workflows.get("run")],
        workflow + "ListExecutions": [
            lambda c: list(c.workflows.list(id_prefix="r", definition="review", statuses=[ExecutionStatus.BLOCKED]))
        ],
        workflow + "GetTimeline": [lambda c: list(c.workflows.timeline("run"))],
        workflow + "CompletePhase": [
            lambda c: c.workflows.complete(
                c.workflows.get("run"),
                fence=3,
                checklist=["outline"],
                artifacts=["page"],
                score=0.9,
                feedback="short",
                to="check",
                tokens=7,
                money_micros=8,
            )
        ],
        workflow + "ReportFailure": [
            lambda c: c.workflows.fail(
                "run",
                "no answer",
                failure_type=FailureType.TOOL_ERROR,
                signature="http 503",
                fence=3,
                tokens=7,
                money_micros=8,
            )
        ],
        workflow + "ResolveFailure": [
            lambda c: c.workflows.resolve("run", "constrain", by="lead", why="it helped", fence=3)
        ],
        workflow + "UpdateCommand": [
            lambda c: c.workflows.update_command("run", CommandStatus.COMPLETED, by="op", note="done", command="c7")
        ],
        workflow + "GetRecoveryCounts": [lambda c: c.workflows.recovery_counts("review")],
        workflow + "DecideApproval": [
            lambda c: c.workflows.approve("run", by="lead", why="well", phase="check", fence=3),
            lambda c: c.workflows.deny("run", by="lead"),
        ],
        workflow + "RegressPhase": [lambda c: c.workflows.regress("run", to="draft", reason="moved", fence=3)],
        workflow + "Arrive": [lambda c: c.workflows.arrive("run", point="gather", who="editor")],
        workflow + "SignalExecution": [lambda c: c.workflows.signal("run", "hurry", json=[1], signal_id="s")],
        workflow + "PauseExecution": [lambda c: c.workflows.pause("run", reason="moved")],
        workflow + "ResumeExecution": [
            lambda c: c.workflows.resume("run", phase="draft"),
            lambda c: c.workflows.resume("run", version=3),
        ],
        workflow + "RetryExecution": [lambda c: c.workflows.retry("run")],
        workflow + "CancelExecution": [lambda c: c.workflows.cancel("run", reason="moved")],
        workflow + "SpawnChild": [
            lambda c: c.workflows.spawn("run", "review", reason="more", child_id="kid", json=[1], phase="draft")
        ],
        agent + "RegisterAgent": [
            lambda c: c.agents.register(
                "ann",
                ttl="15s",
                capabilities=["search"],
                queues=["writers"],
                rules="grace: 2m",
                expected=True,
                request_id="once",
            )
        ],
        agent + "Heartbeat": [
            lambda c: c.agents.heartbeat(
                "ann",
                epoch=3,
                progress="two",
                fingerprint="tea",
                failure="503",
                tokens=7,
                money_micros=8,
                doing=AgentDoing.IDLE,
                work=AgentWork("run", 3),
                heartbeat_id="beat",
            )
        ],
        agent + "GetAgent": [lambda c: c.agents.get("ann")],
        agent + "ListAgents": [
            lambda c: list(c.agents.list(id_prefix="a", statuses=[AgentStatus.LIVE], capability="search"))
        ],
        agent + "RetireAgent": [lambda c: c.agents.retire("ann", reason="done", epoch=3)],
        agent + "QuarantineAgent": [lambda c: c.agents.quarantine("ann", reason="invents")],
        agent + "ReleaseAgent": [lambda c: c.agents.release("ann")],
        handoff + "ProposeHandoff": [
            lambda c: c.handoffs.propose(
                "run",
                from_agent="ann",
                to_agent="bob",
                json={"page": 2},
                fence=3,
                epoch=4,
                reason="two pages",
                deadline="30s",
                id="h",
            )
        ],
        handoff + "AcceptHandoff": [lambda c: c.handoffs.accept(("run", "h"), by="bob", epoch=3)],
        handoff + "RejectHandoff": [lambda c: c.handoffs.reject(("run", "h"), by="bob", why="missing", epoch=3)],
        handoff + "VoteHandoff": [lambda c: c.handoffs.vote(("run", "h"), voter="lead", approved=True, why="enough")],
        handoff + "WithdrawHandoff": [lambda c: c.handoffs.withdraw(("run", "h"), by="ann", why="no", epoch=3)],
        handoff + "GetHandoff": [lambda c: c.handoffs.get(("run", "h"))],
        handoff + "ListHandoffs": [
            lambda c: list(c.handoffs.list(execution="run", agent="ann", statuses=[HandoffStatus.PROPOSED]))
        ],
        system + "GetLatenessStats": [lambda c: c.lateness_stats()],
        system + "GetLimits": [lambda c: c.limits()],
        system + "GetVersion": [lambda c: c.version()],
    }


CALLS = calls()


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
    """The entry for a path of this end; empty if there is none."""
    return next((end for end in reasons if f".{path}".endswith(f".{end}")), "")


def signatures(kind: type) -> dict[str, list[str]]:
    """The parameters of every public method."""
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
    # For the streams of its own parts.
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
            # A first page that has a next one.
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
    """The fields of a method's answer whose change changes nothing."""
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
    """The call whose answer has this field."""
    of_stream = {"Submit": {"cancel": 4, "reschedule": 5}, "Consume": {"ack": 1, "nack": 2, "extend": 3}}
    choices = of_stream.get(name.rpartition("/")[2], {})
    at = next((choices[part] for part in path[:2] if part in choices), 0)
    if name.endswith("Consume") and path[0] == "result":
        at = at or 1
    return CALLS[name][at]


def answer_of(method: MethodDescriptor, path: Path_ | None = None, variant: int = 0) -> Message:
    """With every field; the one that is named has the other value if ``variant`` is 1."""
    message = GetMessageClass(method.output_type)()
    fill(message, variant, path or ())
    mended(message, path or ())
    return message


RULE_FIELDS = {"cron", "seconds", "interval", "anchor", "rrule", "dtstart", "instants"}


def calendars(message: Any) -> Iterator[Any]:
    for schedule in getattr(message, "schedules", None) or [message.schedule]:
        yield schedule.calendar


def mended(message: Any, path: Path_) -> None:
    """What must agree within an answer."""
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
        # Codes that are final.
        error.code = {7: 3, 8: 5}[error.code]


def base_answers(request: Message, path: Path_ | None = None, variant: int = 0, at: int = 0) -> list[Message]:
    """To any request."""
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
    """What the client answers, and what it asked."""
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
    """What can be compared."""
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
