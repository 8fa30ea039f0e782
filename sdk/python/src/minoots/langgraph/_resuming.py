"""What a wait's deadline does to its thread, once the thread's lease is held."""

from __future__ import annotations

import asyncio
import enum
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.serde.types import ERROR, INTERRUPT, RESUME
from langgraph.types import Command, StateSnapshot

from .._consuming import DeliveryInfo
from ..errors import InvalidError
from . import _names

MARK = "minoots_wait"
"""In the metadata of the checkpoints of a run that a deadline resumed: the wait's timer."""
_INPUT_TASK = "00000000-0000-0000-0000-000000000000"
_CONTROL = (ERROR, INTERRUPT, RESUME, "__error_source_node__")
_ROUNDS_MAX = 3


@dataclass(frozen=True)
class Wait:
    """What a wait's timer carries."""

    thread: str
    interrupt: str
    """Its id."""
    namespace: str
    """Of the task that waits: its graph's, and its own name and id last."""
    answers: int
    """That the task had been given before."""
    root: str
    """The checkpoint of the thread at which it waits."""
    default: Any

    @property
    def timer(self) -> str:
        """The id of its timer."""
        return f"wait-{_names.key(self.thread, self.interrupt)}"

    @property
    def task(self) -> str:
        """The id of the task that waits."""
        return self.namespace.rpartition(":")[2]

    @property
    def graph(self) -> RunnableConfig:
        """Where the graph of the task stands, which may be a subgraph."""
        namespace = self.namespace.rpartition("|")[0]
        return {"configurable": {"thread_id": self.thread, "checkpoint_ns": namespace}}

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @staticmethod
    def of(delivery: DeliveryInfo) -> Wait:
        """Of the event of its timer."""
        data = delivery.event.data()
        try:
            return Wait(**data)  # type: ignore[arg-type]
        except TypeError:
            raise InvalidError(
                f"event {delivery.event.id} is of no wait: let only Waits set timers for this queue"
            ) from None


class Step(enum.Enum):
    """What is to be done with the thread."""

    NOTHING = 1
    """It has gone on without the deadline."""
    ANSWER = 2
    """The wait is there, and unanswered."""
    GO_ON = 3
    """A run that was answered, by this deadline or otherwise, did not end."""
    LOOK_AGAIN = 4
    """The timer is there before the interrupt: its run is about to store it, or has died."""


def decide(wait: Wait, at: CheckpointTuple | None, root: StateSnapshot) -> Step:
    """By the graph's checkpoint with its writes, and the thread's."""
    where = root.config["configurable"].get("checkpoint_id")
    if where is None:
        return Step.NOTHING
    if wait.root and where > wait.root:
        # The thread has moved on; if this deadline's own run moved it, and died, that run has to end.
        own = (root.metadata or {}).get(MARK) == wait.timer
        return Step.GO_ON if own and root.next and not root.interrupts else Step.NOTHING
    writes = at.pending_writes or [] if at is not None else []
    of_task = [(channel, value) for task, channel, value in writes if task == wait.task]
    given: Any = next((value for channel, value in of_task if channel == RESUME), [])
    answered = len(given) if isinstance(given, list) else 1
    finished = any(channel not in _CONTROL for channel, _ in of_task)
    waiting = any(one.id == wait.interrupt for channel, value in of_task if channel == INTERRUPT for one in value)
    spoken = [value for task, channel, value in writes if (task, channel) == (_INPUT_TASK, RESUME)]
    fresh = bool(spoken) and (not isinstance(given, list) or given[-1:] != spoken)
    if finished or answered > wait.answers or (waiting and fresh):
        return Step.GO_ON
    return Step.ANSWER if waiting else Step.LOOK_AGAIN


def _config(wait: Wait, more: Mapping[str, Any]) -> RunnableConfig:
    settings = {**more.get("configurable", {}), "thread_id": wait.thread}
    metadata = {**more.get("metadata", {}), MARK: wait.timer}
    return RunnableConfig(**{**more, "configurable": settings, "metadata": metadata})  # type: ignore[typeddict-item]


def resume(graph: Any, wait: Wait, more: Mapping[str, Any], grace: float) -> None:
    """Answers the wait if nobody has, and has the thread go on until it ends or waits."""
    config = _config(wait, more)
    for number in range(_ROUNDS_MAX):
        step = decide(wait, graph.checkpointer.get_tuple(wait.graph), graph.get_state(config))
        if step is Step.LOOK_AGAIN and number == 0:
            time.sleep(grace)
            continue
        if step is not Step.NOTHING:
            graph.invoke(_input(wait, step), config, durability="sync")
        if step is not Step.LOOK_AGAIN:
            return


async def aresume(graph: Any, wait: Wait, more: Mapping[str, Any], grace: float) -> None:
    """The same on an event loop."""
    config = _config(wait, more)
    for number in range(_ROUNDS_MAX):
        at = await graph.checkpointer.aget_tuple(wait.graph)
        step = decide(wait, at, await graph.aget_state(config))
        if step is Step.LOOK_AGAIN and number == 0:
            await asyncio.sleep(grace)
            continue
        if step is not Step.NOTHING:
            await graph.ainvoke(_input(wait, step), config, durability="sync")
        if step is not Step.LOOK_AGAIN:
            return


def _input(wait: Wait, step: Step) -> Command[Any] | None:
    return Command(resume={wait.interrupt: wait.default}) if step is Step.ANSWER else None
