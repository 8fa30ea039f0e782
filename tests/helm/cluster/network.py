"""A private network: network namespaces on the bridge of a hub namespace. Nothing outside changes, and nothing routes out."""

import ctypes
import itertools
import os
import subprocess
from dataclasses import dataclass

GATEWAY = "10.78.0.1"
CLONE_NEWNET = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)
_made = itertools.count()


def _ip(*arguments: str, lines: tuple[str, ...] = ()) -> None:
    batch = ["-batch", "-"] if lines else []
    done = subprocess.run(["ip", *arguments, *batch], input="\n".join(lines) + "\n", capture_output=True, text=True)
    assert done.returncode == 0, (arguments, lines, done.stderr)


def enter(namespace: str) -> None:
    """Moves the calling thread, and the threads and processes that it starts from now on, into a namespace."""
    file = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    try:
        if _libc.setns(file, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns {namespace}")
    finally:
        os.close(file)


@dataclass(frozen=True)
class End:
    """A namespace with one address."""

    namespace: str
    address: str


class Network:
    """The hub is the machine: it has the addresses of Services, and reaches every end."""

    def __init__(self) -> None:
        self._prefix = f"minoots-helm-{os.getpid()}-{next(_made)}"
        self._numbers = itertools.count(2)
        self._services = itertools.count(1)
        self._namespaces: list[str] = []
        self.hub = self._add_namespace("hub")
        # Without an address of its own the bridge takes one of its ports, and loses packets when that port goes.
        bridge = "link add bridge address 02:00:00:00:00:01 type bridge"
        _ip("-n", self.hub, lines=("link set lo up", bridge, "link set bridge up", f"addr add {GATEWAY}/16 dev bridge"))

    def _add_namespace(self, name: str) -> str:
        namespace = f"{self._prefix}-{name}"
        _ip("netns", "add", namespace)
        self._namespaces.append(namespace)
        return namespace

    def add(self, name: str) -> End:
        """A new end with an address that no end had before."""
        number = next(self._numbers)
        end = End(self._add_namespace(f"{name}-{number}"), f"10.78.{number // 250}.{number % 250 + 2}")
        port = f"port{number}"
        links = (f"link add {port} type veth peer name eth0 netns {end.namespace}", f"link set {port} master bridge", f"link set {port} up")
        _ip("-n", self.hub, lines=links)
        inside = ("link set lo up", "link set eth0 up", f"addr add {end.address}/16 dev eth0", f"route add default via {GATEWAY}")
        _ip("-n", end.namespace, lines=inside)
        return end

    def remove(self, end: End) -> None:
        self._namespaces.remove(end.namespace)
        _ip("netns", "delete", end.namespace)

    def add_service(self) -> str:
        """A new address of the hub."""
        address = f"10.79.0.{next(self._services)}"
        _ip("-n", self.hub, "addr", "add", f"{address}/32", "dev", "bridge")
        return address

    def close(self) -> None:
        for namespace in reversed(self._namespaces):
            _ip("netns", "delete", namespace)
        self._namespaces.clear()
