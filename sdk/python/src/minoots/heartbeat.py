"""Heartbeats while a block runs, sent by a thread. This module has the one for watchdogs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from . import _answers, _requests, _watchdog_answers
from ._attempts import Kind
from ._backoff import Backoff
from ._beating import Beating, Pulse, log
from ._holding import now
from ._requests import TimerKey
from .errors import ClosedError, MinootsError
from .types import Consistency

if TYPE_CHECKING:
    from ._calls import Calls

# The touching thread ends by itself. This is the longest time to wait for it, in seconds.
_NOTICE = 1.0


class BeatingThread:
    """Touches an object whenever its pulse says so, until the pulse ends or the thread is stopped."""

    def __init__(self, pulse: Pulse, touch: Callable[[float | None], object]) -> None:
        self._pulse = pulse
        self._touch = touch
        self._stopped = False
        self._noticed = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="minoots-heartbeat", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def hurry(self) -> None:
        """Makes the thread read the pulse again, because the pulse has changed."""
        self._noticed.set()

    def stop(self) -> None:
        """Stops touching. Waits only briefly for a touch that is in flight."""
        self._stopped = True
        self._noticed.set()
        if self._thread.is_alive():
            self._thread.join(_NOTICE)

    def _beat(self) -> None:
        backoff, pause = Backoff(), self._pulse._pause()
        while not self._stopped and not self._pulse._over():
            if self._noticed.wait(pause):
                self._noticed.clear()
                pause = self._pulse._pause()
                continue
            if self._pulse._over():
                return
            try:
                self._touch(self._pulse._left())
            except MinootsError as error:
                self._pulse._failed(error)
                pause = backoff.next()
            except ValueError:
                # The transport raises this when its connection closes as a call begins.
                self._pulse._failed(ClosedError("the client is closed"))
            except Exception:
                log.exception("a heartbeat has ended")
                raise
            else:
                backoff.reset()
                pause = self._pulse._pause()


class Heartbeat(Beating):
    """A watchdog as a context manager: touched as the block is entered, and then every third of its time to live.

    The block is not interrupted when its touches stop counting: read ``lost``, or call ``check``. The thread touches
    for as long as the block runs, so a block that hangs is alive to the watchdog.
    """

    def __init__(self, calls: Calls, watchdog: TimerKey, epoch: int, partition_key: str, cancel: bool) -> None:
        super().__init__(watchdog, epoch, partition_key, cancel)
        self._calls = calls
        self._thread = BeatingThread(self, self._touch)

    def __enter__(self) -> Heartbeat:
        asked = self._request
        if self._known is None:
            request = _requests.get(asked.id, asked.partition_key, Consistency.LINEARIZABLE, 0)
            self._known = _answers.timer(
                self._calls._call(Kind.READ, lambda route: route.timers.GetTimer, request).timer
            )
        self._begin(self._known)
        self._touch(None)
        self.check()
        self._thread = BeatingThread(self, self._touch)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        self._thread.stop()
        if error is None and self._cancel and self._lost is None:
            request = _requests.cancel(self._request.id, self._request.partition_key, 0, "its work is done", None)
            self._calls._call(Kind.WRITE, lambda route: route.timers.CancelTimer, request, request.request_id)

    def _touch(self, within: float | None) -> None:
        sent = now()
        answer = self._calls._call(Kind.REPEATABLE, lambda route: route.timers.Touch, self._request, within=within)
        self._answered(_watchdog_answers.only(answer), sent)
