"""Common mistakes of new users: no server, a wrong key or tenant, a delay without a unit, a fork, a proxy, a loop."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from minoots import (
    AsyncClient,
    BlockingCallWarning,
    Client,
    ClosedError,
    InvalidError,
    NewTimer,
    NotFoundError,
    UnauthenticatedError,
    UnavailableError,
)

from .conftest import Guarded, Node, free_port

FORKING = """
import os, sys
from minoots import Client, ForkedError

client = Client(sys.argv[1])
client.version()
child = os.fork()
if child == 0:
    try:
        client.version()
    except ForkedError as error:
        os._exit(0 if "Make the client after the fork" in str(error) else 2)
    os._exit(1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
client.version()
"""


def test_without_a_server_the_address_and_what_starts_one_are_named() -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    with Client(endpoint, deadline="2s") as client, pytest.raises(UnavailableError) as absent:
        client.create(NewTimer("tea", delay="3m"))
    assert endpoint in str(absent.value) and "`minoots dev` starts one" in str(absent.value)


def test_a_wrong_key_and_no_key_are_told_apart_and_each_has_a_way_out(guarded: Guarded, writer: str) -> None:
    other = writer[:-1] + ("a" if writer[-1] != "a" else "b")
    for key, words in ((other, "Compare api_key, or MINOOTS_API_KEY"), (None, "Give the client api_key")):
        with Client(guarded.endpoint, api_key=key) as client, pytest.raises(UnauthenticatedError, match=words):
            client.create(NewTimer("tea", delay="3m"))


def test_a_key_of_another_tenant_finds_nothing_and_cannot_tell_why(guarded: Guarded, writer: str, name: str) -> None:
    with Client(guarded.endpoint, api_key=writer) as client:
        client.create(NewTimer(name, delay="1h", id=name))
    said = []
    with Client(guarded.endpoint, api_key=guarded.new_key("writer", "umbrella")[1]) as client:
        for asked in (name, f"{name}-none"):
            with pytest.raises(NotFoundError) as unknown:
                client.get(asked)
            said.append(str(unknown.value).replace(asked, "it"))
        assert list(client.list()) == []
    assert said[0] == said[1]


@pytest.mark.parametrize(("delay", "words"), [("25", "has no unit"), ("25 s", "25s"), (25, "25"), ("soon", "1h30m")])
def test_a_delay_that_is_none_is_refused_before_it_is_sent_with_one_that_is(delay: str, words: str) -> None:
    with Client(f"http://127.0.0.1:{free_port()}") as client, pytest.raises(InvalidError) as refused:
        client.create(NewTimer("tea", delay=delay))
    assert [field.path for field in refused.value.fields] == ["delay"] and words in str(refused.value)


def test_a_client_in_a_forked_process_says_so_instead_of_hanging(node: Node) -> None:
    command = [sys.executable, "-W", "ignore", "-c", FORKING, node.endpoint]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr


def test_a_client_made_after_a_fork_works(node: Node) -> None:
    program = FORKING.replace("client = Client(sys.argv[1])\nclient.version()\n", "").replace(
        "        client.version()\n    except", "        Client(sys.argv[1]).version()\n        os._exit(0)\n    except"
    )
    program = program.replace("\nclient.version()\n", "\n")
    command = [sys.executable, "-c", program, node.endpoint]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr


def test_a_proxy_in_the_environment_is_followed_only_when_asked(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "no_grpc_proxy", "grpc_proxy", "https_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    with Client(node.endpoint) as client:
        assert client.version().version
    followed = pytest.raises(UnavailableError, match="The proxy named in http_proxy")
    with Client(node.endpoint, deadline="2s", follow_proxy=True) as client, followed:
        client.version()
    ignored = pytest.raises(UnavailableError, match="http_proxy is set and not followed")
    with Client(f"http://127.0.0.1:{free_port()}", deadline="2s") as client, ignored:
        client.version()


def test_a_client_of_another_event_loop_says_so(node: Node) -> None:
    client = AsyncClient(node.endpoint)

    async def once() -> None:
        async with client:
            await client.version()

    async def again() -> None:
        await client.version()

    asyncio.run(once())
    with pytest.raises(ClosedError, match="event loop"):
        asyncio.run(again())


async def test_blocking_streams_in_an_event_loop_work_and_warn(client: Client, name: str) -> None:
    with client.consume(name) as consumer, pytest.warns(BlockingCallWarning) as warned:
        assert consumer.receive("10ms") is None
    assert warned[0].filename == __file__
    with client.tail() as tail:
        tail.close()
        with pytest.warns(BlockingCallWarning):
            assert next(tail, None) is None


async def test_a_blocking_call_names_the_line_of_its_caller_however_deep_it_is(client: Client, name: str) -> None:
    document = f"{{name: {name}, phases: [{{id: draft, queue: {name}, to: [done]}}, {{id: done}}]}}"
    with pytest.warns(BlockingCallWarning) as warned:
        client.workflows.apply(document)
        client.workflows.start(name, id=name)
        assert [one.id for one in client.workflows.list(id_prefix=name)] == [name]
        client.workflows.complete(name)
        assert client.workflows.wait(name, timeout="10s").reached
        client.agents.register(name)
        with client.agents.beating(name) as beating:
            beating.tell(tokens=1)
    assert len(warned) >= 8 and {one.filename for one in warned} == {__file__}
