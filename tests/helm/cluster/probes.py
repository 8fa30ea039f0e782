"""Probes of the kubelet."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable

from chart import Document

KNOWN = {"httpGet", "periodSeconds", "timeoutSeconds", "failureThreshold"}

# The kubelet does not verify certificates.
_context = ssl._create_unverified_context()


async def _status(address: str, port: int, probe: Document) -> int:
    scheme = probe.get("scheme", "HTTP")
    reader, writer = await asyncio.open_connection(address, port, ssl=_context if scheme == "HTTPS" else None)
    try:
        writer.write(f"GET {probe['path']} HTTP/1.1\r\nhost: {address}:{port}\r\nconnection: close\r\n\r\n".encode())
        line = await reader.readline()
        return int(line.split()[1])
    finally:
        writer.transport.abort()


async def succeeds(probe: Document, address: str, ports: dict[str, int]) -> bool:
    """One attempt: a status from 200 to 399 within the probe's timeout."""
    unknown = probe.keys() - KNOWN
    assert not unknown, f"the harness does not know {unknown} of a probe"
    request = probe["httpGet"]
    try:
        status = await asyncio.wait_for(_status(address, ports[request["port"]], request), probe["timeoutSeconds"])
    except (OSError, asyncio.TimeoutError, IndexError, ValueError):
        return False
    return 200 <= status < 400


async def watch(probe: Document, attempt: Callable[[], Awaitable[bool]], pause: Callable[[float], Awaitable[None]], report: Callable[[bool], None]) -> None:
    """Probes for ever. Reports each success, and failures once they reach the threshold."""
    failures = 0
    while True:
        if await attempt():
            failures = 0
            report(True)
        else:
            failures += 1
            if failures >= probe["failureThreshold"]:
                report(False)
        await pause(probe["periodSeconds"])
