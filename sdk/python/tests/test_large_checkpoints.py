"""States in chunks, of both clients against a real node."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from minoots import AsyncClient, Client, ConflictError, InternalError, InvalidError, Payload
from minoots import _large as large

from .conftest import Node, binary

DATA = b"".join(hashlib.sha256(str(at).encode()).digest() for at in range(20_000))


def names(client: Client, execution: str) -> list[str]:
    return [one.name for one in client.list_checkpoints(execution)]


def test_a_large_state_is_put_together_as_it_was(client: Client, name: str) -> None:
    data = Payload(DATA, "image/x")
    first = client.put_large_checkpoint(name, "state", data, labels={"step": "1"}, request_id=f"{name}-1")
    sha256 = hashlib.sha256(DATA).hexdigest()
    assert (first.version, first.content_type, first.data_size, first.data) == (1, "image/x", len(DATA), None)
    assert (first.checksum, first.labels) == (sha256, {"step": "1"})
    assert client.put_large_checkpoint(name, "state", data, request_id=f"{name}-1") == first
    with pytest.raises(ConflictError) as refused:
        client.put_large_checkpoint(name, "state", data)
    assert (refused.value.reason, refused.value.current_version) == ("VERSION_CONFLICT", 1)
    assert client.get_large_checkpoint(name, "state").data == DATA
    client.put_large_checkpoint(name, "state", b"small", expected_version=1)
    assert client.get_large_checkpoint(name, "state").data == b"small"
    assert client.get_large_checkpoint(name, "state", version=1).data == DATA
    assert client.sweep_checkpoint(name, "state") == 0

    client.put_large_checkpoint(name, "state", DATA[:-1], expected_version=2, keep_last=1)
    assert f"state.chunks.{sha256}" not in names(client, name)
    client.delete_checkpoint(name, "state", expected_version=3)
    assert client.sweep_checkpoint(name, "state") == 1
    assert names(client, name) == []


async def test_a_large_state_is_put_together_on_an_event_loop(async_client: AsyncClient, name: str) -> None:
    written = await async_client.put_large_checkpoint(name, "state", DATA)
    read = await async_client.get_large_checkpoint(name, "state")
    assert (read.data, read.checksum) == (DATA, written.checksum)
    with pytest.raises(ConflictError, match="version 1 is current, not 7"):
        await async_client.put_large_checkpoint(name, "state", DATA, expected_version=7)
    await async_client.delete_checkpoint(name, "state", expected_version=1)
    assert await async_client.sweep_checkpoint(name, "state") == 1
    assert [one async for one in async_client.list_checkpoints(name)] == []


def test_a_put_that_ended_among_its_chunks_goes_on_and_writes_none_twice(client: Client, name: str) -> None:
    sha256 = hashlib.sha256(DATA).hexdigest()
    client.put_checkpoint(name, f"state.chunks.{sha256}", DATA[: large.CHUNK_BYTES], keep_last=1_000)
    client.put_large_checkpoint(name, "state", DATA)
    chunks = next(one for one in client.list_checkpoints(name) if one.name != "state")
    assert (chunks.name, chunks.version) == (f"state.chunks.{sha256}", 4), "three chunks and a mark"
    assert client.get_large_checkpoint(name, "state").data == DATA
    client.delete_checkpoint(name, chunks.name, expected_version=4)
    with pytest.raises(InternalError, match="missing"):
        client.get_large_checkpoint(name, "state")


def test_large_checkpoints_are_exchanged_with_the_command_line(
    node: Node, client: Client, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "state"
    file.write_bytes(DATA)
    command = [str(binary()), "checkpoint", "--endpoint", node.endpoint]
    subprocess.run([*command, "put", name, "state", str(file)], check=True, stdout=subprocess.DEVNULL)
    assert client.get_large_checkpoint(name, "state").data == DATA
    client.put_large_checkpoint(name, "state", DATA[::-1], expected_version=1)
    read = subprocess.run([*command, "get", name, "state", "--data"], check=True, capture_output=True)
    assert read.stdout == DATA[::-1]


def test_invalid_chunked_checkpoints_are_refused_before_any_write(client: Client, name: str) -> None:
    for asked, data, said in (
        ("state", bytes(large.LARGE_BYTES_MAX + 1), "67108865 bytes; at most 67108864"),
        ("n" * 184, DATA, "184 bytes; of a state in chunks at most 183"),
        (f"state.chunks.{'ab' * 32}", DATA, "choose another"),
    ):
        with pytest.raises(InvalidError, match=said):
            client.put_large_checkpoint(name, asked, data)
    assert names(client, name) == []
