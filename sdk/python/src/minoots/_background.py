"""Work that goes on beside a block, on a thread."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

# A stopped thread ends by itself. This is the longest time to wait for it, in seconds.
_NOTICE = 1.0


class _StoppedError(Exception):
    """Ends the work of a thread, as a cancellation ends that of a task."""


class Background:
    """The work beside one block. It runs from ``start`` until it returns or is stopped."""

    def __init__(self, name: str, work: Callable[[Background], None]) -> None:
        self._work = work
        self._hurried = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stops the work at its next pause. Waits only briefly for a call that is in flight."""
        self._stopped = True
        self._hurried.set()
        if self._thread.is_alive():
            self._thread.join(_NOTICE)

    def hurry(self) -> None:
        """Ends the current pause of the work, or else the next one."""
        self._hurried.set()

    def pause(self, seconds: float) -> bool:
        """Waits between two steps of the work. Returns whether the time has passed: False if the pause was ended."""
        hurried = self._hurried.wait(seconds)
        if hurried:
            self._hurried.clear()
        # Looked at after the clear: the clear may have removed the signal of a stop, which the next pause would miss.
        if self._stopped:
            raise _StoppedError
        return not hurried

    def _run(self) -> None:
        with contextlib.suppress(_StoppedError):
            self._work(self)
