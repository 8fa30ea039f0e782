"""Work beside a block, on a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from minoots._background import Background, _StoppedError

# Longer than any test: a pause that lasts so long has missed its end.
LONG = 600.0


class Meeting(threading.Event):
    """An event at which something else happens first whenever it is cleared."""

    def __init__(self, first: Callable[[], None]) -> None:
        super().__init__()
        self._first = first

    def clear(self) -> None:
        self._first()
        super().clear()


def idle() -> Background:
    return Background("test", lambda _: None)


def test_a_stop_as_a_hurried_pause_ends_is_not_missed() -> None:
    background = idle()
    background._hurried = Meeting(background.stop)
    background.hurry()
    with pytest.raises(_StoppedError):
        background.pause(LONG)


def test_a_stop_between_two_pauses_ends_the_next_one_at_once() -> None:
    background = idle()
    background.hurry()
    assert background.pause(LONG) is False
    background.stop()
    with pytest.raises(_StoppedError):
        background.pause(LONG)


def test_a_hurry_between_two_pauses_ends_the_next_one_only() -> None:
    background = idle()
    background.hurry()
    assert [background.pause(LONG), background.pause(0.0)] == [False, True]


def test_a_stop_ends_the_thread_in_its_pause() -> None:
    pausing, ended = threading.Event(), threading.Event()

    def work(background: Background) -> None:
        pausing.set()
        try:
            background.pause(LONG)
        finally:
            ended.set()

    background = Background("test", work)
    background.start()
    assert pausing.wait(20)
    background.stop()
    assert ended.wait(20)
