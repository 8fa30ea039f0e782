"""Errors, grouped by the caller's next action.

Every error carries the server's response: its code, the stable reason, its text, named facts, and the requested delay.
An error that this package raised itself has no code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import grpc


SHREDDED = "PAYLOAD_SHREDDED"
# The fact that names the current version, and its names in nodes of earlier releases.
_VERSIONS = ("version", "stateVersion", "state_version")


@dataclass(frozen=True)
class Field:
    """A field that breaks a rule."""

    path: str
    """The path in the request, such as ``requests[3].labels``."""
    rule: str
    """The rule that the field breaks."""


class MinootsError(Exception):
    """The base of every error of this package."""

    def __init__(
        self,
        message: str,
        *,
        reason: str = "",
        code: grpc.StatusCode | None = None,
        metadata: Mapping[str, str] | None = None,
        retry_delay: timedelta | None = None,
        fields: tuple[Field, ...] = (),
        request_id: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        """The server's text, for people; it may change."""
        self.reason = reason
        """The stable reason of the API, such as ``TIMER_EXISTS``; empty if there is none."""
        self.code = code
        """The gRPC code; None if this package raised the error itself."""
        self.metadata = dict(metadata or {})
        """Facts by name, such as the limit that was exceeded."""
        self.retry_delay = retry_delay
        """The delay that the server requests before a retry; None when a retry does not help."""
        self.fields = fields
        """Each wrong field, if fields are wrong."""
        self.request_id = request_id
        """The request id of the write, drawn here or given by the caller. A repeat with this id is safe."""

    def __str__(self) -> str:
        if self.reason and self.message:
            return f"{self.message} ({self.reason})"
        return self.message or self.reason


class InvalidError(MinootsError, ValueError):
    """The request breaks a rule; ``fields`` names each wrong field. Change the request."""


class NotFoundError(MinootsError):
    """The named object does not exist."""


class ConflictError(MinootsError):
    """The request conflicts with current state; ``reason`` says how.

    Examples: the id exists with another body, a newer delivery is out, the timer is not due, the lease is held, or the
    version has changed.
    """

    @property
    def current_version(self) -> int | None:
        """The current version, if the request expected another one: 0 if there is none, None if no version was
        expected.
        """
        told = next((self.metadata[name] for name in _VERSIONS if name in self.metadata), "")
        return int(told) if told.isdecimal() else None

    @property
    def holder(self) -> str:
        """The holder of the lease, for ``retry_delay`` unless it is renewed. Empty if this is not about a lease."""
        return self.metadata.get("holder", "")

    @property
    def cause(self) -> str:
        """The reason or outcome that ended a transaction. Empty if the error is not about a transaction."""
        return self.metadata.get("cause", "")


class ShreddedError(ConflictError):
    """The key of a payload, or of a checkpoint's data, was shredded: the data can no longer be decrypted.

    ``reason`` is ``PAYLOAD_SHREDDED``.
    """


class RefusedError(MinootsError):
    """The server refused the request: a quota, a budget, overload, or a subclass. Wait ``retry_delay``, if set."""


class UnauthenticatedError(RefusedError):
    """The server requires an API key, and the key is missing, unknown or no longer valid. The client does not retry."""

    @property
    def way_out(self) -> str:
        """The caller's next action."""
        match self.reason:
            case "CREDENTIALS_MISSING":
                return "Give the client api_key, or set MINOOTS_API_KEY"
            case "CREDENTIALS_AMBIGUOUS":
                return "Something on the way, such as a proxy, adds an authorization header of its own"
        return (
            "Compare api_key, or MINOOTS_API_KEY, with where the key was kept, from mnt_ to its last digit; or ask "
            "whoever administers the tenant for another"
        )

    def __str__(self) -> str:
        return _with_way_out(super().__str__(), self.way_out)


class PermissionDeniedError(RefusedError):
    """The API key is valid and lacks the permission for this call. The client does not retry."""

    @property
    def way_out(self) -> str:
        """The caller's next action."""
        if self.reason == "TENANT_FORBIDDEN":
            return "Use a key of the tenant that it belongs to"
        permission = self.metadata.get("permission", "the permission")
        return f"Use a key with a role that has {permission}; whoever administers the tenant makes one"

    def __str__(self) -> str:
        return _with_way_out(super().__str__(), self.way_out)


class UnavailableError(MinootsError):
    """No server could answer in time. Nothing was changed; try again later."""


class OutcomeUnknownError(MinootsError):
    """The write may or may not have happened. Repeat it with the same id or request id, or read the current state."""


class CursorCompactedError(MinootsError):
    """The events after the cursor are no longer kept."""

    @property
    def earliest(self) -> str:
        """A cursor at the earliest event that is kept; empty if the server named none."""
        return self.metadata.get("earliest_cursor", "")


class LeaseLostError(MinootsError):
    """The lease of a block is no longer certain: stop the work that it protects.

    Another holder has it, it has expired, or it could not be renewed in time: see ``reason`` and the cause.
    """


class WatchdogLostError(MinootsError):
    """Touches of a watchdog no longer count. ``reason`` is the outcome of the last one, such as ``SUPERSEDED``."""


class AgentLostError(MinootsError):
    """Heartbeats of an agent's instance do not count. ``reason`` says why, such as ``STALE_EPOCH``.

    A newer instance replaced it, it has retired, or it is ``QUARANTINED``. After a quarantine, its heartbeats count
    again once it is released.
    """


class InternalError(MinootsError):
    """A defect of the server, or of an intermediary that answered. The outcome of the call is undefined."""


class ForkedError(MinootsError):
    """A client was used in another process than the one that made it."""


class ClosedError(MinootsError):
    """A client, consumer or submitter was used after it was closed."""


class UnverifiedError(MinootsError):
    """An event's signature does not verify, or its unsigned fields contradict the signed bytes.

    ``reason`` is ``SIGNATURE_INVALID``, ``KEY_UNKNOWN``, ``MALFORMED`` or ``KEY_WEAK``. Trust nothing of the event.
    """

    def __init__(self, message: str, *, reason: str, event_id: str = "") -> None:
        super().__init__(message, reason=reason)
        self.event_id = event_id
        """The id that the event claims."""


class BlockingCallWarning(RuntimeWarning):
    """A blocking call ran on the thread of an event loop, which it stops; use ``AsyncClient`` there."""


def _with_way_out(said: str, way_out: str) -> str:
    return f"{said}. {way_out}." if said else f"{way_out}."


def invalid(path: str, rule: str) -> InvalidError:
    """Builds the error for a value that was refused before it was sent."""
    return InvalidError(f"{path} {rule}", fields=(Field(path, rule),))
