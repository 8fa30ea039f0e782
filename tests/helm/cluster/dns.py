"""The DNS server of the cluster: A records of Services and of the pods behind headless ones."""

import asyncio
import struct
from collections.abc import Callable

A, INTERNET = 1, 1
NAME_ERROR = 3
# The records live for no time, so that a pod's new address takes effect at once.
TTL_S = 0


class Server(asyncio.DatagramProtocol):
    """Answers from `lookup`, which returns the addresses of a name, or None if there is no such name."""

    def __init__(self, lookup: Callable[[str], list[str] | None]) -> None:
        self._lookup = lookup

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, sender: tuple[str, int]) -> None:
        labels, at = [], 12
        while length := data[at]:
            labels.append(data[at + 1 : at + 1 + length].decode())
            at += 1 + length
        question = data[12 : at + 5]
        (kind,) = struct.unpack_from("!H", data, at + 1)
        found = self._lookup(".".join(labels).lower())
        addresses = found if kind == A and found else []
        flags = 0x8580 | (NAME_ERROR if found is None else 0)
        answer = data[:2] + struct.pack("!HHHHH", flags, 1, len(addresses), 0, 0) + question
        for address in addresses:
            answer += struct.pack("!HHHIH4B", 0xC00C, A, INTERNET, TTL_S, 4, *map(int, address.split(".")))
        self._transport.sendto(answer, sender)


def resolv_conf(server: str, namespace: str, domain: str) -> str:
    """The file that the kubelet gives to a pod with the policy ClusterFirst."""
    return f"nameserver {server}\nsearch {namespace}.svc.{domain} svc.{domain} {domain}\noptions ndots:5\n"
