"""Parts that the checks of all artefacts share: running programs, and nodes that are ended again."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSION = subprocess.run(
    ["sed", "-n", 's/^version = "\\(.*\\)"/\\1/p', ROOT / "Cargo.toml"], check=True, text=True, stdout=subprocess.PIPE
).stdout.split()[0]
PATIENCE_S = 60
"""How long anything may take before it counts as stuck. Nothing is measured by it."""

Checks = Iterator[tuple[str, Callable[[], object]]]
Words = Sequence[str | Path]


@dataclass
class Release:
    """The artefacts that were made."""

    program: Path
    """The program that every artefact holds."""
    out: Path
    """The directory that was written."""
    key: Path
    """The public key file."""

    @property
    def files(self) -> Path:
        """The directory with the published files."""
        return self.out / "release"

    def file(self, pattern: str) -> Path:
        """The one file of the release with such a name."""
        (found,) = self.files.glob(pattern)
        return found


def environment(**more: str) -> dict[str, str]:
    """This process's environment without settings of minoots, and with more. Nodes keep no reserve: the disk may be nearly full."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MINOOTS_", "PYTHON", "npm_"))}
    return kept | {"MINOOTS_DISK_RESERVE_BYTES": "0"} | more


def run(words: Words, status: int = 0, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs to the end. Fails on another exit status."""
    options.setdefault("env", environment())
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=600, **options
    )
    if done.returncode != status:
        message = f"exit status {done.returncode}, not {status}: {words}\n{done.stdout}{done.stderr}"
        raise AssertionError(message)
    return done


def until(what: str, look: Callable[[], object]) -> object:
    """Looks until there is something to see."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    message = f"not within {PATIENCE_S} s: {what}"
    raise AssertionError(message)


class Node:
    """A node that runs while the block does, and ends cleanly with it."""

    def __init__(self, words: Words, directory: Path, **options: object) -> None:
        """`words` start it; everything else is in `directory`."""
        directory.mkdir(parents=True, exist_ok=True)
        self.ready = directory / "ready.json"
        self.log = directory / "log"
        ports = ["--listen", "127.0.0.1:0", "--ready-file", str(self.ready), "--data", str(directory / "data")]
        self.words = [str(word) for word in words] + ports
        self.options = options
        self.endpoint = ""

    def __enter__(self) -> "Node":
        self.process = subprocess.Popen(
            self.words, stdin=subprocess.DEVNULL, stdout=self.log.open("w"), stderr=subprocess.STDOUT, env=environment(), **self.options
        )
        try:
            until("a node that is ready", self._is_ready)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        self.endpoint = json.loads(self.ready.read_text())["endpoint"]
        return self

    def _is_ready(self) -> bool:
        if self.process.poll() is not None:
            message = f"ended with {self.process.returncode}: {self.log.read_text()}"
            raise AssertionError(message)
        return self.ready.exists()

    def until_fired(self) -> None:
        """Waits for the timer of `minoots dev` to fire, and for its signature to be verified."""
        until(f"a timer that fires: {self.log.read_text()}", lambda: "demo: fired" in self.log.read_text())

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=PATIENCE_S)
        assert status == 0, f"ended with {status}: {self.log.read_text()}"
