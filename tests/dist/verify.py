"""Packages the tested program, then installs and runs each artefact. Started by verify.sh.

usage: verify.py PACKAGES, a directory with the wheels that the Python package needs
"""

import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import deb
import image
import npm
import sbom
import signature
import wheel
from support import ROOT, Release, run


def package(work: Path) -> Release:
    """Makes a release of the tested program, twice: the packager fails if a byte differs."""
    program = work / "minoots"
    run([sys.executable, ROOT / "tests/dist/crate_list.py", os.environ["MINOOTS_BIN"], program])
    secret, public = work / "minoots.key", work / "minoots.pub"
    run(["minisign", "-G", "-W", "-s", secret, "-p", public])
    run([os.environ["MINOOTS_DIST"], "--root", ROOT, "--program", program, "--out", work / "out", "--key", secret, "--twice"])
    return Release(program, work / "out", public)


def main() -> None:
    """Runs every check, and says how many held."""
    packages = Path(sys.argv[1])
    passed, failed = 0, 0

    def check(name: str, action: Callable[[], object]) -> object:
        nonlocal passed, failed
        started = time.monotonic()
        try:
            result = action()
            passed += 1
            print(f"ok      {name} ({time.monotonic() - started:.1f} s)", flush=True)
            return result
        except Exception as error:  # noqa: BLE001 - every kind of failure counts the same
            failed += 1
            said = error.stderr if isinstance(error, subprocess.CalledProcessError) else None
            print(f"FAILED  {name}\n{traceback.format_exc()}{said or ''}", flush=True)
            return None

    with tempfile.TemporaryDirectory(prefix="minoots-dist-") as directory:
        work = Path(directory)
        release = check("packaging twice gives equal bytes", lambda: package(work))
        if isinstance(release, Release):
            for module in (sbom, signature, wheel, npm, deb, image):
                for name, action in module.checks(release, work, packages):
                    check(name, action)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
