"""Adds to a program the list of its crates, as cargo-auditable writes it: the tested program is built without that tool.

usage: crate_list.py PROGRAM RESULT
"""

import json
import os
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = f"{os.uname().machine}-unknown-linux-gnu"
PROGRAM = "minoots-cli"


def metadata() -> dict:
    """The crates of this target, as cargo lists them."""
    words = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", TARGET]
    return json.loads(subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def crate_list(said: dict) -> dict:
    """The crates that the program is made of, each with the positions of those it depends on."""
    nodes = {node["id"]: node for node in said["resolve"]["nodes"]}
    packages = {package["id"]: package for package in said["packages"]}
    root = next(key for key, package in packages.items() if package["name"] == PROGRAM)

    def needed(key: str) -> list[str]:
        is_linked = [dep["pkg"] for dep in nodes[key]["deps"] if any(kind["kind"] is None for kind in dep["dep_kinds"])]
        return sorted(is_linked)

    found, waiting = set(), [root]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(needed(key))
    order = sorted(found, key=lambda key: (packages[key]["name"], packages[key]["version"]))
    places = {key: place for place, key in enumerate(order)}
    rows = []
    for key in order:
        package = packages[key]
        row = {"name": package["name"], "version": package["version"]}
        row["source"] = "crates.io" if package["source"] else "local"
        if needed(key):
            row["dependencies"] = sorted(places[other] for other in needed(key))
        if key == root:
            row["root"] = True
        rows.append(row)
    return {"packages": rows}


def main() -> None:
    """Writes the result."""
    program, result = sys.argv[1:]
    with tempfile.NamedTemporaryFile() as section:
        section.write(zlib.compress(json.dumps(crate_list(metadata())).encode()))
        section.flush()
        subprocess.run(["strip", "-o", result, program], check=True)
        subprocess.run(["objcopy", "--add-section", f".dep-v0={section.name}", result], check=True)


if __name__ == "__main__":
    main()
