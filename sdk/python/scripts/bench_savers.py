"""Prints the bytes that LangGraph's savers write to disk for the writes of one step with many tasks.

    python scripts/bench_savers.py                   # MINOOTS_BIN names the program
    python scripts/bench_savers.py --postgres URL    # also; needs langgraph-checkpoint-postgres and psycopg[binary]

A step has one checkpoint, and one write of each of its tasks. The bytes are those that the storing processes pass to
the kernel to write (`wchar` of /proc/PID/io): for MINOOTS the node, including its responses over the network; for
SQLite this process; for PostgreSQL all processes of its server on this machine, including a database checkpoint at the
end. `write_bytes` is not used: it counts whole folios, up to 1 MiB for an append of a few bytes.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver, empty_checkpoint
from langgraph.checkpoint.sqlite import SqliteSaver

from minoots import Client
from minoots.langgraph import MinootsSaver

ROOT = Path(__file__).resolve().parents[3]
Saver = BaseCheckpointSaver[Any]
Count = Callable[[], int]
"""Returns the bytes written so far."""
READY_SECONDS = 30
SETTLE_SECONDS = 1.0


def written(pids: Iterable[int]) -> int:
    """Returns the bytes that the processes have passed to the kernel to write."""
    total = 0
    for pid in pids:
        fields = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
        total += int(fields["wchar"])
    return total


@contextmanager
def minoots(directory: Path) -> Iterator[tuple[Saver, Count]]:
    """Makes a saver on its own node, and a counter of the node's process."""
    program = os.environ.get("MINOOTS_BIN", str(ROOT / "target/dist/minoots"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    ready = directory / "ready"
    command = [program, "dev", "--no-demo", "--data", str(directory / "data"), "--listen", address]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MINOOTS_")}
    environment["MINOOTS_DISK_RESERVE_BYTES"] = "0"
    with (directory / "log").open("wb") as log:
        node = subprocess.Popen([*command, "--ready-file", str(ready)], stdout=log, stderr=log, env=environment)
    try:
        over = time.monotonic() + READY_SECONDS
        while not ready.exists():
            if node.poll() is not None or time.monotonic() > over:
                sys.exit(f"the node is not ready: {(directory / 'log').read_text()[-500:]}")
            time.sleep(0.01)
        with Client(f"http://{address}") as client:
            yield MinootsSaver(client), lambda: written([node.pid])
    finally:
        node.terminate()
        node.wait()


@contextmanager
def sqlite(directory: Path) -> Iterator[tuple[Saver, Count]]:
    """Makes a saver on its own database, in this process."""
    with SqliteSaver.from_conn_string(str(directory / "checkpoints.sqlite")) as saver:
        saver.setup()
        yield saver, lambda: written([os.getpid()])


@contextmanager
def postgres(url: str) -> Iterator[tuple[Saver, Count]]:
    """Makes a saver on a server that runs on this machine."""
    module = importlib.import_module("langgraph.checkpoint.postgres")
    with module.PostgresSaver.from_conn_string(url) as saver:
        saver.setup()
        backend = saver.conn.execute("SELECT pg_backend_pid() AS pid").fetchone()["pid"]
        server = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])

        def count() -> int:
            saver.conn.execute("CHECKPOINT")
            children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
            return written([server, *map(int, children)])

        yield saver, count


SAVERS: dict[str, Callable[[Path], Any]] = {"MinootsSaver": minoots, "SqliteSaver": sqlite}


def measure(saver: Saver, written_by_now: Count, tasks: int, size: int) -> tuple[int, float, float]:
    """Measures a step: the bytes written, the milliseconds of a write, and the milliseconds of a read of all writes."""
    at = saver.put(
        {"configurable": {"thread_id": f"{time.time_ns()}", "checkpoint_ns": ""}}, empty_checkpoint(), {}, {}
    )
    values = [os.urandom(size) for _ in range(tasks)]
    # The store finishes its unrelated work before the measurement.
    time.sleep(SETTLE_SECONDS)
    before, began = written_by_now(), time.perf_counter()
    for number, value in enumerate(values):
        saver.put_writes(at, [("ch", value)], f"task-{number:04}")
    wrote = time.perf_counter() - began
    time.sleep(SETTLE_SECONDS)
    count, began = written_by_now() - before, time.perf_counter()
    found = saver.get_tuple(at)
    read = time.perf_counter() - began
    if found is None or sorted(write[2] for write in found.pending_writes or ()) != sorted(values):
        sys.exit("a saver does not read what it wrote")
    return count, 1_000 * wrote / tasks, 1_000 * read


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tasks", type=int, nargs="+", default=[50, 100, 200, 400], help="of one step")
    parser.add_argument("--postgres", metavar="URL", help="of a PostgreSQL server on this machine")
    parser.add_argument("--bytes", type=int, default=10_240, help="of a task's write")
    arguments = parser.parse_args()
    savers = dict(SAVERS)
    if arguments.postgres:
        savers["PostgresSaver"] = lambda _: postgres(arguments.postgres)
    for name, opened in savers.items():
        with tempfile.TemporaryDirectory() as directory, opened(Path(directory)) as (saver, written_by_now):
            for tasks in arguments.tasks:
                count, write_ms, read_ms = measure(saver, written_by_now, tasks, arguments.bytes)
                row = {
                    "saver": name,
                    "tasks": tasks,
                    "bytesOfValues": tasks * arguments.bytes,
                    "bytesWritten": count,
                    "bytesWrittenPerByte": round(count / (tasks * arguments.bytes), 2),
                    "writeMs": round(write_ms, 2),
                    "readAllMs": round(read_ms, 1),
                }
                print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
