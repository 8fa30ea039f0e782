"""What can go wrong, by what the caller can do about it.

Every error carries what the server said: its code, the stable reason, its text, facts by name, and how long it asks to
wait. An error that was noticed here has no code.
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
    """Where it is in the request, such as ``requests[3].labels``."""
    rule: str
    """The rule it breaks."""


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
        """The stable text of the API, such as ``TIMER_EXISTS``; empty if there is none."""
        self.code = code
        """The gRPC code; None if this was noticed here."""
        self.metadata = dict(metadata or {})
        """Facts by name, such as the limit that was passed."""
        self.retry_delay = retry_delay
        """How long the server asks to wait; None when a retry does not help."""
        self.fields = fields
        """Each wrong field, where fields are wrong."""
        self.request_id = request_id
        """The request id of the write, drawn here or given: with it the write can be repeated safely."""

    def __str__(self) -> str:
        if self.reason and self.message:
            return f"{self.message} ({self.reason})"
        return self.message or self.reason


class InvalidError(MinootsError, ValueError):
    """The request breaks a rule; ``fields`` names each. Change it."""


class NotFoundError(MinootsError):
    """There is no such thing."""


class ConflictError(MinootsError):
    """It exists with another body, a newer delivery is out, it is not due, is held, or has changed: see ``reason``."""

    @property
    def current_version(self) -> int | None:
        """The version that is current, where another was expected; 0 if there is none, None if this is about none."""
        told = next((self.metadata[name] for name in _VERSIONS if name in self.metadata), "")
        return int(told) if told.isdecimal() else None

    @property
    def holder(self) -> str:
        """Who holds the lease; ``retry_delay`` is how long, unless it is renewed. Empty if this is about none."""
        return self.metadata.get("holder", "")

    @property
    def cause(self) -> str:
        """Why a transaction was not done: the reason or outcome of what ended it. Empty if this is about none."""
        return self.metadata.get("cause", "")


class ShreddedError(ConflictError):
    """The payload key of a payload, or of a checkpoint's data, was shredded: nobody can read it any more.

    ``reason`` is ``PAYLOAD_SHREDDED``.
    """


class RefusedError(MinootsError):
    """A quota, a budget, too much load, or one of the two below. Wait ``retry_delay``, if there is one."""


class UnauthenticatedError(RefusedError):
    """The server asks for an API key and was shown none, or one that does not hold (any more). Not retried."""

    @property
    def way_out(self) -> str:
        """What to do."""
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
    """The API key holds, and may not do this. Not retried."""

    @property
    def way_out(self) -> str:
        """What to do."""
        if self.reason == "TENANT_FORBIDDEN":
            return "Use a key of the tenant that it belongs to"
        permission = self.metadata.get("permission", "the permission")
        return f"Use a key with a role that has {permission}; whoever administers the tenant makes one"

    def __str__(self) -> str:
        return _with_way_out(super().__str__(), self.way_out)


class UnavailableError(MinootsError):
    """No server could answer in time. Nothing was changed; try later."""


class OutcomeUnknownError(MinootsError):
    """The write may or may not have happened. Repeat it with the same id or request id, or look."""


class CursorCompactedError(MinootsError):
    """The events after the cursor are no longer kept."""

    @property
    def earliest(self) -> str:
        """Resumes with the earliest event that is kept; empty if the server named none."""
        return self.metadata.get("earliest_cursor", "")


class LeaseLostError(MinootsError):
    """A lease that a block stands on is not held for certain any more: stop what it was for.

    It was granted to another, it is over, or it could not be renewed in time: see ``reason`` and the cause.
    """


class WatchdogLostError(MinootsError):
    """Touches of a watchdog do not count any more: ``reason`` is how the last one came out, such as ``SUPERSEDED``."""


class AgentLostError(MinootsError):
    """Heartbeats of an agent's instance do not count: ``reason`` says why, such as ``STALE_EPOCH``.

    It was replaced by a newer one, has retired, or is ``QUARANTINED``; then its heartbeats count again once it is
    released.
    """


class InternalError(MinootsError):
    """A defect, of the server or in what answered. Nothing is promised about what was done."""


class ForkedError(MinootsError):
    """A client was used in another process than the one that made it."""


class ClosedError(MinootsError):
    """A client, consumer or submitter was used after it was closed."""


class UnverifiedError(MinootsError):
    """An event's signature does not verify, or what travels beside the signed bytes contradicts them.

    ``reason`` is ``SIGNATURE_INVALID``, ``KEY_UNKNOWN``, ``MALFORMED`` or ``KEY_WEAK``. Trust nothing of the event.
    """

    def __init__(self, message: str, *, reason: str, event_id: str = "") -> None:
        super().__init__(message, reason=reason)
        self.event_id = event_id
        """The id it claims."""


class BlockingCallWarning(RuntimeWarning):
    """A blocking call was made on a thread whose event loop it stops; use ``AsyncClient`` there."""


def _with_way_out(said: str, way_out: str) -> str:
    return f"{said}. {way_out}." if said else f"{way_out}."


def invalid(path: str, rule: str) -> InvalidError:
    """A value refused before it was sent."""
    return InvalidError(f"{path} {rule}", fields=(Field(path, rule),))
