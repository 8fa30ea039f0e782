"""Transactions and the caller's own events, on a real node."""

from __future__ import annotations

from typing import Any

import pytest

from minoots import (
    AsyncClient,
    BudgetGuard,
    CancelTimer,
    CheckpointDone,
    CheckpointGuard,
    Client,
    ConflictError,
    CreateTimer,
    EmitDone,
    EmitEvent,
    InvalidError,
    LeaseGuard,
    NewTimer,
    NotDone,
    Operation,
    PutCheckpoint,
    RescheduleTimer,
    RollbackCheckpoint,
    Settle,
    SettleDone,
    SpendBudget,
    SpendDone,
    TailFrom,
    TimerDone,
    TimerGuard,
    TimerStatus,
)

from .conftest import Lossy


def test_a_step_settles_writes_schedules_spends_and_tells_as_one(client: Client, name: str) -> None:
    client.create(NewTimer("begin", delay="0s", id=f"{name}-0", partition_key=name, queue=name))
    client.set_budget(f"{name}-steps", limit=2, window="1h", partition_key=name)
    lease = client.acquire_lease(f"{name}-run", partition_key=name).lease
    with client.consume(name) as consumer:
        delivery = next(consumer)
        done = client.transact(
            [
                Settle(delivery.event.id, delivery.fence),
                PutCheckpoint(name, "state", json={"step": 1}, labels={"step": "1"}),
                CreateTimer(NewTimer("next", delay="1h", id=f"{name}-1", queue=None)),
                RescheduleTimer(f"{name}-1", delay="2h"),
                SpendBudget(f"{name}-steps"),
                EmitEvent("step.done", f"runs/{name}", json={"step": 1}, attributes={"step": "1"}),
                CancelTimer(f"{name}-none", optional=True),
            ],
            partition_key=name,
            guards=[
                CheckpointGuard(name, "state"),
                TimerGuard(f"{name}-1"),
                LeaseGuard(f"{name}-run", lease.token),
                BudgetGuard(f"{name}-steps"),
            ],
        )
    settled, put, created, moved, spent, emitted, nothing = done.results
    assert settled == SettleDone(delivery.event.id)
    assert isinstance(put, CheckpointDone) and put.checkpoint.version == 1 and put.checkpoint.labels == {"step": "1"}
    assert isinstance(created, TimerDone) and isinstance(moved, TimerDone)
    assert moved.id == f"{name}-1" and moved.state_version == created.state_version + 1
    assert isinstance(spent, SpendDone) and spent.remaining == 1
    assert isinstance(emitted, EmitDone) and emitted.event_id
    assert nothing == NotDone("TIMER", 0)
    assert client.get(f"{name}-0", partition_key=name).status is TimerStatus.SETTLED
    assert client.get_checkpoint(name, "state", partition_key=name).json() == {"step": 1}
    assert done.commit_index > 0 and done.original_commit_index == 0


def test_a_guard_that_does_not_hold_leaves_nothing_done(client: Client, name: str) -> None:
    step: list[Operation] = [
        PutCheckpoint(name, "state", json=1),
        CreateTimer(NewTimer("next", delay="1h", id=name, queue=None)),
    ]
    client.transact(step, partition_key=name, guards=[CheckpointGuard(name, "state")])
    with pytest.raises(ConflictError) as refused:
        client.transact(step, partition_key=name, guards=[CheckpointGuard(name, "state")])
    assert (refused.value.reason, refused.value.cause) == ("GUARD_FAILED", "VERSION_CONFLICT")
    assert refused.value.metadata["guard"] == "0" and refused.value.current_version == 1
    with pytest.raises(ConflictError) as refused:
        client.transact([PutCheckpoint(name, "other", json=1), *step], partition_key=name)
    assert (refused.value.cause, refused.value.metadata["operation"]) == ("VERSION_REQUIRED", "1")
    assert [one.name for one in client.list_checkpoints(name, partition_key=name)] == ["state"]


def test_a_rollback_is_an_operation(client: Client, name: str) -> None:
    client.put_checkpoint(name, "state", "one", partition_key=name)
    client.put_checkpoint(name, "state", "two", expected_version=1, partition_key=name)
    done = client.transact([RollbackCheckpoint(name, "state", to=1, expected_version=2)], partition_key=name)
    [back] = done.results
    assert isinstance(back, CheckpointDone) and back.checkpoint.restored_version == 1 and not back.cancelled_timer_ids


def test_an_answer_that_was_lost_is_given_again(lossy: Lossy, client: Client, name: str) -> None:
    with Client(lossy.url) as through:
        done = through.transact([PutCheckpoint(name, "state", json=1)], partition_key=name)
        told = through.emit("order.packed", name, json={"order": 17})
    assert 0 < done.original_commit_index < done.commit_index
    assert 0 < told.original_commit_index < told.commit_index
    assert client.get_checkpoint(name, "state", partition_key=name).version == 1
    mine = [one for one in _log(client, "order.packed") if one.subject == name]
    assert [(one.id, one.data()) for one in mine] == [(told.event_id, {"order": 17})]


def _log(client: Client, kind: str) -> list[Any]:

    last = client.emit("log.read", "now").event_id
    found: list[Any] = []
    with client.tail(TailFrom.START, types=[kind, "log.read"]) as tail:
        for one in tail:
            if one.event.id == last:
                return found
            found.append(one.event)
    raise AssertionError("the log has ended")


async def test_on_an_event_loop(async_client: AsyncClient, name: str) -> None:
    done = await async_client.transact(
        [CreateTimer(NewTimer("x", delay="1h", id=name, queue=None))], partition_key=name
    )
    [timer] = done.results
    assert isinstance(timer, TimerDone) and timer.id == name
    assert (await async_client.emit("order.packed", name)).event_id


WRONG: list[tuple[Any, str]] = [
    ({"operations": ["tea"]}, "operations[0]"),
    ({"operations": [EmitEvent("", "x")]}, "operations[0].emit.type"),
    ({"operations": [EmitEvent("order.packed", "x", attributes={"a": 1})]}, "operations[0].emit.attributes"),  # type: ignore[dict-item]
    ({"guards": [3]}, "guards[0]"),
    ({"guards": [CheckpointGuard("", "state")]}, "guards[0].checkpoint.execution"),
    ({"guards": [LeaseGuard("leader", -1)]}, "guards[0].lease.token"),
    ({"partition_key": ""}, "partition_key"),
    ({"operations": []}, "operations"),
]


@pytest.mark.parametrize(("change", "path"), WRONG)
def test_a_wrong_field_is_named(client: Client, change: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidError) as refused:
        client.transact(**{"operations": [EmitEvent("order.packed", "x")], "partition_key": "p", **change})
    assert refused.value.fields[0].path == path
