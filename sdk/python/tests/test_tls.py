"""Both clients and a worker over TLS, and servers that they must not trust."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from minoots import (
    AsyncClient,
    Client,
    ConflictError,
    DeliveryInfo,
    InvalidError,
    NewTimer,
    UnavailableError,
    Worker,
)

from .conftest import Member, binary, free_port


class Secured(Member):
    """A node with a certificate for clients, and the authority beside it."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, 1, [free_port()])
        self.certs = directory / "certs"
        make = [str(binary()), "cluster", "certs", "--out", str(self.certs), "--nodes", "1=127.0.0.1"]
        subprocess.run(make, check=True, capture_output=True)
        self.endpoint = f"https://127.0.0.1:{self.port}"
        self.ca_file = self.certs / "ca.pem"

    def command(self) -> list[str]:
        own = self.certs / "node-1"
        shown = ["--tls-cert", str(own / "tls.pem"), "--tls-key", str(own / "tls.key")]
        shown += ["--ca-file", str(self.ca_file), "--peer-ca", str(self.certs / "peer-ca.pem")]
        return [*super().command(), *shown, "--peer-cert", str(own / "peer.pem"), "--peer-key", str(own / "peer.key")]


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    node = Secured(tmp_path_factory.mktemp("tls") / "n1")
    try:
        node.start()
        yield node
    finally:
        node.kill()


async def test_both_clients_and_a_worker_speak_over_tls(secured: Secured, name: str) -> None:
    worker = Worker(secured.endpoint, ca_file=secured.ca_file)
    handled: list[str] = []

    @worker.on("timer.fired", queue=name)
    async def handle(job: DeliveryInfo) -> None:
        handled.append(job.event.timer_id)
        worker.stop()

    serving = asyncio.create_task(worker.serve())
    async with AsyncClient(secured.endpoint, ca_file=str(secured.ca_file)) as client:
        timer = (await client.create(NewTimer(name, delay="100ms", queue=name))).timer
        await asyncio.wait_for(serving, 20)
        assert handled == [timer.id]
        assert (await client.get(timer)).id == timer.id


def test_the_authority_is_found_in_the_environment(
    secured: Secured, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINOOTS_CA_FILE", str(secured.ca_file))
    with Client(secured.endpoint) as client, client.tail() as tail:
        client.emit("order.packed", name)
        assert next(tail).event.subject == name


def test_a_node_with_a_certificate_serves_workflows_and_agents(secured: Secured, name: str) -> None:
    with Client(secured.endpoint, ca_file=secured.ca_file) as client:
        client.workflows.apply(f"name: {name}\nphases: [{{ id: a, queue: q }}]\n")
        client.workflows.start(name, id=name)
        assert client.workflows.get(name).id == name
        assert client.agents.get(client.agents.register(name)).id == name


def test_a_certificate_that_is_not_believed_is_told_with_what_to_name(secured: Secured) -> None:
    with Client(secured.endpoint, deadline="2s") as client, pytest.raises(UnavailableError) as refused:
        client.version()
    assert "name its authority in ca_file or MINOOTS_CA_FILE" in str(refused.value)


def test_a_node_that_speaks_tls_says_so_to_who_does_not(secured: Secured) -> None:
    with (
        Client(f"http://127.0.0.1:{secured.port}") as client,
        pytest.raises(ConflictError, match="with https://") as told,
    ):
        client.version()
    assert told.value.reason == "TLS_REQUIRED"


def test_authorities_that_cannot_be_used_are_named(secured: Secured, tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("no certificate")
    for endpoint, file, words in (
        (secured.endpoint, tmp_path / "absent.pem", "No such file"),
        (secured.endpoint, tmp_path / "none.pem", "name a file of certificates, PEM"),
        ("http://127.0.0.1:7411", secured.ca_file, "write https://"),
    ):
        with pytest.raises(InvalidError, match=words) as refused:
            Client(endpoint, ca_file=file)
        assert [field.path for field in refused.value.fields] == ["ca_file"]
