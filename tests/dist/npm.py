"""The npm packages: a launcher, and the program of the platform."""

import json
import shutil
from pathlib import Path

from support import VERSION, Checks, Node, Release, run

NAMES = """
const { packageName } = require("minoots/lib/platform.js");
const asked = [["linux", "x64", "glibc"], ["linux", "arm64", "musl"], ["linux", "riscv64", "glibc"], ["darwin", "arm64", ""]];
console.log(JSON.stringify(asked.map((machine) => packageName(...machine) ?? null)));
"""


def checks(release: Release, work: Path, _: Path) -> Checks:
    """Installs both packages into a fresh directory, without a registry."""
    project = work / "npm"
    launcher = project / "node_modules/.bin/minoots"
    platform = project / "node_modules/@minoots"

    def install() -> None:
        project.mkdir()
        (project / "package.json").write_text('{"name":"test","private":true}')
        files = [release.file(f"minoots-{VERSION}.tgz"), release.file("minoots-linux-*.tgz")]
        run(["npm", "install", "--offline", "--no-audit", "--no-fund", *files], cwd=project)
        (installed,) = platform.glob("*/bin/minoots")
        assert installed.read_bytes() == release.program.read_bytes()
        lock = json.loads((project / "package-lock.json").read_text())
        assert not [name for name, entry in lock["packages"].items() if entry.get("hasInstallScript")]

    def use() -> None:
        said = run(["npx", "--offline", "--no-install", "minoots", "-V"], cwd=project)
        assert said.stdout == f"minoots {VERSION}\n"
        # The end of the program is the end of the launcher, and so is a signal.
        run([launcher, "health", "--endpoint", "http://127.0.0.1:9"], status=5)
        with Node([launcher, "dev"], work / "npm-node") as node:
            node.until_fired()
            run([launcher, "health", "--endpoint", node.endpoint])

    def choose() -> None:
        said = json.loads(run(["node", "-e", NAMES], cwd=project).stdout)
        assert said == ["@minoots/linux-x64", "@minoots/linux-arm64-musl", None, None], said

    def advise() -> None:
        (package,) = platform.iterdir()
        shutil.rmtree(package)
        failed = run([launcher, "--version"], status=127)
        assert f"needs the package @minoots/{package.name}" in failed.stderr, failed.stderr
        assert f"npm install @minoots/{package.name}@{VERSION}" in failed.stderr, failed.stderr

    yield "npm installs the packages without scripts", install
    yield "the npm launcher passes on arguments, exit codes and signals", use
    yield "the npm launcher knows the package of each machine", choose
    yield "the npm launcher names the package that is missing", advise
