"""An agent that does the work of a workflow's phase, followed by a person's decision.

    python working_in_phases.py start RUN
    python working_in_phases.py work RUN
    python working_in_phases.py approve RUN ANN

Kill the worker at any instant, kill -9 included, and start it again. It starts as another instance of the agent, and
the interrupted attempt does not belong to that instance. So a new attempt follows, and late calls of the first one are
refused. The default address is MINOOTS_ENDPOINT, or else this machine.
"""

from __future__ import annotations

import os
import sys

from minoots import (
    AgentHeartbeat,
    Client,
    ConflictError,
    DeliveryInfo,
    PhaseAttempt,
    PhaseStatus,
    Retry,
    Worker,
    Workflows,
    phase_message,
)

DEFINITION = """
name: {run}
phases:
  - id: draft
    queue: {run}
    exit: {{ artifacts: [report] }}
    to: [check]
  - id: check
    queue: {run}
    approval: {{ from: lead }}
    to: [done]
    regress: [draft]
  - id: done
"""
PAGES = 3


def start(run: str) -> None:
    with Client() as client:
        client.workflows.apply(DEFINITION.format(run=run))
        execution = client.workflows.start(run, id=run, json={"topic": "tea"}).execution
        say(f"{execution.id} is {execution.status.name}")


def work(run: str) -> None:
    worker = Worker(concurrency=1)
    with Client() as client:
        agent = client.agents.register(f"{run}-writer", ttl="2s", queues=[run])
        with client.agents.beating(agent, retire=True) as beating:

            @worker.on("timer.fired", queue=run)
            def take(job: DeliveryInfo) -> None:
                attempt = phase_message(job.event)
                if not isinstance(attempt, PhaseAttempt):
                    raise Retry("it is no attempt at a phase")
                if not is_current(client.workflows, attempt):
                    return
                try:
                    done = attempt_at(client.workflows, attempt, beating)
                except ConflictError as error:
                    say(f"attempt {attempt.attempt} at {attempt.phase} is over: {error.reason}")
                    return
                if done:
                    worker.stop()

            worker.run()


def is_current(flows: Workflows, attempt: PhaseAttempt) -> bool:
    """Whether the attempt is still current: neither abandoned nor completed since its message was sent."""
    phase = flows.get(attempt).phase
    return phase is not None and (phase.fence, phase.status) == (attempt.fence, PhaseStatus.WORKING)


def attempt_at(flows: Workflows, attempt: PhaseAttempt, beating: AgentHeartbeat) -> bool:
    """Works on the attempt. Returns whether nothing is left to do."""
    beating.tell(work=attempt)
    if attempt.phase == "check":
        flows.complete(attempt)
        say("the lead is asked")
        return True
    for page in range(1, PAGES + 1):
        beating.check()
        say(f"writing page {page}")
        die_at(page)
        beating.tell(progress=f"page {page} of {PAGES}")
    flows.complete(attempt, artifacts=["report"])
    return False


def approve(run: str, person: str) -> None:
    with Client() as client:
        decided = client.workflows.approve(client.workflows.get(run), by=person, why="reads well")
        say(f"{run} is {decided.execution.status.name}")


def say(line: str) -> None:
    print(line, flush=True)


def die_at(page: int) -> None:
    """Kills the process at a page, as suddenly as kill -9, where a test asks for it."""
    if os.environ.get("DIE_AT") == str(page):
        os.kill(os.getpid(), 9)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["start", run]:
            start(run)
        case ["work", run]:
            work(run)
        case ["approve", run, person]:
            approve(run, person)
        case _:
            sys.exit(__doc__)
