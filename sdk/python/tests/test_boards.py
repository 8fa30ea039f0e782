"""Outputs, boards and approvals by several people, on a real node."""

from __future__ import annotations

import asyncio

import pytest

from minoots import (
    AsyncClient,
    Client,
    ConflictError,
    ExecutionOrder,
    ExecutionStatus,
    PhaseAttempt,
    Priority,
    phase_message,
)


def book(name: str) -> str:
    return f"""name: {name}
phases:
  - id: draft
    queue: {name}
    output: {{ schema: {{ type: object }} }}
    to: [edit]
  - id: edit
    queue: {name}-edit
    needs: [draft.output, 'children.*.output']
    approval: {{ from: board, quorum: 2, distinct: names, risk: high }}
"""


@pytest.fixture
def definition(client: Client, name: str) -> str:
    client.workflows.apply(book(name))
    client.workflows.start(name, id=f"{name}-a", title="Tea", labels={"team": "books"})
    return name


def attempt_of(client: Client, queue: str) -> PhaseAttempt:
    with client.consume(queue) as consumer:
        delivery = consumer.receive("10s")
        assert delivery is not None
        delivery.ack()
        message = phase_message(delivery.event)
    assert isinstance(message, PhaseAttempt)
    return message


def test_outputs_go_to_the_phases_that_need_them(client: Client, definition: str) -> None:
    flows = client.workflows
    work = attempt_of(client, definition)
    assert (dict(work.needs), work.needs_stored) == ({}, ())
    done = flows.complete(work, output={"words": 900})
    assert [(one.phase, one.version) for one in done.outputs] == [("draft", 1)] and done.output_phase == "draft"
    [output] = flows.outputs(done)
    assert (output.phase, output.json(), output.status) == ("draft", {"words": 900}, ExecutionStatus.RUNNING)
    assert list(flows.outputs(done, children=True)) == []
    needs = {"draft": {"words": 900}, "children": []}
    edit = attempt_of(client, f"{definition}-edit")
    assert edit.needs == needs and flows.needs(edit) == needs


def test_a_large_output_is_read_apart_from_the_message(client: Client, definition: str) -> None:
    large = {"text": "x" * 200_000}
    client.workflows.complete(attempt_of(client, definition), output=large)
    edit = attempt_of(client, f"{definition}-edit")
    assert (dict(edit.needs), edit.needs_stored) == ({"children": []}, ("draft",))
    assert client.workflows.needs(edit) == {"draft": large, "children": []}


def test_executions_are_described_and_put_on_a_board(client: Client, definition: str) -> None:
    flows = client.workflows
    other = flows.start(definition, id=f"{definition}-b", priority=Priority.FUTURE).execution
    claimed = flows.claim(attempt_of(client, definition), by="ann")
    assert (claimed.title, claimed.labels, claimed.assignee) == ("Tea", {"team": "books"}, "ann")
    assert claimed.create_time is not None and claimed.end_time is None
    changed = flows.update(other, title="Rum", set_labels={"team": "press"}, priority=Priority.NOW)
    assert (changed.title, changed.priority) == ("Rum", Priority.NOW)
    board = flows.board(definition)
    assert [(column.phase, column.count) for column in board.columns] == [("draft", 2), ("edit", 0)]
    assert [one.title for one in board.columns[0].executions] == ["Rum", "Tea"]
    assert board.statuses == {ExecutionStatus.RUNNING: 2}
    assert [one.title for one in flows.list(definition=definition, labels={"team": "press"})] == ["Rum"]
    assert [one.title for one in flows.list(definition=definition, assignee="ann")] == ["Tea"]
    [newest] = flows.list(definition=definition, order=ExecutionOrder.UPDATE_TIME, descending=True, limit=1)
    assert newest.title == "Rum"
    rest = flows.list(definition=definition, order=ExecutionOrder.UPDATE_TIME, descending=True, after=newest.position)
    assert [one.title for one in rest] == ["Tea"]


async def test_several_people_decide_with_all_before_them(
    client: Client, async_client: AsyncClient, definition: str
) -> None:
    def edited() -> PhaseAttempt:
        client.workflows.complete(attempt_of(client, definition), output={"words": 900})
        edit = attempt_of(client, f"{definition}-edit")
        client.workflows.complete(edit, artifacts=["book.pdf"], score=0.8, output={"pages": 9})
        return edit

    edit = await asyncio.to_thread(edited)
    flows = async_client.workflows
    await flows.comment(edit, "the second chapter is thin", by="ann", comment_id="c-1")
    await flows.delegate(edit, to="director", by="board")
    [approval] = [one async for one in flows.approvals(asked="director", definition=definition)]
    assert (approval.risk, approval.quorum, approval.artifacts, approval.score) == ("high", 2, ("book.pdf",), 0.8)
    assert approval.output == b'{"pages":9}' and approval.execution.comments[0].by == "ann"
    voted = await flows.approve(approval.execution, by="ann")
    assert voted.event_id and voted.execution.status is ExecutionStatus.RUNNING
    assert (await flows.approve(approval.execution, by="ann")).event_id == voted.event_id
    with pytest.raises(ConflictError, match="does not change"):
        await flows.deny(approval.execution, by="ann")
    decided = await flows.approve(approval.execution, by="bob")
    assert decided.execution.status is ExecutionStatus.COMPLETED
