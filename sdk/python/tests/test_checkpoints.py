"""Every call about checkpoints of both clients against a real node."""

from __future__ import annotations

import concurrent.futures
import hashlib
from collections.abc import Callable
from typing import Any

import grpc
import pytest

from minoots import (
    AsyncClient,
    Client,
    ConflictError,
    Consistency,
    InternalError,
    InvalidError,
    NewTimer,
    NotFoundError,
    Payload,
    TimerStatus,
)
from minoots import _checkpoint_answers as answers
from minoots._proto.checkpoint.v1 import checkpoint_pb2

from .conftest import Lossy, Node, free_port

wrong: Any = object()


def test_a_checkpoint_is_read_as_it_was_written(client: Client, name: str) -> None:
    first = client.put_checkpoint(name, "state", json={"step": "plan"}, labels={"step": "plan"}, keep_last=7)
    written = first.checkpoint
    assert (written.execution, written.name, written.partition_key) == (name, "state", name)
    assert (written.version, written.oldest_version, written.keep_last, written.restored_version) == (1, 1, 7, None)
    assert written.data is None and written.data_size == 15 and written.created_by
    assert first.commit_index > 0 and first.original_commit_index == 0
    read = client.get_checkpoint(name, "state", consistency=Consistency.LOCAL, min_index=first.commit_index)
    assert read.json() == {"step": "plan"} and read.content_type == "application/json"
    assert read.data and read.checksum == hashlib.sha256(read.data).hexdigest() == written.checksum
    assert read.labels == {"step": "plan"} and read.create_time == written.create_time
    with pytest.raises(ValueError, match="get_checkpoint"):
        written.json()


@pytest.mark.parametrize(
    ("data", "content_type", "stored"),
    [
        ("tea", "text/plain; charset=utf-8", b"tea"),
        (b"", "application/octet-stream", b""),
        (Payload(b"\x00\xff", "image/x"), "image/x", b"\x00\xff"),
        (b"x" * 256 * 1024, "application/octet-stream", b"x" * 256 * 1024),
    ],
)
def test_data_is_text_bytes_or_a_payload(
    client: Client, name: str, data: Payload | bytes | str, content_type: str, stored: bytes
) -> None:
    client.put_checkpoint(name, "state", data)
    read = client.get_checkpoint(name, "state")
    assert (read.content_type, read.data, read.data_size) == (content_type, stored, len(stored))


def test_of_those_who_write_over_the_same_version_exactly_one_wins(client: Client, name: str) -> None:
    client.put_checkpoint(name, "state", "0")

    def write(number: int) -> int | ConflictError:
        try:
            return client.put_checkpoint(name, "state", str(number), expected_version=1).checkpoint.version
        except ConflictError as error:
            return error

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        told = list(pool.map(write, range(8)))
    lost = [answer for answer in told if isinstance(answer, ConflictError)]
    assert [answer for answer in told if not isinstance(answer, ConflictError)] == [2] and len(lost) == 7
    assert {(error.reason, error.current_version) for error in lost} == {("VERSION_CONFLICT", 2)}
    assert client.get_checkpoint(name, "state").data == str(told.index(2)).encode()
    assert [version.version for version in client.list_checkpoints(name, "state")] == [2, 1]


def test_a_write_without_the_current_version_changes_nothing_and_tells_it(client: Client, name: str) -> None:
    for version in range(3):
        client.put_checkpoint(name, "state", str(version), expected_version=version)
    for reason, attempt in (
        ("VERSION_REQUIRED", lambda: client.put_checkpoint(name, "state", "x")),
        ("VERSION_CONFLICT", lambda: client.put_checkpoint(name, "state", "x", expected_version=2)),
        ("VERSION_CONFLICT", lambda: client.rollback_checkpoint(name, "state", to=1, expected_version=2)),
        ("VERSION_CONFLICT", lambda: client.delete_checkpoint(name, "state", expected_version=4)),
    ):
        with pytest.raises(ConflictError) as conflict:
            attempt()
        assert (conflict.value.reason, conflict.value.current_version) == (reason, 3)
    with pytest.raises(ConflictError) as absent:
        client.put_checkpoint(name, "other", "x", expected_version=2)
    assert (absent.value.reason, absent.value.current_version, absent.value.holder) == ("VERSION_CONFLICT", 0, "")
    assert client.get_checkpoint(name, "state").data == b"2"


def test_a_request_id_makes_a_repeat_the_same_put(client: Client, name: str) -> None:
    first = client.put_checkpoint(name, "state", "a", request_id=name)
    client.put_checkpoint(name, "state", "b", expected_version=1)
    again = client.put_checkpoint(name, "state", "a", request_id=name)
    assert again.checkpoint.version == 1 and again.original_commit_index == first.commit_index
    with pytest.raises(ConflictError) as other:
        client.put_checkpoint(name, "state", "c", request_id=name)
    assert other.value.reason == "IDEMPOTENCY_MISMATCH"
    assert client.get_checkpoint(name, "state").version == 2


def test_lists_go_through_all_pages(client: Client, name: str) -> None:
    for version in range(5):
        client.put_checkpoint(name, "b", str(version), expected_version=version)
    for other in ("c", "a"):
        client.put_checkpoint(name, other, other, partition_key=name)
    versions = list(client.list_checkpoints(name, "b", page_size=2))
    assert [version.version for version in versions] == [5, 4, 3, 2, 1]
    assert all(version.data is None and version.data_size == 1 for version in versions)
    current = client.list_checkpoints(name, page_size=1, consistency=Consistency.LOCAL)
    assert [(one.name, one.version) for one in current] == [("a", 1), ("b", 5), ("c", 1)]
    assert list(client.list_checkpoints(f"{name}-none")) == []


def test_executions_are_listed_by_their_ids_page_by_page(client: Client, name: str) -> None:
    ids = [f"{name}-{number}" for number in range(5)]
    for number in (3, 0, 4, 1, 2):
        client.put_checkpoint(ids[number], "state", "x")
        client.put_checkpoint(ids[number], "plan", "y")
    assert list(client.list_executions(id_prefix=name, page_size=2)) == ids
    for checkpoint in ("state", "plan"):
        client.delete_checkpoint(ids[2], checkpoint, expected_version=1)
    left = client.list_executions(id_prefix=name, consistency=Consistency.LINEARIZABLE)
    assert list(left) == [*ids[:2], *ids[3:]]
    assert list(client.list_executions(id_prefix=f"{name}-none")) == []


def test_versions_beyond_the_last_are_gone(client: Client, name: str) -> None:
    client.put_checkpoint(name, "state", "0", keep_last=2)
    for version in (1, 2, 3):
        client.put_checkpoint(name, "state", str(version), expected_version=version)
    assert [one.version for one in client.list_checkpoints(name, "state")] == [4, 3]
    with pytest.raises(NotFoundError) as gone:
        client.get_checkpoint(name, "state", version=2)
    assert gone.value.reason == "CHECKPOINT"
    kept = client.get_checkpoint(name, "state", version=3)
    assert kept.data == b"2" and (kept.oldest_version, kept.keep_last) == (3, 2)


def test_a_rollback_restores_and_cancels_what_hangs_on_later_versions(client: Client, name: str) -> None:
    early = client.create(NewTimer("early", delay="1h", queue=None)).timer
    late = client.create(NewTimer("late", delay="1h", queue=None)).timer
    client.put_checkpoint(name, "state", "plan", timer_ids=[early.id])
    client.put_checkpoint(name, "state", "act", expected_version=1, timer_ids=[late.id])
    back = client.rollback_checkpoint(name, "state", to=1, expected_version=2, reason="wrong plan", request_id=name)
    assert (back.checkpoint.version, back.checkpoint.restored_version) == (3, 1)
    assert (back.cancelled_timer_ids, back.too_late_timer_ids) == ((late.id,), ())
    again = client.rollback_checkpoint(name, "state", to=1, expected_version=2, reason="wrong plan", request_id=name)
    assert again.original_commit_index == back.commit_index and again.cancelled_timer_ids == (late.id,)
    assert client.get_checkpoint(name, "state").data == b"plan"
    cancelled = client.get(late)
    assert cancelled.status is TimerStatus.CANCELLED and cancelled.cancel and cancelled.cancel.reason == "wrong plan"
    assert client.get(early).status is TimerStatus.SCHEDULED


def test_a_rollback_tells_which_timers_were_too_late(client: Client, name: str) -> None:
    client.put_checkpoint(name, "state", "plan")
    timer = client.create(NewTimer("soon", delay="2s", queue=None)).timer
    client.put_checkpoint(name, "state", "act", expected_version=1, timer_ids=[timer.id])
    assert client.wait(timer, timeout="30s").reached
    back = client.rollback_checkpoint(name, "state", to=1, expected_version=2)
    assert (back.cancelled_timer_ids, back.too_late_timer_ids) == ((), (timer.id,))


def test_verifying_looks_at_every_version_and_a_deleted_name_goes_on_after_them(client: Client, name: str) -> None:
    for version in range(40):
        client.put_checkpoint(name, "state", b"x" * 100_000, expected_version=version)
    verified = client.verify_checkpoint(name, "state")
    assert (verified.checked, verified.bad_version) == (40, None)
    assert verified.stored_checksum == verified.computed_checksum == ""
    deleted = client.delete_checkpoint(name, "state", expected_version=40, request_id=name)
    again = client.delete_checkpoint(name, "state", expected_version=40, request_id=name)
    assert again.original_commit_index == deleted.commit_index > 0
    for attempt in (
        lambda: client.get_checkpoint(name, "state"),
        lambda: client.verify_checkpoint(name, "state"),
        lambda: client.delete_checkpoint(name, "state", expected_version=40),
        lambda: client.rollback_checkpoint(name, "state", to=1, expected_version=40),
    ):
        with pytest.raises(NotFoundError) as gone:
            attempt()
        assert gone.value.reason == "CHECKPOINT"
    assert client.put_checkpoint(name, "state", "on").checkpoint.version == 41
    assert client.put_checkpoint(name, "other", "anew").checkpoint.version == 1


def test_data_that_is_not_what_was_written_is_never_shown() -> None:
    message = checkpoint_pb2.Checkpoint(execution="run", name="state", version=3, data=b"a", checksum="0" * 64)
    with pytest.raises(InternalError, match="version 3 of checkpoint state of run") as damaged:
        answers.whole(message)
    assert damaged.value.reason == "CHECKSUM_MISMATCH"


REFUSED_HERE: list[tuple[Callable[[Client], object], str, str]] = [
    (lambda client: client.put_checkpoint("run", "state"), "data", "is missing"),
    (lambda client: client.put_checkpoint("run", "state", wrong), "data", "give text, bytes or Payload"),
    (lambda client: client.put_checkpoint("run", "state", Payload(wrong)), "data", "give bytes"),
    (lambda client: client.put_checkpoint("run", "state", "a", json=1), "data", "both"),
    (lambda client: client.put_checkpoint("run", "state", json=float("nan")), "json", "JSON"),
    (lambda client: client.put_checkpoint(wrong, "state", "a"), "execution", "no text"),
    (lambda client: client.put_checkpoint("run", wrong, "a"), "name", "no text"),
    (lambda client: client.put_checkpoint("run", "s", "a", expected_version=-1), "expected_version", "0 or more"),
    (lambda client: client.put_checkpoint("run", "s", "a", expected_version=wrong), "expected_version", "whole number"),
    (lambda client: client.put_checkpoint("run", "s", "a", expected_version=2**64), "expected_version", "at most"),
    (lambda client: client.agents.heartbeat("a", tokens=2**64), "tokens", "at most"),
    (lambda client: client.put_checkpoint("run", "s", "a", labels={"a": wrong}), "labels", "text to text"),
    (lambda client: client.put_checkpoint("run", "s", "a", keep_last=0), "keep_last", "1 or more"),
    (lambda client: client.put_checkpoint("run", "s", "a", timer_ids="retry"), "timer_ids", "give ['retry']"),
    (lambda client: client.put_checkpoint("run", "s", "a", timer_ids=["a", wrong]), "timer_ids[1]", "no text"),
    (lambda client: client.put_checkpoint("run", "s", "a", partition_key=wrong), "partition_key", "no text"),
    (lambda client: client.put_checkpoint("run", "s", "a", request_id=""), "request_id", "is empty"),
    (lambda client: client.get_checkpoint("run", "s", version=wrong), "version", "whole number"),
    (lambda client: list(client.list_checkpoints("run", wrong)), "name", "no text"),
    (lambda client: list(client.list_executions(id_prefix=wrong)), "id_prefix", "no text"),
    (lambda client: client.verify_checkpoint(wrong, "s"), "execution", "no text"),
    (lambda client: client.rollback_checkpoint("run", "s", to=-1, expected_version=2), "version", "0 or more"),
    (lambda client: client.rollback_checkpoint("run", "s", to=1, expected_version=2, reason=wrong), "reason", "text"),
    (lambda client: client.delete_checkpoint("run", "s", expected_version=-1), "expected_version", "0 or more"),
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
    client.put_checkpoint(name, "state", "a")
    many = [f"t{number}" for number in range(101)]
    attempts: list[tuple[Callable[[], object], str, str]] = [
        (lambda: client.put_checkpoint("", "state", "a"), "ID_EMPTY", "execution"),
        (lambda: client.put_checkpoint(name, "a b", "a"), "ID_CHARSET", "name"),
        (lambda: client.put_checkpoint(name, "s", b"x" * 262_145), "PAYLOAD_TOO_LARGE", "data"),
        (lambda: client.put_checkpoint(name, "s", "a", keep_last=1001), "KEEP_LAST_RANGE", "keep_last"),
        (lambda: client.put_checkpoint(name, "s", "a", timer_ids=many), "TIMER_COUNT", "timer_ids"),
        (lambda: client.put_checkpoint(name, "s", "a", timer_ids=["absent"]), "TIMER", "timer_ids[0]"),
        (lambda: client.put_checkpoint(name, "s", "a", request_id="a b"), "ID_CHARSET", "request_id"),
        (lambda: list(client.list_checkpoints("")), "ID_EMPTY", "execution"),
        (lambda: list(client.list_checkpoints(name, page_size=2**31 - 1)), "PAGE_SIZE", "page_size"),
        (lambda: list(client.list_executions(page_size=-1)), "PAGE_SIZE", "page_size"),
        (lambda: client.get_checkpoint(name, ""), "ID_EMPTY", "name"),
        (lambda: client.rollback_checkpoint(name, "state", to=0, expected_version=1), "ROLLBACK_VERSION", "version"),
        (lambda: client.rollback_checkpoint(name, "state", to=1, expected_version=1), "ROLLBACK_VERSION", "version"),
    ]
    for attempt, reason, path in attempts:
        with pytest.raises(NotFoundError if reason == "TIMER" else InvalidError) as refused:
            attempt()
        assert refused.value.reason == reason
        assert [field.path for field in refused.value.fields] == [path] and refused.value.fields[0].rule
    assert [one.version for one in client.list_checkpoints(name)] == [1]


def test_checkpoints_outlast_a_kill(mortal: Node) -> None:
    with Client(mortal.endpoint, deadline="30s") as client:
        for version in range(3):
            client.put_checkpoint("run", "state", str(version), expected_version=version)
        mortal.kill()
        mortal.start()
        assert client.get_checkpoint("run", "state").data == b"2"
        assert client.put_checkpoint("run", "state", "3", expected_version=3).checkpoint.version == 4
        assert client.verify_checkpoint("run", "state").checked == 4


def test_a_write_whose_answer_was_lost_is_repeated_and_done_once(lossy: Lossy, name: str) -> None:
    with Client(lossy.url) as client:
        put = client.put_checkpoint(name, "state", "a")
        assert put.checkpoint.version == 1 and 0 < put.original_commit_index < put.commit_index
        client.put_checkpoint(name, "state", "b", expected_version=1)
        back = client.rollback_checkpoint(name, "state", to=1, expected_version=2)
        assert back.checkpoint.version == 3 and back.original_commit_index > 0
        assert client.get_checkpoint(name, "state").version == 3
        assert client.delete_checkpoint(name, "state", expected_version=3).original_commit_index > 0
        assert client.put_checkpoint(name, "state", "c").original_commit_index == 0


async def test_the_other_client_does_the_same(async_client: AsyncClient, name: str) -> None:
    client = async_client
    first = await client.put_checkpoint(name, "state", json=[1], keep_last=3)
    with pytest.raises(ConflictError) as conflict:
        await client.put_checkpoint(name, "state", "x")
    assert (conflict.value.reason, conflict.value.current_version) == ("VERSION_REQUIRED", 1)
    await client.put_checkpoint(name, "state", json=[2], expected_version=1)
    back = await client.rollback_checkpoint(name, "state", to=1, expected_version=2)
    assert back.checkpoint.checksum == first.checkpoint.checksum
    read = await client.get_checkpoint(name, "state", version=2)
    assert read.json() == [2] and read.keep_last == 3
    assert [one.version async for one in client.list_checkpoints(name, "state", page_size=1)] == [3, 2, 1]
    assert [one async for one in client.list_executions(id_prefix=name, page_size=1)] == [name]
    assert (await client.verify_checkpoint(name, "state")).checked == 3
    await client.delete_checkpoint(name, "state", expected_version=3)
    with pytest.raises(NotFoundError) as gone:
        await client.get_checkpoint(name, "state")
    assert gone.value.code is grpc.StatusCode.NOT_FOUND
