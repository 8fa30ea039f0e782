"""The examples, run as programs and killed in the middle; test_langgraph_waits.py does so for the one of LangGraph."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from minoots import AgentStatus, Client, ExecutionStatus, TimerFilter, TimerStatus

from .conftest import ROOT, Node, binary

EXAMPLES = ROOT / "sdk/python/examples"


def start(node: Node, example: str, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "MINOOTS_ENDPOINT": node.endpoint, **variables}
    command = [sys.executable, str(EXAMPLES / example), *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment)


def lines(process: subprocess.Popen[str], code: int) -> list[str]:
    """Returns the lines of a program up to its end, with the expected exit code."""
    try:
        said, wrong = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == code, said + wrong
    return said.splitlines()


def test_an_agent_that_is_killed_once_it_has_scheduled_its_follow_up_schedules_it_once(
    node: Node, client: Client, name: str
) -> None:
    first = [
        "asked: Has the build passed? (look 1)",
        "answered: It still runs. I look again in a second.",
    ]
    dying = start(node, "following_up_agent.py", name, DIE_AT="Has the build passed? (look 1)")
    assert lines(dying, -signal.SIGKILL) == first
    # The killed program's lease on the first check lasts two seconds. A faster survivor would finish the other checks
    # before.
    time.sleep(2.5)
    survivor = lines(start(node, "following_up_agent.py", name), 0)
    # Both checks are due by now: the second, and the first, which was never acknowledged.
    assert [said for said in survivor if said.startswith("asked")].count(first[0]) == 1
    assert survivor[-2:] == ["asked: Has the build passed? (look 3)", "answered: The build has passed."]
    timers = list(client.list(TimerFilter(id_prefix=name)))
    assert [timer.id for timer in timers] == [f"{name}-{look}" for look in (1, 2, 3)]
    assert {timer.status for timer in timers} == {TimerStatus.SETTLED}


def test_two_agents_hand_over_although_each_is_killed_at_its_work(node: Node, client: Client, name: str) -> None:
    writer = start(node, "handing_off.py", "writer", name, DIE_AT="writing")
    killed = lines(start(node, "handing_off.py", "researcher", name, DIE_AT="the ledger"), -signal.SIGKILL)
    assert killed == ["reading the minutes", "reading the ledger"]
    went_on = lines(start(node, "handing_off.py", "researcher", name), 0)
    assert went_on == ["reading the ledger", "reading the letters", "handed over"]
    assert lines(start(node, "handing_off.py", "researcher", name), 0) == ["handed over"]
    assert lines(writer, -signal.SIGKILL) == ["writing up 3 notes"]
    report = "report: what the minutes says; what the ledger says; what the letters says"
    assert lines(start(node, "handing_off.py", "writer", name), 0) == ["writing up 3 notes", report]
    assert lines(start(node, "handing_off.py", "writer", name), 0) == [report]
    assert [one.version for one in client.list_checkpoints(name, "notes", partition_key=name)] == [3, 2, 1]
    assert client.get(f"{name}-write", partition_key=name).status is TimerStatus.SETTLED


def test_a_gate_opens_by_approval_also_of_a_job_that_is_run_again(node: Node, name: str) -> None:
    first = start(node, "ci_gate.py", name, "--patience", "10m")
    assert first.stdout is not None
    asked = first.stdout.readline()
    assert f"minoots timer cancel {name} --reason" in asked
    first.kill()
    lines(first, -signal.SIGKILL)
    again = start(node, "ci_gate.py", name, "--patience", "10m")
    assert again.stdout is not None and again.stdout.readline() == asked
    approve = [str(binary()), "timer", "cancel", name, "--reason", "approved by ann", "--endpoint", node.endpoint]
    subprocess.run(approve, check=True, capture_output=True)
    assert lines(again, 0) == ["open: approved by ann (dev)"]


def test_a_gate_that_nobody_approves_stays_shut(node: Node, name: str) -> None:
    assert lines(start(node, "ci_gate.py", name, "--patience", "500ms"), 1)[1:] == ["shut: nobody approved in time"]


def test_the_work_of_a_phase_is_done_once_although_its_agent_is_killed_at_it(
    node: Node, client: Client, name: str
) -> None:
    assert lines(start(node, "working_in_phases.py", "start", name), 0) == [f"{name} is RUNNING"]
    killed = lines(start(node, "working_in_phases.py", "work", name, DIE_AT="2"), -signal.SIGKILL)
    assert killed == ["writing page 1", "writing page 2"]
    went_on = lines(start(node, "working_in_phases.py", "work", name), 0)
    assert went_on[-4:] == [*(f"writing page {page}" for page in (1, 2, 3)), "the lead is asked"]
    assert lines(start(node, "working_in_phases.py", "approve", name, "ann"), 0) == [f"{name} is COMPLETED"]
    assert lines(start(node, "working_in_phases.py", "start", name), 0) == [f"{name} is COMPLETED"]
    done = client.workflows.get(name)
    assert (done.status, done.visits) == (ExecutionStatus.COMPLETED, {"draft": 1, "check": 1, "done": 1})
    kinds = [entry.event.type for entry in client.workflows.timeline(name)]
    assert kinds.count("workflow.phase_completed") == 2 and kinds.count("approval.decided") == 1
    agent = client.agents.get(f"{name}-writer")
    assert (agent.status, agent.epoch, agent.progress) == (AgentStatus.RETIRED, 2, "page 3 of 3")
