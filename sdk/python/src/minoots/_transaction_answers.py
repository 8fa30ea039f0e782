"""Converts responses about transactions and emitted events to plain values."""

from __future__ import annotations

from . import _answers, _checkpoint_answers
from ._proto.event.v1 import event_service_pb2 as event_api
from ._proto.transaction.v1 import transaction_service_pb2 as api
from .errors import InternalError
from .transaction_types import (
    CheckpointDone,
    Done,
    EmitDone,
    Emitted,
    NotDone,
    SettleDone,
    SpendDone,
    TimerDone,
    Transacted,
)


def transacted(message: api.TransactResponse) -> Transacted:
    """Converts the response to a transaction."""
    results = tuple(_done(result) for result in message.results)
    return Transacted(results, message.commit_index, message.original_commit_index)


def emitted(message: event_api.EmitResponse) -> Emitted:
    """Converts the response to an emitted event."""
    return Emitted(message.event_id, message.commit_index, message.original_commit_index)


def _done(message: api.OperationResult) -> Done:
    match message.WhichOneof("result"):
        case "timer":
            timer = message.timer
            return TimerDone(timer.id, timer.state_version, _answers.instant(timer, "fire_time"))
        case "checkpoint":
            put = message.checkpoint
            return CheckpointDone(
                _checkpoint_answers.checkpoint(put.checkpoint),
                tuple(put.cancelled_timer_ids),
                tuple(put.too_late_timer_ids),
            )
        case "settle":
            return SettleDone(message.settle.event_id)
        case "spend":
            return SpendDone(_answers.instant(message.spend, "spend_time"), message.spend.remaining)
        case "emit":
            return EmitDone(message.emit.event_id)
        case "not_done":
            return NotDone(message.not_done.cause, message.not_done.state_version)
    raise InternalError("an operation of a transaction without a result")
