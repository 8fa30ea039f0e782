"""Calls of every method of the client, with every argument."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import product
from typing import Any

from minoots import (
    Action,
    AgentBinding,
    AgentDoing,
    AgentStatus,
    AgentWork,
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
    EmitEvent,
    ExecutionOrder,
    ExecutionStatus,
    FailureType,
    GapPolicy,
    Guard,
    HandoffStatus,
    Instants,
    Interval,
    LeaseGuard,
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
    WithdrawTimer,
)

NOON = datetime(2027, 3, 1, 12, tzinfo=timezone.utc)


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
    note="the customer waits",
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
    WithdrawTimer("tea-1", reason="cold"),
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
    """Builds one call for each of the values."""
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
    """Returns calls by method, which together set every field; the first reads the response."""
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
                "review",
                id="run",
                json={"topic": "tea"},
                version=3,
                priority=Priority.NOW,
                phase="draft",
                title="Tea",
                labels={"team": "books"},
            )
        ],
        workflow + "GetExecution": [lambda c: c.workflows.get("run")],
        workflow + "ListExecutions": [
            lambda c: list(
                c.workflows.list(
                    id_prefix="r",
                    definition="review",
                    statuses=[ExecutionStatus.BLOCKED],
                    phase="draft",
                    labels={"team": "books"},
                    assignee="ann",
                    parent="whole",
                    schedule="nightly",
                    order=ExecutionOrder.UPDATE_TIME,
                    descending=True,
                    limit=9,
                    after="7/run",
                )
            )
        ],
        workflow + "GetBoard": [
            lambda c: c.workflows.board(
                "review", labels={"team": "books"}, assignee="ann", parent="whole", schedule="nightly", cards=9
            )
        ],
        workflow + "UpdateExecution": [
            lambda c: c.workflows.update(
                "run", title="Tea", set_labels={"team": "books"}, remove_labels=["tier"], priority=Priority.NOW
            )
        ],
        workflow + "ListApprovals": [
            lambda c: list(
                c.workflows.approvals(id_prefix="r", definition="review", asked="lead", labels={"team": "books"})
            )
        ],
        workflow + "DelegateApproval": [
            lambda c: c.workflows.delegate("run", to="director", by="lead", why="beyond my budget", fence=3)
        ],
        workflow + "AddComment": [lambda c: c.workflows.comment("run", "thin", by="ann", comment_id="c-1")],
        workflow + "ClaimAttempt": [lambda c: c.workflows.claim("run", by="ann", fence=3, signal_queue="ann")],
        workflow + "ListOutputs": [
            lambda c: list(c.workflows.outputs("run", phase="draft")),
            lambda c: list(c.workflows.outputs("run", children=True)),
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
                output={"words": 900},
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
        workflow + "Arrive": [lambda c: c.workflows.arrive("run", point="gather", who="editor", arrival_id="a")],
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
