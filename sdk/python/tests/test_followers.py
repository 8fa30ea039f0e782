"""Followers relay the leader's responses unchanged: with grpcio, in plain text and over TLS."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration

from minoots import AsyncClient, Client, DeliveryInfo, NewTimer, WaitUntil, Worker
from minoots._proto.checkpoint.v1 import checkpoint_service_pb2 as checkpoint_api
from minoots._proto.checkpoint.v1.checkpoint_service_pb2_grpc import CheckpointServiceStub
from minoots._proto.event.v1 import event_service_pb2 as event_api
from minoots._proto.event.v1.event_service_pb2_grpc import EventServiceStub
from minoots._proto.lease.v1 import lease_service_pb2 as lease_api
from minoots._proto.lease.v1.lease_service_pb2_grpc import LeaseServiceStub
from minoots._proto.schedule.v1 import schedule_service_pb2 as schedule_api
from minoots._proto.schedule.v1.schedule_service_pb2_grpc import ScheduleServiceStub
from minoots._proto.timer.v1 import timer_service_pb2 as timer_api
from minoots._proto.timer.v1.timer_service_pb2_grpc import TimerServiceStub

from .conftest import Member, binary, free_port
from .test_cluster import leader

# Enough repetitions to meet a refusal that is malformed only sometimes.
TIMES = 50

# For each status that a node returns, a call that ends with it regardless of earlier calls.
REFUSED: list[tuple[type[Any], str, Any, grpc.StatusCode]] = [
    (TimerServiceStub, "CancelTimer", timer_api.CancelTimerRequest(id="none"), grpc.StatusCode.NOT_FOUND),
    (TimerServiceStub, "GetTimer", timer_api.GetTimerRequest(id="none"), grpc.StatusCode.NOT_FOUND),
    (TimerServiceStub, "CreateTimer", timer_api.CreateTimerRequest(id="!"), grpc.StatusCode.INVALID_ARGUMENT),
    (
        TimerServiceStub,
        "CreateTimer",
        timer_api.CreateTimerRequest(id="known", name="known", delay=Duration(seconds=7_200)),
        grpc.StatusCode.ALREADY_EXISTS,
    ),
    (
        CheckpointServiceStub,
        "PutCheckpoint",
        checkpoint_api.PutCheckpointRequest(execution="none", name="none", expected_version=7, data=b"{}"),
        grpc.StatusCode.ABORTED,
    ),
    (LeaseServiceStub, "GetLease", lease_api.GetLeaseRequest(id="none"), grpc.StatusCode.NOT_FOUND),
    (EventServiceStub, "Redrive", event_api.RedriveRequest(event_id="none"), grpc.StatusCode.NOT_FOUND),
    (LeaseServiceStub, "ReleaseLease", lease_api.ReleaseLeaseRequest(id="none"), grpc.StatusCode.INVALID_ARGUMENT),
    (
        ScheduleServiceStub,
        "DeleteSchedule",
        schedule_api.DeleteScheduleRequest(id="none"),
        grpc.StatusCode.NOT_FOUND,
    ),
]
# A stream that is refused before its first response.
STREAM = event_api.ConsumeRequest(open=event_api.ConsumeOpen(queue="work", credits=1_000_000))


def secured(directory: Path) -> list[Member]:
    """Three nodes with certificates for clients."""
    certs = directory / "certs"
    nodes = ",".join(f"{number}=127.0.0.1" for number in (1, 2, 3))
    make = [str(binary()), "cluster", "certs", "--out", str(certs), "--nodes", nodes]
    subprocess.run(make, check=True, capture_output=True)

    class Secured(Member):
        def command(self) -> list[str]:
            own = certs / f"node-{self.number}"
            shown = ["--tls-cert", str(own / "tls.pem"), "--tls-key", str(own / "tls.key")]
            shown += ["--ca-file", str(certs / "ca.pem"), "--peer-ca", str(certs / "peer-ca.pem")]
            return [
                *super().command(),
                *shown,
                "--peer-cert",
                str(own / "peer.pem"),
                "--peer-key",
                str(own / "peer.key"),
            ]

    peers = [free_port() for _ in range(3)]
    return [Secured(directory / f"n{number}", number, peers) for number in (1, 2, 3)]


@pytest.fixture
def secured_cluster(tmp_path: Path) -> Iterator[list[Member]]:
    members = secured(tmp_path)
    try:
        for member in members:
            member.start(wait=False)
        for member in members:
            member.ready()
            member.endpoint = f"https://127.0.0.1:{member.port}"
        yield members
    finally:
        for member in members:
            member.kill()


def refusal(call: grpc.Call) -> tuple[grpc.StatusCode, str, Any]:
    trailing = {key: value for key, value in call.trailing_metadata() or () if key == "grpc-status-details-bin"}
    return call.code(), call.details() or "", trailing


def refused(channel: grpc.Channel, case: int) -> tuple[grpc.StatusCode, str, Any]:
    stub, method, request, _ = REFUSED[case]
    with pytest.raises(grpc.RpcError) as raised:
        getattr(stub(channel), method)(request, timeout=10)
    assert isinstance(raised.value, grpc.Call)
    return refusal(raised.value)


def refused_stream(channel: grpc.Channel) -> tuple[grpc.StatusCode, str, Any]:
    stub: Any = EventServiceStub(channel)
    call = stub.Consume(iter([STREAM]), timeout=10)
    with pytest.raises(grpc.RpcError):
        next(call)
    return refusal(call)


def all_refusals(channels: list[grpc.Channel]) -> None:
    for case, (_, method, _, code) in enumerate(REFUSED):
        told = [refused(channel, case) for channel in channels]
        assert told[0][0] is code, (method, told[0])
        for number, one in enumerate(told):
            assert one == told[0], (method, number)
        for _ in range(TIMES):
            assert {refused(channel, case)[0] for channel in channels} == {code}, method
    for _ in range(TIMES):
        told = [refused_stream(channel) for channel in channels]
        assert told == [told[0]] * len(told)
        assert told[0][0] is grpc.StatusCode.INVALID_ARGUMENT


def test_grpcio_hears_through_a_follower_what_the_leader_says(cluster: list[Member]) -> None:
    with Client(cluster[0].endpoint) as client:
        client.create(NewTimer("known", id="known", delay="1h"))
    channels = [grpc.insecure_channel(f"127.0.0.1:{member.port}") for member in cluster]
    all_refusals(channels)
    for channel in channels:
        channel.close()


def test_grpcio_hears_it_over_tls_as_well(secured_cluster: list[Member], tmp_path: Path) -> None:
    authority = tmp_path / "certs/ca.pem"
    with Client(secured_cluster[0].endpoint, ca_file=str(authority)) as client:
        client.create(NewTimer("known", id="known", delay="1h"))
    credentials = grpc.ssl_channel_credentials(authority.read_bytes())
    channels = [grpc.secure_channel(f"127.0.0.1:{member.port}", credentials) for member in secured_cluster]
    all_refusals(channels)
    for channel in channels:
        channel.close()


async def test_a_busy_worker_holds_no_second_delivery_after_a_change_of_leader(
    cluster: list[Member], name: str
) -> None:
    endpoints = [member.endpoint for member in cluster]
    worker = Worker(endpoints, concurrency=1)
    begun, let_go = asyncio.Event(), asyncio.Event()
    handled: list[str] = []

    @worker.on("timer.fired", queue=name)
    async def busy(job: DeliveryInfo) -> None:
        handled.append(job.event.timer_id)
        begun.set()
        await let_go.wait()

    serving = asyncio.create_task(worker.serve())
    async with AsyncClient(endpoints, deadline="20s") as client:
        first = (await client.create(NewTimer(name, delay="0s", queue=name, ack_deadline="60s"))).timer
        await asyncio.wait_for(begun.wait(), 20)
        leader(cluster).kill()
        others = [(await client.create(NewTimer(name, delay="0s", queue=name))).timer for _ in range(3)]
        # Another consumer takes all of them: the worker, which has reconnected, holds none.
        async with client.consume(name, credits=10) as consumer:
            taken: set[str] = set()
            while taken != {timer.id for timer in others}:
                delivery = await asyncio.wait_for(anext(consumer), 20)
                if delivery.event.timer_id != first.id:
                    taken.add(delivery.event.timer_id)
                await delivery.ack()
        assert handled == [first.id]
        let_go.set()
        last = (await client.create(NewTimer(name, delay="0s", queue=name))).timer
        waited = await client.wait(last.id, until=WaitUntil.ENDED, timeout="20s")
        assert waited.reached and last.id in handled
    worker.stop()
    await asyncio.wait_for(serving, 20)
