"""Every call about workflows of both clients, on a real node."""

from __future__ import annotations

import asyncio
import concurrent.futures
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import grpc
import pytest

from minoots import (
    AsyncClient,
    AsyncWorkflows,
    Client,
    CommandStatus,
    ConflictError,
    DeliveryInfo,
    Event,
    Execution,
    ExecutionStatus,
    FailureClass,
    FailureType,
    InvalidError,
    JoinProgress,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    PhaseAttempt,
    PhaseCommand,
    PhaseFailure,
    PhaseSignal,
    PhaseStatus,
    Priority,
    RefusedError,
    UnauthenticatedError,
    UnavailableError,
    Worker,
    Workflows,
    phase_message,
)
from minoots._proto.workflow.v1.workflow_service_pb2 import DESCRIPTOR

from .conftest import Guarded, Lossy, Node, free_port, until


def review(name: str) -> str:
    return f"""name: {name}
phases:
  - id: draft
    queue: {name}
    exit: {{ checklist: [outline], score: 0.7 }}
    retry: {{ attempts: 2, initial: 10ms, max: 10ms }}
    to: [check]
  - id: check
    approval: {{ from: lead }}
    to: [done]
    regress: [draft]
  - id: done
children_max: 1
"""


@pytest.fixture
def definition(client: Client, name: str) -> str:
    client.workflows.apply(review(name))
    return name


def started(client: Client, name: str, **more: Any) -> Execution:
    return client.workflows.start(name, id=f"{name}-run", **more).execution


def phase_of(execution: Execution) -> tuple[str, PhaseStatus]:
    assert execution.phase is not None
    return execution.phase.id, execution.phase.status


def taken(client: Client, queue: str) -> PhaseAttempt | PhaseSignal | PhaseCommand:
    with client.consume(queue) as consumer:
        delivery = consumer.receive("10s")
        assert delivery is not None
        delivery.ack()
        message = phase_message(delivery.event)
    assert message is not None
    return message


def test_a_definition_is_applied_judged_read_and_listed(client: Client, name: str) -> None:
    judged = client.workflows.apply(review(name), dry_run=True)
    assert (judged.definition.name, judged.definition.version, judged.existing) == (name, 0, False)
    with pytest.raises(NotFoundError) as absent:
        client.workflows.definition(name)
    assert absent.value.reason == "DEFINITION"
    assert client.workflows.apply(review(name)).definition.version == 1
    assert client.workflows.apply(review(name)).existing
    changed = review(name).replace("0.7", "0.8")
    assert client.workflows.apply(changed).definition.version == 2
    assert client.workflows.definition(name).document == changed
    assert client.workflows.definition(name, version=1).document == review(name)
    client.workflows.apply(review(f"{name}-2"))
    listed = list(client.workflows.definitions(name_prefix=name))
    assert [(one.name, one.version) for one in listed] == [(name, 2), (f"{name}-2", 1)]


def test_a_bad_definition_is_told_with_line_and_column(client: Client, name: str) -> None:
    wrong = review(name).replace("to: [done]", "to: [nowhere]")
    with pytest.raises(InvalidError) as refused:
        client.workflows.apply(wrong)
    assert refused.value.reason == "DEFINITION_UNKNOWN_PHASE"
    line = int(refused.value.metadata["line"])
    assert "nowhere" in wrong.splitlines()[line - 1] and int(refused.value.metadata["column"]) > 0
    assert [field.path for field in refused.value.fields] == ["document"]
    with pytest.raises(NotFoundError):
        client.workflows.definition(name)


def test_an_execution_is_started_once_and_its_id_is_its_own(client: Client, definition: str) -> None:
    first = client.workflows.start(definition, id=f"{definition}-run", json={"topic": "tea"})
    again = client.workflows.start(definition, id=f"{definition}-run", json={"topic": "tea"})
    assert not first.existing and again.existing and again.execution == first.execution
    assert first.execution.json() == {"topic": "tea"} and first.execution.definition_version == 1
    assert (first.execution.visits, first.execution.steps) == ({"draft": 1}, 1)
    with pytest.raises(ConflictError) as other:
        client.workflows.start(definition, id=f"{definition}-run", json={"topic": "coffee"})
    assert other.value.reason == "EXECUTION_EXISTS"
    drawn = client.workflows.start(definition).execution
    assert drawn.id and drawn.json() is None and client.workflows.get(drawn) == drawn
    with pytest.raises(NotFoundError) as unknown:
        client.workflows.start(f"{definition}-none")
    assert unknown.value.reason == "DEFINITION"
    with pytest.raises(NotFoundError) as absent:
        client.workflows.get(f"{definition}-none")
    assert absent.value.reason == "EXECUTION"


def test_an_execution_goes_from_its_attempt_by_a_decision_to_its_end(client: Client, definition: str) -> None:
    flows = client.workflows
    started(client, definition, json={"topic": "tea"})
    work = taken(client, definition)
    assert work == PhaseAttempt(f"{definition}-run", definition, "draft", 1, 1, 1, {"topic": "tea"}, None)
    with pytest.raises(ConflictError) as gate:
        flows.complete(work, score=0.9)
    assert gate.value.reason == "GATE_NOT_MET"
    done = flows.complete(work, checklist=["outline"], artifacts=["a.md"], score=0.9, tokens=70, money_micros=5)
    assert phase_of(done) == ("check", PhaseStatus.WORKING) and (done.tokens, done.money_micros) == (70, 5)
    again = flows.complete(work, checklist=["outline"], artifacts=["a.md"], score=0.9, tokens=70, money_micros=5)
    assert again.version == done.version
    with pytest.raises(ConflictError, match="completed otherwise"):
        flows.complete(work, checklist=["outline"], score=0.9)
    asked = flows.complete(done)
    assert phase_of(asked) == ("check", PhaseStatus.AWAITING_APPROVAL)
    assert asked.phase and (asked.phase.approval_from, asked.phase.approval_next) == ("lead", "done")
    approved = flows.approve(asked, by="lead", why="reads well")
    assert approved.execution.status is ExecutionStatus.COMPLETED and approved.execution.status.has_ended
    assert approved.event_id and approved.execution.phase is None
    assert flows.approve(asked, by="lead", why="reads well").event_id == approved.event_id
    with pytest.raises(ConflictError, match="TERMINAL"):
        flows.approve(asked, by="lead", why="reads badly")
    entries = list(flows.timeline(asked))
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    [decision] = [entry.event for entry in entries if entry.event.id == approved.event_id]
    assert decision.type == "approval.decided" and client.verify(decision)
    said = decision.data()
    assert isinstance(said, dict) and (said["approved"], said["by"], said["why"]) == (True, "lead", "reads well")


def test_conflicting_or_unrequested_decisions_are_refused(client: Client, definition: str) -> None:
    started(client, definition)
    name = f"{definition}-run"
    with pytest.raises(ConflictError) as early:
        client.workflows.approve(name, by="lead")
    assert early.value.reason == "NOT_AWAITING_APPROVAL"
    client.workflows.complete(name, checklist=["outline"], score=1)
    asked = client.workflows.complete(name)
    denied = client.workflows.deny(asked, by="lead", why="it is late")
    assert denied.execution.status is ExecutionStatus.BLOCKED and denied.execution.reason
    with pytest.raises(ConflictError) as twice:
        client.workflows.approve(asked, by="director")
    assert twice.value.reason == "TERMINAL"
    with pytest.raises(InvalidError) as nobody:
        client.workflows.deny(asked, by="")
    assert [field.path for field in nobody.value.fields] == ["by"]


def test_a_failure_is_tried_again_and_an_older_attempt_is_stale(client: Client, definition: str) -> None:
    started(client, definition)
    first = taken(client, definition)
    failed = client.workflows.fail(
        first, "no answer", failure_type=FailureType.TOOL_ERROR, signature="http 503", tokens=7
    )
    assert failed.failure == PhaseFailure(FailureClass.TRANSIENT, FailureType.TOOL_ERROR, "http 503", "no answer")
    assert failed.tokens == 7 and phase_of(failed) == ("draft", PhaseStatus.BACKING_OFF)
    second = taken(client, definition)
    assert isinstance(second, PhaseAttempt) and (second.attempt, second.fence) == (2, 2)
    assert isinstance(second.feedback, dict) and "no answer" in str(second.feedback)
    with pytest.raises(ConflictError) as stale:
        client.workflows.complete(first, checklist=["outline"], score=1)
    assert stale.value.reason == "STALE_FENCE" and stale.value.metadata["fence"] == "2"
    blocked = client.workflows.fail(second, "it cannot be", failure_class=FailureClass.PERMANENT)
    assert blocked.status is ExecutionStatus.BLOCKED
    waited = client.workflows.wait(blocked, timeout="1ms", until=[ExecutionStatus.BLOCKED])
    assert waited.reached and waited.execution == blocked
    again = client.workflows.retry(blocked)
    assert again.status is ExecutionStatus.RUNNING and again.phase and again.phase.fence == 3
    with pytest.raises(ConflictError) as nothing:
        client.workflows.retry(again)
    assert nothing.value.reason == "NOTHING_TO_RETRY"


def test_an_execution_is_told_stopped_and_resumed(client: Client, definition: str) -> None:
    flows = client.workflows
    running = started(client, definition)
    assert isinstance(taken(client, definition), PhaseAttempt)
    told = flows.signal(running, "hurry", json={"by": "noon"}, signal_id="s-1")
    assert flows.signal(running, "hurry", json={"by": "noon"}, signal_id="s-1").version == told.version
    said = taken(client, definition)
    assert said == PhaseSignal(running.id, definition, "draft", 1, "hurry", "s-1", {"by": "noon"})
    paused = flows.pause(said, reason="lunch")
    assert (paused.status, paused.reason) == (ExecutionStatus.PAUSED, "lunch")
    with pytest.raises(ConflictError) as still:
        flows.complete(paused, checklist=["outline"], score=1)
    assert still.value.reason == "NOT_RUNNING"
    assert flows.resume(paused).status is ExecutionStatus.RUNNING
    checking = flows.complete(running.id, fence=1, checklist=["outline"], score=1)
    with pytest.raises(ConflictError) as old:
        flows.regress(running, to="draft")
    assert old.value.reason == "STALE_FENCE"
    back = flows.regress(checking, to="draft", reason="it is about coffee")
    assert phase_of(back) == ("draft", PhaseStatus.WORKING) and back.visits == {"draft": 2, "check": 1}
    with pytest.raises(ConflictError) as forward:
        flows.regress(back, to="check")
    assert forward.value.reason == "TRANSITION"
    assert not flows.wait(running, timeout="10ms").reached
    cancelled = flows.cancel(running, reason="no tea today")
    assert flows.cancel(running).version == cancelled.version
    waited = flows.wait(running, timeout="10s")
    assert waited.reached and waited.execution.status is ExecutionStatus.CANCELLED
    with pytest.raises(ConflictError) as over:
        flows.signal(running, "hurry")
    assert over.value.reason == "TERMINAL"


def joining(name: str) -> str:
    return f"""name: {name}
phases:
  - id: gather
    join: {{ arrivals: 2, timeout: 10m }}
    to: [merge]
  - id: merge
    queue: {name}
"""


def test_repeated_arrivals_count_once_and_the_last_completes_the_join(client: Client, name: str) -> None:
    flows = client.workflows
    flows.apply(joining(name))
    waiting = started(client, name)
    assert waiting.phase is not None and waiting.phase.join == JoinProgress(0, 0, (), 2)
    for _ in range(2):
        one = flows.arrive(waiting, point="gather", who="ann")
        assert phase_of(one) == ("gather", PhaseStatus.JOINING)
        assert one.phase is not None and one.phase.join == JoinProgress(0, 0, ("ann",), 2)
    both = flows.arrive(waiting, point="gather", who="bob")
    assert phase_of(both) == ("merge", PhaseStatus.WORKING)
    assert both.phase is not None and both.phase.join is None
    with pytest.raises(ConflictError) as refused:
        flows.arrive(waiting, point="merge", who="ann")
    assert refused.value.reason == "NO_POINT"


async def test_arrivals_count_on_an_event_loop(async_client: AsyncClient, name: str) -> None:
    flows = async_client.workflows
    await flows.apply(joining(name))
    waiting = (await flows.start(name, id=f"{name}-run")).execution
    await flows.arrive(waiting, point="gather", who="ann")
    assert phase_of(await flows.arrive(waiting, point="gather", who="bob")) == ("merge", PhaseStatus.WORKING)


def test_a_phase_takes_only_so_many_at_a_time_by_priority(client: Client, name: str) -> None:
    flows = client.workflows
    flows.apply(f"name: {name}\nphases: [{{ id: do, queue: {name}, wip: 1 }}]\n")
    for one, priority in (("a", Priority.NEXT), ("b", Priority.FUTURE), ("c", Priority.NOW)):
        run = flows.start(name, id=f"{name}-{one}", priority=priority).execution
        assert (phase_of(run), run.priority) == (("do", PhaseStatus.QUEUED), priority)
        # The next execution must ask later.
        time.sleep(0.3)

    def works(one: str) -> bool:
        return phase_of(flows.get(f"{name}-{one}")) == ("do", PhaseStatus.WORKING)

    for one, other in (("a", "c"), ("c", "b")):
        until(partial(works, one))
        assert flows.complete(f"{name}-{one}").status is ExecutionStatus.COMPLETED
        until(partial(works, other))
    with pytest.raises(InvalidError, match="priority"):
        flows.start(name, priority="now")  # type: ignore[arg-type]


def test_a_child_is_started_and_cancelled_with_its_parent(client: Client, definition: str) -> None:
    parent = started(client, definition)
    spawned = client.workflows.spawn(parent, definition, reason="sources", child_id=f"{definition}-sub", json=[1])
    assert spawned.child_id == f"{definition}-sub"
    [child] = spawned.execution.children
    assert (child.id, child.reason, child.phase) == (spawned.child_id, "sources", "draft")
    with pytest.raises(RefusedError) as most:
        client.workflows.spawn(parent, definition, reason="more")
    assert most.value.reason == "CHILDREN"
    until(lambda: any(client.workflows.list(id_prefix=child.id, statuses=[ExecutionStatus.RUNNING])))
    assert client.workflows.get(child.id).parent == parent.id and client.workflows.get(child.id).json() == [1]
    client.workflows.cancel(parent)
    assert client.workflows.wait(child.id, timeout="20s").execution.status is ExecutionStatus.CANCELLED


def test_executions_are_listed_by_id_definition_and_status(client: Client, definition: str) -> None:
    ids = [f"{definition}-{number}" for number in range(5)]
    for one in reversed(ids):
        client.workflows.start(definition, id=one)
    client.workflows.cancel(ids[1])
    assert [one.id for one in client.workflows.list(id_prefix=f"{definition}-")] == ids
    cancelled = client.workflows.list(definition=definition, statuses=[ExecutionStatus.CANCELLED])
    assert [one.id for one in cancelled] == [ids[1]]
    assert list(client.workflows.list(definition=f"{definition}-none")) == []


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda flows: flows.apply(""), "document"),
        (lambda flows: flows.start("", json=1), "definition"),
        (lambda flows: flows.start("x", json={1j}), "json"),
        (lambda flows: flows.get(""), "id"),
        (lambda flows: flows.get(7), "id"),
        (lambda flows: flows.list(statuses=["RUNNING"]), "statuses"),
        (lambda flows: flows.wait("x", timeout=5), "timeout"),
        (lambda flows: flows.wait("x", timeout="5s", until=[ExecutionStatus.UNKNOWN]), "until"),
        (lambda flows: flows.complete("x", fence=-1), "fence"),
        (lambda flows: flows.complete("x", checklist="outline"), "checklist"),
        (lambda flows: flows.complete("x", score="good"), "score"),
        (lambda flows: flows.fail("x", failure_class="permanent"), "failure_class"),
        (lambda flows: flows.fail("x", failure_type=FailureType.UNKNOWN), "failure_type"),
        (lambda flows: flows.resolve("x", "", by="ann"), "fix"),
        (lambda flows: flows.resolve("x", "quote", by=""), "by"),
        (lambda flows: flows.update_command("x", CommandStatus.PENDING, by="ops", command="c1"), "status"),
        (lambda flows: flows.update_command("x", CommandStatus.FAILED, by="ops"), "command"),
        (lambda flows: flows.recovery_counts(""), "definition"),
        (lambda flows: flows.regress("x", to=""), "to"),
        (lambda flows: flows.arrive("x", point="", who="ann"), "point"),
        (lambda flows: flows.arrive("x", point="gather", who=""), "who"),
        (lambda flows: flows.signal("x", ""), "name"),
        (lambda flows: flows.spawn("x", "y", reason=""), "reason"),
    ],
)
def test_invalid_arguments_are_refused_before_sending(call: Any, path: str) -> None:
    # No server listens on this port.
    with Client(f"http://127.0.0.1:{free_port()}") as client, pytest.raises(InvalidError) as refused:
        call(client.workflows)
    assert [field.path for field in refused.value.fields] == [path] and refused.value.code is None


def test_server_refusals_name_the_field(client: Client, definition: str) -> None:
    started(client, definition)
    with pytest.raises(InvalidError) as score:
        client.workflows.complete(f"{definition}-run", score=7)
    assert [field.path for field in score.value.fields] == ["score"] and score.value.reason == "EXECUTION_FIELD"


def test_events_that_are_no_work_of_a_phase_are_told_apart() -> None:
    def event(payload: bytes) -> Event:
        return Event("e", "timer.fired", "timers/t", None, payload, "")

    attempt = b'{"data":{"kind":"attempt","execution":"e","definition":"d","phase":"p","visit":1,"attempt":1%s}}'
    assert isinstance(phase_message(event(attempt % b',"fence":3')), PhaseAttempt)
    for other in (attempt % b"", attempt % b',"fence":"x"', b'{"data":"tea"}', b'{"data":{"kind":"restart"}}', b"{}"):
        assert phase_message(event(other)) is None
    assert phase_message(event(b"no json")) is None


def test_a_worker_does_the_work_of_a_phase(node: Node, client: Client, definition: str) -> None:
    worker, told = Worker(node.endpoint), []

    @worker.on("timer.fired", queue=definition)
    def draft(job: DeliveryInfo) -> None:
        match phase_message(job.event):
            case PhaseAttempt(attempt=1) as work:
                client.workflows.fail(work, "no outline yet")
            case PhaseAttempt() as work:
                told.append(work.feedback)
                client.workflows.complete(work, checklist=["outline"], score=0.9)
                worker.stop()

    started(client, definition)
    worker.run()
    assert len(told) == 1 and "no outline yet" in str(told[0])
    assert phase_of(client.workflows.get(f"{definition}-run")) == ("check", PhaseStatus.WORKING)


async def test_an_execution_on_an_event_loop(async_client: AsyncClient, name: str) -> None:
    flows = async_client.workflows
    assert (await flows.apply(review(name))).definition == await flows.definition(name)
    assert [one.name async for one in flows.definitions(name_prefix=name)] == [name]
    running = (await flows.start(name, id=f"{name}-run", json=[1])).execution
    assert await flows.get(running) == running
    async with async_client.consume(name) as consumer:
        for fence in (1, 2):
            delivery = await consumer.receive("10s")
            assert delivery is not None
            await delivery.ack()
            work = phase_message(delivery.event)
            if fence == 1:
                await flows.fail(running, "no answer")
    assert isinstance(work, PhaseAttempt) and work.fence == 2
    await flows.signal(work, "hurry")
    assert (await flows.pause(work)).status is ExecutionStatus.PAUSED
    assert (await flows.resume(work)).status is ExecutionStatus.RUNNING
    checking = await flows.complete(work, checklist=["outline"], score=1)
    assert phase_of(await flows.regress(checking, to="draft")) == ("draft", PhaseStatus.WORKING)
    spawned = await flows.spawn(work, name, reason="sources")
    assert [child.id for child in spawned.execution.children] == [spawned.child_id]
    done = await flows.complete(running.id, checklist=["outline"], score=1)
    asked = await flows.complete(done)
    blocked = (await flows.deny(asked, by="lead")).execution
    assert (await flows.wait(running, timeout="10s", until=[ExecutionStatus.BLOCKED])).execution == blocked
    await flows.retry(blocked)
    assert (await flows.approve(await flows.complete(running.id), by="lead")).event_id
    assert (await flows.wait(running, timeout="10s")).reached
    numbers = [entry.number async for entry in flows.timeline(running)]
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 10
    with pytest.raises(ConflictError):
        await flows.cancel(running)
    assert [one.id async for one in flows.list(id_prefix=running.id)] == [running.id]


class Cutting(grpc.GenericRpcHandler):
    """Relays streams to a node, and cuts each method's first ones after two responses."""

    def __init__(self, node: Node, times: int) -> None:
        self.left = times
        self.opened = 0
        self._channel = grpc.insecure_channel(f"127.0.0.1:{node.port}")
        self._server = grpc.server(concurrent.futures.ThreadPoolExecutor(4), handlers=[self])
        self.url = f"http://127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes]:
        forward: Any = self._channel.unary_stream(handler_call_details.method)

        def call(request: bytes, context: Any) -> Iterator[bytes]:
            self.opened += 1
            cut = self.left > 0
            self.left -= 1
            for number, answer in enumerate(forward(request, timeout=10)):
                if cut and number == 2 * self.opened:
                    context.abort(grpc.StatusCode.UNAVAILABLE, "cut")
                yield answer

        return grpc.unary_stream_rpc_method_handler(call)

    def end(self) -> None:
        self._server.stop(None).wait()
        self._channel.close()


@pytest.fixture
def cutting(node: Node) -> Iterator[Cutting]:
    cutting = Cutting(node, 2)
    yield cutting
    cutting.end()


@pytest.fixture
def seven(client: Client, definition: str) -> list[str]:
    ids = [f"{definition}-{number}" for number in range(7)]
    for one in ids:
        client.workflows.start(definition, id=one)
    return ids


def test_a_list_that_is_cut_goes_on_after_what_came(cutting: Cutting, seven: list[str]) -> None:
    with Client(cutting.url) as client:
        assert [one.id for one in client.workflows.list(id_prefix=seven[0][:-1])] == seven
    assert cutting.opened == 3


async def test_a_list_that_is_cut_goes_on_after_what_came_on_a_loop(cutting: Cutting, seven: list[str]) -> None:
    async with AsyncClient(cutting.url) as client:
        assert [one.id async for one in client.workflows.list(id_prefix=seven[0][:-1])] == seven
    assert cutting.opened == 3


async def test_slow_list_readers_are_not_cut_off(node: Node, seven: list[str]) -> None:
    whole = Cutting(node, 0)

    def slowly(one: Execution) -> str:
        time.sleep(0.2)
        return one.id

    def blocking() -> list[str]:
        with Client(whole.url, deadline="500ms") as client:
            return [slowly(one) for one in client.workflows.list(id_prefix=seven[0][:-1])]

    try:
        assert await asyncio.to_thread(blocking) == seven
        async with AsyncClient(whole.url, deadline="500ms") as client:
            ids = []
            async for one in client.workflows.list(id_prefix=seven[0][:-1]):
                await asyncio.sleep(0.2)
                ids.append(one.id)
        assert ids == seven and whole.opened == 2
    finally:
        whole.end()


def test_a_list_of_which_nothing_comes_ends_in_time(node: Node) -> None:
    mute = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
    over = concurrent.futures.Future[None]()

    class Mute(grpc.GenericRpcHandler):
        def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes]:
            def call(_: bytes, __: Any) -> Iterator[bytes]:
                over.result(20)
                yield from ()

            return grpc.unary_stream_rpc_method_handler(call)

    mute.add_generic_rpc_handlers([Mute()])
    port = mute.add_insecure_port("127.0.0.1:0")
    mute.start()
    try:
        with Client(f"http://127.0.0.1:{port}", deadline="500ms") as client, pytest.raises(UnavailableError):
            list(client.workflows.list())
    finally:
        over.set_result(None)
        mute.stop(None).wait()


def test_a_call_whose_answer_was_lost_is_repeated_if_it_names_the_attempt(
    lossy: Lossy, client: Client, definition: str
) -> None:
    started(client, definition)
    with Client(lossy.url) as losing:
        done = losing.workflows.complete(f"{definition}-run", fence=1, checklist=["outline"], score=1)
        assert phase_of(done) == ("check", PhaseStatus.WORKING) and done.steps == 2
        asked = losing.workflows.complete(done)
        decided = losing.workflows.deny(asked, by="lead")
        # The first request decided, and its response was lost: the returned receipt is of that decision.
        assert decided.execution.status is ExecutionStatus.BLOCKED
        kinds = {entry.event.id: entry.event.type for entry in client.workflows.timeline(asked)}
        assert kinds[decided.event_id] == "approval.decided"
        losing.workflows.start(definition, id=f"{definition}-2")
        failed = losing.workflows.fail(f"{definition}-2", "no answer", fence=1)
        assert failed.failure and failed.phase and failed.phase.attempt <= 2
        other = losing.workflows.start(definition, id=f"{definition}-3").execution
        checking = losing.workflows.complete(other, checklist=["outline"], score=1)
        assert losing.workflows.regress(checking, to="draft").visits == {"draft": 2, "check": 1}
    failures = [one for one in client.workflows.timeline(failed) if one.event.type == "workflow.attempt_failed"]
    assert len(failures) == 1


def test_a_call_that_names_no_attempt_is_not_repeated(lossy: Lossy, client: Client, definition: str) -> None:
    started(client, definition)
    with Client(lossy.url) as losing:
        with pytest.raises(OutcomeUnknownError):
            losing.workflows.complete(f"{definition}-run", checklist=["outline"], score=1)
        assert phase_of(losing.workflows.get(f"{definition}-run")) == ("check", PhaseStatus.WORKING)
        with pytest.raises(OutcomeUnknownError):
            losing.workflows.regress(f"{definition}-run", to="draft")
    assert client.workflows.get(f"{definition}-run").visits == {"draft": 2, "check": 1}


def test_calls_are_made_with_the_key_of_the_caller(guarded: Guarded, writer: str, name: str) -> None:
    with Client(guarded.endpoint, api_key=writer) as client:
        client.workflows.apply(review(name))
        assert client.workflows.start(name, id=name).execution.status is ExecutionStatus.RUNNING
        assert [one.id for one in client.workflows.list(id_prefix=name)] == [name]
    with Client(guarded.endpoint, api_key=guarded.new_key("viewer")[1]) as viewer:
        assert viewer.workflows.get(name).id == name
        with pytest.raises(PermissionDeniedError):
            viewer.workflows.cancel(name)
    with Client(guarded.endpoint, api_key=guarded.new_key("writer", "other")[1]) as other:
        assert list(other.workflows.list()) == []
        with pytest.raises(NotFoundError):
            other.workflows.get(name)
    with Client(guarded.endpoint) as nobody:
        for call in (lambda: list(nobody.workflows.list()), lambda: list(nobody.agents.list())):
            with pytest.raises(UnauthenticatedError) as missing:
                call()
            assert missing.value.reason == "CREDENTIALS_MISSING"


def test_both_clients_have_the_same_calls_and_all_that_there_are() -> None:
    def calls(kind: type) -> set[str]:
        return {name for name in dir(kind) if not name.startswith("_")}

    asked = {method.name for method in DESCRIPTOR.services_by_name["WorkflowService"].methods}
    # A decision is one of two calls; a wait is a series of reads, and the needs of an attempt are a series of lists.
    assert calls(Workflows) == calls(AsyncWorkflows) and len(calls(Workflows)) == len(asked) + 3
