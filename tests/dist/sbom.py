"""The bill of materials."""

import hashlib
import json
import os
import re
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from support import ROOT, Checks, Release, environment, run


def locked() -> set[tuple[str, str]]:
    """Names and versions in Cargo.lock."""
    text = (ROOT / "Cargo.lock").read_text()
    return set(re.findall(r'^name = "(.*)"\nversion = "(.*)"$', text, re.MULTILINE))


def checks(release: Release, work: Path, _: Path) -> Checks:
    """Has the schema judge it, and compares it with Cargo.lock and the program."""
    text = release.file("minoots-*.cdx.json").read_text()
    bill = json.loads(text)

    def schema() -> None:
        problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
        assert problem is None, problem

    def compare() -> None:
        crates = {(part["name"], part["version"]) for part in bill["components"]}
        assert len(crates) > 100, len(crates)
        assert crates <= locked(), crates - locked()
        (digest,) = bill["metadata"]["component"]["hashes"]
        assert digest["content"] == hashlib.sha256(release.program.read_bytes()).hexdigest()
        bare = [part["name"] for part in bill["components"] if "licenses" not in part]
        assert not bare, f"no licence: {bare}"

    def refuse() -> None:
        words = [os.environ["MINOOTS_DIST"], "--root", ROOT, "--program", os.environ["MINOOTS_BIN"], "--out", work / "bare"]
        failed = run(words, status=1, env=environment())
        assert "has no list of its crates" in failed.stderr, failed.stderr

    yield "the SBOM follows the schema of CycloneDX 1.6", schema
    yield "the SBOM lists crates of Cargo.lock with their licences", compare
    yield "a program without a list of its crates is not packaged", refuse
