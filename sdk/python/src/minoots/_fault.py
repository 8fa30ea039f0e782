"""Classifies a failed attempt: whether it is final, may have had an effect, and when and where to retry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Protocol

import grpc
from google.rpc import error_details_pb2, status_pb2

from . import _time
from ._proto.event.v1.event_service_pb2 import ConsumeError
from ._proto.timer.v1.timer_pb2 import SubmitError
from .errors import (
    SHREDDED,
    ConflictError,
    CursorCompactedError,
    Field,
    InternalError,
    InvalidError,
    MinootsError,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    RefusedError,
    ShreddedError,
    UnauthenticatedError,
    UnavailableError,
)

LEADER = "minoots-leader"
_DETAILS = "grpc-status-details-bin"
_CODES: dict[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}
# The transport's messages when there never was a connection. A server's message always has a reason.
_UNSENT = ("failed to connect to all addresses", "DNS resolution failed", "Failed to connect to remote host")
_TRANSPORT = {
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.INTERNAL,
}
_CONFLICTS = {
    grpc.StatusCode.ALREADY_EXISTS,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.ABORTED,
}
# Refusals of a repeat after the first request succeeded: a nack ends its fence, a change its version, a delete its
# schedule or budget. An execution may also have advanced beyond the step.
_ECHOES = {"STALE_FENCE", "STATE_VERSION", "SCHEDULE", "BUDGET"}
_ECHOES |= {"TERMINAL", "NOT_RUNNING", "NOT_IN_PHASE", "NOT_AWAITING_APPROVAL"}
# The same for a handoff. The acting agent may also have been replaced or have retired in the meantime.
_ECHOES |= {"HANDOFF_OVER", "HANDOFF_EXISTS", "STALE_EPOCH", "AGENT_NOT_ACTIVE"}
# An overspent budget is a final answer: the server checks it together with an earlier request of the same id.
_SPENT = "BUDGET_SPENT"
_REFUSALS: dict[grpc.StatusCode, type[RefusedError]] = {
    grpc.StatusCode.RESOURCE_EXHAUSTED: RefusedError,
    grpc.StatusCode.PERMISSION_DENIED: PermissionDeniedError,
    grpc.StatusCode.UNAUTHENTICATED: UnauthenticatedError,
}


class Failed(Protocol):
    """The common interface of gRPC's two kinds of errors."""

    def code(self) -> grpc.StatusCode:
        """Returns the code."""

    def details(self) -> str | None:
        """Returns the message."""

    def trailing_metadata(self) -> Iterable[Any] | None:
        """Returns the trailing metadata."""


@dataclass(frozen=True)
class Fault:
    """A failed attempt."""

    code: grpc.StatusCode
    message: str
    reason: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    retry_delay: timedelta | None = None
    leader: str = ""
    unsent: bool = False
    """Whether the request never left this machine."""

    @staticmethod
    def of(error: Failed) -> Fault:
        """Converts the error of a call."""
        code, message = error.code(), error.details() or ""
        trailers = {str(key): value for key, value in error.trailing_metadata() or ()}
        leader = trailers.get(LEADER, "")
        fault = Fault(
            code,
            message,
            leader=leader if isinstance(leader, str) else "",
            unsent=code is grpc.StatusCode.UNAVAILABLE and message.startswith(_UNSENT),
        )
        details = trailers.get(_DETAILS)
        return _with_details(fault, details) if isinstance(details, bytes) else fault

    @staticmethod
    def of_consume(error: ConsumeError) -> Fault:
        """Converts the refusal of an acknowledgement on a stream."""
        return Fault(_CODES.get(error.code, grpc.StatusCode.UNKNOWN), error.message, error.reason)

    @staticmethod
    def of_submit(error: SubmitError) -> Fault:
        """Converts the refusal of a write on a stream."""
        fields = (text.partition(": ") for text in error.fields)
        return Fault(
            _CODES.get(error.code, grpc.StatusCode.UNKNOWN),
            error.message,
            error.reason,
            fields=tuple(Field(path, rule) for path, _, rule in fields),
            retry_delay=_time.from_duration(error.retry_delay) if error.HasField("retry_delay") else None,
            metadata=dict(error.metadata),
        )

    @staticmethod
    def timed_out(patience: float) -> Fault:
        """The fault of an attempt without a response in time."""
        return Fault(grpc.StatusCode.DEADLINE_EXCEEDED, f"no answer within {patience:g} s")

    @staticmethod
    def ended() -> Fault:
        """The fault of a stream that ended without a reason."""
        return Fault(grpc.StatusCode.UNAVAILABLE, "the server ended the stream")

    @property
    def spoken(self) -> bool:
        """Whether the server reported it, rather than the transport."""
        return bool(self.reason)

    @property
    def is_transient(self) -> bool:
        """Whether another attempt may succeed."""
        if self.code is grpc.StatusCode.UNAVAILABLE:
            return True
        if self.code is grpc.StatusCode.RESOURCE_EXHAUSTED:
            return self.spoken and self.retry_delay is not None and self.reason != _SPENT
        return self.code in _TRANSPORT and not self.spoken

    @property
    def may_have_happened(self) -> bool:
        """Whether a write may have happened."""
        return self.is_transient and not self.unsent and (not self.spoken or self.reason == "OUTCOME_UNKNOWN")

    @property
    def blames_the_node(self) -> bool:
        """Whether another node may succeed."""
        return self.is_transient and self.code is not grpc.StatusCode.RESOURCE_EXHAUSTED

    @property
    def is_not_leader(self) -> bool:
        """Whether the server said that another node leads."""
        return self.reason == "NOT_LEADER"

    @property
    def asked_pause(self) -> float | None:
        """The delay that the server requests, in seconds."""
        return None if self.retry_delay is None else self.retry_delay.total_seconds()

    def error(self, request_id: str = "") -> MinootsError:
        """Returns the caller's error if this was the last attempt."""
        return self._kind()(
            self.message,
            reason=self.reason,
            code=self.code,
            metadata=self.metadata,
            retry_delay=self.retry_delay,
            fields=self.fields,
            request_id=request_id,
        )

    def _kind(self) -> type[MinootsError]:
        if self.reason == "CURSOR_COMPACTED":
            return CursorCompactedError
        if self.reason == SHREDDED:
            return ShreddedError
        if self.may_have_happened:
            return OutcomeUnknownError
        if self.spoken and self.code in (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.OUT_OF_RANGE):
            return InvalidError
        if self.code is grpc.StatusCode.NOT_FOUND:
            return NotFoundError
        if self.code in _CONFLICTS:
            return ConflictError
        if self.code in _REFUSALS:
            return _REFUSALS[self.code]
        return UnavailableError if self.is_transient else InternalError


def convert(error: MinootsError, kind: type[MinootsError]) -> MinootsError:
    """Returns the same error as another class."""
    return kind(
        error.message,
        reason=error.reason,
        code=error.code,
        metadata=error.metadata,
        retry_delay=error.retry_delay,
        fields=error.fields,
        request_id=error.request_id,
    )


def in_doubt(error: MinootsError, repeatable: bool = False) -> MinootsError:
    """Converts the error of a write whose earlier attempt may have happened.

    A repeat of a ``repeatable`` write gets the first response, and so never a refusal caused by the first.
    """
    echo = isinstance(error, ConflictError | NotFoundError) and error.reason in _ECHOES and not repeatable
    refused = isinstance(error, UnavailableError | RefusedError) and error.reason != _SPENT
    doubtful = echo or refused
    return convert(error, OutcomeUnknownError) if doubtful else error


def _with_details(fault: Fault, encoded: bytes) -> Fault:
    try:
        status = status_pb2.Status.FromString(encoded)
    except Exception:  # whatever the decoder thinks of bytes that are none of ours
        return fault
    for detail in status.details:
        info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
        retry = error_details_pb2.RetryInfo()
        if detail.Unpack(info):
            fault = replace(fault, reason=info.reason, metadata=dict(info.metadata))
        elif detail.Unpack(bad):
            fields = tuple(Field(violation.field, violation.description) for violation in bad.field_violations)
            fault = replace(fault, fields=fields)
        elif detail.Unpack(retry):
            fault = replace(fault, retry_delay=_time.from_duration(retry.retry_delay))
    return fault
