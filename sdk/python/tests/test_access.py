"""API keys against a node that requires them: the permissions of each role, refusals, and expired or revoked keys."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import grpc
import pytest

from minoots import (
    AckOutcome,
    AsyncClient,
    CancelOutcome,
    Client,
    DeliveryInfo,
    InvalidError,
    MinootsError,
    NewTimer,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    RefusedError,
    RescheduleOutcome,
    Tail,
    TailFrom,
    TimerFilter,
    UnauthenticatedError,
    WaitUntil,
    Worker,
)
from minoots._credential import metadata
from minoots._fault import Fault, in_doubt
from minoots.langchain import MinootsListTimers, minoots_tools
from minoots.llamaindex import MinootsToolSpec

from .conftest import Guarded, Node
from .test_docs import README, blocks
from .test_parts import Error

MISSING, INVALID, ROLE = "CREDENTIALS_MISSING", "CREDENTIALS_INVALID", "ROLE_INSUFFICIENT"
# A well-formed key that no server issued.
STRANGER = "mnt_AAAAAAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_AAAAAA"
END_SECONDS = 60


def await_events(tail: Tail, timers: set[str]) -> None:
    """Reads until each of these timers had an event. Other tests of this process use the same node."""
    while timers:
        timers = timers - {next(tail).event.timer_id}


def test_a_writer_may_do_everything_that_is_a_tenants(guarded: Guarded, writer: str, name: str) -> None:
    with Client(guarded.endpoint, api_key=writer) as client:
        with client.tail(TailFrom.START, types=["timer.fired"], verify=True) as tail:
            first = NewTimer(name, delay="0s", queue=name)
            assert client.create(first).timer.tenant == "acme"
            later, moved = NewTimer(name, delay="1h", queue=name), NewTimer(name, delay="1h", queue=name)
            client.create_many([later, moved])
            assert client.get(later.id).name == name
            assert len(list(client.list(TimerFilter(queue=name)))) == 3
            assert client.cancel(later.id).outcome is CancelOutcome.CANCELLED
            assert client.reschedule(moved.id, delay="0s").outcome is RescheduleOutcome.RESCHEDULED
            assert client.wait(moved.id, timeout="5s").reached
            with client.submit() as submitter:
                submitted = submitter.create(NewTimer(name, delay="1h", queue=name)).result(10)
            assert client.cancel_many(TimerFilter(queue=name)).cancelled == 1
            with client.consume(name, verify=True) as consumer:
                taken = [consumer.receive("5s") for _ in range(2)]
                for delivery in taken:
                    assert delivery and delivery.ack() is AckOutcome.SETTLED
            await_events(tail, {first.id, moved.id})
            assert submitted.timer.id not in {first.id, moved.id}
        assert client.ack(taken[0].event.id, taken[0].fence) is AckOutcome.ALREADY_SETTLED if taken[0] else False
        assert client.verification_keys() and client.limits() and client.version()
        assert client.lateness_stats()


async def test_a_writer_may_do_everything_on_an_event_loop(guarded: Guarded, writer: str, name: str) -> None:
    async with AsyncClient(guarded.endpoint, api_key=writer) as client:
        async with client.tail(types=["timer.scheduled"]) as tail, client.submit() as submitter:
            created = (await submitter.create(NewTimer(name, delay="0s", queue=name))).timer
            while (await anext(tail)).event.timer_id != created.id:
                pass
            async with client.consume(name) as consumer:
                delivery = await consumer.receive("5s")
                assert delivery and await delivery.ack() is AckOutcome.SETTLED
        assert [timer.id async for timer in client.list(TimerFilter(queue=name))] == [created.id]


async def test_a_worker_and_the_tools_show_the_key_of_the_environment(
    guarded: Guarded, writer: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINOOTS_ENDPOINT", guarded.endpoint)
    monkeypatch.setenv("MINOOTS_API_KEY", f" {writer}\n")
    worker, got = Worker(), asyncio.Event()
    loop = asyncio.get_running_loop()
    worker.on("timer.fired", queue=name)(lambda _: loop.call_soon_threadsafe(got.set))
    serving = asyncio.create_task(worker.serve())
    schedule = minoots_tools(queue=name)[0]
    await schedule.ainvoke({"name": name, "delay": "0s"})
    await asyncio.wait_for(got.wait(), 10)
    worker.stop()
    await asyncio.wait_for(serving, 10)


def calls(client: Client, name: str) -> list[Callable[[], object]]:
    """Returns one call of each kind."""
    return [
        lambda: client.create(NewTimer(name, delay="1h")),
        lambda: list(client.list()),
        lambda: client.wait("x", timeout="5s"),
        lambda: client.submit().create(NewTimer(name, delay="1h")).result(END_SECONDS),
        lambda: next(client.tail()),
        lambda: client.consume(name).receive("20s"),
    ]


@pytest.mark.parametrize(
    ("key", "reason", "words"),
    [
        (None, MISSING, "Give the client api_key, or set MINOOTS_API_KEY"),
        (STRANGER, INVALID, "Compare api_key, or MINOOTS_API_KEY, with where the key was kept"),
    ],
)
def test_no_key_and_a_wrong_key_are_refused_once_with_the_way_out(
    guarded: Guarded, name: str, key: str | None, reason: str, words: str
) -> None:
    with Client(guarded.endpoint, api_key=key, deadline="30s") as client:
        for call in calls(client, name):
            begun = time.monotonic()
            with pytest.raises(UnauthenticatedError) as refused:
                call()
            assert time.monotonic() - begun < 15
            assert refused.value.reason == reason and refused.value.code is grpc.StatusCode.UNAUTHENTICATED
            assert words in str(refused.value) and STRANGER not in str(refused.value)


async def test_a_write_on_a_stream_that_is_refused_is_in_no_doubt(guarded: Guarded, name: str) -> None:
    """The client notices the end of the stream earlier or later; so many rounds cover both cases."""
    for _ in range(30):
        async with AsyncClient(guarded.endpoint) as loop_client, loop_client.submit() as loop_submitter:
            with pytest.raises(UnauthenticatedError):
                await loop_submitter.create(NewTimer(name, delay="1h"))
        client = Client(guarded.endpoint)
        writing = client.submit().create(NewTimer(name, delay="1h"))
        with pytest.raises(UnauthenticatedError):
            await asyncio.wrap_future(writing)
        client.close()


@pytest.mark.parametrize(("key", "reason"), [(None, MISSING), (STRANGER, INVALID)])
async def test_no_key_and_a_wrong_key_end_streams_of_event_loops_and_workers(
    guarded: Guarded, name: str, key: str | None, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(guarded.endpoint, api_key=key)
    worker.on("timer.fired", queue=name)(lambda _: None)
    async with AsyncClient(guarded.endpoint, api_key=key) as client:
        for call in (
            client.create(NewTimer(name, delay="1h")),
            client.submit().create(NewTimer(name, delay="1h")),
            anext(client.tail()),
            client.consume(name).receive(),
            worker.serve(),
        ):
            with pytest.raises(UnauthenticatedError) as refused:
                await asyncio.wait_for(call, END_SECONDS)
            assert refused.value.reason == reason
    # The client sends nothing before a stream is open, so it opens no second stream to learn the reason.
    assert "is made again" not in caplog.text and "was destroyed" not in caplog.text, caplog.text


def test_a_viewer_reads_and_is_told_what_it_may_not(guarded: Guarded, writer: str, name: str) -> None:
    with Client(guarded.endpoint, api_key=writer) as client:
        timer = client.create(NewTimer(name, delay="1h", queue=name)).timer
    viewer = guarded.new_key("viewer")[1]
    with Client(guarded.endpoint, api_key=viewer) as client:
        assert client.get(timer).name == name
        with client.tail(TailFrom.START) as tail:
            assert next(tail)
        for call, permission in (
            (lambda: client.create(NewTimer(name, delay="1h")), "timer.write"),
            (lambda: client.submit().create(NewTimer(name, delay="1h")).result(10), "timer.write"),
            (lambda: client.cancel(timer), "timer.cancel"),
            (lambda: client.consume(name).receive("5s"), "event.consume"),
        ):
            with pytest.raises(PermissionDeniedError) as refused:
                call()
            assert refused.value.reason == ROLE and refused.value.metadata.get("permission", permission) == permission
            assert permission in str(refused.value) and "Use a key with a role that has" in str(refused.value)
        assert client.get(timer).state_version == timer.state_version


async def test_a_worker_with_a_viewers_key_ends(guarded: Guarded, name: str) -> None:
    worker = Worker(guarded.endpoint, api_key=guarded.new_key("viewer")[1])
    worker.on("timer.fired", queue=name)(lambda _: None)
    with pytest.raises(PermissionDeniedError, match=r"event\.consume"):
        await asyncio.wait_for(worker.serve(), END_SECONDS)


def test_another_tenants_timer_is_no_timer(guarded: Guarded, writer: str, name: str) -> None:
    with Client(guarded.endpoint, api_key=writer) as client:
        timer = client.create(NewTimer(name, delay="1h")).timer
    other = guarded.new_key("writer", "umbrella")[1]
    with Client(guarded.endpoint, api_key=other) as client, pytest.raises(NotFoundError):
        client.get(timer)


async def test_a_key_that_is_revoked_while_a_worker_consumes_ends_the_worker(
    guarded: Guarded, writer: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    key_id, key = guarded.new_key("writer")
    worker = Worker(guarded.endpoint, api_key=key)
    handled: asyncio.Queue[str] = asyncio.Queue()

    @worker.on("timer.fired", queue=name)
    async def handle(job: DeliveryInfo) -> None:
        handled.put_nowait(job.event.timer_id)

    serving = asyncio.create_task(worker.serve())
    async with AsyncClient(guarded.endpoint, api_key=writer) as client:
        timer = (await client.create(NewTimer(name, delay="0s", queue=name))).timer
        assert await asyncio.wait_for(handled.get(), 10) == timer.id
        assert (await client.wait(timer, until=WaitUntil.ENDED, timeout="10s")).reached
        with caplog.at_level(logging.INFO):
            await asyncio.to_thread(guarded.revoke, key_id)
            with pytest.raises(UnauthenticatedError) as ended:
                await asyncio.wait_for(serving, END_SECONDS)
        assert ended.value.reason == INVALID and key not in str(ended.value) + repr(ended.value) + caplog.text
        assert "is made again" not in caplog.text
        # Other consumers may take events that come due now.
        await client.create(NewTimer(name, delay="0s", queue=name))
        async with client.consume(name) as consumer:
            assert await consumer.receive("5s")
    assert handled.empty()


def test_a_key_that_is_revoked_ends_the_streams_it_opened(guarded: Guarded, writer: str, name: str) -> None:
    key_id, key = guarded.new_key("writer")
    with Client(guarded.endpoint, api_key=key) as client:
        tail, consumer, submitter = client.tail(types=["timer.fired"]), client.consume(name), client.submit()
        tail.__enter__()
        consumer.__enter__()
        timer = submitter.create(NewTimer(name, delay="0s", queue=name, ack_deadline="2s")).result(10).timer
        await_events(tail, {timer.id})
        delivery = consumer.receive("5s")
        assert delivery
        ended: list[MinootsError] = []

        def read(reading: Callable[[], object]) -> None:
            with contextlib.suppress(StopIteration):
                try:
                    while True:
                        reading()
                except MinootsError as error:
                    ended.append(error)

        readers = [threading.Thread(target=read, args=[reading]) for reading in (lambda: next(tail), consumer.__next__)]
        for reader in readers:
            reader.start()
        guarded.revoke(key_id)
        for reader in readers:
            reader.join(END_SECONDS)
            assert not reader.is_alive()
        assert [type(error) for error in ended] == [UnauthenticatedError] * 2
        with pytest.raises(UnauthenticatedError):
            delivery.ack()
        with Client(guarded.endpoint, api_key=writer) as other, other.consume(name) as heir:
            again = heir.receive("10s")
            assert again and again.event.id == delivery.event.id
        with pytest.raises(UnauthenticatedError):
            submitter.create(NewTimer(name, delay="1h")).result(10)
        submitter.close()


def test_the_readmes_example_with_a_key_does_what_it_says(guarded: Guarded, name: str, tmp_path: Path) -> None:
    (tmp_path / "example.py").write_text(blocks(README, "python")[1])
    tenant = f"{name}-readme"
    key_id, key = guarded.new_key("writer", tenant)
    (tmp_path / "minoots.key").write_text(f"{key}\n")
    with Client(guarded.endpoint, api_key=key) as client:
        client.create(NewTimer("tea", delay="1h"))

    def said() -> str:
        environment = {**os.environ, "MINOOTS_ENDPOINT": guarded.endpoint}
        command = [sys.executable, "example.py"]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True, timeout=30
        ).stdout

    assert said() == "['tea']\n"
    guarded.revoke(key_id, tenant)
    assert said().startswith("not with this key: this credential does not hold")


def test_an_argument_wins_over_the_environment_and_an_empty_variable_is_none(
    guarded: Guarded, node: Node, writer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINOOTS_API_KEY", STRANGER)
    with Client(guarded.endpoint, api_key=writer) as client:
        assert list(client.list(page_size=1)) is not None
    with Client(guarded.endpoint) as client, pytest.raises(UnauthenticatedError):
        client.get("x")
    # A node without required keys still checks a key that a caller sends.
    with Client(node.endpoint) as client, pytest.raises(UnauthenticatedError):
        client.get("x")
    for empty in ("", " \n"):
        monkeypatch.setenv("MINOOTS_API_KEY", empty)
        with Client(node.endpoint) as client, pytest.raises(NotFoundError):
            client.get("x")


WRONG = ["", " ", "mnt_a b", "mnt_a\nauthorization: x", "mnt_é", "mnt_a\x00", "Bearer mnt_a", b"mnt_a", 7]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_invalid_keys_are_refused_at_once_and_not_shown(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    makers: list[Callable[[], object]] = [
        lambda: Client(api_key=wrong),
        lambda: AsyncClient(api_key=wrong),
        lambda: Worker(api_key=wrong),
        lambda: minoots_tools(api_key=wrong),
        lambda: MinootsListTimers(api_key=wrong),
        lambda: MinootsToolSpec(api_key=wrong),
    ]
    for make in makers:
        with pytest.raises(InvalidError) as refused:
            make()
        assert refused.value.fields[0].path == "api_key" and "mnt_a" not in str(refused.value)
    if isinstance(wrong, str) and wrong.strip() and "\x00" not in wrong:
        monkeypatch.setenv("MINOOTS_API_KEY", wrong)
        with pytest.raises(InvalidError, match="MINOOTS_API_KEY ") as refused:
            Client()
        assert "mnt_a" not in str(refused.value)


def below(trace: TracebackType | None) -> list[str]:
    """Returns the variables of every frame but this file's, as a traceback with variables shows them."""
    shown = []
    while trace is not None:
        if trace.tb_frame.f_code.co_filename != __file__:
            shown.append(repr(trace.tb_frame.f_locals))
        trace = trace.tb_next
    return shown


def test_a_key_is_in_nothing_that_is_shown(guarded: Guarded, writer: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client, worker = Client(guarded.endpoint, api_key=writer), Worker(guarded.endpoint, api_key=writer)
        tools = [*minoots_tools(client), MinootsListTimers(api_key=writer), MinootsToolSpec(api_key=writer)]
        with pytest.raises(NotFoundError) as missing:
            client.get("x")
        holders = [client, worker, client.core, client.endpoints.route(), *tools]
        shown = [repr(one) + str(one) + repr(vars(one)) for one in holders]
        shown += [repr(tool.model_dump()) for tool in tools if isinstance(tool, MinootsListTimers)]
        shown += below(missing.tb) + below(
            missing.value.__context__.__traceback__ if missing.value.__context__ else None
        )
        client.close()
    secret = writer.split("_")[2]
    assert "'...'" in repr(client.core) and metadata(writer) == (("authorization", f"Bearer {writer}"),)
    assert len(shown) > 15 and not [text for text in [*shown, caplog.text] if secret in text]


def test_the_tools_say_in_words_that_the_key_is_the_matter(guarded: Guarded, writer: str, name: str) -> None:
    viewer = guarded.new_key("viewer")[1]
    with Client(guarded.endpoint, api_key=viewer) as client:
        answer = MinootsToolSpec(client).to_tool_list()[0](name=name, delay="1h").raw_output
    assert answer["error"] == ROLE and "timer.write" in answer["message"]
    assert answer["do"].startswith("Calling again does not help. Tell whoever runs these tools: Use a key with a role")
    with Client(guarded.endpoint, api_key=STRANGER) as client:
        assert f'"error": "{INVALID}"' in minoots_tools(client)[2].invoke({})
    with Client(guarded.endpoint, api_key=viewer) as client, pytest.raises(InvalidError, match="beside client"):
        minoots_tools(client, api_key=writer)


def test_the_tools_take_a_key_of_their_own(
    guarded: Guarded, writer: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINOOTS_ENDPOINT", guarded.endpoint)
    assert name in minoots_tools(api_key=writer)[0].invoke({"name": name, "delay": "1h"})
    assert name in MinootsListTimers(api_key=writer).invoke({"name_prefix": name})
    spec = MinootsToolSpec(api_key=writer)
    assert [timer["name"] for timer in spec.to_tool_list()[2](name_prefix=name).raw_output["timers"]] == [name]


def test_refusals_of_keys_are_final_also_when_no_server_said_so() -> None:
    for code, kind in (
        (grpc.StatusCode.UNAUTHENTICATED, UnauthenticatedError),
        (grpc.StatusCode.PERMISSION_DENIED, PermissionDeniedError),
    ):
        fault = Fault.of(Error(code, "Received http2 header with status: 401"))
        assert not fault.is_transient and not fault.may_have_happened
        error = fault.error("r1")
        assert type(error) is kind and isinstance(error, RefusedError) and kind("").way_out in str(error)
        assert type(in_doubt(error)) is OutcomeUnknownError and in_doubt(error).request_id == "r1"
    assert "adds an authorization header" in str(UnauthenticatedError("two", reason="CREDENTIALS_AMBIGUOUS"))
    assert "Use a key of the tenant" in str(PermissionDeniedError("not yours", reason="TENANT_FORBIDDEN"))
