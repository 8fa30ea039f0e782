"""Maps each call of a scenario to a client's method, and each response to the scenario's form.

Both clients have the same methods. One client's methods return at once and the other's are awaited, so the calls are
made here and the responses are converted after they have arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import minoots
from minoots import NewTimer, NewWatchdog, RetryPolicy, TimerFilter, TimerStatus, WaitUntil

Arguments = Mapping[str, Any]


def _ms(milliseconds: int | None) -> timedelta | None:
    return None if milliseconds is None else timedelta(milliseconds=milliseconds)


def _given(arguments: Arguments, *names: str, **others: str) -> dict[str, Any]:
    """Returns the given arguments, under their own names or renamed."""
    chosen = {name: arguments[name] for name in names if name in arguments}
    return chosen | {to: arguments[name] for to, name in others.items() if name in arguments}


def _times(arguments: Arguments, **names: str) -> dict[str, Any]:
    return {to: _ms(value) for to, value in _given(arguments, **names).items()}


def new_timer(given: Arguments) -> NewTimer:
    fields = _given(given, "id", "name", "partition_key", "queue", "payload", "labels")
    fields |= _times(given, delay="delay_ms", ack_deadline="ack_deadline_ms")
    if "max_attempts" in given:
        fields["retry_policy"] = RetryPolicy(max_attempts=given["max_attempts"])
    if "watchdog" in given:
        fields["watchdog"] = NewWatchdog(epoch=given["watchdog"]["epoch"])
    return NewTimer(**fields)


def _operation(given: Arguments) -> minoots.Operation:
    [(kind, body)] = [(kind, body) for kind, body in given.items() if kind != "optional"]
    optional = _given(given, "optional")
    match kind:
        case "create_timer":
            return minoots.CreateTimer(new_timer(body), **optional)
        case "cancel_timer":
            return minoots.CancelTimer(**body, **optional)
        case "put_checkpoint":
            return minoots.PutCheckpoint(**body, **optional)
        case "settle":
            return minoots.Settle(**body)
        case "spend_budget":
            return minoots.SpendBudget(**body, **optional)
    return minoots.EmitEvent(body["type"], body["subject"], body["data"], **optional)


GUARDS: dict[str, Callable[..., minoots.Guard]] = {
    "checkpoint": minoots.CheckpointGuard,
    "timer": minoots.TimerGuard,
    "lease": minoots.LeaseGuard,
    "budget": minoots.BudgetGuard,
}
RESULTS = {
    minoots.TimerDone: "TIMER",
    minoots.CheckpointDone: "CHECKPOINT",
    minoots.SettleDone: "SETTLED",
    minoots.SpendDone: "SPENT",
    minoots.EmitDone: "EMITTED",
    minoots.NotDone: "NOT_DONE",
}


def _transact(client: Any, given: Arguments) -> Any:
    guards = [GUARDS[kind](**body) for guard in given.get("guards", ()) for kind, body in guard.items()]
    operations = [_operation(operation) for operation in given["operations"]]
    return client.transact(
        operations, partition_key=given["partition_key"], guards=guards, **_given(given, "request_id")
    )


def _list_timers(client: Any, given: Arguments) -> Any:
    where = TimerFilter(**_given(given, "id_prefix", "labels", "queue"))
    statuses = [TimerStatus[status] for status in given.get("statuses", ())]
    return client.list(where, statuses=statuses, **_given(given, "page_size"))


CALLS: dict[str, Callable[[Any, Arguments], Any]] = {
    "create_timer": lambda client, given: client.create(new_timer(given)),
    "create_timers": lambda client, given: client.create_many(map(new_timer, given["timers"])),
    "get_timer": lambda client, given: client.get(given["id"], **_given(given, "partition_key")),
    "cancel_timer": lambda client, given: client.cancel(
        given["id"], **_given(given, "version", "reason", "request_id")
    ),
    "reschedule_timer": lambda client, given: client.reschedule(
        given["id"], delay=_ms(given["delay_ms"]), **_given(given, "version", "request_id")
    ),
    "list_timers": _list_timers,
    "wait_timer": lambda client, given: client.wait(
        given["id"], until=WaitUntil[given["until"]], timeout=_ms(given["timeout_ms"])
    ),
    "touch_timer": lambda client, given: client.touch(given["id"], **_given(given, "epoch", "sequence")),
    "settle": lambda client, given: client.ack(given["event_id"], given["fence"]),
    "emit": lambda client, given: client.emit(
        given["type"], given["subject"], given["data"], **_given(given, "request_id")
    ),
    "put_checkpoint": lambda client, given: client.put_checkpoint(**given),
    "get_checkpoint": lambda client, given: client.get_checkpoint(**given),
    "list_checkpoints": lambda client, given: client.list_checkpoints(**given),
    "rollback_checkpoint": lambda client, given: client.rollback_checkpoint(**given),
    "delete_checkpoint": lambda client, given: client.delete_checkpoint(**given),
    "list_executions": lambda client, given: client.list_executions(**given),
    "acquire_lease": lambda client, given: client.acquire_lease(
        given["id"], ttl=_ms(given["ttl_ms"]), **_given(given, "holder", "partition_key", "request_id")
    ),
    "renew_lease": lambda client, given: client.renew_lease(given["id"], token=given["token"]),
    "release_lease": lambda client, given: client.release_lease(given["id"], token=given["token"]),
    "get_lease": lambda client, given: client.get_lease(given["id"]),
    "list_leases": lambda client, given: client.list_leases(**given),
    "set_budget": lambda client, given: client.set_budget(
        given["id"],
        **_given(given, "limit", "partition_key"),
        **_times(given, window="window_ms", cooldown="cooldown_ms"),
    ),
    "spend_budget": lambda client, given: client.spend_budget(
        given["id"], given["amount"], **_given(given, "partition_key", "request_id")
    ),
    "get_budget": lambda client, given: client.get_budget(given["id"], **_given(given, "partition_key")),
    "list_budgets": lambda client, given: client.list_budgets(**given),
    "delete_budget": lambda client, given: client.delete_budget(given["id"]),
    "transact": _transact,
}
"""The calls by name; lists are iterators of the client's kind."""


def _text(payload: minoots.Payload | minoots.ShreddedPayload | None) -> str:
    return "" if payload is None else payload.data.decode()


def _timer(timer: minoots.Timer) -> dict[str, Any]:
    return {
        "id": timer.id,
        "name": timer.name,
        "status": timer.status.name,
        "queue": timer.queue,
        "payload": _text(timer.payload),
        "labels": dict(timer.labels),
        "attempts": timer.attempts,
        "failure": timer.failure and timer.failure.reason.name,
        "state_version": timer.state_version,
    }


def _outcome(answer: Any) -> dict[str, Any]:
    facts = {name: getattr(answer, name, None) for name in ("event_id", "state_version", "epoch")}
    return {"outcome": answer.outcome.name, **facts}


def _lease(lease: minoots.Lease) -> dict[str, Any]:
    return {"id": lease.id, "holder": lease.holder, "token": lease.token}


def _budget(budget: minoots.Budget) -> dict[str, Any]:
    return {name: getattr(budget, name) for name in ("limit", "remaining", "spent_total", "spend_count")}


def _checkpoint(checkpoint: minoots.Checkpoint) -> dict[str, Any]:
    data = checkpoint.data
    return {
        "name": checkpoint.name,
        "version": checkpoint.version,
        "data": None if data is None else data.decode(),
        "restored_version": checkpoint.restored_version,
    }


def _is_repeat(answer: Any) -> bool:
    return bool(answer.original_commit_index != 0)


def _ids(things: list[Any]) -> dict[str, Any]:
    return {"ids": [getattr(thing, "id", thing) for thing in things]}


def _nothing(_: Any) -> dict[str, Any]:
    return {}


ANSWERS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "create_timer": lambda answer: {"existing": answer.existing, "timer": _timer(answer.timer)},
    "create_timers": lambda answer: {"results": [{"id": one.id, "existing": one.existing} for one in answer]},
    "get_timer": lambda answer: {"timer": _timer(answer)},
    "cancel_timer": _outcome,
    "reschedule_timer": _outcome,
    "list_timers": _ids,
    "wait_timer": lambda answer: {"reached": answer.reached, "timer": _timer(answer.timer)},
    "touch_timer": _outcome,
    "ack": lambda answer: {"outcome": answer.name},
    "nack": lambda answer: {"attempts": answer.attempts, "retried": answer.retry_time is not None},
    "extend": _nothing,
    "settle": lambda answer: {"outcome": answer.name},
    "emit": lambda answer: {"event_id": answer.event_id},
    "put_checkpoint": lambda answer: _checkpoint(answer.checkpoint),
    "get_checkpoint": _checkpoint,
    "list_checkpoints": lambda answer: {"checkpoints": [_checkpoint(one) for one in answer]},
    "rollback_checkpoint": lambda answer: {
        "version": answer.checkpoint.version,
        "cancelled_timer_ids": list(answer.cancelled_timer_ids),
        "too_late_timer_ids": list(answer.too_late_timer_ids),
    },
    "delete_checkpoint": _nothing,
    "list_executions": _ids,
    "acquire_lease": lambda answer: {"lease": _lease(answer.lease), "existing": _is_repeat(answer)},
    "renew_lease": lambda answer: {"lease": _lease(answer.lease)},
    "release_lease": _nothing,
    "get_lease": lambda answer: {"lease": _lease(answer)},
    "list_leases": _ids,
    "set_budget": lambda answer: {"budget": _budget(answer.budget)},
    "spend_budget": lambda answer: {"remaining": answer.remaining, "existing": _is_repeat(answer)},
    "get_budget": lambda answer: {"budget": _budget(answer)},
    "list_budgets": _ids,
    "delete_budget": _nothing,
    "transact": lambda answer: {
        "existing": _is_repeat(answer),
        "results": [RESULTS[type(result)] for result in answer.results],
    },
}
"""The conversions of responses; for a list, of all its items."""


def received(delivery: minoots.DeliveryInfo | None) -> dict[str, Any]:
    """Converts a delivery to the scenario's form."""
    if delivery is None:
        return {"received": False}
    event = delivery.event
    return {
        "received": True,
        "event_id": event.id,
        "type": event.type,
        "timer_id": event.timer_id,
        "attempt": delivery.attempt,
        "fence": delivery.fence,
        "data": event.data(),
    }
