"""Plans of calls, written once for a blocking and an asynchronous client. A listing is read to its end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
Call = Callable[[Any], Any]
"""One call of a given client."""
Plan = Generator[Call, Any, T]


def run(client: object, plan: Plan[T]) -> T:
    """Makes the calls of a plan, and returns its result."""
    try:
        call = next(plan)
        while True:
            try:
                given = call(client)
                given = list(given) if isinstance(given, Iterator) else given
            except Exception as error:
                call = plan.throw(error)
            else:
                call = plan.send(given)
    except StopIteration as end:
        result: T = end.value
        return result


async def arun(client: object, plan: Plan[T]) -> T:
    """Makes the calls of a plan on an event loop, and returns its result."""
    try:
        call = next(plan)
        while True:
            try:
                given = call(client)
                given = await (_collected(given) if isinstance(given, AsyncIterator) else given)
            except Exception as error:
                call = plan.throw(error)
            else:
                call = plan.send(given)
    except StopIteration as end:
        result: T = end.value
        return result


async def _collected(pages: AsyncIterator[Any]) -> list[Any]:
    return [one async for one in pages]
