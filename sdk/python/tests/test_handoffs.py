"""Every call about handoffs of both clients, on a real node."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from minoots import (
    Agent,
    AsyncClient,
    Client,
    ConflictError,
    Event,
    Execution,
    ExecutionStatus,
    Field,
    Handed,
    Handoff,
    HandoffOffer,
    HandoffOver,
    Handoffs,
    HandoffStatus,
    HandoffVote,
    InvalidError,
    NotFoundError,
    PermissionDeniedError,
    PhaseAttempt,
    PhaseCommand,
    PhaseStatus,
    handoff_message,
    phase_message,
)
from minoots._proto.workflow.v1.handoff_service_pb2 import DESCRIPTOR

from .conftest import Guarded, Lossy, Node, free_port
from .test_workflows import Cutting

SCHEMA = "{ type: object, required: [page], properties: { page: { type: integer, minimum: 1 } } }"


def writing(name: str, handoff: str = f"schema: {SCHEMA}") -> str:
    return f"""name: {name}
phases:
  - id: write
    queue: {name}
    retry: {{ attempts: 3, initial: 10ms, max: 10ms }}
    handoff: {{ {handoff} }}
    to: [done]
  - id: done
"""


def voting(name: str) -> str:
    return writing(name, "voters: [cook, editor, lead], votes: 2")


@pytest.fixture
def ann(client: Client, name: str) -> Agent:
    return client.agents.register(f"{name}-ann", ttl="1h")


@pytest.fixture
def bob(client: Client, name: str) -> Agent:
    return client.agents.register(f"{name}-bob", ttl="1h")


def begun(client: Client, name: str, document: str | None = None, run: str = "run") -> Execution:
    client.workflows.apply(document or writing(name))
    return client.workflows.start(name, id=f"{name}-{run}", json={"topic": "tea"}).execution


def taken(client: Client, queue: str) -> Event:
    with client.consume(queue) as consumer:
        delivery = consumer.receive("20s")
        assert delivery is not None
        delivery.ack()
        return delivery.event


def own(agent: Agent) -> str:
    return f"agent.{agent.id}"


def kinds(client: Client, run: Execution) -> list[str]:
    return [entry.event.type for entry in client.workflows.timeline(run) if entry.event.type.startswith("handoff.")]


def test_an_attempt_goes_to_another_agent_with_what_is_known(client: Client, name: str, ann: Agent, bob: Agent) -> None:
    run = begun(client, name)
    work = phase_message(taken(client, name))
    assert isinstance(work, PhaseAttempt) and (work.fence, work.handed) == (1, None)
    proposed = client.handoffs.propose(
        work, from_agent=ann, to_agent=bob, json={"page": 2}, reason="it is late", deadline="30s", id="h-1"
    )
    assert proposed == client.handoffs.get(proposed) == client.handoffs.get((run, "h-1"))
    assert (proposed.status, proposed.status.has_ended) == (HandoffStatus.PROPOSED, False)
    assert (proposed.execution, proposed.id, proposed.phase, proposed.fence) == (run.id, "h-1", "write", 1)
    assert (proposed.from_agent, proposed.from_epoch) == (ann.id, 1)
    assert (proposed.to_agent, proposed.to_epoch) == (bob.id, 0)
    assert (proposed.reason, proposed.why, proposed.new_fence) == ("it is late", "", 0)
    assert proposed.json() == {"page": 2} and proposed.deadline is not None
    assert proposed.state_sha256 == hashlib.sha256(proposed.state).hexdigest()
    assert (proposed.voters, proposed.votes, proposed.votes_needed) == ((), (), 0)

    event = taken(client, own(bob))
    offer = handoff_message(event)
    assert offer == HandoffOffer(run.id, "h-1", "write", 1, ann.id, 1, bob.id, "it is late", {"page": 2})
    assert phase_message(event) is None
    committed = client.handoffs.accept(offer, by=bob)
    assert (committed.status, committed.status.has_ended) == (HandoffStatus.COMMITTED, True)
    assert (committed.fence, committed.new_fence, committed.to_epoch) == (1, 2, 1)
    assert committed.json() == {"page": 2} and committed.deadline is None

    event = taken(client, own(bob))
    mine = phase_message(event)
    handed = Handed("h-1", ann.id, 1, {"page": 2})
    assert mine == PhaseAttempt(run.id, name, "write", 1, 1, 2, {"topic": "tea"}, None, handed)
    assert handoff_message(event) is None
    over = handoff_message(taken(client, own(ann)))
    assert over == HandoffOver(run.id, "h-1", "write", 1, ann.id, 1, bob.id, 1, HandoffStatus.COMMITTED, "")
    phase = client.workflows.get(run).phase
    assert phase and (phase.attempt, phase.fence, phase.held_by, phase.handoff) == (1, 2, bob.id, "h-1")

    client.agents.heartbeat(bob, work=mine)
    told = client.agents.get(bob).work
    assert told is not None and (told.execution, told.fence) == (run.id, 2)
    with pytest.raises(ConflictError) as stale:
        client.workflows.complete(work)
    assert stale.value.reason == "STALE_FENCE" and stale.value.metadata["fence"] == "2"
    assert client.workflows.complete(mine).status is ExecutionStatus.COMPLETED
    assert kinds(client, run) == ["handoff.proposed", "handoff.accepted", "handoff.committed"]


def test_rejected_handoffs_leave_the_attempt_in_place(client: Client, name: str, ann: Agent, bob: Agent) -> None:
    run = begun(client, name)
    proposed = client.handoffs.propose(run, from_agent=ann, to_agent=bob, json={"page": 2})
    assert isinstance(handoff_message(taken(client, own(bob))), HandoffOffer)
    rejected = client.handoffs.reject(proposed, by=bob, why="no time")
    assert (rejected.status, rejected.why, rejected.new_fence) == (HandoffStatus.REJECTED, "no time", 0)
    assert (rejected.json(), rejected.state_sha256) == (None, proposed.state_sha256)
    assert client.handoffs.reject(proposed, by=bob) == rejected
    for agent in (ann, bob):
        over = handoff_message(taken(client, own(agent)))
        assert isinstance(over, HandoffOver)
        assert (over.id, over.status, over.why) == (proposed.id, HandoffStatus.REJECTED, "no time")
        assert client.handoffs.get(over) == rejected
    phase = client.workflows.get(run).phase
    assert phase and (phase.fence, phase.held_by, phase.handoff) == (1, "", "")
    with pytest.raises(ConflictError) as late:
        client.handoffs.accept(proposed, by=bob)
    assert (late.value.reason, late.value.metadata["status"]) == ("HANDOFF_OVER", "REJECTED")
    assert client.workflows.complete(run).status is ExecutionStatus.COMPLETED


@pytest.mark.parametrize(("accepts", "why"), [(False, "nobody answered in time"), (True, "too few votes came in time")])
def test_a_deadline_that_comes_first_is_a_result_of_its_own(
    client: Client, name: str, ann: Agent, bob: Agent, accepts: bool, why: str
) -> None:
    run = begun(client, name, voting(name))
    proposed = client.handoffs.propose(run, from_agent=ann, to_agent=bob, deadline="2s")
    if accepts:
        assert client.handoffs.accept(proposed, by=bob).status is HandoffStatus.ACCEPTED
    # The message arrives with the result, however long that takes.
    over = handoff_message(taken(client, own(ann)))
    assert isinstance(over, HandoffOver)
    assert (over.id, over.status, over.why) == (proposed.id, HandoffStatus.EXPIRED, why)
    expired = client.handoffs.get(proposed)
    assert (expired.status, expired.why, expired.deadline) == (HandoffStatus.EXPIRED, why, None)
    assert expired.status.has_ended and expired.new_fence == 0
    with pytest.raises(ConflictError) as late:
        client.handoffs.accept(proposed, by=bob)
    assert (late.value.reason, late.value.metadata["status"]) == ("HANDOFF_OVER", "EXPIRED")
    phase = client.workflows.get(run).phase
    assert phase and (phase.fence, phase.status) == (1, PhaseStatus.WORKING)
    assert kinds(client, run)[-1] == "handoff.expired"


def test_proposers_can_withdraw_their_handoff(client: Client, name: str, ann: Agent, bob: Agent) -> None:
    run = begun(client, name)
    proposed = client.handoffs.propose(run, from_agent=ann, to_agent=bob, json={"page": 2})
    with pytest.raises(ConflictError) as other:
        client.handoffs.withdraw(proposed, by=bob)
    assert other.value.reason == "HANDOFF_PARTY"
    withdrawn = client.handoffs.withdraw(proposed, by=ann, why="it is done")
    assert (withdrawn.status, withdrawn.why) == (HandoffStatus.WITHDRAWN, "it is done")
    again = client.handoffs.propose(run, from_agent=ann, to_agent=bob, json={"page": 3})
    client.workflows.complete(run)
    ended = client.handoffs.get(again)
    assert (ended.status, ended.why) == (HandoffStatus.WITHDRAWN, "the attempt that it was of is over")


def test_it_is_committed_once_enough_voters_have_said_yes(client: Client, name: str, ann: Agent, bob: Agent) -> None:
    run = begun(client, name, voting(name))
    proposed = client.handoffs.propose(run, from_agent=ann, to_agent=bob)
    assert (proposed.json(), proposed.voters, proposed.votes_needed) == (None, ("cook", "editor", "lead"), 2)
    client.handoffs.vote(proposed, voter="lead", approved=False, why="not yet")
    one = client.handoffs.vote(proposed, voter="lead", approved=True, why="now")
    assert (one.status, one.votes) == (HandoffStatus.PROPOSED, (HandoffVote("lead", True, "now"),))
    assert client.handoffs.accept(proposed, by=bob).status is HandoffStatus.ACCEPTED
    with pytest.raises(ConflictError) as nobody:
        client.handoffs.vote(proposed, voter="eve", approved=True)
    assert nobody.value.reason == "HANDOFF_PARTY" and "eve" in nobody.value.message
    two = client.handoffs.vote((run.id, proposed.id), voter="cook", approved=True)
    assert (two.status, two.new_fence) == (HandoffStatus.COMMITTED, 2)
    assert two.votes == (HandoffVote("cook", True, ""), HandoffVote("lead", True, "now"))
    assert client.handoffs.vote(proposed, voter="cook", approved=True) == two


def test_it_is_rejected_once_too_few_voters_are_left(client: Client, name: str, ann: Agent, bob: Agent) -> None:
    run = begun(client, name, voting(name))
    proposed = client.handoffs.propose(run, from_agent=ann, to_agent=bob)
    client.handoffs.accept(proposed, by=bob)
    client.handoffs.vote(proposed, voter="lead", approved=False)
    rejected = client.handoffs.vote(proposed, voter="cook", approved=False)
    assert rejected.status is HandoffStatus.REJECTED and "voters" in rejected.why
    phase = client.workflows.get(run).phase
    assert phase and phase.fence == 1


@pytest.mark.parametrize(
    ("state", "rule"),
    [
        ({"page": 0}, "/page must be at least 1"),
        ({"page": "two"}, "/page must be of type integer"),
        ({}, "/page is missing"),
        (None, "the whole of it must be of type object"),
    ],
)
def test_a_state_that_is_not_as_the_phase_says_is_refused_with_its_field_and_rule(
    client: Client, name: str, ann: Agent, bob: Agent, state: object, rule: str
) -> None:
    run = begun(client, name)
    with pytest.raises(InvalidError) as refused:
        client.handoffs.propose(run, from_agent=ann, to_agent=bob, json=state)
    assert (refused.value.reason, refused.value.fields) == ("HANDOFF_STATE", (Field("state", rule),))
    assert list(client.handoffs.list(execution=run)) == []


def test_an_attempt_that_is_over_is_not_handed_over(client: Client, name: str, ann: Agent, bob: Agent) -> None:
    run = begun(client, name)
    first = phase_message(taken(client, name))
    assert isinstance(first, PhaseAttempt)
    client.workflows.fail(first, "no answer")
    second = phase_message(taken(client, name))
    assert isinstance(second, PhaseAttempt)
    with pytest.raises(ConflictError) as stale:
        client.handoffs.propose(first, from_agent=ann, to_agent=bob, json={"page": 2})
    assert stale.value.reason == "STALE_FENCE" and stale.value.metadata["fence"] == "2"
    committed = client.handoffs.accept(
        client.handoffs.propose(second, from_agent=ann, to_agent=bob, json={"page": 2}), by=bob
    )
    with pytest.raises(ConflictError) as gone:
        client.handoffs.propose(run.id, fence=second.fence, from_agent=ann, to_agent=bob, json={"page": 3})
    assert gone.value.reason == "STALE_FENCE" and gone.value.metadata["fence"] == "3"
    with pytest.raises(ConflictError) as other:
        client.handoffs.propose(client.workflows.get(run), from_agent=ann, to_agent=bob, json={"page": 3})
    assert other.value.reason == "HANDOFF_PARTY"
    client.workflows.fail(run.id, "no answer", fence=committed.new_fence)
    third = phase_message(taken(client, name))
    assert isinstance(third, PhaseAttempt) and (third.attempt, third.fence) == (3, 4)
    assert third.handed == Handed(committed.id, ann.id, 1, {"page": 2})


def test_only_who_may_acts_by_its_newest_instance(client: Client, name: str, ann: Agent, bob: Agent) -> None:
    run = begun(client, name)
    proposed = client.handoffs.propose(run, from_agent=ann.id, to_agent=bob.id, json={"page": 2}, id="h-1")
    repeated = client.handoffs.propose(run, from_agent=ann.id, to_agent=bob.id, json={"page": 2}, id="h-1")
    assert repeated == proposed
    with pytest.raises(ConflictError) as exists:
        client.handoffs.propose(run, from_agent=ann, to_agent=bob, json={"page": 3}, id="h-1")
    assert exists.value.reason == "HANDOFF_EXISTS"
    with pytest.raises(ConflictError) as opened:
        client.handoffs.propose(run, from_agent=ann, to_agent=bob, json={"page": 3})
    assert (opened.value.reason, opened.value.metadata["handoff"]) == ("HANDOFF_OPEN", "h-1")
    with pytest.raises(ConflictError) as other:
        client.handoffs.accept(proposed, by=ann)
    assert other.value.reason == "HANDOFF_PARTY"
    newer = client.agents.register(bob.id)
    refusals: list[Callable[[], Handoff]] = [
        lambda: client.handoffs.accept(proposed, by=bob),
        lambda: client.handoffs.reject(proposed, by=bob.id, epoch=1),
    ]
    for refusal in refusals:
        with pytest.raises(ConflictError) as stale:
            refusal()
        assert (stale.value.reason, stale.value.metadata["epoch"]) == ("STALE_EPOCH", "2")
    client.agents.quarantine(bob.id)
    with pytest.raises(ConflictError) as inactive:
        client.handoffs.accept(proposed, by=newer)
    assert inactive.value.reason == "AGENT_NOT_ACTIVE"
    client.agents.release(bob.id)
    assert client.handoffs.accept(proposed, by=newer).to_epoch == 2


def test_missing_handoff_resources_are_reported(client: Client, name: str, ann: Agent, bob: Agent) -> None:
    run = begun(client, name)
    absent: list[tuple[str, Callable[[], object]]] = [
        ("HANDOFF", lambda: client.handoffs.get((run, "h-1"))),
        ("EXECUTION", lambda: client.handoffs.get((f"{name}-none", "h-1"))),
        ("EXECUTION", lambda: list(client.handoffs.list(execution=f"{name}-none"))),
        ("AGENT", lambda: client.handoffs.propose(run, from_agent=ann, to_agent=f"{name}-eve", json={"page": 2})),
    ]
    for reason, call in absent:
        with pytest.raises(NotFoundError) as refused:
            call()
        assert refused.value.reason == reason
    with pytest.raises(InvalidError) as deadline:
        client.handoffs.propose(run, from_agent=ann, to_agent=bob, json={"page": 2}, deadline="25h")
    assert deadline.value.fields == (Field("deadline", "must be 1 s to 24 h"),)


def test_handoffs_are_listed_by_execution_agent_and_status(client: Client, name: str, ann: Agent, bob: Agent) -> None:
    eve = client.agents.register(f"{name}-eve", ttl="1h")
    first, second = begun(client, name), begun(client, name, run="two")
    for number in (1, 2):
        one = client.handoffs.propose(first, from_agent=ann, to_agent=bob, json={"page": 2}, id=f"h-{number}")
        client.handoffs.reject(one, by=bob)
    client.handoffs.propose(first, from_agent=ann, to_agent=eve, json={"page": 2}, id="h-3")
    client.handoffs.propose(second, from_agent=bob, to_agent=ann, json={"page": 2}, id="h-4")

    def ids(**conditions: Any) -> list[str]:
        return [one.id for one in client.handoffs.list(**conditions)]

    assert ids(execution=first) == ["h-1", "h-2", "h-3"]
    assert ids(agent=ann) == ["h-1", "h-2", "h-3", "h-4"]
    assert ids(agent=eve.id) == ["h-3"] and ids(execution=second, agent=eve) == []
    assert ids(agent=ann, statuses=[HandoffStatus.PROPOSED]) == ["h-3", "h-4"]
    assert ids(execution=first, statuses=[HandoffStatus.REJECTED, HandoffStatus.EXPIRED]) == ["h-1", "h-2"]


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda handoffs: handoffs.propose("", from_agent="ann", to_agent="bob", fence=1), "execution"),
        (lambda handoffs: handoffs.propose("x", from_agent="", to_agent="bob", fence=1), "from.agent"),
        (lambda handoffs: handoffs.propose("x", from_agent="ann", to_agent=7, fence=1), "to.agent"),
        (lambda handoffs: handoffs.propose("x", from_agent="ann", to_agent="bob"), "fence"),
        (
            lambda handoffs: handoffs.propose(
                PhaseCommand("x", "d", "p", "c", 1, "f", "", None, None), from_agent="ann", to_agent="bob"
            ),
            "fence",
        ),
        (lambda handoffs: handoffs.propose("x", from_agent="ann", to_agent="bob", fence=-1), "fence"),
        (lambda handoffs: handoffs.propose("x", from_agent="a", to_agent="b", fence=1, epoch=-1), "epoch"),
        (lambda handoffs: handoffs.propose("x", from_agent="a", to_agent="b", fence=1, json={1j}), "json"),
        (lambda handoffs: handoffs.propose("x", from_agent="a", to_agent="b", fence=1, deadline=5), "deadline"),
        (lambda handoffs: handoffs.propose("x", from_agent="a", to_agent="b", fence=1, id=""), "id"),
        (lambda handoffs: handoffs.propose("x", from_agent="a", to_agent="b", fence=1, reason=7), "reason"),
        (lambda handoffs: handoffs.accept("h-1", by="bob"), "id"),
        (lambda handoffs: handoffs.accept(("x", ""), by="bob"), "id"),
        (lambda handoffs: handoffs.accept(("", "h-1"), by="bob"), "execution"),
        (lambda handoffs: handoffs.accept(("x", "h-1"), by=""), "by.agent"),
        (lambda handoffs: handoffs.reject(("x", "h-1"), by="bob", why=7), "why"),
        (lambda handoffs: handoffs.vote(("x", "h-1"), voter="", approved=True), "voter"),
        (lambda handoffs: handoffs.vote(("x", "h-1"), voter="lead", approved="no"), "approved"),
        (lambda handoffs: handoffs.withdraw(("x", "h-1"), by="ann", epoch=1.5), "epoch"),
        (lambda handoffs: handoffs.get(("x", "h-1", "y")), "id"),
        (lambda handoffs: handoffs.list(execution=""), "execution"),
        (lambda handoffs: handoffs.list(agent=""), "agent"),
        (lambda handoffs: handoffs.list(statuses=["PROPOSED"]), "statuses"),
    ],
)
def test_invalid_arguments_are_refused_before_sending(call: Any, path: str) -> None:
    # No server listens on this port.
    with Client(f"http://127.0.0.1:{free_port()}") as client, pytest.raises(InvalidError) as refused:
        call(client.handoffs)
    assert [field.path for field in refused.value.fields] == [path] and refused.value.code is None


def test_events_that_are_no_message_of_a_handoff_are_told_apart() -> None:
    def event(payload: bytes) -> Event:
        return Event("e", "timer.fired", "timers/t", None, payload, "")

    over = (
        b'{"data":{"kind":"handoff_over","execution":"e","handoff":"h","phase":"p","fence":1,"status":"%s","why":""%s}}'
    )
    parties = b',"from":{"agent":"a","epoch":1},"to":{"agent":"b","epoch":0}'
    known = handoff_message(event(over % (b"EXPIRED", parties)))
    assert isinstance(known, HandoffOver) and known.status is HandoffStatus.EXPIRED
    newer = handoff_message(event(over % (b"MISLAID", parties)))
    assert isinstance(newer, HandoffOver) and newer.status is HandoffStatus.UNKNOWN
    half = b',"from":{"agent":"a"},"to":[]'
    for other in (over % (b"EXPIRED", half), over % (b"EXPIRED", b""), b'{"data":{"kind":"nudge"}}', b'{"data":7}'):
        assert handoff_message(event(other)) is None
    assert handoff_message(event(b"no json")) is None


def test_a_step_whose_answer_was_lost_is_done_once(
    lossy: Lossy, client: Client, name: str, ann: Agent, bob: Agent
) -> None:
    run = begun(client, name, voting(name))
    with Client(lossy.url) as losing:
        proposed = losing.handoffs.propose(run, from_agent=ann, to_agent=bob, json={"page": 2})
        assert proposed.status is HandoffStatus.PROPOSED
        accepted = losing.handoffs.accept(proposed, by=bob)
        assert accepted.status is HandoffStatus.ACCEPTED
        assert losing.handoffs.vote(proposed, voter="lead", approved=True).votes[0].approved
        assert losing.handoffs.reject(proposed, by=bob).status is HandoffStatus.REJECTED
        again = losing.handoffs.propose(run, from_agent=ann, to_agent=bob)
        assert losing.handoffs.withdraw(again, by=ann).status is HandoffStatus.WITHDRAWN
        assert losing.handoffs.get(again).status is HandoffStatus.WITHDRAWN
    assert len(lossy.lost) == 6
    steps = ["proposed", "accepted", "voted", "rejected", "proposed", "withdrawn"]
    assert kinds(client, run) == [f"handoff.{step}" for step in steps]


@pytest.fixture
def cutting(node: Node) -> Iterator[Cutting]:
    cutting = Cutting(node, 2)
    yield cutting
    cutting.end()


@pytest.fixture
def fourteen(client: Client, name: str, ann: Agent, bob: Agent) -> list[tuple[str, str]]:
    """Proposes two handoffs in each of seven executions."""
    ids = []
    for number in range(7):
        run = begun(client, name, run=str(number))
        for one in ("h-1", "h-2"):
            proposed = client.handoffs.propose(run, from_agent=ann, to_agent=bob, json={"page": 2}, id=one)
            client.handoffs.reject(proposed, by=bob)
            ids.append((run.id, one))
    return ids


def test_a_list_that_is_cut_goes_on_after_what_came(
    cutting: Cutting, fourteen: list[tuple[str, str]], ann: Agent
) -> None:
    with Client(cutting.url) as client:
        assert [(one.execution, one.id) for one in client.handoffs.list(agent=ann)] == fourteen
    assert cutting.opened == 3


async def test_a_list_that_is_cut_goes_on_after_what_came_on_a_loop(
    cutting: Cutting, fourteen: list[tuple[str, str]], ann: Agent
) -> None:
    async with AsyncClient(cutting.url) as client:
        assert [(one.execution, one.id) async for one in client.handoffs.list(agent=ann)] == fourteen
    assert cutting.opened == 3


async def test_a_handoff_on_an_event_loop(async_client: AsyncClient, name: str) -> None:
    handoffs, flows = async_client.handoffs, async_client.workflows
    ann, bob = [await async_client.agents.register(f"{name}-{who}", ttl="1h") for who in ("ann", "bob")]
    await flows.apply(writing(name, f"voters: [lead], schema: {SCHEMA}"))
    run = (await flows.start(name, id=f"{name}-run")).execution

    async def message(queue: str) -> Event:
        async with async_client.consume(queue) as consumer:
            delivery = await consumer.receive("20s")
            assert delivery is not None
            await delivery.ack()
            return delivery.event

    with pytest.raises(InvalidError) as refused:
        await handoffs.propose(run, from_agent=ann, to_agent=bob, json={"page": 0})
    assert refused.value.fields == (Field("state", "/page must be at least 1"),)
    work = phase_message(await message(name))
    assert isinstance(work, PhaseAttempt)
    no = await handoffs.propose(work, from_agent=ann, to_agent=bob, json={"page": 1})
    assert (await handoffs.reject(no, by=bob, why="no time")).status is HandoffStatus.REJECTED
    back = await handoffs.propose(work, from_agent=ann, to_agent=bob, json={"page": 1})
    assert (await handoffs.withdraw(back, by=ann)).status is HandoffStatus.WITHDRAWN
    late = await handoffs.propose(work, from_agent=ann, to_agent=bob, json={"page": 1}, deadline="1s")
    over: list[HandoffOver] = []
    while not over or over[-1].id != late.id:
        told = handoff_message(await message(f"agent.{ann.id}"))
        assert isinstance(told, HandoffOver)
        over.append(told)
    assert {(one.id, one.status) for one in over} == {
        (no.id, HandoffStatus.REJECTED),
        (back.id, HandoffStatus.WITHDRAWN),
        (late.id, HandoffStatus.EXPIRED),
    }
    assert (await handoffs.get(late)).status is HandoffStatus.EXPIRED
    proposed = await handoffs.propose(work, from_agent=ann, to_agent=bob, json={"page": 2})
    assert (await handoffs.accept(proposed, by=bob)).status is HandoffStatus.ACCEPTED
    committed = await handoffs.vote(proposed, voter="lead", approved=True, why="reads well")
    assert (committed.status, committed.new_fence, committed.json()) == (HandoffStatus.COMMITTED, 2, {"page": 2})
    with pytest.raises(ConflictError) as stale:
        await handoffs.propose(work, from_agent=ann, to_agent=bob, json={"page": 3})
    assert stale.value.reason == "STALE_FENCE"
    mine = None
    while mine is None:
        mine = phase_message(await message(f"agent.{bob.id}"))
    assert isinstance(mine, PhaseAttempt) and mine.fence == 2
    assert mine.handed == Handed(proposed.id, ann.id, 1, {"page": 2})
    assert [one.id async for one in handoffs.list(execution=run)] == [no.id, back.id, late.id, proposed.id]
    assert [one.id async for one in handoffs.list(agent=bob, statuses=[HandoffStatus.EXPIRED])] == [late.id]
    assert (await flows.complete(mine)).status is ExecutionStatus.COMPLETED


def test_calls_are_made_with_the_key_of_the_caller(guarded: Guarded, name: str) -> None:
    with Client(guarded.endpoint, api_key=guarded.new_key("writer", name)[1]) as client:
        run = begun(client, name)
        ann, bob = [client.agents.register(f"{name}-{who}", ttl="1h") for who in ("ann", "bob")]
        proposed = client.handoffs.propose(run, from_agent=ann, to_agent=bob, json={"page": 2})
    with Client(guarded.endpoint, api_key=guarded.new_key("viewer", name)[1]) as viewer:
        assert viewer.handoffs.get(proposed) == proposed
        assert list(viewer.handoffs.list(agent=ann)) == [proposed]
        with pytest.raises(PermissionDeniedError):
            viewer.handoffs.accept(proposed, by=bob)
    with Client(guarded.endpoint, api_key=guarded.new_key("writer", f"{name}-other")[1]) as other:
        assert list(other.handoffs.list()) == []
        with pytest.raises(NotFoundError):
            other.handoffs.get(proposed)


def test_the_client_has_all_calls_that_there_are() -> None:
    calls = {name for name in vars(Handoffs) if not name.startswith("_")}
    asked = {method.name for method in DESCRIPTOR.services_by_name["HandoffService"].methods}
    assert len(calls) == len(asked)
