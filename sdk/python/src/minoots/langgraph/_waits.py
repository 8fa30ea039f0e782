"""Interrupts with deadlines. A deadline is a timer of the fabric: it outlives the process, and whoever serves its queue
resumes the thread with the default.

Invariants:
- A wait's timer is durable before the interrupt is; both have ids that come of the thread and the interrupt, so that a
  node that runs again makes neither a second time.
- The timer is not cancelled when the wait is answered: the answer may not be durable yet. A timer of a wait that was
  answered finds so, and changes nothing.
- Whoever runs a thread with waits holds its lease, so that an answer and a deadline do not run it at a time.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_config
from langgraph.errors import GraphInterrupt
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, interrupt

from .._consuming import DeliveryInfo
from .._fields import said
from .._time import seconds
from ..client import Client
from ..errors import ConflictError, invalid
from ..lease import HeldLease
from ..types import Duration, NewTimer, RetryPolicy
from ..worker import Worker
from . import _names
from ._aio import AsyncMinootsSaver
from ._resuming import Wait, aresume, resume

Graph = CompiledStateGraph[Any, Any, Any, Any]

QUEUE = "langgraph.waits"
_SCRATCHPAD = "__pregel_scratchpad"
_MAP = "checkpoint_map"


class Waits:
    """Waits of graphs, and the timers that end them.

    ``queue`` is where their timers are delivered; ``grace`` is how long a node that has made its timer may take to
    store its interrupt. When a process dies that ran a thread, ``lease_ttl`` is how long the thread is held for it, and
    ``ack_deadline`` how long the deadline that it was resuming. ``retry_policy`` says how often a thread that cannot be
    resumed is tried again.
    """

    def __init__(
        self,
        client: Client,
        *,
        queue: str = QUEUE,
        lease_ttl: Duration = "30s",
        grace: Duration = "5s",
        ack_deadline: Duration = "30s",
        retry_policy: RetryPolicy | None = None,
    ) -> None:
        self.client = client
        self.queue = said(queue, "queue", QUEUE)
        self._lease_ttl = lease_ttl
        self._grace = seconds(grace, "grace")
        self._ack_deadline = ack_deadline
        self._retry_policy = retry_policy

    def interrupt(self, value: Any, *, deadline: Duration | datetime, default: Any = None) -> Any:
        """Interrupts the node that calls it, as LangGraph's ``interrupt`` does, until it is answered.

        At the deadline, a delay or an instant, it is answered with ``default``, which is JSON. A node that is run again
        does not begin the delay anew.
        """
        _check(default)
        try:
            return interrupt(value)
        except GraphInterrupt as stopped:
            self._arm(self._timer(stopped, deadline, default))
            raise

    async def ainterrupt(self, value: Any, *, deadline: Duration | datetime, default: Any = None) -> Any:
        """The same in a node that is a coroutine function."""
        _check(default)
        try:
            return interrupt(value)
        except GraphInterrupt as stopped:
            await asyncio.to_thread(self._arm, self._timer(stopped, deadline, default))
            raise

    def wait_until(self, deadline: Duration | datetime) -> None:
        """Waits in a node until the deadline, without a question. Nothing runs meanwhile."""
        self.interrupt(None, deadline=deadline)

    async def await_until(self, deadline: Duration | datetime) -> None:
        """The same in a node that is a coroutine function."""
        await self.ainterrupt(None, deadline=deadline)

    def exclusive(self, thread_id: str, *, wait: Duration = "0s") -> HeldLease:
        """The lease of a thread, for a block that runs it."""
        lease_id = f"langgraph-thread-{_names.key(str(thread_id))}"
        return self.client.lease(lease_id, ttl=self._lease_ttl, wait=wait)

    def answer(
        self, graph: Graph, config: RunnableConfig, value: Any, *, interrupt_id: str, wait: Duration = "60s"
    ) -> Any:
        """Answers an interrupt and runs the graph on, with the thread's lease; what the run comes to.

        A ``ConflictError`` if that interrupt does not wait any more, such as after its deadline.
        """
        with self.exclusive(config["configurable"]["thread_id"], wait=wait):
            if interrupt_id not in [one.id for one in graph.get_state(config).interrupts]:
                raise ConflictError(
                    f"interrupt {interrupt_id} does not wait: it was answered, or its deadline has passed",
                    reason="NOT_WAITING",
                )
            return graph.invoke(Command(resume={interrupt_id: value}), config)

    def serve(self, worker: Worker, graph: Graph, config: Mapping[str, Any] | None = None) -> None:
        """Has a worker resume the threads of a graph at the deadlines of their waits.

        A deadline is acknowledged once the run that it resumed has ended or waits again. A graph whose saver is an
        ``AsyncMinootsSaver`` is run on the worker's loop, which must be the saver's: ``await worker.serve()`` there.
        """
        more = dict(config or {})

        def on_deadline(delivery: DeliveryInfo) -> None:
            wait = Wait.of(delivery)
            with self.exclusive(wait.thread, wait="10m"):
                resume(graph, wait, more, self._grace)

        async def on_deadline_async(delivery: DeliveryInfo) -> None:
            wait = Wait.of(delivery)
            lease = self.exclusive(wait.thread, wait="10m")
            await asyncio.to_thread(lease.__enter__)
            try:
                await aresume(graph, wait, more, self._grace)
            finally:
                await asyncio.to_thread(lease.__exit__, None, None, None)

        asynchronous = isinstance(graph.checkpointer, AsyncMinootsSaver)
        worker.on("timer.fired", queue=self.queue)(on_deadline_async if asynchronous else on_deadline)

    def _timer(self, stopped: GraphInterrupt, deadline: Duration | datetime, default: Any) -> NewTimer:
        [one] = stopped.args[0]
        settings = get_config()["configurable"]
        thread, namespace = str(settings["thread_id"]), str(settings["checkpoint_ns"])
        seen: Mapping[str, str] = settings.get(_MAP) or {}
        due: dict[str, Any] = {"fire_time" if isinstance(deadline, datetime) else "delay": deadline}
        told = Wait(
            thread=thread,
            interrupt=one.id,
            namespace=namespace,
            answers=len(settings[_SCRATCHPAD].resume),
            root=seen.get("", ""),
            default=default,
        )
        return NewTimer(
            "a wait of a graph",
            id=told.timer,
            queue=self.queue,
            json=told.told(),
            retry_policy=self._retry_policy,
            ack_deadline=self._ack_deadline,
            **due,
        )

    def _arm(self, timer: NewTimer) -> None:
        try:
            self.client.create(timer)
        except ConflictError as error:
            # The node runs again, and its deadline is another now: the first one holds.
            if error.reason != "TIMER_EXISTS":
                raise


def _check(default: Any) -> None:
    try:
        json.dumps(default, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise invalid("default", f"cannot be written as JSON: {error}") from None
