"""Fields of timers and conditions of checkpoints, as a real node accepts and returns them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minoots import (
    Action,
    AgentBinding,
    Client,
    Comparison,
    Condition,
    ConflictError,
    Consistency,
    InvalidError,
    NewTimer,
    NewWatchdog,
    Priority,
    TimerKind,
    WaitUntil,
)

from .conftest import Node, make_webhook


def test_a_timer_tells_what_it_was_created_with(client: Client, name: str) -> None:
    actions = (Action(queue=f"{name}-audit"), Action(queue=f"{name}-late", after_attempts=2))
    new = NewTimer(name, delay="1h", queue=name, priority=Priority.NOW, concurrency_key="k", actions=actions)
    created = client.create(new).timer
    assert (created.priority, created.concurrency_key, created.actions) == (Priority.NOW, "k", actions)
    assert (created.kind, created.queue, created.webhook) == (TimerKind.ONE_SHOT, name, None)
    assert client.get(created) == created
    plain = client.create(NewTimer(name, delay="1h", watchdog=NewWatchdog())).timer
    assert (plain.kind, plain.priority, plain.concurrency_key, plain.actions) == (
        TimerKind.WATCHDOG,
        Priority.NEXT,
        "",
        (),
    )


def test_a_timer_goes_to_a_webhook_or_nowhere(node: Node, client: Client, name: str) -> None:
    make_webhook(node, name)
    actions = (Action(webhook=name, after_attempts=3),)
    to_webhook = client.create(NewTimer(name, delay="1h", webhook=name, actions=actions)).timer
    assert (to_webhook.queue, to_webhook.webhook, to_webhook.actions) == (None, name, actions)
    nowhere = client.create(NewTimer(name, delay="1h", queue=None)).timer
    assert (nowhere.queue, nowhere.webhook) == (None, None)


def test_a_timer_is_a_message_to_an_agent(client: Client, name: str) -> None:
    binding = AgentBinding(name, "langgraph", {"say": "{{name}} for {{agent}}", "given": "{{payload}}"})
    timer = client.create(NewTimer("tea", delay="0s", agent=binding, json={"cups": 2})).timer
    assert (timer.queue, timer.labels) == (f"agent.{name}", {"agent": name})
    with client.consume(f"agent.{name}") as consumer:
        delivery = consumer.receive("10s")
        assert delivery and delivery.event.data() == {"say": f"tea for {name}", "given": {"cups": 2}}
        delivery.ack()


def test_urgent_events_come_first(client: Client, name: str) -> None:
    for priority in (Priority.FUTURE, Priority.NEXT, Priority.NOW):
        timer = NewTimer(priority.name, delay="0s", id=f"{name}-{priority.name}", queue=name, priority=priority)
        client.create(timer)
        assert client.wait(timer.id, timeout="10s").reached
    with client.consume(name, credits=1) as consumer:
        came = []
        for _ in range(3):
            delivery = consumer.receive("10s")
            assert delivery
            came.append(delivery.event.timer_id.rpartition("-")[2])
            delivery.ack()
    assert came == ["NOW", "NEXT", "FUTURE"]


@pytest.mark.parametrize(
    ("new", "path"),
    [
        (NewTimer("tea", delay="1s", queue="kitchen", webhook="billing"), "target"),
        (NewTimer("tea", delay="1s", queue="kitchen", agent=AgentBinding("ann")), "target"),
        (NewTimer("tea", delay="1s", webhook="billing", agent=AgentBinding("ann")), "target"),
        (NewTimer("tea", delay="1s", webhook=7), "target.webhook"),  # type: ignore[arg-type]
        (NewTimer("tea", delay="1s", queue=7), "target.queue"),  # type: ignore[arg-type]
        (NewTimer("tea", delay="1s", agent="ann"), "agent"),  # type: ignore[arg-type]
        (NewTimer("tea", delay="1s", agent=AgentBinding("")), "agent.target"),
        (NewTimer("tea", delay="1s", agent=AgentBinding("ann", template={1j})), "agent.template"),
        (NewTimer("tea", delay="1s", priority=Priority.UNKNOWN), "priority"),
        (NewTimer("tea", delay="1s", priority=1), "priority"),  # type: ignore[arg-type]
        (NewTimer("tea", delay="1s", concurrency_key=None), "concurrency_key"),  # type: ignore[arg-type]
        (NewTimer("tea", delay="1s", actions="audit"), "actions"),  # type: ignore[arg-type]
        (NewTimer("tea", delay="1s", actions=["audit"]), "actions[0]"),  # type: ignore[list-item]
        (NewTimer("tea", delay="1s", actions=[Action("audit", "billing")]), "actions[0].target"),
        (NewTimer("tea", delay="1s", actions=[Action("audit", None, -1)]), "actions[0].after_attempts"),
    ],
)
def test_a_wrong_field_of_a_timer_is_named(client: Client, new: NewTimer, path: str) -> None:
    with pytest.raises(InvalidError) as refused:
        client.create(new)
    assert [field.path for field in refused.value.fields] == [path]


def test_conditions_hold_or_nothing_is_written(client: Client, name: str) -> None:
    client.put_checkpoint(name, "state", json={"step": "plan", "left": None})
    was = Condition("/step", Comparison.EQUAL, "plan")
    none_left = Condition("/left", Comparison.EQUAL, None)
    done = Condition("/step", Comparison.EQUAL, "done")
    with pytest.raises(ConflictError) as failed:
        client.put_checkpoint(name, "state", json={"step": "act"}, expected_version=1, preconditions=[was, done])
    assert failed.value.reason == "CONDITION_FAILED"
    with pytest.raises(ConflictError):
        client.put_checkpoint(name, "state", json={"step": "act"}, expected_version=1, postconditions=[done])
    written = client.put_checkpoint(
        name,
        "state",
        json={"step": "act"},
        expected_version=1,
        preconditions=[was, none_left, Condition("/else", Comparison.ABSENT)],
        postconditions=[Condition("/step")],
    ).checkpoint
    assert written.version == 2
    with pytest.raises(ConflictError):
        client.rollback_checkpoint(name, "state", to=1, expected_version=2, preconditions=[was])
    assert client.rollback_checkpoint(name, "state", to=1, expected_version=2, postconditions=[was])


@pytest.mark.parametrize(
    ("condition", "path"),
    [
        ("/step", "preconditions[0]"),
        (Condition(7), "preconditions[0].pointer"),  # type: ignore[arg-type]
        (Condition("/step", "EQUAL"), "preconditions[0].comparison"),  # type: ignore[arg-type]
        (Condition("/step", Comparison.EXISTS, 1), "preconditions[0].value"),
        (Condition("/step", Comparison.EQUAL, {1j}), "preconditions[0].value"),
    ],
)
def test_a_wrong_condition_is_named(client: Client, name: str, condition: Condition, path: str) -> None:
    with pytest.raises(InvalidError) as refused:
        client.put_checkpoint(name, "state", json={}, preconditions=[condition])
    assert [field.path for field in refused.value.fields] == [path]


def test_answers_tell_where_they_are_in_the_log(client: Client, name: str) -> None:
    made = client.create_many([NewTimer(name, delay="1h", id=f"{name}-{n}", queue=name) for n in range(2)])
    assert made[0].commit_index == made[1].commit_index > 0
    waited = client.wait(
        made[0].id, until=WaitUntil.ENDED, timeout="0s", consistency=Consistency.LOCAL, min_index=made[0].commit_index
    )
    assert not waited.reached
    moved = [client.reschedule(made[0].id, delay="2h", request_id=name) for _ in range(2)]
    assert [one.original_commit_index for one in moved] == [0, moved[0].commit_index]
    gone = [client.cancel(made[0].id, request_id=f"{name}.c") for _ in range(2)]
    assert [one.original_commit_index for one in gone] == [0, gone[0].commit_index]
    client.create(NewTimer(name, delay="0s", queue=name))
    with client.consume(name) as consumer:
        delivery = consumer.receive("10s")
        assert delivery
        assert delivery.nack("no cups", delay="1h").commit_index > gone[0].commit_index
    stats = {one.queue: one.released for one in client.lateness_stats().queues}
    assert sum(bucket.count for bucket in stats[name].buckets) == stats[name].count == 1
    assert stats[name].buckets[0].below > timedelta(0)
