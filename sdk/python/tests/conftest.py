"""Real nodes on loopback, each in its own directory and stopped by its own process id."""

from __future__ import annotations

import concurrent.futures
import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from minoots import AsyncClient, Client

ROOT = Path(__file__).resolve().parents[3]
READY_SECONDS = 20
# A node here requires no credential unless a test configures that. An unneeded key from the environment would still be
# checked.
os.environ.pop("MINOOTS_API_KEY", None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Escapes half characters in captured output, because reports pass between processes as UTF-8."""
    report = yield
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    return report


def binary() -> Path:
    """Returns the program under test."""
    named = os.environ.get("MINOOTS_BIN")
    places = [Path(named)] if named else [ROOT / "target" / profile / "minoots" for profile in ("release", "debug")]
    for place in places:
        if place.is_file():
            return place
    pytest.exit(f"no minoots program at {' or '.join(map(str, places))}: build it, or name it in MINOOTS_BIN", 2)


# Below the ports that Linux gives to outgoing connections, which could take the port of a node that restarts. Each
# process begins elsewhere, and Rust tests use lower ports.
PORTS = range(30_000, 32_700)
_tried = itertools.count(os.getpid() * 64)


def free_port() -> int:
    for _ in PORTS:
        port = PORTS[next(_tried) % len(PORTS)]
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port")


def until(reached: Callable[[], bool], seconds: float = 20) -> None:
    """Polls a condition until it holds."""
    over = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < over, "it did not come to that in time"
        time.sleep(0.05)


class Node:
    """One node. It keeps its port and data over restarts."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        return ["dev", "--no-demo"]

    def start(self, wait: bool = True) -> None:
        """Starts the node on its data; with ``wait``, returns when it is ready."""
        ready = self.directory / "ready"
        ready.unlink(missing_ok=True)
        command = [str(binary()), *self.command(), "--data", str(self.directory / "data")]
        command += ["--listen", f"127.0.0.1:{self.port}", "--ready-file", str(ready)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MINOOTS_")}
        # The disk may be nearly full with other data.
        environment["MINOOTS_DISK_RESERVE_BYTES"] = "0"
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        if wait:
            self.ready()

    def ready(self) -> None:
        ready = self.directory / "ready"
        over = time.monotonic() + READY_SECONDS
        while not ready.exists():
            if self.process is None or self.process.poll() is not None or time.monotonic() > over:
                self.kill()
                log_text = (self.directory / "log").read_text(errors="replace")
                raise RuntimeError(f"the node is not ready:\n{log_text[-2000:]}")
            time.sleep(0.01)
        assert self.process and json.loads(ready.read_text())["pid"] == self.process.pid

    def kill(self) -> None:
        """Sends kill -9 to this process only."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


class Guarded(Node):
    """A node that requires a key from every caller."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        generate = [str(binary()), "key", "generate"]
        self.root_key = subprocess.run(generate, check=True, capture_output=True, text=True).stdout.strip()
        file = directory / "root.key"
        file.touch(0o600)
        file.write_text(self.root_key)

    def command(self) -> list[str]:
        return [*super().command(), "--root-key-file", str(self.directory / "root.key")]

    def new_key(self, role: str, tenant: str = "acme") -> tuple[str, str]:
        """Creates a key. Returns its id and its secret."""
        answer = self._key("create", "--role", role, "--name", role, "--tenant", tenant)
        return answer["id"], answer["secret"]

    def revoke(self, key_id: str, tenant: str = "acme") -> None:
        self._key("revoke", key_id, "--tenant", tenant)

    def _key(self, *arguments: str) -> Any:
        environment = {"MINOOTS_API_KEY": self.root_key, "MINOOTS_ENDPOINT": self.endpoint}
        command = [str(binary()), "key", "-o", "json", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


class Member(Node):
    """One node of a cluster."""

    def __init__(self, directory: Path, number: int, peers: list[int]) -> None:
        super().__init__(directory)
        directory.mkdir()
        self.number = number
        self.peers = peers

    def command(self) -> list[str]:
        peers = ",".join(f"{number}=127.0.0.1:{port}" for number, port in enumerate(self.peers, 1))
        own = f"127.0.0.1:{self.peers[self.number - 1]}"
        return ["server", "--node", str(self.number), "--peer-listen", own, "--peers", peers]


class Lossy(grpc.GenericRpcHandler):
    """Relays calls to a node, and drops the first response of each method."""

    def __init__(self, node: Node) -> None:
        self.lost: set[str] = set()
        self._channel = grpc.insecure_channel(f"127.0.0.1:{node.port}")
        self._server = grpc.server(concurrent.futures.ThreadPoolExecutor(4), handlers=[self])
        self.url = f"http://127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes]:
        method = handler_call_details.method
        forward: Any = self._channel.unary_unary(method)

        def call(request: bytes, context: Any) -> bytes:
            try:
                answer: bytes = forward(request, timeout=10)
            except grpc.RpcError as error:
                context.set_trailing_metadata(error.trailing_metadata())
                context.abort(error.code(), error.details())
            if method not in self.lost:
                self.lost.add(method)
                context.abort(grpc.StatusCode.UNAVAILABLE, "lost")
            return answer

        return grpc.unary_unary_rpc_method_handler(call)

    def end(self) -> None:
        self._server.stop(None).wait()
        self._channel.close()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[list[Member]]:
    """Three nodes that a test may kill, indexed by node number minus 1."""
    peers = [free_port() for _ in range(3)]
    members = [Member(tmp_path / f"n{number}", number, peers) for number in (1, 2, 3)]
    try:
        for member in members:
            member.start(wait=False)
        for member in members:
            member.ready()
        yield members
    finally:
        for member in members:
            member.kill()


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """One node for all tests that do not kill it; each test uses its own queues and ids."""
    node = Node(tmp_path_factory.mktemp("node"))
    node.start()
    yield node
    node.kill()


def make_webhook(node: Node, webhook: str) -> None:
    """Creates a webhook endpoint, which timers and schedules for it need."""
    environment = {**os.environ, "MINOOTS_ENDPOINT": node.endpoint}
    make = [str(binary()), "webhook", "create", "--id", webhook, "--url", "https://example.com/hook"]
    done = subprocess.run(make, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """One node that requires keys, for all tests."""
    node = Guarded(tmp_path_factory.mktemp("guarded"))
    node.start()
    yield node
    node.kill()


@pytest.fixture(scope="session")
def writer(guarded: Guarded) -> str:
    """A key that may write."""
    return guarded.new_key("writer")[1]


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Node]:
    """A node that a test may kill."""
    node = Node(tmp_path)
    node.start()
    yield node
    node.kill()


@pytest.fixture
def lossy(node: Node) -> Iterator[Lossy]:
    lossy = Lossy(node)
    yield lossy
    lossy.end()


@pytest.fixture
def client(node: Node) -> Iterator[Client]:
    with Client(node.endpoint) as client:
        yield client


@pytest.fixture
async def async_client(node: Node) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(node.endpoint) as client:
        yield client


@pytest.fixture
def name() -> str:
    """A name that no other test uses."""
    return f"t{uuid.uuid4().hex[:12]}"
