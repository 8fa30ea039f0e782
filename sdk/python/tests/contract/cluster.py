"""The three nodes that scenarios run against, and the faults of scenarios."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

from ..conftest import READY_SECONDS, Member, binary, free_port

NODES = 3
POLL_SECONDS = 0.02


class Cluster:
    """Three nodes in directories below one."""

    def __init__(self, directory: Path) -> None:
        peers = [free_port() for _ in range(NODES)]
        self._members = [Member(directory / f"n{number}", number, peers) for number in range(1, NODES + 1)]
        self.kills = 0

    @property
    def endpoints(self) -> list[str]:
        return [member.endpoint for member in self._members]

    def start(self) -> None:
        for member in self._members:
            member.start(wait=False)
        self._ready()

    def fail(self, fault: str) -> None:
        """Injects the named fault."""
        {"kill_leader": self._kill_leader, "restart_all": self._restart_all}[fault]()

    def end(self) -> None:
        for member in self._members:
            member.kill()

    def _kill_leader(self) -> None:
        self._ready()
        leader = self._members[self._leader() - 1]
        leader.kill()
        self.kills += 1
        leader.start(wait=False)

    def _restart_all(self) -> None:
        self.end()
        self.start()

    def _ready(self) -> None:
        for member in self._members:
            member.ready()

    def _leader(self) -> int:
        """Returns the number of the leader, once there is one."""
        over = time.monotonic() + READY_SECONDS
        while time.monotonic() < over:
            for member in self._members:
                command = [str(binary()), "cluster", "status", "-o", "json", "--endpoint", member.endpoint]
                status = subprocess.run(command, capture_output=True, check=False)
                told = json.loads(status.stdout) if status.returncode == 0 else {}
                if told.get("leader"):
                    return int(told["leader"])
            time.sleep(POLL_SECONDS)
        raise RuntimeError("no node leads")
