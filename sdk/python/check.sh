#!/usr/bin/env bash
# Makes a virtual environment, installs, and runs every check of this package. MINOOTS_BIN names the program under test.
# The default is the repository's release build, or else its debug build.
set -euo pipefail
cd "$(dirname "$0")"
environment=$(../../tests/packages.sh python sdk sdk/python/requirements-dev.txt --require-hashes)
export PATH="$environment/bin:$PATH"
# The package itself, linked to these sources.
stamp=$environment/pyproject.sha256
if ! sha256sum --check --status "$stamp" 2>/dev/null; then
    python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
    python -m pip check --disable-pip-version-check >&2
    sha256sum "$PWD/pyproject.toml" > "$stamp"
fi
ruff check .
ruff format --check .
mypy
python scripts/generate.py --check
# Most tests wait for a node, so three processes at once fit two processors. The tests of a file share its fixtures.
python -m pytest --numprocesses=3 --dist=loadfile --durations=20 --durations-min=1 "$@"
