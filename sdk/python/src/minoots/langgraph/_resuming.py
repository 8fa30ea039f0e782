"""Resumes a thread at the deadline of its wait, under the thread's lease.

Invariant: a deadline returns normally only if the thread was resumed, or has continued without it. A wait of another
graph, and a wait that the thread does not have, raise ``Retry``: the worker returns the event to its queue.
"""

from __future__ import annotations

import asyncio
import enum
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.serde.types import ERROR, INTERRUPT, RESUME
from langgraph.types import Command, StateSnapshot

from .._consuming import DeliveryInfo
from ..errors import InvalidError
from ..worker import Retry
from . import _carrying, _names
from ._aio import AsyncMinootsSaver
from ._saver import MinootsSaver

MARK = "minoots_wait"
"""The metadata key in the checkpoints of a run that a deadline resumed; the value is the wait's timer."""
_INPUT_TASK = "00000000-0000-0000-0000-000000000000"
_CONTROL = (ERROR, INTERRUPT, RESUME, "__error_source_node__")


@dataclass(frozen=True)
class Wait:
    """The contents of a wait's timer."""

    thread: str
    interrupt: str
    """The id of the interrupt."""
    namespace: str
    """The namespace of the waiting task: that of its graph, then the task's own name and id."""
    answers: int
    """The number of answers that the task had been given before."""
    root: str
    """The checkpoint of the thread at which it waits."""
    default: Any
    graph: str = ""
    """The name of its graph, as given to its ``Waits``."""
    saver: str = ""
    """The prefix of its saver; empty for a saver of another kind."""
    run: Sequence[str] | None = None
    """The ``configurable`` and the ``context`` of its run, as ``_carrying`` writes them."""

    @property
    def timer(self) -> str:
        """The id of its timer."""
        return f"wait-{_names.key(self.thread, self.interrupt)}"

    @property
    def task(self) -> str:
        """The id of the waiting task."""
        return self.namespace.rpartition(":")[2]

    @property
    def node(self) -> str:
        """The node of the outermost graph that waits, or has a waiting subgraph or task."""
        return self.namespace.partition("|")[0].rpartition(":")[0]

    @property
    def places(self) -> list[RunnableConfig]:
        """The namespaces that the task may have written to, the innermost first.

        A node writes to the namespace of its graph. A ``@task`` writes to that of the graph whose node called it, which
        is further out.
        """
        namespaces, namespace = [], self.namespace
        while namespace:
            namespace = namespace.rpartition("|")[0]
            namespaces.append(namespace)
        return [{"configurable": {"thread_id": self.thread, "checkpoint_ns": one}} for one in namespaces]

    def written(self, at: CheckpointTuple | None) -> bool:
        """Whether the task has written to a checkpoint."""
        return at is not None and any(task == self.task for task, _, _ in at.pending_writes or [])

    def foreign(self, graph: Any, name: str) -> str:
        """Returns why this is not a wait of the named graph; empty if it is one."""
        store = saver_name(graph.checkpointer)
        if self.graph != name:
            return f"it is of the graph {self.graph!r}, and this is {name!r}"
        if self.saver and store and self.saver != store:
            return f"its checkpoints have the prefix {self.saver!r}, and those of this graph {store!r}"
        if self.node not in graph.nodes:
            return f"it is of the node {self.node!r}, which this graph does not have"
        return ""

    def told(self) -> dict[str, Any]:
        """Encodes the wait as JSON."""
        return asdict(self)

    @staticmethod
    def of(delivery: DeliveryInfo) -> Wait:
        """Reads the wait from the event of its timer."""
        data = delivery.event.data()
        try:
            return Wait(**data)  # type: ignore[arg-type]
        except TypeError:
            raise InvalidError(
                f"event {delivery.event.id} is of no wait: let only Waits set timers for this queue"
            ) from None


class Step(enum.Enum):
    """The next step for the thread."""

    NOTHING = 1
    """The thread has continued without the deadline."""
    ANSWER = 2
    """The wait exists, and is unanswered."""
    GO_ON = 3
    """A run did not end after its answer, by this deadline or otherwise."""
    LOOK_AGAIN = 4
    """The timer exists before the interrupt: its run is about to store the interrupt, or has died."""
    ABSENT = 5
    """The saver has no such thread: its run is about to store it, or the thread was deleted."""
    RUN_UP = 6
    """The run that set the timer died before its interrupt: another run must reach the interrupt."""


def saver_name(saver: Any) -> str:
    """Returns the prefix of a saver of this package; empty for any other."""
    return saver.prefix if isinstance(saver, MinootsSaver | AsyncMinootsSaver) else ""


def decide(wait: Wait, at: CheckpointTuple | None, root: StateSnapshot) -> Step:
    """Decides the next step from the graph's checkpoint with its writes, and from the thread's state."""
    where = root.config["configurable"].get("checkpoint_id")
    if where is None:
        return Step.ABSENT
    if wait.root and where > wait.root:
        # The thread has moved on. If this deadline's own run moved it and died, that run must be finished.
        own = (root.metadata or {}).get(MARK) == wait.timer
        return Step.GO_ON if own and root.next and not root.interrupts else Step.NOTHING
    writes = at.pending_writes or [] if at is not None else []
    of_task = [(channel, value) for task, channel, value in writes if task == wait.task]
    given: Any = next((value for channel, value in of_task if channel == RESUME), [])
    answered = len(given) if isinstance(given, list) else 1
    finished = any(channel not in _CONTROL for channel, _ in of_task)
    waiting = any(one.id == wait.interrupt for channel, value in of_task if channel == INTERRUPT for one in value)
    spoken = [value for task, channel, value in writes if (task, channel) == (_INPUT_TASK, RESUME)]
    # A node that calls a task has consumed its own answers; the task has not.
    callers = {segment.rpartition(":")[2] for segment in wait.namespace.split("|")}
    taken = [value for task, channel, value in writes if task in callers and channel == RESUME]
    fresh = bool(spoken) and not any(isinstance(value, list) and value[-1:] == spoken for value in taken)
    if finished or answered > wait.answers or (waiting and fresh):
        return Step.GO_ON
    return Step.ANSWER if waiting else Step.LOOK_AGAIN


def _config(wait: Wait, more: Mapping[str, Any], configurable: Mapping[str, Any]) -> RunnableConfig:
    settings = {**more.get("configurable", {}), **configurable, "thread_id": wait.thread}
    metadata = {**more.get("metadata", {}), MARK: wait.timer}
    return RunnableConfig(**{**more, "configurable": settings, "metadata": metadata})  # type: ignore[typeddict-item]


class _Resumption:
    """The rounds of one deadline: a read of the thread, then a step, until the wait is over."""

    def __init__(self, graph: Any, wait: Wait, more: Mapping[str, Any], context: Any) -> None:
        self._wait = wait
        self._looked = self._ran = False
        configurable, carried = _carrying.read(graph, wait.run)
        self.config = _config(wait, more, configurable)
        self.options: dict[str, Any] = {"durability": "sync"}
        if (known := context if carried is None else carried) is not None:
            self.options["context"] = known

    def next(self, at: CheckpointTuple | None, root: StateSnapshot) -> Step:
        """Returns the next step. Raises ``Retry`` once nothing more can make the wait appear."""
        step = decide(self._wait, at, root)
        if step not in (Step.LOOK_AGAIN, Step.ABSENT):
            return step
        if not self._looked:
            self._looked = True
            return Step.LOOK_AGAIN
        if step is Step.LOOK_AGAIN and not self._ran:
            self._ran = True
            return Step.RUN_UP
        why = "its run does not come to the interrupt" if step is Step.LOOK_AGAIN else "the saver has no such thread"
        raise Retry(f"the wait of thread {self._wait.thread!r} at {self._wait.namespace!r} is not there: {why}")

    def input(self, step: Step) -> Command[Any] | None:
        """Returns the input of the graph's run."""
        return Command(resume={self._wait.interrupt: self._wait.default}) if step is Step.ANSWER else None


def resume(graph: Any, wait: Wait, more: Mapping[str, Any], grace: float, context: Any = None) -> None:
    """Answers the wait if it is unanswered, and runs the thread until it ends or waits."""
    resumption = _Resumption(graph, wait, more, context)
    while True:
        found = (graph.checkpointer.get_tuple(place) for place in wait.places)
        at = next((one for one in found if wait.written(one)), None)
        step = resumption.next(at, graph.get_state(resumption.config))
        if step is Step.LOOK_AGAIN:
            time.sleep(grace)
        elif step is not Step.NOTHING:
            graph.invoke(resumption.input(step), resumption.config, **resumption.options)
        if step not in (Step.LOOK_AGAIN, Step.RUN_UP):
            return


async def aresume(graph: Any, wait: Wait, more: Mapping[str, Any], grace: float, context: Any = None) -> None:
    """Does the same on an event loop."""
    resumption = _Resumption(graph, wait, more, context)
    while True:
        at = None
        for place in wait.places:
            if wait.written(found := await graph.checkpointer.aget_tuple(place)):
                at = found
                break
        step = resumption.next(at, await graph.aget_state(resumption.config))
        if step is Step.LOOK_AGAIN:
            await asyncio.sleep(grace)
        elif step is not Step.NOTHING:
            await graph.ainvoke(resumption.input(step), resumption.config, **resumption.options)
        if step not in (Step.LOOK_AGAIN, Step.RUN_UP):
            return
