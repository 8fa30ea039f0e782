"""Quick starts, typed as they stand: from a checkout and a Python to a timer that has fired."""

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
# How often it is looked whether a command says or does something: 180 s on a machine that does not stand still.
LOOKS_MAX = 3_600
# Builds nothing, as the program is there.
CARGO = """#!/bin/sh
[ "$*" = "build --release --bin minoots" ] && exec test -x target/release/minoots
echo "not: cargo $*" >&2
exit 2
"""
GRAPH_SAID = ["planning", "asking", "asking", "acting", "report: prepare the shed; do the shed; check the shed"]
LOOKS_SAID = [f"asked: Has the build passed? (look {look})" for look in (1, 2, 3)] + ["answered: The build has passed."]


def checkout(directory: Path) -> Path:
    """A checkout whose build is the program under test; where its ``cargo`` is."""
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
    """How it ended. It may go on for long: each command says that it begins, and has a bound of its own.

    To make an environment and to install takes as long as the machine takes, and who else works on it: so looks are
    counted, which stand still with the machine, and not seconds.
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
    """What was said by all that the script starts, and by the shell of each command as it begins."""
    programs, port = checkout(directory), free_port()
    environment = {
        "HOME": str(directory),
        # What the package needs is found where the tests found it, so that nothing is fetched.
        "PATH": f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        # Its opposite: the variable sets what the flag unsets.
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
            # The group that was started here: the shell, and the node it left running.
            os.killpg(shell.pid, signal.SIGKILL)
            shell.wait()
    said = file.read_text(errors="replace")
    assert code == 0, said
    return said


def section(page: Path) -> list[str]:
    """The scripts of a quick start, each of no more commands than a newcomer bears with."""
    [text] = re.findall(r"^## Quick start\n(.*?)^## ", page.read_text(), re.MULTILINE | re.DOTALL)
    scripts: list[str] = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    for script in scripts:
        assert len(script.splitlines()) <= COMMANDS_MAX and not re.search(r"&&|;|\|", script), script
    return scripts


def in_order(said: str, lines: list[str]) -> bool:
    """Whether these lines were said, in this order, whatever was said in between."""
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
