"""The package with the oldest versions of its dependencies that pyproject.toml permits, and with newer ones."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from .conftest import ROOT, Node

PACKAGE = ROOT / "sdk/python"
# The runtimes by the major version of protobuf.
RUNTIMES = {"oldest": 5, "middle": 6, "newest": 7}


def pins(name: str) -> dict[str, str]:
    """Returns the versions of an environment, for the package's dependencies."""
    text = (PACKAGE / "runtimes" / f"{name}.in").read_text()
    return dict(re.findall(r"^([a-z-]+)==(\S+)$", text, re.MULTILINE))


def bounds() -> dict[str, str]:
    """Returns the oldest version of each package that pyproject.toml permits."""
    listed = re.search(
        r"^dependencies = \[\n(.*?)^\]$", (PACKAGE / "pyproject.toml").read_text(), re.MULTILINE | re.DOTALL
    )
    assert listed
    return dict(re.findall(r'^ +"([a-z-]+)>=([0-9.]+)', listed[1], re.MULTILINE))


def numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def test_the_oldest_environment_is_that_of_the_lower_bounds() -> None:
    oldest = pins("oldest")
    assert oldest.keys() == bounds().keys()
    for name, bound in bounds().items():
        # 43 is 43.0.0.
        pinned = numbers(oldest[name])
        assert pinned == numbers(bound) + [0] * (len(pinned) - len(numbers(bound))), name


@pytest.mark.parametrize(("name", "major"), RUNTIMES.items())
def test_the_package_works_with(name: str, major: int, node: Node) -> None:
    install = [str(ROOT / "tests/packages.sh"), "python", f"runtime-{name}", f"sdk/python/runtimes/{name}.txt"]
    installed = subprocess.run([*install, "--require-hashes"], check=True, stdout=subprocess.PIPE, text=True)
    python = Path(installed.stdout.strip()) / "bin/python"
    command = [str(python), "-W", "error", str(PACKAGE / "tests/runtime_check.py"), node.endpoint, f"runtime-{name}"]
    environment = {"PYTHONPATH": str(PACKAGE / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["versions"] == pins(name)
    assert numbers(said["versions"]["protobuf"])[0] == major
    assert said["modules"] > 80
