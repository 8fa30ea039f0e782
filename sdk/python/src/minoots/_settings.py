"""What both clients are made with."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import _credential, _time
from ._backoff import Budget
from ._endpoints import Settings, authorities, configured
from .errors import invalid
from .types import Duration
from .verify import Verifier

# One wait asks for this long at most, so that a server that hangs is noticed. A longer wait is one call after another.
WAIT_CALL = 10.0
# Keys are not fetched again before this has passed.
KEYS_INTERVAL = 1.0
CREDITS_DEFAULT = 256


@dataclass(frozen=True)
class Core:
    """The settings of a client, and what all its calls share."""

    settings: Settings
    deadline: float
    budget: Budget
    metadata: _credential.Metadata
    """Shown with every call and stream."""

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
        """Checked, as the caller gave them."""
        seconds = _time.seconds(deadline, "deadline")
        if seconds <= 0:
            raise invalid("deadline", f"is {deadline!r}, and must be longer than nothing")
        if retry_percent < 0 or retry_burst < 0:
            raise invalid("retry_percent", "and retry_burst must not be negative")
        urls = configured(endpoint)
        settings = Settings(urls, follow_proxy, authorities(ca_file, urls))
        return Core(settings, seconds, Budget(retry_percent, retry_burst), _credential.metadata(api_key))

    @property
    def patience(self) -> float:
        """How long one attempt may take, so that a server that hangs is left while there is time for another."""
        return self.deadline / 3


class Keys:
    """The verification keys last fetched, and when."""

    def __init__(self) -> None:
        self.verifier: Verifier | None = None
        self._fetched = 0.0

    def store(self, verifier: Verifier) -> Verifier:
        """Just fetched."""
        self.verifier, self._fetched = verifier, time.monotonic()
        return verifier

    def pause(self) -> float:
        """Seconds until they may be fetched again, so that events naming keys nobody has cannot make a client fetch all
        the time.
        """
        return max(0.0, self._fetched + KEYS_INTERVAL - time.monotonic())


class Countdown:
    """How long a wait goes on."""

    def __init__(self, timeout: Duration | None) -> None:
        self._over = None if timeout is None else time.monotonic() + _time.seconds(timeout, "timeout")

    def left(self) -> float:
        """Seconds that the next call may wait."""
        return WAIT_CALL if self._over is None else max(0.0, min(WAIT_CALL, self._over - time.monotonic()))
