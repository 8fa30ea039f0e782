"""The commands of the quick starts as documented: from a checkout and a Python to a timer that has fired."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

from .conftest import binary, free_port
from .test_docs import GRAPHS, PACKAGE, README, TOOLS, blocks

COMMANDS_MAX = 5
LOOK_SECONDS = 0.05
# The number of polls for progress of a command: 180 s on a machine that does not stall.
LOOKS_MAX = 3_600
# Builds nothing, because the program exists.
CARGO = """#!/bin/sh
[ "$*" = "build --release --bin minoots" ] && exec test -x target/release/minoots
echo "not: cargo $*" >&2
exit 2
"""
GRAPH_SAID = ["planning", "asking", "asking", "acting", "report: prepare the shed; do the shed; check the shed"]
LOOKS_SAID = [f"asked: Has the build passed? (look {look})" for look in (1, 2, 3)] + ["answered: The build has passed."]


def checkout(directory: Path) -> Path:
    """Makes a checkout whose build is the program under test. Returns the directory of its ``cargo``."""
    package = directory / "sdk/python"
    for name in ("src", "examples"):
        shutil.copytree(PACKAGE / name, package / name)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(PACKAGE / name, package)
    (directory / "target/release").mkdir(parents=True)
    (directory / "target/release/minoots").symlink_to(binary().resolve())
    programs = directory / "bin"
    programs.mkdir()
    (programs / "cargo").write_text(CARGO)
    (programs / "cargo").chmod(0o755)
    return programs


def ended(shell: subprocess.Popen[bytes], output: Path) -> int:
    """Returns the exit code. The script may run for long: each command reports its start, and has its own limit.

    The time to create an environment and to install depends on the machine and its load. So the limit counts polls,
    which stall together with the machine, and not seconds.
    """
    said, looks = -1, 0
    while (code := shell.poll()) is None:
        if (size := output.stat().st_size) != said:
            said, looks = size, 0
        looks += 1
        assert looks < LOOKS_MAX, output.read_text(errors="replace")
        time.sleep(LOOK_SECONDS)
    return code


def typed(script: str, directory: Path) -> str:
    """Runs a script. Returns the output of all its programs, and the shell's line at the start of each command."""
    programs, port = checkout(directory), free_port()
    environment = {
        "HOME": str(directory),
        # The package's dependencies come from the test environment, so that nothing is downloaded.
        "PATH": f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        # The variable has the opposite meaning: it sets the option that the flag unsets.
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "MINOOTS_LISTEN": f"127.0.0.1:{port}",
        "MINOOTS_ENDPOINT": f"http://127.0.0.1:{port}",
    }
    file = directory / "output"
    with file.open("wb") as output:
        command = ["bash", "-exc", script]
        shell = subprocess.Popen(
            command, cwd=directory, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            code = ended(shell, file)
        finally:
            # Kills the group that was started here: the shell, and the node that it left running.
            os.killpg(shell.pid, signal.SIGKILL)
            shell.wait()
    said = file.read_text(errors="replace")
    assert code == 0, said
    return said


def section(page: Path) -> list[str]:
    """Returns the scripts of a quick start, each below the limit of commands."""
    [text] = re.findall(r"^## Quick start\n(.*?)^## ", page.read_text(), re.MULTILINE | re.DOTALL)
    scripts: list[str] = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    for script in scripts:
        assert len(script.splitlines()) <= COMMANDS_MAX and not re.search(r"&&|;|\|", script), script
    return scripts


def in_order(said: str, lines: list[str]) -> bool:
    """Whether the lines occur in this order, with other lines in between."""
    rest = iter(said.splitlines())
    return all(line in rest for line in lines)


def test_the_readmes_quick_start_does_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "tea.py").write_text(blocks(README, "python")[0])
    [script] = section(README)
    said = typed(script, tmp_path)
    assert "tea is due at" in said and "pouring {'cups': 2}" in said and "attempt 1, signature verified" in said


def test_the_quick_start_of_langgraph_does_what_it_says(tmp_path: Path) -> None:
    [script] = section(GRAPHS)
    assert blocks(GRAPHS, "text")[0].splitlines() == GRAPH_SAID
    said = typed(script, tmp_path)
    assert in_order(said, GRAPH_SAID), said


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, r'"status": "scheduled".*"outcome": "reached".*"status": "fired"'),
        (1, ".*".join(map(re.escape, LOOKS_SAID))),
    ],
    ids=["langchain", "llamaindex"],
)
def test_the_quick_starts_of_tools_do_what_they_say(number: int, expected: str, tmp_path: Path) -> None:
    (tmp_path / "wake.py").write_text(blocks(TOOLS, "python")[0])
    scripts = section(TOOLS)
    assert len(scripts) == 2
    said = typed(scripts[number], tmp_path)
    assert re.search(expected, said, re.DOTALL), said
