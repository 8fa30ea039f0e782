"""The wheel: one `pip install` brings the client and the program."""

import email
import sys
import zipfile
from pathlib import Path

from support import VERSION, Checks, Node, Release, environment, run

CLIENT = """
from minoots import Client, DeliveryInfo, NewTimer, Worker

with Client() as client:
    client.create(NewTimer("tea", delay="100ms", queue="kitchen", json={"cups": 2}))
worker = Worker(verify=True)

@worker.on("timer.fired", queue="kitchen")
def pour(job: DeliveryInfo) -> None:
    print("poured", job.event.data())
    worker.stop()

worker.run()
"""


def checks(release: Release, work: Path, packages: Path) -> Checks:
    """Installs into a fresh environment, from the release and the packages alone."""
    environment_path = work / "venv"
    wheel = release.file("minoots-*-manylinux_*.whl")

    def install() -> None:
        run([sys.executable, "-m", "venv", environment_path])
        pip = [environment_path / "bin/python", "-m", "pip", "--disable-pip-version-check"]
        run([*pip, "install", "--no-compile", "--no-index", "--find-links", packages, wheel])
        run([*pip, "check"])
        installed = environment_path / "bin/minoots"
        assert installed.read_bytes() == release.program.read_bytes()
        assert run([installed, "-V"]).stdout == f"minoots {VERSION}\n"

    def use() -> None:
        with Node([environment_path / "bin/minoots", "dev"], work / "wheel") as node:
            said = run([environment_path / "bin/python", "-c", CLIENT], env=environment(MINOOTS_ENDPOINT=node.endpoint)).stdout
            assert "poured {'cups': 2}" in said, said
            node.until_fired()

    def describe() -> None:
        with zipfile.ZipFile(wheel) as archive:
            said = email.message_from_bytes(archive.read(f"minoots-{VERSION}.dist-info/METADATA"))
            names = archive.namelist()
        assert (said["License-Expression"], said["License-File"]) == ("Apache-2.0", "LICENSE")
        assert f"minoots-{VERSION}.dist-info/sboms/minoots.cdx.json" in names
        # The pure wheel, for other systems, is the same package without the program.
        with zipfile.ZipFile(release.file("minoots-*-none-any.whl")) as pure:
            missing = set(pure.namelist()) - set(names)
        assert not missing, missing

    yield "pip installs the wheel with its dependencies", install
    yield "the wheel's program fires a timer, and its client a worker", use
    yield "the wheel has licence, SBOM and everything of the pure wheel", describe
