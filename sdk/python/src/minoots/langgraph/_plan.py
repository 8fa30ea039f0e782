"""The steps of a plan. A plan is written once; a blocking or an asynchronous client makes its calls."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from ..aio import AsyncClient
from ..client import Client
from ..errors import NotFoundError

T = TypeVar("T")


@dataclass(frozen=True)
class Ask:
    """One call; its result is None if the read object does not exist."""

    call: Callable[[Any], Any]


@dataclass(frozen=True)
class Take:
    """Takes the next items of an iterator that an earlier call returned."""

    items: Any
    count: int


@dataclass(frozen=True)
class Found:
    """One result of a listing."""

    value: Any


@dataclass(frozen=True)
class Pause:
    """A pause in seconds."""

    seconds: float


Step = Ask | Take | Pause | Sequence[Ask]
"""One step of a plan. The calls of a sequence are independent of each other."""
Plan = Generator[Any, Any, T]


def run(client: Client, plan: Plan[T]) -> T:
    """Makes the calls of a plan, and returns its result."""
    try:
        step = next(plan)
        while True:
            try:
                given = _given(client, step)
            except Exception as error:
                step = plan.throw(error)
            else:
                step = plan.send(given)
    except StopIteration as end:
        result: T = end.value
        return result


def listed(client: Client, plan: Plan[None]) -> Iterator[Any]:
    """Makes the calls of a listing as it is read."""
    step = next(plan, None)
    while step is not None:
        given = None
        if isinstance(step, Found):
            yield step.value
        else:
            given = _given(client, step)
        try:
            step = plan.send(given)
        except StopIteration:
            return


def _given(client: Client, step: Step) -> Any:
    match step:
        case Ask(call):
            try:
                return call(client)
            except NotFoundError:
                return None
        case Take(items, count):
            return list(islice(items, count))
        case Pause(seconds):
            return time.sleep(seconds)
    return [_given(client, ask) for ask in step]


async def arun(client: AsyncClient, plan: Plan[T]) -> T:
    """Makes the calls of a plan on an event loop, and returns its result."""
    try:
        step = next(plan)
        while True:
            try:
                given = await _agiven(client, step)
            except Exception as error:
                step = plan.throw(error)
            else:
                step = plan.send(given)
    except StopIteration as end:
        result: T = end.value
        return result


async def alisted(client: AsyncClient, plan: Plan[None]) -> AsyncIterator[Any]:
    """Makes the calls of a listing on an event loop as it is read."""
    step = next(plan, None)
    while step is not None:
        given = None
        if isinstance(step, Found):
            yield step.value
        else:
            given = await _agiven(client, step)
        try:
            step = plan.send(given)
        except StopIteration:
            return


async def _agiven(client: AsyncClient, step: Step) -> Any:
    match step:
        case Ask(call):
            try:
                answer = call(client)
                # A listing is an iterator, which is not awaited.
                return await answer if asyncio.iscoroutine(answer) else answer
            except NotFoundError:
                return None
        case Take(items, count):
            taken: list[Any] = []
            async for item in items:
                taken.append(item)
                if len(taken) == count:
                    break
            return taken
        case Pause(seconds):
            return await asyncio.sleep(seconds)
    return list(await asyncio.gather(*(_agiven(client, ask) for ask in step)))
