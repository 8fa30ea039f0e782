"""Ctrl-C, or a cancellation, while a tail opens at a server that accepts connections and stays silent."""

from __future__ import annotations

import _thread
import asyncio
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from minoots import AsyncClient, Client
from minoots import tail as blocking_tail
from minoots._streams import Incoming
from minoots.aio import tail as asyncio_tail
from minoots.aio._streams import Incoming as AsyncIncoming

from .conftest import until

# Nothing ends by itself in the time of a test.
DEADLINE = "1h"


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


class Watched:
    """A stream that tells when its opening waits."""

    def __init__(self, call: Any, waiting: threading.Event) -> None:
        self._call = call
        self._waiting = waiting

    def __getattr__(self, name: str) -> Any:
        return getattr(self._call, name)

    def __next__(self) -> Any:
        return next(self._call)

    def initial_metadata(self) -> Any:
        self._waiting.set()
        return self._call.initial_metadata()


@pytest.mark.parametrize("entered", [True, False], ids=["entered", "read"])
def test_an_interrupt_while_a_tail_opens_ends_its_threads(
    silent: str, entered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = threading.Event()
    calls: list[Any] = []

    def incoming(call: Any) -> Incoming[Any]:
        calls.append(call)
        return Incoming(Watched(call, waiting))

    def interrupt() -> None:
        if waiting.wait(20):
            _thread.interrupt_main()

    monkeypatch.setattr(blocking_tail, "Incoming", incoming)
    before = set(threading.enumerate())
    interrupting = threading.Thread(target=interrupt)
    interrupting.start()
    with Client(silent, deadline=DEADLINE) as client:
        tail = client.tail()
        with pytest.raises(KeyboardInterrupt):
            if entered:
                tail.__enter__()
            else:
                next(tail)
        assert [call.is_active() for call in calls] == [False]
        # Here the client is still open.
        until(lambda: set(threading.enumerate()) <= before)
    interrupting.join()


async def test_a_cancellation_while_a_tail_opens_ends_its_stream(silent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = asyncio.Event()
    calls: list[Any] = []

    class Told(AsyncIncoming[Any]):
        async def opened(self, key: str, patience: float) -> str | None:
            calls.append(self._call)
            waiting.set()
            return await super().opened(key, patience)

    monkeypatch.setattr(asyncio_tail, "Incoming", Told)
    async with AsyncClient(silent, deadline=DEADLINE) as client:
        opening = asyncio.create_task(client.tail().__aenter__())
        await asyncio.wait_for(waiting.wait(), 20)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        assert [call.done() for call in calls] == [True]
