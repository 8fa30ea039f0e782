#!/usr/bin/env bash
# Makes a virtual environment, installs, and runs every check of this package. MINOOTS_BIN names the program that is tested
# against; without it, the repository's release build, else its debug build.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python3}
[ -x .venv/bin/python ] || "$python" -m venv .venv
export PATH="$PWD/.venv/bin:$PATH"
stamp=.venv/requirements.sha256
if ! sha256sum --check --status "$stamp" 2>/dev/null; then
    # The file names everything, so nothing is resolved again.
    python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements-dev.txt
    python -m pip check --disable-pip-version-check
    python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
    sha256sum requirements-dev.txt pyproject.toml > "$stamp"
fi
ruff check .
ruff format --check .
mypy
python scripts/generate.py --check
python -m pytest "$@"
