"""One round trip of each client; run by test_runtimes.py with the protobuf and grpcio of another environment."""

from __future__ import annotations

import asyncio
import importlib
import json
import pkgutil
import sys
from importlib.metadata import version

import minoots
from minoots import AckOutcome, AsyncClient, Client, InvalidError, NewTimer, NewWatchdog

# Modules that need the packages of an extra.
EXTRAS = ("langchain", "langgraph", "llamaindex", "openai_agents", "_tools", "_arguments")


def import_all() -> int:
    found = pkgutil.walk_packages(minoots.__path__, "minoots.")
    names = [module.name for module in found if not module.name.removeprefix("minoots.").startswith(EXTRAS)]
    for name in names:
        importlib.import_module(name)
    return len(names)


def blocking(endpoint: str, name: str) -> None:
    with Client(endpoint) as client:
        new = NewTimer(name, delay="1h", queue=name, json={"cups": 2}, watchdog=NewWatchdog())
        created = client.create(new).timer
        assert client.get(created) == created
        try:
            client.create(NewTimer("", delay="1h"))
        except InvalidError as error:
            assert [field.path for field in error.fields] == ["name"]
        with client.submit() as submitter:
            submitter.create(NewTimer(name, delay="0s", queue=name, json={"cups": 2})).result(10)
        with client.consume(name, verify=True) as consumer:
            delivery = consumer.receive("10s")
            assert delivery and delivery.event.data() == {"cups": 2}
            assert delivery.ack() is AckOutcome.SETTLED


async def on_a_loop(endpoint: str, name: str) -> None:
    async with AsyncClient(endpoint) as client:
        created = (await client.create(NewTimer(name, delay="0s", queue=name))).timer
        assert (await client.get(created)).name == name
        async with client.consume(name, verify=True) as consumer:
            delivery = await consumer.receive("10s")
            assert delivery and await delivery.ack() is AckOutcome.SETTLED


if __name__ == "__main__":
    where, queue = sys.argv[1:]
    modules = import_all()
    blocking(where, queue)
    asyncio.run(on_a_loop(where, f"{queue}-loop"))
    packages = ("grpcio", "protobuf", "googleapis-common-protos", "cryptography")
    print(json.dumps({"modules": modules, "versions": {name: version(name) for name in packages}}))
