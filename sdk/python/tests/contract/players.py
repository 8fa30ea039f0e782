"""Plays a scenario with a client of either kind. Blocking calls run in their own threads."""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import time
import uuid
from collections.abc import Callable
from typing import Any

from minoots import AsyncClient, AsyncConsumer, AsyncDelivery, Client, Consumer, Delivery, MinootsError

from .calls import ANSWERS, CALLS, received
from .scenarios import Scenario, at_path, filled, misfit, refusal_misfit

PAUSE_SECONDS = 0.1


def _ms(milliseconds: int) -> str:
    return f"{milliseconds}ms"


class MisfitError(Exception):
    """A step had another result than the scenario expects."""


class Blocking:
    """Calls of a ``Client``."""

    def __init__(self, endpoints: list[str], threads: concurrent.futures.Executor) -> None:
        self._client = Client(endpoints, deadline="20s", retry_burst=1000)
        self._threads = threads

    async def _off(self, call: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    async def call(self, name: str, given: dict[str, Any]) -> Any:
        def answered() -> Any:
            answer = CALLS[name](self._client, given)
            return list(answer) if hasattr(answer, "__next__") else answer

        return await self._off(answered)

    async def consume(self, queue: str) -> Consumer:
        return self._client.consume(queue)

    async def receive(self, consumer: Consumer, timeout: str) -> Delivery | None:
        delivery: Delivery | None = await self._off(functools.partial(consumer.receive, timeout))
        return delivery

    async def tell(self, delivery: Delivery, call: str, given: dict[str, Any]) -> Any:
        return await self._off(lambda: _tell(delivery, call, given))

    async def leave(self, consumer: Consumer) -> None:
        await self._off(consumer.close)

    async def close(self) -> None:
        await self._off(self._client.close)


class Looping:
    """Calls of an ``AsyncClient``."""

    def __init__(self, endpoints: list[str], _: concurrent.futures.Executor) -> None:
        self._client = AsyncClient(endpoints, deadline="20s", retry_burst=1000)

    async def call(self, name: str, given: dict[str, Any]) -> Any:
        answer = CALLS[name](self._client, given)
        return [one async for one in answer] if hasattr(answer, "__anext__") else await answer

    async def consume(self, queue: str) -> AsyncConsumer:
        return self._client.consume(queue)

    async def receive(self, consumer: AsyncConsumer, timeout: str) -> AsyncDelivery | None:
        return await consumer.receive(timeout)

    async def tell(self, delivery: AsyncDelivery, call: str, given: dict[str, Any]) -> Any:
        return await _tell(delivery, call, given)

    async def leave(self, consumer: AsyncConsumer) -> None:
        await consumer.close()

    async def close(self) -> None:
        await self._client.close()


CLIENTS: dict[str, Any] = {"blocking": Blocking, "looping": Looping}


def _tell(delivery: Any, call: str, given: dict[str, Any]) -> Any:
    match call:
        case "ack":
            return delivery.ack()
        case "nack":
            return delivery.nack(given["reason"], delay=_ms(given["delay_ms"]))
    return delivery.extend(_ms(given["time_ms"]))


class Run:
    """One run of a scenario with one client."""

    def __init__(self, scenario: Scenario, caller: Any) -> None:
        self.scenario = scenario
        self.failure: str | None = None
        self._caller = caller
        self._names: dict[str, Any] = {"run": f"c{uuid.uuid4().hex[:14]}"}
        self._consumers: dict[str, Any] = {}
        self._deliveries: dict[str, Any] = {}

    async def play(self, first: int, steps: list[dict[str, Any]]) -> None:
        """Plays consecutive steps; ``first`` is the number of the first. Stops after a failure."""
        for number, step in enumerate(steps, first):
            if self.failure:
                return
            try:
                await self._step(step)
            except Exception as error:  # whatever it is, it is this scenario's failure
                self.failure = f"step {number}, {step['call']}: {type(error).__name__}: {error}"

    async def end(self) -> None:
        for consumer in self._consumers.values():
            await self._caller.leave(consumer)

    async def _step(self, step: dict[str, Any]) -> None:
        if "race" in step:
            return await self._race(step)
        expected = filled({name: step[name] for name in ("answer", "refusal") if name in step}, self._names)
        over = time.monotonic() + step.get("within_ms", 0) / 1000
        while True:
            came = await self._call(step["call"], filled(step["with"], self._names))
            wrong = _wrong(came, expected)
            if wrong is None:
                break
            if time.monotonic() >= over:
                raise MisfitError(wrong)
            await asyncio.sleep(PAUSE_SECONDS)
        for name, path in step.get("keep", {}).items():
            self._names[name] = at_path(came, path)
        return None

    async def _race(self, step: dict[str, Any]) -> None:
        callers = [
            self._call(step["call"], filled(step["with"], self._names | {"caller": number}))
            for number in range(step["race"])
        ]
        came = await asyncio.gather(*callers)
        answered = [one for one in came if not isinstance(one, MinootsError)]
        if len(answered) != step["answered"]:
            raise MisfitError(f"{len(answered)} were answered: {came!r}")
        for one in came:
            kind = "refusal" if isinstance(one, MinootsError) else "answer"
            if wrong := _wrong(one, filled({kind: step[kind]}, self._names)):
                raise MisfitError(wrong)

    async def _call(self, call: str, given: dict[str, Any]) -> dict[str, Any] | MinootsError:
        try:
            if call == "receive":
                return await self._receive(given)
            if call in ("ack", "nack", "extend"):
                answer = await self._caller.tell(self._deliveries[given["delivery"]], call, given)
            else:
                answer = await self._caller.call(call, given)
        except MinootsError as error:
            return error
        return ANSWERS[call](answer)

    async def _receive(self, given: dict[str, Any]) -> dict[str, Any]:
        queue = given["queue"]
        if queue not in self._consumers:
            self._consumers[queue] = await self._caller.consume(queue)
        delivery = await self._caller.receive(self._consumers[queue], _ms(given["timeout_ms"]))
        self._deliveries[given["as"]] = delivery
        return received(delivery)


def _wrong(came: dict[str, Any] | MinootsError, expected: dict[str, Any]) -> str | None:
    if isinstance(came, MinootsError):
        if "refusal" not in expected:
            return f"refused: {type(came).__name__}: {came}"
        return refusal_misfit(expected["refusal"], came)
    if "answer" not in expected:
        return f"answered: {came!r}"
    return misfit(expected["answer"], came)
