"""Every call about leases and budgets of both clients against a real node."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from minoots import (
    AsyncClient,
    Client,
    ConflictError,
    Consistency,
    InvalidError,
    Lease,
    NotFoundError,
    OutcomeUnknownError,
    RefusedError,
)

from .conftest import Lossy, Node, free_port

wrong: Any = object()


def test_a_lease_has_one_holder_until_it_is_released(client: Client, name: str) -> None:
    granted = client.acquire_lease(name, ttl="10m", holder="worker three")
    lease = granted.lease
    assert (lease.id, lease.partition_key, lease.holder, lease.ttl) == (
        name,
        name,
        "worker three",
        timedelta(minutes=10),
    )
    assert lease.token > 0 and lease.acquired_by and lease.tenant == "dev" and granted.original_commit_index == 0
    assert lease.acquire_time and lease.expire_time and lease.expire_time - lease.acquire_time == lease.ttl
    with pytest.raises(ConflictError) as held:
        client.acquire_lease(name, holder="worker four")
    assert (held.value.reason, held.value.holder) == ("LEASE_HELD", "worker three")
    assert held.value.retry_delay and timedelta() < held.value.retry_delay <= timedelta(minutes=10)
    read = client.get_lease(name, consistency=Consistency.LOCAL, min_index=granted.commit_index)
    assert read == lease
    renewed = client.renew_lease(lease, ttl="1h")
    assert renewed.lease.token == lease.token and renewed.lease.ttl == lease.ttl
    assert renewed.lease.expire_time and renewed.lease.expire_time > lease.expire_time
    assert renewed.commit_index > granted.commit_index
    assert client.release_lease(name, token=lease.token).commit_index > renewed.commit_index
    assert client.release_lease(lease).commit_index > 0
    with pytest.raises(NotFoundError) as nobody:
        client.get_lease(lease)
    assert nobody.value.reason == "LEASE"
    again = client.acquire_lease(name).lease
    assert again.token > lease.token and again.holder.endswith(f"/{os.getpid()}")


def test_an_older_token_is_refused(client: Client, name: str) -> None:
    old = client.acquire_lease(name, ttl="10m").lease
    client.release_lease(old)
    with pytest.raises(ConflictError) as over:
        client.renew_lease(old)
    assert over.value.reason == "LEASE_EXPIRED"
    new = client.acquire_lease(name, ttl="10m").lease
    for attempt in (lambda: client.renew_lease(old), lambda: client.release_lease(name, token=old.token)):
        with pytest.raises(ConflictError) as stale:
            attempt()
        assert stale.value.reason == "STALE_FENCE"
    assert client.get_lease(name) == new


def test_a_partition_key_is_part_of_the_name(client: Client, name: str) -> None:
    one = client.acquire_lease(name, ttl="10m", partition_key="one").lease
    two = client.acquire_lease(name, ttl="10m", partition_key="two").lease
    assert client.get_lease(name, partition_key="two") == two and client.get_lease(one) == one
    client.release_lease(one)
    with pytest.raises(NotFoundError):
        client.get_lease(one)
    assert client.renew_lease(two).lease.token == two.token


def test_an_acquisition_under_the_same_request_id_is_the_same_grant(client: Client, name: str) -> None:
    first = client.acquire_lease(name, ttl="10m", holder="a", request_id=name)
    again = client.acquire_lease(name, ttl="10m", holder="a", request_id=name)
    assert again.lease == first.lease and again.original_commit_index == first.commit_index


def test_leases_are_listed_page_by_page(client: Client, name: str) -> None:
    ids = [f"{name}-{number}" for number in range(5)]
    for number in (3, 0, 4, 1, 2):
        client.acquire_lease(ids[number], ttl="10m")
    assert [lease.id for lease in client.list_leases(id_prefix=name, page_size=2)] == ids
    client.release_lease(client.get_lease(ids[1]))
    listed = client.list_leases(id_prefix=name, consistency=Consistency.LINEARIZABLE)
    assert [lease.id for lease in listed] == [ids[0], *ids[2:]]


def test_budgets_are_listed_page_by_page(client: Client, name: str) -> None:
    ids = [f"{name}-{number}" for number in range(5)]
    for number in (3, 0, 4, 1, 2):
        client.set_budget(ids[number], limit=number + 1, window="1h")
    client.spend_budget(ids[4], 2)
    listed = list(client.list_budgets(id_prefix=name, page_size=2))
    assert [(budget.id, budget.limit) for budget in listed] == [(one, number) for number, one in enumerate(ids, 1)]
    assert listed[4] == client.get_budget(ids[4]) and listed[4].remaining == 3
    client.delete_budget(ids[1])
    left = client.list_budgets(id_prefix=name, consistency=Consistency.LINEARIZABLE)
    assert [budget.id for budget in left] == [ids[0], *ids[2:]]


def test_a_budget_is_spent_until_nothing_is_left_of_it(client: Client, name: str) -> None:
    made = client.set_budget(name, limit=3, window="1h")
    assert not made.existing and client.set_budget(name, limit=3, window="1h").existing
    budget = made.budget
    assert (budget.id, budget.limit, budget.window, budget.remaining) == (name, 3, timedelta(hours=1), 3)
    assert (budget.next_spend_time, budget.last_spend_time, budget.spent_total) == (None, None, 0)
    spent = client.spend_budget(budget)
    assert spent.remaining == 2 and spent.spend_time and spent.original_commit_index == 0
    again = client.spend_budget(name, 2, request_id=name)
    repeat = client.spend_budget(name, 2, request_id=name)
    assert again.remaining == repeat.remaining == 0 and repeat.original_commit_index == again.commit_index
    with pytest.raises(RefusedError) as refused:
        client.spend_budget(name)
    assert refused.value.reason == "BUDGET_SPENT" and refused.value.metadata["remaining"] == "0"
    assert refused.value.retry_delay and timedelta(minutes=50) < refused.value.retry_delay <= timedelta(hours=1)
    read = client.get_budget(budget, consistency=Consistency.LOCAL, min_index=again.commit_index)
    assert (read.remaining, read.spent_total, read.spend_count) == (0, 3, 2)
    assert read.last_spend_time == again.spend_time and read.next_spend_time
    assert read.create_time and read.update_time and read.updated_by and read.tenant == "dev"
    changed = client.set_budget(budget, limit=4, window="1h").budget
    assert (changed.remaining, changed.limit) == (1, 4)
    assert client.delete_budget(budget).commit_index > 0
    for attempt in (
        lambda: client.get_budget(name),
        lambda: client.spend_budget(name),
        lambda: client.delete_budget(name),
    ):
        with pytest.raises(NotFoundError) as gone:
            attempt()
        assert gone.value.reason == "BUDGET"


def test_a_cooldown_is_told_and_not_waited_for(client: Client, name: str) -> None:
    client.set_budget(name, limit=10, window="1h", cooldown="5s")
    client.spend_budget(name)
    # A call has ten seconds: if it waited, it would be granted.
    with pytest.raises(RefusedError) as refused:
        client.spend_budget(name)
    assert refused.value.reason == "BUDGET_SPENT" and refused.value.metadata["remaining"] == "9"
    assert refused.value.retry_delay and timedelta() < refused.value.retry_delay <= timedelta(seconds=5)
    assert client.get_budget(name).cooldown == timedelta(seconds=5)


LEASE = Lease("x", "x", "dev", "me", 7, None, None, None, "dev")
REFUSED_HERE: list[tuple[Callable[[Client], object], str, str]] = [
    (lambda client: client.acquire_lease(wrong), "id", "no text"),
    (lambda client: client.acquire_lease("x", ttl="5"), "ttl", "has no unit"),
    (lambda client: client.acquire_lease("x", ttl=5), "ttl", "no duration"),  # type: ignore[arg-type]
    (lambda client: client.acquire_lease("x", holder=wrong), "holder", "no text"),
    (lambda client: client.acquire_lease("x", partition_key=wrong), "partition_key", "no text"),
    (lambda client: client.acquire_lease("x", request_id=""), "request_id", "is empty"),
    (lambda client: client.renew_lease("x"), "token", "give the lease as it was granted"),
    (lambda client: client.renew_lease("x", token=0), "token", "1 or more"),
    (lambda client: client.renew_lease(LEASE, ttl="5"), "ttl", "has no unit"),
    (lambda client: client.release_lease("x"), "token", "give the lease as it was granted"),
    (lambda client: client.release_lease(wrong, token=1), "id", "no text"),
    (lambda client: client.get_lease(wrong), "id", "no text"),
    (lambda client: list(client.list_leases(id_prefix=wrong)), "id_prefix", "no text"),
    (lambda client: list(client.list_budgets(id_prefix=wrong)), "id_prefix", "no text"),
    (lambda client: client.lease("x", ttl="5"), "ttl", "has no unit"),
    (lambda client: client.lease("x", wait="5"), "wait", "has no unit"),
    (lambda client: client.lease(wrong), "id", "no text"),
    (lambda client: client.set_budget("x", limit=0, window="1h"), "limit", "1 or more"),
    (lambda client: client.set_budget("x", limit=wrong, window="1h"), "limit", "whole number"),
    (lambda client: client.set_budget("x", limit=1, window="60"), "window", "has no unit"),
    (lambda client: client.set_budget("x", limit=1, window="1h", cooldown="1"), "cooldown", "has no unit"),
    (lambda client: client.set_budget(wrong, limit=1, window="1h"), "id", "no text"),
    (lambda client: client.spend_budget("x", 0), "amount", "1 or more"),
    (lambda client: client.spend_budget("x", wrong), "amount", "whole number"),
    (lambda client: client.spend_budget("x", request_id=""), "request_id", "is empty"),
    (lambda client: client.get_budget(wrong), "id", "no text"),
    (lambda client: client.delete_budget("x", partition_key=wrong), "partition_key", "no text"),
]


@pytest.mark.parametrize(("attempt", "path", "way_out"), REFUSED_HERE, ids=[row[1] for row in REFUSED_HERE])
def test_client_refusals_name_the_field_and_a_way_out(
    attempt: Callable[[Client], object], path: str, way_out: str
) -> None:
    # No server listens on this port: nothing is sent.
    with Client(f"http://127.0.0.1:{free_port()}") as client, pytest.raises(InvalidError) as refused:
        attempt(client)
    assert [field.path for field in refused.value.fields] == [path]
    assert way_out in refused.value.fields[0].rule and refused.value.code is None


def test_server_refusals_name_the_field_and_its_rule(client: Client, name: str) -> None:
    client.set_budget(name, limit=2, window="1h")
    attempts: list[tuple[Callable[[], object], str, str]] = [
        (lambda: client.acquire_lease(""), "ID_EMPTY", "id"),
        (lambda: client.acquire_lease("a b"), "ID_CHARSET", "id"),
        (lambda: client.acquire_lease(name, holder=""), "NAME_EMPTY", "holder"),
        (lambda: client.acquire_lease(name, ttl="999ms"), "TTL_RANGE", "ttl"),
        (lambda: client.acquire_lease(name, ttl="25h"), "TTL_RANGE", "ttl"),
        (lambda: client.acquire_lease(name, request_id="a b"), "ID_CHARSET", "request_id"),
        (lambda: client.renew_lease(name, token=1, ttl="0s"), "TTL_RANGE", "ttl"),
        (lambda: list(client.list_leases(page_size=2**31 - 1)), "PAGE_SIZE", "page_size"),
        (lambda: list(client.list_budgets(page_size=-1)), "PAGE_SIZE", "page_size"),
        (lambda: client.lease(name, ttl="25h").__enter__(), "TTL_RANGE", "ttl"),
        (lambda: client.set_budget(name, limit=2**32 - 1, window="1h"), "LIMIT_RANGE", "limit"),
        (lambda: client.set_budget(name, limit=1, window="32d"), "WINDOW_RANGE", "window"),
        (lambda: client.set_budget(name, limit=1, window="1h", cooldown="32d"), "COOLDOWN_RANGE", "cooldown"),
        (lambda: client.spend_budget(name, 3), "AMOUNT_RANGE", "amount"),
        (lambda: client.spend_budget(name, 2**32 - 1), "AMOUNT_RANGE", "amount"),
    ]
    for attempt, reason, path in attempts:
        with pytest.raises(InvalidError) as refused:
            attempt()
        assert refused.value.reason == reason
        assert [field.path for field in refused.value.fields] == [path] and refused.value.fields[0].rule
    assert list(client.list_leases(id_prefix=name)) == [] and client.get_budget(name).remaining == 2


def test_leases_and_budgets_outlast_a_kill(mortal: Node) -> None:
    with Client(mortal.endpoint, deadline="30s") as client:
        lease = client.acquire_lease("leader", ttl="1h", holder="worker three").lease
        client.set_budget("restarts", limit=2, window="1h")
        before = client.spend_budget("restarts", request_id="first")
        mortal.kill()
        mortal.start()
        with pytest.raises(ConflictError) as held:
            client.acquire_lease("leader", holder="worker four")
        assert (held.value.reason, held.value.holder) == ("LEASE_HELD", "worker three")
        renewed = client.renew_lease(lease).lease
        assert renewed.token == lease.token and renewed.acquire_time == lease.acquire_time
        repeat = client.spend_budget("restarts", request_id="first")
        assert repeat.original_commit_index == before.commit_index and repeat.spend_time == before.spend_time
        assert client.spend_budget("restarts").remaining == 0
        with pytest.raises(RefusedError) as spent:
            client.spend_budget("restarts")
        assert spent.value.reason == "BUDGET_SPENT"


def test_a_write_whose_answer_was_lost_is_repeated_and_done_once(lossy: Lossy, name: str) -> None:
    with Client(lossy.url) as client:
        granted = client.acquire_lease(name, ttl="10m")
        assert granted.original_commit_index > 0 and client.get_lease(name) == granted.lease
        assert client.renew_lease(granted.lease).lease.token == granted.lease.token
        client.release_lease(granted.lease)
        assert client.set_budget(name, limit=3, window="1h").existing
        spent = client.spend_budget(name)
        assert spent.original_commit_index > 0 and client.get_budget(name).spent_total == 1
        with pytest.raises(OutcomeUnknownError) as unknown:
            client.delete_budget(name)
        assert unknown.value.reason == "BUDGET"
        with pytest.raises(NotFoundError):
            client.delete_budget(name)


async def test_the_other_client_does_the_same(async_client: AsyncClient, name: str) -> None:
    client = async_client
    lease = (await client.acquire_lease(name, ttl="10m", holder="a")).lease
    with pytest.raises(ConflictError) as held:
        await client.acquire_lease(name)
    assert held.value.holder == "a" and held.value.retry_delay
    assert await client.get_lease(name) == lease
    assert [one.id async for one in client.list_leases(id_prefix=name, page_size=1)] == [name]
    assert (await client.renew_lease(lease)).lease.token == lease.token
    await client.release_lease(lease)
    with pytest.raises(ConflictError) as over:
        await client.renew_lease(name, token=lease.token)
    assert over.value.reason == "LEASE_EXPIRED"
    budget = (await client.set_budget(name, limit=1, window="1h")).budget
    assert (await client.spend_budget(budget)).remaining == 0
    with pytest.raises(RefusedError) as refused:
        await client.spend_budget(budget)
    assert refused.value.reason == "BUDGET_SPENT" and refused.value.retry_delay
    assert (await client.get_budget(budget)).spend_count == 1
    assert [one.id async for one in client.list_budgets(id_prefix=name, page_size=1)] == [name]
    await client.delete_budget(budget)
    with pytest.raises(NotFoundError):
        await client.get_budget(budget)
