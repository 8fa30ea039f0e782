"""The examples of the README and the pages, and their types; test_quick_starts.py covers the quick starts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from minoots import Client, Cron, Payload
from minoots._tools import SCHEDULE, Toolbox

from . import test_langchain, test_langgraph_conformance
from .conftest import ROOT, Node

PACKAGE = ROOT / "sdk/python"
README = PACKAGE / "README.md"
GUIDE = ROOT / "docs/client-python.md"
TOOLS = ROOT / "docs/tools-python.md"
GRAPHS = ROOT / "docs/langgraph.md"

SUITES = [
    f"Test{kind.__name__.removeprefix('Minoots')}{suite}"
    for kind in test_langchain.KINDS
    for suite in ("Unit", "Integration")
]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)


def test_every_example_is_typed(tmp_path: Path) -> None:
    files = []
    for page in (README, GUIDE, TOOLS, GRAPHS):
        for number, block in enumerate(blocks(page, "python")):
            path = tmp_path / f"{page.stem.replace('-', '_')}_{number}.py"
            path.write_text(block)
            files.append(str(path))
    assert len(files) >= 15
    command = [sys.executable, "-m", "mypy", "--config-file", str(PACKAGE / "pyproject.toml"), *files]
    done = subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def outputs(examples: list[str], node: Node, directory: Path) -> list[list[str]]:
    """Runs the examples in order, and returns the lines that each prints."""
    environment = {**os.environ, "MINOOTS_ENDPOINT": node.endpoint}
    said = []
    for block in examples:
        (directory / "example.py").write_text(block)
        command = [sys.executable, str(directory / "example.py")]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180, check=False)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout.splitlines())
    return said


def examples_of(page: Path, word: str) -> list[str]:
    return [block for block in blocks(page, "python") if word in block]


def test_the_examples_of_schedules_do_what_they_say(mortal: Node, tmp_path: Path) -> None:
    [following, *rest, last], listed = outputs(examples_of(GUIDE, "create_schedule"), mortal, tmp_path)
    assert re.fullmatch(r"nightly comes next at 2[0-9-]+ 0[01]:[03]0:00\+00:00", following), following
    assert rest == [
        "2026-03-28T02:30:00+01:00[Europe/Berlin] ",
        "2026-03-29T03:00:00+02:00[Europe/Berlin] 2026-03-29T02:30:00 does not exist, moved to the end of the gap",
        "True {'keep': 7}",
        "7 instants, 0 made so far",
    ]
    # The triggered run, and the runs of the backfill until the pause ended it.
    assert re.fullmatch(r"[1-8] run so far, 0 missed", last), last
    assert listed == ["['last-friday', 'launches', 'nightly', 'poll', 'rent']"]
    with Client(mortal.endpoint) as client:
        standing = {schedule.id: schedule for schedule in client.list_schedules()}
    assert sorted(standing) == ["last-friday", "launches", "nightly", "rent"]
    assert standing["nightly"].calendar.rule == Cron("0 4 * * *") and not standing["nightly"].pause


def test_the_example_of_checkpoints_does_what_it_says(mortal: Node, tmp_path: Path) -> None:
    [said] = outputs(examples_of(GUIDE, "put_checkpoint"), mortal, tmp_path)
    assert said == [
        "VERSION_CONFLICT: version 2 is current",
        "version 3 is version 1 again",
        "and the retry is cancelled: True",
        "{'step': 'plan'}",
        "[(3, 15), (2, 14), (1, 15)]",
        "3 versions, damaged: None",
    ]


def test_the_examples_of_leases_and_budgets_do_what_they_say(mortal: Node, tmp_path: Path) -> None:
    held, spent = outputs(examples_of(GUIDE, "client.lease("), mortal, tmp_path)
    assert held[:3] == [f"page {page} is written with a token: True" for page in range(3)]
    assert re.fullmatch(r"worker three holds it; if it is not renewed, it ends in 0:00:[0-3][0-9.]+", held[3]), held
    assert spent[:2] == ["['restarts'] False", "2 left"]
    assert re.fullmatch(r"BUDGET_SPENT: there is enough in 0:0[01]:[0-9.]+", spent[2]), spent
    assert spent[3:] == ["1 spent, 2 left, at most one in 0:01:00"]


def test_the_examples_of_watchdogs_and_transactions_do_what_they_say(mortal: Node, tmp_path: Path) -> None:
    [watched] = outputs(examples_of(GUIDE, "client.heartbeat("), mortal, tmp_path)
    assert watched == ["True True", "CANCELLED"]
    [transacted] = outputs(examples_of(GUIDE, "client.transact("), mortal, tmp_path)
    assert transacted == ["3 done", "GUARD_FAILED: guard 0, VERSION_CONFLICT", "True"]


def test_the_examples_of_workflows_agents_and_handoffs_do_what_they_say(mortal: Node, tmp_path: Path) -> None:
    walked, handed = outputs(examples_of(GUIDE, "client.workflows"), mortal, tmp_path)
    assert walked == [
        "version 1",
        "attempt 1 at tea is done, check is next",
        "lead is asked",
        "COMPLETED True",
        "approval.decided is signed: True",
    ]
    assert handed == [
        "ann offers {'page': 2}: ACCEPTED",
        "the fence is 2, and {'page': 2} is known",
        "COMMITTED COMPLETED",
        "HANDOFF_OVER: COMMITTED",
    ]
    [beaten] = outputs(examples_of(GUIDE, "client.agents.beating("), mortal, tmp_path)
    assert beaten == [
        "page 2 210",
        "QUARANTINED: no more work",
        "STALE_EPOCH: epoch 2 is the newest",
        "['writer-1']",
    ]


def test_the_readme_does_one_at_a_time_what_it_says(mortal: Node, tmp_path: Path) -> None:
    [example] = examples_of(README, "client.lease(")
    assert outputs([example, example], mortal, tmp_path) == [[], ["VERSION_REQUIRED: 1"]]
    with Client(mortal.endpoint) as client:
        written = client.get_checkpoint("report", "state").json()
        assert isinstance(written, dict) and written["page"] == 1 and written["token"] > 0
        assert list(client.list_leases()) == []


@pytest.mark.parametrize("number", [0, 1])
def test_the_examples_of_tools_do_what_they_say(node: Node, client: Client, number: int, tmp_path: Path) -> None:
    environment = {**os.environ, "MINOOTS_ENDPOINT": node.endpoint}
    (tmp_path / "example.py").write_text(examples_of(TOOLS, 'queue="wake-ups"')[number])
    command = [sys.executable, str(tmp_path / "example.py")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    scheduled, listed = map(json.loads, done.stdout.splitlines())
    assert scheduled["id"] in [timer["id"] for timer in listed["timers"]]
    timer = client.get(scheduled["id"])
    assert (timer.queue, timer.labels, timer.payload) == (
        "wake-ups",
        {"agent": "planner"},
        Payload(b"Has the build passed?", "text/plain; charset=utf-8"),
    )


def test_the_refusal_that_the_page_of_tools_shows_is_the_answer(client: Client) -> None:
    [shown] = blocks(TOOLS, "json")
    assert Toolbox(client).run(SCHEDULE, {"name": "tea", "delay": "25"}).value == json.loads(shown)


def test_the_page_of_tools_says_how_many_standard_tests_there_are() -> None:
    suites = [suite for suite in vars(test_langchain).values() if isinstance(suite, type) and suite.__name__ in SUITES]
    count = sum(name.startswith("test_") for suite in suites for name in dir(suite))
    assert len(suites) == len(SUITES)
    said = f"`langchain-tests` {version('langchain-tests')} for all five tools on a real node: {count} of {count} tests"
    assert said in TOOLS.read_text()
    for package in ("langchain", "llama-index-core", "openai-agents"):
        assert f"`{package}` {version(package)}" in TOOLS.read_text()


def test_the_page_of_langgraph_says_what_was_tested(node: Node, tmp_path: Path) -> None:
    said = GRAPHS.read_text()
    count = sum(test_langgraph_conformance.TESTS.values())
    for package in ("langgraph", "langgraph-checkpoint", "langgraph-checkpoint-conformance"):
        assert f"`{package}` {version(package)}" in said
    assert f"{count} of {count} tests of each pass" in said
    [example] = [block for block in blocks(GRAPHS, "python") if "from_conn_string" in block]
    example = example.replace("http://127.0.0.1:7411", node.endpoint)
    assert outputs([example], node, tmp_path) == [["{'plan': 'work, then tea'}"]]


def test_the_stubs_are_what_the_protocol_makes_them() -> None:
    command = [sys.executable, str(PACKAGE / "scripts/generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
