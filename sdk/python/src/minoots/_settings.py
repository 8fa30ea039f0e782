"""The settings that both clients share."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import _credential, _fields, _time, _tracing
from ._backoff import Budget
from ._endpoints import Settings, authorities, configured
from .errors import invalid
from .types import Duration
from .verify import Verifier

# The limit of one wait call in seconds, so that a hanging server is noticed. A longer wait is a series of calls.
WAIT_CALL = 10.0
# The least time between two fetches of the keys, in seconds.
KEYS_INTERVAL = 1.0
CREDITS_DEFAULT = 256


@dataclass(frozen=True)
class Core:
    """The settings of a client, and the state that all its calls share."""

    settings: Settings
    deadline: float
    budget: Budget
    credential: _credential.Metadata

    @staticmethod
    def of(
        endpoint: str | Sequence[str] | None,
        deadline: Duration,
        retry_percent: int,
        retry_burst: int,
        follow_proxy: bool,
        api_key: str | None,
        ca_file: str | Path | None,
    ) -> Core:
        """Validates the caller's settings."""
        seconds = _time.seconds(deadline, "deadline")
        if seconds <= 0:
            raise invalid("deadline", f"is {deadline!r}, and must be longer than nothing")
        percent, burst = _fields.whole(retry_percent, "retry_percent"), _fields.whole(retry_burst, "retry_burst")
        urls = configured(endpoint)
        settings = Settings(urls, follow_proxy, authorities(ca_file, urls))
        return Core(settings, seconds, Budget(percent, burst), _credential.metadata(api_key))

    @property
    def metadata(self) -> _credential.Metadata:
        """The metadata of a call or stream that begins now."""
        return _tracing.carried(self.credential)

    @property
    def patience(self) -> float:
        """The limit of one attempt in seconds, so that the client leaves a hanging server with time for another
        attempt.
        """
        return self.deadline / 3


class Keys:
    """The verification keys of the last fetch, and its time."""

    def __init__(self) -> None:
        self.verifier: Verifier | None = None
        self._fetched = 0.0

    def store(self, verifier: Verifier) -> Verifier:
        """Stores keys that were just fetched."""
        self.verifier, self._fetched = verifier, time.monotonic()
        return verifier

    def pause(self) -> float:
        """Returns the seconds until the next allowed fetch.

        The limit prevents endless fetches for events that name unknown keys.
        """
        return max(0.0, self._fetched + KEYS_INTERVAL - time.monotonic())


class Countdown:
    """The remaining time of a wait."""

    def __init__(self, timeout: Duration | None) -> None:
        self._over = None if timeout is None else time.monotonic() + _time.seconds(timeout, "timeout")

    def left(self) -> float:
        """Returns the seconds that the next call may wait."""
        return WAIT_CALL if self._over is None else max(0.0, min(WAIT_CALL, self._over - time.monotonic()))
