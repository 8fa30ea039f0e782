"""Builds transactions and emitted events. The server alone checks rules that only it knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from . import _checkpoint_requests, _fields, _lease_requests, _requests
from ._ids import new_id
from ._proto.event.v1 import event_service_pb2 as event_api
from ._proto.transaction.v1 import transaction_service_pb2 as api
from .errors import invalid
from .transaction_types import (
    BudgetGuard,
    CancelTimer,
    CheckpointGuard,
    CreateTimer,
    EmitEvent,
    Guard,
    LeaseGuard,
    Operation,
    Optional,
    PutCheckpoint,
    RescheduleTimer,
    RollbackCheckpoint,
    Settle,
    SpendBudget,
    TimerGuard,
    WithdrawTimer,
)
from .types import Payload

_EXAMPLE = "step-1"


def transact(
    operations: Iterable[Operation], guards: Iterable[Guard], partition_key: str, request_id: str | None
) -> api.TransactRequest:
    """Builds a transaction."""
    return api.TransactRequest(
        request_id=new_id() if request_id is None else _fields.said(request_id, "request_id", _EXAMPLE),
        partition_key=_fields.said(partition_key, "partition_key", "run-1"),
        guards=[_guard(guard, f"guards[{at}]") for at, guard in enumerate(guards)],
        operations=[_operation(operation, f"operations[{at}]") for at, operation in enumerate(operations)],
    )


def emit(
    event_type: str,
    subject: str,
    payload: Payload | bytes | str | None,
    json: object,
    attributes: Mapping[str, str] | None,
    request_id: str | None,
) -> event_api.EmitRequest:
    """Builds an emitted event."""
    request = _event(event_type, subject, payload, json, attributes or {})
    request.request_id = new_id() if request_id is None else _fields.said(request_id, "request_id", _EXAMPLE)
    return request


def _event(
    event_type: str,
    subject: str,
    payload: Payload | bytes | str | None,
    json: object,
    attributes: Mapping[str, str],
    within: str = "",
) -> event_api.EmitRequest:
    _fields.check_labels(attributes, within, "attributes")
    return event_api.EmitRequest(
        type=_fields.said(event_type, f"{within}type", "order.packed"),
        subject=_fields.said(subject, f"{within}subject", "orders/17"),
        payload=_fields.payload_of(payload, json, within),
        attributes=attributes,
    )


def _guard(guard: Guard, path: str) -> api.Guard:
    match guard:
        case CheckpointGuard(execution, name, version):
            return api.Guard(
                checkpoint=api.CheckpointGuard(
                    execution=_fields.said(execution, f"{path}.checkpoint.execution", "run-1"),
                    name=_fields.said(name, f"{path}.checkpoint.name", "state"),
                    version=_fields.number(api.CheckpointGuard, version, f"{path}.checkpoint.version"),
                )
            )
        case TimerGuard(timer, version):
            name = _fields.said(timer, f"{path}.timer.id", "tea-1")
            held = _fields.number(api.TimerGuard, version, f"{path}.timer.state_version")
            return api.Guard(timer=api.TimerGuard(id=name, state_version=held))
        case LeaseGuard(lease, token):
            name = _fields.said(lease, f"{path}.lease.id", "leader")
            held = _fields.number(api.LeaseGuard, token, f"{path}.lease.token")
            return api.Guard(lease=api.LeaseGuard(id=name, token=held))
        case BudgetGuard(budget, amount):
            name = _fields.said(budget, f"{path}.budget.id", "restarts")
            left = _fields.number(api.BudgetGuard, amount, f"{path}.budget.amount", 1)
            return api.Guard(budget=api.BudgetGuard(id=name, amount=left))
    raise invalid(path, f'is {guard!r}: give CheckpointGuard("run-1", "state", 3), or another guard')


def _operation(operation: Operation, path: str) -> api.Operation:
    asked = _asked(operation, path)
    if isinstance(operation, Optional):
        asked.optional = operation.optional
    return asked


def _asked(operation: Operation, path: str) -> api.Operation:
    match operation:
        case CreateTimer(timer):
            return api.Operation(create_timer=_requests.create(timer))
        case CancelTimer(timer, version, reason):
            cancel = _requests.cancel(timer, "", version, reason, None)
            cancel.ClearField("request_id")
            return api.Operation(cancel_timer=cancel)
        case WithdrawTimer(timer, reason):
            name = _fields.said(timer, f"{path}.withdraw_timer.id", "tea-1")
            why = _fields.text(reason, f"{path}.withdraw_timer.reason", "cold")
            return api.Operation(withdraw_timer=api.WithdrawTimer(id=name, reason=why))
        case RescheduleTimer(timer, delay, fire_time, version):
            move = _requests.reschedule(timer, "", delay, fire_time, version, None)
            move.ClearField("request_id")
            return api.Operation(reschedule_timer=move)
        case Settle(event_id, fence):
            return api.Operation(settle=_requests.ack(event_id, fence, ""))
        case SpendBudget(budget, amount):
            spend = _lease_requests.spend(budget, amount, "", None)
            spend.ClearField("request_id")
            return api.Operation(spend_budget=spend)
        case EmitEvent(kind, subject, payload, json, attributes):
            return api.Operation(emit=_event(kind, subject, payload, json, attributes, f"{path}.emit."))
    return _of_checkpoint(operation, path)


def _of_checkpoint(operation: Operation, path: str) -> api.Operation:
    match operation:
        case PutCheckpoint() as asked:
            put = _checkpoint_requests.put(
                asked.execution,
                asked.name,
                asked.data,
                asked.json,
                asked.expected_version,
                asked.labels,
                asked.keep_last,
                asked.timer_ids,
                "",
                None,
            )
            put.ClearField("request_id")
            return api.Operation(put_checkpoint=put)
        case RollbackCheckpoint(execution, name, to, expected, reason):
            back = _checkpoint_requests.rollback(execution, name, to, expected, reason, "", None)
            back.ClearField("request_id")
            return api.Operation(rollback_checkpoint=back)
    raise invalid(path, f'is {operation!r}: give CreateTimer(NewTimer("tea", delay="3m")), or another operation')
