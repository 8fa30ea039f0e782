"""Interrupts with deadlines.

A deadline is a MINOOTS timer: it survives the process, and a worker on its queue resumes the thread with the default.

Invariants:
- A wait's timer is durable before its interrupt. The ids of both derive from the thread and the interrupt, so that a
  repeated node creates neither twice.
- An answer does not cancel the timer, because the answer may not be durable yet. The timer of an answered wait changes
  nothing.
- A run of a thread with waits holds the thread's lease, so that an answer and a deadline never run it at the same time.
- A wait names its graph, its saver and its thread. The deadline of another graph goes back to its queue.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.config import get_config
from langgraph.errors import GraphInterrupt
from langgraph.pregel import Pregel
from langgraph.types import Command, interrupt

from .._consuming import DeliveryInfo
from .._fields import json_text_of, said, text
from .._time import seconds
from ..client import Client
from ..errors import ConflictError, invalid
from ..lease import HeldLease
from ..types import Duration, NewTimer, RetryPolicy
from ..worker import Retry, Worker
from . import _carrying, _names
from ._aio import AsyncMinootsSaver
from ._resuming import Wait, aresume, resume, saver_name

log = logging.getLogger("minoots.langgraph")

Graph = Pregel[Any, Any, Any, Any]

QUEUE = "langgraph.waits"
_SCRATCHPAD = "__pregel_scratchpad"
_SAVER = "__pregel_checkpointer"
_RUNTIME = "__pregel_runtime"
_MAP = "checkpoint_map"


class Waits:
    """The waits of a graph, and the timers that end them.

    ``graph`` is the graph's name: a letter or digit, then letters, digits, ``.``, ``_`` and ``-``. Only a ``Waits``
    with the same name resumes its threads. Name the graph if several applications share a tenant. ``queue`` is the
    queue of the timers: by default ``langgraph.waits.NAME``, or ``langgraph.waits`` without a name. A wait carries the
    ``configurable`` and the ``context`` of its run to the resumption, unless ``carry`` is False. ``grace`` is the time
    that a node may take from its timer to its stored interrupt. If a process dies while it runs a thread, the thread
    stays locked for ``lease_ttl``, and the deadline that it was resuming is redelivered after ``ack_deadline``.
    ``retry_policy`` applies to a thread that cannot be resumed.
    """

    def __init__(
        self,
        client: Client,
        *,
        queue: str | None = None,
        graph: str = "",
        carry: bool = True,
        lease_ttl: Duration = "30s",
        grace: Duration = "5s",
        ack_deadline: Duration = "30s",
        retry_policy: RetryPolicy | None = None,
    ) -> None:
        self.client = client
        self.graph = text(graph, "graph", "reviews")
        default = f"{QUEUE}.{graph}" if graph else QUEUE
        self.queue = default if queue is None else said(queue, "queue", QUEUE)
        self._carry = carry
        self._lease_ttl = lease_ttl
        self._grace = seconds(grace, "grace")
        self._ack_deadline = ack_deadline
        self._retry_policy = retry_policy

    def interrupt(self, value: Any, *, deadline: Duration | datetime, default: Any = None) -> Any:
        """Interrupts the calling node until an answer arrives, as LangGraph's ``interrupt`` does.

        At the deadline, a delay or an instant, the answer is ``default``, which is JSON. A repeated node does not
        restart the delay.
        """
        json_text_of(default, "default")
        try:
            return interrupt(value)
        except GraphInterrupt as stopped:
            self._arm(self._timer(stopped, deadline, default))
            raise

    async def ainterrupt(self, value: Any, *, deadline: Duration | datetime, default: Any = None) -> Any:
        """Does the same in a node that is a coroutine function."""
        json_text_of(default, "default")
        try:
            return interrupt(value)
        except GraphInterrupt as stopped:
            await asyncio.to_thread(self._arm, self._timer(stopped, deadline, default))
            raise

    def wait_until(self, deadline: Duration | datetime) -> None:
        """Waits in a node until the deadline, without a question. Nothing runs in the meantime."""
        self.interrupt(None, deadline=deadline)

    async def await_until(self, deadline: Duration | datetime) -> None:
        """Does the same in a node that is a coroutine function."""
        await self.ainterrupt(None, deadline=deadline)

    def exclusive(self, thread_id: str, *, wait: Duration = "0s") -> HeldLease:
        """Returns the lease of a thread, for a block that runs it."""
        thread = text(str(thread_id), "thread_id", "thread-1")
        lease_id = f"langgraph-thread-{_names.key(*((self.graph, thread) if self.graph else (thread,)))}"
        return self.client.lease(lease_id, ttl=self._lease_ttl, wait=wait)

    def answer(
        self,
        graph: Graph,
        config: RunnableConfig,
        value: Any,
        *,
        interrupt_id: str,
        wait: Duration = "60s",
        context: Any = None,
    ) -> Any:
        """Answers an interrupt, runs the graph under the thread's lease, and returns the result of the run.

        The run has the ``configurable`` of ``config`` and this ``context``.

        Raises ``ConflictError`` if that interrupt no longer waits, for example after its deadline.
        """
        with self.exclusive(config["configurable"]["thread_id"], wait=wait):
            if interrupt_id not in [one.id for one in graph.get_state(config).interrupts]:
                raise ConflictError(
                    f"interrupt {interrupt_id} does not wait: it was answered, or its deadline has passed",
                    reason="NOT_WAITING",
                )
            return graph.invoke(Command(resume={interrupt_id: value}), config, context=context)

    def serve(
        self, worker: Worker, graph: Graph, config: Mapping[str, Any] | None = None, *, context: Any = None
    ) -> None:
        """Makes a worker resume the threads of a graph at the deadlines of their waits.

        A deadline is acknowledged after the resumed run has ended or waits again. The deadline of another graph, and of
        a thread or an interrupt that does not exist, returns to the queue by the timer's retry policy. ``config`` and
        ``context`` apply to the resumed runs; a wait's own values take precedence. A graph with an
        ``AsyncMinootsSaver`` runs on the worker's loop, which must be the saver's: ``await worker.serve()`` there.
        """
        if not isinstance(graph.checkpointer, BaseCheckpointSaver):
            raise invalid("graph", "has no saver of its own: compile it with checkpointer=MinootsSaver(client)")
        more = dict(config or {})

        def wait_of(delivery: DeliveryInfo) -> Wait:
            wait = Wait.of(delivery)
            if problem := wait.foreign(graph, self.graph):
                log.warning(
                    "queue %s: event %s is given back: the wait of thread %s is of another application: %s. Give each "
                    "application a queue of its own: Waits(client, graph=NAME)",
                    self.queue,
                    delivery.event.id,
                    wait.thread,
                    problem,
                )
                raise Retry(f"not a wait of this graph: {problem}")
            return wait

        def on_deadline(delivery: DeliveryInfo) -> None:
            wait = wait_of(delivery)
            with self.exclusive(wait.thread, wait="10m"):
                resume(graph, wait, more, self._grace, context)

        async def on_deadline_async(delivery: DeliveryInfo) -> None:
            wait = wait_of(delivery)
            lease = self.exclusive(wait.thread, wait="10m")
            await asyncio.to_thread(lease.__enter__)
            try:
                await aresume(graph, wait, more, self._grace, context)
            finally:
                await asyncio.to_thread(lease.__exit__, None, None, None)

        asynchronous = isinstance(graph.checkpointer, AsyncMinootsSaver)
        worker.on("timer.fired", queue=self.queue)(on_deadline_async if asynchronous else on_deadline)

    def _timer(self, stopped: GraphInterrupt, deadline: Duration | datetime, default: Any) -> NewTimer:
        [one] = stopped.args[0]
        settings = get_config()["configurable"]
        saver, runtime = settings.get(_SAVER), settings.get(_RUNTIME)
        thread = text(str(settings["thread_id"]), "thread_id", "thread-1")
        namespace = str(settings["checkpoint_ns"])
        seen: Mapping[str, str] = settings.get(_MAP) or {}
        due: dict[str, Any] = {"fire_time" if isinstance(deadline, datetime) else "delay": deadline}
        told = Wait(
            thread=thread,
            interrupt=one.id,
            namespace=namespace,
            answers=len(settings[_SCRATCHPAD].resume),
            root=seen.get("", ""),
            default=default,
            graph=self.graph,
            saver=saver_name(saver),
            run=_carrying.of_run(saver, settings, getattr(runtime, "context", None)) if self._carry else None,
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
            # A repeated node has another deadline now: the first deadline holds.
            if error.reason != "TIMER_EXISTS":
                raise
