"""Leases that are held while a block runs: renewed, lost and released."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from minoots import (
    AsyncClient,
    BlockingCallWarning,
    Client,
    ClosedError,
    ConflictError,
    InvalidError,
    Lease,
    LeaseLostError,
    MinootsError,
    NotFoundError,
    OutcomeUnknownError,
    RefusedError,
    UnauthenticatedError,
    UnavailableError,
    _holding,
)
from minoots._holding import Holding

from .conftest import Node

PATIENCE = 60
LEASE = Lease("leader", "leader", "dev", "me", 7, None, None, None, "dev")


def until(reached: Callable[[], bool]) -> None:
    over = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < over, "it does not come to that"
        time.sleep(0.02)


async def until_then(reached: Callable[[], bool]) -> None:
    await asyncio.to_thread(until, reached)


def expiry(lease: Lease) -> datetime:
    assert lease.expire_time
    return lease.expire_time


def test_a_block_holds_a_lease_and_gives_it_back(client: Client, name: str) -> None:
    with client.lease(name, holder="worker three") as lease:
        assert not lease.lost and lease.token == lease.lease.token > 0
        lease.check()
        assert client.get_lease(name) == lease.lease and lease.lease.holder == "worker three"
        with pytest.raises(ConflictError) as held, client.lease(name):
            raise AssertionError("it has a holder")
        assert (held.value.reason, held.value.holder) == ("LEASE_HELD", "worker three")
    with pytest.raises(NotFoundError):
        client.get_lease(name)
    first = lease.token
    # The same object can be entered again, for a new grant.
    with lease:
        assert lease.token > first
    assert not lease.lost


def test_a_lease_is_renewed_while_its_block_runs(client: Client, name: str) -> None:
    with client.lease(name, ttl="9s") as lease:
        granted = lease.lease
        until(lambda: lease.lost or expiry(lease.lease) > expiry(granted))
        lease.check()
        assert lease.token == granted.token and client.get_lease(name) == lease.lease


def test_a_lease_is_given_back_if_its_block_fails_and_the_failure_is_told(client: Client, name: str) -> None:
    with pytest.raises(KeyError), client.lease(name, ttl="1h"):
        raise KeyError(name)
    with pytest.raises(NotFoundError):
        client.get_lease(name)


def test_a_lease_that_is_held_is_waited_for(client: Client, name: str) -> None:
    first = client.acquire_lease(name, ttl="1h", holder="first").lease
    with pytest.raises(ConflictError) as held, client.lease(name, wait="100ms"):
        raise AssertionError("it has a holder")
    assert held.value.reason == "LEASE_HELD"
    freed = threading.Timer(0.5, client.release_lease, [first])
    freed.start()
    with client.lease(name, wait=f"{PATIENCE}s") as lease:
        assert lease.token > first.token
    freed.join()


def test_a_lease_that_another_was_granted_is_lost(client: Client, name: str) -> None:
    with pytest.raises(LeaseLostError) as lost, client.lease(name, ttl="9s") as lease:
        client.release_lease(lease.lease)
        other = client.acquire_lease(name, ttl="1h", holder="other").lease
        until(lambda: lease.lost)
        with pytest.raises(LeaseLostError) as checked:
            lease.check()
        assert checked.value.reason == "STALE_FENCE"
    assert lost.value.reason == "STALE_FENCE" and isinstance(lost.value.__cause__, ConflictError)
    assert lease.lost and client.get_lease(name) == other


def test_a_lease_that_was_anothers_as_its_block_ended_is_told(client: Client, name: str) -> None:
    with pytest.raises(LeaseLostError, match="before its block ended") as lost, client.lease(name, ttl="1h") as lease:
        client.release_lease(lease.lease)
        other = client.acquire_lease(name, ttl="1h").lease
        assert not lease.lost
    assert lost.value.reason == "STALE_FENCE" and lease.lost
    assert client.get_lease(name) == other


def test_a_failure_is_told_rather_than_that_the_lease_was_lost(client: Client, name: str) -> None:
    with pytest.raises(KeyError), client.lease(name, ttl="1h") as lease:
        client.release_lease(lease.lease)
        client.acquire_lease(name, ttl="1h")
        raise KeyError(name)


def test_a_lease_that_nobody_can_renew_is_lost_before_it_ends(mortal: Node) -> None:
    with Client(mortal.endpoint) as client:
        in_time = pytest.raises(LeaseLostError, match="could not be renewed in time")
        with in_time as lost, client.lease("leader", ttl="6s") as lease:
            mortal.kill()
            until(lambda: lease.lost)
        assert isinstance(lost.value.__cause__, UnavailableError | OutcomeUnknownError)
        mortal.start()
        # It stays lost.
        assert lease.lost


def test_a_held_lease_outlasts_a_kill(mortal: Node) -> None:
    with Client(mortal.endpoint) as client, client.lease("leader", ttl="24s") as lease:
        granted = lease.lease
        mortal.kill()
        mortal.start()
        until(lambda: lease.lost or expiry(lease.lease) > expiry(granted))
        lease.check()
        assert client.get_lease("leader").token == granted.token


def test_unentered_leases_raise_closed_error(client: Client, name: str) -> None:
    lease = client.lease(name)
    for look in (lambda: lease.lost, lambda: lease.token, lease.check):
        with pytest.raises(ClosedError, match=name):
            look()


def test_a_lease_of_a_client_that_is_closed_ends_by_itself(
    node: Node, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(node.endpoint)
    with client.lease(name, ttl="1h"):
        client.close()
    assert "ends by itself" in caplog.text
    with Client(node.endpoint) as other:
        assert other.get_lease(name).holder
    client = Client(node.endpoint)
    with pytest.raises(LeaseLostError), client.lease(f"{name}-2", ttl="3s") as lease:
        client.close()
        until(lambda: lease.lost)


async def test_a_blocking_lease_in_an_event_loop_warns_of_the_callers_line(client: Client, name: str) -> None:
    lease = client.lease(name)
    with pytest.warns(BlockingCallWarning, match="AsyncClient") as warned:
        lease.__enter__()
    assert warned[0].filename == __file__
    with pytest.warns(BlockingCallWarning) as warned:
        lease.__exit__(None, None, None)
    assert warned[0].filename == __file__


async def test_a_block_of_an_event_loop_holds_a_lease(async_client: AsyncClient, name: str) -> None:
    client = async_client
    async with client.lease(name, ttl="9s", holder="a") as lease:
        granted = lease.lease
        with pytest.raises(ConflictError):
            async with client.lease(name):
                raise AssertionError("it has a holder")
        await until_then(lambda: lease.lost or expiry(lease.lease) > expiry(granted))
        lease.check()
        assert (await client.get_lease(name)).token == lease.token == granted.token
        waiting = asyncio.create_task(second(client, name))
        await asyncio.sleep(0.2)
        assert not waiting.done()
    assert await waiting > granted.token
    with pytest.raises(NotFoundError):
        await client.get_lease(name)
    assert [task for task in asyncio.all_tasks() if task.get_name() == "minoots-lease"] == []


async def second(client: AsyncClient, name: str) -> int:
    async with client.lease(name, wait=f"{PATIENCE}s") as lease:
        return lease.token


async def test_a_block_of_an_event_loop_is_told_that_its_lease_is_lost(async_client: AsyncClient, name: str) -> None:
    client = async_client
    with pytest.raises(LeaseLostError) as lost:
        async with client.lease(name, ttl="9s") as lease:
            await client.release_lease(lease.lease)
            await client.acquire_lease(name, ttl="1h")
            await until_then(lambda: lease.lost)
    assert lost.value.reason == "STALE_FENCE"
    with pytest.raises(LeaseLostError, match="before its block ended"):
        async with client.lease(f"{name}-2", ttl="1h") as lease:
            await client.release_lease(lease.lease)
            await client.acquire_lease(f"{name}-2", ttl="1h")


async def test_the_loss_of_a_lease_can_be_waited_for_beside_the_work(async_client: AsyncClient, name: str) -> None:
    client = async_client
    with pytest.raises(LeaseLostError) as lost:
        async with client.lease(name, ttl="9s") as lease:
            waiting = asyncio.create_task(lease.wait_lost())
            await client.release_lease(lease.lease)
            await client.acquire_lease(name, ttl="1h")
            await asyncio.wait_for(waiting, PATIENCE)
            assert lease.lost
    assert lost.value.reason == "STALE_FENCE"
    async with client.lease(f"{name}-2", ttl="1h") as lease:
        waiting = asyncio.create_task(lease.wait_lost())
        await asyncio.sleep(0)
    with pytest.raises(ClosedError, match=f"{name}-2"):
        await asyncio.wait_for(waiting, PATIENCE)


async def test_a_block_of_an_event_loop_that_nobody_can_renew_is_lost(mortal: Node) -> None:
    async with AsyncClient(mortal.endpoint) as client:
        with pytest.raises(LeaseLostError, match="could not be renewed in time"):
            async with client.lease("leader", ttl="2s") as lease:
                mortal.kill()
                await asyncio.wait_for(lease.wait_lost(), PATIENCE)
                assert lease.lost


def test_a_lease_is_certain_for_two_thirds_of_its_time_and_lost_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    time_now = 100.0
    monkeypatch.setattr(_holding, "now", lambda: time_now)
    holding = Holding(LEASE, 30.0, 99.0)
    assert holding.pause() == pytest.approx(9) and holding.left() == pytest.approx(19)
    time_now = 118.9
    assert not holding.lost and holding.pause() == 0
    holding.renewed(replace(LEASE, holder="renewed"), 110.0)
    assert holding.pause() == pytest.approx(1.1) and holding.lease.holder == "renewed"
    time_now = 130.0
    assert holding.lost
    # A response that was in flight changes nothing, whatever it says.
    holding.renewed(LEASE, 129.0)
    holding.failed(ConflictError("no", reason="STALE_FENCE"))
    with pytest.raises(LeaseLostError, match="could not be renewed in time") as lost:
        holding.check()
    assert lost.value.reason == "" and not holding.close()
    # A failed renewal is still the cause, although it is reported later.
    nobody = UnavailableError("nobody answered")
    holding.failed(nobody)
    holding.failed(UnavailableError("nobody answered again"))
    with pytest.raises(LeaseLostError, match=r"could not be renewed in time, .*: nobody answered$") as lost:
        holding.check()
    assert lost.value.__cause__ is nobody


def test_final_errors_end_a_lease_and_transient_ones_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_holding, "now", lambda: 100.0)
    busy = RefusedError("x", retry_delay=timedelta(seconds=1))
    for error in (UnavailableError("x"), OutcomeUnknownError("x"), busy):
        holding = Holding(LEASE, 30.0, 100.0)
        holding.failed(error)
        assert not holding.lost and holding.close()
    final: list[MinootsError] = [ConflictError("x"), UnauthenticatedError("x"), ClosedError("x"), InvalidError("x")]
    for reason in final:
        holding = Holding(LEASE, 30.0, 100.0)
        holding.failed(reason)
        assert holding.lost and not holding.close()
        with pytest.raises(LeaseLostError) as lost:
            holding.check()
        assert lost.value.__cause__ is reason
    # After its block, nothing ends the lease.
    holding = Holding(LEASE, 30.0, 100.0)
    assert holding.close()
    holding.failed(ConflictError("x"))
    monkeypatch.setattr(_holding, "now", lambda: 200.0)
    holding.check()
