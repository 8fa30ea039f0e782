"""Two agents: one collects notes, the other writes a report. A crash of either loses and repeats nothing.

    python handing_off.py researcher RUN
    python handing_off.py writer RUN

Kill either at any instant, kill -9 included, and start it again. The researcher holds a lease and continues after its
last stored note. One transaction stores its last note and hands the job over; another stores the writer's report and
ends the job. The default address is MINOOTS_ENDPOINT, or else this machine.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from minoots import (
    Client,
    CreateTimer,
    DeliveryInfo,
    LeaseGuard,
    NewTimer,
    NotFoundError,
    Operation,
    PutCheckpoint,
    Settle,
    Worker,
)

SOURCES = ("the minutes", "the ledger", "the letters")


def research(run: str) -> None:
    with Client() as client, client.lease(f"{run}-research", ttl="3s", wait="30s", partition_key=run) as lease:
        notes, version = read(client, run, "notes")
        for source in SOURCES[len(notes) :]:
            say(f"reading {source}")
            die_at(source)
            notes = [*notes, f"what {source} says"]
            step: list[Operation] = [PutCheckpoint(run, "notes", json=notes, expected_version=version)]
            if len(notes) == len(SOURCES):
                job = NewTimer("write it up", delay="0s", id=f"{run}-write", queue=writers(run), ack_deadline="2s")
                step.append(CreateTimer(job))
            held = LeaseGuard(f"{run}-research", lease.token)
            client.transact(step, partition_key=run, guards=[held])
            version += 1
        say("handed over")


def write(run: str) -> None:
    worker = Worker()
    client = Client()

    @worker.on("timer.fired", queue=writers(run))
    def write_up(job: DeliveryInfo) -> None:
        notes, _ = read(client, run, "notes")
        say(f"writing up {len(notes)} notes")
        die_at("writing")
        report = PutCheckpoint(run, "report", json="; ".join(notes))
        client.transact([report, Settle(job.event.id, job.fence)], partition_key=run)
        worker.stop()

    if read(client, run, "report")[1] == 0:
        worker.run()
    say(f"report: {read(client, run, 'report')[0]}")


def read(client: Client, run: str, name: str) -> tuple[Any, int]:
    """Reads a checkpoint of the run, and its version; None and 0 if there is none."""
    try:
        checkpoint = client.get_checkpoint(run, name, partition_key=run)
    except NotFoundError:
        return [], 0
    return checkpoint.json(), checkpoint.version


def writers(run: str) -> str:
    return f"writers-{run}"


def die_at(place: str) -> None:
    if os.environ.get("DIE_AT") == place:
        os.kill(os.getpid(), 9)


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    {"researcher": research, "writer": write}[sys.argv[1]](sys.argv[2])
