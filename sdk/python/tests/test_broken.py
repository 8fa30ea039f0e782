"""Broken connections, killed nodes and servers that do not lead."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import time
from collections.abc import Iterator

import grpc
import pytest
from google.protobuf.any_pb2 import Any as ProtoAny
from google.rpc import error_details_pb2, status_pb2

from minoots import (
    AckOutcome,
    AsyncClient,
    Client,
    InternalError,
    LogEvent,
    NewTimer,
    NotFoundError,
    OutcomeUnknownError,
    RefusedError,
    UnavailableError,
)
from minoots._proto.timer.v1 import timer_service_pb2 as api

from .conftest import Node, free_port

TIMERS = 60


def test_blocking_streams_go_on_where_they_were_when_a_node_was_killed(mortal: Node, name: str) -> None:
    with Client(mortal.endpoint, deadline="20s") as client:
        with client.tail(types=["timer.scheduled"]) as tail, client.submit() as submitter:
            first = [submitter.create(NewTimer(name, delay="0s", queue=name)) for _ in range(TIMERS)]
            concurrent.futures.wait(first)
            with client.consume(name) as consumer:
                held = [consumer.receive("5s") for _ in range(3)]
                mortal.kill()
                more = [submitter.create(NewTimer(name, delay="0s", queue=name)) for _ in range(TIMERS)]
                acks = [threading.Thread(target=delivery.ack) for delivery in held if delivery]
                for ack in acks:
                    ack.start()
                time.sleep(0.2)
                mortal.start()
                for ack in acks:
                    ack.join(15)
                    assert not ack.is_alive()
                ids = [future.result(15).timer.id for future in [*first, *more]]
                taken = {delivery.event.timer_id for delivery in held if delivery}
                while len(taken) < 2 * TIMERS:
                    delivery = consumer.receive("15s")
                    assert delivery, len(taken)
                    assert delivery.ack() in (AckOutcome.SETTLED, AckOutcome.ALREADY_SETTLED)
                    taken.add(delivery.event.timer_id)
            assert taken == set(ids)
            tailed: list[LogEvent] = [next(tail) for _ in range(2 * TIMERS)]
        assert [event.event.timer_id for event in tailed] == sorted(ids, key=[e.event.timer_id for e in tailed].index)
        assert len({event.sequence for event in tailed}) == 2 * TIMERS


async def test_streams_of_event_loops_go_on_where_they_were_when_a_node_was_killed(mortal: Node, name: str) -> None:
    async with AsyncClient(mortal.endpoint, deadline="20s") as client:
        async with client.tail(types=["timer.scheduled"]) as tail, client.submit() as submitter:
            timers = [NewTimer(name, delay="0s", queue=name) for _ in range(2 * TIMERS)]
            await asyncio.gather(*(submitter.create(timer) for timer in timers[:TIMERS]))
            async with client.consume(name) as consumer:
                held = [await consumer.receive("5s") for _ in range(3)]
                mortal.kill()
                more = asyncio.gather(*(submitter.create(timer) for timer in timers[TIMERS:]))
                acks = asyncio.gather(*(delivery.ack() for delivery in held if delivery))
                await asyncio.sleep(0.2)
                mortal.start()
                assert set(await acks) <= {AckOutcome.SETTLED, AckOutcome.ALREADY_SETTLED}
                await more
                taken = {delivery.event.timer_id for delivery in held if delivery}
                while len(taken) < 2 * TIMERS:
                    delivery = await consumer.receive("15s")
                    assert delivery, len(taken)
                    await delivery.ack()
                    taken.add(delivery.event.timer_id)
            assert taken == {timer.id for timer in timers}
            tailed = [await anext(tail) for _ in range(2 * TIMERS)]
        assert {event.event.timer_id for event in tailed} == taken


def test_calls_and_waits_outlast_a_restart(mortal: Node, name: str) -> None:
    with Client(mortal.endpoint) as client:
        timer = client.create(NewTimer(name, delay="2s", queue=None)).timer
        with concurrent.futures.ThreadPoolExecutor() as pool:
            waiting = pool.submit(client.wait, timer, timeout="15s")
            mortal.kill()
            created = pool.submit(client.create, NewTimer(name, delay="1h"))
            time.sleep(0.2)
            mortal.start()
            assert not created.result(15).existing
            assert waiting.result(15).reached


class Scripted:
    """A server with scripted responses."""

    def __init__(self) -> None:
        self.leader = ""
        self.refusals: list[tuple[grpc.StatusCode, str]] = []
        self.silent_seconds = 0.0
        self.calls: list[api.CreateTimerRequest] = []
        self.server = grpc.server(concurrent.futures.ThreadPoolExecutor(4))
        answer = grpc.unary_unary_rpc_method_handler(
            self._create,
            request_deserializer=api.CreateTimerRequest.FromString,
            response_serializer=api.CreateTimerResponse.SerializeToString,
        )
        service = grpc.method_handlers_generic_handler("minoots.timer.v1.TimerService", {"CreateTimer": answer})
        self.server.add_generic_rpc_handlers((service,))
        self.url = f"http://127.0.0.1:{self.server.add_insecure_port('127.0.0.1:0')}"
        self.server.start()

    def _create(self, request: api.CreateTimerRequest, context: grpc.ServicerContext) -> api.CreateTimerResponse:
        self.calls.append(request)
        if self.silent_seconds:
            time.sleep(self.silent_seconds)
        if self.leader or self.refusals:
            code, reason = self.refusals.pop(0) if self.refusals else (grpc.StatusCode.UNAVAILABLE, "NOT_LEADER")
            self._refuse(context, code, reason)
        answer = api.CreateTimerResponse(commit_index=1)
        answer.timer.id = request.id
        return answer

    def _refuse(self, context: grpc.ServicerContext, code: grpc.StatusCode, reason: str) -> None:
        info, retry = error_details_pb2.ErrorInfo(reason=reason), error_details_pb2.RetryInfo()
        retry.retry_delay.nanos = 100_000_000
        status = status_pb2.Status(code=code.value[0], message="scripted")
        for detail in (info, retry):
            packed = ProtoAny()
            packed.Pack(detail)
            status.details.append(packed)
        trailers: list[tuple[str, str | bytes]] = []
        if reason:
            trailers.append(("grpc-status-details-bin", status.SerializeToString()))
        if self.leader:
            trailers.append(("minoots-leader", self.leader))
        context.set_trailing_metadata(tuple(trailers))
        context.abort(code, "scripted")


@pytest.fixture
def two() -> Iterator[tuple[Scripted, Scripted]]:
    servers = Scripted(), Scripted()
    yield servers
    for server in servers:
        server.server.stop(None).wait()


def test_a_refusal_that_names_the_leader_is_followed_and_remembered(two: tuple[Scripted, Scripted]) -> None:
    follower, leader = two
    follower.leader = leader.url
    with Client(follower.url, retry_burst=0) as client:
        for _ in range(3):
            client.create(NewTimer("tea", delay="1s"))
    assert (len(follower.calls), len(leader.calls)) == (1, 3)
    assert follower.calls[0] == leader.calls[0]


async def test_a_loops_client_follows_the_leader_too(two: tuple[Scripted, Scripted]) -> None:
    follower, leader = two
    follower.leader = leader.url
    async with AsyncClient(follower.url, retry_burst=0) as client:
        for _ in range(3):
            await client.create(NewTimer("tea", delay="1s"))
    assert (len(follower.calls), len(leader.calls)) == (1, 3)


def test_the_next_server_is_asked_when_the_first_is_gone(two: tuple[Scripted, Scripted]) -> None:
    with Client([f"http://127.0.0.1:{free_port()}", two[0].url]) as client:
        timer = NewTimer("tea", delay="1s")
        assert client.create(timer).timer.id == timer.id


def test_the_servers_delay_is_waited_out_and_the_same_request_sent_again(two: tuple[Scripted, Scripted]) -> None:
    server = two[0]
    server.refusals = [(grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED")] * 3
    with Client(server.url) as client:
        begun = time.monotonic()
        client.create(NewTimer("tea", delay="1s"))
        assert time.monotonic() - begun >= 0.3
    assert len(server.calls) == 4 and all(call == server.calls[0] for call in server.calls)


def test_the_budget_ends_retries(two: tuple[Scripted, Scripted]) -> None:
    server = two[0]
    server.refusals = [(grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED")] * 9
    with Client(server.url, retry_burst=2) as client, pytest.raises(RefusedError) as refused:
        client.create(NewTimer("tea", delay="1s"))
    assert len(server.calls) == 3
    assert refused.value.retry_delay and refused.value.retry_delay.total_seconds() == 0.1


def test_permanent_errors_are_not_retried(two: tuple[Scripted, Scripted]) -> None:
    server = two[0]
    server.refusals = [(grpc.StatusCode.NOT_FOUND, "TIMER"), (grpc.StatusCode.INTERNAL, "INTERNAL")]
    with Client(server.url) as client:
        with pytest.raises(NotFoundError):
            client.create(NewTimer("tea", delay="1s"))
        with pytest.raises(InternalError):
            client.create(NewTimer("tea", delay="1s"))
    assert len(server.calls) == 2


def test_a_server_that_hangs_is_left_and_a_lost_answer_is_told_as_unknown(two: tuple[Scripted, Scripted]) -> None:
    hanging, other = two
    hanging.silent_seconds = 4
    with Client([hanging.url, other.url], deadline="6s") as client:
        begun = time.monotonic()
        client.create(NewTimer("tea", delay="1s"))
        assert time.monotonic() - begun < 4 and len(other.calls) == 1
    with Client(hanging.url, deadline="300ms") as client, pytest.raises(OutcomeUnknownError, match=hanging.url):
        client.create(NewTimer("tea", delay="1s"))


async def test_a_loops_lost_answer_is_told_as_unknown(two: tuple[Scripted, Scripted]) -> None:
    two[0].refusals = [(grpc.StatusCode.CANCELLED, ""), (grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN")]
    async with AsyncClient(two[0].url, retry_percent=0, retry_burst=1) as client:
        with pytest.raises(OutcomeUnknownError):
            await client.create(NewTimer("tea", delay="1s"))
        two[0].refusals = [(grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN")]
        with pytest.raises(UnavailableError):
            await client.create(NewTimer("tea", delay="1s"))
